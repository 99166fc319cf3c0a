//! One-line YAML scalars, as plain as YAML allows.

/// Words that YAML 1.1 reads as something other than text.
const NOT_TEXT: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

/// `text` as a scalar that reads back as the same text.
pub(super) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    let begins_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || "/.$".contains(first));
    let dangerous = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let letters = text.chars().all(|it| it.is_ascii_graphic() || it == ' ');
    let number = text.starts_with('.') && text[1..].starts_with(|it: char| it.is_ascii_digit());
    begins_well && letters && !dangerous && !number && !NOT_TEXT.contains(&text.to_lowercase().as_str())
}

fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        // YAML's double-quoted style is a superset of JSON strings.
        return serde_json::Value::from(text).to_string();
    }
    if text.contains('\'') && !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// Columns after which a command is folded, so that a diff of one word shows one short line.
const FOLD_WIDTH: usize = 100;

/// A command as the value of a key that stands `indent` columns in; a long one becomes a folded block, which reads back as one line.
pub(super) fn command(text: &str, indent: usize) -> String {
    if text.len() <= FOLD_WIDTH || text.contains("  ") || text.contains('\n') {
        return scalar(text);
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < FOLD_WIDTH => *line = format!("{line} {word}"),
            _ => lines.push(word.to_owned()),
        }
    }
    let margin = " ".repeat(indent + 2);
    lines.iter().fold(">-".to_owned(), |block, line| format!("{block}\n{margin}{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_command_is_folded_between_words_and_a_short_one_is_not() {
        let long = ["pip install", &"a".repeat(60), &"b".repeat(60)].join(" ");
        let folded = format!(">-\n      pip install {}\n      {}", "a".repeat(60), "b".repeat(60));
        assert_eq!(command(&long, 4), folded);
        assert_eq!(command("pip install a", 4), "pip install a");
    }

    #[test]
    fn plain_where_it_can_be_and_quoted_where_it_must() {
        let cases = [
            ("npm ci", "npm ci"),
            ("echo \"a b\"", "echo \"a b\""),
            ("no", "'no'"),
            ("8000", "'8000'"),
            ("a: b", "'a: b'"),
            ("sh -c 'x # y'", "\"sh -c 'x # y'\""),
            ("${KEY:?set it in .env}", "${KEY:?set it in .env}"),
            ("*it's \"b\"", "'*it''s \"b\"'"),
            ("", "''"),
            ("two\nlines", "\"two\\nlines\""),
        ];
        for (text, expected) in cases {
            assert_eq!(scalar(text), expected);
        }
    }
}
