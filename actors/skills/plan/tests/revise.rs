//! Changes of a plan in plain words: what each did to the library's plan, or why it did nothing.

mod render;

use expect_test::expect_file;
use plan::{revise, understand};
use protocol::requirements::{Action, RecordConstraintKind, Requirements, Scope, Visibility};

const LIBRARY: &str =
    "a library where members borrow books with title, author, isbn and price; librarians approve loans";

fn library() -> Requirements {
    understand(LIBRARY).requirements
}

/// The changes, and the lines of the plan that differ.
fn told(requirements: &Requirements, text: &str) -> String {
    let revision = match revise(requirements, &[], text) {
        Ok(revision) => revision,
        Err(reason) => return format!("  no: {reason}\n"),
    };
    let before = render::requirements(requirements);
    let after = render::requirements(&revision.requirements);
    let mut out = String::new();
    for change in &revision.changes {
        out.push_str(&format!("  {:?} {} <{}>\n", change.what, change.about, change.words));
    }
    for reason in &revision.not_understood {
        out.push_str(&format!("  not: {reason}\n"));
    }
    let gone = before
        .lines()
        .filter(|line| !after.lines().any(|other| other == *line))
        .map(|line| format!("    - {}\n", line.trim()));
    let come = after
        .lines()
        .filter(|line| !before.lines().any(|other| other == *line))
        .map(|line| format!("    + {}\n", line.trim()));
    out.extend(gone.chain(come));
    out
}

#[test]
fn changes_of_the_library() {
    let requirements = library();
    let texts = include_str!("requests/changes.txt");
    let out: String = texts.lines().map(|text| format!("> {text}\n{}", told(&requirements, text))).collect();
    expect_file!["requests/changes.expected"].assert_eq(&out);
}

#[test]
fn a_change_that_is_not_understood_leaves_the_plan_as_it_was() {
    let requirements = library();
    assert!(revise(&requirements, &[], "paint it blue").is_err());
    assert!(revise(&requirements, &[], "").is_err());
    assert!(revise(&requirements, &[], &"add isbn to Book ".repeat(1_000)).is_err());
    let revision =
        revise(&requirements, &[], "add search and a unicorn mode").expect("the search is understood");
    assert_eq!(revision.changes.len(), 1);
    assert!(revision.not_understood[0].contains("unicorn mode"));
    assert!(!revision.requirements.entities.iter().any(|entity| entity.name.contains("Unicorn")));
}

#[test]
fn what_is_added_can_be_dropped_again() {
    let requirements = library();
    for (add, drop) in [
        ("add search", "drop search"),
        ("add pages to Book", "drop pages"),
        ("add an admin dashboard", "drop the admin dashboard"),
    ] {
        let added = revise(&requirements, &[], add).expect("it can be added").requirements;
        let dropped = revise(&added, &[], drop).expect("it can be dropped").requirements;
        assert_eq!(dropped, requirements, "{add}, {drop}");
    }
}

#[test]
fn what_loses_its_parent_is_its_owners_alone() {
    let helpdesk = "A helpdesk. Customers open tickets with a subject. Customers can only see their own tickets. Agents close \
                    tickets. Customers and agents comment on tickets.";
    let requirements = understand(helpdesk).requirements;
    let seen = |requirements: &Requirements| {
        let comment =
            requirements.entities.iter().find(|it| it.name == "Comment").expect("comments are kept");
        comment.visibility
    };
    assert_eq!(seen(&requirements), Visibility::Parent);
    let revised = revise(&requirements, &[], "make Comment.ticket optional").expect("it can be");
    assert_eq!(seen(&revised.requirements), Visibility::Owner);
    assert!(revised.changes.iter().any(|it| it.about == "Comment.visibility"), "{:?}", revised.changes);
}

#[test]
fn who_is_named_in_a_record_sees_it_when_others_no_longer_do() {
    let school =
        "A school. Teachers enter grades for students with a subject and a score. Everyone can read grades.";
    let requirements = understand(school).requirements;
    let revised = revise(&requirements, &[], "students can only see their own grades").expect("it can be");
    let read = revised
        .requirements
        .permissions
        .iter()
        .find(|it| it.role == "student" && it.action == Action::Read)
        .expect("students read grades");
    assert_eq!(read.scope, Scope::Named);
    let grade = revised.requirements.entities.iter().find(|it| it.name == "Grade").expect("there are grades");
    assert_eq!(grade.visibility, Visibility::Owner);
}

#[test]
fn what_records_are_held_to_is_changed_by_words() {
    let requirements = understand("Meeting room booking app").requirements;
    let held = |requirements: &Requirements| {
        let booking = requirements.entities.iter().find(|it| it.name == "Booking").unwrap();
        booking
            .constraints
            .iter()
            .map(|it| (it.kind, it.of.join("+"), it.within.join("+")))
            .collect::<Vec<_>>()
    };
    use RecordConstraintKind::{InOrder, NoOverlap, UniqueTogether};
    let apart = (NoOverlap, "starts_at+ends_at".to_owned(), "room".to_owned());
    assert_eq!(held(&requirements), std::slice::from_ref(&apart));
    let changed =
        |requirements: &Requirements, text: &str| revise(requirements, &[], text).unwrap().requirements;
    let open = changed(&requirements, "bookings may overlap");
    assert_eq!(held(&open), []);
    assert!(!open.assumptions.iter().any(|it| it.about == "Booking.constraints"));
    assert_eq!(held(&changed(&open, "no double booking of a room")), std::slice::from_ref(&apart));
    let once = changed(&open, "only one booking per member per room");
    assert_eq!(held(&once), [(UniqueTogether, "member+room".to_owned(), String::new())]);
    assert!(revise(&once, &[], "only one booking per room per member").is_err(), "the order says nothing");
    let ordered = changed(&open, "the end must not be before the start");
    assert_eq!(held(&ordered), [(InOrder, "starts_at+ends_at".to_owned(), String::new())]);
    let renamed = changed(&requirements, "rename Room to Studio");
    assert_eq!(held(&renamed)[0].2, "studio");
    assert_eq!(held(&changed(&requirements, "drop ends_at from Booking")), []);
    assert!(revise(&requirements, &[], "no double booking of a room").is_err(), "it is so already");
    assert!(revise(&requirements, &[], "only one booking per planet per room").is_err());
}
