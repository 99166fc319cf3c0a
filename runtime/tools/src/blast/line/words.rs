//! The words of a line: what is quoted, what may match, what is only known when it runs.

use tree_sitter::Node;

use super::statements::{Reader, children};
use super::{Part, Word, shorten};

impl Reader<'_> {
    pub fn word(&mut self, node: Node) -> Word {
        let mut parts = Vec::new();
        self.parts(node, false, &mut parts);
        Word(parts)
    }

    fn parts(&mut self, node: Node, quoted: bool, into: &mut Vec<Part>) {
        let text = self.text(node);
        match node.kind() {
            "word" | "number" | "special_character" | "test_operator" => unescape(text, into),
            "raw_string" => into.push(Part::Text(text.trim_matches('\'').to_owned())),
            "string" => self.string(node, into),
            "string_content" => into.push(Part::Text(unescape_quoted(text))),
            "concatenation" => {
                children(node).into_iter().for_each(|child| self.parts(child, quoted, into));
            }
            "simple_expansion" => match plain_name(text.trim_start_matches('$')) {
                Some(name) => into.push(Part::Variable { name, quoted }),
                None => into.push(Part::Unknown(text.to_owned())),
            },
            "expansion" => match plain_name(text.trim_start_matches("${").trim_end_matches('}')) {
                Some(name) => into.push(Part::Variable { name, quoted }),
                None => into.push(Part::Unknown(text.to_owned())),
            },
            // The one substitution whose answer is known.
            "command_substitution" if matches!(text, "$(pwd)" | "`pwd`") => {
                into.push(Part::Variable { name: "PWD".to_owned(), quoted });
            }
            _ if !node.is_named() && quoted => {}
            _ => into.push(Part::Unknown(text.to_owned())),
        }
    }

    /// What is between double quotes, with the spaces that the grammar leaves out.
    fn string(&mut self, node: Node, into: &mut Vec<Part>) {
        let (start, end) = (node.start_byte() + 1, node.end_byte().saturating_sub(1));
        let mut at = start;
        for child in children(node).into_iter().filter(Node::is_named) {
            let gap = self.line.get(at..child.start_byte()).unwrap_or_default();
            into.push(Part::Text(gap.to_owned()));
            self.parts(child, true, into);
            at = child.end_byte();
        }
        into.push(Part::Text(self.line.get(at..end.max(at)).unwrap_or_default().to_owned()));
    }
}

pub(super) fn unknown(text: &str) -> Word {
    Word(vec![Part::Unknown(shorten(text))])
}

fn plain_name(text: &str) -> Option<String> {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (plain && !text.is_empty() && !text.as_bytes()[0].is_ascii_digit()).then(|| text.to_owned())
}

/// An unquoted word: a backslash takes the meaning from what follows it.
fn unescape(text: &str, into: &mut Vec<Part>) {
    let mut bare = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bare.push(c);
            continue;
        }
        if !bare.is_empty() {
            into.push(Part::Bare(std::mem::take(&mut bare)));
        }
        match chars.next() {
            Some('\n') | None => {}
            Some(next) => into.push(Part::Text(next.to_string())),
        }
    }
    if !bare.is_empty() {
        into.push(Part::Bare(bare));
    }
}

fn unescape_quoted(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('$' | '`' | '"' | '\\')) => plain.extend(chars.next()),
            ('\\', Some('\n')) => drop(chars.next()),
            _ => plain.push(c),
        }
    }
    plain
}
