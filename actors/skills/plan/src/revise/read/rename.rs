//! `rename Book to Volume`, `rename title of Book to heading`.

use super::{Changes, Command, Read};
use crate::revise::NotUnderstood;
use crate::understand::morph;

impl Changes<'_> {
    pub(super) fn rename(&mut self, at: usize, hi: usize, words: &str, out: &mut Vec<Read>) {
        let Some(to) = (at + 1..hi).find(|i| matches!(self.source.low(*i), "to" | "as" | "into")) else {
            return;
        };
        let end = self.last_word(to, hi);
        let new: Vec<String> = (to + 1..end).flat_map(|i| morph::name_words(self.source.raw(i))).collect();
        if new.is_empty() {
            return;
        }
        if let Some((entity, name, _)) = self.dotted(at) {
            return out.push(rename(entity, Some(name), morph::snake(&new), words));
        }
        if let Some((entity, _)) = self.entity_at(at, to).filter(|(_, after)| *after == to) {
            let mut new = new;
            if let Some(last) = new.last_mut() {
                *last = morph::singular(last);
            }
            return out.push(rename(entity, None, morph::pascal(&new), words));
        }
        let start = self.reader.after_article(at, to);
        let Some(noun) = self.reader.noun(start, to) else { return };
        let (name, after) = self.field_name(&noun);
        let placed = matches!(self.source.low(after), "of" | "in" | "on")
            .then(|| self.entity_at(after + 1, to))
            .flatten();
        let holders: Vec<String> = match placed {
            Some((entity, _)) => vec![entity],
            None => self
                .records()
                .map(|entity| entity.name.clone())
                .filter(|entity| self.member(entity, &name).is_some())
                .collect(),
        };
        let [entity] = holders.as_slice() else {
            return out.push(Err(NotUnderstood::Impossible {
                words: words.to_owned(),
                why: format!(
                    "one record must have the field {}, and {} have it",
                    name.replace('_', " "),
                    holders.len()
                ),
            }));
        };
        let name = self.member(entity, &name).unwrap_or(name);
        out.push(rename(entity.clone(), Some(name), morph::snake(&new), words));
    }
}

fn rename(entity: String, field: Option<String>, to: String, words: &str) -> Read {
    Ok(Command::Rename { entity, field, to, words: words.to_owned() })
}
