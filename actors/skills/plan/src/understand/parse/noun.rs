//! Noun phrases, and telling verbs from nouns by the words beside them.

use super::Reader;
use crate::understand::fact::Noun;
use crate::understand::lexicon::verbs::{self, Act, Does, Form, Seen};
use crate::understand::lexicon::{fields, function, people, products};
use crate::understand::limits::NAME_WORDS_MAX;
use crate::understand::morph;
use crate::understand::token::Span;

const MANY: &[&str] = &["many", "several", "multiple", "various", "numerous", "lots", "some", "different"];
/// Determiners and adjectives before one name; bounds looking ahead.
const BEFORE_NOUN_MAX: usize = 8;
/// Marks and conjunctions between two items; bounds looking ahead.
const SEPARATOR_MAX: usize = 6;
const OWN: &[&str] = &["own", "their", "my", "his", "her"];

/// What is written for those who work there alone.
const INTERNAL: &[&str] = &["note", "memo", "comment", "remark", "message", "document", "report"];

/// Where people are, which makes no other people of them.
const LOCAL: &[&str] = &["local", "nearby", "individual", "independent", "fellow", "registered"];

/// Verbs behind which `to` leads to a thing and to no other verb.
const TO_THINGS: &[&str] = &[
    "apply",
    "applies",
    "applied",
    "reply",
    "replies",
    "respond",
    "responds",
    "react",
    "reacts",
    "subscribe",
    "subscribes",
    "listen",
    "listens",
    "belong",
    "belongs",
    "assigned",
    "linked",
    "attached",
    "related",
];

impl Reader<'_> {
    /// The noun phrase at a token, if one starts there.
    pub(crate) fn noun(&self, at: usize, hi: usize) -> Option<Noun> {
        if let Some(staff) = self.it_staff(at) {
            return Some(staff);
        }
        let (start, mut noun) = self.before_noun(at, hi);
        // `a used car marketplace`, `a driving school app`: what kind of product it is, its last word says.
        let longest = self.name_end(start, hi, false);
        let product = longest > start && products::APP_NOUNS.contains(&self.source.low(longest - 1))
            || crate::domains::domain(&self.words_of(start, longest)).is_some();
        let whole = product || self.is_compound(start, longest);
        // Behind an article stands a noun: `a select`.
        let named = start > at && longest > start;
        let end =
            if whole { longest } else { self.name_end(start + usize::from(named), hi, true).min(longest) };
        let end = self.agreeing_end(at, start, end);
        let start = self.described_start(start, end);
        // `16 characters, unique, …`: it says something of what was named before.
        if end == start || end == start + 1 && matches!(self.source.low(start), "unique" | "nullable") {
            return None;
        }
        let last = self.source.low(end - 1).trim_end_matches("'s").to_owned();
        noun.plural = morph::is_plural(&last) || matches!(last.as_str(), "people" | "staff" | "media");
        // `local artists` are artists.
        let start = match end - start {
            2 if LOCAL.contains(&self.source.low(start)) && people::is_person(&morph::singular(&last)) => {
                start + 1
            }
            _ => start,
        };
        noun.words = (start..end).flat_map(|i| self.name_words(i)).collect();
        if let Some(word) = noun.words.last_mut() {
            *word = morph::singular(word);
        }
        // What stars are given for is a rating.
        if noun.words.len() == 2 && noun.words[0] == "star" && noun.words[1] == "rating" {
            noun.words.remove(0);
        }
        noun.capital =
            !self.starts.contains(&start) && self.source.raw(start).starts_with(char::is_uppercase);
        noun.last = last;
        // `request time off`, `take days off`: leave is requested.
        let off = self.source.low(end) == "off" && matches!(noun.last.as_str(), "time" | "day" | "days");
        let end = end + usize::from(off);
        if off {
            noun.words = ["leave", "request"].map(str::to_owned).to_vec();
            (noun.last, noun.plural) = ("requests".to_owned(), true);
        }
        noun.span = Span::new(start, end);
        noun.lead = if noun.adjectives.is_empty() { start } else { noun.lead };
        Some(noun)
    }

    /// Where a name that starts at `start` ends; `spoken` if words that do something else in their sentence end it.
    fn name_end(&self, start: usize, hi: usize, spoken: bool) -> usize {
        let mut end = start;
        while end < hi
            && end - start < NAME_WORDS_MAX
            && self.in_name(end, start)
            && !(spoken && self.is_no_noun(end, start))
        {
            end += 1;
            // `a platform matching mentors with mentees`: what it does.
            let software = products::APP_NOUNS.contains(&self.source.low(end - 1));
            if software
                && self.source.low(end).ends_with("ing")
                && !products::KEEPER_NOUNS.contains(&self.source.low(end))
            {
                break;
            }
            let plural = morph::is_plural(self.source.low(end - 1));
            if plural && !self.source.glued(end) && !self.compound_plural(end) {
                break;
            }
        }
        end
    }

    pub(super) fn words_of(&self, from: usize, to: usize) -> Vec<String> {
        (from..to).map(|at| self.source.low(at).to_owned()).collect()
    }

    fn name_words(&self, at: usize) -> Vec<String> {
        let raw = self.source.raw(at);
        let raw = raw.strip_suffix("'s").or_else(|| raw.strip_suffix("’s")).unwrap_or(raw);
        morph::name_words(raw).iter().map(|word| morph::ascii(word)).filter(|word| !word.is_empty()).collect()
    }

    /// Determiners and adjectives, and where the name starts.
    fn before_noun(&self, at: usize, hi: usize) -> (usize, Noun) {
        let mut noun = Noun::unnamed(at);
        let mut i = at;
        while i < hi && i - at < BEFORE_NOUN_MAX {
            let word = self.source.low(i);
            // `multiple choice questions` are no several ones.
            if word == "multiple" && self.source.low(i + 1) == "choice" {
                i += 1;
            } else if word == "one" && self.source.low(i + 1) == "or" && self.source.low(i + 2) == "more" {
                noun.determined = true;
                noun.many = true;
                i += 2;
            } else if function::is(function::DETERMINERS, word) {
                noun.determined = true;
                noun.many |= MANY.contains(&word);
                noun.own |= OWN.contains(&word);
            } else if let Some(adjective) =
                fields::adjective(word).filter(|_| self.in_name(i + 1, i) && i + 1 < hi)
            {
                if noun.adjectives.is_empty() {
                    noun.lead = i;
                }
                noun.adjectives.push(adjective);
            } else if !(function::is(function::EMPTY_ADJECTIVES, word)
                && (word, self.source.low(i + 1)) != ("full", "name")
                && !(word == "internal"
                    && INTERNAL.contains(&morph::singular(self.source.low(i + 1)).as_str()))
                && i + 1 < hi
                && self.follows_adjective(i + 1, i))
            {
                break;
            }
            i += 1;
        }
        (i, noun)
    }

    fn follows_adjective(&self, at: usize, start: usize) -> bool {
        self.in_name(at, start) || function::is(function::EMPTY_ADJECTIVES, self.source.low(at))
    }

    /// `a name, light needs, price`.
    pub(super) fn is_needs(&self, at: usize, start: usize) -> bool {
        let ends = self.source.is_mark(at + 1, ',') || self.source.low(at + 1) == "and";
        let listed = matches!(self.source.low(start.wrapping_sub(1)), "," | "and" | "with" | "(" | "have");
        at > start && self.source.low(at) == "needs" && ends && listed
    }

    /// Whether a word can be part of a name that starts at `start`.
    pub(super) fn in_name(&self, at: usize, start: usize) -> bool {
        if !self.source.is_word(at) {
            return false;
        }
        // `to-do`, `sign-up`: what hyphens join is one name, whatever its parts are.
        if at > start && self.source.glued(at) || self.source.glued(at + 1) {
            return true;
        }
        let word = self.source.low(at);
        if at > start
            && word == "and"
            && crate::domains::is_joined(self.source.low(at - 1), self.source.low(at + 1))
        {
            return true;
        }
        // `IT staff` are no pronoun.
        let it = self.source.raw(at) == "IT" && self.source.is_word(at + 1);
        if self.is_needs(at, start) {
            return true;
        }
        // Where holds are kept, `holds` is one of them.
        let other = function::is_function(word) && !it && !self.is_outlined_word(at);
        if other || self.is_no_name(word) {
            return false;
        }
        // `order pizza online`, unlike `an online shop`.
        let how = word == "online"
            && (!self.source.is_word(at + 1) || function::is_function(self.source.low(at + 1)));
        if at > start && (how || self.adverb(word) || fields::adjective(word).is_some()) {
            return false;
        }
        // `respondents answer anonymously`.
        if at == start && self.adverb(word) && !self.starts_noun(at + 1) {
            return false;
        }
        if at > start && matches!(word, "called" | "named" | "titled" | "only" | "alone") {
            return false;
        }
        let goes = at > start
            && matches!(word, "goes" | "moves" | "passes" | "progresses" | "go" | "move")
            && matches!(self.source.low(at + 1), "from" | "through");
        // `the manager sets prices`, unlike `the manager sets`.
        let does = at > start
            && matches!(
                word,
                "sets" | "picks" | "decides" | "enters" | "types" | "fixes" | "corrects" | "checks"
            )
            && people::is_person(self.source.low(at - 1))
            && self.starts_noun(at + 1);
        if goes || does {
            return false;
        }
        let belongs = matches!(word, "belong" | "belongs" | "belonging") && self.source.low(at + 1) == "to";
        let stays = at > start
            && matches!(word, "sits" | "sit" | "lives" | "live" | "stays" | "stay" | "hangs" | "hang")
            && matches!(self.source.low(at + 1), "in" | "on" | "at" | "into");
        let about = at > start && self.participle_of_relation(at)
            || (at > start && word == "marks" || word == "mark") && self.is_marking(at + 1);
        !(belongs || stays || about || self.verb(at).is_some())
    }

    /// `the cashier marks them paid`, `staff mark open orders as paid`: what stands behind the verb.
    fn is_marking(&self, at: usize) -> bool {
        const BETWEEN: usize = 4;
        let as_ahead = || {
            (at + 1..=at + BETWEEN)
                .take_while(|i| self.source.is_word(*i))
                .any(|i| self.source.low(i) == "as")
        };
        matches!(
            self.source.low(at),
            "it" | "them"
                | "done"
                | "complete"
                | "completed"
                | "finished"
                | "paid"
                | "returned"
                | "resolved"
                | "ready"
        ) || as_ahead()
            || (at + 1..at + BETWEEN)
                .any(|i| matches!(self.source.low(i), "ready" | "done" | "paid" | "served"))
    }

    /// `still`, `someone`, `we've`.
    fn is_no_name(&self, word: &str) -> bool {
        function::is(function::ADVERBS, word) || function::is_contraction(word)
    }

    fn adverb(&self, word: &str) -> bool {
        word.ends_with("ly")
            && word.len() > 4
            && !matches!(
                word,
                "family"
                    | "supply"
                    | "reply"
                    | "assembly"
                    | "anomaly"
                    | "daily"
                    | "weekly"
                    | "monthly"
                    | "yearly"
            )
    }

    /// `tasks assigned to`: what follows the name is about it, not part of it.
    fn participle_of_relation(&self, at: usize) -> bool {
        let word = self.source.low(at);
        (word.ends_with("ed") || matches!(word, "written" | "made" | "owned" | "sold"))
            && matches!(self.source.low(at + 1), "by" | "to" | "with" | "in" | "into" | "from")
    }

    /// `sales report`, `a notes app`: a plural that is the first part of a longer name.
    fn compound_plural(&self, end: usize) -> bool {
        let next = self.source.low(end);
        let of_app = |word: &str| {
            [products::APP_NOUNS, products::KEEPER_NOUNS].iter().any(|list| list.contains(&word))
        };
        let keeps = of_app(next) || next == "web" && of_app(self.source.low(end + 1));
        let bare = matches!(
            self.source.low(end - 1),
            "sales" | "goods" | "sports" | "news" | "arts" | "systems" | "parts"
        );
        // `agents list flats` is a sentence.
        (bare || keeps && !self.source.glued(end + 1) && self.any_verb(end).is_none())
            && self.source.is_word(end)
            && !function::is_function(next)
            && self.verb(end).is_none()
    }

    /// The finite verb at a token, when the words beside it make it one.
    pub(super) fn verb(&self, at: usize) -> Option<Seen> {
        if self.source.glued(at) || self.source.glued(at + 1) {
            return None;
        }
        let seen = self.any_verb(at)?;
        if !matches!(seen.form, Form::Base | Form::Third) {
            return None;
        }
        // `student grades management`: of what is managed.
        let managed =
            at < 2 && matches!(self.source.low(at + 1), "management" | "tracking" | "tracker" | "register");
        if managed && seen.form == Form::Third {
            return None;
        }
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        let hyphen = at > 0 && self.source.glued(at - 1);
        // `apply to open positions`.
        let to_things = before == "to"
            && seen.noun
            && at.checked_sub(2).is_some_and(|i| TO_THINGS.contains(&self.source.low(i)));
        if to_things {
            return None;
        }
        if !hyphen
            && (self.asks_for_verb(before) || self.is_let(at))
            && (before != "to" || seen.form == Form::Base)
        {
            // `to Book` names a record, `to book rooms` does not.
            let names = before == "to" && seen.noun && !self.starts_noun(at + seen.len);
            return (!names).then_some(seen);
        }
        let determined =
            function::is(function::DETERMINERS, before) || function::is(function::PREPOSITIONS, before);
        if determined || before.is_empty() {
            return None;
        }
        // `channel, publish date, status`.
        let dates =
            seen.form == Form::Base && matches!(self.source.low(at + 1), "date" | "time" | "deadline");
        if dates && matches!(before, "," | "and" | "with" | ":" | "(") {
            return None;
        }
        if !seen.noun {
            return Some(seen);
        }
        let after_noun = at > 0 && self.source.is_word(at - 1) && !function::is_function(before);
        let opens = seen.len > 1 || self.starts_noun(at + seen.len) || self.does_more(at, seen.len);
        let agrees = (seen.form == Form::Base)
            == (morph::is_plural(before) || before == "people" || before == "staff");
        let likely = seen.form == Form::Base || self.subject_like(at - 1);
        (after_noun && opens && agrees && likely).then_some(seen)
    }

    /// `agents reply and close`: people of whom another verb is said at once.
    fn does_more(&self, at: usize, len: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        let form = if morph::is_plural(before) { Form::Base } else { Form::Third };
        let next = at + len + 1;
        let joined = matches!(self.source.low(at + len), "and" | "or");
        let same = |at: usize| self.any_verb(at).is_some_and(|verb| verb.form == form);
        people::is_person(&morph::singular(before)) && joined && same(at) && same(next)
    }

    /// `let me log workouts`, `help us track stock`.
    fn is_let(&self, at: usize) -> bool {
        let whom = |i: usize| matches!(self.source.low(i), "me" | "us" | "them" | "him" | "her");
        let lets = |i: usize| matches!(self.source.low(i), "let" | "lets" | "letting" | "help" | "helps");
        at > 1 && whom(at - 1) && lets(at - 2)
    }

    /// A singular word that stands as a subject: a person, or something with an article before it.
    fn subject_like(&self, at: usize) -> bool {
        let word = self.source.low(at);
        people::is_person(word)
            || at.checked_sub(1).is_some_and(|i| function::is(function::DETERMINERS, self.source.low(i)))
    }

    pub(super) fn any_verb(&self, at: usize) -> Option<Seen> {
        if let Some(seen) = self.by_its_object(at).or_else(|| self.applied_for(at)) {
            return Some(seen);
        }
        let known = verbs::at(self.source.low(at), |offset, part| self.source.low(at + offset) == part);
        // A verb that says something else of all records says it of these as well.
        // Where rooms are `inspected`, supervisors who inspect them take that step.
        let looks = known.is_some_and(|seen| {
            seen.base != "read" && seen.does == Does::Acts(&[Act::Read]) || seen.base == "assign"
        });
        match known {
            Some(_) if looks => self.state_verb(at).or(known),
            Some(seen) if !matches!(seen.does, Does::Moves(_)) => known,
            _ => self.state_verb(at).or(known).or_else(|| self.sends(at)),
        }
    }

    fn asks_for_verb(&self, before: &str) -> bool {
        matches!(
            before,
            "can"
                | "may"
                | "must"
                | "should"
                | "will"
                | "shall"
                | "could"
                | "would"
                | "might"
                | "to"
                | "who"
                | "they"
                | "we"
                | "i"
                | "cannot"
                | "can't"
                | "don't"
                | "doesn't"
                | "only"
                | "never"
                | "also"
                | "not"
                | "do"
                | "does"
                | "you"
        )
    }

    pub(crate) fn starts_noun(&self, at: usize) -> bool {
        let word = self.source.low(at);
        self.source.is_word(at)
            && (function::is(function::DETERMINERS, word)
                || matches!(word, "them" | "it")
                || !function::is_function(word))
    }

    /// A word between items of a list.
    pub(crate) fn separator(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi && i - at < SEPARATOR_MAX {
            let word = self.source.low(i);
            let mark = matches!(word, "," | "/" | "&" | "+" | "and" | "or" | "plus" | "then");
            let phrase = word == "as" && self.source.low(i + 1) == "well" && self.source.low(i + 2) == "as";
            if phrase {
                i += 3;
            } else if mark || (i > at && matches!(word, "also" | "optionally")) {
                i += 1;
            } else {
                break;
            }
        }
        i
    }
}
