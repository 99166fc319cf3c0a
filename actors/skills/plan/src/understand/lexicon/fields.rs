//! What a field's name says about its type. A word in the request that says more always wins.

use protocol::requirements::{FieldConstraint, FieldKind};

/// What is known of a field from its name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub kind: FieldKind,
    pub constraints: Vec<FieldConstraint>,
}

fn guess(kind: FieldKind, constraints: &[FieldConstraint]) -> Guess {
    Guess { kind, constraints: constraints.to_vec() }
}

/// By the last word of the name, unless the whole name is listed.
static HEADS: &[(FieldKind, &[&str])] = &[
    (
        FieldKind::Decimal,
        &[
            "price",
            "rate",
            "amount",
            "cost",
            "total",
            "subtotal",
            "fee",
            "salary",
            "balance",
            "budget",
            "discount",
            "tax",
            "rent",
            "wage",
            "fare",
            "deposit",
            "charge",
            "weight",
            "revenue",
            "value",
            "distance",
            "temperature",
            "latitude",
            "longitude",
            "percentage",
            "area",
        ],
    ),
    (FieldKind::Email, &["email", "mail"]),
    (FieldKind::Url, &["url", "website", "link", "homepage", "uri", "webpage"]),
    (FieldKind::Date, &["date", "birthday", "birthdate", "dob", "deadline", "day", "anniversary"]),
    (FieldKind::DateTime, &["datetime", "timestamp", "start", "end", "starts", "ends"]),
    (
        FieldKind::Boolean,
        &[
            "published",
            "active",
            "archived",
            "completed",
            "done",
            "paid",
            "enabled",
            "disabled",
            "available",
            "public",
            "private",
            "featured",
            "verified",
            "approved",
            "finished",
            "urgent",
            "vegetarian",
            "organic",
            "furnished",
            "spayed",
            "microchipped",
            "refundable",
            "halal",
            "remote",
            "recurring",
            "certified",
            "damaged",
            "spicy",
            "lost",
            "reserved",
            "sold",
            "read",
            "seen",
            "watched",
            "licensed",
            "accepted",
            "vegan",
            "flag",
            "vaccinated",
            "neutered",
            "billable",
            "pinned",
            "draft",
            "visible",
            "hidden",
            "returned",
            "closed",
            "confirmed",
            "cancelled",
        ],
    ),
    (
        FieldKind::Integer,
        &[
            "count",
            "quantity",
            "qty",
            "year",
            "pages",
            "page",
            "age",
            "stock",
            "capacity",
            "duration",
            "minutes",
            "hours",
            "seconds",
            "days",
            "rating",
            "score",
            "points",
            "seats",
            "servings",
            "size",
            "floor",
            "level",
            "rank",
            "position",
            "calories",
            "mileage",
            "bedrooms",
            "bathrooms",
            "votes",
            "views",
            "likes",
            "reps",
            "sets",
            "credits",
            "rooms",
            "copies",
            "semester",
            "weeks",
            "months",
            "odometer",
            "guests",
            "edition",
            "order",
        ],
    ),
    (
        FieldKind::Text,
        &[
            "description",
            "body",
            "content",
            "contents",
            "notes",
            "note",
            "bio",
            "biography",
            "summary",
            "details",
            "message",
            "instructions",
            "ingredients",
            "steps",
            "directions",
            "text",
            "comment",
            "comments",
            "remarks",
            "abstract",
            "review",
            "feedback",
            "answer",
            "explanation",
            "symptoms",
            "diagnosis",
            "prescription",
            "treatment",
            "agenda",
            "resolution",
            "reason",
            "terms",
            "requirements",
            "responsibilities",
            "lyrics",
            "excerpt",
            "story",
            "background",
            "observations",
            "allergies",
        ],
    ),
    (
        FieldKind::String,
        &[
            "title",
            "name",
            "author",
            "isbn",
            "phone",
            "address",
            "city",
            "country",
            "slug",
            "sku",
            "code",
            "number",
            "color",
            "colour",
            "brand",
            "model",
            "make",
            "genre",
            "language",
            "location",
            "venue",
            "subject",
            "publisher",
            "artist",
            "username",
            "nickname",
            "zip",
            "postcode",
            "state",
            "street",
            "species",
            "breed",
            "barcode",
            "currency",
            "unit",
            "company",
            "department",
            "position title",
            "tagline",
            "topic",
            "plate",
            "vin",
            "iban",
            "label",
            "director",
            "cuisine",
            "specialty",
            "speciality",
            "specialization",
            "format",
            "platform",
            "manufacturer",
            "material",
            "headline",
            "key",
            "reference",
            "room",
            "type",
            "category",
            "priority",
            "status",
            "gender",
            "difficulty",
            "severity",
            "grade",
            "symbol",
            "region",
            "neighbourhood",
            "producer",
            "composer",
            "album",
            "instrument",
            "origin",
            "destination",
            "industry",
            "role",
            "skill",
            "occupation",
            "hobby",
            "mood",
            "muscle",
            "exercise",
        ],
    ),
];

const NON_NEGATIVE: &[&str] = &[
    "price",
    "amount",
    "cost",
    "fee",
    "salary",
    "count",
    "quantity",
    "qty",
    "stock",
    "capacity",
    "pages",
    "age",
    "seats",
    "servings",
    "duration",
    "minutes",
    "hours",
    "calories",
    "mileage",
    "budget",
    "weight",
    "copies",
    "bedrooms",
    "bathrooms",
    "guests",
    "rent",
    "fare",
    "points",
];

const UNIQUE: &[&str] = &["isbn", "sku", "slug", "barcode", "vin", "iban"];

/// Words that name a type outright: `notes as text`, `active (boolean)`.
pub fn type_word(word: &str) -> Option<FieldKind> {
    Some(match word {
        "string" | "str" | "varchar" | "char" => FieldKind::String,
        "text" | "longtext" | "multiline" => FieldKind::Text,
        "integer" | "int" | "numeric" => FieldKind::Integer,
        "number" => FieldKind::Integer,
        "decimal" | "float" | "money" | "double" | "currency" => FieldKind::Decimal,
        "boolean" | "bool" | "checkbox" => FieldKind::Boolean,
        "date" => FieldKind::Date,
        "datetime" | "timestamp" => FieldKind::DateTime,
        "email" => FieldKind::Email,
        "url" | "link" => FieldKind::Url,
        _ => return None,
    })
}

/// A name in lower-case words to its type; nothing when the name says nothing.
pub fn infer(words: &[String]) -> Option<Guess> {
    if let Some(at) = words.iter().skip(1).position(|word| word == "of" || word == "per") {
        let number = words[0] == "number";
        return if number {
            Some(guess(FieldKind::Integer, &[FieldConstraint::Min(0)]))
        } else {
            infer(&words[..=at])
        };
    }
    let last = words.last()?.as_str();
    let first = words.first()?.as_str();
    if words.len() > 1 && matches!(first, "is" | "has" | "can" | "was") {
        return Some(guess(FieldKind::Boolean, &[]));
    }
    if words.len() > 1 && last == "at" || matches!(last, "time" | "datetime") {
        return Some(guess(FieldKind::DateTime, &[]));
    }
    if words.len() > 1 && (last == "on" || first == "date") || words.len() > 1 && matches!(first, "birth") {
        return Some(guess(FieldKind::Date, &[]));
    }
    if words.len() > 1 && first == "year" {
        return Some(guess(FieldKind::Integer, &[FieldConstraint::Min(0)]));
    }
    if words.len() > 1 && matches!(last, "start" | "end")
        || words.len() == 1 && matches!(last, "starts" | "ends")
    {
        return Some(guess(FieldKind::DateTime, &[]));
    }
    let kind = HEADS.iter().find(|(_, heads)| heads.contains(&last)).map(|(kind, _)| *kind)?;
    let mut constraints = Vec::new();
    if UNIQUE.contains(&last) {
        constraints.push(FieldConstraint::Unique);
    }
    if matches!(kind, FieldKind::Decimal | FieldKind::Integer) && NON_NEGATIVE.contains(&last) {
        constraints.push(FieldConstraint::Min(0));
    }
    Some(Guess { kind, constraints })
}

/// Plural nouns that are one field, not records of their own.
pub fn is_plural_field(word: &str) -> bool {
    HEADS.iter().any(|(_, heads)| heads.contains(&word))
}

/// Records that many things share: the relation to them goes both ways.
pub const SHARED: &[&str] = &[
    "tag", "category", "label", "genre", "topic", "keyword", "skill", "interest", "amenity", "allergen",
    "hashtag",
];

/// Adjectives before or after a field's name, and whether they change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjective {
    Is(FieldConstraint),
    Required,
    Kind(FieldKind),
}

pub fn adjective(word: &str) -> Option<Adjective> {
    Some(match word {
        "unique" => Adjective::Is(FieldConstraint::Unique),
        "optional" | "nullable" | "optionally" => Adjective::Is(FieldConstraint::Optional),
        "required" | "mandatory" | "compulsory" | "obligatory" => Adjective::Required,
        "positive" => Adjective::Is(FieldConstraint::Min(1)),
        "nonnegative" => Adjective::Is(FieldConstraint::Min(0)),
        "short" => Adjective::Kind(FieldKind::String),
        "long" | "multiline" => Adjective::Kind(FieldKind::Text),
        _ => return None,
    })
}
