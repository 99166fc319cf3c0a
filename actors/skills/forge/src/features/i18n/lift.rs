//! Lifting what people read out of the client's source: an English text becomes the call that looks it up in the catalogue.
//! Templates say the text where it is shown, and nothing has to be said twice.

use std::collections::BTreeSet;

use tree_sitter::{Node, Parser};

use super::catalogue::{Catalogue, Message};
use crate::emit::typescript::layout::quoted;

/// Attributes whose texts nobody reads.
const UNSEEN_ATTRIBUTES: &[&str] = &[
    "className",
    "to",
    "type",
    "key",
    "id",
    "role",
    "htmlFor",
    "rel",
    "target",
    "autoComplete",
    "href",
    "path",
    "d",
    "viewBox",
    "fill",
    "stroke",
    "preserveAspectRatio",
    "inputMode",
    "accept",
    "textAnchor",
    "scope",
    "aria-live",
    "aria-controls",
    "aria-current",
    "aria-hidden",
    "aria-disabled",
    "aria-keyshortcuts",
    "dominantBaseline",
    "points",
    "aria-labelledby",
    "aria-describedby",
    "src",
    "dateTime",
    "style",
    "shape",
    "value",
    "data-side",
    "data-index",
    "dir",
    "dy",
    "start",
    "data-testid",
    "lang",
];
/// What `src/i18n/texts.ts` has.
const TEXTS: &[&str] = &["t", "inSentence", "isOne", "language", "choiceName"];
/// What is inside is said in no language.
const UNSEEN_ELEMENTS: &[&str] = &["kbd", "code"];

/// A file with its texts lifted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lifted {
    pub source: String,
    /// Keys of the messages that it shows.
    pub keys: BTreeSet<String>,
    /// Texts that look as if somebody reads them, and that no catalogue has.
    pub escaped: Vec<String>,
}

/// `inner`: the file's path below `src/`.
pub(crate) fn lift(source: &str, inner: &str, area: &str, catalogue: &Catalogue) -> Lifted {
    let mut parser = Parser::new();
    let language = if inner.ends_with(".tsx") {
        tree_sitter_typescript::LANGUAGE_TSX.into()
    } else {
        tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()
    };
    let tree = parser.set_language(&language).ok().and_then(|()| parser.parse(source, None));
    let Some(tree) = tree else { return Lifted { source: source.to_owned(), ..Lifted::default() } };
    let mut lifter =
        Lifter { source, area, catalogue, keys: BTreeSet::new(), uses: BTreeSet::new(), escaped: Vec::new() };
    let text = lifter.node(tree.root_node());
    lifter.said_already(&text);
    let text = with_import(&text, &lifter.uses, inner.matches('/').count());
    Lifted { source: text, keys: lifter.keys, escaped: lifter.escaped }
}

struct Lifter<'a> {
    source: &'a str,
    area: &'a str,
    catalogue: &'a Catalogue,
    keys: BTreeSet<String>,
    /// What the file needs from `src/i18n/texts.ts`.
    uses: BTreeSet<&'static str>,
    escaped: Vec<String>,
}

/// Text between two places, or an expression in braces.
enum Piece<'t> {
    Text { from: usize, to: usize },
    Value(Node<'t>),
}

impl<'a> Lifter<'a> {
    fn text(&self, node: Node<'_>) -> &'a str {
        &self.source[node.byte_range()]
    }

    fn node(&mut self, node: Node<'_>) -> String {
        match node.kind() {
            "import_statement" | "type_alias_declaration" | "comment" => self.text(node).to_owned(),
            "jsx_element" | "jsx_fragment" => self.element(node),
            "string" => self.string(node),
            "template_string" => self.template(node),
            "ternary_expression" => self.ternary(node),
            "call_expression" => self.call(node),
            "new_expression" => self.construction(node),
            _ => self.inside(node),
        }
    }

    /// A node as it is, but for what is lifted in it.
    fn inside(&mut self, node: Node<'_>) -> String {
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> = node.children(&mut cursor).collect();
        let mut out = String::new();
        let mut at = node.start_byte();
        for child in children {
            out.push_str(&self.source[at..child.start_byte()]);
            out.push_str(&self.node(child));
            at = child.end_byte();
        }
        out.push_str(&self.source[at..node.end_byte()]);
        out
    }

    fn element(&mut self, node: Node<'_>) -> String {
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

    /// `t('app.pageOf', { page, pages })`
    fn call_for(&mut self, shape: &str, values: &[Node<'_>]) -> Option<String> {
        let message = self.catalogue.find(self.area, shape)?.clone();
        let names = message.placeholders();
        // A form for one is chosen by what is counted.
        let counted = message.is_plural() && names.is_empty();
        if names.len() != values.len() || counted {
            return None;
        }
        let values: Vec<String> = values.iter().map(|it| self.node(*it)).collect();
        Some(self.translated(&message, names.iter().map(|it| (*it).to_owned()).zip(values).collect()))
    }

    fn translated(&mut self, message: &Message, values: Vec<(String, String)>) -> String {
        self.keys.insert(message.key.clone());
        self.uses.insert("t");
        if values.is_empty() {
            return format!("t({})", quoted(&message.key));
        }
        let members: Vec<String> = values
            .into_iter()
            .map(|(name, value)| {
                // Numbers are counted, not their texts.
                let value = value.strip_suffix(".toString()").map(str::to_owned).unwrap_or(value);
                if name == value { name } else { format!("{name}: {value}") }
            })
            .collect();
        format!("t({}, {{ {} }})", quoted(&message.key), members.join(", "))
    }

    fn string(&mut self, node: Node<'_>) -> String {
        let whole = self.text(node).to_owned();
        if self.is_code(node) {
            return whole;
        }
        let said = unquoted(&whole);
        let shown = is_shown(node);
        let found = self
            .catalogue
            .find(self.area, &said)
            .filter(|it| it.placeholders().is_empty() && !it.is_plural());
        if let Some(message) = found.filter(|it| shown || it.is_meant_in_code()).cloned() {
            let call = self.translated(&message, Vec::new());
            let attribute = node.parent().is_some_and(|it| it.kind() == "jsx_attribute");
            return if attribute { format!("{{{call}}}") } else { call };
        }
        if found.is_none() && reads(&said) {
            self.escaped.push(said);
        }
        whole
    }

    fn template(&mut self, node: Node<'_>) -> String {
        if self.is_code(node) {
            return self.inside(node);
        }
        let mut cursor = node.walk();
        let substitutions: Vec<Node<'_>> =
            node.children(&mut cursor).filter(|it| it.kind() == "template_substitution").collect();
        let mut shape = String::new();
        let mut plain = String::new();
        let mut at = node.start_byte() + 1;
        for it in &substitutions {
            shape.push_str(&self.source[at..it.start_byte()]);
            plain.push_str(&self.source[at..it.start_byte()]);
            shape.push_str("{}");
            plain.push(' ');
            at = it.end_byte();
        }
        shape.push_str(&self.source[at..node.end_byte() - 1]);
        plain.push_str(&self.source[at..node.end_byte() - 1]);
        let values: Vec<Node<'_>> = substitutions.iter().filter_map(|it| it.named_child(0)).collect();
        let words = plain.chars().any(char::is_alphabetic);
        if words && let Some(call) = self.call_for(&shape, &values) {
            return if node.parent().is_some_and(|it| it.kind() == "jsx_attribute") {
                format!("{{{call}}}")
            } else {
                call
            };
        }
        if words && reads(plain.trim()) {
            self.escaped.push(shape);
        }
        self.inside(node)
    }

    /// `count === 1 ? '1 attempt' : …`: which form is right is the language's to say.
    fn ternary(&mut self, node: Node<'_>) -> String {
        let field = |name: &str| node.child_by_field_name(name);
        let (Some(condition), Some(one), Some(other)) =
            (field("condition"), field("consequence"), field("alternative"))
        else {
            return self.inside(node);
        };
        let Some(counted) = self.text(condition).strip_suffix(" === 1").map(str::to_owned) else {
            return self.inside(node);
        };
        let said = unquoted(self.text(one));
        let plural = self
            .catalogue
            .areas()
            .filter(|(area, _)| *area == self.area || *area == super::catalogue::COMMON);
        let plural: Option<Message> = plural
            .flat_map(|(_, messages)| messages)
            .find(|it| it.texts[0].one.as_ref() == Some(&said))
            .cloned();
        if let Some(message) = plural {
            return self.translated(&message, vec![("count".to_owned(), counted)]);
        }
        if !self.text(other).contains("titlePlural") {
            return self.inside(node);
        }
        self.uses.insert("isOne");
        format!("isOne({counted}) ? {} : {}", self.node(one), self.node(other))
    }

    /// A title within a sentence is small where the language writes it small.
    fn call(&mut self, node: Node<'_>) -> String {
        let function = node.child_by_field_name("function");
        let object = function
            .filter(|it| it.child_by_field_name("property").is_some_and(|it| self.text(it) == "toLowerCase"))
            .and_then(|it| it.child_by_field_name("object"));
        let Some(object) = object.filter(|it| names_kind(self.text(*it))) else { return self.inside(node) };
        self.uses.insert("inSentence");
        let value = self.node(object);
        let value = value.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(&value);
        format!("inSentence({value})")
    }

    /// `new Intl.NumberFormat(undefined, …)`
    fn construction(&mut self, node: Node<'_>) -> String {
        let whole = self.inside(node);
        let constructor = node.child_by_field_name("constructor").map_or("", |it| self.text(it));
        if !constructor.starts_with("Intl.") || !whole.contains("(undefined") {
            return whole;
        }
        self.uses.insert("language");
        whole.replacen("(undefined", "(language()", 1)
    }

    /// Whether a text is the program's own.
    fn is_code(&self, node: Node<'_>) -> bool {
        let Some(parent) = node.parent() else { return true };
        let own = match parent.kind() {
            "import_statement"
            | "export_statement"
            | "literal_type"
            | "subscript_expression"
            | "switch_case" => true,
            "pair" => parent.child_by_field_name("key") == Some(node),
            "binary_expression" => {
                let operator = parent.child_by_field_name("operator").map_or("", |it| self.text(it));
                matches!(operator, "===" | "!==" | "==" | "!=" | "in" | "<" | ">")
            }
            "arguments" => {
                let called = parent.parent();
                let name = called.and_then(|it| {
                    it.child_by_field_name("function").or_else(|| it.child_by_field_name("constructor"))
                });
                let name = name.map_or("", |it| self.text(it));
                ["t", "import", "Error", "TypeError"].contains(&name)
            }
            _ => false,
        };
        own || self.attribute_of(node).is_some_and(|it| UNSEEN_ATTRIBUTES.contains(&it))
    }

    /// The attribute that a text is in.
    fn attribute_of(&self, node: Node<'_>) -> Option<&'a str> {
        let mut at = node.parent();
        while let Some(it) = at {
            match it.kind() {
                "jsx_attribute" => return it.child(0).map(|name| self.text(name)),
                "arrow_function" | "jsx_element" | "jsx_self_closing_element" | "statement_block" => {
                    return None;
                }
                _ => at = it.parent(),
            }
        }
        None
    }

    /// What a template says itself, for sentences that each language builds in its own way.
    fn said_already(&mut self, text: &str) {
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

/// Whether some expression is drawn, and not said.
fn holds_jsx(node: Node<'_>) -> bool {
    let drawn = ["jsx_element", "jsx_self_closing_element", "jsx_fragment"].contains(&node.kind());
    let mut cursor = node.walk();
    drawn || node.children(&mut cursor).any(holds_jsx)
}

/// Whether a text is certain to be shown: it stands between tags, or within a text.
fn is_shown(node: Node<'_>) -> bool {
    let mut at = node;
    while let Some(parent) = at.parent() {
        match parent.kind() {
            "template_substitution" => return true,
            "jsx_expression" => {
                return parent.parent().is_some_and(|it| matches!(it.kind(), "jsx_element" | "jsx_fragment"));
            }
            "ternary_expression" | "parenthesized_expression" | "binary_expression" => at = parent,
            _ => return false,
        }
    }
    false
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

pub(crate) fn unquoted(literal: &str) -> String {
    let inner = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    inner.replace("\\'", "'").replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\")
}

/// Whether a text looks as if it were for people: words with a space between them, or one with a capital.
fn reads(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let spaced = letters.windows(3).any(|it| it[0].is_alphabetic() && it[1] == ' ' && it[2].is_alphabetic());
    let capital = letters.first().is_some_and(|it| it.is_uppercase())
        && letters.get(1).is_some_and(|it| it.is_lowercase());
    let drawing = letters.first() == Some(&'M') && letters.get(1).is_some_and(char::is_ascii_digit);
    (spaced || capital) && !drawing && !text.starts_with('/') && !text.starts_with("./")
}

/// `entity.title`, `titleOf(kind)`, `name`, `count === 1 ? title : titlePlural`
fn names_kind(object: &str) -> bool {
    let last = object.rsplit('.').next().unwrap_or(object);
    ["title", "titlePlural", "name"].contains(&last)
        || object.contains("titlePlural")
        || last.starts_with("titleOf(")
}

/// With an import of what is used, after the others.
fn with_import(text: &str, uses: &BTreeSet<&'static str>, depth: usize) -> String {
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
