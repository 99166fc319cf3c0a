//! The API reference and the description of the database, as Markdown.

use std::fmt::Write as _;

use protocol::requirements::{FieldKind, RecordConstraintKind, RelationKind};

use super::{tables, types};
use crate::app::{AppPlan, ConstraintPlan, Endpoint, EntityPlan, FieldPlan, Pagination, RelationPlan, Rule};
use crate::features::{self, Addition};

/// `docs/api.md`
pub fn api(plan: &AppPlan) -> String {
    let mut text = format!("# API of {}\n\n", plan.product.title);
    text.push_str(
        "Everything is JSON below `/api/v1`. The running server describes itself: `/docs` to read and try, \
         `/openapi.json` for programs.\n\n## Errors\n\nEvery error has one shape. `details` names the fields that are \
         wrong; `X-Request-ID` of the answer finds a failure in the server's log.\n\n```json\n{\n  \"error\": {\n    \
         \"code\": \"validation_failed\",\n    \"message\": \"Some fields are not right.\",\n    \"details\": [{ \"field\": \
         \"title\", \"message\": \"Field required\" }]\n  }\n}\n```\n\n| Status | Code | When |\n| --- | --- | --- |\n",
    );
    let answered = |status: u16| plan.endpoints.iter().any(|it| it.errors.contains(&status));
    for (status, code, when) in ERRORS.into_iter().filter(|it| !RARE.contains(&it.0) || answered(it.0)) {
        let _ = writeln!(text, "| {status} | `{code}` | {when} |");
    }
    text.push_str("\n## Lists\n\n");
    text.push_str(match plan.choices.pagination {
        Pagination::Page => "`?page=1&size=",
        Pagination::Offset => "`?offset=0&limit=",
    });
    let _ = write!(
        text,
        "{}` takes one part of a list, at most {} records. `?sort=name` sorts, `?sort=-name` the other way round; \
         without it the newest come first. Relations, choices and states are filters: `?status=open`. \
         The answer is:\n\n```json\n",
        plan.choices.page_size, plan.choices.page_size_max,
    );
    text.push_str(match plan.choices.pagination {
        Pagination::Page => "{ \"items\": [], \"total\": 0, \"page\": 1, \"size\": 20, \"pages\": 0 }\n```\n",
        Pagination::Offset => "{ \"items\": [], \"total\": 0, \"offset\": 0, \"limit\": 20 }\n```\n",
    });
    text.push_str("\n## Accounts\n\n");
    operations(&mut text, plan.endpoints.iter().filter(|it| it.entity.is_none() && it.feature.is_none()));
    for entity in &plan.entities {
        records(&mut text, plan, entity);
    }
    for feature in features::of(plan) {
        let own = || plan.endpoints.iter().filter(|it| it.feature == Some(feature.name));
        if own().next().is_some() {
            let _ = write!(text, "\n## {}\n\n", feature.title);
            operations(&mut text, own());
        }
    }
    text
}

/// Listed where some operation answers so.
const RARE: [u16; 4] = [408, 413, 415, 507];

const ERRORS: [(u16, &str, &str); 14] = [
    (400, "bad_request", "the request cannot be read"),
    (401, "unauthenticated", "nobody is signed in, or the token is over"),
    (403, "forbidden", "this account may not do it"),
    (404, "not_found", "it is not there, or not for this account to see"),
    (405, "method_not_allowed", "the path has no such method"),
    (408, "too_slow", "a file took too long to arrive"),
    (409, "conflict", "a value is taken, a record is still used, or its state does not allow it"),
    (413, "too_large", "a file has more bytes than are accepted"),
    (415, "unsupported_kind", "a file is of no kind that is accepted, or is not what its name says"),
    (422, "validation_failed", "a field is missing, unknown or out of its limits"),
    (429, "rate_limited", "too many failures; `Retry-After` says how long to wait"),
    (500, "internal", "the server's fault"),
    (503, "unavailable", "the database is away or overloaded; the next try may work"),
    (507, "storage_full", "the server has no room for files"),
];

fn operations<'a>(text: &mut String, endpoints: impl Iterator<Item = &'a Endpoint>) {
    text.push_str("| Operation | What it does | Who may | Answers |\n| --- | --- | --- | --- |\n");
    for endpoint in endpoints {
        let errors: Vec<String> = endpoint.errors.iter().map(u16::to_string).collect();
        let errors = if errors.is_empty() { String::new() } else { format!("; {}", errors.join(", ")) };
        let _ = writeln!(
            text,
            "| `{} {}` | {} | {} | {}{errors} |",
            endpoint.method,
            endpoint.path,
            endpoint.summary,
            who(&endpoint.rule),
            endpoint.status,
        );
    }
}

fn who(rule: &Rule) -> String {
    if rule.anonymous {
        return "anyone".to_owned();
    }
    let any = rule.roles.iter().map(|role| format!("`{role}`"));
    let own = rule.own_roles.iter().map(|role| format!("`{role}` (own)"));
    let named = rule.named_roles.iter().map(|role| format!("`{role}` (where named)"));
    let through = rule.through.iter().flat_map(|it| {
        it.roles
            .iter()
            .map(|role| format!("`{role}` (where the {} may be read)", it.relation.replace('_', " ")))
    });
    any.chain(own).chain(named).chain(through).chain(["`admin`".to_owned()]).collect::<Vec<_>>().join(", ")
}

fn records(text: &mut String, plan: &AppPlan, entity: &EntityPlan) {
    let _ = write!(text, "\n## {}\n\n", entity.names.title_plural);
    operations(text, plan.endpoints.iter().filter(|it| it.entity.as_deref() == Some(&entity.names.pascal)));
    text.push_str("\n| Field | Type | Sent | Limits |\n| --- | --- | --- | --- |\n");
    for field in &entity.fields {
        let sent = if field.required { "required" } else { "optional" };
        let _ = writeln!(text, "| `{}` | {} | {sent} | {} |", field.name, wire_type(field), limits(field));
    }
    if let Some(workflow) = &entity.workflow {
        let states = choices(&workflow.states);
        let _ = writeln!(text, "| `{}` | {states} | never; transitions change it | |", workflow.field);
    }
    for relation in &entity.relations {
        let (sent, shown) = relation_cells(relation);
        let _ = writeln!(text, "| `{}` | {shown} | {sent} | |", relation.name);
    }
    for added in features::additions(plan).iter().flat_map(|it| &it.relations) {
        if added.entity == entity.names.pascal {
            let name = &added.relation.name;
            let _ = writeln!(text, "| `{name}` | list of `{{id, label}}` | by operations of its own | |");
        }
    }
    if plan.searchable(entity) {
        let fields: Vec<String> = entity.search_fields.iter().map(|it| format!("`{it}`")).collect();
        let _ = write!(text, "\n`?q=` looks in {}.\n", fields.join(", "));
    }
}

fn relation_cells(relation: &RelationPlan) -> (String, &'static str) {
    match relation.kind {
        RelationKind::OwnedBy => ("never; it is who creates the record".to_owned(), "`{id, label}`"),
        RelationKind::ManyToMany => {
            (format!("as `{}`, a list of ids", relation.key), "list of `{id, label}`")
        }
        RelationKind::BelongsTo if relation.required => {
            (format!("required, as `{}`", relation.key), "`{id, label}`")
        }
        RelationKind::BelongsTo => (format!("optional, as `{}`", relation.key), "`{id, label}` or null"),
    }
}

fn choices(values: &[String]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

fn wire_type(field: &FieldPlan) -> String {
    match field.kind {
        FieldKind::String | FieldKind::Text => "text".to_owned(),
        FieldKind::Integer => "whole number".to_owned(),
        FieldKind::Decimal => "decimal as text, `\"12.50\"`".to_owned(),
        FieldKind::Boolean => "`true` or `false`".to_owned(),
        FieldKind::Date => "date, `2026-01-31`".to_owned(),
        FieldKind::DateTime => "moment, `2026-01-31T12:00:00Z`".to_owned(),
        FieldKind::Email => "e-mail address".to_owned(),
        FieldKind::Url => "`http` or `https` address".to_owned(),
        FieldKind::Enum => choices(&field.values),
    }
}

fn limits(field: &FieldPlan) -> String {
    let length = field.max_length.map(|it| format!("at most {it} characters"));
    let least = field.min.map(|it| format!("at least {it}"));
    let greatest = field.max.map(|it| format!("at most {it}"));
    let unique = field.unique.then(|| "unique".to_owned());
    [length, least, greatest, unique].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `docs/schema.md`
pub fn schema(plan: &AppPlan) -> String {
    let mut text = String::from("# Database schema\n\n");
    text.push_str(
        "Tables are described in `backend/app/models/` and built by the migrations in `backend/migrations/versions/`, one \
         step each. A test holds the two to each other. Every table has `id`, `created_at` and `updated_at`.\n\n",
    );
    diagram(&mut text, plan);
    accounts(&mut text, plan);
    for entity in &plan.entities {
        table(&mut text, plan, entity);
    }
    for adds in features::additions(plan) {
        added(&mut text, plan, &adds);
    }
    text
}

fn diagram(text: &mut String, plan: &AppPlan) {
    text.push_str("```mermaid\nerDiagram\n");
    let entities: Vec<EntityPlan> =
        plan.entities.iter().map(|it| features::with_relations(plan, it)).collect();
    for (entity, relation) in entities.iter().flat_map(|it| it.relations.iter().map(move |to| (it, to))) {
        let line = match relation.kind {
            RelationKind::ManyToMany => "}o--o{",
            RelationKind::BelongsTo | RelationKind::OwnedBy if relation.required => "}o--||",
            RelationKind::BelongsTo | RelationKind::OwnedBy => "}o--o|",
        };
        let _ = writeln!(text, "    {} {line} {} : {}", entity.table, relation.to_table, relation.name);
    }
    text.push_str("    refresh_tokens }o--|| users : user\n");
    for entity in &plan.entities {
        let _ = writeln!(text, "    {} {{", entity.table);
        for field in &entity.fields {
            let key = if field.unique { " UK" } else { "" };
            let _ = writeln!(text, "        {} {}{key}", kind_word(field.kind), field.name);
        }
        if let Some(workflow) = &entity.workflow {
            let _ = writeln!(text, "        string {}", workflow.field);
        }
        for relation in entity.to_one() {
            let _ = writeln!(text, "        id {} FK", relation.key);
        }
        text.push_str("        datetime created_at\n    }\n");
    }
    text.push_str("```\n");
}

/// Tables of a feature, and what it adds to others.
fn added(text: &mut String, plan: &AppPlan, adds: &Addition) {
    for table in &adds.tables {
        heading(text, table.name);
        for column in &table.columns {
            let kind = if column.kind == "id" { tables::id_type(plan) } else { column.kind };
            let link = table.links.iter().find(|it| it.column == column.name);
            let link = link.map(|it| format!("`{}`, on delete {}", it.to, it.on_delete.to_lowercase()));
            let unique = table.uniques.contains(&column.name).then(|| "unique".to_owned());
            let indexed = table.indexes.contains(&column.name).then(|| "indexed".to_owned());
            let rules: Vec<String> = [unique, indexed, link].into_iter().flatten().collect();
            row(text, column.name, kind, column.nullable, &rules.join(", "));
        }
        for link in adds.record_links.iter().filter(|it| it.table == table.name) {
            let rules = format!("indexed, `{}`, on delete cascade; set in the rows of that kind", link.to);
            row(text, &link.column, tables::id_type(plan), true, &rules);
        }
    }
    for added in &adds.relations {
        if let Some(entity) = plan.entity(&added.entity) {
            between(text, entity, &added.relation);
        }
    }
    for added in &adds.columns {
        let kind = added.column.kind.trim_start_matches("sa.").trim_end_matches("()");
        let _ = write!(
            text,
            "\n`{}` also has `{}`, `{kind}`, which may be empty.\n",
            added.table, added.column.name
        );
    }
    for added in &adds.indexes {
        let _ =
            write!(text, "\n`{}` also has an index over `{}`.\n", added.table, added.columns.join("` and `"));
    }
}

fn heading(text: &mut String, table: &str) {
    let _ = write!(text, "\n## `{table}`\n\n| Column | Type | Null | Rules |\n| --- | --- | --- | --- |\n");
}

fn accounts(text: &mut String, plan: &AppPlan) {
    heading(text, "users");
    for (name, kind, nullable) in tables::account_columns(plan) {
        let rules = match name {
            "email" | "username" => "unique, lower case",
            "role" => "one of the roles",
            "password_hash" => "argon2id",
            _ => "",
        };
        row(text, name, &kind, nullable, rules);
    }
    for field in &plan.account.fields {
        field_row(text, field);
    }
    heading(text, "refresh_tokens");
    row(text, "user_id", tables::id_type(plan), false, "`users`, on delete cascade");
    row(text, "family_id", "sa.Uuid()", false, "indexed; all tokens of one login");
    row(text, "token_hash", "sa.String(64)", false, "unique; SHA-256");
    row(text, "expires_at", "sa.DateTime(timezone=True)", false, "");
    row(text, "revoked_at", "sa.DateTime(timezone=True)", true, "set at first use and at log-out");
}

fn kind_word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::String | FieldKind::Email | FieldKind::Url | FieldKind::Enum => "string",
        FieldKind::Text => "text",
        FieldKind::Integer => "integer",
        FieldKind::Decimal => "decimal",
        FieldKind::Boolean => "boolean",
        FieldKind::Date => "date",
        FieldKind::DateTime => "datetime",
    }
}

fn row(text: &mut String, name: &str, kind: &str, nullable: bool, rules: &str) {
    let kind = kind.trim_start_matches("sa.").trim_end_matches("()");
    let null = if nullable { "yes" } else { "no" };
    let _ = writeln!(text, "| `{name}` | `{kind}` | {null} | {rules} |");
}

fn field_row(text: &mut String, field: &FieldPlan) {
    let unique = field.unique.then(|| "unique".to_owned());
    let indexed = (tables::filtered(field) && !field.unique).then(|| "indexed".to_owned());
    let check = types::check(field).map(|check| format!("`{check}`"));
    let rules: Vec<String> = [unique, indexed, check].into_iter().flatten().collect();
    let kind = types::of(field, types::Place::Migration);
    row(text, &field.name, &kind, !field.required, &rules.join(", "));
}

fn table(text: &mut String, plan: &AppPlan, entity: &EntityPlan) {
    heading(text, &entity.table);
    for field in &entity.fields {
        field_row(text, field);
    }
    if let Some(workflow) = &entity.workflow {
        let kind = format!("sa.String({})", types::values_length(&workflow.states));
        let rules = format!("indexed, `{}`", types::one_of(&workflow.field, &workflow.states));
        row(text, &workflow.field, &kind, false, &rules);
    }
    for relation in entity.to_one() {
        let action = tables::on_delete(relation).to_lowercase();
        let rules = format!("indexed, `{}`, on delete {action}", relation.to_table);
        row(text, &relation.key, tables::id_type(plan), !relation.required, &rules);
    }
    for relation in entity.to_many() {
        between(text, entity, relation);
    }
    for constraint in &entity.constraints {
        held_to(text, constraint);
    }
}

/// What rows are held to beyond their own columns.
fn held_to(text: &mut String, constraint: &ConstraintPlan) {
    let names = |names: &[String]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(" and ")
    };
    let columns = names(&constraint.columns);
    let said = match constraint.kind {
        RecordConstraintKind::UniqueTogether => {
            format!("No two rows have the same {columns}: a unique constraint.")
        }
        RecordConstraintKind::InOrder => format!("{columns} are in this order: a check."),
        RecordConstraintKind::NoOverlap => {
            let within = match constraint.within.as_slice() {
                [] => String::new(),
                shared => format!(" with the same {}", names(shared)),
            };
            let free = match constraint.free.as_slice() {
                [] => String::new(),
                states => format!(" Rows in the state {} are in nobody's way.", names(states)),
            };
            let ends =
                if constraint.days { "the last day among them" } else { "one can begin when another ends" };
            format!(
                "No two rows{within} are at the same time, from {}, {ends}. The database alone does not hold them to it: \
                 `app/models/constraints.py` looks in the transaction that writes a row, after a lock that two writers of \
                 the same cannot have at once; what is written past the models is not looked at.{free}",
                columns.replace(" and ", " to ")
            )
        }
    };
    let _ = write!(text, "\n{said}\n");
}

fn between(text: &mut String, entity: &EntityPlan, relation: &RelationPlan) {
    let between = tables::association(entity, relation);
    let _ = write!(
        text,
        "\n`{}` joins `{}` with `{}`: `{}` and `{}` together are the key; both are deleted with what they point at.\n",
        between.table, entity.table, relation.to_table, between.left.0, between.right.0,
    );
}
