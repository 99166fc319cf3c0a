//! Clauses: what a stretch of a sentence says, tried rule by rule.

use protocol::requirements::ProductConstraintKind;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun};
use crate::understand::lexicon::features::{CAPABILITIES, Capability};
use crate::understand::lexicon::{fields, function, people, products, verbs};
use crate::understand::token::Span;

/// Headings of sections, and what their list is of.
const HEADINGS: &[&str] = &[
    "entities",
    "models",
    "tables",
    "records",
    "data",
    "features",
    "requirements",
    "functionality",
    "stack",
    "technology",
    "technologies",
    "tech",
    "pages",
    "permissions",
    "relations",
    "relationships",
    "resources",
    "objects",
    "overview",
    "goal",
    "goals",
    "description",
    "rules",
    "notes",
    "backend",
    "frontend",
    "database",
    "workflow",
    "api",
];
const ROLE_HEADINGS: &[&str] = &["roles", "actors", "users"];

impl Reader<'_> {
    /// Reads one clause at a token; answers where it ends, or the same place when no rule takes it.
    pub(super) fn clause(&mut self, at: usize, hi: usize) -> usize {
        let word = self.source.low(at);
        if !self.source.is_word(at) {
            return at + 1;
        }
        let rules: [fn(&mut Self, usize, usize) -> usize; 9] = [
            Self::heading,
            Self::parts_only,
            Self::negation,
            Self::out_of_range,
            Self::creation,
            Self::stack_clause,
            Self::elliptic_clause,
            Self::capability_clause,
            Self::subject_clause,
        ];
        if function::is(function::CONNECTORS, word)
            || function::is(function::CONJUNCTIONS, word) && word != "as"
        {
            return at + 1;
        }
        for rule in rules {
            let end = rule(self, at, hi);
            if end > at {
                return end;
            }
        }
        at
    }

    /// Whether a new statement starts here, so that a list has ended before it.
    pub(crate) fn clause_starts(&self, at: usize, hi: usize) -> bool {
        let word = self.source.low(at);
        if function::is(function::CONNECTORS, word) || function::is(function::NEGATIONS, word) {
            return true;
        }
        if self.stack_starts(at) || self.goes_on(at) {
            return true;
        }
        let Some(noun) = self.noun(at, hi) else { return false };
        let end = noun.end();
        if end >= hi {
            return false;
        }
        let refined = self.refined_only(&noun, end, hi);
        if self.predicate(end, hi) && !refined {
            return true;
        }
        let named = noun.is_records() || noun.capital;
        let each = matches!(self.source.low(at), "each" | "every");
        (named || each) && self.defines(end, hi) && !refined
    }

    /// A statement about what was spoken of last: `…, belong to a project, assigned to members`.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let word = self.source.low(at);
        let belongs = matches!(word, "belong" | "belongs" | "belonging") && self.source.low(at + 1) == "to";
        let part = word == "part" && self.source.low(at + 1) == "of";
        let is = matches!(word, "is" | "are" | "can" | "may" | "must" | "has" | "have")
            && self.source.is_word(at + 1);
        belongs || part || is || self.reduced_passive(at)
    }

    /// A clause without a subject is about the record spoken of last.
    fn elliptic_clause(&mut self, at: usize, hi: usize) -> usize {
        if !self.goes_on(at) {
            return at;
        }
        let Some(topic) = self.topic.clone() else { return at };
        self.about_record(&topic, at, hi)
    }

    /// `price is optional` inside a list refines the price.
    fn refined_only(&self, noun: &Noun, at: usize, hi: usize) -> bool {
        let mut wish = self.wish(noun);
        !noun.plural && self.refine(&mut wish, at, hi) > at
    }

    /// Something that makes the noun before it a subject.
    pub(super) fn predicate(&self, at: usize, hi: usize) -> bool {
        if at >= hi {
            return false;
        }
        let word = self.source.low(at);
        let modal = matches!(
            word,
            "can"
                | "may"
                | "must"
                | "should"
                | "will"
                | "shall"
                | "could"
                | "cannot"
                | "can't"
                | "only"
                | "never"
        );
        let states = matches!(word, "goes" | "go" | "move" | "moves" | "pass" | "progress" | "progresses")
            && matches!(self.source.low(at + 1), "from" | "through");
        modal
            || states
            || function::is(function::BE, word)
            || function::is(function::HAVE, word) && word != "including"
            || matches!(word, "belong" | "belongs" | "who")
            || self.needs(at)
            || self.verb(at).is_some()
            || self.reduced_passive(at)
    }

    /// `recipes need a title`, unlike `users need to log in`.
    pub(super) fn needs(&self, at: usize) -> bool {
        matches!(self.source.low(at), "need" | "needs" | "require" | "requires")
            && matches!(self.source.low(at + 1), "a" | "an" | "the" | "some" | "at")
    }

    fn reduced_passive(&self, at: usize) -> bool {
        let word = self.source.low(at);
        (word.ends_with("ed") || matches!(word, "written" | "made" | "owned"))
            && matches!(self.source.low(at + 1), "by" | "to" | "with" | "into")
    }

    /// `Entities:`, `Roles: member, librarian`.
    fn heading(&mut self, at: usize, hi: usize) -> usize {
        let Some(colon) = (at + 1..hi.min(at + 5)).find(|i| self.source.is_mark(*i, ':')) else { return at };
        let all = |list: &[&str]| {
            (at..colon)
                .all(|i| list.contains(&self.source.low(i)) || function::is_harmless(self.source.low(i)))
                && (at..colon).any(|i| list.contains(&self.source.low(i)))
        };
        if all(ROLE_HEADINGS) && !self.field_list(colon + 1, hi) {
            self.facts.push(Fact::Beside { span: Span::new(at, colon) });
            return self.items(colon + 1, hi, &Owner::Roles).max(colon + 1);
        }
        if all(HEADINGS) {
            self.facts.push(Fact::Beside { span: Span::new(at, colon) });
            let product = Owner::Product;
            let list = !self.clause_starts(colon + 1, hi);
            return if list { self.items(colon + 1, hi, &product).max(colon + 1) } else { colon + 1 };
        }
        at
    }

    /// Whether a list is of fields (`Users: name, phone`) rather than of people.
    fn field_list(&self, at: usize, hi: usize) -> bool {
        self.noun(at, hi).is_some_and(|noun| fields::infer(&noun.words).is_some())
    }

    /// `backend only`, `only an API`, `API-only`, `just the frontend`.
    fn parts_only(&mut self, at: usize, hi: usize) -> usize {
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
    fn part(&self, at: usize) -> Option<(ProductConstraintKind, usize)> {
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
    fn negation(&mut self, at: usize, hi: usize) -> usize {
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
        let mut i = at + lead;
        let mut end = at;
        while i < hi {
            let start = self.after_article(i, hi);
            let start = start + usize::from(matches!(self.source.low(start), "any" | "no"));
            let Some(next) = self.negated(at, start, hi) else { break };
            end = next;
            let after = self.separator(end, hi);
            if after == end
                || self.clause_starts(after, hi) && !matches!(self.source.low(after), "no" | "without")
            {
                break;
            }
            i = after + usize::from(matches!(self.source.low(after), "no" | "without"));
        }
        end
    }

    fn negated(&mut self, from: usize, at: usize, hi: usize) -> Option<usize> {
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
        let end = self.stack_at(at).map(|(len, _)| at + len)?;
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

    /// `fix my bug`, `write a kernel driver`.
    fn out_of_range(&mut self, at: usize, hi: usize) -> usize {
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
    fn creation(&mut self, at: usize, hi: usize) -> usize {
        if self.product.is_some() && !self.starts.contains(&at) {
            return at;
        }
        let (start, asked) = self.creation_lead(at, hi);
        let Some(noun) = self.noun(start, hi) else { return at };
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
            matches!(self.source.low(end), "where" | "that" | "which" | "for" | "in" | "to" | "whereby");
        let person = people::is_person(noun.head()) && !app;
        let described = self.starts.contains(&at)
            && !noun.plural
            && (led || app && !function::is(function::HAVE, self.source.low(end)));
        let listed = !asked && self.product_list(&noun, end, hi);
        if !first || noun.plural && !asked && !listed || person || !(asked || described || listed || app) {
            return at;
        }
        if asked && noun.plural && self.defines(end, hi) {
            return self.definition(&noun, end, hi);
        }
        self.set_product(noun, end, hi)
    }

    /// Skips `please create me`, `I would like you to build`; says whether something was asked for.
    fn creation_lead(&self, at: usize, hi: usize) -> (usize, bool) {
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
    fn needs_product(&self, at: usize, hi: usize) -> (usize, bool) {
        let after = self.noun(at, hi).filter(|_| self.starts.contains(&at)).map(|noun| noun.end());
        match after {
            Some(end)
                if matches!(self.source.low(end), "needs" | "wants" | "requires")
                    && app_like_at(self, end + 1, hi) =>
            {
                (end + 1, true)
            }
            _ => (at, false),
        }
    }

    /// `a Book entity with …`.
    fn entity_head(&mut self, noun: &Noun, end: usize, hi: usize) -> Option<usize> {
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
    fn product_list(&self, noun: &Noun, end: usize, hi: usize) -> bool {
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
        let record = self.noun(start, hi).is_some_and(|item| item.is_records());
        record
            || CAPABILITIES.at(self.source, start).is_some()
            || self.stack_at(start).is_some()
            || self.part(start).is_some()
            || verbs::nominal(self.source.low(start + 1)).is_some()
    }

    /// Drivers, games, bots: no application with records, whatever is said of it.
    fn other_product(&self, noun: &Noun) -> bool {
        let name = noun.words.join(" ");
        products::OUT_OF_RANGE.iter().any(|phrase| name == *phrase || name.ends_with(&format!(" {phrase}")))
    }

    fn set_product(&mut self, noun: Noun, end: usize, hi: usize) -> usize {
        if self.other_product(&noun) {
            let what = self.source.slice(noun.span).to_owned();
            self.facts.push(Fact::OutOfRange { what, span: noun.span });
        }
        self.product = Some(noun.clone());
        self.facts.push(Fact::Product { noun });
        match self.source.low(end) {
            "with" | "having" | "including" | "featuring" | "containing" => {
                let start = self.lead_words(end + 1, hi);
                if self.clause_starts(start, hi) {
                    end + 1
                } else {
                    self.items(start, hi, &Owner::Product).max(end + 1)
                }
            }
            "for" | "to" => self.product_purpose(end, hi),
            "called" | "named" => end,
            _ => end,
        }
    }

    /// `for managing books`, `to track expenses`, `for a school`, `for teachers`.
    fn product_purpose(&mut self, at: usize, hi: usize) -> usize {
        let list = self.items_of_purpose(at + 1, hi);
        if list > at + 1 { list } else { at + 1 }
    }

    fn items_of_purpose(&mut self, at: usize, hi: usize) -> usize {
        if let Some(verb) = self.any_verb(at).filter(|verb| matches!(verb.does, verbs::Does::Acts(_))) {
            let start = at + verb.len;
            if self.noun(start, hi).is_none() {
                return at;
            }
            self.facts.push(Fact::Beside { span: Span::new(at, start) });
            return self.items(start, hi, &Owner::Product).max(start);
        }
        let Some(noun) = self.noun(at, hi).filter(|noun| !self.predicate(noun.end(), hi)) else { return at };
        if people::is_person(noun.head()) {
            return self.items(at, hi, &Owner::Product);
        }
        if noun.plural && (noun.is_records() || self.defines(noun.end(), hi)) {
            return self.items(at, hi, &Owner::Product);
        }
        // Whom or what it is for, `a small bakery`, names the product further.
        let end = noun.end();
        self.facts.push(Fact::Purpose { noun });
        end
    }

    /// A capability that stands by itself, and lists of them: `Include search and comments`.
    fn capability_clause(&mut self, at: usize, hi: usize) -> usize {
        let lead = match self.source.low(at) {
            "include" | "add" | "with" | "support" | "supports" | "includes" | "provide" | "plus"
            | "need" | "needs" | "has" | "have" | "featuring" | "including" => 1,
            _ => 0,
        };
        let start = self.after_article(at + lead, hi);
        let stands = CAPABILITIES
            .at(self.source, start)
            .is_some_and(|(len, _)| !self.predicate(start + len, hi) && !self.defines(start + len, hi));
        let with = lead == 1 && !self.clause_starts(start, hi) && self.topic.is_none();
        let nominal = self.source.is_word(start)
            && self.noun(start, hi).is_some_and(|noun| verbs::nominal(&noun.last).is_some());
        if stands || with || nominal {
            return self.items(at + lead, hi, &Owner::Product).max(at);
        }
        at
    }
}

/// Named like a product: `platform`, `expense tracker`; a lone `book` is a record.
fn app_like(noun: &Noun) -> bool {
    let head = noun.head();
    let keeper =
        products::KEEPER_NOUNS.contains(&head) && (noun.words.len() > 1 || !products::THINGS.contains(&head));
    !noun.plural && !noun.capital && (products::APP_NOUNS.contains(&head) || keeper)
}

fn app_like_at(reader: &Reader<'_>, at: usize, hi: usize) -> bool {
    reader.noun(at, hi).is_some_and(|noun| app_like(&noun))
}
