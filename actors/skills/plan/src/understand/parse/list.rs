//! Lists after `with`, `has`, a colon or a bracket: fields of a record, records of a product, capabilities.

use super::Reader;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::verbs::Form;
use crate::understand::lexicon::{fields, function, verbs};
use crate::understand::morph;
use crate::understand::token::Span;

/// Whose list it is.
#[derive(Clone)]
pub(crate) enum Owner {
    Product,
    Record(Noun),
    Roles,
}

/// Tokens of an item that is no name.
const ASIDE_WORDS_MAX: usize = 10;

impl Reader<'_> {
    /// Reads items until something that is none; answers where the list ends.
    pub(crate) fn items(&mut self, at: usize, hi: usize, owner: &Owner) -> usize {
        let (mut i, mut done) = (at, at);
        // `manage books with search, tags and comments`: a list that begins with what no book has is of the product.
        let owner = if self.begins_with_capability(at, hi, owner) { &Owner::Product } else { owner };
        loop {
            let end = self.when_item(i, hi, owner).unwrap_or_else(|| self.item(i, hi, owner));
            if end == i {
                let Some(unread) =
                    self.unread_item(i, hi).filter(|_| i > at && matches!(owner, Owner::Record(_)))
                else {
                    return done;
                };
                self.facts.push(Fact::Unknown { span: Span::new(i, unread) });
                done = unread;
                i = self.separator(unread, hi);
                continue;
            }
            let mut end = end;
            let mut next = self.separator(end, hi);
            while let (Owner::Record(_), Some(aside)) = (owner, self.aside(next, hi).filter(|_| next > end)) {
                self.facts.push(Fact::Unknown { span: Span::new(next, aside) });
                end = aside;
                next = self.separator(end, hi);
            }
            let when = self.when_said(next, hi).is_some() || self.asks(next, hi).is_some();
            if next == end || next >= hi || self.clause_starts(next, hi) && !when {
                return end;
            }
            (i, done) = (next, end);
        }
    }

    /// `a name, what we pay for it and a minimum level`: an item in so many words, which is named and passed over.
    fn aside(&self, at: usize, hi: usize) -> Option<usize> {
        let starts =
            matches!(self.source.low(at), "what" | "how" | "which" | "who" | "whether" | "when" | "where");
        // `which shelf it is on` is a field.
        let asked = matches!(self.source.low(at), "what" | "which")
            && self.noun(at + 1, hi).is_some_and(|noun| !noun.determined && !noun.plural)
            || (self.source.low(at), self.source.low(at + 1)) == ("how", "long");
        if asked {
            return None;
        }
        let joins = |at: usize| matches!(self.source.low(at), "," | "and" | ";");
        let bracket = (at..hi.min(at + ASIDE_WORDS_MAX)).find(|i| self.source.is_mark(*i, '('));
        let start = bracket.and_then(|open| self.closing(open, hi)).map_or(at + 2, |close| close + 1);
        let end = (start..hi.min(start + ASIDE_WORDS_MAX))
            .find(|i| joins(*i))
            .unwrap_or(hi.min(at + ASIDE_WORDS_MAX));
        // Only where the list goes on behind it: else it is a statement of its own.
        let more = end < hi && self.noun(self.separator(end, hi), hi).is_some();
        (starts && more).then_some(end)
    }

    fn item(&mut self, at: usize, hi: usize, owner: &Owner) -> usize {
        // `and mark which originals are left` is something to do.
        let deed = self.source.is_word(at) && matches!(self.source.low(at + 1), "which" | "whether" | "who")
            || self.is_deed(at)
            || self.source.is_word(at)
                && !function::is_function(self.source.low(at))
                && !function::is(function::ADVERBS, self.source.low(at))
                && matches!(self.source.low(at + 1), "them" | "it")
            || matches!(self.source.low(at), "set" | "mark" | "make" | "choose")
                && matches!(self.source.low(at + 1), "one" | "any" | "some")
            || matches!(self.source.low(at), "pick" | "choose" | "select")
                && matches!(self.source.low(at + 1), "a" | "an" | "the" | "their");
        if at >= hi || deed || function::is(function::NEGATIONS, self.source.low(at)) {
            return at;
        }
        // `with at least five photographs`: files of one record are not counted.
        let counted = matches!(owner, Owner::Record(_)) && matches!(self.source.low(at), "at" | "up");
        let files = self.noun(at + 3, hi).is_some_and(|noun| noun.plural && fields::is_file(noun.head()));
        let at = if counted && files { self.behind_limit(at, hi) } else { at };
        // `people sign with their name` is no field.
        let crowd = self.source.low(at) == "people"
            && self.source.is_word(at + 1)
            && at + 1 < hi
            && !function::is_function(self.source.low(at + 1));
        if crowd {
            return at;
        }
        if let Some(end) = self
            .stack_item(at, hi)
            .or_else(|| self.nominal_item(at, hi))
            .or_else(|| self.approval_item(at, hi, owner))
            .or_else(|| self.capability_item(at, hi, owner))
        {
            return end;
        }
        if let Owner::Record(record) = owner
            && let Some(end) = self
                .whether(record, at, hi)
                .or_else(|| self.dated_item(record, at, hi))
                .or_else(|| self.asked_item(record, at, hi))
        {
            return end;
        }
        if let Some(end) = self
            .slashed_item(owner, at, hi)
            .or_else(|| self.status_item(owner, at, hi))
            .or_else(|| self.either_item(owner, at, hi))
            .or_else(|| self.question_item(owner, at, hi))
        {
            return end;
        }
        // `dark mode, German and English`.
        let spoken = if matches!(owner, Owner::Product) { self.language_list(at, hi) } else { at };
        if spoken > at + 1 {
            self.in_languages(Span::new(at, spoken));
            return spoken;
        }
        let Some(noun) = self.noun(at, hi) else { return at };
        // `an API with endpoints for items and orders`.
        let technical = noun.plural
            && noun.words.len() == 1
            && matches!(noun.head(), "endpoint" | "route" | "table" | "model" | "schema" | "collection");
        if technical && matches!(owner, Owner::Product) && self.source.low(noun.end()) == "for" {
            let end = noun.end() + 1;
            let behind = self.item(end, hi, owner);
            if behind > end {
                self.facts.push(Fact::Beside { span: Span::new(at, end) });
                return behind;
            }
        }
        if let Some(end) = self.limit_item(&noun, owner) {
            return end;
        }
        match owner {
            Owner::Product => self.product_item(noun, hi),
            Owner::Record(record) => self.record_item(&record.clone(), noun, hi),
            Owner::Roles => {
                let end = noun.end();
                self.facts.push(Fact::Role { noun });
                end
            }
        }
    }

    /// `plan meals and make a shopping list`: something to do, whatever nouns are written like that verb.
    fn is_deed(&self, at: usize) -> bool {
        let verb = self.any_verb(at).filter(|verb| verb.form == Form::Base);
        // `labels, and sharing lists with other users`.
        let sharing = matches!(self.source.low(at), "sharing" | "inviting")
            && morph::is_plural(self.source.low(at + 1));
        // `a deadline and priority, and share projects with others`.
        let shares = matches!(self.source.low(at), "share" | "leave" | "rate" | "watch" | "rent" | "invite")
            && self.source.low(at.wrapping_sub(1)) == "and"
            && morph::is_plural(self.source.low(at + 1))
            && !self.is_noun_item(at, self.source.tokens.len());
        // `known problems and link incidents to them`.
        let ties = matches!(self.source.low(at), "link" | "tie" | "attach" | "connect")
            && morph::is_plural(self.source.low(at + 1))
            && self.source.low(at + 2) == "to";
        // `cakes with price and photo, and order for pickup`.
        let orders = matches!(self.source.low(at), "order" | "book" | "reserve" | "buy" | "pay" | "apply")
            && matches!(self.source.low(at + 1), "for" | "online" | "them" | "it" | "in");
        let talks = matches!(self.source.low(at), "message" | "chat" | "text" | "call")
            && matches!(self.source.low(at + 1), "each" | "one" | "with");
        sharing
            || ties
            || talks
            || orders
            || verb.is_some_and(|verb| {
                let behind = at + verb.len;
                // `rent a month` is what is paid.
                let rate = morph::singular(self.source.low(at)) == self.source.low(at)
                    && fields::infer(&[self.source.low(at).to_owned()]).is_some()
                    && self.is_rate(behind);
                shares || !rate && matches!(self.source.low(behind), "a" | "an" | "the" | "my" | "our")
            })
    }

    pub(crate) fn after_article(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi
            && i - at < 4
            && (matches!(
                self.source.low(i),
                "a" | "an" | "the" | "some" | "basic" | "simple" | "full" | "secure" | "their" | "optional"
            ))
        {
            i += 1;
        }
        i
    }

    /// `post creation/editing`, `managing books`, `creation of posts`.
    fn nominal_item(&mut self, at: usize, hi: usize) -> Option<usize> {
        let start = self.after_article(at, hi);
        if let Some(acts) = verbs::nominal(self.source.low(start)) {
            let skip = usize::from(self.source.low(start + 1) == "of");
            let noun = self.noun(start + 1 + skip, hi).filter(|noun| verbs::nominal(&noun.last).is_none())?;
            let end = noun.end();
            self.facts.push(Fact::Nominal { acts, span: Span::new(start, end), noun });
            return Some(end);
        }
        let noun = self.noun(start, hi)?;
        let split =
            (noun.span.from + 1..noun.end()).find(|i| verbs::nominal(self.source.low(*i)).is_some())?;
        let name = self.noun(noun.span.from, split)?;
        let mut end = split;
        while let Some(acts) = verbs::nominal(self.source.low(end)).filter(|_| end < hi) {
            self.facts.push(Fact::Nominal { acts, span: Span::new(start, end + 1), noun: name.clone() });
            end += 1;
            let next = self.separator(end, hi);
            if verbs::nominal(self.source.low(next)).is_none() || next == end && !self.source.is_word(next) {
                break;
            }
            // `management of loans` is an item of its own.
            if self.source.low(next + 1) == "of" {
                break;
            }
            end = next;
        }
        Some(end)
    }
}
