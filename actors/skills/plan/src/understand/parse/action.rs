//! Who does what: `members borrow books`, `only managers can delete projects`, `users can create and edit posts`.

use protocol::requirements::FeatureName;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{self, Act, Does, Form, Seen};
use crate::understand::lexicon::{fields, function, people};
use crate::understand::morph;
use crate::understand::token::Span;

/// Verbs of one statement.
pub(super) const VERBS_MAX: usize = 8;

/// What people leave under what was spoken of: `students enroll`, `readers comment`.
const MADE_OF_TOPIC: &[&str] = &[
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
            if let Some(end) = self.given(actors, Statement { from, only, denied }, i, hi) {
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

    /// `visitors can see campaigns but not donors`.
    fn but_not(
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
        if not == but || self.source.low(not) != "not" || !plain {
            return None;
        }
        let (object, end) = self.object(not + 1, hi).filter(|(object, _)| object.plural)?;
        self.push_acts(actors, verbs, &object, Statement { denied: true, ..said }, Span::new(but, end));
        Some(end)
    }

    /// `officers investigate and close them`: one deed of which nothing is made, and another.
    fn is_unread_pair(&self, actors: &[Noun], at: usize) -> bool {
        let people = |actor: &Noun| people::is_person(actor.head()) && actor.plural;
        self.source.is_word(at)
            && self.any_verb(at).is_none()
            && !function::is_function(self.source.low(at))
            && matches!(self.source.low(at + 1), "and" | "or")
            && self.any_verb(at + 2).is_some_and(|verb| verb.form == Form::Base && !verb.noun)
            && !actors.is_empty()
            && actors.iter().all(people)
    }

    /// `volunteers register, pick shifts`: they have an account, and then do the rest.
    fn registers(&mut self, actors: &[Noun], at: usize, hi: usize) -> Option<usize> {
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

    /// `buyers make offers, sellers accept or decline`: steps of what was spoken of last.
    fn moves_topic(
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
            || self.source.low(end) == "or" && self.source.low(end + 1) == "ask";
        let steps = verbs.iter().all(|verb| {
            let made = match verb.does {
                Does::Makes(record) => MADE_OF_TOPIC.contains(&record),
                Does::Moves(_) => true,
                _ => false,
            };
            made || verb.base == "apply"
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

    /// `librarians mark loans as returned`, `the cook marks it as ready`, `the front desk marks attended/missed`.
    fn marked_as(&mut self, actors: &[Noun], said: Statement, at: usize, hi: usize) -> Option<usize> {
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
        let object = object.or_else(|| steps.first().and_then(|step| self.moved_by(step)));
        let object = object.or_else(|| self.topic.clone()).filter(|_| !steps.is_empty())?;
        self.push_acts(actors, &steps, &object, said, Span::new(said.from, end));
        Some(end)
    }

    /// `librarians do everything`, `editors edit`: of every record.
    fn does_everything(&mut self, actors: &[Noun], said: Statement, at: usize, hi: usize) -> Option<usize> {
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
                if after == end
                    || tool
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
    fn is_limit(self) -> bool {
        self.denied || self.only != Only::Nothing
    }
}
