//! Sentences that keep people from something: `nobody except admins may delete bugs`, `only editors can write`,
//! `other members' loans`.

use protocol::requirements::Visibility;

use super::Reader;
use super::dated::without_form;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
use crate::understand::lexicon::{function, people};
use crate::understand::morph;
use crate::understand::token::Span;

/// People named in one such sentence.
const PEOPLE_MAX: usize = 6;
/// Words between `nobody` and how many.
const COUNT_WITHIN: usize = 6;
/// Words of what a relative clause is about.
const NAMED_WITHIN: usize = 5;
/// Verbs of one such sentence.
const VERBS_MAX: usize = 6;

impl Reader<'_> {
    pub(super) fn limit(&mut self, at: usize, hi: usize) -> usize {
        let nobody = self.nobody(at, hi);
        if nobody > at {
            return nobody;
        }
        let only = self.only_write(at, hi);
        if only > at {
            return only;
        }
        // `managers alone delete tasks`.
        let (alone, behind) = self.people_at(at, hi);
        if !alone.is_empty() && self.source.low(behind) == "alone" {
            let acted = self.acts(&alone, Only::People, at, behind + 1, hi);
            if acted > behind + 1 {
                return acted;
            }
        }
        self.theirs_alone(at, hi).unwrap_or_else(|| self.all_of_them(at, hi))
    }

    /// `accountants see all entries, employees only their own`: the verb is that of the statement before.
    fn theirs_alone(&mut self, at: usize, hi: usize) -> Option<usize> {
        let (actors, i) = self.people_at(at, hi);
        let alone = usize::from(matches!(self.source.low(i), "only" | "just"));
        let end = match (self.source.low(i + alone), self.source.low(i + alone + 1)) {
            ("their", "own") => i + alone + 2,
            ("theirs", _) => i + alone + 1,
            _ => return None,
        };
        let whole = end >= hi || !self.source.is_word(end);
        let last = self.facts.iter().rev().find_map(|fact| match fact {
            Fact::Acts { verb, object: Some(object), .. } => Some((*verb, object.clone())),
            _ => None,
        });
        let (verb, object) =
            last.filter(|(verb, _)| whole && !actors.is_empty() && verb.does == Does::Acts(&[Act::Read]))?;
        self.facts.push(Fact::Acts {
            actors,
            verb,
            object: Some(Noun { own: true, others: false, ..object }),
            own: true,
            only: if alone > 0 { Only::Deed } else { Only::Nothing },
            denied: false,
            span: Span::new(at, end),
        });
        Some(end)
    }

    /// Where the words for nobody end: `nobody`, `no one else`.
    pub(super) fn says_nobody(&self, at: usize) -> Option<usize> {
        let end = match (self.source.low(at), self.source.low(at + 1)) {
            ("nobody" | "noone", _) => at + 1,
            ("no", "one" | "other") => at + 2,
            ("none", _) if self.source.low(at + 1) != "of" => at + 1,
            _ => return None,
        };
        Some(end + usize::from(self.source.low(end) == "else"))
    }

    /// `nobody else can see them`: whoever made them does.
    fn nobody_else_sees(&mut self, at: usize, from: usize, hi: usize) -> Option<usize> {
        let verb = self.behind_modals(from);
        let seen = self.any_verb(verb).filter(|seen| seen.does == Does::Acts(&[Act::Read]))?;
        let (noun, end) = self.object(verb + seen.len, hi)?;
        self.facts.push(Fact::Sees {
            noun: Some(noun),
            visibility: Visibility::Owner,
            span: Span::new(at, end),
        });
        Some(end)
    }

    /// `nobody except admins may delete bugs`, `no one can see salaries`.
    fn nobody(&mut self, at: usize, hi: usize) -> usize {
        let Some(mut i) = self.says_nobody(at) else { return at };
        let except = match (self.source.low(i), self.source.low(i + 1)) {
            ("except" | "but" | "besides", "for") | ("other", "than") | ("apart", "from") => 2,
            ("except" | "but" | "besides", _) => 1,
            _ => 0,
        };
        if except == 0
            && self.source.low(i - 1) == "else"
            && let Some(end) = self.nobody_else_sees(at, i, hi)
        {
            return end;
        }
        i += except;
        let mut people = vec![administrators(at)];
        if except > 0 {
            let (named, end) = self.people_at(i, hi);
            if named.is_empty() {
                return at;
            }
            people = named;
            i = end;
        }
        if !self.modal(i) {
            return at;
        }
        // `nobody can book more than two hours a day`: how many, and not who.
        let more = (i..hi.min(i + COUNT_WITHIN)).find(|i| {
            (self.source.low(*i), self.source.low(*i + 1)) == ("more", "than")
                && self.number(*i + 2).is_some()
        });
        if except == 0
            && let Some(more) = more
        {
            let stops = |i: &usize| matches!(self.source.low(*i), "," | ";" | "and" | "but");
            let end = (more..hi).find(stops).unwrap_or(hi);
            self.facts.push(Fact::Unknown { span: Span::new(at, end) });
            return end;
        }
        self.acts(&people, Only::People, at, i, hi)
    }

    /// `only editors can write`: of every record, as none is named.
    fn only_write(&mut self, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "only" {
            return at;
        }
        // `only I can write posts`: whoever runs it.
        let me = matches!(self.source.low(at + 1), "i" | "we" | "me") && self.modal(at + 2);
        if me {
            let acted = self.acts(&[administrators(at)], Only::People, at, at + 2, hi);
            if acted > at + 2 {
                return acted;
            }
        }
        let (people, mut i) =
            if me { (vec![administrators(at)], at + 2) } else { self.people_at(at + 1, hi) };
        if people.is_empty() {
            return at;
        }
        while self.modal(i) {
            i += 1;
        }
        let mut verbs = Vec::new();
        while let Some(verb) =
            self.any_verb(i).filter(|verb| i < hi && verbs.len() < VERBS_MAX && verb.form == Form::Base)
        {
            i += verb.len;
            verbs.push(verb);
            let next = self.separator(i, hi);
            if next == i || self.any_verb(next).is_none() {
                break;
            }
            i = next;
        }
        let whole =
            i >= hi || !self.source.is_word(i) || function::is(function::CONJUNCTIONS, self.source.low(i));
        if verbs.is_empty() || !whole {
            return at;
        }
        // `a request form that only pastors can read`: that alone, and not every record.
        let whose = self.just_named(at);
        for verb in verbs {
            self.limited_whole(&people, verb, whose.clone(), Span::new(at, i));
        }
        i
    }

    /// What stands right before `that` or `which`.
    fn just_named(&self, at: usize) -> Option<Noun> {
        let that = at.checked_sub(1).filter(|i| matches!(self.source.low(*i), "that" | "which"))?;
        (that.saturating_sub(NAMED_WITHIN)..that)
            .find_map(|i| self.noun(i, that).filter(|it| it.end() == that && !people::is_person(it.head())))
            .map(without_form)
    }

    fn limited_whole(&mut self, people: &[Noun], verb: Seen, object: Option<Noun>, span: Span) {
        // To write is to make and to change.
        let does = match verb.base {
            "write" => Does::Acts(&[Act::Create, Act::Update, Act::Delete]),
            _ => verb.does,
        };
        self.facts.push(Fact::Acts {
            actors: people.to_vec(),
            verb: Seen { does, ..verb },
            object,
            own: false,
            only: Only::People,
            denied: false,
            span,
        });
    }

    /// `managers see all`, after others see only their own.
    fn all_of_them(&mut self, at: usize, hi: usize) -> usize {
        let (people, mut i) = self.people_at(at, hi);
        let Some(topic) = self.topic.clone().filter(|_| !people.is_empty()) else { return at };
        while self.modal(i) {
            i += 1;
        }
        let Some(verb) = self.any_verb(i).filter(|verb| verb.does == Does::Acts(&[Act::Read])) else {
            return at;
        };
        i += verb.len;
        let whole = matches!(self.source.low(i), "all" | "everything");
        let end = match (self.source.low(i + 1), self.source.low(i + 2)) {
            ("of", "them") => i + 3,
            ("them", _) => i + 2,
            _ => i + 1,
        };
        if !whole || end > hi || end < hi && self.source.is_word(end) && !self.clause_starts(end, hi) {
            return at;
        }
        let object = Noun { own: false, others: false, ..topic };
        let span = Span::new(at, end);
        self.facts.push(Fact::Acts {
            actors: people,
            verb,
            object: Some(object),
            own: false,
            only: Only::Nothing,
            denied: false,
            span,
        });
        end
    }

    /// `cannot be deleted by members`, `must not be visible to employees`.
    pub(super) fn denied_passive(&mut self, subject: &Noun, at: usize, verb: usize, hi: usize) -> usize {
        let mut i = verb;
        if function::is(function::BE, self.source.low(i)) {
            i += 1;
        }
        let not = matches!(
            self.source.low(i),
            "cannot" | "can't" | "cant" | "not" | "never" | "mustn't" | "shouldn't" | "isn't" | "aren't"
        ) || self.is_only_word(i);
        if !not {
            return at;
        }
        i += 1;
        while function::is(function::BE, self.source.low(i)) || self.is_only_word(i) {
            i += 1;
        }
        let seen = self.visible_to(subject, at, i, hi);
        if seen > at { seen } else { self.done_by(subject, at, i, hi) }
    }

    /// `other members' loans`, `each other's loans`, `anyone else's loans`, `loans of other members`.
    pub(super) fn others(&self, at: usize, hi: usize) -> Option<(Noun, usize)> {
        if let Some(start) = self.of_others(at) {
            let person = self.noun(start, hi).filter(|noun| people::is_person(noun.head()));
            let owned = person.and_then(|person| self.noun(person.end(), hi));
            // `comment on each other's`: on what was spoken of.
            let whose = matches!(self.source.low(start - 1), "other's" | "others" | "another's" | "else's");
            let ends = start >= hi || !self.source.is_word(start) || self.source.low(start) == "and";
            if whose && ends {
                let topic = self.topic.clone().filter(|topic| !people::is_person(topic.head()))?;
                return Some((Noun { own: false, others: false, ..topic }, start));
            }
            let noun = owned.or_else(|| self.noun(start, hi))?;
            let end = noun.end();
            return Some((Noun { own: false, others: true, ..noun }, end))
                .filter(|(noun, _)| !people::is_person(noun.head()));
        }
        let noun = self.noun(at, hi)?;
        let of = noun.end();
        let start = matches!(self.source.low(of), "of" | "from" | "by").then(|| self.of_others(of + 1))??;
        let end =
            self.noun(start, hi).filter(|noun| people::is_person(noun.head())).map_or(start, |it| it.end());
        Some((Noun { own: false, others: true, ..noun }, end))
    }

    /// Past the words for other people.
    fn of_others(&self, at: usize) -> Option<usize> {
        match (self.source.low(at), self.source.low(at + 1)) {
            (
                "other" | "others" | "another" | "other's" | "another's" | "others's",
                "people" | "people's" | "peoples",
            ) => Some(at + 2),
            ("other" | "others" | "another" | "other's" | "another's", _) => Some(at + 1),
            ("each", "other" | "others" | "other's") | ("one", "another" | "another's") => Some(at + 2),
            ("anyone" | "anybody" | "someone" | "somebody" | "everyone", "else" | "else's" | "elses") => {
                Some(at + 2)
            }
            _ => None,
        }
    }

    pub(super) fn modal(&self, at: usize) -> bool {
        matches!(
            self.source.low(at),
            "can"
                | "may"
                | "must"
                | "should"
                | "will"
                | "shall"
                | "is"
                | "are"
                | "able"
                | "allowed"
                | "to"
                | "ever"
        )
    }

    pub(super) fn people_at(&self, at: usize, hi: usize) -> (Vec<Noun>, usize) {
        let mut people = Vec::new();
        let mut end = at;
        let mut i = at;
        while let Some(noun) =
            self.noun(i, hi).filter(|noun| people.len() < PEOPLE_MAX && people::is_person(noun.head()))
        {
            end = noun.end();
            people.push(noun);
            i = self.separator(end, hi);
            if i == end {
                break;
            }
        }
        (people, end)
    }
}

/// Whom every product has, and who may do what nobody may.
pub(super) fn administrators(at: usize) -> Noun {
    Noun { words: vec![morph::singular("admins")], last: "admins".into(), plural: true, ..Noun::unnamed(at) }
}
