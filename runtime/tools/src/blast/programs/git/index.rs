//! Subcommands that replace what is staged: `add`, `commit`.

use super::Parsed;
use super::repo::Repo;
use crate::blast::play::Play;

pub(super) fn add(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let parsed = Parsed::of(arguments, &["--chmod", "--pathspec-from-file"]);
    let known = [
        "dry-run",
        "verbose",
        "force",
        "update",
        "all",
        "no-ignore-removal",
        "ignore-removal",
        "no-all",
        "intent-to-add",
        "refresh",
        "ignore-errors",
        "ignore-missing",
        "sparse",
        "renormalize",
    ];
    if !parsed.only("nvfuAN", &known) || parsed.value(&["--pathspec-from-file"]).is_some() {
        return play.unknown(format!("what {} replaces of what is staged", play.by));
    }
    if parsed.has('n', "dry-run") {
        return;
    }
    let everything = parsed.has('A', "all") || parsed.has('u', "update") || parsed.has('\0', "renormalize");
    if everything || !parsed.operands.is_empty() {
        repo.lose_staged(play, &parsed.operands);
    }
}

pub(super) fn commit(play: &mut Play<'_>, repo: &Repo, arguments: &[&str]) {
    let takes = [
        "-m",
        "--message",
        "-F",
        "--file",
        "-C",
        "--reuse-message",
        "-c",
        "--reedit-message",
        "-t",
        "--template",
        "--author",
        "--date",
        "--fixup",
        "--squash",
        "--cleanup",
        "--trailer",
        "--pathspec-from-file",
    ];
    // `-am TEXT` as `-a -m TEXT`.
    let mut plain: Vec<&str> = Vec::new();
    let mut all = false;
    for word in arguments {
        match word.strip_prefix('-').filter(|rest| !rest.starts_with('-') && rest.len() > 1) {
            Some(letters) => match letters.find(['m', 'F', 'C', 'c', 't', 'S']) {
                Some(at) => {
                    all |= letters[..at].contains('a');
                    plain.extend(letters[..at].contains(['p', 'i']).then_some("--patch"));
                    if at + 1 == letters.len() && !letters.ends_with('S') {
                        plain.push("-m");
                    }
                }
                None => plain.push(word),
            },
            None => plain.push(word),
        }
    }
    let parsed = Parsed::of(&plain, &takes);
    let asks = ["patch", "interactive", "include"];
    if parsed.has('p', "")
        || parsed.has('i', "")
        || asks.iter().any(|name| parsed.has('\0', name))
        || parsed.value(&["--pathspec-from-file"]).is_some()
    {
        play.unknown(format!("what {} replaces of what is staged", play.by));
    }
    all |= parsed.has('a', "all");
    if all {
        repo.lose_staged(play, &[]);
    } else if !parsed.operands.is_empty() {
        repo.lose_staged(play, &parsed.operands);
    }
    if arguments.iter().any(|word| word.starts_with("--am")) {
        amend(play, repo);
    }
}

fn amend(play: &mut Play<'_>, repo: &Repo) {
    let branch = repo.branch.clone();
    let refs: Vec<&str> = branch.as_deref().into_iter().collect();
    // The new commit has the same parents; before the first there is none.
    let parent = repo.commit(play, "HEAD^");
    repo.lose(play, "the commit that is amended", "HEAD", &refs, parent.as_deref());
}
