//! What stands between two tags: words, and values among them, are one text.

use tree_sitter::Node;

use super::Lifter;
use super::literals::unquoted;

/// What is inside is said in no language.
const UNSEEN_ELEMENTS: &[&str] = &["kbd", "code"];

/// Text between two places, or an expression in braces.
enum Piece<'t> {
    Text { from: usize, to: usize },
    Value(Node<'t>),
}

impl Lifter<'_> {
    pub(super) fn element(&mut self, node: Node<'_>) -> String {
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> = node.children(&mut cursor).collect();
        let unseen = children
            .first()
            .and_then(|it| it.child_by_field_name("name"))
            .is_some_and(|it| UNSEEN_ELEMENTS.contains(&self.text(it)));
        let mut out = String::new();
        let mut at = node.start_byte();
        let mut run: Vec<Node<'_>> = Vec::new();
        for child in children {
            let soft = match child.kind() {
                "jsx_text" | "html_character_reference" => true,
                "jsx_expression" => !holds_jsx(child),
                _ => false,
            };
            if soft {
                run.push(child);
                continue;
            }
            out.push_str(&self.run(at, child.start_byte(), &run, unseen));
            run.clear();
            out.push_str(&self.node(child));
            at = child.end_byte();
        }
        out
    }

    /// What stands between two tags.
    fn run(&mut self, from: usize, to: usize, nodes: &[Node<'_>], unseen: bool) -> String {
        let mut pieces = Vec::new();
        let mut at = from;
        for node in nodes.iter().filter(|it| it.kind() == "jsx_expression") {
            pieces.push(Piece::Text { from: at, to: node.start_byte() });
            pieces.push(Piece::Value(*node));
            at = node.end_byte();
        }
        pieces.push(Piece::Text { from: at, to });
        let shown: Vec<(usize, usize, String, Option<Node<'_>>)> =
            pieces.iter().map(|piece| self.piece(piece)).collect();
        let has = |it: &(usize, usize, String, Option<Node<'_>>)| it.3.is_some() || !it.2.trim().is_empty();
        let words = shown.iter().any(|it| it.3.is_none() && it.2.chars().any(char::is_alphabetic));
        let (Some(first), Some(last)) = (shown.iter().position(has), shown.iter().rposition(has)) else {
            return self.source[from..to].to_owned();
        };
        if words && !unseen {
            let shape: String = shown[first..=last]
                .iter()
                .map(|it| if it.3.is_some() { "{}" } else { it.2.as_str() })
                .collect::<String>()
                .trim()
                .to_owned();
            let values: Vec<Node<'_>> =
                shown[first..=last].iter().filter_map(|it| it.3.and_then(|it| it.named_child(0))).collect();
            if let Some(call) = self.call_for(&shape, &values) {
                let start = edge(self.source, &shown[first], true);
                let end = edge(self.source, &shown[last], false);
                return format!("{}{{{call}}}{}", &self.source[from..start], &self.source[end..to]);
            }
            self.escaped.push(shape);
        }
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Text { from, to } => out.push_str(&self.source[from..to]),
                Piece::Value(node) => out.push_str(&self.node(node)),
            }
        }
        out
    }

    /// Where a piece stands, what it says as JSX shows it, and the expression if it is one.
    fn piece<'t>(&self, piece: &Piece<'t>) -> (usize, usize, String, Option<Node<'t>>) {
        match piece {
            Piece::Text { from, to } => (*from, *to, shown(&self.source[*from..*to]), None),
            Piece::Value(node) => {
                let said = node.named_child(0).filter(|it| it.kind() == "string").map(|it| self.text(it));
                let (start, end) = (node.start_byte(), node.end_byte());
                match said {
                    Some(said) if node.named_child_count() == 1 => (start, end, unquoted(said), None),
                    _ => (start, end, String::new(), Some(*node)),
                }
            }
        }
    }
}

/// Whether some expression is drawn, and not said.
fn holds_jsx(node: Node<'_>) -> bool {
    let drawn = ["jsx_element", "jsx_self_closing_element", "jsx_fragment"].contains(&node.kind());
    let mut cursor = node.walk();
    drawn || node.children(&mut cursor).any(holds_jsx)
}

/// Text as JSX shows it: lines are joined, and what only lays them out is gone.
fn shown(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let last = lines.len() - 1;
    let trimmed = lines.iter().enumerate().map(|(at, line)| {
        let line = if at == 0 { line } else { line.trim_start() };
        if at == last { line } else { line.trim_end() }
    });
    let joined = trimmed.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    [("&gt;", ">"), ("&lt;", "<"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(joined, |text, (entity, sign)| text.replace(entity, sign))
}

/// Where what is shown of a piece begins or ends.
fn edge(source: &str, piece: &(usize, usize, String, Option<Node<'_>>), start: bool) -> usize {
    let (from, to, _, value) = piece;
    let text = &source[*from..*to];
    if value.is_some() || text.starts_with('{') {
        return if start { *from } else { *to };
    }
    if start { from + text.len() - text.trim_start().len() } else { from + text.trim_end().len() }
}
