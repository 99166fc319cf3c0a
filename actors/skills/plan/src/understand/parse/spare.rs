//! Deeds that say less than a verb and its object: `sellers accept or decline`, `mark it as ready`, `librarians do everything`,
//! `volunteers register, pick shifts`.

use protocol::requirements::FeatureName;

use super::Reader;
use super::action::Statement;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::verbs::{self, Act, Does, Form, Seen};
use crate::understand::lexicon::{fields, function, people};
use crate::understand::morph;
use crate::understand::token::Span;

/// What people leave under what was spoken of: `students enroll`, `readers comment`.
pub(super) const MADE_OF_TOPIC: &[&str] = &[
    "Comment",
    "Reply",
    "Vote",
    "Rsvp",
    "Pledge",
    "Donation",
    "Enrolment",
    "Enrollment",
    "Attendance",
    "Registration",
    "Favourite",
    "Bookmark",
];

/// What is answered.
const ASKED: &[&str] = &["question", "query", "enquiry", "inquiry", "survey", "quiz"];

impl Reader<'_> {
    /// `customers ask, staff answer`: questions.
    pub(super) fn asks_alone(
        &mut self,
        actors: &[Noun],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let asks = matches!(self.source.low(at), "ask" | "asks") && !said.is_limit();
        let ends = at + 1 >= hi || !self.source.is_word(at + 1);
        if !asks || !ends || !actors.iter().all(|actor| people::is_person(actor.head())) {
            return None;
        }
        let verb = verbs::at("create", |_, _| false)?;
        let (words, last) = (vec!["question".to_owned()], "questions".to_owned());
        let object = Noun { words, last, plural: true, span: Span::new(at, at + 1), ..Noun::unnamed(at) };
        self.push_acts(actors, &[verb], &object, said, Span::new(said.from, at + 1));
        Some(at + 1)
    }

    /// `donors register with blood type and city`: what is kept of them.
    pub(super) fn registers_with(&mut self, actors: &[Noun], at: usize, hi: usize) -> Option<usize> {
        let with = match (self.source.low(at), self.source.low(at + 1)) {
            ("register" | "registers", "with") => at + 1,
            ("sign", "up") if self.source.low(at + 2) == "with" => at + 2,
            _ => return None,
        };
        let [who] = actors else { return None };
        let field = self.noun(with + 1, hi).filter(|it| !it.plural && !people::is_person(it.head()))?;
        let known = fields::infer(&field.words).is_some() || self.source.is_mark(field.end(), ',');
        // What they sign in with is told elsewhere.
        let mark = self.facts.len();
        let credentials = self.names_of_credentials(with + 1, hi).is_some();
        self.facts.truncate(mark);
        if !known || credentials {
            return None;
        }
        let end = self.items(with + 1, hi, &Owner::Record(who.clone()));
        if end == with + 1 {
            return None;
        }
        self.sign_in(actors, at);
        self.facts.push(Fact::Feature { name: FeatureName::Authentication, span: Span::new(at, with) });
        Some(end)
    }

    /// `volunteers register, pick shifts`: they have an account, and then do the rest.
    pub(super) fn registers(&mut self, actors: &[Noun], at: usize, hi: usize) -> Option<usize> {
        let end = match (self.source.low(at), self.source.low(at + 1)) {
            ("register" | "registers", _) => at + 1,
            ("sign" | "log", "up" | "in") => at + 2,
            _ => return None,
        };
        let next = self.separator(end, hi);
        let goes_on = next > end
            && self.any_verb(next).is_some_and(|verb| verb.form == Form::Base && verb.base != "log");
        if !goes_on || end >= hi {
            return None;
        }
        self.sign_in(actors, at);
        self.facts.push(Fact::Feature { name: FeatureName::Authentication, span: Span::new(at, end) });
        Some(end)
    }

    /// `officers investigate and close them`: one deed of which nothing is made, and another.
    pub(super) fn is_unread_pair(&self, actors: &[Noun], at: usize) -> bool {
        let people = |actor: &Noun| people::is_person(actor.head()) && actor.plural;
        self.source.is_word(at)
            && self.any_verb(at).is_none()
            && !function::is_function(self.source.low(at))
            && matches!(self.source.low(at + 1), "and" | "or")
            && self.any_verb(at + 2).is_some_and(|verb| verb.form == Form::Base && !verb.noun)
            && !actors.is_empty()
            && actors.iter().all(people)
    }

    /// `visitors can see campaigns but not donors`.
    pub(super) fn but_not(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let but = self.separator(at, hi);
        let not = but + usize::from(self.source.low(but) == "but");
        let plain = verbs.iter().all(|verb| matches!(verb.does, Does::Acts(_))) && !said.is_limit();
        if but == at && not == but || !matches!(self.source.low(not), "not" | "never") || !plain {
            return None;
        }
        let (object, end) = self.object(not + 1, hi).filter(|(object, _)| object.plural)?;
        self.push_acts(actors, verbs, &object, Statement { denied: true, ..said }, Span::new(but, end));
        Some(end)
    }

    /// `buyers make offers, sellers accept or decline`: steps of what was spoken of last.
    pub(super) fn moves_topic(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        said: Statement,
        end: usize,
        hi: usize,
    ) -> bool {
        let whole = end >= hi
            || !self.source.is_word(end)
            || self.clause_starts(end, hi)
            || matches!(self.source.low(end), "with" | "while" | "until" | "once")
            || self.source.low(end) == "and"
                && self.any_verb(end + 1).is_some_and(|verb| verb.form == Form::Base && !verb.noun)
            || self.source.low(end) == "or" && self.source.low(end + 1) == "ask";
        let steps = verbs.iter().all(|verb| {
            let made = match verb.does {
                Does::Makes(record) => MADE_OF_TOPIC.contains(&record),
                Does::Moves(_) => true,
                _ => false,
            };
            let asked = self.topic.as_ref().is_some_and(|topic| ASKED.contains(&topic.head()));
            made || verb.base == "apply" || verb.base == "answer" && asked
        });
        let people = actors.iter().all(|actor| people::is_person(actor.head()));
        let topic = verbs.first().and_then(|verb| self.moved_by(verb));
        let topic = topic.or_else(|| self.told_before(said.from)).or_else(|| self.topic.clone());
        match topic.filter(|_| whole && steps && people) {
            Some(topic) => {
                let object = Noun { own: false, others: false, ..topic };
                self.push_acts(actors, verbs, &object, said, Span::new(said.from, end));
                true
            }
            None => false,
        }
    }

    /// `candidates apply with a resume`: it is the application that has one.
    pub(super) fn fields_of_made(&mut self, verbs: &[Seen], at: usize, hi: usize) -> usize {
        let made = verbs.iter().find_map(|verb| match verb.does {
            Does::Makes(record) => Some(record),
            _ => None,
        });
        let Some(record) = made.filter(|_| self.source.low(at) == "with") else { return at };
        let span = Span::new(at, at);
        let noun = Noun {
            words: morph::name_words(record),
            last: record.to_lowercase(),
            capital: true,
            span,
            ..Noun::unnamed(at)
        };
        let end = self.items(at + 1, hi, &Owner::Record(noun));
        if end > at + 1 { end } else { at }
    }

    /// `librarians mark loans as returned`, `the cook marks it as ready`, `the front desk marks attended/missed`.
    pub(super) fn marked_as(
        &mut self,
        actors: &[Noun],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        if !matches!(self.source.low(at), "mark" | "marks" | "set" | "sets") {
            return None;
        }
        let it = usize::from(matches!(self.source.low(at + 1), "it" | "them"));
        // `clients mark photos as favourites`.
        if let Some((object, next)) = self.object(at + 1, hi)
            && self.source.low(next) == "as"
            && matches!(self.source.low(next + 1), "favourites" | "favorites" | "favourite" | "favorite")
            && let Some(verb) = verbs::at("favourite", |_, _| false)
        {
            self.push_acts(actors, &[verb], &object, said, Span::new(said.from, next + 2));
            return Some(next + 2);
        }
        let bare = self.marked_states(at + 1 + it, hi);
        // `mark approved expenses as paid`: the first of these says which expenses.
        let bare =
            if self.source.low(bare.1) == "as" || self.starts_noun(bare.1) { (Vec::new(), at) } else { bare };
        let (object, (steps, end)) = if bare.0.is_empty() {
            let as_a_state = (at + 2..hi).find(|i| matches!(self.source.low(*i), "as" | "to"))?;
            let named = self.object(at + 1, hi).filter(|(_, next)| *next == as_a_state && it == 0);
            (named.map(|(object, _)| object), self.marked_states(as_a_state + 1, hi))
        } else {
            (None, bare)
        };
        // `marks approved ones as paid`.
        let object = object.filter(|noun| noun.head() != "one");
        let object = object.or_else(|| steps.first().and_then(|step| self.moved_by(step)));
        let object = object.or_else(|| self.topic.clone()).filter(|_| !steps.is_empty())?;
        self.push_acts(actors, &steps, &object, said, Span::new(said.from, end));
        Some(end)
    }

    /// `librarians do everything`, `editors edit`: of every record.
    pub(super) fn does_everything(
        &mut self,
        actors: &[Noun],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> Option<usize> {
        let does = matches!(self.source.low(at), "do" | "does");
        let (verbs, next) = if does { (Vec::new(), at + 1) } else { self.verb_list(at, hi, false) };
        let whole = matches!(self.source.low(next), "everything" | "anything") && next < hi;
        let verbs = if does && whole { vec![verbs::at("manage", |_, _| false)?] } else { verbs };
        let plain = |verb: &Seen| match verb.does {
            Does::Acts(acts) => whole || acts == [Act::Update] || acts == [Act::Read],
            _ => false,
        };
        // Alone at the end of a sentence, `edit` is said of all there is.
        let alone = whole || next >= hi || matches!(self.source.low(next), "," | ";" | ".");
        let people = actors.iter().all(|actor| people::is_person(actor.head()));
        if verbs.is_empty() || !alone || !people || !verbs.iter().all(plain) {
            return None;
        }
        let end = next + usize::from(whole);
        let (word, span) = ("everything".to_owned(), Span::new(next.min(end), end));
        let object = Noun { words: vec![word.clone()], last: word, span, ..Noun::unnamed(next) };
        for verb in verbs {
            self.facts.push(Fact::Acts {
                actors: actors.to_vec(),
                verb,
                object: Some(object.clone()),
                own: false,
                only: said.only,
                denied: said.denied,
                span: Span::new(said.from, end),
            });
        }
        Some(end)
    }
}
