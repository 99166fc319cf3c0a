//! How often files changed and by whom: a fold of `git log`.

use std::collections::BTreeMap;

use serde::Serialize;

/// What the log is asked for: a line for each commit that starts with this word (those of files start with a number or a dash),
/// then added and removed lines of each file.
pub const FORMAT: &str = "--format=author:%an";
const AUTHOR: &str = "author:";

/// Changes by file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct History {
    pub commits: u64,
    /// All of the log was read.
    pub whole: bool,
    pub files: BTreeMap<String, FileHistory>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileHistory {
    pub commits: u64,
    pub lines_added: u64,
    pub lines_removed: u64,
    pub authors: u64,
    /// Who made the most of its commits, and how many.
    pub owner: String,
    pub owner_commits: u64,
}

/// Folds the output of `git log --numstat` with [`FORMAT`].
pub fn fold(log: &str, whole: bool) -> History {
    let mut history = History { whole, ..History::default() };
    let mut by_author: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut now: BTreeMap<String, String> = BTreeMap::new();
    let mut author = "";
    for line in log.lines() {
        if let Some(name) = line.strip_prefix(AUTHOR) {
            history.commits += 1;
            author = name;
            continue;
        }
        let mut fields = line.splitn(3, '\t');
        let (Some(added), Some(removed), Some(path)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let (old, new) = renamed(path);
        // The newest stands first: what a file was called before counts for what it is called now.
        let path = now.get(&new).cloned().unwrap_or(new);
        if let Some(old) = old {
            now.insert(old, path.clone());
        }
        let file = history.files.entry(path.clone()).or_default();
        file.commits += 1;
        // Binary files have a dash.
        file.lines_added += added.parse::<u64>().unwrap_or(0);
        file.lines_removed += removed.parse::<u64>().unwrap_or(0);
        *by_author.entry(path).or_default().entry(author).or_default() += 1;
    }
    for (path, authors) in by_author {
        let Some(file) = history.files.get_mut(&path) else { continue };
        file.authors = authors.len() as u64;
        if let Some((owner, commits)) =
            authors.iter().max_by_key(|(name, commits)| (**commits, std::cmp::Reverse(**name)))
        {
            file.owner = (*owner).to_owned();
            file.owner_commits = *commits;
        }
    }
    history
}

/// `src/{old => new}/a.py` was `src/old/a.py` and is now `src/new/a.py`.
fn renamed(path: &str) -> (Option<String>, String) {
    let (before, change, after) = match path.split_once('{').and_then(|(before, rest)| {
        let (change, after) = rest.split_once('}')?;
        change.contains(" => ").then_some((before, change, after))
    }) {
        Some(parts) => parts,
        None => ("", path, ""),
    };
    let Some((old, new)) = change.split_once(" => ") else { return (None, path.to_owned()) };
    let whole = |part: &str| format!("{before}{part}{after}").replace("//", "/");
    (Some(whole(old)), whole(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_folded_by_file() {
        let log = "author:Ada\n\n3\t1\tsrc/a.py\n-\t-\tlogo.png\nauthor:Ada\n\n2\t0\tsrc/a.py\nauthor:Bob\n\n1\t1\tsrc/{x => y}/b.py\n5\t5\tsrc/a.py\n";
        let history = fold(log, true);
        assert_eq!(history.commits, 3);
        let a = &history.files["src/a.py"];
        assert_eq!((a.commits, a.lines_added, a.lines_removed, a.authors), (3, 10, 6, 2));
        assert_eq!((a.owner.as_str(), a.owner_commits), ("Ada", 2));
        assert!(history.files.contains_key("src/y/b.py"));
        assert_eq!(fold("", true), History { whole: true, ..History::default() });
        assert_eq!(fold("rubbish\n\t\nauthor:", false).commits, 1);
    }

    #[test]
    fn a_file_that_was_renamed_keeps_its_history_and_its_owner() {
        let log = "author:Mover\n\n0\t0\told.py => new.py\nauthor:Ada\n\n5\t1\told.py\nauthor:Ada\n\n20\t0\told.py\n";
        let history = fold(log, true);
        let new = &history.files["new.py"];
        assert_eq!((new.commits, new.lines_added, new.owner.as_str()), (3, 25, "Ada"));
        assert!(!history.files.contains_key("old.py"));
        // The old name was given to another file later.
        let again = fold(
            "author:Bob\n\n7\t0\told.py\nauthor:Mover\n\n0\t0\told.py => new.py\nauthor:Ada\n\n5\t0\told.py\n",
            true,
        );
        assert_eq!((again.files["old.py"].lines_added, again.files["new.py"].lines_added), (7, 5));
    }
}
