//! What follows a record's name and says what it is made of: `books with title and author`, `Book (title, author)`.

use super::Reader;
use super::list::Owner;
use super::trail::is_unit;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::{fields, function, people};
use crate::understand::token::Span;

impl Reader<'_> {
    /// Whether what follows a name lists its fields.
    pub(crate) fn defines(&self, at: usize, hi: usize) -> bool {
        at < hi
            && (self.source.is_mark(at, '(')
                || self.source.is_mark(at, ':')
                || function::is(function::HAVE, self.source.low(at))
                || self.source.low(at) == "with")
    }

    /// `books with title and author`, `Book (title, author)`, `Book: title`; answers where the fields end.
    pub(crate) fn definition(&mut self, noun: &Noun, at: usize, hi: usize) -> usize {
        // `a press section too, with magazine and issue`.
        let too = self.source.low(at) == "too" && matches!(self.source.low(at + 1), "," | "with");
        let at = at
            + usize::from(too)
            + usize::from(too && self.source.is_mark(at + 1, ',') && self.source.low(at + 2) == "with");
        let item = self.item_of_section(noun, at);
        let noun = item.as_ref().unwrap_or(noun);
        let record = Owner::Record(noun.clone());
        let valued = self.field_with_values(noun, at, hi);
        if valued > at {
            return valued;
        }
        // `they get a text with a link`, `small thing: a list`: nobody keeps those.
        let measured = noun.words.len() == 1
            && (!noun.plural && function::is(function::MEASURES, noun.head()) || is_unit(&noun.last));
        if measured && !(noun.capital && noun.determined) && !self.outlined.contains(&noun.words) {
            return at;
        }
        if self.source.is_mark(at, '(') {
            let Some(close) = self.closing(at, hi) else { return at };
            let kinds = self.kinds(noun, at, close);
            if kinds > at {
                return kinds;
            }
            let mark = self.facts.len();
            // `maintenance requests (with photos and status)`.
            let with = usize::from(matches!(self.source.low(at + 1), "with" | "has" | "having" | "each"));
            let end = self.list_in(at + 1 + with, close, &record);
            if end == at + 1 + with {
                self.facts.truncate(mark);
                return at;
            }
            self.named(noun);
            return if end >= close { close + 1 } else { end };
        }
        // `they scan barcodes with their phones`: what it is done with.
        if self.source.low(at) == "with" && self.noun(at + 1, hi).is_some_and(|with| with.own && with.plural)
        {
            return at;
        }
        let lead = match self.source.low(at) {
            "with" | "having" | "including" | "containing" => 1,
            ":" => 1,
            _ => return at,
        };
        // `what I did at a hive: date, notes`: what is listed is of the deed.
        let place = noun.determined && !noun.plural && noun.span.from > 1;
        let led = place
            && (noun.span.from.saturating_sub(3)..noun.span.from)
                .any(|i| matches!(self.source.low(i), "at" | "from" | "into") && !self.starts.contains(&i));
        if led && self.source.is_mark(at, ':') {
            return at;
        }
        let company = self.with_people(noun, at, hi);
        if company > at {
            return company;
        }
        // `Waiting list with automatic promotion.`: no sentence, and nothing that a list has.
        let phrase = self.source.low(at) == "with"
            && !noun.plural
            && !noun.determined
            && self.starts.contains(&noun.span.from)
            && !self.outlined.contains(&noun.words);
        let whole =
            |item: &Noun| item.end() >= hi && !item.determined && fields::infer(&item.words).is_none();
        if let Some(item) = self.noun(at + 1, hi).filter(|item| phrase && noun.words.len() > 1 && whole(item))
        {
            self.facts.push(Fact::Unknown { span: Span::new(noun.span.from, item.end()) });
            return item.end();
        }
        let start = self.lead_words(at + lead, hi);
        // `options with text belong to polls`: the text is a field, what follows is about the options.
        let field = noun.is_records()
            && self
                .noun(start, hi)
                .is_some_and(|item| !item.plural && !item.determined && !people::is_person(item.head()));
        if self.clause_starts(start, hi) && !(field && self.source.low(at) == "with") {
            return at;
        }
        let end = self.items(start, hi, &record);
        if end == start {
            return at;
        }
        self.named(noun);
        end
    }

    /// `a press section with magazine and issue`: each of what is listed there has them.
    fn item_of_section(&self, noun: &Noun, at: usize) -> Option<Noun> {
        let [of, section] = noun.words.as_slice() else { return None };
        let listed = section == "section" && !noun.plural && self.source.low(at) == "with";
        let words = vec![of.clone(), "item".to_owned()];
        listed.then(|| Noun { words, last: "item".to_owned(), ..noun.clone() })
    }

    /// `a priority (low, medium or high)` of what was spoken of last: a field with its values, and no record.
    fn field_with_values(&mut self, noun: &Noun, at: usize, hi: usize) -> usize {
        let field =
            !noun.plural && fields::infer(&noun.words).is_some() && !self.outlined.contains(&noun.words);
        if !(field && self.source.is_mark(at, '(')) {
            return at;
        }
        let Some(owner) = self.topic.clone() else { return at };
        let mut wish = self.wish(noun);
        let end = self.refine(&mut wish, at, hi);
        if end == at || wish.values.is_empty() {
            return at;
        }
        self.facts.push(Fact::Field { owner, wish });
        end
    }

    /// `appointments with doctors`: whom it is with, not what it is made of.
    fn with_people(&mut self, noun: &Noun, at: usize, hi: usize) -> usize {
        let to =
            self.noun(at + 1, hi).filter(|to| self.source.low(at) == "with" && people::is_person(to.head()));
        // `with an owner and a deadline` lists what each has.
        let next = to.as_ref().map_or(at, |to| to.end());
        let listed = self.source.low(next) == "and"
            && self
                .noun(next + 1, hi)
                .is_some_and(|item| item.determined && !item.plural && fields::infer(&item.words).is_some());
        let to = to.filter(|to| to.plural || !listed);
        let number = |to: &Noun| matches!(to.words[0].as_str(), "max" | "min" | "maximum" | "minimum");
        let to = to.filter(|to| !number(to));
        let Some(to) = to.filter(|to| to.plural || to.determined && !self.source.is_mark(to.end(), ','))
        else {
            return at;
        };
        let end = to.end();
        self.named(noun);
        let span = Span::new(noun.span.from, end);
        self.facts.push(Fact::Link {
            from: noun.clone(),
            to,
            link: Link::Assigned,
            optional: false,
            name: None,
            span,
        });
        // `with a date and a time` then says what they are made of.
        let fields = self.source.low(end) == "with";
        if fields { self.definition(noun, end, hi).max(end) } else { end }
    }

    /// Items up to a bracket's end; what is no item is left for others to name.
    fn list_in(&mut self, at: usize, close: usize, owner: &Owner) -> usize {
        let mut i = at;
        while i < close {
            let end = self.items(i, close, owner);
            if end == i {
                return if i == at { at } else { close };
            }
            i = self.separator(end, close).max(end);
            if i == end && i < close {
                return i;
            }
        }
        i
    }

    /// `with the fields`, `with the following attributes:`
    pub(crate) fn lead_words(&self, at: usize, hi: usize) -> usize {
        let mut i = at;
        while i < hi && i - at < 5 {
            let listing = self.source.is_mark(i + 1, ':') || i + 1 < hi && self.starts_noun(i + 1);
            match self.source.low(i) {
                ":" | "following" | "the" | "these" | "a" | "an" => i += 1,
                "fields" | "attributes" | "properties" | "columns" if listing => i += 1,
                // `with entities Customer, Order and Product`.
                "entities" | "models" | "tables" | "resources"
                    if self.source.is_word(i + 1)
                        && self.source.raw(i + 1).starts_with(char::is_uppercase) =>
                {
                    i += 1;
                }
                _ => break,
            }
        }
        let any = (at..i).any(|k| {
            let word = self.source.low(k);
            matches!(word, "fields" | "attributes" | "properties" | "columns" | ":")
                || matches!(word, "entities" | "models" | "tables" | "resources")
        });
        if any { i } else { at }
    }

    pub(super) fn named(&mut self, noun: &Noun) {
        self.topic = Some(noun.clone());
        self.manner(noun);
        self.facts.push(Fact::Entity { noun: noun.clone() });
    }
}
