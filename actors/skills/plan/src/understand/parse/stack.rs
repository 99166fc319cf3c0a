//! Names of languages, frameworks and databases in a sentence.

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::lexicon::function;
use crate::understand::lexicon::stack::{Known, PART_WORDS, STACK, USE_WORDS};
use crate::understand::token::Span;

impl Reader<'_> {
    /// A stack name at a token, with its length. Words with another sense count only beside words about building.
    pub(crate) fn stack_at(&self, at: usize) -> Option<(usize, &'static Known)> {
        let (len, known) = STACK.at(self.source, at)?;
        let before = at.checked_sub(1).map_or("", |i| self.source.low(i));
        let after = self.source.low(at + len);
        let led = matches!(before, "use" | "using" | "with" | "in" | "on")
            || at > 1 && matches!(before, "and" | "," | "/" | "+") && STACK.at(self.source, at - 2).is_some();
        let part = PART_WORDS.contains(&after);
        let ends = after.is_empty() || !self.source.is_word(at + len) || function::is_function(after);
        let clear =
            !known.ambiguous || (led && ends) || part && before != "to" || self.among_stack(at, at + len);
        clear.then_some((len, known))
    }

    /// Whether a clear name stands beside this one in a list: `flask + celery`, `Rust (actix-web)`, `Elixir Phoenix`.
    fn among_stack(&self, from: usize, to: usize) -> bool {
        let joins = |at: usize| matches!(self.source.low(at), "," | "/" | "+" | "&" | "(" | ")" | ":");
        let is_clear = |at: usize| STACK.at(self.source, at).is_some_and(|(_, known)| !known.ambiguous);
        let heads = |at: usize| {
            self.source.is_mark(at, ':')
                && at > 0
                && matches!(
                    self.source.low(at - 1),
                    "stack" | "tech" | "technology" | "technologies" | "backend" | "frontend"
                )
        };
        let mut right = to;
        while right < to + AMONG_MAX && joins(right) {
            right += 1;
        }
        let mut left = from;
        for _ in 0..AMONG_MAX {
            if left == 0 || heads(left - 1) {
                break;
            }
            left -= 1;
            if !joins(left) && STACK.at(self.source, left).is_none() || is_clear(left) {
                break;
            }
        }
        right > to && is_clear(right)
            || left > 0 && heads(left - 1)
            || left < from
                && is_clear(left)
                && !(left + 1 == from && !self.source.raw(from).starts_with(char::is_uppercase))
    }

    pub(super) fn stack_item(&mut self, at: usize, hi: usize) -> Option<usize> {
        let start = self.after_article(at, hi);
        let (len, known) = self.stack_at(start)?;
        let mut end = start + len;
        while end < hi && PART_WORDS.contains(&self.source.low(end)) {
            end += 1;
        }
        self.facts.push(Fact::Stack { known: *known, span: Span::new(start, end) });
        Some(end)
    }

    pub(super) fn stack_starts(&self, at: usize) -> bool {
        USE_WORDS.contains(&self.source.low(at)) && (1..4).any(|i| self.stack_at(at + i).is_some())
    }

    /// `Use React with FastAPI and PostgreSQL`, `built in Vue`, `frontend: React`.
    pub(super) fn stack_clause(&mut self, at: usize, hi: usize) -> usize {
        let mut i = at;
        let mut end = at;
        let mut seen = false;
        while i < hi {
            if let Some(next) = self.stack_item(i, hi) {
                seen = true;
                i = next;
                end = next;
                continue;
            }
            let word = self.source.low(i);
            let beside = USE_WORDS.contains(&word)
                || PART_WORDS.contains(&word)
                || matches!(
                    word,
                    "with"
                        | "and"
                        | "for"
                        | "the"
                        | "a"
                        | "an"
                        | "in"
                        | "on"
                        | "by"
                        | "as"
                        | ","
                        | "/"
                        | "+"
                        | "&"
                        | ":"
                        | "is"
                        | "-"
                        | "should"
                        | "be"
                        | "it"
                        | "please"
                        | "to"
                        | "plus"
                        | "i"
                        | "we"
                        | "want"
                        | "need"
                        | "of"
                        | "prefer"
                        | "via"
                        | "must"
                        | "are"
                );
            if !beside || i - end > STACK_GAP_MAX {
                break;
            }
            i += 1;
        }
        if !seen {
            return at;
        }
        self.facts.push(Fact::Beside { span: Span::new(at, end) });
        end
    }
}

/// Tokens to either side that a list of names is looked at.
const AMONG_MAX: usize = 8;
/// Words between two names of one stack sentence; bounds looking ahead.
const STACK_GAP_MAX: usize = 8;
