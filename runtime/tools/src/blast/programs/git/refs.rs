//! Subcommands that change what leads to commits: `branch`, `tag`, `stash`, `update-ref`.

use super::Parsed;
use super::files;
use super::repo::Repo;
use crate::blast::play::Play;

pub(super) fn branch(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-u", "--set-upstream-to"]);
    let renames_by_force = parsed.has('m', "move") && parsed.has('f', "force");
    if renames_by_force
        || !parsed.only("dDfmMrqv", &["delete", "force", "remotes", "quiet", "move", "track", "no-track"])
    {
        return play.unknown(format!("what {} changes", play.by));
    }
    let remote = parsed.has('r', "remotes");
    let space = if remote { "refs/remotes" } else { "refs/heads" };
    if parsed.has('D', "") || parsed.has('d', "delete") {
        let gone: Vec<String> = parsed.operands.iter().map(|name| format!("{space}/{name}")).collect();
        let refs: Vec<&str> = gone.iter().map(String::as_str).collect();
        for (name, full) in parsed.operands.iter().zip(&gone) {
            // Git does not remove the branch that is checked out.
            if repo.branch.as_deref() != Some(full) && repo.commit(play, full).is_some() {
                repo.lose(play, &format!("branch {name}"), full, &refs, None);
            }
        }
        // `-d` stops at a branch that is not merged; what it would lose is an upper bound.
        return;
    }
    let (moved, new) = match parsed.operands.as_slice() {
        _ if parsed.has('M', "") => (parsed.operands.last().copied(), None),
        [name] if parsed.has('f', "force") => (Some(*name), repo.commit(play, "HEAD")),
        [name, to] if parsed.has('f', "force") => (Some(*name), repo.commit(play, to)),
        _ => return,
    };
    if let Some(name) = moved {
        let full = format!("{space}/{name}");
        if repo.branch.as_deref() != Some(&full) && repo.commit(play, &full).is_some() {
            repo.lose(play, &format!("branch {name}"), &full, &[&full], new.as_deref());
        }
    }
}

pub(super) fn tag(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-m", "--message", "-F", "--file", "-u"]);
    if !parsed.only("dfasl", &["delete", "force", "annotate", "sign", "list"]) {
        return play.unknown(format!("what {} changes", play.by));
    }
    let gone: Vec<&str> = match parsed.operands.as_slice() {
        names if parsed.has('d', "delete") => names.to_vec(),
        [name, ..] if parsed.has('f', "force") => vec![*name],
        _ => return,
    };
    for name in gone {
        let full = format!("refs/tags/{name}");
        if repo.commit(play, &full).is_some() {
            repo.lose(play, &format!("tag {name}"), &full, &[&full], None);
        }
    }
}

pub(super) fn update(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-m"]);
    match parsed.operands.as_slice() {
        [name, ..] if name.starts_with("refs/") && parsed.only("d", &["no-deref"]) => {
            let new =
                if parsed.has('d', "") { None } else { parsed.operands.get(1).map(|new| (*new).to_owned()) };
            if repo.commit(play, name).is_some() {
                repo.lose(play, name, name, &[name], new.as_deref());
            }
        }
        _ => play.unknown(format!("what {} changes", play.by)),
    }
}

pub(super) fn stash(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    match arguments {
        ["drop", rest @ ..] => {
            let parsed = Parsed::of(rest, &[]);
            let which = match parsed.operands.first() {
                None => "stash@{0}".to_owned(),
                Some(number) if number.bytes().all(|b| b.is_ascii_digit()) => format!("stash@{{{number}}}"),
                Some(name) => (*name).to_owned(),
            };
            if repo.commit(play, &which).is_some() {
                repo.lose(play, &which, &which, &["refs/stash"], None);
            }
        }
        ["clear", ..] => {
            for line in repo.ask(play, &["stash", "list", "--format=%gd"]).unwrap_or_default() {
                repo.lose(play, &line, &line, &["refs/stash"], None);
            }
        }
        [] => push(play, repo, &[]),
        ["push" | "save", rest @ ..] => push(play, repo, rest),
        [option, ..] if option.starts_with('-') => push(play, repo, arguments),
        _ => play.unknown(format!("what {} changes", play.by)),
    }
}

/// What is stashed leaves the work tree.
fn push(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-m", "--message"]);
    if !parsed.only("uaq", &["include-untracked", "all", "quiet"])
        || (!parsed.operands.is_empty() && !arguments.contains(&"-m"))
    {
        return play.unknown(format!("what {} changes", play.by));
    }
    files::reset_files(play, repo);
    let all = parsed.has('a', "all");
    if all || parsed.has('u', "include-untracked") {
        for path in repo.untracked(play, all).unwrap_or_default() {
            files::remove_with_folders(play, &path);
        }
    }
}
