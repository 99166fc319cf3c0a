//! `only librarians may delete books`, `members can only see their own loans`: who is kept from what.

use protocol::requirements::Action;

use super::{Changes, Command, Read};
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Does, Seen};
use crate::understand::model::draft::action;
use crate::understand::model::limits::{Limit, Rule};
use crate::understand::morph;
use crate::understand::token::Span;

impl Changes<'_> {
    /// Reads a sentence as restrictions; false when it is none, or holds anything beside them.
    pub(super) fn restriction(&mut self, sentence: Span, out: &mut Vec<Read>) -> bool {
        let before = self.reader.facts.len();
        let end = self.reader.clause(sentence.from, sentence.to);
        let facts = self.reader.facts.split_off(before);
        let rest = (end..sentence.to).any(|at| self.source.is_word(at));
        if rest || facts.is_empty() {
            return false;
        }
        let read: Option<Vec<Read>> = facts.iter().map(|fact| self.limit(fact)).collect();
        let Some(read) = read else { return false };
        out.extend(read);
        true
    }

    fn limit(&self, fact: &Fact) -> Option<Read> {
        let Fact::Acts { actors, verb, object: Some(object), own, only, denied, span } = fact else {
            return None;
        };
        let rule = match only {
            Only::Deed if *own => Rule::OwnOnly,
            Only::People => Rule::NobodyElse,
            Only::Deed => return None,
            Only::Nothing if *denied => Rule::Never,
            Only::Nothing => return None,
        };
        let roles: Option<Vec<String>> = actors.iter().map(|actor| self.role(actor)).collect();
        let entity = self.entity(&object.words)?;
        let (entity, actions) = self.deeds(entity, verb)?;
        let limit = Limit { rule, roles: roles?, entity, actions, span: *span };
        Some(Ok(Command::Restrict { limit, words: self.source.slice(*span).to_owned() }))
    }

    fn role(&self, noun: &Noun) -> Option<String> {
        let name = morph::snake(&noun.words);
        let name = if people::is_admin(&name) { "admin".to_owned() } else { name };
        self.requirements.roles.iter().find(|role| role.name == name).map(|role| role.name.clone())
    }

    /// What the verb is of which record: to borrow a book is to make a loan.
    fn deeds(&self, entity: String, verb: &Seen) -> Option<(String, Vec<Action>)> {
        let steps = |entity: &str, name: &str| {
            let known = self.records().find(|known| known.name == entity);
            known
                .and_then(|known| known.workflow.as_ref())
                .is_some_and(|workflow| workflow.transitions.iter().any(|step| step.name == name))
        };
        match verb.does {
            Does::Acts(acts) => Some((entity, acts.iter().map(|act| action(*act)).collect())),
            Does::Makes(record) => self
                .records()
                .find(|known| known.name == record)
                .map(|known| (known.name.clone(), vec![Action::Create])),
            Does::Moves(step) => steps(&entity, step.name.as_str())
                .then(|| (entity, vec![Action::Transition(step.name.as_str().into())])),
            Does::Owns | Does::MakesNamed(_) | Does::Needs(_) | Does::Unbuilt(_) => None,
        }
    }
}
