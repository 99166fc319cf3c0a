//! Whether what must hold between fields, or between records, can hold at all.

use protocol::requirements::{
    Entity, Field, FieldConstraint, FieldKind, RecordConstraint, RecordConstraintKind, Relation, RelationKind,
};

use crate::domains::ACCOUNT;

/// What is wrong with a constraint, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsound {
    pub what: String,
    pub hint: String,
}

/// Whether two say the same. In what order names are unique together says nothing.
pub(crate) fn is_same(one: &RecordConstraint, other: &RecordConstraint) -> bool {
    let names = |it: &RecordConstraint| {
        let mut names = it.of.clone();
        if it.kind == RecordConstraintKind::UniqueTogether {
            names.sort_unstable();
        }
        names
    };
    one.kind == other.kind && names(one) == names(other) && one.within == other.within
}

/// What is unique within something is not unique everywhere.
pub(crate) fn loosen(fields: &mut [Field], constraints: &[RecordConstraint]) {
    let together = |it: &&RecordConstraint| it.kind == RecordConstraintKind::UniqueTogether;
    for constraint in constraints.iter().filter(together) {
        for field in fields.iter_mut().filter(|field| constraint.of.contains(&field.name)) {
            field.constraints.retain(|it| *it != FieldConstraint::Unique);
        }
    }
}

/// What stands in the way of `constraint` in `entity`: names that are not there, or kinds that do not fit.
pub(crate) fn unsound(entity: &Entity, constraint: &RecordConstraint) -> Option<Unsound> {
    let names = || constraint.of.iter().chain(&constraint.within);
    let wrong = |what: String, hint: &str| Some(Unsound { what, hint: hint.to_owned() });
    if let Some(name) = names().find(|name| field(entity, name).is_none() && link(entity, name).is_none()) {
        return wrong(
            format!("{} has no field and no relationship to one record called `{name}`", entity.name),
            "name one that it has",
        );
    }
    if let Some(name) = names().enumerate().find(|(at, name)| names().take(*at).any(|other| other == *name)) {
        return wrong(format!("`{}` stands here twice", name.1), "keep it once");
    }
    match constraint.kind {
        RecordConstraintKind::UniqueTogether => together(entity, constraint),
        RecordConstraintKind::NoOverlap => {
            let moments = [FieldKind::Date, FieldKind::DateTime];
            pair(entity, constraint, &moments, "two dates, or two moments: the beginning and the end")
        }
        RecordConstraintKind::InOrder if !constraint.within.is_empty() => {
            wrong("`within` is for `no_overlap` alone".to_owned(), "leave it out")
        }
        RecordConstraintKind::InOrder => {
            let ordered = [FieldKind::Date, FieldKind::DateTime, FieldKind::Integer, FieldKind::Decimal];
            pair(entity, constraint, &ordered, "two dates, two moments or two numbers of one type")
        }
    }
}

fn together(entity: &Entity, constraint: &RecordConstraint) -> Option<Unsound> {
    let wrong = |what: String, hint: &str| Some(Unsound { what, hint: hint.to_owned() });
    if !constraint.within.is_empty() {
        return wrong("`within` is for `no_overlap` alone".to_owned(), "add its names to `of`");
    }
    match constraint.of.as_slice() {
        [] => return wrong("nothing is named".to_owned(), "name what no two records may have alike"),
        [one] if field(entity, one).is_some() => {
            return wrong(
                format!("a single field, `{one}`, is unique by itself"),
                "write `unique: true` with the field",
            );
        }
        _ => {}
    }
    let long = |name: &&String| field(entity, name).is_some_and(|it| it.kind == FieldKind::Text);
    if let Some(name) = constraint.of.iter().find(long) {
        return wrong(
            format!("`{name}` is a long text, of which no database keeps an index"),
            "name a shorter field",
        );
    }
    // Otherwise nobody could have more than a handful of them.
    let tells_apart = |name: &String| match (field(entity, name), link(entity, name)) {
        (Some(field), _) => !matches!(field.kind, FieldKind::Boolean | FieldKind::Enum | FieldKind::Text),
        (None, Some(link)) => link.to != ACCOUNT,
        (None, None) => false,
    };
    if constraint.of.iter().any(tells_apart) {
        return None;
    }
    wrong(
        format!("people, choices and flags alone do not tell records of {} apart", entity.name),
        "add a relationship to another record, a date, a number or a short text",
    )
}

fn pair(entity: &Entity, constraint: &RecordConstraint, kinds: &[FieldKind], what: &str) -> Option<Unsound> {
    let fields: Vec<&Field> = constraint.of.iter().filter_map(|name| field(entity, name)).collect();
    match fields.as_slice() {
        [first, second]
            if constraint.of.len() == 2 && first.kind == second.kind && kinds.contains(&first.kind) =>
        {
            None
        }
        _ => Some(Unsound {
            what: format!("`of` needs {what}"),
            hint: "name two fields of one type: `of: [starts_at, ends_at]`".to_owned(),
        }),
    }
}

fn field<'e>(entity: &'e Entity, name: &str) -> Option<&'e Field> {
    entity.fields.iter().find(|field| field.name == name)
}

fn link<'e>(entity: &'e Entity, name: &str) -> Option<&'e Relation> {
    entity.relations.iter().find(|it| it.name == name && it.kind != RelationKind::ManyToMany)
}

#[cfg(test)]
mod tests {
    use protocol::requirements::{EntityKind, Visibility};

    use super::*;

    fn booking() -> Entity {
        let field = |name: &str, kind: FieldKind| Field {
            name: name.to_owned(),
            kind,
            constraints: Vec::new(),
            values: Vec::new(),
            words: String::new(),
        };
        let relation = |name: &str, to: &str| Relation {
            name: name.to_owned(),
            kind: RelationKind::BelongsTo,
            to: to.to_owned(),
            required: true,
            words: String::new(),
        };
        Entity {
            name: "Booking".to_owned(),
            kind: EntityKind::Record,
            fields: vec![
                field("from", FieldKind::DateTime),
                field("to", FieldKind::DateTime),
                field("day", FieldKind::Date),
                field("paid", FieldKind::Boolean),
            ],
            relations: vec![relation("room", "Room"), relation("guest", ACCOUNT)],
            visibility: Visibility::Members,
            workflow: None,
            constraints: Vec::new(),
            words: String::new(),
        }
    }

    fn fault(kind: RecordConstraintKind, of: &[&str], within: &[&str]) -> Option<String> {
        let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let constraint =
            RecordConstraint { kind, of: texts(of), within: texts(within), words: String::new() };
        unsound(&booking(), &constraint).map(|it| it.what)
    }

    #[test]
    fn what_fits_is_sound() {
        use RecordConstraintKind::{InOrder, NoOverlap, UniqueTogether};
        assert_eq!(fault(NoOverlap, &["from", "to"], &["room", "guest"]), None);
        assert_eq!(fault(NoOverlap, &["from", "to"], &[]), None);
        assert_eq!(fault(InOrder, &["from", "to"], &[]), None);
        assert_eq!(fault(UniqueTogether, &["room", "guest"], &[]), None);
        assert_eq!(fault(UniqueTogether, &["room"], &[]), None);
        assert_eq!(fault(UniqueTogether, &["day", "guest"], &[]), None);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        use RecordConstraintKind::{InOrder, NoOverlap, UniqueTogether};
        for (kind, of, within, said) in [
            (NoOverlap, &["from", "day"][..], &[][..], "`of` needs two dates"),
            (NoOverlap, &["from"], &[], "`of` needs two dates"),
            (NoOverlap, &["from", "until"], &[], "Booking has no field"),
            (NoOverlap, &["from", "to"], &["hall"], "Booking has no field"),
            (InOrder, &["paid", "from"], &[], "`of` needs two dates"),
            (InOrder, &["from", "to"], &["room"], "`within` is for"),
            (UniqueTogether, &[], &[], "nothing is named"),
            (UniqueTogether, &["day"], &[], "a single field"),
            (UniqueTogether, &["guest", "paid"], &[], "people, choices and flags"),
            (UniqueTogether, &["guest"], &[], "people, choices and flags"),
            (UniqueTogether, &["room", "room"], &[], "`room` stands here twice"),
        ] {
            let found = fault(kind, of, within);
            assert!(found.as_ref().is_some_and(|it| it.starts_with(said)), "{of:?} {within:?}: {found:?}");
        }
    }
}
