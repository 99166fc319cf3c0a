//! Models: one module for each table, typed columns, checks, indexes, and relations that load only when asked.

use protocol::requirements::FieldKind;

use super::imports::Imports;
use super::layout::{Node, Source, atom, call, group, list, literal, named, quoted, tuple};
use super::types::{self, Place};
use super::{constraints, tables};
use crate::app::{AppPlan, EntityPlan, FieldPlan, Login, RelationPlan};
use crate::features::{self, AddedIndex, multi_tenancy};

/// `app/models/__init__.py`
pub fn package(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    let mut exported = vec![
        "Base".to_owned(),
        "Id".to_owned(),
        "Record".to_owned(),
        "RefreshToken".to_owned(),
        "User".to_owned(),
    ];
    for name in ["Base", "Id", "Record"] {
        imports.name("app.models.base", name);
    }
    imports.name("app.models.refresh_tokens", "RefreshToken");
    imports.name("app.models.users", "User");
    for entity in &plan.entities {
        imports.name(&format!("app.models.{}", entity.names.module), &entity.names.pascal);
        exported.push(entity.names.pascal.clone());
    }
    for class in features::additions(plan).iter().flat_map(|it| &it.models) {
        imports.name(&format!("app.models.{}", class.module), class.name);
        exported.push(class.name.to_owned());
    }
    exported.sort();
    let mut source = Source::default();
    source.line(0, "\"\"\"Every table; importing the package makes all of them known.\"\"\"");
    source.blank(1);
    imports.write(&mut source, 0);
    source.blank(1);
    source.statement(0, "__all__ = ", &list(exported.iter().map(|name| atom(quoted(name))).collect()), "");
    source.finish()
}

/// `app/models/users.py`
pub fn users(plan: &AppPlan) -> String {
    let mut imports = Imports::default();
    imports.name("typing", "Literal");
    imports.module("sqlalchemy as sa");
    imports.name("sqlalchemy.orm", "Mapped");
    imports.name("sqlalchemy.orm", "mapped_column");
    imports.name("app.models.base", "Record");
    field_imports(&plan.account.fields, &mut imports);
    let roles = tables::role_names(plan);
    let mut body = Source::default();
    body.statement(0, "RoleName = ", &literal(&roles), "");
    aliases(&plan.account.fields, &mut body);
    let default = plan.roles.iter().find(|role| role.default).map_or("", |role| role.name.as_str());
    body.blank(1);
    body.line(0, "# What registration gives.");
    body.line(0, &format!("DEFAULT_ROLE: RoleName = {}", quoted(default)));
    body.blank(2);
    body.line(0, "class User(Record):");
    body.line(1, "__tablename__ = \"users\"");
    let mut checks = vec![("role".to_owned(), types::one_of("role", &roles))];
    checks.extend(tables::field_checks(&plan.account.fields));
    table_args(&uniques(plan, "users", &plan.account.fields), &checks, &[], &mut body);
    body.blank(1);
    body.line(1, "email: Mapped[str] = mapped_column(sa.String(254), unique=True)");
    if plan.choices.login == Login::Username {
        body.line(1, "username: Mapped[str] = mapped_column(sa.String(40), unique=True)");
    }
    body.line(1, "display_name: Mapped[str] = mapped_column(sa.String(100))");
    body.line(
        1,
        &format!("role: Mapped[RoleName] = mapped_column(sa.String({}))", types::values_length(&roles)),
    );
    body.line(1, "is_active: Mapped[bool] = mapped_column(sa.Boolean, default=True)");
    body.line(1, "password_hash: Mapped[str] = mapped_column(sa.String(255))");
    if features::i18n::is_on(plan) {
        body.line(1, "# Chosen by whoever signs in with it; None where nobody chose.");
        body.line(1, "language: Mapped[str | None] = mapped_column(sa.String(8))");
    }
    for field in &plan.account.fields {
        column(plan, field, false, &mut body);
    }
    label("display_name", &mut body);
    module("Accounts: everyone who signs in.", &imports, &body.finish())
}

/// `app/models/<plural>.py`
pub fn entity(plan: &AppPlan, entity: &EntityPlan) -> String {
    let entity = &features::with_relations(plan, entity);
    let mut imports = Imports::default();
    for (class, module) in bases(plan, entity) {
        imports.name(module, class);
    }
    field_imports(&entity.fields, &mut imports);
    for class in constraints::classes(entity) {
        imports.name("app.models.constraints", class);
    }
    if !indexes(plan, entity).is_empty() {
        imports.module("sqlalchemy as sa");
    }
    let columns = !entity.fields.is_empty() || entity.workflow.is_some() || entity.to_one().next().is_some();
    if columns {
        imports.name("sqlalchemy.orm", "mapped_column");
    }
    if columns || !entity.relations.is_empty() {
        imports.module("sqlalchemy as sa");
        imports.name("sqlalchemy.orm", "Mapped");
    }
    if !entity.relations.is_empty() {
        imports.name("sqlalchemy.orm", "relationship");
    }
    if entity.to_one().next().is_some() {
        imports.name("app.models.base", "Id");
    }
    if entity.to_many().next().is_some() {
        imports.name("app.models.base", "Base");
    }
    if entity.workflow.is_some() {
        imports.name("typing", "Literal");
    }
    let targets = targets(entity);
    if !targets.is_empty() {
        imports.name("typing", "TYPE_CHECKING");
    }
    let mut body = Source::default();
    type_checking(plan, &targets, &mut body);
    let mut alias = Source::default();
    aliases(&entity.fields, &mut alias);
    if let Some(workflow) = &entity.workflow {
        alias.statement(
            0,
            &format!("{} = ", types::values_alias(&workflow.field)),
            &literal(&workflow.states),
            "",
        );
    }
    let alias = alias.finish();
    if !alias.is_empty() {
        body.raw(&alias);
        body.blank(1);
    }
    for relation in entity.to_many() {
        association(entity, relation, &mut body);
        body.blank(1);
    }
    body.blank(1);
    class(plan, entity, &mut body);
    module(&format!("{}.", entity.names.title_plural), &imports, &body.finish())
}

fn module(docstring: &str, imports: &Imports, body: &str) -> String {
    let mut source = Source::default();
    source.line(0, &format!("\"\"\"{docstring}\"\"\""));
    source.blank(1);
    imports.write(&mut source, 0);
    if !body.starts_with("\n\n") {
        source.blank(1);
    }
    source.raw(body);
    source.finish()
}

fn field_imports(fields: &[FieldPlan], imports: &mut Imports) {
    for field in fields {
        match field.kind {
            FieldKind::Decimal => {
                imports.module("decimal");
                imports.name("app.models.base", "Money");
            }
            FieldKind::Date => imports.module("datetime as dt"),
            FieldKind::DateTime => {
                imports.module("datetime as dt");
                imports.name("app.models.base", "UtcDateTime");
            }
            FieldKind::Enum => imports.name("typing", "Literal"),
            FieldKind::String
            | FieldKind::Text
            | FieldKind::Integer
            | FieldKind::Boolean
            | FieldKind::Email
            | FieldKind::Url => {}
        }
    }
}

/// Modules of the classes that relations name, without the entity's own.
fn targets(entity: &EntityPlan) -> Vec<(String, String)> {
    let others = entity.relations.iter().filter(|it| it.to != entity.names.pascal);
    others.map(|it| (it.to.clone(), it.to_table.clone())).collect()
}

fn type_checking(plan: &AppPlan, targets: &[(String, String)], body: &mut Source) {
    if targets.is_empty() {
        return;
    }
    let mut imports = Imports::default();
    for (class, table) in targets {
        // The tables of accounts and of features are called as their modules are.
        let module = plan.entities.iter().find(|it| it.table == *table).map_or(table, |it| &it.names.module);
        imports.name(&format!("app.models.{module}"), class);
    }
    body.line(0, "if TYPE_CHECKING:");
    imports.write(body, 1);
    body.blank(1);
}

fn aliases(fields: &[FieldPlan], body: &mut Source) {
    for field in fields.iter().filter(|field| field.kind == FieldKind::Enum) {
        body.statement(0, &format!("{} = ", types::values_alias(&field.name)), &literal(&field.values), "");
    }
}

fn association(entity: &EntityPlan, relation: &RelationPlan, body: &mut Source) {
    let between = tables::association(entity, relation);
    let side = |(name, table): &(String, String), index: bool| {
        let key = call(
            "sa.ForeignKey",
            vec![atom(quoted(&format!("{table}.id"))), named("ondelete", atom("\"CASCADE\""))],
        );
        let mut items = vec![atom(quoted(name)), key, named("primary_key", atom("True"))];
        if index {
            items.push(named("index", atom("True")));
        }
        call("sa.Column", items)
    };
    let items = vec![
        atom(quoted(&between.table)),
        atom("Base.metadata"),
        side(&between.left, false),
        side(&between.right, true),
    ];
    body.statement(0, &format!("{} = ", between.table), &call("sa.Table", items), "");
}

fn class(plan: &AppPlan, entity: &EntityPlan, body: &mut Source) {
    let bases: Vec<&str> = bases(plan, entity).into_iter().map(|it| it.0).collect();
    body.line(0, &format!("class {}({}):", entity.names.pascal, bases.join(", ")));
    body.line(1, &format!("__tablename__ = {}", quoted(&entity.table)));
    let mut within = uniques(plan, &entity.table, &entity.fields);
    within.extend(constraints::uniques(plan, entity));
    table_args(&within, &tables::checks(entity), &indexes(plan, entity), body);
    if let Some(owner) = entity.to_one().find(|it| Some(&it.name) == entity.owner.as_ref()) {
        body.blank(1);
        body.line(1, &format!("owner_key = {}", quoted(&owner.key)));
    }
    let by_name: Vec<_> = entity.named_by().map(|it| atom(quoted(&it.key))).collect();
    if !by_name.is_empty() {
        body.blank(usize::from(entity.owner.is_none()));
        body.statement(1, "named_keys = ", &tuple(by_name), "");
    }
    if let Some(declared) = constraints::declare(entity) {
        body.blank(1);
        body.statement(1, "record_constraints = ", &declared, "");
    }
    if !entity.fields.is_empty() || entity.workflow.is_some() || !entity.relations.is_empty() {
        body.blank(1);
    }
    for field in &entity.fields {
        column(plan, field, tables::filtered(field), body);
    }
    if let Some(workflow) = &entity.workflow {
        let items = vec![
            atom(format!("sa.String({})", types::values_length(&workflow.states))),
            named("default", atom(quoted(&workflow.initial))),
            named("index", atom("True")),
        ];
        let prefix = format!("{}: Mapped[{}] = ", workflow.field, types::values_alias(&workflow.field));
        body.statement(1, &prefix, &call("mapped_column", items), "");
    }
    for relation in entity.to_one() {
        key(plan, entity, relation, body);
    }
    for relation in &entity.relations {
        relationship(entity, relation, body);
    }
    if entity.label != "id" {
        label(&entity.label, body);
    }
}

/// Classes and modules of what records are, as features make them; plain records otherwise.
fn bases(plan: &AppPlan, entity: &EntityPlan) -> Vec<(&'static str, &'static str)> {
    let added = features::additions(plan).into_iter().flat_map(|it| it.bases);
    let own = added.filter(|it| it.entity == entity.names.pascal).map(|it| (it.class, it.module));
    let own: Vec<_> = own.collect();
    if own.is_empty() { vec![("Record", "app.models.base")] } else { own }
}

fn indexes(plan: &AppPlan, entity: &EntityPlan) -> Vec<AddedIndex> {
    let added = features::additions(plan).into_iter().flat_map(|it| it.indexes);
    added.filter(|it| it.table == entity.table).collect()
}

/// Name and columns of what is unique in each organisation; without organisations the fields' columns say so themselves.
fn uniques(plan: &AppPlan, table: &str, fields: &[FieldPlan]) -> Vec<(String, Vec<String>)> {
    let within = multi_tenancy::is_on(plan);
    let unique = fields.iter().filter(|it| within && it.unique);
    let columns = |name: &String| vec![multi_tenancy::COLUMN.to_owned(), name.clone()];
    unique.map(|it| (format!("uq_{table}_{}", it.name), columns(&it.name))).collect()
}

fn table_args(
    uniques: &[(String, Vec<String>)],
    checks: &[(String, String)],
    indexes: &[AddedIndex],
    body: &mut Source,
) {
    let within = uniques.iter().map(|(name, columns)| {
        let columns = columns.iter().map(|it| atom(quoted(it)));
        let called = named("name", atom(quoted(name)));
        call("sa.UniqueConstraint", columns.chain([called]).collect())
    });
    let checks = checks.iter().map(|(name, condition)| {
        call("sa.CheckConstraint", vec![atom(quoted(condition)), named("name", atom(quoted(name)))])
    });
    let indexes = indexes.iter().map(|it| {
        let columns = it.columns.iter().map(|name| atom(quoted(name)));
        call("sa.Index", std::iter::once(atom(quoted(&it.name()))).chain(columns).collect())
    });
    let all: Vec<Node> = within.chain(checks).chain(indexes).collect();
    if !all.is_empty() {
        body.statement(1, "__table_args__ = ", &tuple(all), "");
    }
}

fn column(plan: &AppPlan, field: &FieldPlan, index: bool, body: &mut Source) {
    let mut items = vec![atom(types::of(field, Place::Column))];
    if field.unique && !multi_tenancy::is_on(plan) {
        items.push(named("unique", atom("True")));
    } else if index && !field.unique {
        items.push(named("index", atom("True")));
    }
    let optional = if field.required { "" } else { " | None" };
    let prefix = format!("{}: Mapped[{}{optional}] = ", field.name, types::of(field, Place::Attribute));
    body.statement(1, &prefix, &call("mapped_column", items), "");
}

fn key(plan: &AppPlan, entity: &EntityPlan, relation: &RelationPlan, body: &mut Source) {
    let target = quoted(&format!("{}.id", relation.to_table));
    let mut items = vec![atom(target), named("ondelete", atom(quoted(tables::on_delete(relation))))];
    if tables::is_deferred(plan, entity, relation) {
        items.push(named("use_alter", atom("True")));
    }
    let items = vec![call("sa.ForeignKey", items), named("index", atom("True"))];
    let optional = if relation.required { "" } else { " | None" };
    let prefix = format!("{}: Mapped[Id{optional}] = ", relation.key);
    body.statement(1, &prefix, &call("mapped_column", items), "");
}

/// Loading is always said where records are read; a relation that nobody asked for is an error, not a hidden query.
fn relationship(entity: &EntityPlan, relation: &RelationPlan, body: &mut Source) {
    let to_itself = relation.to == entity.names.pascal;
    let many = relation.kind == protocol::requirements::RelationKind::ManyToMany;
    let mut items: Vec<Node> = Vec::new();
    let annotation = if many {
        let between = tables::association(entity, relation);
        items.push(named("secondary", atom(between.table.clone())));
        if to_itself {
            let join =
                |own: &str, side: &str| atom(quoted(&format!("{own}.id == {}.c.{side}", between.table)));
            items.push(named("primaryjoin", join(&entity.names.pascal, &between.left.0)));
            items.push(named("secondaryjoin", join(&relation.to, &between.right.0)));
        }
        format!("list[\"{}\"]", relation.to)
    } else {
        items.push(named("foreign_keys", group("[", vec![atom(relation.key.clone())], "]")));
        if to_itself {
            items.push(named("remote_side", atom(quoted(&format!("{}.id", relation.to)))));
        }
        let optional = if relation.required { "" } else { " | None" };
        format!("\"{}{optional}\"", relation.to)
    };
    items.push(named("lazy", atom("\"raise\"")));
    let prefix = format!("{}: Mapped[{annotation}] = ", relation.name);
    body.statement(1, &prefix, &call("relationship", items), "");
}

fn label(field: &str, body: &mut Source) {
    body.blank(1);
    body.line(1, "@property");
    body.line(1, "def label(self) -> str:");
    body.line(2, &format!("return self.{field}"));
}
