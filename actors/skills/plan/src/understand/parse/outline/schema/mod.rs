//! Data models in the notations of programs: classes, Prisma models, JSON, entity diagrams of Mermaid, tables of Markdown.
//! Each notation has a file that finds its records; what they come to is said here, once for all.

mod blocks;
mod json;
mod markdown;
mod member;
mod mermaid;
mod python;
mod sql;
mod types;

use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::fields::Adjective;
use crate::understand::lexicon::people;
use crate::understand::morph;
use crate::understand::parse::Reader;
use crate::understand::parse::field::apply;
use crate::understand::token::{Source, Span};
use protocol::requirements::{FieldConstraint, FieldKind};

use types::Type;

/// All that a notation says, in slices of the request.
#[derive(Default)]
pub(super) struct Schema<'a> {
    tables: Vec<Table<'a>>,
    enums: Vec<(&'a str, Vec<String>)>,
    ties: Vec<Tie<'a>>,
    /// Everything that was read, brackets and headers included.
    read: Vec<&'a str>,
    /// What of it says something that nothing is made of.
    unread: Vec<&'a str>,
}

struct Table<'a> {
    name: &'a str,
    members: Vec<Member<'a>>,
}

/// One field or relation of a record.
struct Member<'a> {
    name: &'a str,
    kind: Type,
    unique: bool,
    optional: bool,
    /// A made-up number of the record itself.
    key: bool,
    whole: &'a str,
}

/// A relation that stands beside the records.
struct Tie<'a> {
    from: &'a str,
    to: &'a str,
    link: Link,
    optional: bool,
    whole: &'a str,
}

impl Reader<'_> {
    /// Reads every record in such a notation; answers the runs of tokens that nothing else may read, and the records.
    pub(super) fn schemas(&mut self) -> (Vec<Span>, Vec<Noun>) {
        let source = self.source;
        let mut schema = Schema::default();
        for read in [mermaid::read, blocks::read, python::read, sql::read, json::read, markdown::read] {
            read(source.text, &mut schema);
        }
        let nouns: Vec<Noun> = schema.tables.iter().filter_map(|table| noun(source, table.name)).collect();
        if nouns.len() != schema.tables.len() || schema.tables.iter().all(|table| table.members.is_empty()) {
            return (Vec::new(), Vec::new());
        }
        // Fences and decorators of code say nothing of what to build.
        let beside = |line: &&str| line.starts_with("```") || line.starts_with('@') && !line.contains(' ');
        schema.read.extend(source.text.lines().map(str::trim).filter(beside));
        for noun in &nouns {
            self.facts.push(Fact::Record { noun: noun.clone() });
        }
        for (table, noun) in schema.tables.iter().zip(&nouns) {
            for member in &table.members {
                self.member(&schema, table, noun, member, &nouns);
            }
        }
        for tie in &schema.ties {
            self.tie_tables(tie, &nouns);
        }
        let spans: Vec<Span> = schema.read.iter().filter_map(|text| tokens_of(source, text)).collect();
        self.facts.extend(spans.iter().map(|span| Fact::Beside { span: *span }));
        let unread = schema.unread.iter().filter_map(|text| tokens_of(source, text));
        self.facts.extend(unread.map(|span| Fact::Unknown { span }));
        (spans, nouns)
    }

    fn member(
        &mut self,
        schema: &Schema<'_>,
        table: &Table<'_>,
        owner: &Noun,
        member: &Member<'_>,
        nouns: &[Noun],
    ) {
        let Some(span) = tokens_of(self.source, member.whole) else { return };
        if let Some(to) = named(nouns, &member.kind.name) {
            let back = schema.tables.iter().find(|other| same(other.name, &member.kind.name));
            self.relation(back, table, owner, to, member, span);
            return;
        }
        if member.key && is_id(member.name) {
            return;
        }
        // `authorId` beside `author` is how a database holds it, and alone it points at the author.
        if let Some(stem) = key_stem(member.name) {
            if table
                .members
                .iter()
                .any(|other| same(other.name, &stem) && named(nouns, &other.kind.name).is_some())
            {
                return;
            }
            if let Some(to) = named(nouns, &stem) {
                self.point(owner, to, Link::Belongs, member.optional, None, span);
                return;
            }
            let words = morph::name_words(&stem);
            if words.last().is_some_and(|word| people::is_person(word)) {
                let to = Noun { last: stem, words, determined: true, span, ..Noun::unnamed(span.from) };
                self.point(owner, &to, Link::Belongs, member.optional, None, span);
                return;
            }
        }
        let name = tokens_of(self.source, member.name);
        let Some(mut wish) = name.and_then(|name| self.named_wish(name)) else {
            self.facts.push(Fact::Unknown { span });
            return;
        };
        wish.span = span;
        wish.kind = member.kind.kind_for(&wish.words);
        let listed = schema.enums.iter().find(|(name, _)| same(name, &member.kind.name));
        let values = listed.map_or(&member.kind.values, |(_, values)| values);
        if !values.is_empty() {
            wish.kind = Some(FieldKind::Enum);
            wish.values.clone_from(values);
        }
        let unread = member.kind.many || wish.kind.is_none() && !member.kind.name.is_empty();
        if let Some(most) = member.kind.length.filter(|_| wish.kind == Some(FieldKind::String)) {
            apply(&mut wish, Adjective::Is(FieldConstraint::MaxLength(most)));
        }
        for (said, constraint) in
            [(member.unique, FieldConstraint::Unique), (member.optional, FieldConstraint::Optional)]
        {
            if said {
                apply(&mut wish, Adjective::Is(constraint));
            }
        }
        wish.required |= !member.optional;
        self.facts.push(Fact::Field { owner: owner.clone(), wish });
        // A list of values, or a type that nobody here knows, is one line of text at best, and that is said.
        let kind = tokens_of(self.source, member.whole).filter(|_| unread);
        if let (Some(whole), Some(name)) = (kind, name) {
            self.facts.push(Fact::Unknown { span: Span::new(name.to.min(whole.to), whole.to) });
        }
    }

    fn relation(
        &mut self,
        back: Option<&Table<'_>>,
        table: &Table<'_>,
        owner: &Noun,
        to: &Noun,
        member: &Member<'_>,
        span: Span,
    ) {
        let mut others =
            back.into_iter().flat_map(|other| &other.members).filter(|it| same(&it.kind.name, table.name));
        let called = key_stem(member.name).unwrap_or_else(|| morph::name_words(member.name).join("_"));
        let name = (!same(&called, &member.kind.name)).then_some(called);
        if !member.kind.many {
            self.point(owner, to, Link::Belongs, member.optional || member.kind.optional, name, span);
        } else if let Some(other) = others.next() {
            if other.kind.many {
                self.point(owner, to, Link::Shared, false, None, span);
            }
        } else {
            self.point(owner, to, Link::HasMany, false, None, span);
        }
    }

    fn tie_tables(&mut self, tie: &Tie<'_>, nouns: &[Noun]) {
        let Some(span) = tokens_of(self.source, tie.whole) else { return };
        match (named(nouns, tie.from), named(nouns, tie.to)) {
            (Some(from), Some(to)) => self.point(from, to, tie.link, tie.optional, None, span),
            _ => self.facts.push(Fact::Unknown { span }),
        }
    }

    fn point(
        &mut self,
        from: &Noun,
        to: &Noun,
        link: Link,
        optional: bool,
        name: Option<String>,
        span: Span,
    ) {
        self.facts.push(Fact::Link { from: from.clone(), to: to.clone(), link, optional, name, span });
    }
}

/// The tokens that a slice of the request covers.
fn tokens_of(source: &Source<'_>, piece: &str) -> Option<Span> {
    let start = (piece.as_ptr() as usize).checked_sub(source.text.as_ptr() as usize)?;
    let end = start + piece.len();
    let from = source.tokens.partition_point(|token| token.start < start);
    let to = source.tokens.partition_point(|token| token.start < end);
    (from < to).then(|| Span::new(from, to))
}

fn noun(source: &Source<'_>, name: &str) -> Option<Noun> {
    let span = tokens_of(source, name)?;
    let mut words: Vec<String> = morph::name_words(name).iter().map(|word| morph::ascii(word)).collect();
    words.retain(|word| !word.is_empty());
    let last = words.last()?.clone();
    if let Some(word) = words.last_mut() {
        *word = morph::singular(word);
    }
    Some(Noun { last, words, span, determined: true, ..Noun::unnamed(span.from) })
}

fn named<'n>(nouns: &'n [Noun], name: &str) -> Option<&'n Noun> {
    nouns.iter().find(|noun| same(&noun.words.join("_"), name))
}

/// `OrderItem`, `order_items` and `ORDER-ITEM` are one name.
fn same(a: &str, b: &str) -> bool {
    let plain = |name: &str| {
        let mut words = morph::name_words(name);
        if let Some(word) = words.last_mut() {
            *word = morph::singular(word);
        }
        words.concat()
    };
    !a.is_empty() && plain(a) == plain(b)
}

fn is_id(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "id" | "_id" | "uuid" | "pk")
        || name.to_lowercase().ends_with("id") && key_stem(name).is_some()
}

/// `author` of `authorId`, `author_id`.
fn key_stem(name: &str) -> Option<String> {
    let mut words = morph::name_words(name);
    let id = words.pop().filter(|last| last == "id")?;
    (!id.is_empty() && !words.is_empty()).then(|| words.join("_"))
}

#[cfg(test)]
mod tests;
