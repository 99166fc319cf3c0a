//! Subcommands that change files: `clean`, `reset`, `checkout`, `switch`, `restore`, `rm`.

use super::Parsed;
use super::repo::Repo;
use crate::blast::model::Node;
use crate::blast::play::Play;
use crate::checkpoint::TreePath;

/// The arguments of a rehearsal, which has to say what it would do.
fn rehearsal(command: &'static str, arguments: &[&str]) -> Vec<String> {
    let loud = arguments.iter().filter(|word| **word != "--quiet").map(|word| match word.strip_prefix('-') {
        Some(letters) if !letters.starts_with('-') => format!("-{}", letters.replace('q', "")),
        _ => (*word).to_owned(),
    });
    [command, "--dry-run"].map(str::to_owned).into_iter().chain(loud.filter(|word| word != "-")).collect()
}

pub(super) fn clean(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-e", "--exclude"]);
    if !parsed.only("fdxXnq", &["force", "dry-run", "quiet"]) {
        return play.unknown(format!("{} asks, or has an option that is not known", play.by));
    }
    if parsed.has('n', "dry-run") {
        return;
    }
    let forced = parsed.has('f', "force");
    let needs = repo.ask(play, &["config", "--bool", "--get", "clean.requireForce"]);
    if !forced && needs.is_none_or(|said| said != ["false"]) {
        return;
    }
    let rehearsal = rehearsal("clean", arguments);
    let rehearse: Vec<&str> = rehearsal.iter().map(String::as_str).collect();
    let Some(lines) = repo.ask(play, &rehearse) else {
        return play.unknown(format!("{} could not be rehearsed", play.by));
    };
    for shown in lines.iter().filter_map(|line| line.strip_prefix("Would remove ")) {
        match repo.printed(play, shown) {
            Some(path) => play.model.remove(&path),
            None => {
                play.unknown(format!("what {} removes as {shown}", play.by));
                repo.printed_outside(play, shown).into_iter().for_each(|path| play.outside(path));
            }
        }
    }
}

/// Files take the state of a commit; `A` is only in the index, `D` only in the commit.
fn take(play: &mut Play<'_>, changes: Vec<(u8, TreePath)>, added: Added) {
    for (status, path) in changes {
        match (status, added) {
            (b'A', Added::Stay) => {}
            (b'A', Added::Go) => remove_with_folders(play, &path),
            // A file that the index does not know is in the way, and gives way.
            _ => {
                if play.model.now.get(&path) == Some(&Node::Folder) {
                    play.model.remove(&path);
                }
                // One in place of a folder on the way, too.
                let above: Vec<TreePath> = std::iter::successors(path.parent(), TreePath::parent).collect();
                for folder in above {
                    play.model.now.insert(folder, Node::Folder);
                }
                play.model.write(&path);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Added {
    Stay,
    Go,
}

/// Git removes the folders that a removed file leaves empty.
pub(super) fn remove_with_folders(play: &mut Play<'_>, path: &TreePath) {
    play.model.remove(path);
    let mut above = path.parent();
    while let Some(folder) = above.filter(|folder| play.model.names_in(Some(folder)).is_empty()) {
        play.model.remove(&folder);
        above = folder.parent();
    }
}

/// All tracked files become those of the last commit.
pub(super) fn reset_files(play: &mut Play<'_>, repo: &Repo) {
    take_commit(play, repo, "HEAD");
}

/// All tracked files become those of `to`.
fn take_commit(play: &mut Play<'_>, repo: &Repo, to: &str) {
    match repo.changes(play, &[to], &[]) {
        // From where the command is, git shows all of the repository all the same.
        Some(changes) => take(play, changes, Added::Go),
        None => play.unknown(format!("which files differ from {to}")),
    }
}

pub(super) fn reset(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &[]);
    let hard = parsed.options.contains(&"--hard");
    if !parsed.only("q", &["hard", "soft", "mixed", "quiet", "no-refresh"]) {
        return play.unknown(format!("what {} changes", play.by));
    }
    let rev = parsed.operands.first().and_then(|name| Some((*name, repo.commit(play, name)?)));
    let by_path = arguments.contains(&"--")
        || (rev.is_none() && !parsed.operands.is_empty())
        || parsed.operands.len() > 1;
    if by_path {
        // Only the index changes.
        let paths = if rev.is_some() { &parsed.operands[1..] } else { &parsed.operands[..] };
        return repo.lose_staged(play, paths);
    }
    let Some(to) = rev.map(|(_, commit)| commit).or_else(|| repo.commit(play, "HEAD")) else {
        return play.unknown(format!("what {} changes before there is a commit", play.by));
    };
    if hard {
        take_commit(play, repo, &to);
    }
    if !parsed.options.contains(&"--soft") {
        repo.lose_staged(play, &[]);
    }
    let branch = repo.branch.clone();
    let refs: Vec<&str> = branch.as_deref().into_iter().collect();
    repo.lose(play, "what was the last commit", "HEAD", &refs, Some(&to));
}

pub(super) fn checkout(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let (before, after) = match arguments.iter().position(|word| *word == "--") {
        Some(at) => (&arguments[..at], Some(&arguments[at + 1..])),
        None => (arguments, None),
    };
    let parsed = Parsed::of(before, &["-b", "-B", "--orphan"]);
    if !parsed.only("fq", &["force", "quiet", "detach", "no-progress", "progress"])
        || !parsed.values.is_empty() && parsed.value(&["-b"]).is_none()
    {
        return play.unknown(format!("what {} changes", play.by));
    }
    let rev = parsed.operands.first().and_then(|name| repo.commit(play, name));
    let (source, paths) = match (rev, after) {
        (rev, Some(paths)) => (rev, paths),
        (Some(rev), None) => (Some(rev), &parsed.operands[1..]),
        (None, None) => (None, &parsed.operands[..]),
    };
    if source.is_none() && after.is_none() && !paths.is_empty() {
        // `-`, `a...b` and a branch that only the remote has are no names of commits, and are gone to all the same.
        let known: Vec<&str> =
            ["ls-files", "--error-unmatch", "--"].into_iter().chain(paths.iter().copied()).collect();
        if repo.ask(play, &known).is_none() {
            return play.unknown(format!("where {} goes", play.by));
        }
    }
    if !paths.is_empty() {
        return by_path(play, repo, source.as_deref(), paths);
    }
    match source {
        Some(to) => go_to(play, repo, &to, parsed.has('f', "force")),
        None if parsed.has('f', "force") => {
            take_commit(play, repo, "HEAD");
            repo.lose_staged(play, &[]);
        }
        None => {}
    }
}

/// Files of a commit or of the index over those of the work tree; nothing else is removed.
fn by_path(play: &mut Play<'_>, repo: &Repo, source: Option<&str>, paths: &[&str]) {
    let of: Vec<&str> = source.into_iter().collect();
    match repo.changes(play, &of, paths) {
        Some(changes) => take(play, changes, Added::Stay),
        None => play.unknown(format!("which files {} replaces", play.by)),
    }
    if source.is_some() {
        repo.lose_staged(play, paths);
    }
}

/// Another commit is checked out. Unless forced, git stops where an edited or untracked file would be lost; a file that is
/// ignored gives way silently.
fn go_to(play: &mut Play<'_>, repo: &Repo, to: &str, force: bool) {
    if force {
        take_commit(play, repo, to);
        repo.lose_staged(play, &[]);
    } else {
        match repo.changes(play, &["HEAD", to], &[]) {
            // Here `A` is what the other commit has and this one has not.
            Some(changes) => {
                let turned = changes
                    .into_iter()
                    .map(|(status, path)| (if status == b'D' { b'A' } else { b'M' }, path));
                take(play, turned.collect(), Added::Go);
            }
            None => play.unknown(format!("which files {} changes", play.by)),
        }
    }
    if repo.branch.is_none() {
        repo.lose(play, "commits on no branch", "HEAD", &[], Some(to));
    }
}

pub(super) fn switch(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-c", "--create"]);
    if !parsed.only("fqd", &["force", "discard-changes", "quiet", "detach"]) {
        return play.unknown(format!("what {} changes", play.by));
    }
    let force = parsed.has('f', "force") || parsed.has('\0', "discard-changes");
    let to = parsed.operands.first().and_then(|name| repo.commit(play, name));
    match to {
        Some(to) => go_to(play, repo, &to, force),
        None if parsed.operands.is_empty() => {}
        None => play.unknown(format!("where {} goes", play.by)),
    }
}

pub(super) fn restore(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-s", "--source"]);
    if !parsed.only("SWq", &["staged", "worktree", "quiet", "no-overlay", "overlay"]) {
        return play.unknown(format!("what {} changes", play.by));
    }
    let staged = parsed.has('S', "staged");
    let files = !staged || parsed.has('W', "worktree");
    let source =
        parsed.value(&["-s", "--source"]).map(str::to_owned).or_else(|| staged.then(|| "HEAD".to_owned()));
    let source = match source {
        Some(name) => match repo.commit(play, &name) {
            Some(commit) => Some(commit),
            None => return play.unknown(format!("what {name} is")),
        },
        None => None,
    };
    if files {
        let added = if source.is_some() && !parsed.has('\0', "overlay") { Added::Go } else { Added::Stay };
        let of: Vec<&str> = source.as_deref().into_iter().collect();
        match repo.changes(play, &of, &parsed.operands) {
            Some(changes) => take(play, changes, added),
            None => play.unknown(format!("which files {} replaces", play.by)),
        }
    }
    if staged {
        repo.lose_staged(play, &parsed.operands);
    }
}

pub(super) fn remove(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &[]);
    if parsed.has('n', "dry-run") {
        return;
    }
    if !parsed.only("rfq", &["force", "cached", "quiet", "ignore-unmatch"]) {
        return play.unknown(format!("what {} changes", play.by));
    }
    repo.lose_staged(play, &parsed.operands);
    if repo.top_path(play).join(".gitmodules").exists() {
        play.unknown(format!("what {} changes in the list of submodules", play.by));
    }
    if parsed.has('\0', "cached") {
        return;
    }
    let rehearsal = rehearsal("rm", arguments);
    let rehearse: Vec<&str> = rehearsal.iter().map(String::as_str).collect();
    // Where git refuses, nothing happens.
    let Some(lines) = repo.ask(play, &rehearse) else { return play.out.staged.clear() };
    let top = repo.top_path(play);
    for line in lines {
        let name = line.strip_prefix("rm '").and_then(|rest| rest.strip_suffix('\''));
        // From the top of the repository, wherever the command is.
        let path = name.map(|name| [top.as_os_str().as_encoded_bytes(), b"/", name.as_bytes()].concat());
        if let Some(path) = path.and_then(|path| repo.printed(play, &String::from_utf8_lossy(&path))) {
            remove_with_folders(play, &path);
        }
    }
}
