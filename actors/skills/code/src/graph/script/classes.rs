//! Classes, interfaces, and types that describe objects.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Script, children, field, line, says};

impl Script<'_> {
    pub(super) fn class_declaration(&mut self, node: Node<'_>) {
        let name = field(node, "name").map_or("default", |name| self.text(name));
        let value = self.class(node, Some(name));
        self.b.write(name, value, line(node));
    }

    fn new_class(&mut self, node: Node<'_>, name: &str, kind: DefKind) -> Def {
        let qualified = self.b.qualified(self.inside, name);
        let end = node.end_position().row as u32 + 1;
        self.b.define(Definition::new(kind, &qualified, self.inside, line(node), end))
    }

    pub(super) fn class(&mut self, node: Node<'_>, hint: Option<&str>) -> Var {
        let own = field(node, "name").map(|name| self.text(name));
        let name = match own.or(hint) {
            Some(name) => name.to_owned(),
            None => format!("<anonymous{}>", self.b.number(self.inside)),
        };
        let def = self.new_class(node, &name, DefKind::Class);
        self.b.def(def).is_abstract = node.kind() == "abstract_class_declaration";
        let bases = children(node)
            .into_iter()
            .find(|part| part.kind() == "class_heritage")
            .map(|part| self.heritage(part));
        self.b.def(def).bases = bases.unwrap_or_default();
        let value = self.b.make(Literal::Def(def));
        for decorator in children(node).into_iter().filter(|part| part.kind() == "decorator") {
            self.decorator(decorator, value);
        }
        let outer = (self.inside, self.this, self.class);
        (self.inside, self.class) = (def, Some(def));
        let mut decorators = Vec::new();
        for member in field(node, "body").map(children).unwrap_or_default() {
            if member.kind() == "decorator" {
                decorators.push(member);
                continue;
            }
            self.member(def, member, &std::mem::take(&mut decorators));
        }
        (self.inside, self.this, self.class) = outer;
        value
    }

    /// What a class extends and implements.
    fn heritage(&mut self, node: Node<'_>) -> Vec<Var> {
        let mut bases = Vec::new();
        for part in children(node) {
            match part.kind() {
                "extends_clause" => {
                    let value = field(part, "value");
                    bases.extend(value.map(|value| self.expression(value)));
                }
                "implements_clause" | "extends_type_clause" => {
                    for kind in children(part) {
                        if let Some(Type::Is(var)) = self.type_of(kind) {
                            bases.push(var);
                        }
                    }
                }
                _ => bases.push(self.expression(part)),
            }
        }
        bases
    }

    fn decorator(&mut self, node: Node<'_>, value: Var) {
        let Some(expression) = node.named_child(0) else { return };
        let callee = self.expression(expression);
        let (to, at) = (self.b.var(), self.at(node));
        let name = self.last_name(expression).into();
        let args = vec![Arg::positional(value)];
        self.b.step(Step::Call(Call { at, kind: CallKind::Decorator, callee, args, to, name }));
    }

    fn member(&mut self, class: Def, node: Node<'_>, decorators: &[Node<'_>]) {
        let name = field(node, "name").or(field(node, "property"));
        let Key::Named(name) = self.property(name) else { return };
        let is_static = says(node, "static");
        let key: Box<str> = if is_static { format!("@{name}").into() } else { name.clone() };
        let value = match node.kind() {
            "method_definition" => {
                let value = self.function(node, Some(&name), Some(class));
                if says(node, "set") {
                    self.b.graph.members.push((class, format!("{key}.setter").into(), value));
                    return;
                }
                if says(node, "get") {
                    let def = self
                        .b
                        .graph
                        .defs
                        .iter()
                        .rposition(|def| def.owner == Some(class))
                        .unwrap_or_default();
                    self.b.graph.defs[def].binding = Binding::Property;
                }
                value
            }
            "public_field_definition" | "field_definition" => self.class_field(class, node, &name),
            "abstract_method_signature" | "method_signature" => self.signature(class, node, &name),
            _ => return,
        };
        let own = children(node).into_iter().filter(|part| part.kind() == "decorator");
        for decorator in decorators.iter().copied().chain(own) {
            self.decorator(decorator, value);
        }
        self.b.graph.members.push((class, key, value));
    }

    fn class_field(&mut self, class: Def, node: Node<'_>, name: &str) -> Var {
        let held = self.b.var();
        let value = match field(node, "value") {
            Some(value) if matches!(value.kind(), "arrow_function" | "function_expression") => {
                self.function(value, Some(name), Some(class))
            }
            Some(value) => self.expression(value),
            None => NOTHING,
        };
        self.b.copy(value, held);
        if let Some(kind) = field(node, "type").and_then(|kind| self.type_of(kind)) {
            self.b.graph.typed.push((held, kind));
        }
        held
    }

    /// A method that is only declared.
    fn signature(&mut self, class: Def, node: Node<'_>, name: &str) -> Var {
        let outer = std::mem::replace(&mut self.inside, class);
        let qualified = self.b.qualified(class, name);
        let mut definition = Definition::new(DefKind::Function, &qualified, class, line(node), line(node));
        (definition.returns, definition.yields, definition.this) = (self.b.var(), self.b.var(), self.b.var());
        definition.owner = Some(class);
        definition.is_abstract = true;
        let returns = definition.returns;
        let def = self.b.define(definition);
        if let Some(kind) = field(node, "return_type").and_then(|kind| self.type_of(kind)) {
            self.b.graph.typed.push((returns, kind));
        }
        self.inside = outer;
        self.b.make(Literal::Def(def))
    }

    pub(super) fn interface(&mut self, node: Node<'_>) {
        let name = field(node, "name").map_or("", |name| self.text(name));
        let def = self.new_class(node, name, DefKind::Interface);
        let extended = children(node).into_iter().find(|part| part.kind() == "extends_type_clause");
        if let Some(extended) = extended {
            let mut bases = Vec::new();
            for kind in children(extended) {
                if let Some(Type::Is(var)) = self.type_of(kind) {
                    bases.push(var);
                }
            }
            self.b.def(def).bases = bases;
        }
        let value = self.b.make(Literal::Def(def));
        if let Some(body) = field(node, "body") {
            self.described(def, body);
        }
        self.b.write(name, value, line(node));
    }

    pub(super) fn alias(&mut self, node: Node<'_>) {
        let name = field(node, "name").map_or("", |name| self.text(name));
        let Some(value) = field(node, "value") else { return };
        if value.kind() == "object_type" {
            let def = self.new_class(node, name, DefKind::Interface);
            let made = self.b.make(Literal::Def(def));
            self.described(def, value);
            self.b.write(name, made, line(node));
        } else if let Some(Type::Is(var)) = self.type_of(value) {
            self.b.write(name, var, line(node));
        }
    }

    fn described(&mut self, def: Def, body: Node<'_>) {
        for member in children(body) {
            let Key::Named(name) = self.property(field(member, "name")) else { continue };
            let value = match member.kind() {
                "method_signature" => self.signature(def, member, &name),
                "property_signature" => {
                    let held = self.b.var();
                    if let Some(kind) = field(member, "type").and_then(|kind| self.type_of(kind)) {
                        self.b.graph.typed.push((held, kind));
                    }
                    held
                }
                _ => continue,
            };
            self.b.graph.members.push((def, name, value));
        }
    }
}
