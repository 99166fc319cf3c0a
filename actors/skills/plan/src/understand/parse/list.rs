//! Lists after `with`, `has`, a colon or a bracket: fields of a record, records of a product, capabilities.

use protocol::requirements::FieldKind;

use super::Reader;
use super::dated::{DATED, of_first, without_form, without_history};
use super::field::UNITS;
use super::product::usual;
use crate::domains;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::verbs::{Act, Does, Form};
use crate::understand::lexicon::{fields, function, people, products, verbs};
use crate::understand::morph;
use crate::understand::token::Span;

/// Whose list it is.
#[derive(Clone)]
pub(crate) enum Owner {
    Product,
    Record(Noun),
    Roles,
}

/// Heads that make one name with what follows `of`: `number of pages`.
const OF_HEADS: &[&str] = &[
    "number", "date", "name", "year", "place", "time", "type", "amount", "cost", "level", "kind", "length",
    "point", "country", "city",
];

/// What a thing that is sold is to be had in several of.
const VARIANTS: &[&str] =
    &["size", "colour", "color", "flavour", "flavor", "style", "material", "finish", "fabric"];

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

    pub(super) fn product_item(&mut self, noun: Noun, hi: usize) -> usize {
        // `I delete bad ones`: of what was named before.
        if noun.head() == "one" {
            self.facts.push(Fact::Unknown { span: noun.span });
            return noun.end();
        }
        let noun = self.contained(noun, hi);
        // `company, status (applied, offer, rejected)`.
        let listed = matches!(self.facts.last(), Some(Fact::ProductField { wish }) if wish.span.to + 1 == noun.span.from);
        let state = listed && !noun.determined
            || noun.words.len() == 1 && matches!(noun.head(), "status" | "state" | "stage" | "priority");
        if state && self.source.is_mark(noun.end(), '(') && !noun.plural {
            let mut wish = self.wish(&noun);
            let end = self.refine(&mut wish, noun.end(), hi);
            if end > noun.end() {
                self.facts.push(Fact::ProductField { wish });
                return end;
            }
        }
        let noun = without_form(without_history(noun));
        let noun = if DATED.contains(&noun.head()) || noun.head() == "number" {
            self.of_name(noun, hi)
        } else {
            noun
        };
        let end = noun.end();
        if let Some(lent) = self.lent_to(&noun, hi) {
            return lent;
        }
        let defined = self.definition(&noun, end, hi);
        if defined > end {
            return defined;
        }
        let related = self.of_relation(&noun, end, hi, Link::Belongs);
        if related > end {
            return related;
        }
        if let Some(end) = self.named_otherwise(&noun) {
            return end;
        }
        let cast = self.cast(&noun);
        if matches!(noun.last.as_str(), "approval" | "approvals") && noun.words.len() == 1 {
            self.facts.push(Fact::Unknown { span: noun.span });
            return end;
        }
        // `title, author, rating`: one of what each has.
        let one = !noun.plural
            && !noun.determined
            && matches!(self.facts.last(), Some(Fact::ProductField { wish }) if wish.span.to + 1 == noun.span.from);
        // `date, systolic, diastolic, pulse`: what no list knows stands among what each has.
        let unknown = one
            && !noun.capital
            && !domains::is_record(noun.head())
            && domains::domain(&noun.words).is_none();
        if (people::is_person(noun.head()) || unknown && !cast) && one {
            let wish = self.wish(&noun);
            self.facts.push(Fact::ProductField { wish });
        } else if people::is_person(noun.head()) {
            self.facts.push(Fact::Role { noun });
        } else if cast
            || self.is_among_things(&noun)
            || noun.is_records() && !self.is_attribute(&noun)
            || noun.capital
            || self.is_usual(&noun)
            || !self.is_among_fields(&noun, hi)
                && (self.product.as_ref().is_some_and(|product| usual(product, &noun))
                    || fields::infer(&noun.words).is_none() && !noun.plural)
        {
            self.topic = Some(noun.clone());
            self.manner(&noun);
            self.facts.push(Fact::Entity { noun });
        } else if products::PARTS.contains(&noun.head()) {
            self.facts.push(Fact::Unknown { span: noun.span });
        } else {
            let one = if self.is_attribute(&noun) { noun.in_singular() } else { noun };
            let mut wish = self.wish(&one);
            of_first(&mut wish);
            let end = self.refine(&mut wish, end, hi);
            self.facts.push(Fact::ProductField { wish });
            return end;
        }
        end
    }

    /// `a todo list with priorities and due dates`: what each of them has, and nothing that is kept by itself.
    fn is_attribute(&self, noun: &Noun) -> bool {
        let value = noun.plural && noun.words == ["priority"]
            || fields::infer(&noun.words).is_some_and(|it| {
                matches!(
                    it.kind,
                    FieldKind::Date
                        | FieldKind::DateTime
                        | FieldKind::Decimal
                        | FieldKind::Enum
                        | FieldKind::Boolean
                )
            });
        let name = morph::pascal(&noun.words);
        let kept = self.product.as_ref().is_some_and(|product| {
            product.words.len() > 1
                && [products::KEEPER_NOUNS, products::APP_NOUNS]
                    .iter()
                    .any(|list| list.contains(&product.head()))
        });
        kept && noun.plural
            && value
            && !noun.capital
            && !self.is_usual(noun)
            && domains::record(&name, None).is_none()
    }

    /// `pupils, teachers, rooms and lessons`: rooms as well are kept, and how many there are is no field of a pupil.
    fn is_among_things(&self, noun: &Noun) -> bool {
        let whole =
            matches!(noun.head(), "room" | "bed" | "seat" | "floor" | "unit" | "desk" | "table" | "plot");
        let mut things = self.facts.iter().rev().map_while(|fact| match fact {
            Fact::Entity { noun } | Fact::Role { noun } => Some(noun),
            _ => None,
        });
        let beside = |before: &Noun, noun: &Noun| {
            before.plural && before.span.to < noun.span.from && noun.span.from <= before.span.to + 2
        };
        let last = things.next().filter(|last| beside(last, noun));
        let two = last.is_some_and(|last| things.next().is_some_and(|first| beside(first, last)));
        noun.plural && noun.words.len() == 1 && whole && two
    }

    fn is_usual(&self, item: &Noun) -> bool {
        item.plural && self.product.as_ref().is_some_and(|product| usual(product, item))
    }

    /// `a list of books`: the books.
    pub(super) fn contained(&mut self, noun: Noun, hi: usize) -> Noun {
        // `a minimum number of volunteers` is a number.
        let of_people = self.noun(noun.end() + 1, hi).is_some_and(|inner| people::is_person(inner.head()));
        let counted = noun.head() == "number"
            && (noun.words.len() > 1 || self.is_bounded(noun.span.from) || of_people && !noun.determined);
        if counted {
            return noun;
        }
        if self.source.low(noun.end()) != "of" || !products::CONTAINERS.contains(&noun.head()) {
            return noun;
        }
        match self.noun(noun.end() + 1, hi).filter(|inner| inner.plural) {
            Some(inner) => {
                self.facts.push(Fact::Beside { span: noun.span });
                inner
            }
            None => noun,
        }
    }

    fn record_item(&mut self, record: &Noun, noun: Noun, hi: usize) -> usize {
        let of_its_own = self.record_between(record, &noun, hi);
        if of_its_own > noun.end() {
            return of_its_own;
        }
        let valued = self.source.is_mark(noun.end(), '(');
        if let Some(end) = if valued { None } else { self.usual_beside(record, &noun, hi) } {
            return end;
        }
        // `tasks with a due date, subtasks, comments`: things again, behind another.
        let things =
            noun.plural && matches!(noun.head(), "comment" | "reply" | "review" | "note" | "attachment");
        let behind = matches!(self.facts.last(), Some(Fact::Link { from, link: Link::HasMany, span, .. })
            if from.words == record.words && span.to + 2 >= noun.span.from && span.to < noun.span.from);
        if things && behind && noun.words.len() == 1 && noun.head() == "comment" {
            return self.many_item(record, noun, hi);
        }
        let noun = self.listed_words(noun, hi);
        let noun = self.written_in(noun);
        let noun = self.contained(noun, hi);
        let noun = self.of_name(noun, hi);
        let end = noun.end();
        if let Some(end) = self.in_tongues(record, &noun, hi) {
            return end;
        }
        let shared = fields::is_shared(noun.head());
        let file = fields::is_file(noun.head());
        // `some drawings as PDF`.
        // `the photo of the page`.
        let pictured = file && self.source.low(end) == "of";
        let end = match self.noun(end + 1, hi).filter(|of| pictured && of.determined) {
            Some(of) => {
                self.facts.push(Fact::Beside { span: Span::new(end, of.end()) });
                of.end()
            }
            None => end,
        };
        let as_file =
            self.source.low(end) == "as" && fields::is_file_type(&morph::singular(self.source.low(end + 1)));
        let unknown = noun.last != "needs"
            && noun.is_records()
            && !file
            && !as_file
            && (shared || fields::infer(&noun.words).is_none());
        let each = matches!(self.source.low(end), ":" | ",")
            && self.source.low(end + 1) == "each"
            && matches!(self.source.low(end + 2), "with" | "having");
        // `buildings have rooms with number and floor`: what has fields of its own is no number.
        let described =
            self.source.low(end) == "with" && !file && self.noun(end + 1, hi).is_some_and(|it| !it.own);
        if noun.plural && (noun.many && !file && !as_file || unknown || noun.capital || each || described) {
            return self.many_item(record, noun, hi);
        }
        let mut wish = self.wish(&noun);
        of_first(&mut wish);
        self.share_last(&mut wish, &noun);
        let end = self.refine(&mut wish, end, hi);
        let end = self.trail(&mut wish, end, hi);
        let end = self.date_and_time(&mut wish, end);
        let end = self.unheld_measure(end, hi);
        let end = self.unique_inside(record, &noun, end, hi);
        self.goes_through_field(record, &wish);
        self.facts.push(Fact::Field { owner: record.clone(), wish });
        end
    }

    fn many_item(&mut self, record: &Noun, noun: Noun, hi: usize) -> usize {
        // `parts used and hours`.
        let used =
            usize::from(matches!(self.source.low(noun.end()), "used" | "needed" | "required" | "involved"));
        let end = noun.end() + used;
        if let Some(behind) = self.in_lines(record, &noun, end, hi) {
            return behind;
        }
        let shared = fields::is_shared(noun.head());
        let vice = self.source.low(end) == "and"
            && self.source.low(end + 1) == "vice"
            && self.source.low(end + 2) == "versa";
        // `one or more authors`: of what is known as a word of other records, each is of many of them.
        let word = noun.many && fields::infer(&noun.words).is_some_and(|it| it.kind == FieldKind::String);
        // `sellers list items, buyers place orders containing items`: those were there before.
        let offered = self.facts.iter().any(|fact| match fact {
            Fact::Acts { verb, object: Some(object), .. } => {
                let makes = matches!(verb.does, Does::Acts(acts) if acts.contains(&Act::Create))
                    || verb.base == "list";
                makes && object.words == noun.words && object.words != record.words
            }
            // `items with a price, orders with items`: an item is in many of them.
            Fact::Field { owner, wish } => {
                owner.words == noun.words && matches!(wish.last.as_str(), "price" | "sku" | "stock")
            }
            _ => false,
        });
        let link = if shared || vice || word || offered { Link::Shared } else { Link::HasMany };
        let optional = noun.adjectives.iter().any(|adjective| matches!(adjective, fields::Adjective::Is(_)));
        self.facts.push(Fact::Link {
            from: record.clone(),
            to: noun.clone(),
            link,
            optional,
            name: None,
            span: noun.span,
        });
        if vice {
            self.facts.push(Fact::Beside { span: Span::new(end, end + 3) });
            return end + 3;
        }
        if self.source.is_mark(end, '(') || matches!(self.source.low(end), "having" | "with") {
            let hi = self.ends_inside(record, end, hi);
            return self.definition(&noun, end, hi);
        }
        // `points: each with a label and a method`.
        let each = matches!(self.source.low(end), ":" | ",")
            && self.source.low(end + 1) == "each"
            && matches!(self.source.low(end + 2), "with" | "having");
        if each { self.definition(&noun, end + 2, hi).max(end) } else { end }
    }

    /// `a title, ingredients with amounts, steps and a cooking time`: steps and times are the recipe's again.
    fn ends_inside(&self, record: &Noun, at: usize, hi: usize) -> usize {
        let Some(comma) = (at..hi).find(|i| self.source.is_mark(*i, ',')) else { return hi };
        if self.source.is_mark(at, '(') {
            return hi;
        }
        // `ingredients with amounts, and the method`.
        let first = self.noun(at + 1, hi).is_some_and(|item| !item.determined && item.end() <= comma);
        let and = comma + 1 + usize::from(self.source.low(comma + 1) == "and");
        let anew = and > comma + 1 && self.noun(and, hi).is_some_and(|item| item.determined && !item.own);
        // `with an owner and a deadline, and a list of suppliers`.
        let list = self.noun(and, hi).is_some_and(|item| {
            products::CONTAINERS.contains(&item.head()) && self.source.low(item.end()) == "of"
        });
        if first && anew || list {
            return comma;
        }
        let known = domains::record(&morph::pascal(&record.words), None);
        let next = self.noun(comma + 1, hi);
        let back = next.is_some_and(|noun| {
            let name = morph::snake(&noun.words);
            let of_record = known.is_some_and(|known| known.fields.iter().any(|it| it.name == name));
            of_record || noun.is_records() && fields::infer(&noun.words).is_none() || noun.last == "steps"
        });
        if back { comma } else { hi }
    }

    /// `number of pages` and `date of birth` are one name.
    pub(crate) fn of_name(&self, noun: Noun, hi: usize) -> Noun {
        let joint = self.source.low(noun.end());
        // `date applied`, `km driven`, `pages read`.
        let done = DATED.contains(&noun.head()) && noun.words.len() == 1 && self.is_done(noun.end(), hi);
        if done {
            let words = vec![noun.last.clone(), joint.to_owned()];
            let span = Span::new(noun.span.from, noun.end() + 1);
            return Noun { words, last: joint.to_owned(), plural: false, span, ..noun };
        }
        let per = joint == "per" && fields::infer(&noun.words).is_some();
        if !(per || joint == "of" && OF_HEADS.contains(&noun.head())) {
            return noun;
        }
        let Some(inner) = self.noun(noun.end() + 1, hi) else { return noun };
        let mut words = noun.words.clone();
        words.push(joint.to_owned());
        words.extend(inner.words.iter().take(inner.words.len().saturating_sub(1)).cloned());
        words.push(inner.last.clone());
        let span = Span::new(noun.span.from, inner.end());
        Noun { words, last: inner.last, plural: false, span, ..noun }
    }

    /// `reviews of books`, `comments on a post`, `tasks for each project`.
    pub(super) fn of_relation(&mut self, noun: &Noun, at: usize, hi: usize, link: Link) -> usize {
        if !matches!(
            self.source.low(at),
            "of" | "on" | "for" | "per" | "about" | "in" | "under" | "within" | "to"
        ) {
            return at;
        }
        // `distance in km`.
        if self.source.low(at) == "in" && UNITS.contains(&self.source.low(at + 1)) {
            return at;
        }
        // `24 years in the job`.
        let counted = self.number(noun.span.from.wrapping_sub(1)).is_some();
        if counted && function::is(function::MEASURES, noun.head()) && noun.words.len() == 1 {
            return at;
        }
        let Some(to) = self.noun(at + 1, hi).filter(|to| self.linkable(to)) else { return at };
        let end = to.end();
        if self.holds(noun, &to, at) {
            return end;
        }
        // `reservations for a small restaurant`: what it is all for, at a request's start.
        let whole = self.source.low(at) == "for" && self.product.is_none() && to.determined && !to.plural;
        if whole && domains::domain(&to.words).is_some() {
            self.named(noun);
            self.product = Some(to.clone());
            self.facts.push(Fact::Product { noun: to });
            return end;
        }
        // `applications for a foundation`: whom it is all for.
        let asked_for = self.source.low(at) == "for" && noun.span.from <= 4 && to.determined && !to.plural;
        if asked_for && (people::is_group(to.head()) || products::BUSINESSES.contains(&to.head())) {
            self.named(noun);
            self.facts.push(Fact::Purpose { noun: to });
            return end;
        }
        if self.source.low(at) == "in" && to.plural && VARIANTS.contains(&to.head()) {
            return self.variants(noun, to, hi);
        }
        self.named(noun);
        let link =
            if people::is_person(to.head()) || to.plural || to.determined { link } else { Link::Perhaps };
        self.facts.push(Fact::Link {
            from: noun.clone(),
            to,
            link,
            optional: false,
            name: None,
            span: Span::new(noun.span.from, end),
        });
        end
    }

    /// `t-shirts in sizes and colours`: each is to be had in several of them.
    fn variants(&mut self, noun: &Noun, first: Noun, hi: usize) -> usize {
        self.named(noun);
        let (mut next, mut end) = (Some(first), noun.end());
        while let Some(to) = next.filter(|to| to.plural && VARIANTS.contains(&to.head())) {
            end = to.end();
            let span = to.span;
            let (link, optional, name) = (Link::Shared, false, None);
            self.facts.push(Fact::Link { from: noun.clone(), to, link, optional, name, span });
            let at = self.separator(end, hi);
            next = (at > end).then(|| self.noun(at, hi)).flatten();
        }
        end
    }

    pub(crate) fn linkable(&self, noun: &Noun) -> bool {
        !products::APP_NOUNS.contains(&noun.head())
            && verbs::nominal(&noun.last).is_none()
            && morph::pascal(&noun.words).len() > 1
    }
}
