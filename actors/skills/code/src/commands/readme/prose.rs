//! The first paragraph of a README that says what the project is: no title, badge, list or markup.

use super::html::{self, Piece};

/// Words that make a sentence of one.
const WORDS_MIN: usize = 4;
/// Outside of links; a bar of links says nothing.
const PLAIN_WORDS_MIN: usize = 3;

/// The row, from one, and the text. What stands outside of HTML comes first, as long as no second heading was met.
pub fn first(text: &str) -> Option<(u32, String)> {
    let mut in_html = None;
    for part in paragraphs(text) {
        match part {
            Part::Heading if in_html.is_some() => break,
            Part::Heading => {}
            Part::Prose(row, prose, true) => in_html = in_html.or(Some((row, prose))),
            Part::Prose(row, prose, false) => return Some((row, prose)),
        }
    }
    in_html
}

enum Part {
    /// One of the second level or below.
    Heading,
    Prose(u32, String, bool),
}

fn paragraphs(text: &str) -> Vec<Part> {
    let pieces = html::without(text);
    let (mut parts, mut lines) = (Vec::new(), Vec::<&Piece>::new());
    let mut fence: Option<&str> = None;
    let mut directive = false;
    for (at, piece) in pieces.iter().enumerate() {
        let line = piece.text.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match fence {
            Some(open) => {
                fence = Some(open).filter(|open| !line.starts_with(open));
                continue;
            }
            None if mark.is_some() => {
                fence = mark;
                end(&mut lines, &mut parts);
                continue;
            }
            None => {}
        }
        // What belongs to a directive of reStructuredText is indented under it.
        directive =
            line.starts_with(".. ") || (directive && (line.is_empty() || piece.text.starts_with(' ')));
        let is_under = |line: &str| is_rule(line) && !lines.is_empty();
        if directive || line.is_empty() {
            end(&mut lines, &mut parts);
        } else if line.starts_with('#') {
            end(&mut lines, &mut parts);
            parts.extend(line.starts_with("##").then_some(Part::Heading));
        } else if is_under(line) || is_rule(line) {
            // A title with a line under it, or a rule.
            if lines.len() == 1 {
                parts.extend(line.starts_with('-').then_some(Part::Heading));
                lines.clear();
            }
            end(&mut lines, &mut parts);
        } else if lines.is_empty() && piece.text.starts_with("    ") && !piece.is_html {
            // Code.
        } else {
            let broken = lines.last().is_some_and(|last| last.is_html != piece.is_html);
            if broken {
                end(&mut lines, &mut parts);
            }
            lines.push(&pieces[at]);
        }
    }
    end(&mut lines, &mut parts);
    parts
}

fn is_rule(line: &str) -> bool {
    let first = line.chars().next().filter(|c| "=-~^*_#+\"'`:.".contains(*c));
    first.is_some_and(|first| line.len() >= 3 && line.chars().all(|c| c == first))
}

/// The lines that were met make a paragraph, if they are prose.
fn end(lines: &mut Vec<&Piece>, parts: &mut Vec<Part>) {
    let taken = std::mem::take(lines);
    let Some(first) = taken.first() else { return };
    let raw: Vec<&str> = taken.iter().map(|piece| piece.text.trim()).collect();
    let start = raw[0];
    let numbered = start.split_once(['.', ')']).is_some_and(|(number, rest)| {
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) && rest.starts_with(' ')
    });
    let is_listed = numbered || ["- ", "* ", "+ ", "|", ">", "[!"].iter().any(|mark| start.starts_with(mark));
    let is_reference = start.starts_with('[') && start.contains("]:") || start.starts_with(':');
    if is_listed || is_reference {
        return;
    }
    let (prose, plain_words) = plain(&raw.join(" "));
    if prose.split_whitespace().count() >= WORDS_MIN && plain_words >= PLAIN_WORDS_MIN {
        parts.push(Part::Prose(first.row, prose, first.is_html));
    }
}

/// A text without images and with the words of its links, and how many words stand outside of those.
fn plain(text: &str) -> (String, usize) {
    let (mut all, mut outside) = (String::new(), String::new());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '|']) {
        let before = &rest[..at];
        let is_image = before.ends_with('!');
        let before = before.strip_suffix('!').unwrap_or(before);
        all += before;
        outside += before;
        let behind = &rest[at..];
        let (words, after) = match behind.strip_prefix('|') {
            // `|badge|` of reStructuredText is put in from elsewhere.
            Some(name) => match name.split_once('|') {
                Some((name, after)) if !name.contains(' ') => ("", after),
                _ => ("|", name),
            },
            None => linked(behind),
        };
        if !is_image {
            all += &plain_once(words);
        }
        // Words between links are told apart from one another.
        outside.push(' ');
        rest = after;
    }
    all += rest;
    outside += rest;
    let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = outside.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    (unmarked(&all.replace("**", "").replace("__", "")).to_owned(), words)
}

/// The words of a link, which may be an image, and what follows it.
fn linked(text: &str) -> (&str, &str) {
    let Some(end) = closing(text, '[', ']') else { return ("[", &text[1..]) };
    let (words, behind) = (&text[1..end], &text[end + 1..]);
    let after = match behind.chars().next() {
        Some('(') => closing(behind, '(', ')').map(|end| &behind[end + 1..]),
        Some('[') => closing(behind, '[', ']').map(|end| &behind[end + 1..]),
        _ => None,
    };
    (words, after.unwrap_or(behind))
}

fn plain_once(words: &str) -> String {
    if words.starts_with("![") || words.starts_with('!') { String::new() } else { words.to_owned() }
}

fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// A paragraph that is printed fat or slanted as a whole.
fn unmarked(text: &str) -> &str {
    let inner = ["*", "_"].iter().find_map(|mark| {
        let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.contains(mark)).then_some(inner)
    });
    inner.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::first;

    fn said(text: &str) -> Option<String> {
        first(text).map(|(row, prose)| format!("{row} {prose}"))
    }

    #[test]
    fn a_readme_in_html_says_what_it_is_in_a_paragraph_of_html() {
        let text = "<h1 align=\"center\">\n  <img src=\"x\"\n    width=\"3\">\n  A title of many words here\n</h1>\n<p align=\"center\">\n  Sends &amp; receives <b>letters</b> for you.\n</p>\n\n## Install\n\nRun this one line to install it.\n";
        assert_eq!(said(text).as_deref(), Some("7 Sends & receives letters for you."));
    }

    #[test]
    fn what_stands_outside_of_html_comes_first() {
        let text = "<p align=\"center\"><a href=\"x\">Docs</a> <i>Now with support for this</i></p>\n\n<hr />\n\n[![a](b)](c)\n\nShop - _**means**_ - is a small [shop](x).\n";
        assert_eq!(said(text).as_deref(), Some("7 Shop - _means_ - is a small shop."));
    }

    #[test]
    fn a_readme_in_restructured_text_has_titles_badges_and_directives_before_its_words() {
        let text = "====================\nThe shop of all books\n====================\n\n|build| |docs|\n\n.. image:: https://x\n   :target: y and z and more words\n   :alt: a picture of a book here\n\n.. |build| image:: z\n\nIt sells books to people\nwho read.\n\nMore about this shop\n--------------------\n";
        assert_eq!(said(text).as_deref(), Some("13 It sells books to people who read."));
    }

    #[test]
    fn titles_lists_links_and_code_are_no_words_of_its_own() {
        let text = "# A title of four words\n\n- a list of some things\n\n[one](a) | [two](b) | [three](c) | [four](d)\n\n```sh\nthis is typed into it\n```\n\n**Fast, small web framework for [Node](x).**\n";
        assert_eq!(said(text).as_deref(), Some("11 Fast, small web framework for Node."));
        assert_eq!(said("# Only a title of words\n"), None);
    }
}
