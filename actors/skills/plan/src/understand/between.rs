//! What must hold between fields, or between records: the fields and relations that the words mean.

use std::collections::BTreeSet;

use protocol::requirements::{
    Entity, EntityKind, Field, FieldKind, RecordConstraint, RecordConstraintKind, Relation, RelationKind,
    Visibility,
};

use super::fact::{Fact, Noun};
use super::lexicon::people;
use super::model::people::{key, role_name};
use super::morph;
use crate::constraint;

/// Records that take a time of their own, in the last word of their name.
const TIMED: &[&str] = &[
    "booking",
    "reservation",
    "appointment",
    "rental",
    "hire",
    "lesson",
    "session",
    "class",
    "shift",
    "slot",
    "visit",
    "viewing",
    "meeting",
    "closure",
    "event",
    "stay",
    "loan",
    "assignment",
    "screening",
    "lease",
    "trip",
    "charter",
];
/// What cannot be had by two at a time, in the last word of its name.
const PLACES: &[&str] = &[
    "room",
    "table",
    "court",
    "desk",
    "car",
    "vehicle",
    "van",
    "bike",
    "bicycle",
    "boat",
    "space",
    "chair",
    "hall",
    "field",
    "pitch",
    "lane",
    "studio",
    "seat",
    "bed",
    "property",
    "apartment",
    "house",
    "cabin",
    "villa",
    "resource",
    "asset",
    "item",
    "tool",
    "machine",
    "equipment",
    "station",
    "venue",
    "stage",
    "slot",
    "site",
    "plot",
    "berth",
    "locker",
    "device",
    "scooter",
    "truck",
    "instrument",
    "lab",
    "kennel",
    "listing",
    "place",
    "unit",
];
/// How a beginning and an end are called, best first.
const PAIRS: &[(&str, &str)] = &[
    ("start", "end"),
    ("starts", "ends"),
    ("begin", "end"),
    ("begins", "ends"),
    ("from", "to"),
    ("from", "until"),
    ("from", "till"),
    ("arrival", "departure"),
    ("check_in", "check_out"),
    ("checkin", "checkout"),
    ("pickup", "return"),
    ("pick_up", "return"),
    ("out", "due"),
    ("out", "returned"),
    ("opens", "closes"),
];

/// A record, as far as constraints look at it.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub entity: Entity,
    /// Roles that make such records.
    pub makers: BTreeSet<String>,
}

impl Shape {
    pub fn new(name: &str, fields: &[Field], relations: Vec<Relation>, makers: BTreeSet<String>) -> Self {
        let entity = Entity {
            name: name.to_owned(),
            kind: EntityKind::Record,
            fields: fields.to_vec(),
            relations,
            visibility: Visibility::Members,
            workflow: None,
            constraints: Vec::new(),
            words: String::new(),
        };
        Self { entity, makers }
    }
}

/// What comes of the words: for the record at `at`, what it is held to, and what that needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub at: usize,
    pub constraints: Vec<RecordConstraint>,
    /// Fields that it gets for it, and those that they stand for.
    pub added: Vec<Field>,
    pub dropped: Vec<String>,
    /// What is assumed about which field.
    pub notes: Vec<(String, String)>,
}

/// The records there are, and what the words call them.
pub(crate) struct Known<'a> {
    pub shapes: &'a [Shape],
    /// The name of the record that a noun means, whether there is one or not.
    pub record: &'a dyn Fn(&Noun) -> String,
    /// The role of people who register.
    pub default_role: &'a str,
}

impl Known<'_> {
    /// What a fact holds which record to; nothing where no record has what it names.
    pub fn held(&self, fact: &Fact, words: &str) -> Option<Held> {
        let Fact::Constrains { kind, record, of, within, .. } = fact else { return None };
        let named = record.as_ref().map(|noun| (self.record)(noun)).and_then(|name| self.find(&name));
        let held = match kind {
            RecordConstraintKind::NoOverlap => self.apart(named, within, words),
            RecordConstraintKind::UniqueTogether => self.alike(named, of, words),
            RecordConstraintKind::InOrder => self.ordered(of, words),
        }?;
        self.is_sound(&held).then_some(held)
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.shapes.iter().position(|it| it.entity.name == name)
    }

    fn is_sound(&self, held: &Held) -> bool {
        let mut entity = self.shapes[held.at].entity.clone();
        entity.fields.retain(|it| !held.dropped.contains(&it.name));
        entity.fields.extend(held.added.iter().cloned());
        held.constraints.iter().all(|it| constraint::unsound(&entity, it).is_none())
    }

    /// No two at the same time: of each of those that are named, by itself.
    fn apart(&self, named: Option<usize>, within: &[Noun], words: &str) -> Option<Held> {
        let at = named.or_else(|| self.timed(within))?;
        let shape = &self.shapes[at];
        let shared: Vec<Option<String>> = if within.is_empty() {
            let places = places(&shape.entity);
            // Where nothing says what cannot be had twice, nobody can be in two at once; what is nobody's is there once.
            let owner = || shape.entity.relations.iter().find(|it| it.kind == RelationKind::OwnedBy);
            match places.is_empty() {
                true => vec![owner().map(|it| it.name.clone())],
                false => places.into_iter().map(Some).collect(),
            }
        } else {
            let names: Option<Vec<String>> = within.iter().map(|noun| self.relation(at, noun)).collect();
            names?.into_iter().map(Some).collect()
        };
        let mut held =
            Held { at, constraints: Vec::new(), added: Vec::new(), dropped: Vec::new(), notes: Vec::new() };
        let times = times(&shape.entity, &mut held)?;
        held.constraints = shared.into_iter().map(|name| times.apart(name, words)).collect();
        Some(held)
    }

    /// The record that takes time and points at what is named; of several, the one that is called so.
    fn timed(&self, within: &[Noun]) -> Option<usize> {
        let points = |at: &usize| within.iter().all(|noun| self.relation(*at, noun).is_some());
        let is_called = |at: &usize| TIMED.contains(&head(&self.shapes[*at].entity.name).as_str());
        let takes_time = |at: &usize| span_of(&self.shapes[*at].entity).is_some();
        let all = || (0..self.shapes.len()).filter(points);
        let both = all().find(|at| is_called(at) && takes_time(at));
        both.or_else(|| all().find(is_called)).or_else(|| all().find(takes_time))
    }

    /// The relation to one record, or to one person, that a noun means.
    fn relation(&self, at: usize, noun: &Noun) -> Option<String> {
        let shape = &self.shapes[at];
        let (name, record) = (key(noun), (self.record)(noun));
        let singular = morph::singular(&name);
        let to_one = || shape.entity.relations.iter().filter(|it| it.kind != RelationKind::ManyToMany);
        let by_name = to_one().find(|it| it.name == name || it.name == singular);
        let by_target = || to_one().find(|it| it.to == record || head(&it.to) == noun.head());
        let person = || {
            let role = role_name(noun);
            let generic = matches!(role.as_str(), "user" | "member" | "customer" | "person");
            let owner = to_one().find(|it| it.kind == RelationKind::OwnedBy);
            let only = to_one().filter(|it| it.to == "User").count() == 1;
            let makes = shape.makers.contains(&role) || generic || only || role == self.default_role;
            owner.filter(|_| people::is_person(noun.head()) && makes)
        };
        by_name.or_else(by_target).or_else(person).map(|it| it.name.clone())
    }

    /// No two with the same in all of them.
    fn alike(&self, named: Option<usize>, of: &[Noun], words: &str) -> Option<Held> {
        let all = (0..self.shapes.len()).filter(|at| named.is_none_or(|named| named == *at));
        let kind = RecordConstraintKind::UniqueTogether;
        self.first(all, of, kind, words, |at, noun| {
            self.field_called(at, noun).or_else(|| self.relation(at, noun))
        })
    }

    fn ordered(&self, of: &[Noun], words: &str) -> Option<Held> {
        let kind = RecordConstraintKind::InOrder;
        self.first(0..self.shapes.len(), of, kind, words, |at, noun| self.field_called(at, noun))
    }

    /// The first record that has all that is named and can be held to it.
    fn first(
        &self,
        all: impl Iterator<Item = usize>,
        of: &[Noun],
        kind: RecordConstraintKind,
        words: &str,
        member: impl Fn(usize, &Noun) -> Option<String>,
    ) -> Option<Held> {
        let made = |at: usize| {
            let of: Option<Vec<String>> = of.iter().map(|noun| member(at, noun)).collect();
            let constraint = RecordConstraint { kind, of: of?, within: Vec::new(), words: words.to_owned() };
            let (added, dropped, notes) = (Vec::new(), Vec::new(), Vec::new());
            Some(Held { at, constraints: vec![constraint], added, dropped, notes })
        };
        all.filter_map(made).find(|held| self.is_sound(held))
    }

    /// A field by its name; `room number` is the number of a room, and `start` is when it starts.
    fn field_called(&self, at: usize, noun: &Noun) -> Option<String> {
        let entity = &self.shapes[at].entity;
        let has = |name: &str| entity.fields.iter().find(|it| it.name == name).map(|it| it.name.clone());
        let whole = key(noun);
        let mut as_said = noun.words.clone();
        if let Some(last) = as_said.last_mut() {
            last.clone_from(&noun.last);
        }
        let rest = noun.words.strip_prefix(morph::name_words(&entity.name).as_slice());
        let rest = rest.filter(|rest| !rest.is_empty()).map(morph::snake);
        let bare = whole.strip_suffix("_date").or_else(|| whole.strip_suffix("_time"));
        let begun = |word: &str| {
            let moments =
                entity.fields.iter().filter(|it| matches!(it.kind, FieldKind::Date | FieldKind::DateTime));
            let mut begun = moments.filter(|it| {
                it.name.starts_with(&format!("{word}_")) || it.name.starts_with(&format!("{word}s_"))
            });
            begun.next().map(|it| it.name.clone())
        };
        has(&whole)
            .or_else(|| has(&morph::snake(&as_said)))
            .or_else(|| has(&rest?))
            .or_else(|| has(bare?))
            .or_else(|| begun(&whole))
            .or_else(|| begun(bare?))
    }
}

/// What nobody has to say: of what is booked from one time to another, no two have the same room, car or person.
pub(crate) fn usual(shape: &Shape, targets: impl Fn(&str) -> Option<Entity>) -> Vec<RecordConstraint> {
    const BOOKED: [&str; 4] = ["booking", "reservation", "rental", "appointment"];
    let entity = &shape.entity;
    let Some((from, to)) = span_of(entity).filter(|_| BOOKED.contains(&head(&entity.name).as_str())) else {
        return Vec::new();
    };
    // Of what there are several, several can be had.
    let counted = |name: &String| {
        let relation = entity.relations.iter().find(|it| it.name == *name);
        let target = relation.and_then(|it| targets(&it.to));
        let counts = ["quantity", "stock", "copies", "units", "available", "count", "spots", "slots"];
        target.is_some_and(|it| {
            it.fields.iter().any(|field| counts.iter().any(|word| field.name.contains(word)))
        })
    };
    let exclusive = |name: &String| {
        let relation = entity.relations.iter().find(|it| it.name == *name);
        relation.is_some_and(|it| it.to == "User" || PLACES.contains(&head(&it.to).as_str()))
    };
    let names = places(entity).into_iter().filter(exclusive).filter(|name| !counted(name));
    let made = |name: String| RecordConstraint {
        kind: RecordConstraintKind::NoOverlap,
        of: vec![from.clone(), to.clone()],
        within: vec![name],
        words: String::new(),
    };
    names.map(made).collect()
}

/// When a record is.
enum Times {
    Span(String, String),
    Point(String),
}

impl Times {
    fn apart(&self, shared: Option<String>, words: &str) -> RecordConstraint {
        let within: Vec<String> = shared.into_iter().collect();
        let words = words.to_owned();
        match self {
            Times::Span(from, to) => RecordConstraint {
                kind: RecordConstraintKind::NoOverlap,
                of: vec![from.clone(), to.clone()],
                within,
                words,
            },
            Times::Point(field) => RecordConstraint {
                kind: RecordConstraintKind::UniqueTogether,
                of: within.into_iter().chain([field.clone()]).collect(),
                within: Vec::new(),
                words,
            },
        }
    }
}

/// When a record is; what has no end, and whose fields nobody listed, gets one.
fn times(entity: &Entity, held: &mut Held) -> Option<Times> {
    if let Some((from, to)) = span_of(entity) {
        return Some(Times::Span(from, to));
    }
    let spoken = morph::spoken_plural(&entity.name);
    let free = |name: &str| {
        !entity.fields.iter().any(|it| it.name == name) && !entity.relations.iter().any(|it| it.name == name)
    };
    let moment = entity.fields.iter().find(|it| matches!(it.kind, FieldKind::Date | FieldKind::DateTime));
    match moment {
        Some(field) if !field.words.is_empty() => {
            let named = field.name.replace('_', " ");
            let text = format!(
                "As {spoken} have no end, two of them are in each other's way where their {named} is the same."
            );
            held.notes.push((field.name.clone(), text));
            Some(Times::Point(field.name.clone()))
        }
        Some(field) if field.kind == FieldKind::DateTime && free("ends_at") => {
            add_time(held, "ends_at", &spoken);
            Some(Times::Span(field.name.clone(), "ends_at".to_owned()))
        }
        // A day alone says nothing of when it begins.
        other if free("starts_at") && free("ends_at") => {
            held.dropped.extend(other.filter(|it| it.kind == FieldKind::Date).map(|it| it.name.clone()));
            add_time(held, "starts_at", &spoken);
            add_time(held, "ends_at", &spoken);
            Some(Times::Span("starts_at".to_owned(), "ends_at".to_owned()))
        }
        _ => None,
    }
}

fn add_time(held: &mut Held, name: &str, spoken: &str) {
    held.added.push(Field {
        name: name.to_owned(),
        kind: FieldKind::DateTime,
        constraints: Vec::new(),
        values: Vec::new(),
        words: String::new(),
    });
    let what = if name == "ends_at" { "an end" } else { "a beginning" };
    held.notes.push((
        name.to_owned(),
        format!("Each of the {spoken} has {what}, because no two may be at the same time."),
    ));
}

/// The last word of a name.
fn head(name: &str) -> String {
    morph::name_words(name).pop().unwrap_or_default()
}

/// The beginning and the end among a record's fields, by their names and of one type.
fn span_of(entity: &Entity) -> Option<(String, String)> {
    let moments: Vec<&Field> =
        entity.fields.iter().filter(|it| matches!(it.kind, FieldKind::Date | FieldKind::DateTime)).collect();
    let called = |field: &Field, word: &str| {
        field.name == word
            || field.name.starts_with(&format!("{word}_"))
            || field.name.ends_with(&format!("_{word}"))
    };
    PAIRS.iter().find_map(|(from, to)| {
        let first = moments.iter().find(|it| called(it, from))?;
        let second =
            moments.iter().find(|it| called(it, to) && it.name != first.name && it.kind == first.kind)?;
        Some((first.name.clone(), second.name.clone()))
    })
}

/// What a record cannot share with another at the same time: people whom it names, and places and things.
fn places(entity: &Entity) -> Vec<String> {
    let others = || entity.relations.iter().filter(|it| it.kind == RelationKind::BelongsTo);
    let taken: Vec<String> = others()
        .filter(|it| it.to == "User" || PLACES.contains(&head(&it.to).as_str()))
        .map(|it| it.name.clone())
        .collect();
    if taken.is_empty() { others().next().map(|it| it.name.clone()).into_iter().collect() } else { taken }
}
