//! Schemas: what each entity takes and gives, with a limit on every value.

use protocol::requirements::{FieldKind, RelationKind};

use super::imports::Imports;
use super::layout::{Node, Source, atom, call, group, literal, named, quoted};
use super::types::{self, Place};
use crate::app::{AppPlan, EntityPlan, FieldPlan, Login, RelationPlan};
use crate::features::{self, AddedCheck};

/// `app/schemas/users.py`
pub fn users(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    let username = plan.choices.login == Login::Username;
    imports.name("typing", "Annotated");
    imports.name("pydantic", "StringConstraints");
    imports.name("app.models.users", "RoleName");
    for name in ["Flag", "Input", "NO_NUL", "Output", "PageQuery", "Patch", "RecordId", "SearchText", "UNSET"]
    {
        imports.name("app.schemas.base", name);
    }
    imports.module("datetime as dt");
    let fields = &plan.account.fields;
    input_imports(fields, "app.models.users", &mut imports);
    let mut body = Source::default();
    let display = [("min_length", "1"), ("max_length", "100"), ("pattern", "NO_NUL")];
    body.statement(0, "DisplayName = ", &constrained(&display), "");
    if username {
        let limits = [
            ("to_lower", "True"),
            ("min_length", "3"),
            ("max_length", "40"),
            ("pattern", "r\"^[A-Za-z0-9_.-]+$\""),
        ];
        body.statement(0, "Username = ", &constrained(&limits), "");
    }
    field_aliases(fields, &[], &mut body);
    body.blank(2);
    body.line(0, "class AccountFields(Input):");
    body.line(1, "\"\"\"What people say about themselves.\"\"\"");
    if !fields.is_empty() {
        body.blank(1);
    }
    for field in fields {
        body.line(1, &format!("{}: {} | None = None", field.name, request_type(field)));
    }
    body.blank(2);
    body.line(0, "class AccountUpdate(Patch):");
    body.line(1, "display_name: DisplayName = UNSET");
    for field in fields {
        body.line(1, &format!("{}: {} | None = None", field.name, request_type(field)));
    }
    body.blank(2);
    body.line(0, "class UserUpdate(Patch):");
    body.line(1, "role: RoleName = UNSET");
    body.line(1, "is_active: Flag = UNSET");
    body.blank(2);
    body.line(0, "class UserOut(Output):");
    body.line(1, "id: RecordId");
    body.line(1, "email: str");
    if username {
        body.line(1, "username: str");
    }
    body.line(1, "display_name: str");
    body.line(1, "role: RoleName");
    body.line(1, "is_active: bool");
    body.line(1, "created_at: dt.datetime");
    for field in fields {
        body.line(1, &format!("{}: {} | None", field.name, types::of(field, Place::Attribute)));
    }
    body.blank(2);
    body.line(0, "class UserListQuery(PageQuery):");
    body.line(1, "q: SearchText | None = None");
    module("Accounts as they are sent and shown.", &imports, &body.finish())
}

fn constrained(limits: &[(&str, &str)]) -> Node {
    let limits = limits.iter().map(|(name, value)| named(name, atom(*value))).collect();
    group("Annotated[", vec![atom("str"), call("StringConstraints", limits)], "]")
}

/// `app/schemas/<plural>.py`
pub fn entity(plan: &AppPlan, entity: &EntityPlan) -> String {
    let mut imports = Imports::default();
    let models = format!("app.models.{}", entity.names.module);
    imports.module("datetime as dt");
    imports.name("typing", "Literal");
    let base = if plan.searchable(entity) { "SearchQuery" } else { "ListQuery" };
    for name in ["Input", "Output", "Patch", "RecordId", base] {
        imports.name("app.schemas.base", name);
    }
    input_imports(&entity.fields, &models, &mut imports);
    if let Some(workflow) = &entity.workflow {
        imports.name(&models, &types::values_alias(&workflow.field));
    }
    let shown = features::with_relations(plan, entity);
    if !shown.relations.is_empty() {
        imports.name("app.schemas.base", "Reference");
    }
    let checks: Vec<AddedCheck> = features::additions(plan).into_iter().flat_map(|it| it.checks).collect();
    for check in checks.iter().filter(|check| entity.fields.iter().any(|it| it.kind == check.kind)) {
        imports.name("pydantic", "AfterValidator");
        imports.name(check.module, check.function);
    }
    let mut body = Source::default();
    field_aliases(&entity.fields, &checks, &mut body);
    create(entity, &mut imports, &mut body);
    update(entity, &mut imports, &mut body);
    output(plan, &shown, &mut imports, &mut body);
    query(plan, entity, base, &mut imports, &mut body);
    module(&format!("{} as they are sent and shown.", entity.names.title_plural), &imports, &body.finish())
}

fn module(docstring: &str, imports: &Imports, body: &str) -> String {
    let mut source = Source::default();
    source.line(0, &format!("\"\"\"{docstring}\"\"\""));
    source.blank(1);
    imports.write(&mut source, 0);
    if !body.starts_with('\n') {
        source.blank(1);
    }
    source.raw(body);
    source.finish()
}

fn input_imports(fields: &[FieldPlan], models: &str, imports: &mut Imports) {
    for field in fields {
        imports_of(&types::input(field), imports);
        match field.kind {
            FieldKind::Decimal => imports.module("decimal"),
            FieldKind::Enum => imports.name(models, &types::values_alias(&field.name)),
            _ => {}
        }
    }
}

/// The names that an input type is made of.
fn imports_of(node: &Node, imports: &mut Imports) {
    const BASE: [&str; 8] = ["CalendarDate", "Email", "Flag", "Moment", "Money", "NO_NUL", "Url", "Whole"];
    match node {
        Node::Atom(name) if BASE.contains(&name.as_str()) => imports.name("app.schemas.base", name),
        Node::Atom(_) => {}
        Node::Prefixed(_, value) => imports_of(value, imports),
        Node::Group { open, items, .. } => {
            match open.as_str() {
                "Annotated[" => imports.name("typing", "Annotated"),
                "Field(" => imports.name("pydantic", "Field"),
                "StringConstraints(" => imports.name("pydantic", "StringConstraints"),
                _ => {}
            }
            items.iter().for_each(|item| imports_of(item, imports));
        }
    }
}

/// The type of a field in requests: a base type as it is, or the alias that its limits are kept under.
fn request_type(field: &FieldPlan) -> String {
    match types::input(field) {
        Node::Atom(name) => name,
        _ => types::field_alias(&field.name),
    }
}

fn field_aliases(fields: &[FieldPlan], checks: &[AddedCheck], body: &mut Source) {
    for field in fields {
        let mut input = types::input(field);
        if let Node::Group { items, .. } = &mut input {
            let own = checks.iter().filter(|it| it.kind == field.kind);
            items.extend(own.map(|it| call("AfterValidator", vec![atom(it.function)])));
            body.statement(0, &format!("{} = ", request_type(field)), &input, "");
        }
    }
}

/// Relations that callers set: all but the owner.
fn settable(entity: &EntityPlan) -> impl Iterator<Item = &RelationPlan> {
    entity.relations.iter().filter(|it| it.kind != RelationKind::OwnedBy)
}

fn create(entity: &EntityPlan, imports: &mut Imports, body: &mut Source) {
    body.blank(2);
    body.line(0, &format!("class {}Create(Input):", entity.names.pascal));
    if entity.fields.is_empty() && settable(entity).next().is_none() {
        body.line(1, "pass");
    }
    for field in &entity.fields {
        let kind = request_type(field);
        body.line(
            1,
            &match (field.required, field.kind) {
                (true, FieldKind::Boolean) => format!("{}: {kind} = False", field.name),
                (true, _) => format!("{}: {kind}", field.name),
                (false, _) => format!("{}: {kind} | None = None", field.name),
            },
        );
    }
    for relation in settable(entity) {
        let many = relation.kind == RelationKind::ManyToMany;
        imports.name("app.schemas.base", if many { "RecordKeys" } else { "RecordKey" });
        body.line(
            1,
            &match (many, relation.required) {
                (true, true) => format!("{}: RecordKeys", relation.key),
                (true, false) => format!("{}: RecordKeys = []", relation.key),
                (false, true) => format!("{}: RecordKey", relation.key),
                (false, false) => format!("{}: RecordKey | None = None", relation.key),
            },
        );
    }
}

fn update(entity: &EntityPlan, imports: &mut Imports, body: &mut Source) {
    body.blank(2);
    body.line(0, &format!("class {}Update(Patch):", entity.names.pascal));
    if entity.fields.is_empty() && settable(entity).next().is_none() {
        body.line(1, "pass");
    }
    let mut unset = false;
    for field in &entity.fields {
        let kind = request_type(field);
        unset |= field.required;
        let rest = if field.required { " = UNSET" } else { " | None = None" };
        body.line(1, &format!("{}: {kind}{rest}", field.name));
    }
    for relation in settable(entity) {
        let many = relation.kind == RelationKind::ManyToMany;
        unset |= many || relation.required;
        body.line(
            1,
            &match (many, relation.required) {
                (true, _) => format!("{}: RecordKeys = UNSET", relation.key),
                (false, true) => format!("{}: RecordKey = UNSET", relation.key),
                (false, false) => format!("{}: RecordKey | None = None", relation.key),
            },
        );
    }
    if unset {
        imports.name("app.schemas.base", "UNSET");
    }
}

fn output(plan: &AppPlan, entity: &EntityPlan, imports: &mut Imports, body: &mut Source) {
    body.blank(2);
    body.line(0, &format!("class {}Out(Output):", entity.names.pascal));
    body.line(1, "id: RecordId");
    for field in &entity.fields {
        let optional = if field.required { "" } else { " | None" };
        body.line(1, &format!("{}: {}{optional}", field.name, types::of(field, Place::Attribute)));
    }
    if let Some(workflow) = &entity.workflow {
        body.line(1, &format!("{}: {}", workflow.field, types::values_alias(&workflow.field)));
    }
    for relation in &entity.relations {
        let kind = match relation.kind {
            RelationKind::ManyToMany => "list[Reference]",
            RelationKind::BelongsTo | RelationKind::OwnedBy if relation.required => "Reference",
            RelationKind::BelongsTo | RelationKind::OwnedBy => "Reference | None",
        };
        body.line(1, &format!("{}: {kind}", relation.name));
    }
    for field in features::additions(plan).into_iter().flat_map(|it| it.shown) {
        if field.entity == entity.names.pascal {
            if !field.module.is_empty() {
                imports.name(field.module, field.kind);
            }
            body.line(1, &format!("{}: {}", field.name, field.kind));
        }
    }
    body.line(1, "created_at: dt.datetime");
    body.line(1, "updated_at: dt.datetime");
}

/// Names of what lists are filtered by.
pub fn filters(entity: &EntityPlan) -> Vec<String> {
    let keys = entity.to_one().map(|it| it.key.clone());
    let enums = entity.fields.iter().filter(|it| it.kind == FieldKind::Enum).map(|it| it.name.clone());
    keys.chain(enums).chain(entity.workflow.iter().map(|it| it.field.clone())).collect()
}

fn query(plan: &AppPlan, entity: &EntityPlan, base: &str, imports: &mut Imports, body: &mut Source) {
    body.blank(2);
    body.line(0, &format!("class {}Query({base}):", entity.names.pascal));
    filter_fields(entity, "", body);
    added_filters(plan, entity, imports, body);
    sort_field(entity, body);
}

/// Whether a filter takes one of listed values.
pub fn has_values(entity: &EntityPlan) -> bool {
    entity.workflow.is_some() || entity.fields.iter().any(|it| it.kind == FieldKind::Enum)
}

/// A field for each filter; `from` stands before the names of the model's types.
pub fn filter_fields(entity: &EntityPlan, from: &str, body: &mut Source) {
    for relation in entity.to_one() {
        body.line(1, &format!("{}: RecordId | None = None", relation.key));
    }
    for field in entity.fields.iter().filter(|it| it.kind == FieldKind::Enum) {
        body.line(1, &format!("{}: {from}{} | None = None", field.name, types::values_alias(&field.name)));
    }
    if let Some(workflow) = &entity.workflow {
        let alias = types::values_alias(&workflow.field);
        body.line(1, &format!("{}: {from}{alias} | None = None", workflow.field));
    }
}

/// A field for each filter that features add.
pub fn added_filters(plan: &AppPlan, entity: &EntityPlan, imports: &mut Imports, body: &mut Source) {
    for filter in features::additions(plan).into_iter().flat_map(|it| it.filters) {
        if filter.entity == entity.names.pascal {
            imports.name(filter.module, filter.kind);
            body.line(1, &format!("{}: {} | None = None", filter.name, filter.kind));
        }
    }
}

/// What a list is sorted by.
pub fn sort_field(entity: &EntityPlan, body: &mut Source) {
    let orders: Vec<String> =
        entity.sort_names().into_iter().flat_map(|name| [name.clone(), format!("-{name}")]).collect();
    body.statement(1, "sort: ", &literal(&orders), &format!(" = {}", quoted("-created_at")));
}
