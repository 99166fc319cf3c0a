//! What Python files say.

mod settings;

use std::collections::BTreeSet;
use std::rc::Rc;

use tree_sitter::Node;

use super::{
    ARGUMENT_DEPTH_MAX, CALLS_MAX, Class, Field, Function, Literal, Said, Sayings, children, dotted, field,
    line, refusal, text,
};
use crate::limits::DEPTH_MAX;

pub fn read(root: Node<'_>, source: &[u8]) -> Sayings {
    let mut reader = Reader { source, said: Sayings::default(), kept: BTreeSet::new() };
    // A stack of our own: hostile nesting must not use up the thread's.
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
    /// Names of a function that hold what the session keeps, which is no part of a request.
    kept: BTreeSet<(usize, String)>,
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
            "function_definition" => {
                let name = self.inner_name(node, &within);
                self.function(node, &name, &within);
                return (name.into(), Some(self.said.functions.len() - 1));
            }
            "class_definition" => {
                let name = self.inner_name(node, &within);
                self.class(node, &name, &within);
                return (name.into(), None);
            }
            "call" => self.call(node, &within),
            "assignment" if within.is_empty() => self.constant(node),
            "assignment" => self.keeps(node, function),
            "subscript" | "attribute" => {
                self.read_of(node, function);
                settings::subscript(node, self.source, &mut self.said.kept);
            }
            _ => {}
        }
        (within, function)
    }

    fn inner_name(&self, node: Node<'_>, within: &str) -> String {
        let name = field(node, "name").map_or("", |name| self.text(name));
        if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") }
    }

    fn decorators(&self, node: Node<'_>, within: &str) -> Vec<Said> {
        let Some(outer) = node.parent().filter(|outer| outer.kind() == "decorated_definition") else {
            return Vec::new();
        };
        let parts = children(outer).into_iter().filter(|part| part.kind() == "decorator");
        parts.filter_map(|part| part.named_child(0)).map(|part| self.said(part, within, 0)).collect()
    }

    fn function(&mut self, node: Node<'_>, name: &str, within: &str) {
        let mut params = Vec::new();
        for param in field(node, "parameters").map(children).unwrap_or_default() {
            let named = field(param, "name")
                .or_else(|| (param.kind() == "typed_parameter").then(|| param.named_child(0)).flatten());
            let kind = field(param, "type").map(|kind| self.text(kind).to_owned());
            params.push((self.text(named.unwrap_or(param)).to_owned(), kind));
        }
        self.said.functions.push(Function {
            name: name.to_owned(),
            params,
            returns: field(node, "return_type").map(|kind| self.text(kind).to_owned()),
            decorators: self.decorators(node, within),
            line: line(node),
            reads: Vec::new(),
        });
    }

    fn class(&mut self, node: Node<'_>, name: &str, within: &str) {
        let (mut bases, mut keywords) = (Vec::new(), Vec::new());
        for base in field(node, "superclasses").map(children).unwrap_or_default() {
            match (base.kind(), field(base, "name"), field(base, "value")) {
                ("keyword_argument", Some(name), Some(value)) => {
                    keywords.push((self.text(name).to_owned(), self.text(value).to_owned()));
                }
                _ => bases.push(dotted(self.text(base))),
            }
        }
        let mut fields = Vec::new();
        for statement in field(node, "body").map(children).unwrap_or_default() {
            let Some(inner) = statement.named_child(0).filter(|inner| inner.kind() == "assignment") else {
                continue;
            };
            let Some(left) = field(inner, "left").filter(|left| left.kind() == "identifier") else {
                continue;
            };
            fields.push(Field {
                name: self.text(left).to_owned(),
                kind: field(inner, "type").map(|kind| self.text(kind).to_owned()),
                value: field(inner, "right").map_or(Literal::Other, |right| self.literal(right, name, 0)),
                line: line(inner),
                decorators: Vec::new(),
            });
        }
        self.said.classes.push(Class {
            name: name.to_owned(),
            bases,
            fields,
            decorators: self.decorators(node, within),
            keywords,
            line: line(node),
        });
    }

    fn constant(&mut self, node: Node<'_>) {
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else { return };
        let value = self.literal(right, "", 0);
        if left.kind() == "identifier" && value != Literal::Other {
            let name = self.text(left).to_owned();
            self.said.constants.push((name, value, line(node)));
        }
    }

    /// `data = session["form"]`
    fn keeps(&mut self, node: Node<'_>, function: Option<usize>) {
        let (Some(left), Some(right), Some(function)) = (field(node, "left"), field(node, "right"), function)
        else {
            return;
        };
        if is_session(&dotted(self.text(right))) {
            self.kept.insert((function, self.text(left).to_owned()));
        } else {
            self.kept.remove(&(function, self.text(left).to_owned()));
        }
    }

    /// `request.json["name"]`, `data.get("name")`, `request.form.get("name")`.
    fn read_of(&mut self, node: Node<'_>, function: Option<usize>) {
        let Some(function) = function else { return };
        let (object, key) = match node.kind() {
            "subscript" => (field(node, "value"), field(node, "subscript").and_then(|key| self.plain(key))),
            _ => {
                let call = node
                    .parent()
                    .filter(|call| call.kind() == "call" && field(*call, "function") == Some(node));
                let get = field(node, "attribute")
                    .is_some_and(|name| matches!(self.text(name), "get" | "getlist" | "pop"));
                let first =
                    call.and_then(|call| field(call, "arguments")).and_then(|args| args.named_child(0));
                (field(node, "object"), first.filter(|_| get).and_then(|key| self.plain(key)))
            }
        };
        let (Some(object), Some(key)) = (object, key) else { return };
        let object = dotted(self.text(object));
        let last = object.rsplit('.').next().unwrap_or_default();
        let bodies = [
            "json",
            "form",
            "args",
            "get_json",
            "data",
            "payload",
            "body",
            "GET",
            "POST",
            "query_params",
            "values",
        ];
        let kept = || is_session(&object) || self.kept.contains(&(function, object.clone()));
        if bodies.contains(&last) && !kept() {
            self.said.functions[function].reads.push(format!("{object}.{key}"));
        }
    }

    fn plain(&self, node: Node<'_>) -> Option<String> {
        match self.literal(node, "", 0) {
            Literal::Text(text) => Some(text),
            _ => None,
        }
    }

    fn call(&mut self, node: Node<'_>, within: &str) {
        if self.said.calls.len() >= CALLS_MAX {
            self.said.dropped += 1;
            return;
        }
        let mut said = self.said(node, within, 0);
        let mut holder = node.parent();
        while let Some(outer) =
            holder.filter(|outer| matches!(outer.kind(), "await" | "parenthesized_expression"))
        {
            holder = outer.parent();
        }
        let name = holder.and_then(|outer| match outer.kind() {
            "assignment" => field(outer, "left"),
            // `with make() as name:`
            "as_pattern" => field(outer, "alias"),
            _ => None,
        });
        said.held_by = name.map(|name| self.text(name).to_owned());
        said.is_refused =
            said.looks_like_request() && refusal::is_wanted(node, self.source, said.held_by.as_deref());
        settings::called(node, &said, self.source, &mut self.said.kept);
        self.said.calls.push(said);
    }

    fn said(&self, node: Node<'_>, within: &str, depth: u32) -> Said {
        let (callee, arguments) = match node.kind() {
            "call" => (field(node, "function"), field(node, "arguments")),
            _ => (Some(node), None),
        };
        let mut args = Vec::new();
        for argument in
            arguments.filter(|list| list.kind() == "argument_list").map(children).unwrap_or_default()
        {
            match argument.kind() {
                "keyword_argument" => {
                    let name = field(argument, "name").map(|name| self.text(name).to_owned());
                    let value = field(argument, "value")
                        .map_or(Literal::Other, |value| self.literal(value, within, depth));
                    args.push((name, value));
                }
                _ => args.push((None, self.literal(argument, within, depth))),
            }
        }
        let callee = callee.map_or(String::new(), |callee| dotted(self.text(callee)));
        Said {
            callee,
            on: None,
            args,
            types: None,
            line: line(node),
            within: within.to_owned(),
            held_by: None,
            is_refused: false,
        }
    }

    fn literal(&self, node: Node<'_>, within: &str, depth: u32) -> Literal {
        if depth > ARGUMENT_DEPTH_MAX {
            return Literal::Other;
        }
        match node.kind() {
            "string" => self.string(node),
            "concatenated_string" => {
                let parts: Vec<Literal> =
                    children(node).into_iter().map(|part| self.literal(part, within, depth + 1)).collect();
                let all: String = parts.iter().filter_map(Literal::text).collect();
                let plain = parts.iter().all(|part| matches!(part, Literal::Text(_)));
                if plain { Literal::Text(all) } else { Literal::Template(all) }
            }
            "identifier" | "attribute" => Literal::Name(dotted(self.text(node))),
            "integer" | "float" | "true" | "false" | "none" | "ellipsis" => {
                Literal::Name(self.text(node).to_owned())
            }
            "parenthesized_expression" => {
                node.named_child(0).map_or(Literal::Other, |inner| self.literal(inner, within, depth + 1))
            }
            "list" | "tuple" | "set" => Literal::List(
                children(node).into_iter().map(|item| self.literal(item, within, depth + 1)).collect(),
            ),
            "dictionary" => {
                let mut pairs = Vec::new();
                for pair in children(node) {
                    if pair.kind() == "dictionary_splat" {
                        pairs.push((super::REST.to_owned(), Literal::Other));
                    }
                    let (Some(key), Some(value)) = (field(pair, "key"), field(pair, "value")) else {
                        continue;
                    };
                    if let Literal::Text(key) = self.literal(key, within, depth + 1) {
                        pairs.push((key, self.literal(value, within, depth + 1)));
                    }
                }
                Literal::Record(pairs)
            }
            "call" => Literal::Call(Box::new(self.said(node, within, depth + 1))),
            "await" => {
                node.named_child(0).map_or(Literal::Other, |inner| self.literal(inner, within, depth + 1))
            }
            "binary_operator" => {
                let sides = [field(node, "left"), field(node, "right")]
                    .map(|side| side.map_or(Literal::Other, |side| self.literal(side, within, depth + 1)));
                match sides {
                    [Literal::Other, _] | [_, Literal::Other] => Literal::Other,
                    [Literal::Text(a), Literal::Text(b)] => Literal::Text(a + &b),
                    [a, b] if a.text().is_some() || b.text().is_some() => {
                        Literal::Template(part(&a) + &part(&b))
                    }
                    _ => Literal::Other,
                }
            }
            _ => Literal::Other,
        }
    }

    fn string(&self, node: Node<'_>) -> Literal {
        let (mut all, mut computed) = (String::new(), false);
        for part in children(node) {
            match part.kind() {
                "string_content" => all += self.text(part),
                "interpolation" => {
                    computed = true;
                    let inner = part.named_child(0).map_or("", |inner| self.text(inner));
                    all += &format!("{{{inner}}}");
                }
                _ => {}
            }
        }
        if computed { Literal::Template(all) } else { Literal::Text(all) }
    }
}

/// What a session keeps from one request to the next, by the name that frameworks give it.
fn is_session(object: &str) -> bool {
    object.split('.').any(|part| part == "session")
}

fn part(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Template(text) => text.clone(),
        Literal::Name(name) => format!("{{{name}}}"),
        _ => "{…}".to_owned(),
    }
}
