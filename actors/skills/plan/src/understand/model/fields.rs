//! Fields: their types and limits, and which of them are really relations.

use protocol::requirements::{FeatureName, Field, FieldConstraint, FieldKind, RelationKind};

use super::draft::{Builder, Link, Who};
use super::people::role_name;
use super::product::join;
use crate::domains;
use crate::understand::fact::{Fact, FieldWish, Noun};
use crate::understand::lexicon::features::ACCOUNT_PICTURES;
use crate::understand::lexicon::{fields, people};
use crate::understand::limits::NAME_CHARACTERS_MAX;
use crate::understand::morph;

/// Fields that every record and every account has already.
const BUILT_IN: &[&str] = &["id", "uuid", "created_at", "updated_at", "created", "updated"];
const ACCOUNT_BUILT_IN: &[&str] = &[
    "email",
    "e_mail",
    "email_address",
    "name",
    "full_name",
    "display_name",
    "password",
    "role",
    "username",
    "is_active",
    "active",
    "id",
    "created_at",
    "updated_at",
];
/// Fields whose values are the same few everywhere.
const SCALES: &[&str] = &["priority", "severity", "urgency", "difficulty"];
/// People as fields: whoever is signed in, not a line of text, when there are such roles.
const PERSON_FIELDS: &[&str] = &["assignee", "reporter", "reviewer", "approver"];

/// Whether a position is somebody's post rather than a place in a row.
fn has_posts(record: &str) -> bool {
    const POSTS: &[&str] =
        &["experience", "job", "vacancy", "application", "opening", "contract", "staff", "profile"];
    let head = morph::name_words(record).pop().unwrap_or_default();
    people::is_person(&head) || POSTS.contains(&head.as_str())
}

impl Builder<'_> {
    pub(super) fn fields(&mut self) {
        for fact in self.facts {
            match fact {
                Fact::Field { owner, wish } => self.field(owner, wish),
                Fact::Refine { owner, wish } => self.refine(owner.as_ref(), wish),
                Fact::ProductField { wish } => {
                    let main =
                        self.domain.map(|domain| domain.commented.clone()).filter(|name| self.has(name));
                    let first = || self.records.first().map(|record| record.name.clone());
                    if let Some(name) = main.or_else(|| self.of_product.clone()).or_else(first) {
                        self.record_field(&name, wish);
                    }
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, owner: &Noun, wish: &FieldWish) {
        if people::is_person(owner.head()) && self.who(owner) != Who::Record {
            self.account_field(owner, wish);
            return;
        }
        let name = self.record_name(owner);
        if self.has(&name) {
            self.record_field(&name, wish);
        }
    }

    /// A field of people who sign in. The first administrator is made without it, so it is optional.
    fn account_field(&mut self, owner: &Noun, wish: &FieldWish) {
        let words = self.take(wish.span);
        if self.account_words.is_empty() {
            self.account_words = self.source.slice(owner.span).to_owned();
        }
        let mut field = make(wish, words);
        if self.is_file(&field, wish) {
            self.left_out(ACCOUNT_PICTURES);
            return;
        }
        if ACCOUNT_BUILT_IN.contains(&field.name.as_str()) {
            self.assume(
                "User",
                format!("Every account has {} already.", morph::name_words(&field.name).join(" ")),
            );
            return;
        }
        if self.account_fields.iter().any(|known| known.name == field.name) {
            return;
        }
        field.constraints.retain(|constraint| *constraint != FieldConstraint::Unique);
        if !field.constraints.contains(&FieldConstraint::Optional) {
            field.constraints.insert(0, FieldConstraint::Optional);
            let text = format!(
                "{} of {} is part of their account and may be left empty.",
                morph::capital(&morph::name_words(&field.name).join(" ")),
                owner.last
            );
            self.assume(format!("User.{}", field.name), text);
        }
        self.account_fields.push(field);
    }

    fn record_field(&mut self, record: &str, wish: &FieldWish) {
        if self.relation_instead(record, wish) {
            return;
        }
        let words = self.take(wish.span);
        let mut field = make(wish, words);
        if field.name == "position" && wish.kind.is_none() && !has_posts(record) {
            field.kind = FieldKind::Integer;
        }
        let Some(at) = self.find(record) else { return };
        self.records[at].listed = true;
        if BUILT_IN.contains(&field.name.as_str()) {
            self.assume(
                format!("{record}.{}", field.name),
                format!("Every record has {} already.", morph::name_words(&field.name).join(" ")),
            );
            return;
        }
        if self.is_file(&field, wish) {
            self.file_field(record, &field, wish.plural);
            return;
        }
        if wish.kind.is_none() && fields::infer(&name_of(wish)).is_none() {
            let text = format!(
                "{} of each {} is one line of text, because nothing says otherwise.",
                morph::capital(&field.name.replace('_', " ")),
                morph::spoken(record)
            );
            self.assume(format!("{record}.{}", field.name), text);
        }
        self.usual_values(record, &mut field, wish);
        self.add_field(record, field, wish);
    }

    /// A priority of which nothing is said is one of those that such records usually have.
    fn usual_values(&mut self, record: &str, field: &mut Field, wish: &FieldWish) {
        let scale = SCALES.contains(&field.name.as_str());
        if !scale || wish.kind.is_some() || field.kind != FieldKind::String || !field.values.is_empty() {
            return;
        }
        let usual = domains::record(record, self.domain)
            .and_then(|known| known.fields.iter().find(|it| it.name == field.name))
            .filter(|it| it.kind == FieldKind::Enum);
        let three = || ["low", "medium", "high"].map(str::to_owned).to_vec();
        field.values = usual.map_or_else(three, |it| it.values.clone());
        field.kind = FieldKind::Enum;
        field.constraints.retain(|it| *it == FieldConstraint::Optional);
        let values: Vec<String> = field.values.iter().map(|it| it.replace('_', " ")).collect();
        let text = format!(
            "{} of each {} is one of {}, as is usual; the request lists none.",
            morph::capital(&field.name.replace('_', " ")),
            morph::spoken(record),
            join(&values)
        );
        self.assume(format!("{record}.{}", field.name), text);
    }

    fn is_file(&self, field: &Field, wish: &FieldWish) -> bool {
        let head = field.name.rsplit('_').next().unwrap_or_default();
        wish.file || field.kind == FieldKind::String && fields::is_file(head)
    }

    /// A photo is no column: it is kept with the record, as all its files are.
    fn file_field(&mut self, record: &str, field: &Field, many: bool) {
        self.has_feature(FeatureName::Attachments, field.words.clone());
        let (name, record_words) = (morph::capital(&field.name.replace('_', " ")), morph::spoken(record));
        let text = if many {
            format!("{name} of each {record_words} are files that are kept with it.")
        } else {
            format!("{name} of each {record_words} is a file that is kept with it.")
        };
        self.assume(format!("{record}.{}", field.name), text);
    }

    /// Named twice, a field is one field with all that was said of it.
    fn add_field(&mut self, record: &str, field: Field, wish: &FieldWish) {
        let Some(at) = self.find(record) else { return };
        let taken = self.records[at].relations.iter().any(|link| link.name == field.name);
        let draft = &mut self.records[at];
        match draft.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => merge(known, &field, wish),
            None if !taken => draft.fields.push(field),
            None => {}
        }
    }

    /// `project` among a task's fields points at the project, when there is such a record or role.
    fn relation_instead(&mut self, record: &str, wish: &FieldWish) -> bool {
        if wish.kind.is_some() || !wish.values.is_empty() {
            return false;
        }
        let mut words = wish.words.clone();
        if let Some(last) = words.last_mut() {
            *last = morph::singular(last);
        }
        let target = morph::pascal(&words);
        let optional = wish.constraints.contains(&FieldConstraint::Optional);
        if self.has(&target) && target != record {
            let text = self.take(wish.span);
            let shared = fields::is_shared(morph::spoken(&target).as_str());
            if wish.plural && shared {
                self.shared(record, &target, &text);
            } else if wish.plural {
                self.belongs(&target, record, &text, true);
            } else {
                self.belongs(record, &target, &text, !optional);
            }
            self.listed(record);
            return true;
        }
        if self.suffix_relation(record, &words, wish, !optional) {
            return true;
        }
        let snake = morph::snake(&words);
        if snake == "user" {
            let text = self.take(wish.span);
            let owner = self.owner_name(record, "user");
            self.own(record, &owner, text);
            self.listed(record);
            return true;
        }
        let role = self.roles.iter().any(|role| role.name == snake) && snake != "author" && snake != "user";
        let person = PERSON_FIELDS.contains(&snake.as_str()) && !self.roles.is_empty();
        if !(role || person) || wish.plural {
            return false;
        }
        let text = self.take(wish.span);
        self.listed(record);
        let Some(at) = self.find(record) else { return true };
        let draft = &mut self.records[at];
        if !draft.relations.iter().any(|link| link.name == snake) {
            draft.relations.push(Link {
                name: snake.clone(),
                kind: RelationKind::BelongsTo,
                to: "User".into(),
                required: false,
                words: text,
            });
            self.assume(
                format!("{record}.{snake}"),
                format!(
                    "{} of each {} is an account, and may be empty.",
                    morph::capital(&snake.replace('_', " ")),
                    morph::spoken(record)
                ),
            );
        }
        true
    }

    /// `parent category` of a category, `home team` of a match: a record of that name in some part.
    fn suffix_relation(&mut self, record: &str, words: &[String], wish: &FieldWish, required: bool) -> bool {
        if words.len() < 2 || wish.plural {
            return false;
        }
        let target = (1..words.len()).map(|at| morph::pascal(&words[at..])).find(|name| self.has(name));
        let Some(target) = target else { return false };
        let text = self.take(wish.span);
        let required = required && target != record;
        self.points(record, &morph::snake(words), &target, RelationKind::BelongsTo, required, text);
        self.listed(record);
        true
    }

    fn listed(&mut self, record: &str) {
        if let Some(at) = self.find(record) {
            self.records[at].listed = true;
        }
    }

    /// `the price is optional`, said after the record was described.
    fn refine(&mut self, owner: Option<&Noun>, wish: &FieldWish) {
        let field = name(wish);
        let of_owner = owner.map(|owner| self.record_name(owner));
        let found = of_owner
            .iter()
            .filter_map(|name| self.find(name))
            .chain(0..self.records.len())
            .find(|at| self.records[*at].fields.iter().any(|known| known.name == field));
        let target = found.or_else(|| {
            of_owner
                .filter(|_| wish.kind.is_some() || fields::infer(&name_of(wish)).is_some())
                .and_then(|name| self.find(&name))
        });
        let Some(at) = target else { return };
        let words = self.take(wish.span);
        let record = self.records[at].name.clone();
        let fresh = make(wish, words);
        self.add_field(&record, fresh, wish);
    }

    /// Where a person stands in a field's place, what the relation is called.
    pub(super) fn account_link(&self, noun: &Noun) -> String {
        match role_name(noun).as_str() {
            "user" | "member" => "assignee".to_owned(),
            other => other.to_owned(),
        }
    }
}

fn merge(known: &mut Field, field: &Field, wish: &FieldWish) {
    let optional = field.constraints.contains(&FieldConstraint::Optional);
    for constraint in &field.constraints {
        let same =
            |other: &FieldConstraint| std::mem::discriminant(other) == std::mem::discriminant(constraint);
        known.constraints.retain(|other| !same(other));
        known.constraints.push(*constraint);
    }
    if wish.required && !optional {
        known.constraints.retain(|constraint| *constraint != FieldConstraint::Optional);
    }
    if let Some(kind) = wish.kind {
        known.kind = kind;
        known.values.clone_from(&field.values);
    }
}

/// The words of a field's name: a single plural stays plural (`pages`), other names end as they were written.
fn name_of(wish: &FieldWish) -> Vec<String> {
    let mut words = wish.words.clone();
    if let (Some(last), true) = (words.last_mut(), wish.plural) {
        *last = morph::ascii(&wish.last);
    }
    words
}

fn name(wish: &FieldWish) -> String {
    let mut words = name_of(wish);
    if words.first().is_some_and(|word| word == "e") && words.get(1).is_some_and(|word| word == "mail") {
        words.splice(0..2, ["email".to_owned()]);
    }
    if words.len() == 2 && words[0] == "email" && words[1] == "address" {
        words.truncate(1);
    }
    let mut name = morph::snake(&words);
    name.truncate(NAME_CHARACTERS_MAX);
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("n{name}") } else { name }
}

/// A field by what was said of it, then by what its name says.
pub(crate) fn make(wish: &FieldWish, words: String) -> Field {
    let name = name(wish);
    let guess = fields::infer(&morph::name_words(&name)).or_else(|| fields::infer(&name_of(wish)));
    let kind = wish
        .kind
        .or_else(|| bounded_kind(wish, guess.as_ref().map(|guess| guess.kind)))
        .or(guess.as_ref().map(|guess| guess.kind))
        .unwrap_or(FieldKind::String);
    let mut constraints: Vec<FieldConstraint> = Vec::new();
    let told = wish.constraints.iter().copied();
    let guessed = guess.filter(|guess| guess.kind == kind).map(|guess| guess.constraints).unwrap_or_default();
    for constraint in told.chain(guessed) {
        let same = constraints
            .iter()
            .any(|known| std::mem::discriminant(known) == std::mem::discriminant(&constraint));
        if !same && fits(constraint, kind) {
            constraints.push(constraint);
        }
    }
    if wish.required {
        constraints.retain(|constraint| *constraint != FieldConstraint::Optional);
    }
    order_bounds(&mut constraints);
    Field { name, kind, constraints, values: wish.values.clone(), words }
}

/// `score between 1 and 5` is a number even if the name says nothing.
fn bounded_kind(wish: &FieldWish, guess: Option<FieldKind>) -> Option<FieldKind> {
    let number = wish
        .constraints
        .iter()
        .any(|constraint| matches!(constraint, FieldConstraint::Min(_) | FieldConstraint::Max(_)));
    let numeric = matches!(guess, Some(FieldKind::Integer | FieldKind::Decimal));
    (number && !numeric).then_some(FieldKind::Integer)
}

fn fits(constraint: FieldConstraint, kind: FieldKind) -> bool {
    let number = matches!(kind, FieldKind::Integer | FieldKind::Decimal);
    let text = matches!(kind, FieldKind::String | FieldKind::Text | FieldKind::Email | FieldKind::Url);
    match constraint {
        FieldConstraint::Optional => true,
        FieldConstraint::Unique => kind != FieldKind::Boolean,
        FieldConstraint::Min(_) | FieldConstraint::Max(_) => number,
        FieldConstraint::MaxLength(length) => text && length > 0,
    }
}

/// A least value above the greatest was meant the other way round.
fn order_bounds(constraints: &mut [FieldConstraint]) {
    let least = constraints.iter().position(|constraint| matches!(constraint, FieldConstraint::Min(_)));
    let most = constraints.iter().position(|constraint| matches!(constraint, FieldConstraint::Max(_)));
    if let (Some(least), Some(most)) = (least, most)
        && let (FieldConstraint::Min(low), FieldConstraint::Max(high)) =
            (constraints[least], constraints[most])
        && low > high
    {
        constraints[least] = FieldConstraint::Min(high);
        constraints[most] = FieldConstraint::Max(low);
    }
}
