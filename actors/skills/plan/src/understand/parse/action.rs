//! Who does what: `members borrow books`, `only managers can delete projects`, `users can create and edit posts`.

use protocol::requirements::{FeatureName, Visibility};

use super::Reader;
use super::spare::MADE_OF_TOPIC;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{Act, Does, Form, Seen};
use crate::understand::lexicon::{fields, function, people};
use crate::understand::token::Span;

/// Verbs of one statement.
pub(super) const VERBS_MAX: usize = 8;

impl Reader<'_> {
    pub(super) fn acts(&mut self, actors: &[Noun], only: Only, start: usize, at: usize, hi: usize) -> usize {
        let (mut i, mut only, mut denied, aux) = self.before_verb(at, hi, only);
        let from =
            if only == Only::People { start } else { actors.first().map_or(start, |noun| noun.span.from) };
        let mut any = at;
        for _ in 0..VERBS_MAX {
            if let Some(end) = self.moved_along(actors, Statement { from, only, denied }, i, hi) {
                return end;
            }
            if let Some(end) = self.marked_as(actors, Statement { from, only, denied }, i, hi) {
                return end;
            }
            if let Some(end) = self.fills_in(i, hi) {
                self.sign_in(actors, i);
                return end;
            }
            if let Some(end) = self.gets_assigned(actors, i, hi) {
                return end;
            }
            if let Some(end) = self.filled(i, hi) {
                any = end;
                let next = self.separator(end, hi);
                if next == end || self.any_verb(next).is_none() || self.clause_starts(next, hi) {
                    break;
                }
                i = next;
                continue;
            }
            if let Some(end) = self.sends_us(actors, Statement { from, only, denied }, i, hi) {
                return end;
            }
            if let Some(end) = self.given(actors, Statement { from, only, denied }, i, hi) {
                return end;
            }
            if let Some(end) = self.asks_alone(actors, Statement { from, only, denied }, i, hi) {
                any = end;
                let next = self.separator(end, hi);
                if next == end || self.any_verb(next).is_none() || self.clause_starts(next, hi) {
                    break;
                }
                i = next;
                continue;
            }
            if let Some(end) = self.scored(actors, Statement { from, only, denied }, i, hi) {
                return end;
            }
            let said = Statement { from, only, denied };
            let told = self.telling_deed(actors, said, i, hi).or_else(|| self.noted(actors, said, i, hi));
            if let Some(end) = told.or_else(|| self.does_everything(actors, said, i, hi)) {
                any = end;
                let after = self.separator(end, hi);
                // `principals see everything but cannot change anything`.
                let but = after + usize::from(self.source.low(after) == "but");
                let (verb_at, _, next_denied, _) = self.before_verb(but, hi, Only::Nothing);
                if but > after && next_denied && self.any_verb(verb_at).is_some() {
                    (i, denied) = (verb_at, true);
                    continue;
                }
                if after == end || self.any_verb(after).is_none() || self.clause_starts(after, hi) {
                    break;
                }
                i = after;
                continue;
            }
            if let Some(end) = self.registers_with(actors, i, hi) {
                return end;
            }
            if let Some(next) = self.registers(actors, i, hi) {
                any = next;
                i = self.separator(next, hi);
                continue;
            }
            let (verbs, next) = self.verb_list(i, hi, aux || any > at);
            if verbs.is_empty() && any == at && self.is_unread_pair(actors, i) {
                self.facts.push(Fact::Unknown { span: Span::new(i, i + 1) });
                i += 2;
                continue;
            }
            if verbs.is_empty() {
                return if any > at { any } else { self.unknown_verb(actors, aux, from, i, hi).max(at) };
            }
            // `see only their own tickets`.
            let after_only =
                next + usize::from(next < hi && matches!(self.source.low(next), "only" | "just"));
            if after_only > next && only == Only::Nothing {
                only = Only::Deed;
            }
            let next = after_only;
            let said = Statement { from, only, denied };
            let credentials = self.credentials(&verbs, next, hi);
            // What some may not do is told by their rights, and read below.
            let free = !said.is_limit();
            let opened =
                if free && credentials.is_none() { self.opens_account(&verbs, next, hi) } else { None };
            if opened.is_some() {
                self.sign_in(actors, next);
            }
            // `instructors teach in cars`: where they do it is not theirs.
            let placed = matches!(self.source.low(next), "in" | "at" | "on" | "with");
            if placed && verbs.iter().all(|verb| verb.does == Does::Owns) && any == at {
                return self.unknown_verb(actors, aux, from, i, hi).max(at);
            }
            if let Some(end) = free.then(|| self.sees_figures(actors, &verbs, next, hi)).flatten() {
                return end;
            }
            let looks = free && verbs.iter().all(|verb| verb.does == Does::Acts(&[Act::Read]));
            if let Some(end) = looks.then(|| self.sees_who(actors, &verbs, said, next, hi)).flatten() {
                return end;
            }
            if let Some(end) = looks.then(|| self.looked_at(next, hi)).flatten() {
                self.sign_in(actors, i);
                return end;
            }
            if let Some(end) = free.then(|| self.browse(actors, &verbs, said, next, hi)).flatten() {
                return end;
            }
            if let Some(end) = self.put_in_a_cart(actors, &verbs, said, next, hi) {
                return end;
            }
            if let Some(end) = self.paying(actors, &verbs, denied, from, next, hi) {
                return end;
            }
            let end = match credentials {
                _ if opened.is_some() => opened.unwrap_or(next),
                Some(end) => {
                    self.push_acts_without_object(actors, &verbs, said, Span::new(from, end));
                    end
                }
                None => {
                    let mark = self.facts.len();
                    let end = self.objects(actors, &verbs, said, next, hi);
                    self.added_to(&verbs, mark);
                    end
                }
            };
            if end == next && self.moves_topic(actors, &verbs, said, next, hi) {
                any = self.fields_of_made(&verbs, next, hi);
                // `save favourites and send messages`.
                let more = any == next && self.source.low(next) == "and";
                if more && self.any_verb(next + 1).is_some_and(|verb| verb.form == Form::Base) {
                    i = next + 1;
                    continue;
                }
                break;
            }
            if end == next && !verbs.iter().any(|verb| verb.does.is_capability()) {
                // `makes out invoices`: known words that together say something else.
                let particle = function::is(function::PREPOSITIONS, self.source.low(next));
                if any == at && particle && self.noun(self.behind_particle(next), hi).is_some() {
                    return self.unknown_verb(actors, aux, from, i, hi).max(at);
                }
                break;
            }
            any = end;
            if let Some(end) = self.but_not(actors, &verbs, said, end, hi) {
                return end;
            }
            let after = self.separator(end, hi);
            let after = after + usize::from(self.source.low(after) == "but");
            let marks = matches!(self.source.low(after), "mark" | "marks") && self.starts_noun(after + 1);
            if after > end && (marks || self.gives(after, hi).is_some() || self.asks_who(after)) {
                i = after;
                continue;
            }
            // `open tickets and can only see their own`: the next verb says anew whether and who.
            let (verb_at, next_only, next_denied, _) = self.before_verb(after, hi, Only::Nothing);
            let more = after > end
                && self.any_verb(verb_at).is_some_and(|verb| {
                    let behind = verb_at + verb.len;
                    let behind = behind + usize::from(matches!(self.source.low(behind), "only" | "just"));
                    let left = matches!(verb.does, Does::Makes(record) if MADE_OF_TOPIC.contains(&record));
                    let alone = left && (behind >= hi || !self.source.is_word(behind));
                    matches!(verb.form, Form::Base | Form::Third) && (alone || self.opens_object(behind))
                });
            // `log in with email and post recipes with a title`: no post recipes that have one.
            let goes_on =
                credentials.is_some() && self.any_verb(after).is_some_and(|it| it.form == Form::Base);
            let people = actors.iter().all(|actor| people::is_person(actor.head()));
            let modal = people && self.are_modals(after, verb_at);
            if !more || self.clause_starts(after, hi) && !goes_on && !modal {
                let behind = self.behind_unread(after, hi).filter(|_| after > end && !more);
                let Some(behind) = behind else { break };
                self.facts.push(Fact::Unknown { span: Span::new(after, behind - 1) });
                i = behind;
                continue;
            }
            if only != Only::People {
                only = next_only;
            }
            if modal {
                denied = next_denied;
            }
            i = verb_at;
        }
        any
    }

    /// What the verbs are done to. Answers where the objects end.
    pub(super) fn objects(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        said: Statement,
        at: usize,
        hi: usize,
    ) -> usize {
        let mut i = self.object_start(at, hi);
        // `gives them a bed`: the bed is given, to them.
        let whom = matches!(self.source.low(i), "them" | "him" | "her");
        i += usize::from(whom && matches!(self.source.low(i + 1), "a" | "an" | "the"));
        let mut end = at;
        let mut first = true;
        let mut theirs = false;
        while i < hi {
            if let Some(behind) = verbs.last().and_then(|verb| self.no_record(verb.does, i, hi)) {
                self.sign_in(actors, i);
                first = false;
                end = behind;
                let after = self.separator(end, hi);
                if after == end || self.clause_starts(after, hi) || !self.starts_noun(after) {
                    break;
                }
                i = after;
            } else if let Some((object, next)) = self.object(i, hi) {
                // `members sign up, trainers confirm them`.
                let pronoun = matches!(self.source.low(i), "them" | "it") && next == i + 1;
                let moves = verbs.iter().all(|verb| matches!(verb.does, Does::Moves(_)));
                if pronoun && moves && self.after_unread_deed(said.from) {
                    self.sign_in(actors, i);
                    self.facts.push(Fact::Unknown { span: Span::new(said.from, next) });
                    return next;
                }
                // `can only see albums shared with them`, `may change the title of posts`: no rule here holds to that.
                if said.is_limit() && (self.source.low(next) == "shared" || self.is_part_of(i, &object)) {
                    self.facts.push(Fact::Unknown { span: Span::new(said.from, hi) });
                    return hi;
                }
                // `librarians check books in and out`: lending, of which nothing is made here.
                let checks = verbs.iter().any(|verb| verb.base == "check")
                    && matches!(self.source.low(next), "in" | "out");
                if checks && !self.starts_noun(next + 1) {
                    let out = self.separator(next + 1, hi);
                    let end = if matches!(self.source.low(out), "in" | "out") { out + 1 } else { next + 1 };
                    self.sign_in(actors, i);
                    self.facts.push(Fact::Unknown { span: Span::new(said.from, end) });
                    return end;
                }
                let next = if said.is_limit() { next } else { self.within_theirs(verbs, next, hi) };
                // `students see their lessons and homework`.
                let object = Noun { own: object.own || theirs && !object.determined, ..object };
                theirs = object.own;
                let span = Span::new(said.from, next.max(at));
                self.push_acts(actors, verbs, &object, said, span);
                // `keep memos to themselves`.
                let alone = matches!(self.source.low(next), "to" | "for")
                    && self.source.low(next + 1) == "themselves";
                if alone {
                    let noun = Some(Noun { own: false, ..object.clone() });
                    self.facts.push(Fact::Sees {
                        noun,
                        visibility: Visibility::Owner,
                        span: Span::new(next, next + 2),
                    });
                }
                let next = if alone { next + 2 } else { next };
                let next = self.made_by_whom(&object, next, hi);
                let next = self.remarked(verbs, next, hi);
                let fields_of = self.whose_fields(&object, verbs, span);
                end = self.after_object(&object, &fields_of, next, hi);
                first = false;
                let after = self.separator(end, hi);
                // `vote on them and comment`: two deeds, and no list of things.
                let pronoun = matches!(self.source.low(i), "them" | "it") && end == i + 1;
                let verb_next = self.any_verb(after).is_some_and(|verb| {
                    let alone = pronoun
                        && verb.form == verbs.first().map_or(Form::Base, |first| first.form)
                        && (after + verb.len >= hi || !self.source.is_word(after + verb.len));
                    if alone {
                        return true;
                    }
                    let third = |verb: &Seen| verb.form == Form::Third;
                    // `confirms receipt or reports missing trays`.
                    let goes_on = third(&verb)
                        && verbs.iter().all(third)
                        && self.source.is_word(after + verb.len)
                        && !function::is_function(self.source.low(after + verb.len));
                    goes_on
                        || matches!(verb.form, Form::Base)
                            && self.opens_object(after + verb.len)
                            && !self.is_noun_item(after, hi)
                });
                let done_to = self.noun(after, hi).is_some_and(|noun| {
                    matches!(self.source.low(noun.end()), "them" | "it" | "him" | "her" | "each")
                });
                // `readers comment on posts, SQLite`.
                let tool = self.stack_at(after).is_some();
                // `subscribe to a box and pick a delivery day`.
                let picks = matches!(self.source.low(after), "pick" | "choose" | "select")
                    && matches!(self.source.low(after + 1), "a" | "an" | "the" | "their" | "one");
                // `confirm registrations and take attendance`.
                let takes = matches!(self.source.low(after), "take" | "takes" | "hand" | "hands")
                    && self.source.is_word(after + 1);
                if after == end
                    || tool
                    || takes
                    || picks
                    || done_to
                    || self.clause_starts(after, hi)
                    || verb_next
                    || !self.starts_noun(after)
                {
                    break;
                }
                i = after;
            } else {
                break;
            }
        }
        if first && verbs.iter().all(|verb| verb.does.is_capability()) {
            let span = Span::new(said.from, at);
            self.push_acts_without_object(actors, verbs, said, span);
            return at;
        }
        end
    }

    pub(super) fn push_acts(
        &mut self,
        actors: &[Noun],
        verbs: &[Seen],
        object: &Noun,
        said: Statement,
        span: Span,
    ) {
        for verb in verbs {
            if self.capability_verb(verb.does, said.is_limit(), span) {
                if verb.does == Does::Needs(FeatureName::CsvExport) {
                    continue;
                }
                self.works_on(actors, object, span);
                // To keep others from what nobody builds is to keep them from the record, too.
                if said.only != Only::People && verb.base != "upload" {
                    continue;
                }
            }
            // `hand in files` hands in something else, which has a file.
            let handed = matches!(verb.does, Does::MakesNamed("Submission"))
                && fields::is_file(object.head())
                && object.words.len() == 1
                && !said.is_limit();
            if handed && self.handed_in(actors, verb, object, span) {
                continue;
            }
            // Who uploads documents makes them, and their files go with them.
            let verb = match verb.base {
                "upload" => &Seen { does: Does::Acts(&[Act::Create]), ..*verb },
                _ => verb,
            };
            self.given_to(actors, object, span);
            // What others own is closed to them: their own is what is left.
            let closed = object.others && said.denied;
            let own = object.own || closed;
            self.facts.push(Fact::Acts {
                actors: actors.to_vec(),
                verb: *verb,
                object: Some(object.clone()),
                own,
                only: if closed { Only::Deed } else { said.only },
                denied: said.denied && !closed,
                span,
            });
        }
        if !people::is_person(object.head()) && !self.shared_noun(object) {
            self.topic = Some(object.clone());
        }
    }

    fn push_acts_without_object(&mut self, actors: &[Noun], verbs: &[Seen], said: Statement, span: Span) {
        for verb in verbs {
            if !self.capability_verb(verb.does, said.is_limit(), span) {
                self.facts.push(Fact::Acts {
                    actors: actors.to_vec(),
                    verb: *verb,
                    object: None,
                    own: false,
                    only: said.only,
                    denied: said.denied,
                    span,
                });
            }
        }
    }
}

/// What holds for all verbs and objects of one statement.
#[derive(Clone, Copy)]
pub(super) struct Statement {
    pub from: usize,
    pub only: Only,
    pub denied: bool,
}

impl Statement {
    /// Whether it says that some may and others may not.
    pub(super) fn is_limit(self) -> bool {
        self.denied || self.only != Only::Nothing
    }
}
