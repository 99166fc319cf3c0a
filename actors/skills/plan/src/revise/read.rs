//! A change in plain words to commands on the requirements.

use std::collections::BTreeSet;

use protocol::requirements::{Entity, EntityKind, FeatureName, Field, Requirements, Visibility};

use super::NotUnderstood;
use crate::domains;
use crate::understand::fact::{Fact, FieldWish, Link, Noun};
use crate::understand::layout;
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::{fields, function, people, products};
use crate::understand::model::fields::make;
use crate::understand::morph;
use crate::understand::parse::Reader;
use crate::understand::token::{Source, Span};

/// One change, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    AddEntity {
        name: String,
        fields: Vec<Field>,
        points: Vec<(String, bool)>,
        words: String,
    },
    AddField {
        entity: String,
        field: Field,
        words: String,
    },
    /// `tags to posts`: many of one to many of the other.
    Share {
        entity: String,
        with: String,
        words: String,
    },
    AddFeature {
        name: FeatureName,
        on: Option<String>,
        words: String,
    },
    DropEntity {
        name: String,
        words: String,
    },
    DropField {
        entity: String,
        name: String,
        words: String,
    },
    DropFeature {
        name: FeatureName,
        words: String,
    },
    Refine {
        entity: String,
        field: String,
        wish: FieldWish,
        words: String,
    },
    Show {
        entity: String,
        visibility: Visibility,
        words: String,
    },
}

type Read = Result<Command, NotUnderstood>;

const ADD: &[&str] = &["add", "include", "introduce", "append", "insert", "create", "want", "need"];
const DROP: &[&str] = &["drop", "remove", "delete", "omit", "without", "no", "skip", "exclude"];
const MAKE: &[&str] = &["make", "set", "mark", "turn"];
/// Words before a command that ask politely or join it to the one before.
const BEFORE: &[&str] = &[
    "please", "and", "then", "also", "but", ",", "can", "could", "you", "i", "we", "would", "like", "to",
    "let's", "lets", "now", "instead", "just",
];

/// Each command of a text, or why it is none.
pub(super) fn commands(requirements: &Requirements, text: &str) -> Vec<Read> {
    let mut source = Source::new(text);
    layout::flatten(&mut source);
    let mut out = Vec::new();
    for sentence in layout::sentences(&source) {
        let reader = Reader::new(&source, BTreeSet::new());
        Changes { requirements, source: &source, reader, made: Vec::new() }.sentence(sentence, &mut out);
    }
    out
}

struct Changes<'a> {
    requirements: &'a Requirements,
    source: &'a Source<'a>,
    reader: Reader<'a>,
    /// Records that commands before this one add.
    made: Vec<String>,
}

impl Changes<'_> {
    fn sentence(&mut self, sentence: Span, out: &mut Vec<Read>) {
        let mut at = sentence.from;
        while at < sentence.to {
            while at < sentence.to && BEFORE.contains(&self.source.low(at)) {
                at += 1;
            }
            if at >= sentence.to {
                break;
            }
            let hi = self.command_end(at + 1, sentence.to);
            let before = out.len();
            self.command(at, hi, out);
            if out.len() == before {
                out.push(Err(NotUnderstood::Words {
                    words: self.source.slice(Span::new(at, hi)).to_owned(),
                }));
            }
            at = hi;
        }
    }

    /// A command ends where the next verb of change stands after a comma or `and`.
    fn command_end(&self, from: usize, hi: usize) -> usize {
        let verb = |at: usize| {
            let word = self.source.low(at);
            ADD[..6].contains(&word) || DROP.contains(&word) || MAKE.contains(&word)
        };
        let joined = |at: usize| matches!(self.source.low(at - 1), "and" | "," | "then" | "but" | "also");
        (from..hi).find(|at| verb(*at) && joined(*at)).unwrap_or(hi)
    }

    fn command(&mut self, at: usize, hi: usize, out: &mut Vec<Read>) {
        let verb = self.source.low(at);
        let words = self.source.slice(Span::new(at, self.last_word(at, hi))).to_owned();
        let rid = verb == "get" && self.source.low(at + 1) == "rid" && self.source.low(at + 2) == "of";
        if ADD.contains(&verb) {
            self.add(at + 1, hi, &words, out);
        } else if DROP.contains(&verb) || rid {
            self.drop(at + if rid { 3 } else { 1 }, hi, &words, out);
        } else if MAKE.contains(&verb) {
            self.make(at + 1, hi, &words, out);
        }
    }

    /// Without marks and joining words at its end.
    fn last_word(&self, at: usize, hi: usize) -> usize {
        let mut end = hi;
        while end > at + 1
            && (matches!(self.source.low(end - 1), "and" | "then" | "but" | "also")
                || !self.source.low(end - 1).ends_with(|c: char| c.is_alphanumeric() || c == ')'))
        {
            end -= 1;
        }
        end
    }

    fn add(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
        if let Some((target, preposition)) = self.target(at, hi, &["to", "on", "for", "in"]) {
            return self.add_to(at, preposition, &target, words, out);
        }
        let mut i = at;
        while i < hi {
            let end = self.addition(i, hi, words, out);
            if end == i {
                if i < hi {
                    self.leftover(i, hi, out);
                }
                return;
            }
            let next = self.reader.separator(end, hi);
            if next == end {
                return self.leftover(end, hi, out);
            }
            i = next;
        }
    }

    /// Whatever of a command no rule took.
    fn leftover(&self, at: usize, hi: usize, out: &mut Vec<Read>) {
        let content = (at..hi).any(|i| self.source.is_word(i) && !function::is_harmless(self.source.low(i)));
        if content {
            out.push(Err(NotUnderstood::Words {
                words: self.source.slice(Span::new(at, self.last_word(at, hi))).to_owned(),
            }));
        }
    }

    /// One capability, record or field without a place.
    fn addition(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) -> usize {
        let start = self.reader.after_article(at, hi);
        if let Some((len, capability)) =
            CAPABILITIES.at(self.source, start).filter(|(len, _)| !self.reader.defines(start + len, hi))
        {
            let said = self.source.slice(Span::new(start, start + len));
            out.push(self.capability(*capability, said, words));
            return start + len;
        }
        if let Some((len, known)) = self.reader.stack_at(start) {
            let said = self.source.slice(Span::new(start, start + len)).to_owned();
            out.push(Err(NotUnderstood::Unsupported {
                name: format!("a change of the stack to {}", known.name),
                words: said,
            }));
            return start + len;
        }
        let entity = usize::from(matches!(self.source.low(start), "entity" | "record" | "table" | "model"));
        let Some(noun) = self.reader.noun(start + entity, hi) else { return at };
        let (noun, end) = self.without_head(noun);
        let named = entity == 1
            || end > noun.end()
            || noun.is_records()
            || noun.capital
            || self.reader.defines(end, hi);
        let known = domains::record(&morph::pascal(&noun.words), None).is_some()
            || fields::infer(&noun.words).is_some();
        if people::is_person(noun.head()) && !self.reader.defines(end, hi) || !(named || known) {
            return at;
        }
        let fields_end = self.new_record(&noun, end, hi, words, out);
        fields_end.max(end)
    }

    /// `a Tag entity` is a Tag.
    fn without_head(&self, noun: Noun) -> (Noun, usize) {
        let end = noun.end();
        let mut noun = noun;
        if noun.words.len() > 1 && products::ENTITY_HEADS.contains(&noun.last.as_str()) {
            noun.words.pop();
            noun.span.to -= 1;
        }
        (noun, end)
    }

    fn new_record(&mut self, noun: &Noun, end: usize, hi: usize, words: &str, out: &mut Vec<Read>) -> usize {
        let name = morph::pascal(&noun.words);
        if self.entity(&noun.words).is_some() {
            out.push(Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: format!("there is a {name} already; to give it a field, say: add … to {name}"),
            }));
            return hi;
        }
        let single = self.records().count() == 1;
        let is_field = !noun.plural
            && !noun.capital
            && fields::infer(&noun.words).is_some()
            && (!self.reader.defines(end, hi) || self.source.is_mark(end, '('));
        if is_field {
            let wish = self.reader.wish(noun);
            return self.placeless(wish, end, hi, single, words, out);
        }
        let mark = self.reader.facts.len();
        let end = self.reader.definition(noun, end, hi).max(end);
        let facts: Vec<Fact> = self.reader.facts.drain(mark..).collect();
        let mut fields: Vec<Field> = Vec::new();
        let mut points = Vec::new();
        for fact in facts {
            match fact {
                Fact::Field { wish, .. } => match self.entity(&wish.words) {
                    Some(target) => points.push((target, false)),
                    None => {
                        let said = self.source.slice(wish.span).to_owned();
                        fields.push(make(&wish, said));
                    }
                },
                Fact::Link { to, link: Link::HasMany | Link::Shared, .. } => {
                    points.extend(self.entity(&to.words).map(|target| (target, true)))
                }
                _ => {}
            }
        }
        self.made.push(name.clone());
        out.push(Ok(Command::AddEntity { name, fields, points, words: words.to_owned() }));
        end
    }

    /// `add isbn`: clear only where there is one record.
    fn placeless(
        &mut self,
        wish: FieldWish,
        end: usize,
        hi: usize,
        single: bool,
        words: &str,
        out: &mut Vec<Read>,
    ) -> usize {
        let mut wish = wish;
        let end = self.reader.refine(&mut wish, end, hi);
        let first = self.records().next().map(|entity| entity.name.clone());
        let said = self.source.slice(wish.span).to_owned();
        match first.filter(|_| single) {
            Some(entity) => {
                out.push(Ok(Command::AddField { entity, field: make(&wish, said), words: words.to_owned() }))
            }
            None => out.push(Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: format!(
                    "it does not say which record gets it; say for example: add {said} to {}",
                    first_name(self.requirements)
                ),
            })),
        }
        end
    }

    fn add_to(&mut self, at: usize, hi: usize, entity: &str, words: &str, out: &mut Vec<Read>) {
        let mut i = at;
        while i < hi {
            let start = self.reader.after_article(i, hi);
            let field_word = usize::from(matches!(self.source.low(start), "field" | "fields" | "column"));
            let start = start + field_word;
            let comments = self.source.low(start) == "comments"
                || self.source.low(start) == "comment" && self.source.low(start + 1) != "field";
            if comments {
                out.push(Ok(Command::AddFeature {
                    name: FeatureName::Comments,
                    on: Some(entity.to_owned()),
                    words: words.to_owned(),
                }));
                i = self.reader.separator(start + 1, hi).max(start + 1);
                continue;
            }
            if let Some((len, capability)) = CAPABILITIES.at(self.source, start).filter(|(_, capability)| {
                matches!(
                    capability,
                    Capability::Unbuilt(
                        "file upload"
                            | "rich text"
                            | "likes and follows"
                            | "export"
                            | "notifications"
                            | "social login"
                    ) | Capability::Built(_)
                )
            }) {
                let said = self.source.slice(Span::new(start, start + len));
                out.push(self.capability(*capability, said, words));
                i = self.reader.separator(start + len, hi).max(start + len);
                continue;
            }
            let Some(noun) = self.reader.noun(start, hi) else { return self.leftover(i, hi, out) };
            let end = self.field_to(&noun, hi, entity, words, out);
            i = self.reader.separator(end, hi).max(end);
            if i == end && i < hi {
                return self.leftover(i, hi, out);
            }
        }
    }

    fn field_to(&mut self, noun: &Noun, hi: usize, entity: &str, words: &str, out: &mut Vec<Read>) -> usize {
        let mut noun = self.reader.of_name(noun.clone(), hi);
        let end = noun.end();
        if noun.words.len() > 1 && matches!(noun.last.as_str(), "field" | "column" | "attribute" | "property")
        {
            noun.words.pop();
            noun.last = noun.words.last().cloned().unwrap_or_default();
            noun.span.to -= 1;
        }
        if let Some(other) = self.entity(&noun.words) {
            out.push(Ok(Command::Share { entity: entity.to_owned(), with: other, words: words.to_owned() }));
            return end;
        }
        if noun.is_records() {
            let name = morph::pascal(&noun.words);
            self.made.push(name.clone());
            out.push(Ok(Command::AddEntity {
                name: name.clone(),
                fields: Vec::new(),
                points: Vec::new(),
                words: words.to_owned(),
            }));
            out.push(Ok(Command::Share { entity: entity.to_owned(), with: name, words: words.to_owned() }));
            return end;
        }
        let mut wish = self.reader.wish(&noun);
        let end = self.reader.refine(&mut wish, end, hi);
        let said = self.source.slice(wish.span).to_owned();
        out.push(Ok(Command::AddField {
            entity: entity.to_owned(),
            field: make(&wish, said),
            words: words.to_owned(),
        }));
        end
    }

    fn drop(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
        let place = self.target(at, hi, &["from", "of", "in", "on"]);
        let (list_end, entity) = match &place {
            Some((entity, preposition)) => (*preposition, Some(entity.clone())),
            None => (hi, None),
        };
        let mut i = at;
        while i < list_end {
            let start = self.reader.after_article(i, list_end);
            let end = match &entity {
                Some(entity) => self.drop_field(start, list_end, entity, words, out),
                None => self.drop_thing(start, list_end, words, out),
            };
            if end == start {
                return self.leftover(i, list_end, out);
            }
            i = self.reader.separator(end, list_end).max(end);
            if i == end && i < list_end {
                return self.leftover(i, list_end, out);
            }
        }
    }

    fn drop_field(&mut self, at: usize, hi: usize, entity: &str, words: &str, out: &mut Vec<Read>) -> usize {
        let Some(noun) = self.reader.noun(at, hi) else { return at };
        let (name, end) = self.field_name(&noun);
        out.push(match self.member(entity, &name) {
            Some(name) => Ok(Command::DropField { entity: entity.to_owned(), name, words: words.to_owned() }),
            None => Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: format!("{entity} has no {}", name.replace('_', " ")),
            }),
        });
        end
    }

    fn drop_thing(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) -> usize {
        if let Some((entity, name, end)) = self.dotted(at) {
            out.push(Ok(Command::DropField { entity, name, words: words.to_owned() }));
            return end;
        }
        if let Some((name, end)) = self.entity_at(at, hi).filter(|(_, end)| {
            *end >= hi
                || !self.source.is_word(*end)
                || function::is_function(self.source.low(*end))
                || products::ENTITY_HEADS.contains(&self.source.low(*end))
        }) {
            out.push(Ok(Command::DropEntity { name, words: words.to_owned() }));
            return end + usize::from(end < hi && products::ENTITY_HEADS.contains(&self.source.low(end)));
        }
        let noun = self.reader.noun(at, hi);
        if let Some((len, capability)) = CAPABILITIES.at(self.source, at) {
            let said = self.source.slice(Span::new(at, at + len)).to_owned();
            out.push(match capability {
                Capability::Built(name) => Ok(Command::DropFeature { name: *name, words: words.to_owned() }),
                Capability::Always(name) => Err(NotUnderstood::Impossible {
                    words: words.to_owned(),
                    why: format!("{name} is part of every product"),
                }),
                Capability::Unbuilt(_) => Err(NotUnderstood::Impossible {
                    words: words.to_owned(),
                    why: format!("the plan has no {said}"),
                }),
            });
            return at + len;
        }
        let Some(noun) = noun else { return at };
        let (name, end) = self.field_name(&noun);
        let holders: Vec<(String, String)> = self
            .requirements
            .entities
            .iter()
            .filter_map(|entity| Some((entity.name.clone(), self.member(&entity.name, &name)?)))
            .collect();
        out.push(match holders.as_slice() {
            [(entity, name)] => {
                Ok(Command::DropField { entity: entity.clone(), name: name.clone(), words: words.to_owned() })
            }
            [] => return at,
            _ => Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: "several records have that field; say which, for example: remove it from ".to_owned()
                    + &holders[0].0,
            }),
        });
        end
    }

    /// `make price optional`, `make Book.isbn unique`, `make posts public`.
    fn make(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
        let (entity, name, end) = match self.dotted(at) {
            Some((entity, name, end)) => (Some(entity), name, end),
            None => {
                let start = self.reader.after_article(at, hi);
                if let Some((entity, end)) = self.entity_at(start, hi) {
                    return self.show(&entity, end, hi, words, out);
                }
                let Some(noun) = self.reader.noun(start, hi) else { return };
                let (name, end) = self.field_name(&noun);
                let placed = matches!(self.source.low(end), "of" | "in" | "on")
                    .then(|| self.entity_at(end + 1, hi))
                    .flatten();
                match placed {
                    Some((entity, after)) => (Some(entity), name, after),
                    None => (None, name, end),
                }
            }
        };
        self.refine(entity, &name, end, hi, words, out);
    }

    fn refine(
        &mut self,
        entity: Option<String>,
        name: &str,
        at: usize,
        hi: usize,
        words: &str,
        out: &mut Vec<Read>,
    ) {
        let parts = morph::name_words(name);
        let noun = Noun {
            words: parts.clone(),
            last: parts.last().cloned().unwrap_or_default(),
            plural: false,
            many: false,
            own: false,
            determined: false,
            capital: false,
            adjectives: Vec::new(),
            span: Span::new(at, at),
            lead: at,
        };
        let mut wish = self.reader.wish(&noun);
        let start = at + usize::from(matches!(self.source.low(at), "a" | "an" | "be" | "to"));
        let end = self.reader.refine(&mut wish, start, hi);
        if end == start {
            return;
        }
        let after = matches!(self.source.low(end), "in" | "of" | "on" | "for")
            .then(|| self.entity_at(end + 1, hi))
            .flatten();
        let entity = entity.or_else(|| after.map(|(entity, _)| entity));
        let holders: Vec<String> = match entity {
            Some(entity) => vec![entity],
            None => self
                .requirements
                .entities
                .iter()
                .filter(|entity| self.member(&entity.name, name).is_some())
                .map(|entity| entity.name.clone())
                .collect(),
        };
        match holders.as_slice() {
            [entity] => out.push(Ok(Command::Refine {
                entity: entity.clone(),
                field: name.to_owned(),
                wish,
                words: words.to_owned(),
            })),
            [] => out.push(Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: format!("no record has the field {}", name.replace('_', " ")),
            })),
            _ => out.push(Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: format!(
                    "several records have that field; say which, for example: make {} of {} …",
                    name.replace('_', " "),
                    holders[0]
                ),
            })),
        }
    }

    fn show(&self, entity: &str, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
        let visibility = match self.source.low(at) {
            _ if at >= hi => return,
            "public" => Visibility::Public,
            "private" | "personal" => Visibility::Owner,
            _ => return,
        };
        out.push(Ok(Command::Show { entity: entity.to_owned(), visibility, words: words.to_owned() }));
    }

    fn capability(&self, capability: Capability, said: &str, words: &str) -> Read {
        match capability {
            Capability::Built(name) => Ok(Command::AddFeature { name, on: None, words: words.to_owned() }),
            Capability::Always(name) => Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: format!("{name} is part of every product already"),
            }),
            Capability::Unbuilt(name) => {
                Err(NotUnderstood::Unsupported { name: name.to_owned(), words: said.to_owned() })
            }
        }
    }

    /// The record at the end of a command, after a preposition, and where the preposition stands.
    fn target(&self, at: usize, hi: usize, prepositions: &[&str]) -> Option<(String, usize)> {
        let last = (at + 1..hi).rev().find(|i| prepositions.contains(&self.source.low(*i)))?;
        let (name, end) = self.entity_at(last + 1, hi)?;
        let rest = |i: usize| {
            !self.source.is_word(i)
                || matches!(
                    self.source.low(i),
                    "entity"
                        | "record"
                        | "records"
                        | "table"
                        | "too"
                        | "please"
                        | "instead"
                        | "and"
                        | "then"
                        | "also"
                        | "but"
                )
        };
        (end..hi).all(rest).then_some((name, last))
    }

    /// A record's name, also where its word could be a verb: `to Book`.
    fn entity_at(&self, at: usize, hi: usize) -> Option<(String, usize)> {
        let start =
            at + usize::from(matches!(self.source.low(at), "the" | "a" | "an" | "each" | "every" | "all"));
        (1..=3).rev().filter(|len| start + len <= hi).find_map(|len| {
            let mut words: Vec<String> =
                (start..start + len).flat_map(|i| morph::name_words(self.source.raw(i))).collect();
            if let Some(last) = words.last_mut() {
                *last = morph::singular(last);
            }
            self.entity(&words).map(|name| (name, start + len))
        })
    }

    /// `Book.isbn`.
    fn dotted(&self, at: usize) -> Option<(String, String, usize)> {
        if !self.source.is_mark(at + 1, '.') {
            return None;
        }
        let entity = self.entity(&[morph::singular(self.source.low(at))])?;
        let name = morph::snake(&morph::name_words(self.source.raw(at + 2)));
        let name = self.member(&entity, &name)?;
        Some((entity, name, at + 3))
    }

    /// A field's name without the word `field`.
    fn field_name(&self, noun: &Noun) -> (String, usize) {
        let end = noun.end();
        let mut words = noun.words.clone();
        if words.len() > 1 && matches!(noun.last.as_str(), "field" | "column" | "attribute" | "property") {
            words.pop();
        } else if let Some(last) = words.last_mut() {
            noun.last.clone_into(last);
        }
        (morph::snake(&words), end)
    }

    /// A field or relation of a record by the name a person gives it.
    fn member(&self, entity: &str, name: &str) -> Option<String> {
        let entity = self.requirements.entities.iter().find(|known| known.name == entity)?;
        let singular = morph::singular(name);
        let names = entity
            .fields
            .iter()
            .map(|field| &field.name)
            .chain(entity.relations.iter().map(|relation| &relation.name));
        names
            .into_iter()
            .find(|known| *known == name || **known == singular || morph::singular(known) == singular)
            .cloned()
    }

    fn records(&self) -> impl Iterator<Item = &Entity> {
        self.requirements.entities.iter().filter(|entity| entity.kind == EntityKind::Record)
    }

    /// A record by the words a person uses for it; roles stand for accounts.
    fn entity(&self, words: &[String]) -> Option<String> {
        let name = morph::pascal(words);
        let known = self
            .requirements
            .entities
            .iter()
            .map(|entity| &entity.name)
            .chain(&self.made)
            .find(|known| known.eq_ignore_ascii_case(&name));
        let role = morph::snake(words);
        let account = matches!(role.as_str(), "account" | "user")
            || self.requirements.roles.iter().any(|known| known.name == role);
        known.cloned().or_else(|| account.then(|| "User".to_owned()))
    }
}

fn first_name(requirements: &Requirements) -> &str {
    requirements
        .entities
        .iter()
        .find(|entity| entity.kind == EntityKind::Record)
        .map_or("Book", |entity| entity.name.as_str())
}
