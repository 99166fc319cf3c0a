//! Data models as people write them down, a record a line: `Book: title, isbn (unique)`, `Loan -> Book, Member`,
//! `Order: new -> paid -> sent`. Such lines are read here, before the grammar of sentences, which reads all others.

mod bracket;
mod course;
mod definition;
mod item;
mod line;
mod link;
mod note;
mod schema;

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::people;
use crate::understand::token::Span;

use definition::Definition;
pub(super) use definition::FIELD_WORDS;
use line::Line;

/// One such line alone may as well be a sentence.
const DEFINITIONS_MIN: usize = 2;

/// The records that lines of notation define, for the lines that relate them.
pub(super) struct Names(Vec<Noun>);

impl Names {
    /// The record of a noun phrase; plural names are the same records.
    pub(super) fn record(&self, noun: &Noun) -> Option<Noun> {
        let place = |known: &&Noun| known.words == noun.words;
        let known = self.0.iter().find(place)?;
        Some(Noun { span: noun.span, lead: noun.lead, ..known.clone() })
    }

    pub(super) fn is_party(&self, noun: &Noun) -> bool {
        self.record(noun).is_some() || people::is_person(noun.head())
    }
}

impl Reader<'_> {
    /// Reads every line in notation; answers the runs of tokens that nothing else may read.
    pub(super) fn outline(&mut self) -> Vec<Span> {
        let (mut taken, drawn) = self.schemas();
        let is_apart =
            |line: &Line| taken.iter().all(|it| it.to <= line.span.from || line.span.to <= it.from);
        let lines: Vec<Line> = line::lines(self.source).into_iter().filter(is_apart).collect();
        let definitions = self.definitions(&lines);
        if definitions.len() + drawn.len() < DEFINITIONS_MIN && drawn.is_empty() {
            return Vec::new();
        }
        let names = definitions.iter().map(|definition| definition.name.clone()).chain(drawn).collect();
        let names = Names(names);
        self.outlined = names.0.iter().map(|name| name.words.clone()).collect();
        for definition in definitions {
            taken.push(definition.span);
            self.define(definition);
        }
        let is_free =
            |span: Span, taken: &[Span]| taken.iter().all(|it| it.to <= span.from || span.to <= it.from);
        for line in &lines {
            if !is_free(line.span, &taken) {
                continue;
            }
            let mut end = line.span.from;
            for part in self.statements(line).into_iter() {
                if part.from < end {
                    continue;
                }
                let read = self.outlined(part, line, &names);
                if !read.is_empty() {
                    end = read.to;
                    taken.push(read);
                }
            }
        }
        taken.sort_unstable();
        taken
    }

    fn define(&mut self, definition: Definition) {
        self.facts.push(Fact::Record { noun: definition.name.clone() });
        for field in definition.fields {
            for span in field.holes {
                self.facts.push(Fact::Unknown { span });
            }
            for (name, span) in field.needs {
                self.facts.push(Fact::Feature { name, span });
            }
            self.goes_through_field(&definition.name, &field.wish);
            self.facts.push(Fact::Field { owner: definition.name.clone(), wish: field.wish });
        }
    }

    /// One statement of a line that defines nothing; answers what of it was read, which may be nothing.
    fn outlined(&mut self, part: Span, line: &Line, names: &Names) -> Span {
        let alone = part == line.span && part.to - part.from <= 3;
        if (line.is_heading || alone) && self.is_heading(part) {
            self.facts.push(Fact::Beside { span: part });
            return part;
        }
        // `(* = unique)` says how to read the others.
        if self.stars_mean_unique()
            && (part.from..part.to).all(|at| matches!(self.source.low(at), "*" | "=" | "(" | ")" | "unique"))
        {
            self.facts.push(Fact::Beside { span: part });
            return part;
        }
        let mark = self.facts.len();
        let course = self.course(Span::new(part.from, line.span.to), names);
        if course > part.from {
            return Span::new(part.from, course);
        }
        self.facts.truncate(mark);
        let rules: [fn(&mut Self, Span, &Names) -> usize; 3] = [Self::arrows, Self::parties, Self::joined];
        for rule in rules {
            let end = rule(self, part, names);
            if end > part.from {
                return Span::new(part.from, end);
            }
            self.facts.truncate(mark);
        }
        Span::new(part.from, part.from)
    }
}
