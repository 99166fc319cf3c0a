//! Records that many products have, with the fields that make them usable.

use protocol::requirements::FieldConstraint::{Max, MaxLength, Min, Optional, Unique};
use protocol::requirements::{FieldKind, Visibility};

use super::{KnownField, KnownRecord, field, known};

const TITLE: KnownField = field("title", FieldKind::String, &[MaxLength(200)]);
const NAME: KnownField = field("name", FieldKind::String, &[MaxLength(200)]);
const BODY: KnownField = field("body", FieldKind::Text, &[]);
const DESCRIPTION: KnownField = field("description", FieldKind::Text, &[Optional]);
const MESSAGE: KnownField = field("message", FieldKind::Text, &[Optional, MaxLength(2000)]);
const AMOUNT: KnownField = field("amount", FieldKind::Decimal, &[Min(0)]);

const fn owned(name: &'static str, fields: &'static [KnownField]) -> KnownRecord {
    KnownRecord { name, fields, owner: None, visibility: Some(Visibility::Owner) }
}

const fn written(name: &'static str, fields: &'static [KnownField]) -> KnownRecord {
    KnownRecord { name, fields, owner: Some("author"), visibility: None }
}

pub const RECORDS: &[KnownRecord] = &[
    written("Post", &[TITLE, BODY]),
    written("Article", &[TITLE, BODY]),
    written("Comment", &[field("body", FieldKind::Text, &[MaxLength(2000)])]),
    written(
        "Review",
        &[
            field("rating", FieldKind::Integer, &[Min(1), Max(5)]),
            field("body", FieldKind::Text, &[Optional, MaxLength(5000)]),
        ],
    ),
    written("Question", &[TITLE, BODY]),
    written("Answer", &[BODY]),
    written("Reply", &[BODY]),
    written("Message", &[BODY]),
    known("Note", &[TITLE, BODY]),
    known("Announcement", &[TITLE, BODY]),
    known("Thread", &[TITLE]),
    known("Topic", &[NAME]),
    known("Page", &[TITLE, BODY]),
    known("Tag", &[field("name", FieldKind::String, &[Unique, MaxLength(50)])]),
    known("Category", &[field("name", FieldKind::String, &[Unique, MaxLength(100)])]),
    known("Label", &[field("name", FieldKind::String, &[Unique, MaxLength(50)])]),
    known("Genre", &[field("name", FieldKind::String, &[Unique, MaxLength(100)])]),
    known("Skill", &[field("name", FieldKind::String, &[Unique, MaxLength(100)])]),
    known("Book", &[TITLE, field("author", FieldKind::String, &[])]),
    known("Film", &[TITLE]),
    known("Movie", &[TITLE]),
    known("Song", &[TITLE]),
    known("Album", &[TITLE]),
    known("Game", &[TITLE]),
    known("Photo", &[TITLE]),
    known("Task", &[TITLE, DESCRIPTION]),
    known("Todo", &[TITLE, field("done", FieldKind::Boolean, &[])]),
    known("Issue", &[TITLE, DESCRIPTION]),
    known("Bug", &[TITLE, DESCRIPTION]),
    known("Ticket", &[TITLE, DESCRIPTION]),
    known("Request", &[TITLE, DESCRIPTION]),
    known("Job", &[TITLE, DESCRIPTION]),
    known("Idea", &[TITLE, DESCRIPTION]),
    known("Project", &[NAME, DESCRIPTION]),
    known("Team", &[NAME]),
    known("Product", &[NAME, DESCRIPTION, field("price", FieldKind::Decimal, &[Min(0)])]),
    known("Item", &[NAME]),
    known("Course", &[TITLE, DESCRIPTION]),
    known("Lesson", &[TITLE, field("content", FieldKind::Text, &[])]),
    known("Assignment", &[TITLE, DESCRIPTION, field("due_date", FieldKind::Date, &[Optional])]),
    known(
        "Event",
        &[
            TITLE,
            field("starts_at", FieldKind::DateTime, &[]),
            field("location", FieldKind::String, &[Optional]),
        ],
    ),
    known("Meeting", &[TITLE, field("starts_at", FieldKind::DateTime, &[])]),
    known(
        "Recipe",
        &[TITLE, field("ingredients", FieldKind::Text, &[]), field("steps", FieldKind::Text, &[])],
    ),
    known(
        "Expense",
        &[field("description", FieldKind::String, &[]), AMOUNT, field("spent_on", FieldKind::Date, &[])],
    ),
    known(
        "Transaction",
        &[
            field("description", FieldKind::String, &[]),
            field("amount", FieldKind::Decimal, &[]),
            field("date", FieldKind::Date, &[]),
        ],
    ),
    known(
        "Invoice",
        &[
            field("number", FieldKind::String, &[Unique]),
            AMOUNT,
            field("due_date", FieldKind::Date, &[Optional]),
        ],
    ),
    known("Payment", &[AMOUNT, field("paid_on", FieldKind::Date, &[])]),
    known(
        "Contact",
        &[
            NAME,
            field("email", FieldKind::Email, &[Optional]),
            field("phone", FieldKind::String, &[Optional]),
        ],
    ),
    known("Company", &[NAME, field("website", FieldKind::Url, &[Optional])]),
    known("Room", &[NAME, field("capacity", FieldKind::Integer, &[Optional, Min(1)])]),
    known("Habit", &[NAME]),
    known("Workout", &[NAME, field("date", FieldKind::Date, &[])]),
    known("Property", &[TITLE, field("address", FieldKind::String, &[]), DESCRIPTION]),
    known(
        "Appointment",
        &[field("starts_at", FieldKind::DateTime, &[]), field("reason", FieldKind::Text, &[Optional])],
    ),
    owned("Loan", &[]),
    owned("Order", &[field("quantity", FieldKind::Integer, &[Min(1)])]),
    owned("Booking", &[field("date", FieldKind::Date, &[]), MESSAGE]),
    owned("Reservation", &[field("date", FieldKind::Date, &[]), MESSAGE]),
    owned("Rental", &[field("starts_on", FieldKind::Date, &[]), field("ends_on", FieldKind::Date, &[])]),
    owned("Hire", &[field("starts_on", FieldKind::Date, &[]), field("ends_on", FieldKind::Date, &[])]),
    owned("Enrolment", &[]),
    owned("Enrollment", &[]),
    owned("Registration", &[MESSAGE]),
    owned("Application", &[MESSAGE]),
    owned("Submission", &[field("content", FieldKind::Text, &[])]),
    owned("Subscription", &[]),
    owned("Membership", &[]),
    owned("Attendance", &[]),
    owned("Adoption", &[MESSAGE]),
    owned("Donation", &[field("amount", FieldKind::Decimal, &[Min(1)])]),
    known("Bid", &[field("amount", FieldKind::Decimal, &[Min(0)])]),
    known("Vote", &[field("value", FieldKind::Integer, &[Min(-1), Max(1)])]),
];
