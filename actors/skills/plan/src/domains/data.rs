//! The files of this folder and their types. A file that does not parse is a mistake of this crate, which its tests catch.

use std::sync::LazyLock;

use protocol::requirements::{FeatureName, FieldConstraint, FieldKind, Visibility};
use serde::Deserialize;

/// A field that records of a name usually have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "FieldData")]
pub struct KnownField {
    /// Snake case, with its unit where it has one: `weight_kg`.
    pub name: String,
    pub kind: FieldKind,
    pub constraints: Vec<FieldConstraint>,
    pub values: Vec<String>,
}

/// A field as it is written in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldData {
    name: String,
    #[serde(rename = "type")]
    kind: FieldKind,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    unique: bool,
    min: Option<i64>,
    max: Option<i64>,
    max_length: Option<u32>,
}

impl From<FieldData> for KnownField {
    fn from(data: FieldData) -> KnownField {
        let constraints = [
            data.optional.then_some(FieldConstraint::Optional),
            data.unique.then_some(FieldConstraint::Unique),
            data.min.map(FieldConstraint::Min),
            data.max.map(FieldConstraint::Max),
            data.max_length.map(FieldConstraint::MaxLength),
        ];
        KnownField {
            name: data.name,
            kind: data.kind,
            constraints: constraints.into_iter().flatten().collect(),
            values: data.values,
        }
    }
}

/// What records of a name usually point at, if the product has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownRelation {
    /// Snake case; the target's name when left out.
    pub name: Option<String>,
    /// Pascal case; `User` is somebody who signs in.
    pub to: String,
    /// Many to many.
    #[serde(default)]
    pub many: bool,
    #[serde(default)]
    pub required: bool,
}

/// The usual course of a record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownStates {
    pub initial: String,
    pub transitions: Vec<KnownTransition>,
}

impl KnownStates {
    /// All states, in the order they are reached.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![self.initial.clone()];
        for transition in &self.transitions {
            if !names.contains(&transition.to) {
                names.push(transition.to.clone());
            }
        }
        names
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownTransition {
    /// A verb, snake case.
    pub name: String,
    pub from: Vec<String>,
    pub to: String,
    #[serde(default)]
    pub by: Mover,
}

/// Who usually takes a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mover {
    /// Those who manage such records.
    #[default]
    Staff,
    Owner,
    /// Everyone who is signed in.
    Members,
}

/// A record known by its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownRecord {
    /// Pascal case, singular.
    pub name: String,
    #[serde(default)]
    pub fields: Vec<KnownField>,
    #[serde(default)]
    pub relations: Vec<KnownRelation>,
    pub states: Option<KnownStates>,
    /// The record of the domain that it is another name of: on a board, a card is a task.
    pub stands_for: Option<String>,
    /// Records that come with it where the request names it and not them: choices with a multiple choice question.
    #[serde(default)]
    pub brings: Vec<String>,
    /// What the owner of such a record is called whoever it is: posts have authors.
    pub owner: Option<String>,
    /// The role that usually keeps such records: the domain's own role keeps its own, any other keeps them for all.
    pub kept_by: Option<String>,
    /// Who usually reads it.
    pub visibility: Option<Visibility>,
    /// Whether it is kept from all but those who keep it and whom it is about.
    #[serde(default)]
    pub confidential: bool,
}

/// A kind of product known by its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Names of such products, in lower case: `clinic`, `help desk`.
    pub words: Vec<String>,
    /// Words that may stand before such a name, `*` for any: a driving school is a school.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Words that before such a name make it something else: a repair shop is no shop.
    #[serde(default)]
    pub except: Vec<String>,
    /// Records that such a product has whatever else the request names.
    #[serde(default)]
    pub always: Vec<String>,
    /// Records that such a product has if the request names none.
    pub records: Vec<String>,
    /// Capabilities that such a product has if the request names no records: a photo gallery takes pictures.
    #[serde(default)]
    pub features: Vec<FeatureName>,
    /// The record that comments are on.
    pub commented: String,
    /// The role of a person who registers.
    pub role: String,
    /// Who reads what nothing more is known of.
    pub visibility: Option<Visibility>,
    #[serde(rename = "record")]
    pub known: Vec<KnownRecord>,
}

pub struct Data {
    pub domains: Vec<Domain>,
    pub general: Vec<KnownRecord>,
}

macro_rules! files {
    ($($name:ident)*) => { &[$((stringify!($name), include_str!(concat!(stringify!($name), ".toml")))),*] };
}

/// One file a domain.
pub const FILES: &[(&str, &str)] = files! {
    alumni assets auction blog blood_bank book_club booking bugs calendar car_log car_rental changelog
    chat checklist chores church clinic club construction contacts coupons crm crowdfunding daycare
    directory documents donations equipment_booking events exams expenses fantasy_league farm
    film_production finance fitness flashcards fleet flights food_bank food_delivery forum garden goals
    guestbook gym habits helpdesk home_services hotel hr ideas insurance intake inventory investments invoicing
    job_board journal laboratory league lending library links livestock lost_found loyalty maintenance
    marketplace meals mentoring movies museum music music_school news newsletter notes okr parking
    passwords pet_adoption petitions pharmacy photos pinboard plants podcast poll portfolio
    property_management quiz real_estate recipes rental restaurant resume rides roadmap rooms school
    school_bus sensors shared_expenses shop snippets social_network status_page student_council survey
    task_board thesis timesheets todo tours travel tutoring veterinary videos volunteering wedding wiki
    wishes expense_reports
    apartment_building attendance baby_log car_repair cinema collections contracts cooking_class
    dance_school escape_room family_tree grants incidents keys language_school laundry legal_cases
    moving_company nutrition pet_services photo_contest purchasing quality_audits recruiting
    restaurant_guide sleep_log subscriptions suppliers tattoo_studio tenders training_records
    translation_agency vaccinations visitors
};

pub static ALL: LazyLock<Data> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct General {
        record: Vec<KnownRecord>,
    }
    let domain = |(name, text): &(&str, &str)| -> Domain { parsed(name, text) };
    let general: General = parsed("general", include_str!("general.toml"));
    Data { domains: FILES.iter().map(domain).collect(), general: general.record }
});

fn parsed<T: for<'a> Deserialize<'a>>(name: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("domains/{name}.toml: {error}"))
}
