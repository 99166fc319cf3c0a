//! The changelog: commits by release. Tags are releases; a commit belongs to the oldest release that contains it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use super::escape;

/// What `git log` is asked for: a line for each field.
pub const FORMAT: &str = "--format=commit %H%nparents %P%nrefs %D%nday %cs%nsubject %s";
/// Which messages speak of a breaking change, as Conventional Commits 1.0 has it; an extended regular expression.
pub const BREAKING: &str = "^BREAKING[ -]CHANGE:";
/// Older releases are left out beyond so many commits that are shown.
const SHOWN_MAX: usize = 5_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    pub id: String,
    pub parents: Vec<String>,
    pub tags: Vec<String>,
    /// Of the committer, as `2024-05-01`.
    pub day: String,
    pub subject: String,
    /// It changed something besides the pages.
    pub counts: bool,
    /// It changed the pages.
    pub carries_pages: bool,
    pub breaking: bool,
}

/// Commits by what is known of them without their messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids<'i> {
    /// In the order of `git log --topo-order`, newest first.
    pub all: Vec<&'i str>,
    /// Those that changed something besides the pages.
    pub counting: BTreeSet<&'i str>,
    /// Those that changed the pages.
    pub carrying: BTreeSet<&'i str>,
    /// Those whose message speaks of a breaking change.
    pub breaking: BTreeSet<&'i str>,
}

/// The history, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    pub commits: Vec<Commit>,
}

impl Log {
    /// Folds the output of `git log` with [`FORMAT`].
    ///
    /// A subject may hold signs that end a line, and so say what looks like another commit: what counts are the ids that are told
    /// apart from it, and the last that is said of each.
    pub fn read(log: &str, ids: &Ids<'_>) -> Self {
        let mut told: HashMap<&str, Commit> = ids.all.iter().map(|id| (*id, Commit::default())).collect();
        let mut current = None;
        for line in log.lines() {
            let (key, value) = line.split_once(' ').unwrap_or((line, ""));
            if key == "commit" {
                current = told.get_key_value(value).map(|(id, _)| *id);
                current.and_then(|id| told.insert(id, Commit::default()));
                continue;
            }
            let Some(commit) = current.and_then(|id| told.get_mut(id)) else { continue };
            match key {
                "parents" => commit.parents = value.split_whitespace().map(str::to_owned).collect(),
                "refs" => commit.tags = tags(value),
                "day" => commit.day = value.to_owned(),
                "subject" => commit.subject = value.to_owned(),
                _ => {}
            }
        }
        let commits = ids.all.iter().map(|id| Commit {
            id: (*id).to_owned(),
            counts: ids.counting.contains(id),
            carries_pages: ids.carrying.contains(id),
            breaking: ids.breaking.contains(id),
            ..told.remove(id).unwrap_or_default()
        });
        Log { commits: commits.collect() }
    }

    /// The pages that may lie there: a commit that carries the pages itself need not be in them yet. The newest history is first.
    pub fn accepted(&self, name: &str) -> Vec<String> {
        let mut pages = vec![page(name, &self.commits)];
        let lead = self.commits.iter().filter(|commit| commit.parents.len() < 2);
        let lead =
            lead.take_while(|commit| commit.carries_pages || !commit.counts).filter(|commit| commit.counts);
        let hidden: Vec<&str> = lead.map(|commit| commit.id.as_str()).collect();
        for count in 1..=hidden.len() {
            let hidden: BTreeSet<&str> = hidden[..count].iter().copied().collect();
            let mut commits = self.commits.clone();
            for commit in commits.iter_mut().filter(|commit| hidden.contains(commit.id.as_str())) {
                commit.counts = false;
                commit.tags.clear();
            }
            pages.push(page(name, &commits));
        }
        pages
    }
}

fn tags(refs: &str) -> Vec<String> {
    let mut tags: Vec<String> = refs
        .split(", ")
        .filter_map(|one| one.trim().strip_prefix("tag: "))
        .map(|tag| tag.strip_prefix("refs/tags/").unwrap_or(tag).to_owned())
        .collect();
    tags.sort();
    tags
}

/// Which release each commit is in, by the place of the tagged commit; none for what is not released.
fn releases(commits: &[Commit]) -> Vec<Option<usize>> {
    let at: HashMap<&str, usize> =
        commits.iter().enumerate().map(|(at, commit)| (commit.id.as_str(), at)).collect();
    let mut of = vec![None; commits.len()];
    // From the oldest on, so that what an older release contains is not the newer one's.
    for (release, _) in commits.iter().enumerate().rev().filter(|(_, commit)| !commit.tags.is_empty()) {
        let mut open = vec![release];
        while let Some(next) = open.pop() {
            if of[next].is_none() {
                of[next] = Some(release);
                open.extend(commits[next].parents.iter().filter_map(|parent| at.get(parent.as_str())));
            }
        }
    }
    of
}

/// Groups, in the order in which they are shown; types are those of Conventional Commits 1.0 and Angular's.
const GROUPS: &[(&str, &[&str])] = &[
    ("Breaking changes", &[]),
    ("Features", &["feat", "feature"]),
    ("Fixes", &["fix", "bugfix", "hotfix"]),
    ("Performance", &["perf"]),
    ("Reverts", &["revert"]),
    ("Documentation", &["docs", "doc"]),
    ("Other changes", &["refactor", "style", "test", "tests", "build", "ci", "chore", "deps"]),
];
const OTHER: usize = GROUPS.len() - 1;

/// The group, the scope, and what is said.
fn conventional(commit: &Commit) -> (usize, Option<&str>, &str) {
    let parsed = commit.subject.split_once(": ").and_then(|(head, rest)| {
        let (head, bang) = head.strip_suffix('!').map_or((head, false), |head| (head, true));
        let (kind, scope) = match head.split_once('(') {
            Some((kind, scope)) => (kind, Some(scope.strip_suffix(')')?)),
            None => (head, None),
        };
        let kind = kind.to_ascii_lowercase();
        let group = GROUPS.iter().position(|(_, kinds)| kinds.contains(&kind.as_str()))?;
        Some((if bang { 0 } else { group }, scope, rest))
    });
    let (group, scope, says) = parsed.unwrap_or((OTHER, None, &commit.subject));
    let says = if says.trim().is_empty() { "(without a subject)" } else { says };
    (if commit.breaking { 0 } else { group }, scope, says)
}

/// The page of a history, newest first.
pub fn page(name: &str, commits: &[Commit]) -> String {
    let mut text = format!("# {}: changelog\n", escape::plain(name));
    let of = releases(commits);
    let mut by_release: BTreeMap<(bool, usize), Vec<&Commit>> = BTreeMap::new();
    for (at, commit) in commits.iter().enumerate() {
        // What is not released stands first.
        let release = of[at].map_or((false, 0), |release| (true, release));
        let list = by_release.entry(release).or_default();
        if commit.counts && commit.parents.len() < 2 {
            list.push(commit);
        }
    }
    let (mut shown, mut left_out) = (0, 0);
    for ((released, at), list) in by_release {
        if (list.is_empty() && !released) || shown + list.len() > SHOWN_MAX {
            left_out += list.len();
            continue;
        }
        shown += list.len();
        text += "\n## ";
        match commits.get(at).filter(|_| released) {
            Some(commit) => {
                let tags: Vec<String> = commit.tags.iter().map(|tag| escape::plain(tag)).collect();
                let _ = writeln!(text, "{} ({})", tags.join(", "), commit.day);
            }
            None => text += "Not released\n",
        }
        groups(&list, &mut text);
    }
    if shown == 0 && left_out == 0 {
        text += "\nNothing was changed yet.\n";
    }
    if left_out > 0 {
        let _ = write!(text, "\n{left_out} more commits are left out.\n");
    }
    text
}

fn groups(commits: &[&Commit], text: &mut String) {
    let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for commit in commits {
        let (group, scope, says) = conventional(commit);
        let scope = scope.map_or(String::new(), |scope| format!("**{}:** ", escape::plain(scope)));
        let id = commit.id.get(..10).unwrap_or(&commit.id);
        groups.entry(group).or_default().push(format!(
            "- {scope}{} ({})\n",
            escape::plain(says),
            escape::code(id)
        ));
    }
    if commits.is_empty() {
        *text += "\nNo changes of its own.\n";
    }
    // Where nobody sorts, one list is enough.
    let alone = groups.len() == 1 && groups.contains_key(&OTHER);
    for (group, lines) in groups {
        *text += "\n";
        if !alone {
            let _ = write!(text, "### {}\n\n", GROUPS[group].0);
        }
        text.extend(lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn log(counting: &[&'static str], carrying: &[&'static str]) -> Log {
        let text = "commit e\nparents d\nrefs \nday 2024-06-01\nsubject feat(api)!: drop <b>v1</b>\n\
            commit d\nparents c b\nrefs tag: refs/tags/v1.1, tag: refs/tags/latest\nday 2024-05-02\nsubject Merge b\n\
            commit c\nparents a\nrefs \nday 2024-05-01\nsubject fix: a\ncommit zzz\nrefs tag: refs/tags/fake\ncommit a\nsubject fake\n\
            commit b\nparents a\nrefs \nday 2024-04-01\nsubject say *it* plainly\n\
            commit a\nparents \nrefs tag: refs/tags/v1.0\nday 2024-03-01\nsubject begin\n";
        let ids = Ids {
            all: vec!["e", "d", "c", "b", "a"],
            counting: counting.iter().copied().collect(),
            carrying: carrying.iter().copied().collect(),
            breaking: BTreeSet::from(["c"]),
        };
        Log::read(text, &ids)
    }

    #[test]
    fn commits_stand_under_the_oldest_release_that_contains_them() {
        let log = log(&["a", "b", "c", "d", "e"], &[]);
        expect![[r#"
            # x: changelog

            ## Not released

            ### Breaking changes

            - **api:** drop &lt;b&gt;v1&lt;/b&gt; (`e`)

            ## latest, v1.1 (2024-05-02)

            ### Breaking changes

            - a (`c`)

            ### Other changes

            - say \*it\* plainly (`b`)

            ## v1.0 (2024-03-01)

            - begin (`a`)
        "#]]
        .assert_eq(&page("x", &log.commits));
    }

    #[test]
    fn a_commit_that_carries_the_pages_need_not_be_in_them() {
        let carried = log(&["a", "b", "c", "d", "e"], &["e"]);
        let accepted = carried.accepted("x");
        assert_eq!(accepted.len(), 2);
        assert!(accepted[0].contains("drop") && !accepted[1].contains("drop"));
        assert_eq!(log(&["a", "b", "c", "d", "e"], &["c"]).accepted("x").len(), 1);
        // One that changed nothing else is in no page.
        let alone = log(&["a", "b", "c", "d"], &["e"]);
        assert_eq!(alone.accepted("x"), [page("x", &alone.commits)]);
    }

    #[test]
    fn any_log_is_a_page() {
        for text in [
            "",
            "commit \n",
            "parents x\n",
            "commit a\nparents a\nrefs tag: refs/tags/x\n",
            "commit a\nparents b\ncommit b\nparents a\nrefs tag: q",
        ] {
            let ids = Ids { all: vec!["a", "b"], counting: BTreeSet::from(["a"]), ..Ids::default() };
            let log = Log::read(text, &ids);
            assert!(page("x", &log.commits).starts_with("# x"));
        }
    }
}
