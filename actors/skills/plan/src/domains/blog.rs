//! Blogs: public posts by their authors, public comments under them.

use protocol::requirements::FieldConstraint::MaxLength;
use protocol::requirements::{FieldKind, Visibility};

use super::{Domain, KnownRecord, field};

pub const DOMAIN: Domain = Domain {
    words: &["blog", "weblog", "blogging"],
    records: &["Post"],
    commented: "Post",
    role: "author",
    visibility: Visibility::Public,
    fields: &[
        KnownRecord {
            name: "Post",
            fields: &[
                field("title", FieldKind::String, &[MaxLength(200)]),
                field("body", FieldKind::Text, &[]),
            ],
            owner: Some("author"),
            visibility: Some(Visibility::Public),
        },
        KnownRecord {
            name: "Comment",
            fields: &[field("body", FieldKind::Text, &[MaxLength(2000)])],
            owner: Some("author"),
            visibility: Some(Visibility::Public),
        },
    ],
};
