//! What a product is for: `for managing books`, `to book meeting rooms`, `Track my book collection`.

use protocol::requirements::FieldKind;

use super::Reader;
use super::action::Statement;
use super::list::Owner;
use crate::understand::fact::{Fact, FieldWish, Noun, Only};
use crate::understand::lexicon::verbs::{self, Form, Seen};
use crate::understand::lexicon::{function, people};
use crate::understand::morph;
use crate::understand::token::Span;

/// Deeds of one purpose.
const PURPOSES_MAX: usize = 4;
/// People who are no kind of users by themselves.
const FOR_WHOM: &[&str] = &["friend", "coworker", "colleague", "kid", "beginner", "hobbyist", "individual"];

/// Groups and occasions that a product is for.
const FOR_GROUPS: &[&str] = &[
    "couple",
    "family",
    "household",
    "business",
    "startup",
    "team",
    "nonprofit",
    "ngo",
    "wedding",
    "birthday",
    "party",
    "beginner",
    "enthusiast",
    "lover",
    "hobbyist",
    "fan",
];

impl Reader<'_> {
    /// What shops and marketplaces deal in, where nothing more is said of it.
    fn dealt_in(&self, noun: &Noun) -> bool {
        let domain = self.product.as_ref().and_then(|product| crate::domains::domain(&product.words));
        let deals = domain.is_some_and(|domain| {
            matches!(domain.commented.as_str(), "Product" | "Listing")
                && domain.record(&morph::pascal(&noun.words)).is_none()
        });
        let again = (noun.end()..self.source.tokens.len())
            .any(|i| morph::singular(self.source.low(i)) == noun.head());
        deals && !again
    }

    /// `a quiz app for teachers and students`: nobody but its users, where that ends the sentence.
    fn users_alone(&mut self, at: usize, hi: usize) -> Option<usize> {
        let keeps = self.product.as_ref().is_none_or(|product| {
            matches!(
                product.head(),
                "database"
                    | "register"
                    | "registry"
                    | "directory"
                    | "list"
                    | "log"
                    | "tracker"
                    | "manager"
                    | "system"
            )
        });
        let (people, end) = self.people_at(at, hi);
        let whole = end >= hi || self.source.is_mark(end, '.');
        if keeps || !whole || people.is_empty() || !people.iter().all(|noun| noun.plural && !noun.own) {
            return None;
        }
        for noun in people {
            self.facts.push(Fact::Role { noun: Noun { plural: false, ..noun } });
        }
        Some(end)
    }

    /// `for managing books`, `to track expenses`, `for a school`, `for teachers`.
    pub(super) fn product_purpose(&mut self, at: usize, hi: usize) -> usize {
        let mut end = self.items_of_purpose(at + 1, hi);
        if end == at + 1 {
            return end;
        }
        // `to plan meals and make a shopping list`: one after the other.
        for _ in 0..PURPOSES_MAX {
            let next = self.separator(end, hi);
            let deed = self.any_verb(next).filter(|verb| next > end && verb.form == Form::Base);
            let Some(verb) = deed.filter(|verb| self.opens_object(next + verb.len)) else { break };
            let Some(object) = self.noun(next + verb.len, hi).filter(|it| it.determined || it.plural) else {
                break;
            };
            let more = self.items_of_purpose(next, hi);
            if more < object.end() {
                break;
            }
            end = more;
        }
        end
    }

    pub(super) fn items_of_purpose(&mut self, at: usize, hi: usize) -> usize {
        if let Some(verb) = self.any_verb(at).filter(|verb| matches!(verb.does, verbs::Does::Acts(_))) {
            let start = at + verb.len;
            if let Some(end) = self.who_did(start, hi) {
                self.facts.push(Fact::Beside { span: Span::new(at, start) });
                return end;
            }
            if self.noun(start, hi).is_none() {
                return at;
            }
            self.facts.push(Fact::Beside { span: Span::new(at, start) });
            // `to manage a zoo with animals`: the zoo is what it is all about.
            let whole = self
                .noun(start, hi)
                .filter(|noun| noun.determined && !noun.plural)
                .filter(|noun| self.product_list(noun, noun.end(), hi) || self.lists_records(noun.end(), hi));
            if let Some(noun) = whole {
                let end = noun.end();
                self.facts.push(Fact::Purpose { noun });
                return self.items(end + 1, hi, &Owner::Product).max(end);
            }
            if let Some(kept) = self.kept_in(start, hi) {
                let end = kept.span.to + 1;
                self.facts.push(Fact::Beside { span: Span::new(kept.span.to, end) });
                self.named(&kept);
                // `my book collection: title, author, year`.
                return self.definition(&kept, end, hi).max(end);
            }
            // `manage my rental apartments: apartments, tenants, leases`: the list says it again.
            let listed = self.noun(start, hi).filter(|noun| {
                self.source.is_mark(noun.end(), ':')
                    && self
                        .noun(noun.end() + 1, hi)
                        .is_some_and(|item| item.head() == noun.head() && item.plural)
            });
            let start = match listed {
                Some(noun) => {
                    let end = noun.end() + 1;
                    self.facts.push(Fact::Purpose { noun });
                    end
                }
                None => start,
            };
            let mark = self.facts.len();
            let end = self.items(start, hi, &Owner::Product).max(start);
            self.things(mark, hi);
            return self.fields_of_mine(end, hi);
        }
        if let Some(end) = self.purpose_deed(at, hi) {
            return end;
        }
        let Some(noun) = self.noun(at, hi).filter(|noun| !self.predicate(noun.end(), hi)) else { return at };
        if people::is_person(noun.head()) || noun.plural && FOR_WHOM.contains(&noun.head()) {
            let end = noun.end();
            // `for freelancers: clients, projects`, `for dog owners with posts and comments`: what is kept for them.
            let lists =
                self.source.is_mark(end, ':') || self.source.low(end) == "with" && self.product.is_some();
            // `for tenants: tenants submit complaints`.
            if self.source.is_mark(end, ':') && noun.plural && self.clause_starts(end + 1, hi) {
                self.facts.push(Fact::Role { noun: Noun { plural: false, ..noun } });
                return end;
            }
            if lists && noun.plural && self.noun(end + 1, hi).is_some_and(|item| item.plural) {
                self.facts.push(Fact::Role { noun: Noun { plural: false, ..noun } });
                return self.items(end + 1, hi, &Owner::Product).max(end);
            }
            if let Some(end) = self.users_alone(at, hi) {
                return end;
            }
            let acts = self.source.low(end) == "to" && self.any_verb(end + 1).is_some();
            let acted =
                if acts { self.acts(std::slice::from_ref(&noun), Only::Nothing, at, end, hi) } else { end };
            return if acted > end { acted } else { self.items(at, hi, &Owner::Product) };
        }
        if let Some(end) = self.customers_apart(&noun) {
            return end;
        }
        // `a library for board games: members borrow games`.
        if self.source.is_mark(noun.end(), ':') && self.clause_starts(noun.end() + 1, hi) {
            let end = noun.end();
            self.facts.push(Fact::Purpose { noun });
            return end;
        }
        // `a store for handmade candles: products, orders`: what it deals in.
        let deals = self.source.is_mark(noun.end(), ':')
            && self.product.as_ref().is_some_and(|product| crate::domains::domain(&product.words).is_some())
            && self.noun(noun.end() + 1, hi).is_some_and(|item| item.is_records());
        if deals {
            let end = noun.end();
            self.facts.push(Fact::Purpose { noun });
            return self.items(end + 1, hi, &Owner::Product).max(end);
        }
        // `a marketplace for handmade goods. Sellers list items`: what it deals in.
        let sold = noun.plural
            && self
                .product
                .as_ref()
                .and_then(|product| crate::domains::domain(&product.words))
                .is_some_and(|domain| domain.record(&morph::pascal(&noun.words)).is_none())
            && noun.end() >= hi
            && (hi..self.source.tokens.len()).any(|i| {
                matches!(self.source.low(i), "list" | "lists" | "sell" | "sells" | "offer" | "offers")
            });
        if sold {
            let end = noun.end();
            self.facts.push(Fact::Purpose { noun });
            return end;
        }
        // `a budgeting app for couples`, `a marketplace for second-hand goods`.
        if noun.plural && noun.end() >= hi && (FOR_GROUPS.contains(&noun.head()) || self.dealt_in(&noun)) {
            let end = noun.end();
            self.facts.push(Fact::Purpose { noun });
            return end;
        }
        let customers = people::is_group(noun.head()) && noun.plural && noun.end() >= hi;
        if noun.plural && !customers && (noun.is_records() || self.defines(noun.end(), hi)) {
            return self.items(at, hi, &Owner::Product);
        }
        // Whom or what it is for, `a small bakery`, names the product further.
        let end = noun.end();
        self.facts.push(Fact::Purpose { noun });
        end
    }

    /// `to manage a film festival: films, screenings, venues`.
    fn lists_records(&self, at: usize, hi: usize) -> bool {
        let item = |at: usize| self.noun(at, hi).filter(|noun| noun.is_records());
        let second = item(at + 1).map(|first| self.separator(first.end(), hi));
        self.source.is_mark(at, ':') && second.is_some_and(|second| item(second).is_some())
    }

    /// `job applications I sent: company, position, status`: what each of them has.
    fn fields_of_mine(&mut self, at: usize, hi: usize) -> usize {
        let that = at + usize::from(matches!(self.source.low(at), "that" | "which"));
        let mine = matches!(self.source.low(that), "i" | "we");
        let colon = (that + 1..hi.min(that + 4)).find(|i| self.source.is_mark(*i, ':'));
        let (Some(colon), Some(topic)) = (colon.filter(|_| mine), self.topic.clone()) else { return at };
        let end = self.items(colon + 1, hi, &Owner::Record(topic));
        if end == colon + 1 {
            return at;
        }
        self.facts.push(Fact::Beside { span: Span::new(at, colon) });
        end
    }

    /// `to book meeting rooms`, `for booking rooms`: whoever registers does that, and a record of it is left.
    fn purpose_deed(&mut self, at: usize, hi: usize) -> Option<usize> {
        let form = if self.source.low(at - 1) == "for" { Form::Ing } else { Form::Base };
        let verb = self.any_verb(at).filter(|verb| verb.form == form)?;
        let leaves =
            matches!(verb.does, verbs::Does::Makes(_) | verbs::Does::MakesNamed(_) | verbs::Does::Moves(_));
        let start = at + verb.len;
        self.noun(start, hi).filter(|object| leaves && !people::is_person(object.head()))?;
        let said = Statement { from: at, only: Only::Nothing, denied: false };
        let end = self.objects(&[], &[verb], said, start, hi);
        (end > start).then_some(end)
    }

    /// `to manage my book collection`: the books.
    fn kept_in(&self, at: usize, hi: usize) -> Option<Noun> {
        let noun = self.noun(at, hi)?;
        let holds =
            matches!(noun.head(), "collection" | "library" | "catalogue" | "catalog" | "list" | "stash");
        let words: Vec<String> =
            noun.words[..noun.words.len() - 1].iter().filter(|word| *word != "personal").cloned().collect();
        // `a shopping list` is no list of shoppings.
        let last = words.last().filter(|it| holds && !noun.plural && !it.ends_with("ing"))?.clone();
        let span = Span::new(noun.span.from, noun.span.to - 1);
        Some(Noun { words, last: morph::plural(&last), plural: true, span, ..noun })
    }

    /// `I want to`, `we need to`: behind that.
    fn behind_wish(&self, at: usize) -> usize {
        let mut i = at + usize::from(matches!(self.source.low(at), "i" | "we" | "i'd" | "we'd"));
        while i > at && matches!(self.source.low(i), "would" | "like" | "want" | "need" | "really" | "just") {
            i += 1;
        }
        if i > at + 1 && self.source.low(i) == "to" { i + 1 } else { at }
    }

    /// `track my weight and mood`: nothing but numbers and words, which stand in an entry of each day.
    fn entries(&mut self, mark: usize, span: Span) {
        let said = &self.facts[mark..];
        // `my water intake` is what is kept, and not where.
        let own = said.iter().find_map(|fact| match fact {
            Fact::Entity { noun } if noun.own && !noun.plural => Some(noun.clone()),
            _ => None,
        });
        if let Some(noun) = own {
            return self.facts.push(Fact::Record { noun });
        }
        let fields = said.iter().any(|fact| matches!(fact, Fact::ProductField { .. }));
        let others = said
            .iter()
            .any(|fact| matches!(fact, Fact::Entity { .. } | Fact::Role { .. } | Fact::Acts { .. }));
        if !fields || others {
            return;
        }
        let of = |word: &str| Noun {
            words: vec![word.to_owned()],
            last: word.to_owned(),
            span,
            ..Noun::unnamed(span.from)
        };
        let date = FieldWish { kind: Some(FieldKind::Date), ..self.wish(&of("date")) };
        self.facts.push(Fact::Entity { noun: of("entry") });
        self.facts.push(Fact::ProductField { wish: date });
    }

    /// `Track my book collection`, `Manage rooms and bookings`: a request that names no product, but what to keep in it.
    pub(super) fn imperative(&mut self, at: usize, hi: usize) -> usize {
        let keeps = |verb: &Seen| {
            verb.does == verbs::Does::Acts(verbs::ALL) && matches!(verb.form, Form::Base | Form::Ing)
        };
        let first = at == 0 && self.product.is_none();
        let lead = at;
        let at = self.behind_wish(at);
        let Some(verb) = self.any_verb(at).filter(|verb| first && keeps(verb)) else { return lead };
        let start = at + verb.len;
        // `Track record of …`, `list price`: a name that begins like a verb.
        let named = function::is(function::DETERMINERS, self.source.low(start))
            || self.source.low(start) == "who"
            || self.noun(start, hi).is_some_and(|noun| noun.plural);
        if !named {
            return lead;
        }
        let mark = self.facts.len();
        let end = self.items_of_purpose(at, hi);
        if end <= start {
            return lead;
        }
        self.facts.push(Fact::Beside { span: Span::new(lead, at) });
        self.entries(mark, Span::new(at, start));
        end
    }
}
