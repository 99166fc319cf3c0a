//! What the product understood of a request, as the same items.

use std::collections::BTreeSet;

use plan::Understanding;
use protocol::requirements::{
    Action, Entity, EntityKind, Feature, FeatureName, Field, FieldConstraint, FieldKind, Permission,
    ProductConstraintKind, RecordConstraint, RecordConstraintKind, Relation, RelationKind, Requirements,
    Scope, Visibility,
};

use super::item::{self, Item, Kind};

/// A reading: what is taken for said, what was added as an assumption, and what is named as not understood or not to be had.
pub struct Reading {
    pub stated: BTreeSet<Item>,
    pub assumed: BTreeSet<Item>,
    /// Lower case.
    pub named: Vec<String>,
}

impl Reading {
    pub fn of(understanding: &Understanding) -> Self {
        let known = &understanding.requirements;
        let mut reading = Self { stated: BTreeSet::new(), assumed: BTreeSet::new(), named: Vec::new() };
        let unknown = known.not_understood.iter().chain(&known.unsupported);
        reading.named.extend(unknown.map(|words| words.to_lowercase()));
        for entity in &known.entities {
            reading.entity(entity);
        }
        for role in &known.roles {
            reading.put(Item::new(Kind::Role, &role.name), &role.words);
        }
        for permission in &known.permissions {
            reading.put(Item::new(Kind::May, &may(permission)), &permission.words);
        }
        for feature in &known.features {
            reading.put(Item::new(Kind::Feature, asked_as(feature)), &feature.words);
            // Who asks for Stripe by name gets it: payments are made of nothing else.
            if feature.name == FeatureName::Payments && feature.words.to_lowercase().contains("stripe") {
                reading.put(Item::new(Kind::Stack, "stripe"), &feature.words);
            }
        }
        for choice in &known.stack {
            reading.put(Item::new(Kind::Stack, &choice.name), &choice.words);
        }
        for assumption in known.assumptions.iter().filter(|it| it.about == "included") {
            reading.included(&assumption.text);
        }
        // What is kept as a file is no column, and is there as it was said.
        for assumption in known.assumptions.iter().filter(|it| it.text.contains(" kept with it.")) {
            reading.stated.insert(Item::new(Kind::Field, &assumption.about));
            for kind in ["image", "file", "many", "optional"] {
                reading.assumed.insert(Item::new(Kind::Trait, &format!("{} {kind}", assumption.about)));
            }
        }
        reading.open_to_all(known);
        if !known.permissions.is_empty() {
            reading.assumed.insert(Item::new(Kind::Feature, "roles"));
        }
        reading.left_out(known);
        reading.ballots(known);
        reading
    }

    /// What the corpus asks for as a capability is kept in records of that name, which are part of it.
    fn ballots(&mut self, known: &Requirements) {
        for entity in &known.entities {
            let feature = match entity.name.as_str() {
                "Like" | "Upvote" => "likes",
                "Bookmark" | "Favourite" | "Favorite" => "bookmarks",
                _ => continue,
            };
            self.put(Item::new(Kind::Feature, feature), &entity.words);
            let name = entity.name.to_lowercase();
            let part =
                |item: &Item| item.kind != Kind::Feature && item.name.split(' ').any(|word| word == name);
            let parts: Vec<Item> = self.stated.iter().filter(|item| part(item)).cloned().collect();
            self.stated.retain(|item| !part(item));
            self.assumed.extend(parts);
        }
    }

    /// Whether it is there at all, said or assumed.
    pub fn has(&self, item: &Item) -> bool {
        self.stated.contains(item) || self.assumed.contains(item)
    }

    /// Whether a role or a record of that name is said.
    pub fn is_said(&self, name: &str) -> bool {
        [Kind::Role, Kind::Entity].iter().any(|kind| self.stated.contains(&Item::new(*kind, name)))
    }

    /// Calls a part of the product as the corpus does.
    pub fn rename(&mut self, from: &str, to: &str) {
        for side in [&mut self.stated, &mut self.assumed] {
            *side = side.iter().map(|item| item.renamed(from, to)).collect();
        }
    }

    /// Calls one feature that has two names by the one that is asked for, where only one is.
    pub fn settle(&mut self, names: [&str; 2], is_asked: impl Fn(&Item) -> bool) {
        let both = names.map(|name| Item::new(Kind::Feature, name));
        for (asked, other) in [(&both[0], &both[1]), (&both[1], &both[0])] {
            if is_asked(asked) && !is_asked(other) && self.stated.remove(other) {
                self.stated.insert(asked.clone());
            }
        }
    }

    fn put(&mut self, item: Item, words: &str) {
        if words.is_empty() {
            self.assumed.insert(item)
        } else {
            self.stated.insert(item)
        };
    }

    fn entity(&mut self, entity: &Entity) {
        // The accounts are the roles; what they hold beside is theirs as a record's fields are.
        if entity.kind == EntityKind::Record {
            self.put(Item::new(Kind::Entity, &entity.name), &entity.words);
            // Records that are a capability by themselves.
            let capability = match entity.name.as_str() {
                "Tag" => "tags",
                "Category" => "categories",
                "Rating" | "Review" => "ratings",
                _ => "",
            };
            if !capability.is_empty() {
                self.assumed.insert(Item::new(Kind::Feature, capability));
            }
        }
        for field in &entity.fields {
            self.field(entity, field);
        }
        for relation in &entity.relations {
            self.put(Item::new(Kind::Relation, &of_relation(entity, relation)), &relation.words);
        }
        if let Some(workflow) = &entity.workflow {
            let name = format!("{}.{}", entity.name, workflow.field);
            self.put(Item::new(Kind::Field, &name), &workflow.words);
            let values = item::values(workflow.states.iter().map(String::as_str));
            self.put(Item::new(Kind::Trait, &format!("{name} {values}")), &workflow.words);
            for transition in &workflow.transitions {
                for from in &transition.from {
                    self.put(item::step(&entity.name, from, &transition.to), &workflow.words);
                }
            }
        }
        for constraint in &entity.constraints {
            self.held_to(entity, constraint);
        }
        if entity.visibility == Visibility::Public {
            // Whether that was said is not recorded with it.
            self.assumed.insert(Item::new(Kind::May, &format!("anyone read {}", entity.name)));
        }
    }

    /// In each of the ways in which a line of the corpus can say it.
    fn held_to(&mut self, entity: &Entity, constraint: &RecordConstraint) {
        let name = &entity.name;
        let lines: Vec<String> = match (constraint.kind, constraint.of.as_slice()) {
            (RecordConstraintKind::NoOverlap, _) if constraint.within.is_empty() => {
                vec![format!("{name} no overlap")]
            }
            (RecordConstraintKind::NoOverlap, _) => {
                constraint.within.iter().map(|shared| format!("{name} no overlap in {shared}")).collect()
            }
            (RecordConstraintKind::UniqueTogether, [one]) => vec![format!("{name}.{one} unique")],
            (RecordConstraintKind::UniqueTogether, [one, other]) => {
                // The corpus says of people that they are users where they have no name of their own.
                let person =
                    |it: &String| entity.relations.iter().any(|to| to.name == *it && to.to == "User");
                let called = |it: &String| {
                    if person(it) { vec![it.clone(), "user".to_owned()] } else { vec![it.clone()] }
                };
                let (ones, others) = (called(one), called(other));
                let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
                pairs
                    .flat_map(|(one, other)| {
                        [format!("{name}.{one} unique in {other}"), format!("{name}.{other} unique in {one}")]
                    })
                    .collect()
            }
            (RecordConstraintKind::InOrder, [first, second]) => vec![
                format!("{name}.{second} not before {first}"),
                format!("{name}.{first} less than {second}"),
                format!("{name}.{second} greater than {first}"),
            ],
            _ => Vec::new(),
        };
        self.assumed.extend(lines.iter().map(|line| Item::new(Kind::Limit, line)));
    }

    /// What all who sign in may read needs no permission of its own, and each of them may read it.
    fn open_to_all(&mut self, known: &Requirements) {
        let open = |it: &&Entity| {
            it.kind == EntityKind::Record && matches!(it.visibility, Visibility::Members | Visibility::Public)
        };
        for entity in known.entities.iter().filter(open) {
            for role in &known.roles {
                self.assumed.insert(Item::new(Kind::May, &format!("{} read {}", role.name, entity.name)));
            }
        }
    }

    fn field(&mut self, entity: &Entity, field: &Field) {
        let name = format!("{}.{}", entity.name, field.name);
        self.put(Item::new(Kind::Field, &name), &field.words);
        let kind = of_kind(field);
        // A type may be guessed from a name, and no reader is asked whether it is: it is never wrong to have one.
        self.assumed.insert(Item::new(Kind::Trait, &format!("{name} {kind}")));
        for constraint in &field.constraints {
            let (kind, text) = match constraint {
                FieldConstraint::Optional => (Kind::Trait, format!("{name} optional")),
                FieldConstraint::Unique => (Kind::Trait, format!("{name} unique")),
                FieldConstraint::Min(least) => (Kind::Limit, format!("{name} min {least}")),
                FieldConstraint::Max(most) => (Kind::Limit, format!("{name} max {most}")),
                FieldConstraint::MaxLength(most) => (Kind::Limit, format!("{name} max {most}")),
            };
            // Constraints have no words of their own.
            self.assumed.insert(Item::new(kind, &text));
        }
    }

    /// Capabilities that every product has, by the words that asked for them: `“dark theme” asks for dark mode, which …`.
    fn included(&mut self, text: &str) {
        let name =
            text.split(" asks for ").nth(1).and_then(|rest| rest.split(", which").next()).unwrap_or_default();
        for part in name.split(" and ") {
            self.assumed.insert(Item::new(Kind::Feature, included_as(part)));
        }
    }

    /// What the product is made without.
    fn left_out(&mut self, known: &Requirements) {
        let mut absent = |name: &str| self.stated.insert(Item::new(Kind::Absent, name));
        for constraint in &known.constraints {
            match constraint.kind {
                ProductConstraintKind::BackendOnly => absent("frontend"),
                ProductConstraintKind::FrontendOnly => absent("backend"),
            };
        }
        for feature in FeatureName::ALL {
            if known.features.iter().all(|present| present.name != feature) {
                absent(name_of(feature));
            }
        }
    }
}

fn of_relation(entity: &Entity, relation: &Relation) -> String {
    // Whoever signs in is called an owner where the request says no more than `user`.
    let user = relation.kind == RelationKind::OwnedBy && relation.name == "owner";
    let to = match relation.to.as_str() {
        "User" if user => "user",
        "User" => &relation.name,
        other => other,
    };
    match relation.kind {
        RelationKind::BelongsTo | RelationKind::OwnedBy => format!("{} -> {to}", entity.name),
        RelationKind::ManyToMany => item::relation(&format!("{} <-> {to}", entity.name)),
    }
}

fn may(permission: &Permission) -> String {
    let action = match &permission.action {
        Action::Create => "create",
        Action::Read => "read",
        Action::Update => "update",
        Action::Delete => "delete",
        Action::Transition(name) => name,
    };
    // What is about somebody is theirs, as people say it.
    let own = if permission.scope == Scope::Any { "" } else { " own" };
    format!("{} {action} {}{own}", permission.role, permission.entity)
}

fn of_kind(field: &Field) -> String {
    let name = match field.kind {
        FieldKind::String | FieldKind::Text => "text",
        FieldKind::Integer => "integer",
        FieldKind::Decimal => "decimal",
        FieldKind::Boolean => "boolean",
        FieldKind::Date => "date",
        FieldKind::DateTime => "datetime",
        FieldKind::Email => "email",
        FieldKind::Url => "url",
        FieldKind::Enum => return item::values(field.values.iter().map(String::as_str)),
    };
    name.to_owned()
}

/// What the corpus tells apart and one feature does: pictures and other files, news in the product and by e-mail.
fn asked_as(feature: &Feature) -> &'static str {
    const PICTURES: [&str; 8] =
        ["photo", "image", "picture", "screenshot", "cover", "gallery", "thumbnail", "logo"];
    let words = feature.words.to_lowercase();
    match feature.name {
        FeatureName::Attachments if PICTURES.iter().any(|it| words.contains(it)) => "image_upload",
        FeatureName::Attachments => "file_upload",
        FeatureName::Notifications if words.contains("mail") => "email_notifications",
        name => name_of(name),
    }
}

/// What every product has, as the corpus calls it.
fn included_as(name: &str) -> &str {
    match name {
        "dark mode" => "dark_mode",
        "a health endpoint" => "health",
        "a responsive layout" => "mobile",
        other => other,
    }
}

fn name_of(feature: FeatureName) -> &'static str {
    match feature {
        FeatureName::Authentication => "auth",
        FeatureName::AdminDashboard => "admin_dashboard",
        FeatureName::Search => "search",
        FeatureName::Comments => "comments",
        FeatureName::CsvExport => "csv_export",
        FeatureName::AuditLog => "audit_log",
        FeatureName::SoftDelete => "soft_delete",
        FeatureName::ApiKeys => "api_keys",
        FeatureName::Tags => "tags",
        FeatureName::AccountMail => "password_reset",
        FeatureName::Attachments => "attachments",
        FeatureName::RichText => "rich_text",
        FeatureName::SocialLogin => "social_login",
        FeatureName::BackgroundJobs => "background_jobs",
        FeatureName::Webhooks => "webhooks",
        FeatureName::Notifications => "notifications",
        FeatureName::Moderation => "moderation",
        FeatureName::Charts => "charts",
        FeatureName::RateLimits => "rate_limits",
        FeatureName::PasswordPolicy => "password_policy",
        FeatureName::Metrics => "metrics",
        FeatureName::Payments => "payments",
        FeatureName::FullTextSearch => "search",
        FeatureName::CursorPagination => "cursor_pagination",
        FeatureName::Caching => "caching",
        FeatureName::MultiTenancy => "multi_tenancy",
        FeatureName::I18n => "i18n",
        FeatureName::Drafts => "drafts",
        FeatureName::Tallies => "tallies",
        FeatureName::FeatureFlags => "feature_flags",
        FeatureName::LiveUpdates => "live_updates",
    }
}
