//! Lifting what people read out of the client's source: an English text becomes the call that looks it up in the catalogue.
//! Templates say the text where it is shown, and nothing has to be said twice.

mod between;
mod imports;
mod literals;
mod phrases;
mod seen;

use std::collections::BTreeSet;

use tree_sitter::{Node, Parser};

use super::catalogue::{Catalogue, Message};
use crate::emit::typescript::layout::quoted;

pub(crate) use self::literals::unquoted;

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
    let text = imports::with_import(&text, &lifter.uses, inner.matches('/').count());
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
}
