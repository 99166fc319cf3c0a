//! `add isbn to Book`, `add a Tag with name and colour`, `add search`.

use protocol::requirements::{FeatureName, Field};

use super::{Changes, Command, Read};
use crate::domains;
use crate::revise::NotUnderstood;
use crate::understand::fact::{Fact, FieldWish, Link, Noun};
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::{fields, people, products};
use crate::understand::model::fields::make;
use crate::understand::morph;
use crate::understand::token::Span;

impl Changes<'_> {
    pub(super) fn add(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
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

    /// One capability, record or field without a place.
    pub(super) fn addition(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) -> usize {
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
    pub(super) fn without_head(&self, noun: Noun) -> (Noun, usize) {
        let end = noun.end();
        let mut noun = noun;
        if noun.words.len() > 1 && products::ENTITY_HEADS.contains(&noun.last.as_str()) {
            noun.words.pop();
            noun.span.to -= 1;
        }
        (noun, end)
    }

    pub(super) fn new_record(
        &mut self,
        noun: &Noun,
        end: usize,
        hi: usize,
        words: &str,
        out: &mut Vec<Read>,
    ) -> usize {
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
    pub(super) fn placeless(
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
                    super::lookup::first_name(self.requirements)
                ),
            })),
        }
        end
    }

    pub(super) fn add_to(&mut self, at: usize, hi: usize, entity: &str, words: &str, out: &mut Vec<Read>) {
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
                            | "image upload"
                            | "rich text"
                            | "likes"
                            | "follows"
                            | "bookmarks"
                            | "pdf export"
                            | "email notifications"
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

    pub(super) fn field_to(
        &mut self,
        noun: &Noun,
        hi: usize,
        entity: &str,
        words: &str,
        out: &mut Vec<Read>,
    ) -> usize {
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

    pub(super) fn capability(&self, capability: Capability, said: &str, words: &str) -> Read {
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
}
