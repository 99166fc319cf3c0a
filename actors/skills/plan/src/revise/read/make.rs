//! `make price optional`, `make Book.isbn unique`, `make posts public`.

use protocol::requirements::Visibility;

use super::{Changes, Command, Read};
use crate::revise::NotUnderstood;
use crate::understand::fact::Noun;
use crate::understand::morph;
use crate::understand::token::Span;

impl Changes<'_> {
    /// `make price optional`, `make Book.isbn unique`, `make posts public`.
    pub(super) fn make(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
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

    pub(super) fn refine(
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
            others: false,
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

    pub(super) fn show(&self, entity: &str, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
        let visibility = match self.source.low(at) {
            _ if at >= hi => return,
            "public" => Visibility::Public,
            "private" | "personal" => Visibility::Owner,
            _ => return,
        };
        out.push(Ok(Command::Show { entity: entity.to_owned(), visibility, words: words.to_owned() }));
    }
}
