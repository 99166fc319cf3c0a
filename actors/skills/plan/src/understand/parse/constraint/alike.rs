//! No two with the same: `one bid per translator per job`, `rate a recipe only once`, `unique within a building`.

use protocol::requirements::RecordConstraintKind::UniqueTogether;

use super::{Found, NAMES_MAX, is_time};
use crate::understand::fact::{Fact, Link, Noun, Only};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{self, Form, Seen};
use crate::understand::parse::Reader;
use crate::understand::token::Span;

impl Reader<'_> {
    /// `only one bid per translator per job`, `at most one review for each customer and product`.
    pub(super) fn one_for_each(&mut self, at: usize, hi: usize) -> Option<Found> {
        let low = |i: usize| self.source.low(i);
        let lead = match (low(at), low(at + 1), low(at + 2)) {
            ("only" | "just" | "exactly" | "max" | "maximum", "one" | "1" | "a", _) => 2,
            ("at", "most", "one" | "1") => 3,
            ("no" | "not", "more", "than") if low(at + 3) == "one" => 4,
            ("one", ..) => 1,
            _ => return None,
        };
        let record =
            self.noun(at + lead, hi).filter(|noun| !noun.plural && !people::is_person(noun.head()))?;
        let (mut of, mut end) = (Vec::new(), record.end());
        while of.len() < NAMES_MAX {
            let next = match (low(end), low(end + 1)) {
                ("per" | "/", _) => end + 1,
                ("for" | "in" | "on" | "from" | "by", "each" | "every" | "a" | "any") => end + 2,
                ("and", "per") if !of.is_empty() => end + 2,
                ("and" | ",", _) if !of.is_empty() && self.source.low(end + 1) != "each" => end + 1,
                _ => break,
            };
            let Some(noun) = self.same_noun(next, hi).filter(|noun| !self.predicate(noun.end(), hi)) else {
                break;
            };
            end = noun.end();
            of.push(noun);
        }
        // `members have only one review per book` says of each member what `only one review per book` says of all.
        let told = of.len() > 1 || lead > 1 && (self.starts.contains(&at) || !self.follows_a_word(at));
        if of.is_empty() || !told {
            return None;
        }
        self.points_at(&record, &of);
        for person in of.iter().filter(|noun| people::is_person(noun.head())) {
            self.made_by(&record, person, Span::new(at, end));
        }
        Some(Found::alike(Some(record), of, end))
    }

    pub(super) fn made_by(&mut self, record: &Noun, person: &Noun, span: Span) {
        self.facts.push(Fact::Link {
            from: record.clone(),
            to: person.clone(),
            link: Link::MadeBy,
            optional: false,
            name: None,
            span,
        });
    }

    pub(super) fn follows_a_word(&self, at: usize) -> bool {
        at > 0 && self.source.is_word(at - 1)
    }

    /// `a member has only one review per book`, `each member may write only one review per book`: one of each member's.
    pub(super) fn has_one_for_each(&mut self, at: usize, hi: usize) -> Option<Found> {
        let each = usize::from(matches!(self.source.low(at), "each" | "every" | "a" | "an"));
        let person = self.noun(at + each, hi).filter(|noun| people::is_person(noun.head()))?;
        let mut i = person.end();
        let mut only = false;
        while matches!(self.source.low(i), "can" | "may" | "must" | "should" | "only" | "just") {
            only |= matches!(self.source.low(i), "only" | "just");
            i += 1;
        }
        let verb = self.any_verb(i).filter(|verb| matches!(verb.form, Form::Base | Form::Third));
        let has = matches!(
            self.source.low(i),
            "has" | "have" | "gets" | "get" | "leave" | "leaves" | "give" | "gives"
        );
        if verb.is_none() && !has {
            return None;
        }
        i += verb.map_or(1, |verb| verb.len);
        while matches!(self.source.low(i), "only" | "just" | "exactly" | "at" | "most") {
            only = true;
            i += 1;
        }
        if !matches!(self.source.low(i), "one" | "1" | "a" | "an") {
            return None;
        }
        let record = self.noun(i + 1, hi).filter(|noun| !noun.plural && !people::is_person(noun.head()))?;
        let mut end = record.end();
        let place = match (self.source.low(end), self.source.low(end + 1)) {
            ("per", _) => end + 1,
            ("for" | "on" | "in" | "of", "each" | "every") => end + 2,
            ("for" | "on" | "in" | "of", "a" | "the" | "any") if only => end + 2,
            _ => return None,
        };
        let place =
            self.same_noun(place, hi).filter(|noun| !is_time(noun.head()) && noun.head() != "month")?;
        end = place.end();
        if let Some(verb) = verb.filter(|_| !has) {
            self.facts.push(Fact::Acts {
                actors: vec![person.clone()],
                verb,
                object: Some(record.clone()),
                own: false,
                only: Only::Nothing,
                denied: false,
                span: Span::new(at, end),
            });
        } else {
            self.facts.push(Fact::Nominal { noun: record.clone(), acts: &[], span: record.span });
        }
        self.made_by(&record, &person, Span::new(at, end));
        self.points_at(&record, std::slice::from_ref(&place));
        Some(Found::alike(Some(record), vec![person, place], end))
    }

    /// `members can rate a recipe only once`, `users vote once per poll`: the deed as well.
    pub(super) fn only_once(&mut self, at: usize, hi: usize) -> Option<Found> {
        let each = usize::from(matches!(self.source.low(at), "each" | "every" | "a" | "an"));
        let person = self.noun(at + each, hi).filter(|noun| people::is_person(noun.head()))?;
        let (mut i, mut only) = (person.end(), false);
        while matches!(self.source.low(i), "can" | "may" | "must" | "should" | "only" | "just") {
            only |= self.source.low(i) == "only";
            i += 1;
        }
        let verb = self.deed_once(i)?;
        let mut behind = i + verb.len;
        while matches!(self.source.low(behind), "in" | "for" | "on" | "to") {
            behind += 1;
        }
        let object = self.noun(behind, hi).filter(|noun| noun.head() != "once");
        let mut end = object.as_ref().map_or(i + verb.len, Noun::end);
        if matches!(self.source.low(end), "only" | "just" | "exactly") {
            only = true;
            end += 1;
        }
        if self.source.low(end) != "once" {
            return None;
        }
        end += 1;
        let per = matches!(self.source.low(end), "per" | "for" | "in" | "on");
        let place = self.same_noun(end + 1, hi).filter(|_| per);
        if !only && place.is_none() {
            return None;
        }
        let about = place.clone().or_else(|| object.clone())?;
        end = place.as_ref().map_or(end, Noun::end);
        self.facts.push(Fact::Acts {
            actors: vec![person.clone()],
            verb,
            object: Some(object.unwrap_or_else(|| about.clone())),
            own: false,
            only: Only::Nothing,
            denied: false,
            span: Span::new(at, end),
        });
        Some(Found::alike(None, vec![person, about], end))
    }

    /// The verb of what is done once; to vote needs nothing behind it: `vote once per poll`.
    pub(super) fn deed_once(&self, at: usize) -> Option<Seen> {
        // Its particle stands further on, or nowhere.
        let alone = || verbs::at(self.source.low(at), |_, _| true).map(|seen| Seen { len: 1, ..seen });
        let known = self.any_verb(at).or_else(alone);
        known.filter(|verb| verb.form != Form::Past && verb.form != Form::Ing)
    }

    /// `the number is unique within a building`, `names are unique per project`.
    pub(super) fn unique_within(&mut self, at: usize, hi: usize) -> Option<Found> {
        let field = self.noun(at, hi)?;
        let (mut end, mut record) = (field.end(), None);
        if self.source.low(end) == "of" {
            let of = self.same_noun(end + 1, hi)?;
            end = of.end();
            record = Some(of);
        }
        while matches!(
            self.source.low(end),
            "is" | "are" | "must" | "should" | "be" | "has" | "have" | "to" | "need" | "needs"
        ) {
            end += 1;
        }
        if self.source.low(end) != "unique" {
            return None;
        }
        let within = matches!(self.source.low(end + 1), "within" | "per" | "in" | "inside" | "for" | "among");
        let place = self.same_noun(end + 2, hi).filter(|_| within)?;
        let end = place.end();
        // `room number`: the rooms are of hotels, if there are rooms at all.
        if let Some(of) = self.named_before(&field) {
            self.points_at(&of, std::slice::from_ref(&place));
        }
        Some(Found::alike(record, vec![field, place], end))
    }

    /// The record in a name such as `room number`, where rooms were spoken of.
    pub(super) fn named_before(&self, field: &Noun) -> Option<Noun> {
        let (_, words) = field.words.split_last().filter(|(_, words)| !words.is_empty())?;
        self.facts.iter().find_map(|fact| match fact {
            Fact::Entity { noun } | Fact::Record { noun } | Fact::Field { owner: noun, .. }
                if noun.words == words =>
            {
                Some(noun.clone())
            }
            Fact::Link { from, to, .. } => [from, to].into_iter().find(|noun| noun.words == words).cloned(),
            _ => None,
        })
    }

    /// `number, unique per customer`, `label (unique in its room)`: among the fields of a record; where it ends.
    pub(in crate::understand::parse) fn unique_inside(
        &mut self,
        record: &Noun,
        field: &Noun,
        at: usize,
        hi: usize,
    ) -> usize {
        let open = self.source.is_mark(at, '(');
        let start = at + usize::from(open || self.source.is_mark(at, ','));
        let within = matches!(self.source.low(start + 1), "per" | "within" | "in" | "inside" | "among");
        if self.source.low(start) != "unique" || !within {
            return at;
        }
        let its = usize::from(matches!(self.source.low(start + 2), "its" | "their"));
        let Some(place) = self.same_noun(start + 2 + its, hi) else { return at };
        let end = place.end() + usize::from(open && self.source.is_mark(place.end(), ')'));
        self.points_at(record, std::slice::from_ref(&place));
        let of = vec![field.clone(), place];
        let span = Span::new(start, end);
        let (kind, record) = (UniqueTogether, Some(record.clone()));
        self.facts.push(Fact::Constrains { kind, record, of, within: Vec::new(), span });
        end
    }

    /// `no two rooms of a building have the same number`.
    pub(super) fn none_alike(&mut self, at: usize, hi: usize) -> Option<Found> {
        if (self.source.low(at), self.source.low(at + 1)) != ("no", "two") {
            return None;
        }
        let record = self.noun(at + 2, hi).filter(|noun| noun.plural)?;
        let (mut of, mut end) = self.names_behind(record.end(), hi);
        while matches!(self.source.low(end), "can" | "may" | "must" | "should" | "ever") {
            end += 1;
        }
        if !matches!(self.source.low(end), "have" | "share" | "use") {
            return None;
        }
        end += 1;
        while matches!(self.source.low(end), "the" | "same" | "an" | "equal" | "identical") {
            end += 1;
        }
        let field = self.noun(end, hi)?;
        let end = field.end();
        self.points_at(&record, &of);
        of.push(field);
        Some(Found::alike(Some(record), of, end))
    }
}
