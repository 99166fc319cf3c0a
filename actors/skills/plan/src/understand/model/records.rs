//! Which records the product keeps, in the order they are named; what their names leave open.

use protocol::requirements::{Field, FieldConstraint, FieldKind};

use super::draft::{Builder, Who};
use crate::domains::{self, KnownRecord};
use crate::understand::fact::{Fact, Link, Noun};
use crate::understand::lexicon::verbs::{Act, Does};
use crate::understand::lexicon::{function, people, products};
use crate::understand::morph;
use crate::understand::token::Kind;
use crate::understand::token::Span;

/// Objects that stand for everything, or for the account itself.
pub(super) const WHOLE: &[&str] = &[
    "everything",
    "anything",
    "content",
    "system",
    "site",
    "data",
    "software",
    "program",
    "platform",
    "app",
    "application",
    "website",
    "catalogue",
    "catalog",
    "inventory",
    "collection",
];
pub(super) const ACCOUNT: &[&str] = &[
    "account",
    "profile",
    "user",
    "role",
    "permission",
    "password",
    "setting",
    "dashboard",
    "login",
    "credential",
];

/// Products that list what stands before their name.
/// What many records have alike, and tells none from another.
const DESCRIBING: &[&str] = &[
    "size",
    "colour",
    "color",
    "material",
    "unit",
    "location",
    "shape",
    "weather",
    "condition",
    "status",
    "availability",
    "note",
    "notes",
    "description",
    "comment",
    "comments",
    "remark",
    "remarks",
    "instructions",
    "details",
];

const LISTING: &[&str] =
    &["tracker", "log", "logger", "catalog", "catalogue", "register", "manager", "organizer", "organiser"];
/// Words of whom a product is for.
const BESIDE_MAX: usize = 5;

impl Builder<'_> {
    pub(super) fn records(&mut self) {
        self.requested();
        for fact in self.facts {
            match fact {
                Fact::Role { noun } if self.who(noun) == Who::Record => self.name_record(noun),
                Fact::Record { noun } if people::is_person(noun.head()) && self.who(noun) != Who::Record => {
                    self.take(noun.span);
                }
                Fact::Entity { noun } if self.is_setting(noun) => {}
                Fact::Entity { noun }
                | Fact::Record { noun }
                | Fact::Field { owner: noun, .. }
                | Fact::States { noun, .. } => self.name_record(noun),
                Fact::Nominal { noun, .. } => self.name_record(noun),
                Fact::Link { from, to, link, .. } => self.name_linked(from, to, *link),
                Fact::Acts { verb, object: Some(object), .. } => self.name_object(verb.does, object),
                Fact::Works { object, .. } => self.name_worked(object),
                _ => {}
            }
        }
        for record in self.domain.map_or(&[][..], |domain| &domain.always) {
            if !self.has(record) {
                let words = self
                    .product_noun
                    .as_ref()
                    .map(|noun| self.source.slice(noun.span).to_owned())
                    .unwrap_or_default();
                self.record(record, words);
                self.records.rotate_right(1);
            }
        }
        let named = !self.records.is_empty();
        self.product_record();
        if named {
            self.usual_record_described();
        }
        if !named {
            self.usual_records();
        } else if self.names_additions_alone() {
            self.usual_records_beside();
        }
        self.grouped_records();
        self.brought_records();
        self.needed_records();
    }

    fn name_linked(&mut self, from: &Noun, to: &Noun, link: Link) {
        if self.who(from) != Who::Record && people::is_person(from.head()) && link == Link::HasMany {
            self.name_record(to);
            return;
        }
        if self.is_setting(to) {
            return self.name_record(from);
        }
        self.name_record(from);
        let of_people = matches!(link, Link::Assigned | Link::MadeBy)
            || people::is_person(to.head()) && self.who(to) != Who::Record;
        if link != Link::Perhaps && !of_people {
            self.name_record(to);
        }
    }

    fn name_object(&mut self, does: Does, object: &Noun) {
        let head = object.head();
        let whole = WHOLE.contains(&head) && !object.plural || ACCOUNT.contains(&head);
        // `housekeepers change the status`, `the manager sees consumption per flat`: nothing that is kept by itself.
        let of_one = object.words.len() == 1 && !object.plural && !object.capital;
        let field = of_one && object.determined && matches!(head, "status" | "state" | "price" | "stock");
        let seen = of_one
            && !object.determined
            && !object.own
            && does == Does::Acts(&[Act::Read])
            && !domains::is_record(head)
            && !people::is_person(head);
        if field || seen {
            return;
        }
        if !(whole || does.is_capability()) {
            self.name_record(object);
        }
    }

    /// `vets treat pets`: what is done to pets is not understood, but they are something that is kept.
    fn name_worked(&mut self, object: &Noun) {
        if (object.plural || object.determined) && !function::is(function::ADVERBS, object.head()) {
            self.name_object(Does::Acts(&[]), object);
        }
    }

    /// Makes the record a noun names, unless the noun is people or the product.
    pub(super) fn name_record(&mut self, noun: &Noun) {
        let product = self
            .product_noun
            .as_ref()
            .is_some_and(|product| product.words == noun.words && product.span != noun.span);
        let person = people::is_person(noun.head()) && self.who(noun) != Who::Record;
        if person || product || products::APP_NOUNS.contains(&noun.head()) && !noun.plural && !noun.capital {
            return;
        }
        if self.is_no_record(noun) {
            return;
        }
        let name = self.record_name(noun);
        // `pending users` are users, and those are accounts.
        if name.is_empty() || name == "User" || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return;
        }
        let words = self.take(noun.span);
        self.record(&name, words);
    }

    /// `50 cents`, `send confirmations`, `a SaaS`: a number of something, a deed or the product, kept nowhere.
    fn is_no_record(&self, noun: &Noun) -> bool {
        let counted = noun.span.from > 0 && self.source.kind(noun.span.from - 1) == Some(Kind::Number);
        // `borrow up to 5 books` is about books, `rent 5 books` about five of them.
        let before = |words: usize| self.source.low(noun.span.from.wrapping_sub(words));
        let limited = matches!((before(3), before(2)), ("up", "to") | ("at", "most") | ("more", "than"));
        let counted = counted && !limited;
        let deed = noun
            .words
            .first()
            .is_some_and(|word| matches!(word.as_str(), "send" | "apply" | "notify" | "get"));
        // `developers fix bugs, testers verify fixes`: what was done, and nothing they keep.
        let done = noun.words.len() == 1
            && self.facts.iter().any(|fact| match fact {
                Fact::Works { span, object, .. } if span.to < noun.span.from => {
                    (span.from..object.span.from).any(|at| self.source.low(at) == noun.head())
                }
                _ => false,
            });
        counted
            || deed
            || done
            || self.is_measure(noun)
            || self.source.low(noun.end().saturating_sub(1)) == "saas"
    }

    /// `the courts of our sports club`, `houses for my aunt`: where or for whom it all is, and nothing to keep.
    fn is_setting(&self, noun: &Noun) -> bool {
        let from = noun.span.from;
        let ours = (from.saturating_sub(3).max(noun.lead.saturating_sub(2))..from)
            .any(|at| matches!(self.source.low(at), "my" | "our"));
        let described = |fact: &Fact| match fact {
            Fact::Field { owner, .. } => owner.words == noun.words,
            Fact::Record { noun: other } => other.words == noun.words,
            Fact::Link { from, .. } => from.words == noun.words,
            _ => false,
        };
        ours && !noun.plural && !self.facts.iter().any(described)
    }

    /// `the amount`, `for three metres`: how much of something, unless its own fields are listed.
    fn is_measure(&self, noun: &Noun) -> bool {
        let described = |fact: &Fact| matches!(fact, Fact::Field { owner, .. } if owner.words == noun.words);
        noun.words.len() == 1
            && !matches!(noun.last.as_str(), "sales" | "calls" | "duties")
            && function::is(function::MEASURES, noun.head())
            && !self.facts.iter().any(described)
    }

    /// Whether a record's name stands in the request.
    pub(super) fn mentioned(&self, name: &str) -> bool {
        let spoken = morph::spoken(name);
        (0..self.source.tokens.len()).any(|at| morph::singular(self.source.low(at)) == spoken)
    }

    /// A todo app, an expense tracker: the product's own name says what it keeps, when nothing else does.
    fn product_record(&mut self) {
        let Some(product) = self.product_noun.clone() else { return };
        let fields: Vec<_> =
            self.facts.iter().filter(|fact| matches!(fact, Fact::ProductField { .. })).collect();
        let named = !self.records.is_empty();
        let Some(head) = product.words.last() else { return };
        let stem: Vec<String> = product.words[..product.words.len() - 1]
            .iter()
            .filter(|word| !products::APP_NOUNS.contains(&word.as_str()))
            .filter(|word| !matches!(word.as_str(), "personal" | "private" | "public" | "internal"))
            .cloned()
            .collect();
        let stem: Vec<String> = stem.into_iter().map(|word| morph::singular(&word)).collect();
        let keeper = products::KEEPER_NOUNS.contains(&head.as_str());
        let app = products::APP_NOUNS.contains(&head.as_str());
        // `a complaint management system` keeps complaints.
        let managed = stem.len() > 1 && products::KEEPER_NOUNS.contains(&stem[stem.len() - 1].as_str());
        let stem = if managed { stem[..stem.len() - 1].to_vec() } else { stem };
        let name = morph::pascal(&stem);
        let known =
            domains::record(&name, None).is_some() || matches!(stem.join(" ").as_str(), "to do" | "todo");
        let name = if name == "ToDo" { "Todo".to_owned() } else { name };
        // A recipe site with ingredients keeps recipes as well; other names beside records say nothing of one more.
        let usual = self.domain.is_some_and(|domain| domain.records.contains(&name))
            && !self.has(&name)
            && self.standing_for(&name).is_none();
        // So does a course catalogue with instructors keep courses, and a donation tracker with donors donations.
        let kept = LISTING.contains(&head.as_str())
            && domains::record_of_any(&name)
            && (domains::listed(&stem).is_none() || !self.names_additions_alone())
            && !self.is_kept_as_another(&name)
            && !self.has_like(&name)
            && self.listed_beside(&product);
        // `a recipe manager with ingredients, steps, cooking time and servings`: it is recipes that take so long.
        let described =
            keeper && !fields.is_empty() && domains::record_of_any(&name) && !self.has_like(&name);
        if named && !(usual && app || kept || described) {
            return;
        }
        // A todo app with tasks keeps those.
        if name == "Todo" && self.has("Task") {
            return;
        }
        // Accounts are there anyway, and are no records.
        let accounts = name == domains::ACCOUNT;
        if stem.is_empty()
            || accounts
            || !(keeper || app && (known || managed && self.domain.is_none() || !fields.is_empty()))
        {
            return;
        }
        let words =
            self.source.slice(Span::new(product.span.from, product.span.to.saturating_sub(1))).to_owned();
        self.record(&name, words);
        self.of_product = Some(name.clone());
        self.assume(
            &name,
            format!(
                "The {} keeps {}, as its name says.",
                product.words.join(" "),
                morph::spoken_plural(&name)
            ),
        );
    }

    /// Whether what is named stands in a list behind the product's name.
    fn listed_beside(&self, product: &Noun) -> bool {
        self.source.low(product.end()) == "with"
            || (product.end()..product.end() + BESIDE_MAX).any(|at| self.source.low(at) == "with")
                && self.source.low(product.end()) == "for"
    }

    /// Fields that were left open are filled from what is known of a record's name.
    pub(super) fn complete_records(&mut self) {
        for at in 0..self.records.len() {
            if self.records[at].listed {
                self.name_by(at);
                continue;
            }
            let name = self.records[at].name.clone();
            let known = domains::record(&name, self.domain).or_else(|| self.known_here(&name));
            let fields = known.map_or_else(default_fields, from_known);
            let taken: Vec<String> =
                self.records[at].relations.iter().map(|link| link.name.clone()).collect();
            let fields: Vec<Field> = fields
                .into_iter()
                .filter(|field| {
                    !taken.contains(&field.name)
                        && !self.records[at].fields.iter().any(|own| own.name == field.name)
                })
                .collect();
            for field in &fields {
                let optional = if field.constraints.contains(&FieldConstraint::Optional) {
                    ", which may be empty"
                } else {
                    ""
                };
                let text = format!(
                    "Each {} has a field “{}”{optional}, because the request lists no fields for it.",
                    morph::spoken(&name),
                    field.name.replace('_', " ")
                );
                self.assume(format!("{name}.{}", field.name), text);
            }
            self.records[at].fields.extend(fields);
        }
        self.undecided();
    }

    /// `tasks have due dates`: what tells one task from another was not said, and is known of tasks.
    fn name_by(&mut self, at: usize) {
        let record = &self.records[at];
        let told = |field: &Field| {
            !matches!(
                field.kind,
                FieldKind::Integer
                    | FieldKind::Decimal
                    | FieldKind::Boolean
                    | FieldKind::Date
                    | FieldKind::DateTime
                    | FieldKind::Enum
            )
        };
        let defined = self
            .facts
            .iter()
            .any(|fact| matches!(fact, Fact::Record { noun } if self.record_name(noun) == record.name));
        // `works with pictures, price and size`: a size names none of them.
        let says = |field: &Field| told(field) && !DESCRIBING.contains(&field.name.as_str());
        if defined || record.fields.iter().any(says) {
            return;
        }
        let name = record.name.clone();
        let taken = |field: &Field| {
            let record = &self.records[at];
            record.relations.iter().any(|link| link.name == field.name)
                || record.fields.iter().any(|known| known.name == field.name)
        };
        let naming = domains::record(&name, self.domain)
            .map(from_known)
            .and_then(|fields| fields.into_iter().next())
            .filter(|field| field.kind == FieldKind::String && !taken(field))
            .filter(|field| !field.constraints.contains(&FieldConstraint::Optional));
        if let Some(field) = naming {
            let text = format!(
                "Each {} has a field “{}”, because nothing that was listed tells one from another.",
                morph::spoken(&name),
                field.name.replace('_', " ")
            );
            self.assume(format!("{name}.{}", field.name), text);
            self.records[at].fields.insert(0, field);
        }
    }

    /// Records nothing was said about but their name.
    fn undecided(&mut self) {
        let names: Vec<String> = self
            .records
            .iter()
            .filter(|record| record.fields.is_empty() && record.relations.is_empty())
            .map(|record| record.name.clone())
            .collect();
        for name in names {
            if let Some(at) = self.find(&name) {
                let fields = default_fields();
                self.assume(
                    format!("{name}.name"),
                    format!(
                        "Each {} has a name, because the request lists no fields for it.",
                        morph::spoken(&name)
                    ),
                );
                self.records[at].fields.extend(fields);
            }
        }
    }

    /// Whether a noun phrase is the object of a workflow step somewhere.
    pub(super) fn moves(&self, name: &str) -> bool {
        self.facts.iter().any(|fact| matches!(fact, Fact::Acts { verb, object: Some(object), .. } if matches!(verb.does, Does::Moves(_)) && self.record_name(object) == name))
    }
}

pub(crate) fn default_fields() -> Vec<Field> {
    vec![Field {
        name: "name".into(),
        kind: FieldKind::String,
        constraints: vec![FieldConstraint::MaxLength(200)],
        values: Vec::new(),
        words: String::new(),
    }]
}

pub(crate) fn from_known(known: &KnownRecord) -> Vec<Field> {
    let field = |field: &crate::domains::KnownField| Field {
        name: field.name.clone(),
        kind: field.kind,
        constraints: field.constraints.to_vec(),
        values: field.values.clone(),
        words: String::new(),
    };
    known.fields.iter().map(field).collect()
}
