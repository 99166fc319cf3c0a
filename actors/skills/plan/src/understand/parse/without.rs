//! What is to be left out: `no comments`, `backend only`, `without an admin dashboard`.

use protocol::requirements::ProductConstraintKind;

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::people;
use crate::understand::token::Span;

/// Words of a list that what follows it takes back.
const NAMED_MAX: usize = 14;

impl Reader<'_> {
    /// `backend only`, `only an API`, `API-only`, `just the frontend`.
    pub(super) fn parts_only(&mut self, at: usize, hi: usize) -> usize {
        let led = matches!(self.source.low(at), "only" | "just");
        let start = self.after_article(at + usize::from(led), hi);
        let start = if led && matches!(self.source.low(start), "need" | "want" | "build") {
            self.after_article(start + 1, hi)
        } else {
            start
        };
        let Some((kind, mut end)) = self.part(start) else { return at };
        if !led {
            if self.source.low(end) != "only" {
                return at;
            }
            end += 1;
        }
        self.facts.push(Fact::Part { kind, span: Span::new(at, end.min(hi)) });
        end
    }

    /// A half of the product by name, and where the name ends.
    pub(super) fn part(&self, at: usize) -> Option<(ProductConstraintKind, usize)> {
        use ProductConstraintKind::{BackendOnly, FrontendOnly};
        Some(match (self.source.low(at), self.source.low(at + 1)) {
            ("rest", "api")
            | ("back", "end")
            | ("backend", "api")
            | ("api", "backend")
            | ("server", "side") => (BackendOnly, at + 2),
            ("front", "end") | ("user", "interface") | ("client", "side") | ("frontend", "app") => {
                (FrontendOnly, at + 2)
            }
            ("api" | "backend" | "server", _) => (BackendOnly, at + 1),
            ("frontend" | "ui" | "client", _) => (FrontendOnly, at + 1),
            ("headless", _) => (BackendOnly, at + 1),
            _ => return None,
        })
    }

    /// `no comments`, `without an admin dashboard`, `no frontend`.
    pub(super) fn negation(&mut self, at: usize, hi: usize) -> usize {
        let word = self.source.low(at);
        let lead = match word {
            "no" | "without" | "excluding" | "skip" => 1,
            "not" | "don't" | "doesn't" => {
                usize::from(matches!(
                    self.source.low(at + 1),
                    "need" | "want" | "include" | "add" | "have" | "use"
                )) + 1
            }
            "do" if self.source.low(at + 1) == "not" => 3,
            _ => return at,
        };
        // `we don't sell tickets, we don't do reviews`: of what is done without, nothing is made.
        let lead = lead + self.done_without(at, hi);
        let mut i = at + lead;
        let mut end = at;
        while i < hi {
            let start = self.after_article(i, hi);
            let start = start + usize::from(matches!(self.source.low(start), "any" | "no"));
            let Some(next) = self.negated(at, start, hi) else { break };
            end = next;
            let after = self.separator(end, hi);
            let again = matches!(self.source.low(after), "no" | "without");
            if after == end || !again && (self.clause_starts(after, hi) || self.is_wanted(end, after, hi)) {
                break;
            }
            i = after + usize::from(matches!(self.source.low(after), "no" | "without"));
        }
        end
    }

    /// `no ads, full-text search, dark mode`, `no comments, PostgreSQL`: only `or` or `and` at its end makes a list of what
    /// follows, and nobody leaves out what to build with.
    fn is_wanted(&self, end: usize, after: usize, hi: usize) -> bool {
        let joins = |i: usize| matches!(self.source.low(i), "or" | "nor" | "and" | "&" | "/");
        let stops = |i: usize| self.source.is_mark(i, '.') || self.source.is_mark(i, ';');
        let listed = (end..hi).take_while(|i| !stops(*i)).any(joins);
        !listed || self.stack_at(after).is_some()
    }

    /// `Grades, homework, terms: we have none of that`, `Online booking: not in this version`, `Accounts for buyers: no.`
    pub(super) fn none_of_those(&mut self, at: usize, hi: usize) -> usize {
        if !self.starts.contains(&at) {
            return at;
        }
        let Some(colon) = (at + 1..hi.min(at + NAMED_MAX)).find(|i| self.source.is_mark(*i, ':')) else {
            return at;
        };
        let listed = (at..colon)
            .all(|i| self.source.is_word(i) || matches!(self.source.low(i), "," | "&" | "?" | "-"));
        let mut i = colon + 1;
        while matches!(
            self.source.low(i),
            "we" | "we've" | "i" | "have" | "there" | "is" | "are" | "got" | "want" | "need"
        ) {
            i += 1;
        }
        let rest = |from: usize| (from..hi).filter(|i| self.source.is_word(*i)).count();
        let none = match self.source.low(i) {
            "none" => rest(i + 1) <= 2,
            "no" | "never" | "nope" => rest(i + 1) == 0,
            "not" => {
                rest(i + 1) <= 3
                    && matches!(self.source.low(i + 1), "in" | "here" | "now" | "wanted" | "needed" | "yet")
            }
            "forget" => rest(i + 1) == 1,
            _ => false,
        };
        if !none || !listed {
            return at;
        }
        if self.negates_known(at, colon) {
            return hi;
        }
        self.facts.push(Fact::LeftOut { span: Span::new(at, hi) });
        hi
    }

    /// Capabilities in such a list are left out as they are behind `no`.
    fn negates_known(&mut self, at: usize, colon: usize) -> bool {
        let Some((len, capability)) = CAPABILITIES.at(self.source, at).filter(|(len, _)| at + len == colon)
        else {
            return false;
        };
        let span = Span::new(at, at + len);
        if let Capability::Built(name) = capability {
            self.facts.push(Fact::NoFeature { name: *name, span });
            self.facts.push(Fact::Beside { span: Span::new(colon, colon + 1) });
            return true;
        }
        false
    }

    /// Behind `we don't`, or `don't` at the head of a sentence, a verb that is said of something that is not wanted.
    fn done_without(&self, at: usize, hi: usize) -> usize {
        let denies = matches!(self.source.low(at), "don't" | "won't");
        let us = at > 0 && matches!(self.source.low(at - 1), "we" | "i") || self.starts.contains(&at);
        let us = us || at > 0 && self.source.low(at - 1) == "please";
        let verb = at + 1;
        let listed = matches!(
            self.source.low(verb),
            "do" | "sell"
                | "handle"
                | "keep"
                | "offer"
                | "take"
                | "ship"
                | "run"
                | "model"
                | "bother"
                | "show"
                | "build"
        );
        let noun = self.noun(verb + 1, hi).is_some();
        usize::from(denies && us && listed && noun)
    }

    /// `no boards, no columns`: names alone, not `no stage has two slots`.
    fn left_out(&mut self, from: usize, at: usize, hi: usize) -> Option<usize> {
        let noun = self.noun(at, hi).filter(|noun| !noun.determined)?;
        let end = noun.end();
        // Every product has them: `without accounts` cannot be had.
        let always = matches!(
            noun.head(),
            "account" | "registration" | "login" | "admin" | "administrator" | "signup"
        );
        if always && noun.words.len() == 1 {
            let name = if people::is_admin(noun.head()) { "no administrators" } else { "no authentication" };
            self.facts.push(Fact::Refused { name: name.to_owned(), span: Span::new(from, end) });
            return Some(end);
        }
        let alone = end >= hi || !self.source.is_word(end) || matches!(self.source.low(end), "and" | "or");
        if !alone || people::is_anybody(noun.head()) || matches!(noun.head(), "one" | "other" | "limit") {
            return None;
        }
        self.facts.push(Fact::LeftOut { span: Span::new(from, end) });
        Some(end)
    }

    pub(super) fn negated(&mut self, from: usize, at: usize, hi: usize) -> Option<usize> {
        if let Some((kind, end)) = self.part(at) {
            let other = match kind {
                ProductConstraintKind::BackendOnly => ProductConstraintKind::FrontendOnly,
                ProductConstraintKind::FrontendOnly => ProductConstraintKind::BackendOnly,
            };
            self.facts.push(Fact::Part { kind: other, span: Span::new(from, end) });
            return Some(end);
        }
        if let Some((len, capability)) = CAPABILITIES.at(self.source, at) {
            let span = Span::new(from, at + len);
            self.facts.push(match capability {
                Capability::Built(name) => Fact::NoFeature { name: *name, span },
                Capability::Unbuilt(_) => Fact::Beside { span },
                Capability::Always(name) => Fact::Refused { name: format!("no {name}"), span },
            });
            return Some(at + len);
        }
        let Some(end) = self.stack_at(at).map(|(len, _)| at + len) else {
            return self.left_out(from, at, hi);
        };
        if end > hi {
            return None;
        }
        // "No Redis" asks for what is done anyway.
        let (_, known) = self.stack_at(at)?;
        let span = Span::new(from, end);
        self.facts.push(if known.supported {
            Fact::Refused { name: format!("no {}", known.name), span }
        } else {
            Fact::Beside { span }
        });
        Some(end)
    }
}
