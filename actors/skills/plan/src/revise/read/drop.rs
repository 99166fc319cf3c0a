//! `drop Comment`, `remove price from Book`, `drop the admin dashboard`.

use super::{Changes, Command, Read};
use crate::revise::NotUnderstood;
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::{function, products};
use crate::understand::token::Span;

impl Changes<'_> {
    pub(super) fn drop(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
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

    pub(super) fn drop_field(
        &mut self,
        at: usize,
        hi: usize,
        entity: &str,
        words: &str,
        out: &mut Vec<Read>,
    ) -> usize {
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

    pub(super) fn drop_thing(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) -> usize {
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
}
