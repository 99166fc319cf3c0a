//! What a file needs from `src/i18n/texts.ts`, and the import of it.

use std::collections::BTreeSet;

use super::Lifter;

/// What `src/i18n/texts.ts` has.
const TEXTS: &[&str] = &["t", "inSentence", "isOne", "language", "choiceName"];

impl Lifter<'_> {
    /// What a template says itself, for sentences that each language builds in its own way.
    pub(super) fn said_already(&mut self, text: &str) {
        for part in text.split("t('").skip(1) {
            if let Some((key, _)) =
                part.split_once('\'').filter(|(key, _)| key.contains('.') && !key.contains(' '))
            {
                let known =
                    self.catalogue.areas().any(|(_, messages)| messages.iter().any(|it| it.key == key));
                // Names of records are those of the plan, and in no file of messages.
                if key.starts_with("names.") || known && self.keys.insert(key.to_owned()) {
                    self.uses.insert("t");
                }
            }
        }
        for name in TEXTS.iter().filter(|it| **it != "t") {
            if text.contains(&format!("{name}(")) && !text.contains(&format!("function {name}(")) {
                self.uses.insert(name);
            }
        }
    }
}

/// With an import of what is used, after the others.
pub(super) fn with_import(text: &str, uses: &BTreeSet<&'static str>, depth: usize) -> String {
    if uses.is_empty() {
        return text.to_owned();
    }
    let up = if depth == 0 { "./".to_owned() } else { "../".repeat(depth) };
    let mut names: Vec<&str> = uses.iter().copied().collect();
    names.sort_by_key(|it| it.to_lowercase());
    let line = format!("import {{ {} }} from '{up}i18n/texts';\n", names.join(", "));
    // A template that names some of it itself.
    if let Some(own) = text.lines().find(|it| it.starts_with("import ") && it.ends_with("i18n/texts';")) {
        let inside = own.split_once('{').and_then(|(_, it)| it.split_once('}')).map_or("", |(it, _)| it);
        let mut uses = uses.clone();
        uses.extend(TEXTS.iter().filter(|it| inside.split(',').any(|name| name.trim() == **it)));
        return with_import(&text.replacen(&format!("{own}\n"), "", 1), &uses, depth);
    }
    let after = last_import(text);
    // The comment that says what the file is for stays above.
    let (before, rest) = text.split_at(after);
    let gap = if before.contains("import ") { "" } else { "\n" };
    let rest = if gap.is_empty() { rest } else { rest.trim_start_matches('\n') };
    format!("{before}{line}{gap}{rest}")
}

/// Where the imports end; where there are none, the first comment.
fn last_import(text: &str) -> usize {
    let mut at = 0;
    let mut end = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.starts_with("import ") || open {
            open = !line.trim_end().ends_with(';');
            end = at;
        }
    }
    if end > 0 {
        return end;
    }
    let comment = text.starts_with("/**").then(|| text.find("*/\n").map(|it| it + 3)).flatten();
    comment.unwrap_or(0)
}
