//! Names and texts of somebody's code as Markdown and Mermaid show them: as they are written, and never as markup.

/// Longer names are no names.
const CHARS_MAX: usize = 300;

/// Without line ends, controls, and characters that turn the direction of what follows.
fn line(text: &str) -> String {
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(*c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = spaced.chars().filter(visible).take(CHARS_MAX).collect();
    if spaced.chars().count() > CHARS_MAX {
        shown.push('…');
    }
    shown
}

/// Prose in one line, without effect as Markdown or HTML.
pub fn plain(text: &str) -> String {
    let mut shown = String::new();
    for (at, c) in line(text).char_indices() {
        match c {
            '<' => shown += "&lt;",
            '>' => shown += "&gt;",
            '&' => shown += "&amp;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '!' | '~' | '$' => {
                shown.push('\\');
                shown.push(c);
            }
            '-' | '+' | '=' if at == 0 => {
                shown.push('\\');
                shown.push(c);
            }
            c => shown.push(c),
        }
    }
    numbered(shown)
}

/// `1. x` at the start of a line would be a list.
fn numbered(text: String) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text,
    }
}

/// A name as code, in a line of text.
pub fn code(text: &str) -> String {
    let text = line(text);
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A name as code, in a table, where a bar ends the cell even in code.
pub fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Lines of code or text as they are.
pub fn block(language: &str, text: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    let clean: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| {
            *c == '\n'
                || *c == '\t'
                || (!c.is_control() && !matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        })
        .collect();
    format!("{fence}{language}\n{}\n{fence}\n", clean.trim_end())
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// What stands in a node or on an arrow of a diagram, between quotes.
pub fn label(text: &str) -> String {
    let mut shown = String::new();
    for c in line(text).chars() {
        match c {
            '"' => shown += "#quot;",
            '<' => shown += "#lt;",
            '>' => shown += "#gt;",
            '#' => shown += "#35;",
            '&' => shown += "#amp;",
            '`' => shown += "#96;",
            ';' => shown += "#59;",
            '\\' => shown += "#92;",
            c => shown.push(c),
        }
    }
    if shown.is_empty() { " ".to_owned() } else { shown }
}

/// A word of a diagram that may hold letters, digits and `_` alone.
pub fn word(text: &str) -> String {
    let word: String =
        text.chars().take(60).map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    let word = word.trim_end_matches('_');
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) { word.to_owned() } else { format!("x{word}") }
}

/// A path in the address of a link.
pub fn url(path: &str) -> String {
    let mut shown = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            shown.push(char::from(byte));
        } else {
            shown += &format!("%{byte:02X}");
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_markup() {
        assert_eq!(
            plain("<script>alert(1)</script> & [x](y) `z` __a__ | #"),
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; \\[x\\](y) \\`z\\` \\_\\_a\\_\\_ \\| \\#"
        );
        assert_eq!(plain("- a\nb"), "\\- a b");
        assert_eq!(plain("12. a"), "12\\. a");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(code("a\nb\u{202e}c\u{7}"), "`a bc`");
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert_eq!(block("python", "x = '```'\r\n"), "````python\nx = '```'\n````\n");
        assert_eq!(
            label("a\"]; click x \"javascript:1\"\n```"),
            "a#quot;]#59; click x #quot;javascript:1#quot; #96;#96;#96;"
        );
        assert_eq!(url("a b/(c)/é.py"), "a%20b/%28c%29/%C3%A9.py");
        assert_eq!(word("1 a-b"), "x1_a_b");
    }
}
