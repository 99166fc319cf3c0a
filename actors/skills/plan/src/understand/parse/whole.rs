//! Set phrases about how the whole product works: `limit requests to 5 per minute`, `passwords must have at least 12 characters`,
//! `send a webhook whenever a ticket is created`, `comments are approved before they appear`.

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::verbs::{self, Act, Does, Form};
use crate::understand::lexicon::{function, people};
use crate::understand::morph;
use crate::understand::token::Span;

/// Words between what is limited, or who decides, and the number or word that says so.
const BETWEEN_MAX: usize = 8;
/// How short passwords may be, as the team decides it otherwise, and what can be decided.
const PASSWORD_LENGTH: (&str, std::ops::RangeInclusive<i64>) = ("auth.password_length_min", 8..=64);
/// What people write under the records of others.
const WRITTEN_UNDER: &[&str] = &["comment", "reply", "review", "answer", "testimonial"];

impl Reader<'_> {
    pub(super) fn of_the_whole(&mut self, at: usize, hi: usize) -> usize {
        let rules = [
            Self::limited_requests,
            Self::long_passwords,
            Self::sent_webhooks,
            Self::approved_first,
            Self::shown_once_published,
        ];
        for rule in rules {
            if let Some(end) = rule(self, at, hi) {
                return end;
            }
        }
        at
    }

    fn feature_at(&mut self, name: FeatureName, span: Span) {
        self.facts.push(Fact::Feature { name, span });
    }

    /// `limit requests to 5 per minute`: limits are built, their number is set elsewhere, so it is named.
    fn limited_requests(&mut self, at: usize, hi: usize) -> Option<usize> {
        if !matches!(self.source.low(at), "limit" | "limits" | "restrict" | "cap" | "throttle") {
            return None;
        }
        let calls = |i: &usize| matches!(self.source.low(*i), "requests" | "calls" | "request");
        let what = (at + 1..hi.min(at + 5)).find(calls)? + 1;
        self.feature_at(FeatureName::RateLimits, Span::new(at, what));
        let number = what + usize::from(matches!(self.source.low(what), "to" | "at"));
        if number >= hi || self.number(number).is_none() {
            return Some(what);
        }
        let unit = |i: &usize| {
            matches!(
                self.source.low(*i),
                "requests"
                    | "calls"
                    | "per"
                    | "a"
                    | "an"
                    | "each"
                    | "every"
                    | "second"
                    | "minute"
                    | "hour"
                    | "day"
                    | "user"
                    | "account"
                    | "client"
                    | "address"
                    | "ip"
                    | "key"
            )
        };
        let end = number + 1 + (number + 1..hi).take_while(unit).count();
        self.facts.push(Fact::Unknown { span: Span::new(what, end) });
        Some(end)
    }

    /// `passwords must be at least 14 characters long`.
    fn long_passwords(&mut self, at: usize, hi: usize) -> Option<usize> {
        if !matches!(self.source.low(at), "password" | "passwords") {
            return None;
        }
        let number = (at + 1..hi.min(at + BETWEEN_MAX)).find(|i| self.number(*i).is_some())?;
        let least = (at + 1..number)
            .any(|i| matches!(self.source.low(i), "least" | "minimum" | "min" | "shorter" | "fewer"));
        let units = |i: &usize| matches!(self.source.low(*i), "characters" | "chars" | "letters" | "long");
        let behind = (number + 1..hi).take_while(units).count();
        if !least || behind == 0 {
            return None;
        }
        let (end, wanted) = (number + 1 + behind, self.number(number)?);
        let (key, can_be) = PASSWORD_LENGTH;
        let span = Span::new(at, end);
        self.facts.push(match can_be.contains(&wanted) {
            true => Fact::Decides { key, value: wanted.to_string(), span },
            false => Fact::Unknown { span },
        });
        Some(end)
    }

    /// `send a webhook whenever a ticket is created`: every product's webhooks tell of that.
    fn sent_webhooks(&mut self, at: usize, hi: usize) -> Option<usize> {
        if !matches!(self.source.low(at), "send" | "sends" | "fire" | "fires" | "call" | "trigger" | "post") {
            return None;
        }
        let hook = |i: &usize| matches!(self.source.low(*i), "webhook" | "webhooks");
        let i = (at + 1..hi.min(at + 4)).find(hook)? + 1;
        let when = match (self.source.low(i), self.source.low(i + 1)) {
            ("when" | "whenever" | "once" | "after", _) => i + 1,
            ("every" | "each", "time") => i + 2,
            _ => return None,
        };
        let noun = self.noun(when, hi).filter(|noun| !people::is_person(noun.head()))?;
        let is = noun.end();
        let is =
            is + usize::from(matches!(self.source.low(is), "is" | "are" | "gets" | "get" | "was" | "has"));
        let mut end = None;
        let mut next = is;
        while let Some(verb) = self.any_verb(next).filter(|it| next < hi && it.form == Form::Past) {
            let told = match verb.does {
                Does::Acts(acts) => acts.iter().any(|act| *act != Act::Read),
                Does::Moves(_) => true,
                _ => false,
            };
            if !told {
                break;
            }
            end = Some(next + verb.len);
            next = self.separator(next + verb.len, hi);
        }
        let end = end?;
        self.feature_at(FeatureName::Webhooks, Span::new(at, end));
        self.facts.push(Fact::Entity { noun });
        Some(end)
    }

    /// `comments must be approved by moderators before they appear`, `editors check reviews before they go live`,
    /// `comments need approval`.
    fn approved_first(&mut self, at: usize, hi: usize) -> Option<usize> {
        let first = self.noun(at, hi)?;
        let (who, noun, told) = if people::is_person(first.head()) {
            let verb =
                first.end() + usize::from(matches!(self.source.low(first.end()), "must" | "should" | "can"));
            self.any_verb(verb).filter(|_| is_approval(self.source.low(verb)))?;
            // `editors write articles, admins approve them before they are published`.
            let them = matches!(self.source.low(verb + 1), "them" | "it" | "these");
            let noun = if them { self.topic.clone() } else { self.noun(verb + 1, hi) }?;
            let told = if them { verb + 2 } else { noun.end() };
            (Some(first), noun, told)
        } else {
            let told = first.end();
            (None, first, told)
        };
        if let Some(end) = self.live_once_approved(&noun, told, hi).filter(|_| who.is_none()) {
            return Some(end);
        }
        let under = WRITTEN_UNDER.contains(&noun.head());
        let needed = self.needs_approval(told, hi).filter(|_| who.is_none());
        let before = (told..hi.min(told + BETWEEN_MAX)).find(|i| self.source.low(*i) == "before");
        let (from, end) = match (needed, before) {
            (_, Some(before)) => (before, self.shows(before + 1, hi)?),
            (Some(end), None) => (end, end),
            (None, None) => return None,
        };
        let approved =
            who.is_some() || needed.is_some() || (told..from).any(|i| is_approval(self.source.low(i)));
        if !approved {
            return None;
        }
        let by = (told..from).find(|i| matches!(self.source.low(*i), "by" | "from"));
        let who =
            who.or_else(|| by.and_then(|by| self.noun(by + 1, hi)).filter(|it| people::is_person(it.head())));
        let span = Span::new(at, end);
        if !under {
            // `A news site where editors approve articles …`: what stands behind it is a statement of its own.
            let whole = (told..from).any(|i| matches!(self.source.low(i), "where" | "that" | "which"));
            let published = before.is_some() && !whole && !people::is_person(noun.head());
            return published.then(|| self.approved_before_shown(who, noun, span));
        }
        self.feature_at(FeatureName::Moderation, span);
        self.facts.push(Fact::Entity { noun: noun.clone() });
        // Administrators decide in any case; others by being allowed to take any of them away.
        let moderates = verbs::at("moderate", |_, _| false);
        if let (Some(who), Some(verb)) =
            (who.filter(|it| !people::is_admin(&morph::snake(&it.words))), moderates)
        {
            self.facts.push(Fact::Acts {
                actors: vec![who],
                verb,
                object: Some(noun),
                own: false,
                only: Only::Nothing,
                denied: false,
                span,
            });
        }
        Some(end)
    }

    /// `jobs go live after a moderator approves them`, `posts appear once an editor has approved them`.
    fn live_once_approved(&mut self, noun: &Noun, at: usize, hi: usize) -> Option<usize> {
        let at = at + usize::from(self.source.low(at) == "only");
        let behind = match (self.source.low(at), self.source.low(at + 1)) {
            ("go" | "goes" | "become" | "becomes", "live" | "public" | "online" | "visible") => at + 2,
            ("appear" | "appears", _) => at + 1,
            ("are" | "is", "published" | "shown" | "listed" | "visible") => at + 2,
            _ => return None,
        };
        let behind = behind + usize::from(self.source.low(behind) == "only");
        if !matches!(self.source.low(behind), "after" | "once" | "when") || people::is_person(noun.head()) {
            return None;
        }
        let who = self.noun(behind + 1, hi).filter(|it| people::is_person(it.head()))?;
        let verb = who.end() + usize::from(matches!(self.source.low(who.end()), "has" | "have"));
        if !is_approval(self.source.low(verb)) && !matches!(self.source.low(verb), "approved" | "approves") {
            return None;
        }
        let them = usize::from(matches!(self.source.low(verb + 1), "them" | "it"));
        let end = verb + 1 + them;
        if end < hi && self.source.is_word(end) && !self.clause_starts(end, hi) {
            return None;
        }
        let span = Span::new(noun.span.from, end);
        let noun = Noun { own: false, others: false, ..noun.clone() };
        Some(self.approved_before_shown(Some(Noun { plural: true, ..who }), noun, span))
    }

    /// `need a moderator's approval`, `await approval`: where it ends.
    fn needs_approval(&self, at: usize, hi: usize) -> Option<usize> {
        let i = at + usize::from(matches!(self.source.low(at), "must" | "should" | "will" | "first"));
        let needs =
            matches!(self.source.low(i), "need" | "needs" | "require" | "requires" | "await" | "awaits");
        let word = |i: &usize| matches!(self.source.low(*i), "approval" | "moderation");
        (i + 1..hi.min(i + 5)).find(word).filter(|_| needs).map(|i| i + 1)
    }

    /// Behind `before`: `they appear`, `it goes live`, `anyone sees them`: where it ends.
    fn shows(&self, at: usize, hi: usize) -> Option<usize> {
        let words = (at..hi)
            .take_while(|i| {
                let word = self.source.low(*i);
                matches!(
                    word,
                    "they"
                        | "they're"
                        | "it's"
                        | "it"
                        | "them"
                        | "anyone"
                        | "anybody"
                        | "everyone"
                        | "others"
                        | "people"
                        | "public"
                        | "online"
                        | "live"
                        | "up"
                        | "site"
                        | "on"
                        | "the"
                        | "to"
                        | "visible"
                        | "gets"
                        | "get"
                        | "go"
                        | "goes"
                        | "being"
                        | "can"
                        | "appear"
                        | "appears"
                        | "appearing"
                        | "show"
                        | "shows"
                        | "shown"
                        | "showing"
                        | "published"
                        | "displayed"
                        | "posted"
                        | "seen"
                        | "see"
                        | "sees"
                        | "publication"
                ) || function::is(function::BE, word)
            })
            .count();
        (words > 0).then_some(at + words)
    }
}

fn is_approval(word: &str) -> bool {
    matches!(
        word,
        "approve"
            | "approves"
            | "approved"
            | "check"
            | "checks"
            | "checked"
            | "review"
            | "reviews"
            | "reviewed"
            | "moderate"
            | "moderates"
            | "moderated"
            | "vet"
            | "vets"
            | "vetted"
            | "approval"
            | "moderation"
    )
}
