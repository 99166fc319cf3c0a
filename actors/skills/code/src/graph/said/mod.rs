//! What a file says in literals: calls with their texts, classes with their fields, functions with their types. Frameworks speak in these.

mod python;
mod refusal;
mod script;

use super::nodes::{children, field, line};
use crate::language::Language;
use crate::parse::Parsed;
use crate::source::SourceFile;

/// Longer texts are no paths, names or statements that anybody looks for.
pub const TEXT_MAX: usize = 4_000;
/// More calls in one file are generated; what lies behind is counted.
pub const CALLS_MAX: usize = 50_000;
/// How deep arguments are looked into.
pub const ARGUMENT_DEPTH_MAX: u32 = 6;

/// A value as far as it is written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Text(String),
    /// A text with computed parts, each given as `{…}` with the expression inside.
    Template(String),
    /// A name, with dots.
    Name(String),
    List(Vec<Literal>),
    Record(Vec<(String, Literal)>),
    /// The result of a call: its callee and arguments.
    Call(Box<Said>),
    /// A function that is written out: its name if it has one, its first parameter, and its line.
    Function {
        name: Option<String>,
        first: Option<String>,
        line: u32,
    },
    Other,
}

/// The key of what a record takes over from something else.
const REST: &str = "...";

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// As it is written, without arguments: `app.get`, `fetch`, `User.objects.filter`.
    pub callee: String,
    /// The call whose result it is called on, where frameworks write routes so: `app.route("/x").get(…)`.
    pub on: Option<Box<Said>>,
    pub args: Vec<(Option<String>, Literal)>,
    /// Types between the callee and its arguments.
    pub types: Option<String>,
    pub line: u32,
    /// The definition around it, qualified in the file; empty at the top.
    pub within: String,
    /// The name that holds the result.
    pub held_by: Option<String>,
    /// It is a request that is meant to be refused: what is around it wants that.
    pub is_refused: bool,
}

impl Said {
    pub fn positional(&self, place: usize) -> Option<&Literal> {
        self.args.iter().filter(|(name, _)| name.is_none()).nth(place).map(|(_, value)| value)
    }

    pub fn named(&self, name: &str) -> Option<&Literal> {
        self.args.iter().find(|(other, _)| other.as_deref() == Some(name)).map(|(_, value)| value)
    }

    /// Whether it is written as requests are.
    fn looks_like_request(&self) -> bool {
        let words = ["fetch", "request", "open", "get", "post", "put", "patch", "delete", "head", "options"];
        words.contains(&self.method().1) && !self.args.is_empty()
    }

    /// The last name of the callee, and what stands before it.
    pub fn method(&self) -> (&str, &str) {
        self.callee.rsplit_once('.').unwrap_or(("", &self.callee))
    }
}

impl Literal {
    pub fn text(&self) -> Option<&str> {
        match self {
            Literal::Text(text) | Literal::Template(text) => Some(text),
            _ => None,
        }
    }

    pub fn name(&self) -> Option<&str> {
        match self {
            Literal::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The keys of a record.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Literal::Record(pairs) => {
                pairs.iter().map(|(key, _)| key.clone()).filter(|key| key != REST).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A record that takes over what something else holds: its keys are not all that there are.
    pub fn is_open(&self) -> bool {
        matches!(self, Literal::Record(pairs) if pairs.iter().any(|(key, _)| key == REST))
    }

    pub fn get(&self, key: &str) -> Option<&Literal> {
        match self {
            Literal::Record(pairs) => pairs.iter().find(|(other, _)| other == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// A field of a class or interface.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: String,
    pub kind: Option<String>,
    pub value: Literal,
    pub line: u32,
    pub decorators: Vec<Said>,
}

/// A class, or a type that describes objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    pub name: String,
    pub bases: Vec<String>,
    pub fields: Vec<Field>,
    pub decorators: Vec<Said>,
    /// Keywords between the bases: `table=True`.
    pub keywords: Vec<(String, String)>,
    pub line: u32,
}

/// A function with what its signature says.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Qualified in the file.
    pub name: String,
    pub params: Vec<(String, Option<String>)>,
    pub returns: Option<String>,
    pub decorators: Vec<Said>,
    pub line: u32,
    /// Keys that are read of a request or of a parsed body, as `object.key`.
    pub reads: Vec<String>,
}

/// A setting that an application keeps by a name of its own, where it is read or set: `app.config["NAME"]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub name: String,
    pub line: u32,
    pub is_set: bool,
}

/// Everything a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sayings {
    pub calls: Vec<Said>,
    pub classes: Vec<Class>,
    pub functions: Vec<Function>,
    /// Names of the module that hold a literal.
    pub constants: Vec<(String, Literal, u32)>,
    pub kept: Vec<Kept>,
    /// Calls that were too many to keep.
    pub dropped: u32,
}

pub fn read(file: &SourceFile, parsed: &Parsed) -> Sayings {
    let is_page = |language| matches!(language, Language::Vue | Language::Svelte | Language::Html);
    let Some(part) = parsed.parts.iter().find(|part| !is_page(part.language)) else {
        return Sayings::default();
    };
    let source = file.text.as_bytes();
    match part.language {
        Language::Python => python::read(part.tree.root_node(), source),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            script::read(part.tree.root_node(), source)
        }
        _ => Sayings::default(),
    }
}

fn text<'s>(node: tree_sitter::Node<'_>, source: &'s [u8]) -> &'s str {
    let text = std::str::from_utf8(&source[node.byte_range()]).unwrap_or_default();
    if text.len() > TEXT_MAX { "" } else { text }
}

/// A callee without what is computed in it: `a.b(c).d` is `a.b.d`.
fn dotted(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() || matches!(c, '?' | '!') => {}
            _ => plain.push(c),
        }
        if plain.len() > 200 {
            break;
        }
    }
    plain
}
