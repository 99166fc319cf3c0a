//! Functions, lambdas, classes and their decorators.

use tree_sitter::Node;

use super::super::ir::*;
use super::{Python, assigned, children, field};

/// What decorators that the language itself understands make of a function.
#[derive(Default)]
struct Nature {
    binding: Option<Binding>,
    is_abstract: bool,
    setter: bool,
    /// One of several signatures, without a body.
    overload: bool,
}

impl Python<'_> {
    pub(super) fn definition(&mut self, node: Node<'_>) {
        let parts = if node.kind() == "decorated_definition" { children(node) } else { Vec::new() };
        let decorators: Vec<Node<'_>> = parts.into_iter().filter(|part| part.kind() == "decorator").collect();
        let inner = field(node, "definition").unwrap_or(node);
        let mut nature = Nature::default();
        let mut calls = Vec::new();
        for decorator in decorators {
            let Some(expression) = decorator.named_child(0) else { continue };
            if !self.understands(expression, &mut nature) {
                calls.push((expression, self.expression(expression)));
            }
        }
        let name = field(inner, "name").map_or("", |name| self.text(name));
        let def = self.b.graph.defs.len() as Def;
        let mut value = match inner.kind() {
            "class_definition" => self.class(inner),
            _ => self.function(inner, &nature),
        };
        let names = calls.iter().map(|(expression, _)| self.last_name(*expression).into()).collect();
        self.b.def(def).decorators = names;
        for (expression, callee) in calls.into_iter().rev() {
            let (to, at) = (self.b.var(), self.at(expression));
            let call = Call {
                at,
                kind: CallKind::Decorator,
                callee,
                args: vec![Arg::positional(value)],
                to,
                name: self.last_name(expression).into(),
            };
            self.b.step(Step::Call(call));
            value = to;
        }
        let line = inner.start_position().row as u32 + 1;
        if nature.setter && self.inside != MODULE {
            let member = format!("{name}.setter");
            self.b.graph.members.push((self.inside, member.into(), value));
        } else if !nature.overload {
            self.b.write(name, value, line);
        }
    }

    fn understands(&self, decorator: Node<'_>, nature: &mut Nature) -> bool {
        let text = self.text(decorator);
        match text.rsplit('.').next().unwrap_or_default() {
            "staticmethod" => nature.binding = Some(Binding::Static),
            "classmethod" => nature.binding = Some(Binding::Class),
            "property" | "cached_property" | "hybrid_property" | "abstractproperty" | "lazyproperty" => {
                nature.binding = Some(Binding::Property)
            }
            "abstractmethod" => nature.is_abstract = true,
            "setter" | "deleter" if text.contains('.') => nature.setter = true,
            "getter" if text.contains('.') => nature.binding = Some(Binding::Property),
            "overload" => nature.overload = true,
            _ => return false,
        }
        true
    }

    fn function(&mut self, node: Node<'_>, nature: &Nature) -> Var {
        let name = field(node, "name").map_or("", |name| self.text(name));
        let def = self.begin(node, name);
        let owner =
            (self.inside != MODULE && self.b.def(self.inside).kind == DefKind::Class).then_some(self.inside);
        let implied = match name {
            "__new__" => Binding::Static,
            "__init_subclass__" | "__class_getitem__" => Binding::Class,
            _ => Binding::Instance,
        };
        let is_async = node.child(0).is_some_and(|word| word.kind() == "async");
        let definition = self.b.def(def);
        definition.owner = owner;
        definition.binding = nature.binding.unwrap_or(implied);
        definition.is_abstract = nature.is_abstract;
        definition.setter = nature.setter;
        definition.is_async = is_async;
        let value = self.b.make(Literal::Def(def));
        let defaults = self.defaults(field(node, "parameters"));
        let result = field(node, "return_type").and_then(|annotation| self.type_of(annotation));
        self.body(def, field(node, "parameters"), &defaults, field(node, "body"));
        if let Some(result) = result {
            let definition = self.b.def(def);
            let generates = definition.is_generator;
            let (returns, yields) = (definition.returns, definition.yields);
            match (generates, result) {
                (true, Type::Items(item)) => self.b.graph.typed.push((yields, *item)),
                (_, result) => self.b.graph.typed.push((returns, result)),
            }
        }
        value
    }

    pub(super) fn lambda(&mut self, node: Node<'_>) -> Var {
        let number = self.b.number(self.inside);
        let def = self.begin(node, &format!("<lambda{number}>"));
        let value = self.b.make(Literal::Def(def));
        let defaults = self.defaults(field(node, "parameters"));
        self.body(def, field(node, "parameters"), &defaults, field(node, "body"));
        value
    }

    fn begin(&mut self, node: Node<'_>, name: &str) -> Def {
        let qualified = self.b.qualified(self.inside, name);
        let (line, end) = (node.start_position().row as u32 + 1, node.end_position().row as u32 + 1);
        let mut definition = Definition::new(DefKind::Function, &qualified, self.inside, line, end);
        (definition.returns, definition.yields) = (self.b.var(), self.b.var());
        self.b.define(definition)
    }

    /// Defaults are evaluated where the function is made.
    fn defaults(&mut self, parameters: Option<Node<'_>>) -> Vec<Var> {
        let parameters = parameters.map(children).unwrap_or_default();
        parameters
            .iter()
            .map(|p| field(*p, "value").map_or(NOTHING, |value| self.expression(value)))
            .collect()
    }

    fn body(&mut self, def: Def, parameters: Option<Node<'_>>, defaults: &[Var], body: Option<Node<'_>>) {
        let outer = (std::mem::replace(&mut self.inside, def), self.method);
        let guards = std::mem::take(&mut self.guards);
        self.b.open(def, false);
        self.b.enter();
        let lambda = body.is_some_and(|body| body.kind() != "block");
        self.parameters(def, parameters, defaults);
        if let Some(body) = body {
            let names = if lambda { Default::default() } else { assigned::in_body(body, self.source) };
            for (said, kind) in [(self.globals, "global_statement"), (self.nonlocals, "nonlocal_statement")] {
                let outer =
                    if said { assigned::declared_here(body, self.source, kind) } else { Default::default() };
                for name in assigned::sorted(&outer) {
                    self.b.outer(name, kind == "global_statement");
                }
            }
            for name in assigned::sorted(&names) {
                self.b.declare(name);
            }
            if self.nonlocals {
                let changed = assigned::declared(body, self.source, "nonlocal_statement");
                for name in assigned::sorted(&changed) {
                    self.b.share_local(name);
                }
            }
            let definition = self.b.def(def);
            if let (Some(owner), Some(first)) = (definition.owner, definition.params.first()) {
                self.method = Some((owner, first.var));
            }
            if lambda {
                let value = self.expression(body);
                self.returned(value);
            } else {
                self.block(body);
            }
        }
        self.b.leave();
        self.b.close();
        (self.inside, self.method) = outer;
        self.guards = guards;
    }

    fn parameters(&mut self, def: Def, parameters: Option<Node<'_>>, defaults: &[Var]) {
        let mut kind = ParamKind::Positional;
        for (index, node) in parameters.map(children).unwrap_or_default().into_iter().enumerate() {
            let named = field(node, "name").or_else(|| match node.kind() {
                "typed_parameter" => node.named_child(0),
                _ => Some(node),
            });
            let Some(named) = named else { continue };
            let (name, this) = match named.kind() {
                "list_splat_pattern" => (named.named_child(0), ParamKind::Star),
                "dictionary_splat_pattern" => (named.named_child(0), ParamKind::DoubleStar),
                "keyword_separator" => {
                    kind = ParamKind::Keyword;
                    continue;
                }
                "identifier" => (Some(named), kind),
                _ => continue,
            };
            let name = name.map_or("", |name| self.text(name)).to_owned();
            if this == ParamKind::Star {
                kind = ParamKind::Keyword;
            }
            let var = self.b.var();
            self.b.declare(&name);
            self.b.bind(&name, var);
            let at = At { def, line: node.start_position().row as u32 + 1 };
            self.b.graph.named.push(Named { var, name: name.as_str().into(), at });
            self.b.copy(defaults.get(index).copied().unwrap_or(NOTHING), var);
            if let Some(declared) = field(node, "type").and_then(|annotation| self.type_of(annotation)) {
                self.b.graph.typed.push((var, declared));
            }
            let optional = field(node, "value").is_some_and(|value| value.kind() == "none");
            self.b.def(def).params.push(Param { name: name.into(), var, kind: this, optional });
        }
    }

    fn class(&mut self, node: Node<'_>) -> Var {
        let name = field(node, "name").map_or("", |name| self.text(name));
        let qualified = self.b.qualified(self.inside, name);
        let (line, end) = (node.start_position().row as u32 + 1, node.end_position().row as u32 + 1);
        let def = self.b.define(Definition::new(DefKind::Class, &qualified, self.inside, line, end));
        let mut bases = Vec::new();
        for argument in field(node, "superclasses").map(children).unwrap_or_default() {
            match argument.kind() {
                "keyword_argument" => drop(field(argument, "value").map(|value| self.expression(value))),
                "subscript" => bases.extend(field(argument, "value").map(|value| self.expression(value))),
                _ => bases.push(self.expression(argument)),
            }
        }
        self.b.def(def).bases = bases;
        let value = self.b.make(Literal::Def(def));
        let here = self.b.here();
        let outer = std::mem::replace(&mut self.inside, def);
        self.b.open(here, true);
        if let Some(body) = field(node, "body") {
            let names = assigned::in_body(body, self.source);
            for name in assigned::sorted(&names) {
                self.b.declare(name);
            }
            self.b.def(def).fields = self.class_fields(body);
            self.block(body);
        }
        for (name, var) in self.b.close() {
            self.b.graph.members.push((def, name, var));
        }
        self.inside = outer;
        value
    }

    /// Names with an annotation, in their order: what a made constructor takes.
    fn class_fields(&self, body: Node<'_>) -> Vec<Box<str>> {
        let statements = children(body).into_iter().filter(|node| node.kind() == "expression_statement");
        let assignments =
            statements.filter_map(|node| node.named_child(0)).filter(|node| node.kind() == "assignment");
        assignments
            .filter(|node| field(*node, "type").is_some_and(|kind| !self.text(kind).contains("ClassVar")))
            .filter_map(|node| field(node, "left"))
            .filter(|left| left.kind() == "identifier")
            .map(|left| self.text(left).into())
            .collect()
    }
}
