//! JSX: a component is called with the object of its props.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Script, children, field};

impl Script<'_> {
    pub(super) fn element(&mut self, node: Node<'_>) -> Var {
        let (tag, inner) = match node.kind() {
            "jsx_element" => (field(node, "open_tag"), children(node)),
            _ => (Some(node), Vec::new()),
        };
        let Some(tag) = tag else { return NOTHING };
        let props = self.b.object(ObjectKind::Record);
        let name = field(tag, "name");
        let mut cursor = tag.walk();
        let attributes: Vec<Node<'_>> = tag.children_by_field_name("attribute", &mut cursor).collect();
        for attribute in attributes {
            self.attribute(attribute, props);
        }
        for child in inner {
            if !matches!(child.kind(), "jsx_opening_element" | "jsx_closing_element" | "jsx_text") {
                let (from, at) = (self.expression(child), self.at(child));
                self.b.step(Step::StoreItem { of: props, key: Key::Named("children".into()), from, at });
            }
        }
        let text = name.map_or("", |name| self.text(name));
        let component = text.contains('.') || text.starts_with(|c: char| c.is_ascii_uppercase());
        let Some(name) = name.filter(|_| component) else { return NOTHING };
        let (callee, to, at) = (self.component(name), self.b.var(), self.at(node));
        let args = vec![Arg::positional(props)];
        self.b.step(Step::Call(Call { at, kind: CallKind::Component, callee, args, to, name: text.into() }));
        to
    }

    fn component(&mut self, name: Node<'_>) -> Var {
        let mut parts = self.text(name).split('.');
        let mut var = parts
            .next()
            .map_or(NOTHING, |first| if first == "this" { self.this } else { self.b.read(first) });
        for part in parts.take(6) {
            let (to, at) = (self.b.var(), self.at(name));
            self.b.step(Step::Load { of: var, name: part.into(), to, at });
            var = to;
        }
        var
    }

    fn attribute(&mut self, node: Node<'_>, props: Var) {
        if node.kind() != "jsx_attribute" {
            // `{...props}`
            if let Some(inner) = node.named_child(0) {
                let from = inner.named_child(0).map_or(NOTHING, |value| self.expression(value));
                self.b.step(Step::Rest { of: from, from: u32::MAX, to: props });
            }
            return;
        }
        let parts = children(node);
        let (Some(key), Some(value)) = (parts.first(), parts.get(1)) else { return };
        let from = match value.kind() {
            "jsx_expression" => value.named_child(0).map_or(NOTHING, |inner| self.expression(inner)),
            _ => self.expression(*value),
        };
        let at = self.at(node);
        self.b.step(Step::StoreItem { of: props, key: Key::Named(self.text(*key).into()), from, at });
    }
}
