//! What JavaScript and TypeScript files say.

use std::rc::Rc;

use tree_sitter::Node;

use super::super::nodes::called;

use super::{
    ARGUMENT_DEPTH_MAX, CALLS_MAX, Class, Field, Function, Literal, Said, Sayings, children, dotted, field,
    line, refusal, text,
};
use crate::limits::DEPTH_MAX;

pub fn read(root: Node<'_>, source: &[u8]) -> Sayings {
    let mut reader = Reader { source, said: Sayings::default() };
    let mut stack: Vec<(Node<'_>, Rc<str>, Option<usize>, usize)> = vec![(root, "".into(), None, 0)];
    while let Some((node, within, function, depth)) = stack.pop() {
        let (within, function) = reader.visit(node, within, function);
        // The way up from a node is as long as it lies deep, and many are gone up.
        if depth < DEPTH_MAX {
            let inner = children(node).into_iter().rev();
            stack.extend(inner.map(|child| (child, within.clone(), function, depth + 1)));
        }
    }
    reader.said
}

struct Reader<'s> {
    source: &'s [u8],
    said: Sayings,
}

impl Reader<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        text(node, self.source)
    }

    fn visit(
        &mut self,
        node: Node<'_>,
        within: Rc<str>,
        function: Option<usize>,
    ) -> (Rc<str>, Option<usize>) {
        match node.kind() {
            "function_declaration"
            | "function_expression"
            | "arrow_function"
            | "method_definition"
            | "generator_function_declaration"
            | "generator_function" => {
                let name = self.function_name(node, &within);
                self.function(node, &name, &within);
                return (name.into(), Some(self.said.functions.len() - 1));
            }
            "class_declaration" | "class" | "abstract_class_declaration" | "interface_declaration" => {
                let name = field(node, "name").map_or(String::new(), |name| self.text(name).to_owned());
                self.class(node, field(node, "body"), &name, &within);
                return (join(&within, &name).into(), None);
            }
            "type_alias_declaration" => {
                if let Some(value) = field(node, "value").filter(|value| value.kind() == "object_type") {
                    let name = field(node, "name").map_or(String::new(), |name| self.text(name).to_owned());
                    self.class(node, Some(value), &name, &within);
                }
            }
            "call_expression" | "new_expression" => self.call(node, &within),
            "variable_declarator" => {
                if within.is_empty() {
                    self.constant(node);
                }
                self.taken_apart(node, function);
            }
            "member_expression" => self.read_of(node, function),
            _ => {}
        }
        (within, function)
    }

    fn function_name(&self, node: Node<'_>, within: &str) -> String {
        let own = field(node, "name").map(|name| self.text(name).to_owned());
        let held = || {
            let outer = node.parent()?;
            let name = match outer.kind() {
                "variable_declarator" | "public_field_definition" => field(outer, "name"),
                "pair" => field(outer, "key"),
                _ => None,
            };
            name.map(|name| self.text(name).to_owned())
        };
        match own.or_else(held) {
            Some(name) => join(within, &name),
            None => within.to_owned(),
        }
    }

    fn decorators(&self, node: Node<'_>, within: &str) -> Vec<Said> {
        let mut found: Vec<Node<'_>> =
            children(node).into_iter().filter(|part| part.kind() == "decorator").collect();
        let mut before = node.prev_named_sibling();
        while let Some(part) = before.filter(|part| part.kind() == "decorator") {
            found.push(part);
            before = part.prev_named_sibling();
        }
        found
            .into_iter()
            .filter_map(|part| part.named_child(0))
            .map(|part| self.said(part, within, 0))
            .collect()
    }

    fn type_text(&self, node: Node<'_>, name: &str) -> Option<String> {
        field(node, name).map(|kind| self.text(kind).trim_start_matches(':').trim().to_owned())
    }

    fn function(&mut self, node: Node<'_>, name: &str, within: &str) {
        let list = field(node, "parameters").map(children).unwrap_or_default();
        let mut params = Vec::new();
        for param in list {
            let pattern = field(param, "pattern").unwrap_or(param);
            let decorated = children(param).into_iter().find(|part| part.kind() == "decorator");
            let mut kind = self.type_text(param, "type");
            if let Some(decorator) = decorated {
                // `@Body() dto: CreateCat`: the decorator says where it comes from.
                kind = kind.map(|kind| format!("{} {kind}", self.text(decorator)));
            }
            params.push((self.text(pattern).to_owned(), kind));
        }
        self.said.functions.push(Function {
            name: name.to_owned(),
            params,
            returns: self.type_text(node, "return_type"),
            decorators: self.decorators(node, within),
            line: line(node),
            reads: Vec::new(),
        });
    }

    fn class(&mut self, node: Node<'_>, body: Option<Node<'_>>, name: &str, within: &str) {
        let mut bases = Vec::new();
        for part in children(node) {
            if matches!(part.kind(), "class_heritage" | "extends_type_clause") {
                bases.extend(children(part).into_iter().map(|base| {
                    dotted(self.text(base).trim_start_matches("extends ").trim_start_matches("implements "))
                }));
            }
        }
        let mut fields = Vec::new();
        for member in body.map(children).unwrap_or_default() {
            let named = field(member, "name").or(field(member, "property"));
            let Some(named) =
                named.filter(|_| member.kind().contains("field") || member.kind() == "property_signature")
            else {
                continue;
            };
            fields.push(Field {
                name: self.text(named).trim_matches(['"', '\'']).to_owned(),
                kind: self.type_text(member, "type").map(|kind| match may_be_absent(member) {
                    true => format!("{kind} | undefined"),
                    false => kind,
                }),
                value: field(member, "value").map_or(Literal::Other, |value| self.literal(value, name, 0)),
                line: line(member),
                decorators: self.decorators(member, name),
            });
        }
        let outer = node.parent().filter(|outer| outer.kind() == "export_statement");
        let mut decorators = self.decorators(node, within);
        decorators.extend(outer.map(|outer| self.decorators(outer, within)).unwrap_or_default());
        self.said.classes.push(Class {
            name: name.to_owned(),
            bases,
            fields,
            decorators,
            keywords: Vec::new(),
            line: line(node),
        });
    }

    fn constant(&mut self, node: Node<'_>) {
        let (Some(name), Some(value)) = (field(node, "name"), field(node, "value")) else { return };
        let value = self.literal(value, "", 0);
        let literal = !matches!(value, Literal::Other | Literal::Function { .. });
        if name.kind() == "identifier" && literal {
            let name = self.text(name).to_owned();
            self.said.constants.push((name, value, line(node)));
        }
    }

    /// `const { name, email } = req.body`
    fn taken_apart(&mut self, node: Node<'_>, function: Option<usize>) {
        let (Some(pattern), Some(value)) = (field(node, "name"), field(node, "value")) else { return };
        let Some(function) = function.filter(|_| pattern.kind() == "object_pattern") else { return };
        let object = dotted(self.text(value).trim_start_matches("await "));
        if !is_body(&object) {
            return;
        }
        for part in children(pattern) {
            let key = match part.kind() {
                "pair_pattern" => field(part, "key"),
                "object_assignment_pattern" => field(part, "left"),
                "rest_pattern" => None,
                _ => Some(part),
            };
            if let Some(key) = key {
                let read = format!("{object}.{}", self.text(key));
                self.said.functions[function].reads.push(read);
            }
        }
    }

    fn read_of(&mut self, node: Node<'_>, function: Option<usize>) {
        let (Some(function), Some(object), Some(key)) =
            (function, field(node, "object"), field(node, "property"))
        else {
            return;
        };
        let object = dotted(self.text(object));
        if is_body(&object) {
            let read = format!("{object}.{}", self.text(key));
            self.said.functions[function].reads.push(read);
        }
    }

    fn call(&mut self, node: Node<'_>, within: &str) {
        if self.said.calls.len() >= CALLS_MAX {
            self.said.dropped += 1;
            return;
        }
        let mut said = self.said(node, within, 0);
        let mut holder = node.parent();
        while let Some(outer) = holder.filter(|outer| {
            matches!(outer.kind(), "await_expression" | "parenthesized_expression" | "as_expression")
        }) {
            holder = outer.parent();
        }
        // `const app = module.exports = express()` is held by what is declared.
        let mut assigned = None;
        while let Some(outer) = holder.filter(|outer| outer.kind() == "assignment_expression") {
            assigned = assigned.or(field(outer, "left"));
            holder = outer.parent();
        }
        let declared = holder.filter(|outer| outer.kind() == "variable_declarator");
        let name = declared.and_then(|outer| field(outer, "name")).or(assigned);
        // `export default axios.create()` is held by nothing but the export.
        let exported = holder.is_some_and(|outer| outer.kind() == "export_statement");
        said.held_by = name.map(|name| self.text(name).to_owned()).or(exported.then(|| "default".to_owned()));
        said.is_refused =
            said.looks_like_request() && refusal::is_wanted(node, self.source, said.held_by.as_deref());
        self.said.calls.push(said);
    }

    fn said(&self, node: Node<'_>, within: &str, depth: u32) -> Said {
        let (callee, arguments) = match node.kind() {
            "call_expression" => (called(node), field(node, "arguments")),
            "new_expression" => (field(node, "constructor"), field(node, "arguments")),
            _ => (Some(node), None),
        };
        let on = callee.filter(|_| depth < ARGUMENT_DEPTH_MAX).and_then(|callee| self.chained(callee));
        let args = arguments.map(children).unwrap_or_default();
        let args = args.into_iter().map(|argument| (None, self.literal(argument, within, depth))).collect();
        let callee = callee.map_or(String::new(), |callee| dotted(self.text(callee)));
        let types =
            field(node, "type_arguments").map(|types| self.text(types).trim_matches(['<', '>']).to_owned());
        let on = on.map(|on| Box::new(self.said(on, within, depth + 1)));
        Said {
            callee,
            on,
            args,
            types,
            line: line(node),
            within: within.to_owned(),
            held_by: None,
            is_refused: false,
        }
    }

    /// The call that a route's method is called on.
    fn chained<'t>(&self, callee: Node<'t>) -> Option<Node<'t>> {
        let routes = ["get", "post", "put", "patch", "delete", "head", "options", "all", "route", "basePath"];
        let property = field(callee, "property").map(|name| self.text(name))?;
        let object = field(callee, "object").filter(|_| routes.contains(&property))?;
        matches!(object.kind(), "call_expression" | "new_expression").then_some(object)
    }

    fn literal(&self, node: Node<'_>, within: &str, depth: u32) -> Literal {
        if depth > ARGUMENT_DEPTH_MAX {
            return Literal::Other;
        }
        let inner = |node: Node<'_>| self.literal(node, within, depth + 1);
        match node.kind() {
            "string" => Literal::Text(self.text(node).trim_matches(['"', '\'']).to_owned()),
            "template_string" => self.template(node),
            "identifier" | "member_expression" | "number" | "true" | "false" | "null" => {
                Literal::Name(dotted(self.text(node)))
            }
            "await_expression"
            | "parenthesized_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression" => node.named_child(0).map_or(Literal::Other, inner),
            "array" => Literal::List(children(node).into_iter().map(inner).collect()),
            "object" => Literal::Record(self.record(node, within, depth)),
            "call_expression" | "new_expression" => {
                Literal::Call(Box::new(self.said(node, within, depth + 1)))
            }
            "binary_expression" => match (field(node, "left").map(inner), field(node, "right").map(inner)) {
                (Some(Literal::Text(a)), Some(Literal::Text(b))) => Literal::Text(a + &b),
                (Some(a), Some(b)) if a.text().is_some() || b.text().is_some() => {
                    Literal::Template(part(&a) + &part(&b))
                }
                _ => Literal::Other,
            },
            "arrow_function" | "function_expression" => {
                let one = field(node, "parameter");
                let many = || field(node, "parameters").and_then(|list| list.named_child(0));
                let first = one.or_else(many).map(|first| field(first, "pattern").unwrap_or(first));
                Literal::Function {
                    name: field(node, "name").map(|name| self.text(name).to_owned()),
                    first: first.map(|first| self.text(first).to_owned()),
                    line: line(node),
                }
            }
            _ => Literal::Other,
        }
    }

    fn record(&self, node: Node<'_>, within: &str, depth: u32) -> Vec<(String, Literal)> {
        let mut pairs = Vec::new();
        for part in children(node) {
            match part.kind() {
                "pair" => {
                    let (Some(key), Some(value)) = (field(part, "key"), field(part, "value")) else {
                        continue;
                    };
                    let key = self.text(key).trim_matches(['"', '\'']).to_owned();
                    pairs.push((key, self.literal(value, within, depth + 1)));
                }
                "shorthand_property_identifier" => {
                    let name = self.text(part).to_owned();
                    pairs.push((name.clone(), Literal::Name(name)));
                }
                "method_definition" => {
                    let name = field(part, "name").map_or(String::new(), |name| self.text(name).to_owned());
                    pairs.push((name, Literal::Other));
                }
                "spread_element" => pairs.push((super::REST.to_owned(), Literal::Other)),
                _ => {}
            }
        }
        pairs
    }

    fn template(&self, node: Node<'_>) -> Literal {
        let (mut all, mut computed) = (String::new(), false);
        for part in children(node) {
            if part.kind() == "template_substitution" {
                computed = true;
                all += &format!("{{{}}}", part.named_child(0).map_or("", |inner| self.text(inner)));
            } else {
                all += self.text(part);
            }
        }
        if computed { Literal::Template(all) } else { Literal::Text(all) }
    }
}

fn join(within: &str, name: &str) -> String {
    if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") }
}

/// `name?: string`
fn may_be_absent(member: Node<'_>) -> bool {
    let mut cursor = member.walk();
    member.children(&mut cursor).any(|part| part.kind() == "?")
}

/// What frameworks call the body and the query of a request.
fn is_body(object: &str) -> bool {
    let mut parts = object.rsplit('.');
    let last = parts.next().unwrap_or_default();
    let outer = parts.next().unwrap_or_default();
    matches!(last, "body" | "query" | "params")
        && matches!(outer, "req" | "request" | "ctx" | "context" | "c")
}

fn part(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Template(text) => text.clone(),
        Literal::Name(name) => format!("{{{name}}}"),
        _ => "{…}".to_owned(),
    }
}
