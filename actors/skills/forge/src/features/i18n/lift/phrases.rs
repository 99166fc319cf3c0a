//! What is chosen or written by the language's own rules: forms for one and for many, small letters, numbers and dates.

use tree_sitter::Node;

use super::super::catalogue::{COMMON, Message};
use super::Lifter;
use super::literals::unquoted;

impl Lifter<'_> {
    /// `count === 1 ? '1 attempt' : …`: which form is right is the language's to say.
    pub(super) fn ternary(&mut self, node: Node<'_>) -> String {
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
        let plural = self.catalogue.areas().filter(|(area, _)| *area == self.area || *area == COMMON);
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
    pub(super) fn call(&mut self, node: Node<'_>) -> String {
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
    pub(super) fn construction(&mut self, node: Node<'_>) -> String {
        let whole = self.inside(node);
        let constructor = node.child_by_field_name("constructor").map_or("", |it| self.text(it));
        if !constructor.starts_with("Intl.") || !whole.contains("(undefined") {
            return whole;
        }
        self.uses.insert("language");
        whole.replacen("(undefined", "(language()", 1)
    }
}

/// `entity.title`, `titleOf(kind)`, `name`, `count === 1 ? title : titlePlural`
fn names_kind(object: &str) -> bool {
    let last = object.rsplit('.').next().unwrap_or(object);
    ["title", "titlePlural", "name"].contains(&last)
        || object.contains("titlePlural")
        || last.starts_with("titleOf(")
}
