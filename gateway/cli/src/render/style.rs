//! Colours and words of one kind, the same everywhere.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();

pub fn strong(text: &str) -> String {
    paint(BOLD, text)
}

pub fn quiet(text: &str) -> String {
    paint(DIM, text)
}

pub fn good(text: &str) -> String {
    paint(GREEN, text)
}

pub fn bad(text: &str) -> String {
    paint(RED, text)
}

pub fn warn(text: &str) -> String {
    paint(YELLOW, text)
}

pub fn name(text: &str) -> String {
    paint(CYAN, text)
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The words alone, without colours.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// One line without control characters: words of a request or a command's output must not steer the terminal.
pub fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c if c.is_control() || is_bidirectional(c) => line.push('\u{fffd}'),
            c => line.push(c),
        }
    }
    line
}

/// One word for a shell, on one line: control characters stand as bash, zsh and POSIX 2024 write them (`$'new\nline'`).
pub fn shell_word(text: &str) -> String {
    if !text.chars().any(|c| c.is_control() || is_bidirectional(c)) {
        return shlex::try_quote(text).map_or_else(|_| format!("{text:?}"), |quoted| quoted.into_owned());
    }
    let mut word = String::from("$'");
    for c in text.chars() {
        match c {
            '\n' => word.push_str("\\n"),
            '\t' => word.push_str("\\t"),
            '\r' => word.push_str("\\r"),
            '\'' | '\\' => word.extend(['\\', c]),
            c if c.is_control() || is_bidirectional(c) => {
                let mut bytes = [0; 4];
                word.extend(c.encode_utf8(&mut bytes).bytes().map(|byte| format!("\\{byte:03o}")));
            }
            c => word.push(c),
        }
    }
    word.push('\'');
    word
}

/// Characters that reorder what stands beside them.
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// Shortened to `chars_max` characters, the last of which says so.
pub fn short(text: &str, chars_max: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= chars_max {
        return text;
    }
    let mut cut: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// `3 files`, `1 file`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {}", plural(noun)) }
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

/// `0.42 s`, `3.1 s`, `2 min 05 s`.
pub fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{:.2} s", ms as f64 / 1_000.0),
        1_000..60_000 => format!("{:.1} s", ms as f64 / 1_000.0),
        _ => format!("{} min {:02} s", ms / 60_000, ms / 1_000 % 60),
    }
}

/// A heading with its lines indented below; nothing when there are no lines.
pub fn section(to: &mut String, title: &str, lines: impl IntoIterator<Item = String>) {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = writeln!(to, "\n{}", strong(title));
    for line in lines {
        let _ = writeln!(to, "  {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb c\u{fffd}d");
    }

    #[test]
    fn a_folder_with_a_newline_is_named_as_a_shell_reads_it() {
        assert_eq!(shell_word("/plain"), "/plain");
        assert_eq!(shell_word("/with space"), "'/with space'");
        assert_eq!(shell_word("/new\nline's"), r"$'/new\nline\'s'");
        assert_eq!(shell_word("/a\u{1b}b\u{202e}"), r"$'/a\033b\342\200\256'");
    }

    #[test]
    fn numbers_read_like_speech() {
        assert_eq!(
            [count(1, "entity"), count(2, "entity"), count(0, "day")],
            ["1 entity", "2 entities", "0 days"]
        );
        assert_eq!([duration(420), duration(3_120), duration(125_000)], ["0.42 s", "3.1 s", "2 min 05 s"]);
        assert_eq!([short("abcdef", 4), short("abc", 4)], ["abc…", "abc"]);
    }
}
