//! Environment variables that code reads, by the ways its language has to read them.

use serde::{Deserialize, Serialize};

/// A variable's name where it is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Setting {
    pub name: String,
    pub line: u32,
}

/// What stands before the name; brackets and quotes may follow.
const READERS: &[&str] = &[
    "os.environ.get(",
    "os.environ.setdefault(",
    "os.environ[",
    "environ.get(",
    "environ[",
    "getenv(",
    "Getenv(",
    "LookupEnv(",
    "process.env.",
    "process.env[",
    "import.meta.env.",
    "env::var(",
    "env::var_os(",
    "env!(",
    "ENV.fetch(",
    "ENV[",
    "Deno.env.get(",
];
/// A longer one is no name of a variable.
const NAME_BYTES_MAX: usize = 100;

/// The variables of a text. `is_code` says whether a row, from zero, is more than comment.
pub fn settings(text: &str, is_code: impl Fn(usize) -> bool) -> Vec<Setting> {
    let mut found = Vec::new();
    if !["env", "ENV", "Env"].iter().any(|word| text.contains(word)) {
        return found;
    }
    for (row, line) in text.lines().enumerate() {
        if !(line.contains("env") || line.contains("ENV") || line.contains("Env")) || !is_code(row) {
            continue;
        }
        let number = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1);
        for reader in READERS {
            let places = line.match_indices(reader).map(|(at, reader)| &line[at + reader.len()..]);
            found.extend(places.filter_map(name).map(|name| Setting { name: name.to_owned(), line: number }));
        }
    }
    found.sort_unstable_by(|a, b| (a.line, &a.name).cmp(&(b.line, &b.name)));
    found.dedup();
    found
}

/// The name at the start of what is read, bare or in quotes.
fn name(rest: &str) -> Option<&str> {
    let rest = rest.trim_start().trim_start_matches(['"', '\'', '`']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let name = &rest[..end];
    let first = name.chars().next()?;
    (name.len() <= NAME_BYTES_MAX && first.is_ascii_uppercase() && name.len() > 1).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_found_in_every_way_to_read_it() {
        let text = "os.environ['A1']\nos.environ.get(\"B_2\", x)\nos.getenv('C3')\nconst x = process.env.D4 || process.env[\"E5\"]\nimport.meta.env.VITE_F\n\
            std::env::var(\"G7\")\nenv!(\"H8\")\nos.Getenv(\"I9\")\nENV.fetch('J10')\nenviron[name]\n# os.getenv('COMMENT')\n";
        let found = settings(text, |row| row != 10);
        let names: Vec<&str> = found.iter().map(|setting| setting.name.as_str()).collect();
        assert_eq!(names, ["A1", "B_2", "C3", "D4", "E5", "VITE_F", "G7", "H8", "I9", "J10"]);
        assert_eq!(found[3].line, 4);
    }
}
