//! What holds for any request: reading ends, quickly and without a panic, and no word is dropped in silence.

use std::collections::BTreeSet;

use plan::{Reading, Understanding, Verdict, revise, understand};
use proptest::prelude::*;
use protocol::requirements::{Action, Entity, EntityKind, RelationKind, Requirements};

/// Words that grammar rules look for, so that random requests reach deep into them.
const WORDS: &[&str] = &[
    "a",
    "the",
    "each",
    "books",
    "book",
    "title",
    "author",
    "members",
    "librarians",
    "borrow",
    "approve",
    "loans",
    "with",
    "has",
    "have",
    "and",
    "or",
    ",",
    ";",
    ".",
    ":",
    "(",
    ")",
    "-",
    "\n",
    "between",
    "1",
    "5",
    "at",
    "most",
    "characters",
    "optional",
    "unique",
    "status",
    "draft",
    "published",
    "belong",
    "to",
    "of",
    "in",
    "can",
    "only",
    "cannot",
    "their",
    "own",
    "create",
    "build",
    "blog",
    "comments",
    "no",
    "without",
    "use",
    "React",
    "FastAPI",
    "Vue",
    "search",
    "admin",
    "dashboard",
    "users",
    "order",
    "orders",
    "products",
    "is",
    "are",
    "assigned",
    "by",
    "from",
    "pending",
    "shipped",
    "many",
    "tags",
    "sign-up",
    "for",
    "it",
    "them",
    "who",
    "that",
    "where",
    "price",
    "per",
    "night",
    "class",
    "import",
    "frobnicate",
    "like",
    "'s",
    "/",
    "e-mail",
    "1-5",
    "Book.isbn",
    "public",
    "one",
    "either",
    "entities",
    "roles",
    "add",
    "drop",
    "make",
    "remove",
    "not",
    "required",
    "as",
    "text",
    "backend",
    "frontend",
    "API",
];

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|words| words.join(" "))
}

/// Pieces of the notations that data models are written in.
const PIECES: &[&str] = &[
    "class ",
    "model ",
    "enum ",
    "interface ",
    "Book",
    "Tag",
    "User",
    "books",
    "名",
    " {",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "?",
    ":",
    ";",
    ",",
    "\n",
    "  ",
    "\"",
    "'a' | 'b'",
    "enum(",
    "title",
    "id",
    "author_id",
    " string",
    " Int",
    ": Tag[]",
    "@default(",
    "@unique",
    "erDiagram\n",
    " ||--o{ ",
    "|",
    "| Field | Type |\n",
    "|---|---|\n",
    "| Entity | Fields |\n",
    "CREATE TABLE ",
    "REFERENCES ",
    "PRIMARY KEY",
    "{\"books\": [{\"title\": 1}]}",
    "[{",
    "1.5",
    "```",
    "public ",
    "=",
    "class Pen(Base):\n    ink: str\n",
    "List<Book>",
    "ForeignKey(",
    "->",
    "#",
];

fn notation() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.max(400), failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        let understanding = understand(&text);
        covered(&text, &understanding);
    }

    #[test]
    fn words_of_the_grammar_in_any_order_are_covered_and_whole(text in sentence()) {
        let understanding = understand(&text);
        covered(&text, &understanding);
        if understanding.verdict == Verdict::Buildable {
            whole(&understanding.requirements);
        }
    }

    #[test]
    fn pieces_of_notations_in_any_order_are_covered_and_whole(text in notation()) {
        let understanding = understand(&text);
        covered(&text, &understanding);
        if understanding.verdict == Verdict::Buildable {
            whole(&understanding.requirements);
        }
    }

    #[test]
    fn any_revision_leaves_requirements_whole(text in sentence()) {
        let requirements = library();
        match revise(&requirements, &[], &text) {
            Ok(revision) => {
                prop_assert!(!revision.changes.is_empty());
                whole(&revision.requirements);
            }
            Err(reason) => prop_assert!(!reason.to_string().is_empty()),
        }
    }

    #[test]
    fn the_same_request_is_read_the_same(text in sentence()) {
        prop_assert_eq!(understand(&text), understand(&text));
    }
}

#[test]
fn an_owner_is_not_called_like_somebody_else_of_the_record() {
    let characters = understand("characters with night users").requirements;
    whole(&characters);
    let owners = characters.entities.iter().flat_map(|entity| &entity.relations);
    let owners: Vec<&str> =
        owners.filter(|it| it.kind == RelationKind::OwnedBy).map(|it| it.name.as_str()).collect();
    assert_eq!(owners, ["owner"]);
}

#[test]
fn accounts_are_no_record_of_their_own() {
    let accounts = understand("status use status FastAPI pending users and members");
    whole(&understand("comments own characters of users").requirements);
    let is_record = |entity: &Entity| entity.kind == EntityKind::Record && entity.name == "User";
    assert!(!accounts.requirements.entities.iter().any(is_record));
    assert_ne!(accounts.verdict, Verdict::Buildable, "nothing is left that it could keep");
}

fn library() -> Requirements {
    understand(
        "a library where members borrow books with title, author, isbn and price; librarians approve loans",
    )
    .requirements
}

/// Every word and number is in exactly one reading, and what was not understood is named.
fn covered(text: &str, understanding: &Understanding) {
    if understanding.readings.is_empty() {
        return;
    }
    let mut marks = vec![false; text.len()];
    for reading in &understanding.readings {
        let (Reading::Understood { start, end }
        | Reading::Harmless { start, end }
        | Reading::NotUnderstood { start, end }) = *reading;
        assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}");
        marks[start..end].iter_mut().for_each(|mark| *mark = true);
        if let Reading::NotUnderstood { .. } = reading {
            let word = &text[start..end];
            let named = understanding.requirements.not_understood.iter().any(|phrase| phrase.contains(word));
            assert!(named, "{word:?} of {text:?} is named nowhere");
        }
    }
    // Bullets and the numbers of numbered lists are layout.
    let missed = text.char_indices().find(|(at, c)| c.is_alphabetic() && !marks[*at]);
    assert!(missed.is_none(), "{missed:?} of {text:?}");
}

/// What the rest of the product relies on.
fn whole(requirements: &Requirements) {
    let names: BTreeSet<&str> = requirements.entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names.len(), requirements.entities.len(), "each record has a name of its own");
    assert!(requirements.entities.iter().any(|entity| entity.kind == EntityKind::Record));
    assert_eq!(
        requirements.roles.iter().filter(|role| role.default).count(),
        1,
        "one role is given on registration"
    );
    for entity in &requirements.entities {
        let members: Vec<&str> = entity
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .chain(entity.relations.iter().map(|relation| relation.name.as_str()))
            .collect();
        let unique: BTreeSet<&str> = members.iter().copied().collect();
        assert_eq!(unique.len(), members.len(), "{}: {members:?}", entity.name);
        for relation in &entity.relations {
            assert!(
                names.contains(relation.to.as_str()),
                "{}.{} points at {}",
                entity.name,
                relation.name,
                relation.to
            );
        }
        assert!(
            entity.relations.iter().filter(|relation| relation.kind == RelationKind::OwnedBy).count() <= 1
        );
    }
    for permission in &requirements.permissions {
        let entity = requirements.entities.iter().find(|entity| entity.name == permission.entity);
        assert!(requirements.roles.iter().any(|role| role.name == permission.role));
        let entity = entity.expect("a permission is on a record of the plan");
        if let Action::Transition(name) = &permission.action {
            assert!(
                entity
                    .workflow
                    .iter()
                    .flat_map(|workflow| &workflow.transitions)
                    .any(|step| step.name == *name)
            );
        }
    }
}

#[test]
fn a_request_at_the_limit_is_read_and_one_above_it_is_not() {
    for unit in [
        "books with title, ",
        "the ",
        ",",
        "(",
        "a (b, ",
        "members borrow ",
        "x",
        "1 ",
        "and ",
        "of ",
        "\n- a",
        "a. ",
        "only ",
        "- ",
    ] {
        let text: String = unit.chars().cycle().take(10_000).collect();
        let understanding = understand(&text);
        covered(&text, &understanding);
        let _ = revise(&library(), &[], &text);
        let longer = format!("{text}xx");
        assert!(matches!(
            understand(&longer).verdict,
            Verdict::Refused { why: plan::Refusal::TooLong { chars: 10_002 } }
        ));
    }
}

#[test]
fn words_of_every_item_stand_in_the_request() {
    for request in [
        include_str!("requests/held.txt"),
        include_str!("requests/named.txt"),
        include_str!("requests/work.txt"),
        include_str!("requests/shops.txt"),
        include_str!("requests/traps.txt"),
    ] {
        for request in request.split("\n%%\n") {
            let read = understand(request).requirements;
            let fields =
                read.entities.iter().flat_map(|entity| entity.fields.iter().map(|field| &field.words));
            let relations = read
                .entities
                .iter()
                .flat_map(|entity| entity.relations.iter().map(|relation| &relation.words));
            let others = read
                .entities
                .iter()
                .map(|entity| &entity.words)
                .chain(read.roles.iter().map(|role| &role.words))
                .chain(read.permissions.iter().map(|permission| &permission.words));
            for words in
                fields.chain(relations).chain(others).chain(read.stack.iter().map(|choice| &choice.words))
            {
                assert!(request.contains(words.as_str()), "`{words}` is not in `{request}`");
            }
        }
    }
}
