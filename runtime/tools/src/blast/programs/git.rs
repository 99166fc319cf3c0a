//! `git`: what each subcommand takes from the work tree, the index and the history.

mod files;
mod index;
mod refs;
mod repo;
mod settings;

use super::Parsed;
use crate::blast::model::{Follow, Place};
use crate::blast::play::Play;
use repo::Repo;

/// Subcommands that take nothing away, whatever they are given.
const HARMLESS: &[&str] = &[
    "annotate",
    "blame",
    "cat-file",
    "check-ignore",
    "check-attr",
    "cherry",
    "count-objects",
    "describe",
    "diff",
    "diff-tree",
    "diff-index",
    "diff-files",
    "for-each-ref",
    "fsck",
    "grep",
    "help",
    "hash-object",
    "init",
    "log",
    "ls-files",
    "ls-remote",
    "ls-tree",
    "merge-base",
    "name-rev",
    "range-diff",
    "rev-list",
    "rev-parse",
    "shortlog",
    "show",
    "show-branch",
    "show-ref",
    "status",
    "var",
    "verify-commit",
    "version",
    "whatchanged",
];
/// Subcommands that do nothing where there is no repository.
const WITH_REPOSITORY: &[&str] = &[
    "clean",
    "reset",
    "checkout",
    "switch",
    "restore",
    "rm",
    "mv",
    "stash",
    "branch",
    "tag",
    "update-ref",
    "commit",
    "push",
    "add",
    "stage",
];
/// Subcommands after which a repository's own hooks run.
const WITH_HOOKS: &[&str] =
    &["checkout", "switch", "commit", "merge", "rebase", "pull", "am", "push", "worktree"];

pub(super) fn git(play: &mut Play<'_>, arguments: &[&str]) {
    let cwd = play.model.cwd.clone();
    follow(play, arguments);
    play.model.cwd = cwd;
}

fn follow(play: &mut Play<'_>, arguments: &[&str]) {
    let mut rest = arguments;
    loop {
        match rest {
            ["-C", folder, more @ ..] => {
                super::go(play, folder);
                rest = more;
            }
            ["--work-tree" | "--git-dir", place, more @ ..] => {
                elsewhere(play, place);
                rest = more;
            }
            [option, more @ ..] if option.starts_with("--work-tree=") || option.starts_with("--git-dir=") => {
                elsewhere(play, option.split_once('=').map_or("", |(_, place)| place));
                rest = more;
            }
            // Other settings can start programs, or let a command do without `-f`.
            ["-c", setting, more @ ..] => {
                let plain = ["user.", "color.", "advice.", "author.", "committer.", "commit.gpgsign="];
                if !plain.iter().any(|name| setting.to_ascii_lowercase().starts_with(name)) {
                    return play.unknown(format!("{} has a setting that cannot be followed", play.by));
                }
                rest = more;
            }
            [option, more @ ..]
                if matches!(*option, "--no-pager" | "-P" | "-p" | "--paginate" | "--literal-pathspecs") =>
            {
                rest = more;
            }
            [option, ..] if option.starts_with('-') && !matches!(*option, "--version" | "--help") => {
                play.unknown(format!("{} has an option that cannot be followed", play.by));
                return;
            }
            _ => break,
        }
    }
    if let Some((command, arguments)) = rest.split_first() {
        subcommand(play, command, arguments);
    }
}

/// The repository or its work tree is named.
fn elsewhere(play: &mut Play<'_>, place: &str) {
    play.unknown(format!("what {} finds in {place}", play.by));
    if let Place::Outside(path) = play.model.resolve(place.as_bytes(), Follow::Yes) {
        play.outside(path.display().to_string());
    }
}

fn subcommand(play: &mut Play<'_>, command: &str, arguments: &[&str]) {
    if !matches!(command, "--version" | "--help" | "help" | "version") {
        settings::bend(play, command, WITH_HOOKS.contains(&command));
    }
    let bent = |word: &&str| {
        ["--out", "--open", "--upload-pack", "--exec", "--ext-diff", "--sep"]
            .iter()
            .any(|it| word.starts_with(it))
            || (command == "grep" && word.starts_with("-O"))
    };
    if HARMLESS.contains(&command) || is_listing(command, arguments) {
        if arguments.iter().any(bent) {
            play.unknown(format!("{} has an option that can write or run things", play.by));
        }
        return;
    }
    let repo = match Repo::find(play) {
        Ok(_) if play.model.is_changed() || play.git_acted => {
            return play.unknown(format!("what {} finds after the commands before it", play.by));
        }
        Ok(Some(repo)) => repo,
        // Nothing to take anything from: git says so and ends.
        Ok(None) => {
            // Another word may be an alias of the person's own settings.
            return if !WITH_REPOSITORY.contains(&command) {
                play.unknown(format!("what {} changes", play.by))
            };
        }
        Err(outside) => {
            play.outside(outside);
            return play.unknown(format!("{} works on a repository that lies outside", play.by));
        }
    };
    if WITH_HOOKS.contains(&command)
        && let Some(folder) = repo.hooks_elsewhere(play)
    {
        play.unknown(format!("a hook in {folder} may run"));
    }
    // What is asked of git is asked of the index and the history as they are now.
    play.git_acted |= !matches!(command, "clean" | "push");
    match command {
        "clean" => files::clean(play, &repo, arguments),
        "reset" => files::reset(play, &repo, arguments),
        "checkout" => files::checkout(play, &repo, arguments),
        "switch" => files::switch(play, &repo, arguments),
        "restore" => files::restore(play, &repo, arguments),
        "rm" => files::remove(play, &repo, arguments),
        "mv" => {
            repo.lose_staged(play, arguments.last().map_or(&[], std::slice::from_ref));
            super::copies::rename(play, arguments);
        }
        "add" | "stage" => index::add(play, &repo, arguments),
        "stash" => refs::stash(play, &repo, arguments),
        "branch" => refs::branch(play, &repo, arguments),
        "tag" => refs::tag(play, &repo, arguments),
        "update-ref" => refs::update(play, &repo, arguments),
        "commit" => index::commit(play, &repo, arguments),
        "push" => push(play, arguments),
        _ => play.unknown(format!("what {} changes", play.by)),
    }
}

fn is_listing(command: &str, arguments: &[&str]) -> bool {
    match (command, arguments.first().copied()) {
        ("stash", Some("list" | "show" | "create")) => true,
        ("branch" | "tag", None) => true,
        ("tag", Some(first)) => matches!(first, "-l" | "--list") && only_lists(&arguments[1..]),
        ("branch", Some(first)) => first.starts_with('-') && only_lists(arguments),
        ("remote", None | Some("-v" | "show" | "get-url" | "add")) => true,
        ("config", Some("--get" | "--list" | "-l" | "get" | "list")) => true,
        ("reflog", None | Some("show")) | ("worktree", Some("list")) | ("notes", None) => true,
        ("--version" | "--help", _) => true,
        _ => false,
    }
}

/// Are all options such that list?
fn only_lists(arguments: &[&str]) -> bool {
    let lists = [
        "-l",
        "--list",
        "-a",
        "-r",
        "-v",
        "-vv",
        "--all",
        "--show-current",
        "--contains",
        "--merged",
        "--no-merged",
    ];
    arguments.iter().all(|word| !word.starts_with('-') || lists.contains(word))
}

/// What another repository loses cannot be saved here.
fn push(play: &mut Play<'_>, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["-o", "--push-option", "--repo"]);
    let forces = ["force", "force-with-lease", "mirror", "delete", "prune"];
    let long = parsed.options.iter().any(|it| forces.iter().any(|name| it.starts_with(&format!("--{name}"))));
    let refs = parsed.operands.iter().skip(1).any(|spec| spec.starts_with(['+', ':']));
    let known = parsed.only(
        "uqvnfd",
        &[
            "set-upstream",
            "tags",
            "follow-tags",
            "quiet",
            "verbose",
            "dry-run",
            "progress",
            "no-verify",
            "atomic",
            "force",
            "force-with-lease",
            "mirror",
            "delete",
            "prune",
        ],
    );
    if !known {
        play.unknown(format!("{} has an option that cannot be followed", play.by));
    }
    if long || refs || parsed.has('f', "") || parsed.has('d', "") {
        play.outside("the remote repository, whose branches it can remove or replace");
    }
    // Names on the command line stand in for those of the settings.
    if parsed.operands.len() < 2 && !parsed.has('n', "dry-run") {
        for forced in settings::forced_pushes(play) {
            play.outside(format!(
                "the remote repository, whose branches it can remove or replace ({forced})"
            ));
        }
    }
}
