//! Text from outside as Markdown that shows exactly that text.

/// Letters that could begin markup inside a line.
const MARKUP: &[char] = &['\\', '`', '*', '_', '[', ']', '#', '|', '~', '!'];

/// Words of a person or an agent: no markup, no HTML, one line. Safe in a table cell.
pub(super) fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for letter in words.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            _ => {
                if MARKUP.contains(&letter) {
                    out.push('\\');
                }
                out.push(letter);
            }
        }
    }
    out
}

/// A value as code. Names and numbers are; anything with a backtick is shown as text.
pub(super) fn code(value: &str) -> String {
    if value.is_empty() || value.contains(['`', '|', '\n']) || value.contains("<<=") {
        text(value)
    } else {
        format!("`{value}`")
    }
}

/// Words of ours, in which backticks enclose code.
pub(super) fn prose(words: &str) -> String {
    let parts = words.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 0 { spaced(part) } else { code(part) }).collect()
}

/// As [`text`], and the spaces at both ends stay.
fn spaced(part: &str) -> String {
    let edge = |is_there: bool| if is_there { " " } else { "" };
    let blank = part.trim().is_empty();
    let (first, last) = (part.starts_with(' '), part.ends_with(' ') && !blank);
    format!("{}{}{}", edge(first), text(part), edge(last))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_show_as_they_were_written() {
        let cases = [
            ("a *b* <script>\n| c", "a \\*b\\* &lt;script&gt; \\| c"),
            ("Blog, with posts & comments.", "Blog, with posts &amp; comments."),
            ("<<= x =>>", "&lt;&lt;= x =&gt;&gt;"),
        ];
        for (words, expected) in cases {
            assert_eq!(text(words), expected);
        }
        assert_eq!(code("page"), "`page`");
        assert_eq!(
            prose("for *all*, run `a_b -c` and `d` first"),
            "for \\*all\\*, run `a_b -c` and `d` first"
        );
        assert_eq!(code("a`b"), "a\\`b");
    }

    #[test]
    fn lists_read_as_sentences() {
        let items = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(list(&items("")), "");
        assert_eq!(list(&items("a")), "a");
        assert_eq!(list(&items("a b c")), "a, b and c");
    }
}
