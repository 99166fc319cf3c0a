//! The tables of a blueprint: which keys each has, and what they mean.

use super::{
    CONSTRAINTS, Case, FEATURES, KINDS, Key, Kind, Need, PARTS, RELATIONS, SCOPES, Shape, TYPES, VISIBILITIES,
};
use crate::blueprint::limits::{
    CONSTRAINTS_MAX, DECISIONS_MAX, LENGTH_MAX, NOTES_MAX, RIGHTS_MAX, STEPS_MAX, TEXT_CHARS_MAX,
};
use crate::understand::limits::{ENTITIES_MAX, FIELDS_MAX, ROLES_MAX, VALUES_MAX};

const fn must(key: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { key, kind, need: Need::Must, about }
}

const fn may(key: &'static str, kind: Kind, about: &'static str) -> Key {
    Key { key, kind, need: Need::May, about }
}

const TEXT: Kind = Kind::Text(TEXT_CHARS_MAX);
const WORDS: Key =
    may("words", TEXT, "the words it was asked for in; without them, its name stands for them");
const ASSUMED: Key = may("assumed", Kind::Flag, "true where nobody asked for it and it was assumed");

pub(in super::super) static BLUEPRINT: Shape = Shape {
    name: "blueprint",
    keys: &[
        must("blueprint", Kind::Version, "the version of this format; it stands first"),
        must("product", Kind::Table(&PRODUCT), "what is made"),
        may("request", TEXT, "the request that the blueprint was read from"),
        may("refused", TEXT, "why nothing can be made of this yet; remove it once that is put right"),
        must(
            "entities",
            Kind::Named { name: Case::Pascal, of: &Kind::Table(&ENTITY), max: ENTITIES_MAX + 1 },
            "the kinds of records that the product keeps, by name; people who sign in are `User`",
        ),
        may(
            "roles",
            Kind::Named { name: Case::Snake, of: &Kind::Table(&ROLE), max: ROLES_MAX + 1 },
            "who works with it, by name; without them, people who register are users",
        ),
        may(
            "permissions",
            Kind::List { of: &Kind::Table(&PERMISSION), max: RIGHTS_MAX },
            "who may do what; without them, each role may do everything with every record",
        ),
        may(
            "features",
            Kind::List { of: &Kind::Short(&Kind::Word(&FEATURES), &FEATURE), max: FEATURES.len() },
            "what the product can do beyond keeping records",
        ),
        may(
            "stack",
            Kind::List { of: &Kind::Short(&Kind::Text(60), &CHOICE), max: 20 },
            "what it is built with; without it, what is usual here",
        ),
        may(
            "only",
            Kind::List { of: &Kind::Short(&Kind::Word(&PARTS), &PART), max: PARTS.len() },
            "one half of the product alone",
        ),
        may(
            "decisions",
            Kind::List { of: &Kind::Table(&DECISION), max: DECISIONS_MAX },
            "what you settle yourself of what the team would rule on",
        ),
        may(
            "assumptions",
            Kind::List { of: &Kind::Table(&ASSUMPTION), max: NOTES_MAX },
            "what was decided because the request leaves it open",
        ),
        may(
            "not_understood",
            Kind::List { of: &TEXT, max: NOTES_MAX },
            "what nothing was made of; it is shown with the plan",
        ),
        may(
            "unsupported",
            Kind::List { of: &TEXT, max: NOTES_MAX },
            "what was understood and nothing here builds; it is shown with the plan, and the rest is made without it",
        ),
    ],
};

static PRODUCT: Shape = Shape {
    name: "product",
    keys: &[
        may(
            "name",
            Kind::Name(Case::Kebab),
            "the repository's name, in kebab case; only what is refused can be without",
        ),
        may("title", Kind::Text(200), "what people see; without it, made of the name"),
        may("summary", TEXT, "one sentence; without it, made of the title"),
        WORDS,
        ASSUMED,
    ],
};

static ENTITY: Shape = Shape {
    name: "entity",
    keys: &[
        may("kind", Kind::Word(&KINDS), "`account` for `User`, whose people sign in; `record` otherwise"),
        may(
            "visibility",
            Kind::Word(&VISIBILITIES),
            "who may read it when no permission says more; members by default",
        ),
        may(
            "fields",
            Kind::Named { name: Case::Snake, of: &Kind::Short(&Kind::Word(&TYPES), &FIELD), max: FIELDS_MAX },
            "by name; a type alone is a required field",
        ),
        may(
            "relationships",
            Kind::Named {
                name: Case::Snake,
                of: &Kind::Short(&Kind::Name(Case::Pascal), &RELATIONSHIP),
                max: FIELDS_MAX,
            },
            "the other records that it points at, by name; a record's name alone is one that it must belong to",
        ),
        may("workflow", Kind::Table(&WORKFLOW), "a status that moves along named transitions only"),
        may(
            "constraints",
            Kind::List { of: &Kind::Table(&CONSTRAINT), max: CONSTRAINTS_MAX },
            "what must hold between its fields, or between one record and the others",
        ),
        WORDS,
        ASSUMED,
    ],
};

/// Limits are kept in the order in which they stand.
static FIELD: Shape = Shape {
    name: "field",
    keys: &[
        must("type", Kind::Word(&TYPES), "what its values are"),
        may("required", Kind::Flag, "false where it may stay empty; true by default"),
        may("unique", Kind::Flag, "true where no two records may have the same"),
        may("min", Kind::Number { min: i64::MIN, max: i64::MAX }, "least value of a number, inclusive"),
        may("max", Kind::Number { min: i64::MIN, max: i64::MAX }, "greatest value of a number, inclusive"),
        may("max_length", Kind::Number { min: 1, max: LENGTH_MAX }, "characters of text"),
        may("values", Kind::List { of: &Kind::Name(Case::Value), max: VALUES_MAX }, "what an `enum` may be"),
        WORDS,
        ASSUMED,
    ],
};

static RELATIONSHIP: Shape = Shape {
    name: "relationship",
    keys: &[
        must("to", Kind::Name(Case::Pascal), "the record that it points at"),
        may(
            "kind",
            Kind::Word(&RELATIONS),
            "`belongs_to` one by default; `owned_by` the account that makes it; `many_to_many`",
        ),
        may(
            "required",
            Kind::Flag,
            "false where it may stay empty; true by default, except for many to many",
        ),
        WORDS,
        ASSUMED,
    ],
};

static WORKFLOW: Shape = Shape {
    name: "workflow",
    keys: &[
        may("field", Kind::Name(Case::Snake), "the name of the status; `status` by default"),
        may("initial", Kind::Name(Case::Snake), "where a new record begins; the first state by default"),
        must("states", Kind::List { of: &Kind::Name(Case::Snake), max: VALUES_MAX }, "all of them"),
        may(
            "hidden",
            Kind::List { of: &Kind::Name(Case::Snake), max: VALUES_MAX },
            "for `drafts`: the states in which only its owner and who may update or move on any of them find a record",
        ),
        may(
            "transitions",
            Kind::Named { name: Case::Snake, of: &Kind::Table(&TRANSITION), max: STEPS_MAX },
            "the steps between them, by a verb",
        ),
        WORDS,
        ASSUMED,
    ],
};

static CONSTRAINT: Shape = Shape {
    name: "constraint",
    keys: &[
        must(
            "kind",
            Kind::Word(&CONSTRAINTS),
            "`unique_together`: no two records have the same in all of `of`; `no_overlap`: no two are at the same time, \
             from the first of `of` to the second; `in_order`: the second of `of` is not before the first",
        ),
        must(
            "of",
            Kind::List { of: &Kind::Name(Case::Snake), max: FIELDS_MAX },
            "names of fields, and of relationships to one record",
        ),
        may(
            "within",
            Kind::List { of: &Kind::Name(Case::Snake), max: FIELDS_MAX },
            "for `no_overlap`: what two records must share to be in each other's way, as `room`; without it, any two are",
        ),
        WORDS,
        ASSUMED,
    ],
};

static TRANSITION: Shape = Shape {
    name: "transition",
    keys: &[
        may(
            "from",
            Kind::List { of: &Kind::Name(Case::Snake), max: VALUES_MAX },
            "where it can be taken; from every other state by default",
        ),
        must("to", Kind::Name(Case::Snake), "where it leads"),
    ],
};

static ROLE: Shape = Shape {
    name: "role",
    keys: &[may("default", Kind::Flag, "true for the one that people get who register"), WORDS, ASSUMED],
};

static PERMISSION: Shape = Shape {
    name: "permission",
    keys: &[
        must("role", Kind::Name(Case::Snake), "who"),
        must(
            "may",
            Kind::List { of: &Kind::Text(80), max: STEPS_MAX },
            "create, read, update, delete, or the name of a transition (`transition delete` for one with such a name)",
        ),
        must("entity", Kind::Name(Case::Pascal), "with which records"),
        may(
            "records",
            Kind::Word(&SCOPES),
            "`own` for those that they own; `named` also for those that point at them, never to create or delete; `any` by default",
        ),
        WORDS,
        ASSUMED,
    ],
};

static FEATURE: Shape =
    Shape { name: "feature", keys: &[must("name", Kind::Word(&FEATURES), "which"), WORDS, ASSUMED] };

static CHOICE: Shape = Shape {
    name: "stack",
    keys: &[must("name", Kind::Text(60), "lower case: react, fastapi, postgresql, sqlite"), WORDS, ASSUMED],
};

static PART: Shape =
    Shape { name: "only", keys: &[must("part", Kind::Word(&PARTS), "which"), WORDS, ASSUMED] };

static DECISION: Shape = Shape {
    name: "decision",
    keys: &[
        must("key", Kind::Text(60), "what is settled, as a plan calls it: `id.type`, `ports.backend`"),
        must("value", Kind::Text(60), "`integer`, `9000`"),
        WORDS,
    ],
};

static ASSUMPTION: Shape = Shape {
    name: "assumption",
    keys: &[
        must("about", Kind::Text(400), "what it is about: `Post.title`, `roles.admin`"),
        must("text", TEXT, "one sentence"),
    ],
};
