//! What is searched of each kind of record, for the queries and for the migration that makes the index.

use protocol::requirements::FieldKind;

use super::kinds;
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{Node, Source, atom, call, entry, group, quoted, tuple};
use crate::emit::python::services::constant;
use crate::features::emit::Module;

/// `app/services/searched.py`
pub(super) fn searched(plan: &AppPlan) -> String {
    let mut module = Module::new("What is searched, by the path of each kind of record.");
    module.import("app.services.search_engine", &["Searched"]);
    let mut rows = Vec::new();
    for entity in kinds(plan) {
        module.import(&format!("app.services.{}", entity.names.module), &[&constant(entity)]);
        let items = vec![atom(constant(entity)), columns(entity)];
        rows.push(entry(&entity.names.kebab_plural, call("Searched", items)));
    }
    module.body.blank(1);
    module.body.statement(0, "SEARCHED: dict[str, Searched] = ", &group("{", rows, "}"), "");
    module.finish()
}

/// The migration; it keeps the names as they are now, whatever becomes of the models.
pub(super) fn migration(plan: &AppPlan, number: usize) -> String {
    let indexed = kinds(plan).map(|it| call("Indexed", vec![atom(quoted(&it.table)), columns(it)]));
    let mut source = Source::default();
    source.raw(
        "\"\"\"Full-text search.\"\"\"\n\n\
         from alembic import op\n\n\
         from app.config import SearchSettings\n\
         from app.services.search_index import Indexed, drop_index, make_index\n\n",
    );
    source.line(0, &format!("revision = \"{number:04}\""));
    source.line(0, &format!("down_revision = \"{:04}\"", number - 1));
    source.raw("branch_labels = None\ndepends_on = None\n\n");
    source.statement(0, "INDEXED = ", &tuple(indexed.collect()), "");
    source.raw(
        "\n\ndef upgrade() -> None:\n    make_index(op.get_bind(), INDEXED, SearchSettings().search_language)\n\n\n\
         def downgrade() -> None:\n    drop_index(op.get_bind(), INDEXED)\n",
    );
    source.finish()
}

/// Each column with its weight, the weightiest first.
fn columns(entity: &EntityPlan) -> Node {
    let weight = |name: &str| {
        let long = entity.fields.iter().any(|it| it.name == name && it.kind == FieldKind::Text);
        match (name == entity.label, long) {
            (true, _) => "A",
            (false, false) => "B",
            (false, true) => "C",
        }
    };
    let mut weighed: Vec<(&str, &String)> =
        entity.search_fields.iter().map(|name| (weight(name), name)).collect();
    weighed.sort_by_key(|it| it.0);
    let pair = |(weight, name): (&str, &String)| tuple(vec![atom(quoted(name)), atom(quoted(weight))]);
    tuple(weighed.into_iter().map(pair).collect())
}
