//! What a request asks to build: `Create a modern blog platform with …`, `a library where …`; and what it is no use asking for.

use protocol::requirements::FeatureName;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::stack::PART_WORDS;
use crate::understand::lexicon::{function, people, products, verbs};
use crate::understand::limits::NAME_WORDS_MAX;
use crate::understand::morph;
use crate::understand::token::Span;

/// Capabilities that are said of the whole product.
const MANNERS: &[&str] = &[
    "another interface than REST",
    "artificial intelligence",
    "mobile",
    "a look of their own for each customer",
    "offline use",
    "collaborative editing",
    "single sign-on",
];

impl Reader<'_> {
    /// `fix my bug`, `write a kernel driver`.
    pub(super) fn out_of_range(&mut self, at: usize, hi: usize) -> usize {
        let word = self.source.low(at);
        let object = self.source.low(at + 1);
        let mine = matches!(object, "my" | "the" | "this" | "our" | "these" | "that");
        if products::OTHER_WORK.contains(&word) && mine && self.starts.contains(&at) {
            let end = self.noun(at + 1, hi).map_or(at + 2, |noun| noun.end());
            self.facts.push(Fact::OutOfRange {
                what: self.source.slice(Span::new(at, end)).to_owned(),
                span: Span::new(at, end),
            });
            return end;
        }
        at
    }

    /// `Create a modern blog platform`, `I want a library`, `a library where …`.
    pub(super) fn creation(&mut self, at: usize, hi: usize) -> usize {
        if self.product.is_some() && !self.starts.contains(&at) {
            return at;
        }
        // `Log in with Google.`
        let signs = matches!(self.source.low(at), "log" | "sign" | "login");
        if signs && CAPABILITIES.at(self.source, at).is_some() {
            return at;
        }
        let tool = self.tool_lead(at, hi);
        if tool > at {
            return tool;
        }
        let kept = self.imperative(at, hi);
        if kept > at {
            return kept;
        }
        if let Some(end) = self.known_whole(at, hi) {
            return end;
        }
        let (start, asked) = self.creation_lead(at, hi);
        let start = if asked { self.made_with(start, hi) } else { start };
        let Some(noun) = self.noun(start, hi) else { return at };
        // `CRUD for recipes` asks for recipes.
        if let [deed] = noun.words.as_slice()
            && verbs::nominal(deed).is_some()
            && matches!(self.source.low(noun.end()), "for" | "of" | "on")
        {
            self.facts.push(Fact::Beside { span: Span::new(at, noun.end() + 1) });
            return self.items(noun.end() + 1, hi, &Owner::Product).max(noun.end() + 1);
        }
        // `clerks create invoices`, where invoices are defined: no product is asked for.
        if self.outlined.contains(&noun.words) {
            return at;
        }
        if let Some(client) = self
            .noun(at, hi)
            .filter(|client| asked && matches!(self.source.low(client.end()), "needs" | "wants" | "requires"))
        {
            self.facts.push(Fact::Purpose { noun: client });
        }
        if self.stack_at(start).is_some() && noun.words.len() == 1 {
            return at;
        }
        let end = noun.end();
        if let Some(entity) = self.entity_head(&noun, end, hi) {
            return entity;
        }
        if asked && self.other_product(&noun) {
            return self.set_product(noun, end, hi);
        }
        let first =
            self.product.is_none() && self.facts.iter().all(|fact| !matches!(fact, Fact::Entity { .. }));
        let app = app_like(&noun);
        let led =
            matches!(self.source.low(end), "where" | "that" | "which" | "for" | "in" | "to" | "whereby")
                || self.is_given_name(end);
        // `a vocabulary trainer` is nobody.
        let trainer = noun.words.len() > 1 && crate::domains::domain(&noun.words).is_some();
        let person = people::is_person(noun.head()) && !app && !trainer;
        let described = self.starts.contains(&at)
            && !noun.plural
            && (led || app && !function::is(function::HAVE, self.source.low(end)));
        let listed = !asked && self.product_list(&noun, end, hi);
        // `a clinic`, and nothing else: a name that is known for a product is one.
        // So is one that heads a request: `School library: books, copies, loans.`
        let ends = end >= hi || matches!(self.source.low(end), ":" | "," | "-" | "without" | "like");
        // `A plant shop with care instructions and orders`.
        let ends = ends || self.source.low(end) == "with" && noun.determined && noun.words.len() > 1;
        let alone = at == 0 && self.source.kind(end).is_none();
        // `parking spot reservations for our office`.
        let whose = at == 0 && noun.words.len() > 1 && matches!(self.source.low(end), "for" | "at" | "in");
        // `A car rental company: cars, customers`, whatever it deals in.
        let business = at == 0
            && self.source.is_mark(end, ':')
            && !noun.plural
            && products::BUSINESSES.contains(&noun.head())
            && self.noun(end + 1, hi).is_some_and(|item| item.plural);
        // `Simple accounting: accounts, transactions with a date`: what is done with them.
        let place = matches!(self.source.low(end), "in" | "at" | "for")
            && matches!(self.source.low(end + 1), "our" | "my" | "the");
        let colon = if place { self.noun(end + 1, hi).map_or(end, |place| place.end()) } else { end };
        let doing = at == 0
            && self.source.is_mark(colon, ':')
            && !noun.plural
            && (noun.head().ends_with("ing") || noun.head().ends_with("ment"))
            && self.noun(colon + 1, hi).is_some_and(|item| item.plural && !self.clause_starts(colon + 1, hi));
        // `Incident reports for a factory: workers report incidents`: said again behind it.
        let place = matches!(self.source.low(end), "for" | "of" | "in" | "at")
            .then(|| self.noun(end + 1, hi))
            .flatten()
            .filter(|place| at == 0 && self.source.is_mark(place.end(), ':'));
        let again = place.is_some_and(|place| {
            let same = |i: usize| noun.words.contains(&morph::singular(self.source.low(i)));
            noun.plural
                && self.clause_starts(place.end() + 1, hi)
                && (place.end()..self.source.tokens.len()).any(same)
        });
        // `Dentist appointments: patients pick a slot`.
        let kept = at == 0 && self.source.is_mark(end, ':') && noun.plural && self.keeps_its_own(&noun);
        let known = business
            || doing
            || again
            || kept
            || whose && self.keeps_its_own(&noun)
            || at == 0 && ends && (!noun.plural || alone) && crate::domains::domain(&noun.words).is_some();
        if !first
            || noun.plural && !asked && !listed && !known
            || person
            || !(asked || described || listed || app || known)
        {
            return at;
        }
        if asked && noun.plural && self.defines(end, hi) {
            return self.definition(&noun, end, hi);
        }
        self.set_product(noun, end, hi)
    }

    /// `use Fortran to build a blog`: what to build with is no part of the product. An unknown name is judged later.
    fn tool_lead(&mut self, at: usize, hi: usize) -> usize {
        if !matches!(self.source.low(at), "use" | "using") {
            return at;
        }
        if self.stack_at(at + 1).is_some() {
            return self.stack_clause(at, hi);
        }
        let name = self.source.raw(at + 1).starts_with(char::is_uppercase);
        let led = matches!(self.source.low(at + 2), "to" | "and" | ",");
        if name && led { (at + 3).min(hi) } else { at }
    }

    /// Skips `please create me`, `I would like you to build`; says whether something was asked for.
    pub(super) fn creation_lead(&self, at: usize, hi: usize) -> (usize, bool) {
        let mut i = at;
        let mut asked = false;
        while i < hi && i - at < 10 {
            let word = self.source.low(i);
            let polite = matches!(
                word,
                "please"
                    | "can"
                    | "could"
                    | "would"
                    | "you"
                    | "i"
                    | "we"
                    | "i'd"
                    | "like"
                    | "to"
                    | "let's"
                    | "me"
                    | "us"
                    | "help"
                    | "kindly"
                    | "have"
                    | "just"
                    | "hi"
                    | "hello"
                    | "hey"
                    | ","
                    | "up"
                    | "am"
                    | "looking"
                    | "i'm"
                    | "for"
                    | "be"
            );
            if products::CREATION.contains(&word) {
                asked = true;
            } else if !polite {
                break;
            }
            i += 1;
        }
        if asked { (i, true) } else { self.needs_product(at, hi) }
    }

    /// `Our club needs a tool to …`: somebody's need, at the start of a sentence.
    pub(super) fn needs_product(&self, at: usize, hi: usize) -> (usize, bool) {
        let after = self.noun(at, hi).filter(|_| self.starts.contains(&at)).map(|noun| noun.end());
        match after {
            Some(end)
                if matches!(self.source.low(end), "needs" | "wants" | "requires")
                    && (app_like_at(self, end + 1, hi)
                        || self.noun(end + 1, hi).is_some_and(|noun| {
                            noun.determined && !noun.plural && self.source.is_mark(noun.end(), ':')
                        })) =>
            {
                (end + 1, true)
            }
            _ => (at, false),
        }
    }

    /// `a Book entity with …`.
    pub(super) fn entity_head(&mut self, noun: &Noun, end: usize, hi: usize) -> Option<usize> {
        let head = products::ENTITY_HEADS.contains(&noun.last.as_str()) && noun.words.len() > 1;
        if !head {
            return None;
        }
        let mut name = noun.clone();
        name.words.pop();
        name.span.to -= 1;
        self.facts.push(Fact::Beside { span: Span::new(name.span.to, end) });
        self.named(&name);
        Some(self.definition(&name, end, hi).max(end))
    }

    /// `a blog with posts and comments`: the list is of records or capabilities, so what has them is the product.
    pub(super) fn product_list(&self, noun: &Noun, end: usize, hi: usize) -> bool {
        let titled = noun.plural
            && noun.span.from == 0
            && self.source.is_mark(end, ':')
            && self.clause_starts(end + 1, hi);
        if titled {
            return true;
        }
        if noun.plural
            || !self.starts.contains(&noun.span.from) && !noun.determined
            || self.source.low(end) != "with" && !self.source.is_mark(end, ':')
        {
            return false;
        }
        if self.source.is_mark(end, ':') {
            return !noun.capital && self.clause_starts(end + 1, hi) && self.source.low(end + 2) != ":";
        }
        let start = self.after_article(end + 1, hi);
        let record = self.noun(start, hi).is_some_and(|item| {
            item.is_records() || item.plural && (usual(noun, &item) || self.source.low(item.end()) == "with")
        });
        record
            || CAPABILITIES.at(self.source, start).is_some()
            || self.stack_at(start).is_some()
            || self.part(start).is_some()
            || verbs::nominal(self.source.low(start + 1)).is_some()
    }

    /// Drivers, games, bots: no application with records, whatever is said of it.
    pub(super) fn other_product(&self, noun: &Noun) -> bool {
        let name = noun.words.join(" ");
        products::OUT_OF_RANGE.iter().any(|phrase| name == *phrase || name.ends_with(&format!(" {phrase}")))
    }

    pub(super) fn set_product(&mut self, noun: Noun, end: usize, hi: usize) -> usize {
        let noun = self.without_stack(noun);
        self.manner(&noun);
        if self.other_product(&noun) {
            let what = self.source.slice(noun.span).to_owned();
            self.facts.push(Fact::OutOfRange { what, span: noun.span });
        }
        self.product = Some(noun.clone());
        self.facts.push(Fact::Product { noun });
        let end = self.called(end, hi);
        let end = self.compared(end, hi);
        match self.source.low(end) {
            ":" if !self.clause_starts(end + 1, hi) => self.items(end + 1, hi, &Owner::Product).max(end + 1),
            "with" | "having" | "including" | "featuring" | "containing" => {
                let start = self.lead_words(end + 1, hi);
                if self.clause_starts(start, hi) {
                    end + 1
                } else {
                    self.items(start, hi, &Owner::Product).max(end + 1)
                }
            }
            "for"
                if matches!(self.source.low(end + 1), "myself" | "me" | "us" | "ourselves" | "personal") =>
            {
                let end = end + 2 + usize::from(self.source.low(end + 2) == "use");
                self.facts.push(Fact::Beside { span: Span::new(end - 1, end) });
                let lists = self.source.is_mark(end, ':') && !self.clause_starts(end + 1, hi);
                if lists { self.items(end + 1, hi, &Owner::Product).max(end + 1) } else { end }
            }
            "in" | "at" if matches!(self.source.low(end + 1), "our" | "my") => {
                let place = self.noun(end + 1, hi).filter(|place| self.source.is_mark(place.end(), ':'));
                let Some(place) = place else { return end };
                let colon = place.end();
                self.facts.push(Fact::Purpose { noun: place });
                self.items(colon + 1, hi, &Owner::Product).max(colon)
            }
            "for" | "to" => {
                let end = self.product_purpose(end, hi);
                let lists = self.source.is_mark(end, ':') && !self.clause_starts(end + 1, hi);
                if lists { self.items(end + 1, hi, &Owner::Product).max(end + 1) } else { end }
            }
            _ if self.does_something(end, hi) => {
                let behind = (end..hi).find(|i| !self.source.is_word(*i)).unwrap_or(hi);
                self.facts.push(Fact::Unknown { span: Span::new(end, behind) });
                behind
            }
            _ => end,
        }
    }

    /// `a multi-tenant CRM`, `a GraphQL API`, `real-time messages`: what is to hold for all of it stands before a name.
    pub(super) fn manner(&mut self, noun: &Noun) {
        for at in noun.lead.min(noun.span.from)..noun.end() {
            let Some((len, capability)) = CAPABILITIES.at(self.source, at) else { continue };
            let is_manner = match capability {
                Capability::Unbuilt(name) => MANNERS.contains(name),
                Capability::Built(feature) => {
                    // `a multilingual blog`, and not a translations agency.
                    let of_languages =
                        *feature == FeatureName::I18n && !self.source.low(at).ends_with("ions");
                    of_languages || matches!(feature, FeatureName::LiveUpdates | FeatureName::MultiTenancy)
                }
                Capability::Always(_) => false,
            };
            if is_manner {
                self.capability(*capability, Span::new(at, at + len));
            }
        }
    }

    /// `make a Rails blog`: where a name of a stack that looks like a word of its own is passed, the product begins.
    fn made_with(&mut self, at: usize, hi: usize) -> usize {
        let start = self.after_article(at, hi);
        let Some((len, known)) = self.stack_at(start) else { return at };
        let end = start + len;
        let is_product = self.noun(end, hi).is_some_and(|noun| noun.span.from == end)
            && !PART_WORDS.contains(&self.source.low(end));
        if !is_product {
            return at;
        }
        self.facts.push(Fact::Stack { known: *known, span: Span::new(start, end) });
        end
    }

    /// `a Django blog` is a blog that is to be made with Django. What is left of a product has a name.
    fn without_stack(&mut self, mut noun: Noun) -> Noun {
        while let Some((len, known)) = self.stack_at(noun.span.from)
            && len < noun.words.len()
            && noun.span.to - noun.span.from == noun.words.len()
        {
            let end = noun.span.from + len;
            self.facts.push(Fact::Stack { known: *known, span: Span::new(noun.span.from, end) });
            noun.words.drain(..len);
            noun.span.from = end;
        }
        noun
    }

    /// `an issue tracker like GitHub`: what it is compared to is left to be named as not understood.
    fn compared(&self, at: usize, hi: usize) -> usize {
        if self.source.low(at) != "like" {
            return at;
        }
        self.noun(at + 1, hi).map_or(at, |noun| noun.end())
    }

    /// `called Tech Talk`.
    fn is_given_name(&self, at: usize) -> bool {
        matches!(self.source.low(at), "called" | "named" | "titled")
            && self.source.is_word(at + 1)
            && self.source.raw(at + 1).starts_with(char::is_uppercase)
    }

    /// `called Bookworm`, `named "My Shelf"`: capitalised words after it are the name.
    fn called(&mut self, at: usize, hi: usize) -> usize {
        if !self.is_given_name(at) {
            return at;
        }
        let capital =
            |i: usize| i < hi && self.source.is_word(i) && self.source.raw(i).starts_with(char::is_uppercase);
        let end = (at + 1..at + 1 + NAME_WORDS_MAX).find(|i| !capital(*i)).unwrap_or(at + 1 + NAME_WORDS_MAX);
        self.facts.push(Fact::Called { span: Span::new(at + 1, end) });
        end
    }
}

impl Reader<'_> {}

/// `a hotel with rooms`: records that such products usually have.
pub(super) fn usual(product: &Noun, item: &Noun) -> bool {
    crate::domains::product(&product.words)
        .is_some_and(|domain| domain.record(&morph::pascal(&item.words)).is_some())
}

/// Named like a product: `platform`, `expense tracker`; a lone `book` is a record.
fn app_like(noun: &Noun) -> bool {
    let head = noun.head();
    let keeper =
        products::KEEPER_NOUNS.contains(&head) && (noun.words.len() > 1 || !products::THINGS.contains(&head));
    noun.words != ["management"]
        && !noun.plural
        && (!noun.capital || matches!(head, "erp" | "lms" | "hrm" | "hris" | "api" | "mvp"))
        && (products::APP_NOUNS.contains(&head) || keeper || head == "page" && noun.determined)
}

fn app_like_at(reader: &Reader<'_>, at: usize, hi: usize) -> bool {
    reader.noun(at, hi).is_some_and(|noun| app_like(&noun))
}
