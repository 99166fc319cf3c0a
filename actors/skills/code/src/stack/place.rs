//! Where a manifest names a package: the line, and what it is asked for there.

/// What a package is for, by the part of a manifest that names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum For {
    /// The program itself.
    Running,
    Development,
    Building,
    /// Brought by whoever uses it.
    Peer,
    /// Only with an extra of this name; without one where the manifest has none.
    Optional(String),
    /// A group of development: `test`, `docs`.
    Group(String),
}

impl For {
    /// In words, for what is more than running it.
    pub fn words(&self) -> Option<String> {
        match self {
            For::Running => None,
            For::Development => Some("for development".to_owned()),
            For::Building => Some("for building".to_owned()),
            For::Peer => Some("brought by whoever uses it".to_owned()),
            For::Optional(name) if name.is_empty() => Some("optional".to_owned()),
            For::Optional(name) => Some(format!("optional: {name}")),
            For::Group(name) => Some(format!("for development: {name}")),
        }
    }
}

/// A place in a manifest: what a package is for there, and heads that stand above it, the outermost first.
pub struct Place {
    pub purpose: For,
    pub heads: Vec<String>,
}

impl Place {
    pub fn new(purpose: For, heads: &[&str]) -> Self {
        Place { purpose, heads: heads.iter().map(|head| (*head).to_owned()).collect() }
    }

    /// The line, from one, on which a package stands. Heads that are not there leave the search where it is.
    pub fn line(&self, text: &str, name: &str) -> u32 {
        let lines: Vec<&str> = text.lines().collect();
        if let Some(row) = lines.iter().position(|line| self.is_table_of(line, name)) {
            return u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1);
        }
        let mut from = 0;
        for head in &self.heads {
            let found = lines.iter().skip(from).position(|line| begins(line, head));
            from += found.unwrap_or(0);
        }
        let holds = |line: &str| !comment(line) && names(line, name).is_some();
        // A line may name others behind its own package: `celery[redis]`.
        let begins = |line: &str| {
            !comment(line) && names(line, name).is_some_and(|before| !before.contains(char::is_alphanumeric))
        };
        let find = |from: usize, is_it: &dyn Fn(&str) -> bool| {
            lines.iter().skip(from).position(|line| is_it(line)).map(|row| row + from)
        };
        let row = find(from, &begins)
            .or_else(|| find(from, &holds))
            .or_else(|| find(0, &begins))
            .or_else(|| find(0, &holds));
        u32::try_from(row.unwrap_or(0)).unwrap_or(u32::MAX).saturating_add(1)
    }
}

impl Place {
    /// `[dependencies.serde]`, below the head `[dependencies]`.
    fn is_table_of(&self, line: &str, name: &str) -> bool {
        let inner = line.trim().strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        let Some((table, last)) = inner.and_then(|inner| inner.rsplit_once('.')) else { return false };
        let head = self.heads.last().map(|head| head.trim_matches(['[', ']']));
        let below = head.is_none_or(|head| {
            table.strip_suffix(head).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        });
        below && last.trim_matches(['"', '\'']) == name
    }
}

fn comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', '/'])
}

/// A head of a table as it is, or a key with what may stand around it.
fn begins(line: &str, head: &str) -> bool {
    let line = line.trim();
    match head.starts_with('[') {
        true => line.starts_with(head),
        false => line.trim_start_matches(['"', '\'', '{', ' ']).strip_prefix(head).is_some_and(|rest| {
            rest.trim_start_matches(['"', '\'', ']']).trim_start().starts_with(['=', ':', '('])
        }),
    }
}

/// What stands before a name that a line holds as a word of its own, in whatever case and dashes.
fn names(line: &str, name: &str) -> Option<String> {
    let plain = |text: &str| text.to_ascii_lowercase().replace(['_', '.'], "-");
    let (line, name) = (plain(line), plain(name));
    // The parts of one of Maven stand on lines of their own.
    let name = name.rsplit(':').next().unwrap_or(&name);
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '@');
    let found = line.match_indices(name).find(|(at, word)| {
        let (before, behind) = (line[..*at].chars().next_back(), line[at + word.len()..].chars().next());
        // `serde.workspace = true` is plain `serde-workspace` here.
        let ends = behind.is_none_or(|c| !part(c)) || line[at + word.len()..].starts_with("-workspace");
        before.is_none_or(|c| !part(c)) && ends
    });
    found.map(|(at, _)| line[..at].to_owned())
}
