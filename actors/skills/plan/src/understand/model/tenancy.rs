//! Organisations that are kept apart: who belongs to one, and that nobody else sees anything of it, is said.

use protocol::requirements::{Assumption, EntityKind, FeatureName, Requirements, Visibility};

use super::product::join;
use crate::understand::morph;

const REGISTERS: &str = "A person who registers becomes ";
const JOINS: &str = "Whoever registers makes an organisation and is its administrator, who invites the others. A person who is invited becomes ";

pub(super) fn fit(requirements: &mut Requirements) {
    if requirements.features.iter().any(|it| it.name == FeatureName::MultiTenancy) {
        keep_apart(requirements);
    }
}

/// Nobody reads without belonging to an organisation, and the first of each is made by registering.
pub(crate) fn keep_apart(requirements: &mut Requirements) {
    let open = |it: &&mut protocol::requirements::Entity| {
        it.kind == EntityKind::Record && it.visibility == Visibility::Public
    };
    let mut closed = Vec::new();
    for entity in requirements.entities.iter_mut().filter(open) {
        entity.visibility = Visibility::Members;
        closed.push(entity.name.clone());
    }
    let about = |name: &String| format!("{name}.visibility");
    requirements.assumptions.retain(|it| {
        !(closed.iter().any(|name| it.about == about(name)) && it.text.starts_with("Anyone may read"))
    });
    let mut joins = false;
    for assumption in requirements.assumptions.iter_mut().filter(|it| it.about == "roles.default") {
        if let Some(role) = assumption.text.strip_prefix(REGISTERS) {
            assumption.text = format!("{JOINS}{role}");
            joins = true;
        }
    }
    let mut say = |text: String| {
        requirements.assumptions.push(Assumption { about: "features.multi_tenancy".to_owned(), text });
    };
    if !joins {
        say("Whoever registers makes an organisation and is its administrator, who invites the others."
            .to_owned());
    }
    say("Each account belongs to one organisation, and sees and finds nothing of any other.".to_owned());
    if !closed.is_empty() {
        let kinds: Vec<String> = closed.iter().map(|it| morph::spoken_plural(it)).collect();
        say(format!(
            "Nobody reads {} without an account: each organisation's are its members'.",
            join(&kinds)
        ));
    }
}
