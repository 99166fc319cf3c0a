//! Types as programs and databases name them.

use protocol::requirements::FieldKind;

use crate::understand::lexicon::fields;
use crate::understand::limits::VALUES_MAX;
use crate::understand::morph;

/// What a type says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Type {
    /// Without what wraps it: `Book` of `List<Book>?`.
    pub name: String,
    pub many: bool,
    pub optional: bool,
    pub length: Option<u32>,
    pub values: Vec<String>,
}

/// What stands around another type, and whether that makes many of it.
const WRAPPERS: &[(&str, bool)] = &[
    ("optional", false),
    ("option", false),
    ("maybe", false),
    ("nullable", false),
    ("mapped", false),
    ("list", true),
    ("set", true),
    ("array", true),
    ("vec", true),
    ("collection", true),
    ("icollection", true),
    ("ienumerable", true),
    ("sequence", true),
    ("ilist", true),
];

/// Calls whose first argument is the type, and whether they make many of it.
const CALLS: &[(&str, bool)] = &[
    ("column", false),
    ("mapped_column", false),
    ("foreignkey", false),
    ("onetoonefield", false),
    ("relationship", false),
    ("manytomanyfield", true),
];

impl Type {
    pub fn read(text: &str) -> Type {
        let mut out = Type::default();
        let mut text = text.trim();
        loop {
            let before = text;
            text = text.trim().trim_end_matches([',', ';']);
            for nothing in ["| null", "| undefined", "| None", "|null", "|undefined", "|None", "?"] {
                if let Some(rest) = text.strip_suffix(nothing) {
                    out.optional = true;
                    text = rest.trim();
                }
            }
            if let Some(rest) = text.strip_suffix("[]") {
                out.many = true;
                text = rest;
            }
            text = out.unwrapped(text);
            if text == before {
                break;
            }
        }
        out.closed_list(text);
        if out.values.is_empty() {
            out.named(text);
        }
        out
    }

    /// `List<Book>`, `Optional[str]`, `[Book]`, `ForeignKey(Book, …)`.
    fn unwrapped<'t>(&mut self, text: &'t str) -> &'t str {
        if let Some((outside, inside)) = text.split_once('(') {
            let outside = outside.rsplit('.').next().unwrap_or_default().trim().to_lowercase();
            if let Some((_, many)) = CALLS.iter().find(|(name, _)| *name == outside) {
                self.many |= many;
                let first = inside.split([',', ')']).next().unwrap_or_default();
                return first.trim().trim_matches(['\'', '"']);
            }
        }
        let Some(open) = text.find(['<', '[']).filter(|_| text.ends_with(['>', ']'])) else { return text };
        let outside = text[..open].rsplit('.').next().unwrap_or_default().to_lowercase();
        let inside = &text[open + 1..text.len() - 1];
        match WRAPPERS.iter().find(|(name, _)| *name == outside) {
            Some((_, many)) => {
                self.many |= many;
                self.optional |= !many && outside != "mapped";
                inside
            }
            None if outside.is_empty() && !inside.contains(',') => {
                self.many = true;
                inside
            }
            None => text,
        }
    }

    /// `'new' | 'paid'`, `enum('new', 'paid')`.
    fn closed_list(&mut self, text: &str) {
        let call = text.to_lowercase().starts_with("enum(") || text.to_lowercase().starts_with("literal[");
        let called = text.split_once(['(', '[']).map_or(text, |(_, rest)| rest.trim_end_matches([')', ']']));
        let inside = if call { called } else { text };
        let parted: Vec<&str> = inside.split(['|', ',']).map(str::trim).collect();
        let quoted =
            |part: &str| part.len() > 1 && part.starts_with(['\'', '"']) && part.ends_with(['\'', '"']);
        if parted.len() > 1 && parted.iter().all(|part| quoted(part)) {
            let value = |part: &&str| morph::name_words(part).join("_");
            self.values =
                parted.iter().map(value).filter(|value| !value.is_empty()).take(VALUES_MAX).collect();
        }
    }

    fn named(&mut self, text: &str) {
        let name = text.split(['(', ' ']).next().unwrap_or_default();
        self.length = text
            .split_once('(')
            .and_then(|(_, rest)| rest.split([')', ',']).next())
            .and_then(|count| count.trim().parse().ok());
        self.name = name.rsplit('.').next().unwrap_or_default().to_owned();
    }

    /// The kind of field, which for a `number` the field's own name decides.
    pub fn kind_for(&self, words: &[String]) -> Option<FieldKind> {
        let name = self.name.to_lowercase();
        let guess = || fields::infer(words).map(|guess| guess.kind);
        if name == "number" || name == "num" {
            let numeric = guess().filter(|kind| matches!(kind, FieldKind::Integer | FieldKind::Decimal));
            return Some(numeric.unwrap_or(FieldKind::Decimal));
        }
        if matches!(name.as_str(), "string" | "str" | "char" | "varchar" | "charfield") {
            // An address of mail is text to a program, and more than that to a person.
            let finer =
                guess().filter(|kind| matches!(kind, FieldKind::Email | FieldKind::Url | FieldKind::Text));
            return Some(finer.unwrap_or(FieldKind::String));
        }
        kind_of(&name)
    }

    /// Whether the name is that of a type rather than of a field.
    pub fn is_known(text: &str) -> bool {
        let read = Type::read(text);
        matches!(
            read.name.to_lowercase().as_str(),
            "number" | "string" | "str" | "char" | "varchar" | "charfield"
        ) || kind_of(&read.name.to_lowercase()).is_some()
            || !read.values.is_empty()
    }
}

fn kind_of(name: &str) -> Option<FieldKind> {
    Some(match name.strip_suffix("field").unwrap_or(name) {
        "string" | "character" | "char" | "uuid" | "guid" | "objectid" | "slug" | "uniqueidentifier" => {
            FieldKind::String
        }
        "text" | "longtext" | "mediumtext" | "json" | "jsonb" | "markdown" | "clob" => FieldKind::Text,
        "int" | "integer" | "long" | "short" | "bigint" | "smallint" | "tinyint" | "serial" | "bigserial"
        | "i16" | "i32" | "i64" | "u16" | "u32" | "u64" | "int32" | "int64" | "uint" | "positiveinteger"
        | "autoincrement" | "usize" | "year" => FieldKind::Integer,
        "float" | "double" | "decimal" | "numeric" | "money" | "real" | "f32" | "f64" | "bigdecimal"
        | "float64" => FieldKind::Decimal,
        "bool" | "boolean" => FieldKind::Boolean,
        "date" | "localdate" => FieldKind::Date,
        "datetime" | "timestamp" | "timestamptz" | "localdatetime" | "instant" | "offsetdatetime"
        | "zoneddatetime" | "time" => FieldKind::DateTime,
        "email" => FieldKind::Email,
        "url" | "uri" => FieldKind::Url,
        _ => return None,
    })
}
