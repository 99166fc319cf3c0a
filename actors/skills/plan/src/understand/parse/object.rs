//! What a deed is done to, and whose the fields are that stand behind it: `borrow books with a due date`.

use protocol::requirements::FeatureName;

use super::Reader;
use super::field::TIME_UNITS;
use crate::domains;
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::people;
use crate::understand::lexicon::verbs::{Act, Does, Seen};
use crate::understand::model::actions::ARRANGEMENTS;
use crate::understand::morph;
use crate::understand::token::Span;

impl Reader<'_> {
    pub(super) fn is_noun_item(&self, at: usize, hi: usize) -> bool {
        // `buy products and leave reviews`, unlike `submit expenses and leave requests`.
        let deed = VERBS_FIRST.contains(&self.source.low(at))
            && !names_of(self.source.low(at)).contains(&morph::singular(self.source.low(at + 1)).as_str());
        !deed
            && self.any_verb(at).is_some_and(|verb| verb.noun)
            && self.noun(at, hi).is_some_and(|noun| noun.plural)
    }

    /// A preposition that belongs to the verb is passed over: `comment on posts`, `look through books`.
    pub(super) fn object_start(&self, at: usize, hi: usize) -> usize {
        let skip = matches!(
            self.source.low(at),
            "on" | "for" | "to" | "in" | "into" | "at" | "about" | "of" | "through" | "up"
        ) && self.starts_noun(at + 1);
        if skip && at + 1 < hi { at + 1 } else { at }
    }

    pub(super) fn object(&mut self, at: usize, hi: usize) -> Option<(Noun, usize)> {
        if let Some(found) = self.others(at, hi) {
            return Some(found);
        }
        if matches!(self.source.low(at), "them" | "it" | "these" | "those") {
            let topic = self.topic.clone()?;
            return Some((Noun { own: false, ..topic }, at + 1));
        }
        // `agents see all tickets, customers see theirs`.
        let own = usize::from(self.source.low(at + 1) == "own" && self.noun(at + 1, hi).is_none());
        let theirs = matches!(self.source.low(at), "theirs" | "hers" | "mine")
            || own > 0 && matches!(self.source.low(at), "their" | "his" | "her");
        if theirs {
            let topic = self.topic.clone()?;
            let end = at + 1 + own;
            let only = usize::from(self.source.low(end) == "only");
            return Some((Noun { own: true, others: false, ..topic }, end + only));
        }
        let at = self.behind_limit(at, hi);
        let noun = self.noun(at, hi)?;
        let noun = self.contained(noun, hi);
        let noun = self.whole_of_a_field(noun, hi);
        let noun = self.status_of_topic(noun);
        let noun = self.kept_private(noun);
        let noun = self.own_calendar(noun);
        let noun = self.spot_of(noun);
        let end = noun.end();
        // `see their own orders only`.
        let trailing = noun.own && self.source.low(end) == "only" && !self.starts_noun(end + 1);
        if trailing {
            return Some((noun, end + 1));
        }
        if let Some(theirs) = self.made_themselves(end).filter(|_| !people::is_person(noun.head())) {
            return Some((Noun { own: true, ..noun }, theirs));
        }
        Some((noun, end))
    }

    /// `teachers see the kids in their club`: those of others are not kept from them, which is named.
    pub(super) fn within_theirs(&mut self, verbs: &[Seen], at: usize, hi: usize) -> usize {
        let reads = verbs.iter().all(|verb| verb.does == Does::Acts(&[Act::Read]));
        let held = reads && matches!(self.source.low(at), "in" | "from" | "at" | "on");
        let Some(whole) =
            self.noun(at + 1, hi).filter(|noun| held && noun.own && !people::is_person(noun.head()))
        else {
            return at;
        };
        self.facts.push(Fact::Unknown { span: Span::new(at, whole.end()) });
        whole.end()
    }

    /// `rejects them with a reason`: written when that is decided, and no field of what is handed in.
    pub(super) fn remarked(&mut self, verbs: &[Seen], at: usize, hi: usize) -> usize {
        let decides = verbs.iter().all(|verb| matches!(verb.does, Does::Moves(_)));
        let remark = self.noun(at + 1, hi).filter(|_| decides && self.source.low(at) == "with");
        let Some(remark) = remark.filter(|noun| REMARKS.contains(&noun.head())) else { return at };
        self.facts.push(Fact::Unknown { span: Span::new(at, remark.end()) });
        remark.end()
    }

    /// `borrow up to 5 books`: how many is named as not understood, what is done to them is not.
    pub(super) fn behind_limit(&mut self, at: usize, hi: usize) -> usize {
        let words = match (self.source.low(at), self.source.low(at + 1), self.source.low(at + 2)) {
            ("up", "to", _) | ("at", "most" | "least", _) => 2,
            ("a", "maximum" | "max", "of") | ("no", "more", "than") => 3,
            _ => return at,
        };
        let end = at + words + 1;
        if end >= hi || self.spelled(end - 1).is_none() || !self.starts_noun(end) {
            return at;
        }
        self.facts.push(Fact::Unknown { span: Span::new(at, end) });
        end
    }

    /// `guests register for events with seats`: once events are described, the seats are the registration's.
    pub(super) fn whose_fields(&self, object: &Noun, verbs: &[Seen], span: Span) -> Noun {
        let made = verbs.iter().find_map(|verb| match verb.does {
            Does::Makes(record) => Some(record),
            _ => None,
        });
        let described = self
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::Field { owner, .. } if owner.words == object.words));
        let first = self
            .noun(self.after_article(object.end() + 1, self.source.tokens.len()), self.source.tokens.len());
        let of_deed = first.is_some_and(|field| made.is_some_and(|made| is_of_deed(&field, object, made)));
        // `apply for membership with name and address`.
        match made.filter(|made| described || of_deed || *made == "Application" && !object.plural) {
            Some(record) => Noun {
                words: morph::name_words(record),
                last: record.to_lowercase(),
                span,
                lead: span.from,
                ..object.clone()
            },
            None => object.clone(),
        }
    }

    /// `albums of photos` hold several.
    pub(super) fn holds(&mut self, whole: &Noun, part: &Noun, at: usize) -> bool {
        let holds = self.source.low(at) == "of" && part.plural && HOLDERS.contains(&whole.head());
        if holds {
            self.named(whole);
            let (from, to, span) = (whole.clone(), part.clone(), Span::new(whole.span.from, part.end()));
            self.facts.push(Fact::Entity { noun: part.clone() });
            self.facts.push(Fact::Link { from, to, link: Link::HasMany, optional: false, name: None, span });
        }
        holds
    }

    /// Fields of the object, and what it is for: `books with title`, `comments to posts`.
    pub(super) fn after_object(&mut self, object: &Noun, fields_of: &Noun, at: usize, hi: usize) -> usize {
        let defined = self.definition(fields_of, at, hi);
        if defined > at {
            return defined;
        }
        let dates = self.between_dates(at, hi);
        if dates > at {
            return dates;
        }
        let drafted = self.as_drafts(at);
        if drafted > at {
            return drafted;
        }
        // `borrow books for 14 days`: no book has days.
        let some = matches!(self.source.low(at + 1), "some" | "several");
        let lasts = self.source.low(at) == "for" && (some || self.spelled(at + 1).is_some());
        if lasts && at + 2 < hi && TIME_UNITS.contains(&self.source.low(at + 2)) {
            self.facts.push(Fact::Unknown { span: Span::new(at, at + 3) });
            return at + 3;
        }
        // `write pages in rich text`.
        if self.source.low(at) == "in"
            && let Some((len, capability)) = CAPABILITIES.at(self.source, at + 1)
            && matches!(capability, Capability::Built(FeatureName::RichText))
        {
            let end = at + 1 + len;
            self.capability(*capability, Span::new(at, end));
            return end;
        }
        let to = self.noun(at + 1, hi);
        let Some(to) = to.filter(|_| {
            matches!(
                self.source.low(at),
                "to" | "on" | "for" | "in" | "of" | "under" | "within" | "from" | "about" | "against"
            ) || self.is_held_at(at, hi)
        }) else {
            return at;
        };
        let end = to.end();
        // `order several products in one order with a quantity each`.
        let within = matches!(self.source.low(at), "in" | "within" | "under" | "per");
        if let Some(behind) = within.then(|| self.in_lines(&to, object, end, hi)).flatten() {
            return behind;
        }
        // `a remark on its condition` is about one of its own fields.
        let its = to.own
            && !to.plural
            && (at + 1..to.span.from).any(|i| matches!(self.source.low(i), "its" | "their"));
        if its {
            return at;
        }
        if self.product.as_ref().is_some_and(|product| product.head() == to.head()) {
            self.facts.push(Fact::Beside { span: to.span });
            return end;
        }
        let domain = self.product.is_none() && !to.plural && domains::is_whole(&to.words);
        if domain {
            self.product = Some(to.clone());
            self.facts.push(Fact::Product { noun: to });
            return end;
        }
        // `leave reviews on restaurants`: those are kept.
        let judged = matches!(object.head(), "review" | "comment" | "rating" | "feedback" | "vote")
            && to.plural
            && !people::is_person(to.head())
            && matches!(self.source.low(at), "on" | "of" | "about" | "for");
        if judged {
            self.facts.push(Fact::Entity { noun: to.clone() });
        }
        if self.holds(object, &to, at) {
            return end;
        }
        let whole = to.clone();
        // `reviews for tutors` are about tutors, and made by whoever leaves them.
        let given = matches!(self.source.low(at), "to" | "for" | "about" | "on");
        let from_people = people::is_person(to.head());
        let link = match (given && from_people, self.is_held_at(at, hi)) {
            (true, _) => Link::Assigned,
            (false, true) => Link::Belongs,
            (false, false) => Link::Perhaps,
        };
        self.facts.push(Fact::Link {
            from: object.clone(),
            to,
            link,
            optional: false,
            name: None,
            span: Span::new(object.span.from, end),
        });
        let listed = self.source.is_mark(end, '(') && whole.determined && !whole.plural;
        if self.source.low(end) != "with" && !listed {
            return end;
        }
        // `orders for products with a quantity`: of the orders, unless products are known to have it.
        let first = self.noun(self.after_article(end + 1, hi), hi);
        let known = domains::record(&morph::pascal(&whole.words), None);
        let of_whole = first.zip(known).is_some_and(|(field, known)| {
            let name = morph::snake(&field.words);
            known.fields.iter().any(|it| it.name == name)
        });
        let owner = if of_whole { whole } else { fields_of.clone() };
        self.definition(&owner, end, hi).max(end)
    }
}

impl Reader<'_> {
    /// `rent a bike from a start date to an end date`: what a rental has anyway.
    fn between_dates(&mut self, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "from" {
            return at;
        }
        let date = |at: usize| {
            self.noun(at, hi).filter(|noun| noun.head() == "date" && !noun.plural).map(|noun| noun.end())
        };
        let Some(to) = date(at + 1).filter(|to| matches!(self.source.low(*to), "to" | "until" | "till"))
        else {
            return at;
        };
        let Some(end) = date(to + 1) else { return at };
        self.facts.push(Fact::Beside { span: Span::new(at, end) });
        end
    }

    /// `sign up for shifts at events`: each shift is one of an event's.
    fn is_held_at(&self, at: usize, hi: usize) -> bool {
        self.source.low(at) == "at"
            && self.noun(at + 1, hi).is_some_and(|noun| noun.plural && domains::is_record(noun.head()))
    }
}

/// `borrow books with a due date`: what a loan has, and no book.
fn is_of_deed(field: &Noun, object: &Noun, made: &str) -> bool {
    let name = morph::snake(&field.words);
    let plural = morph::snake(field.words.split_last().map_or(&[], |(_, before)| before));
    let named =
        |known: &str| known == name || !plural.is_empty() && known == format!("{plural}_{}", field.last);
    let has = |record: &str| {
        domains::record(record, None).is_some_and(|known| known.fields.iter().any(|it| named(&it.name)))
    };
    let arranged = ARRANGEMENTS.contains(&object.head());
    !arranged && !has(&morph::pascal(&object.words)) && (has(made) || OF_DEEDS.contains(&name.as_str()))
}

/// What holds several of something.
const HOLDERS: &[&str] = &["album", "gallery", "playlist", "folder", "batch", "bundle", "deck", "portfolio"];

/// What somebody writes down who decides.
const REMARKS: &[&str] = &["comment", "reason", "note", "remark", "explanation", "feedback", "message"];

/// Verbs that are nouns as well, and hardly ever the first word of a name.
const VERBS_FIRST: &[&str] =
    &["leave", "view", "watch", "check", "rate", "like", "share", "log", "report", "book", "rent", "request"];
/// Behind which words a verb is the first word of a name.
fn names_of(verb: &str) -> &'static [&'static str] {
    match verb {
        "book" => OF_BOOKS,
        "rent" => OF_RENT,
        _ => OF_LEAVE,
    }
}

/// What employees have to do with their leave.
pub(super) const OF_LEAVE: &[&str] =
    &["request", "application", "balance", "type", "day", "policy", "record", "list"];
/// What readers have to do with books.
const OF_RENT: &[&str] =
    &["payment", "receipt", "roll", "increase", "review", "arrear", "reminder", "invoice"];
const OF_BOOKS: &[&str] = &["review", "club", "title", "copy", "loan", "order", "series", "category", "list"];

/// What is said of a deed, and not of what it is done to.
const OF_DEEDS: &[&str] = &[
    "due_date",
    "date",
    "time",
    "start_date",
    "end_date",
    "start",
    "end",
    "quantity",
    "amount",
    "duration",
    "star",
    "rating",
    "score",
    "message",
    "reason",
    "deadline",
    "party_size",
    "check_in",
    "check_out",
    "cover_letter",
    "cv",
    "resume",
    "motivation",
    "motivation_letter",
];
