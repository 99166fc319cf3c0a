//! Migrations: accounts first, then one for each entity, each with its way back.

use super::layout::{Node, Source, atom, call, list, named, quoted};
use super::types::{self, Place};
use super::{constraints, tables};
use crate::app::{AppPlan, EntityPlan, FieldPlan, RelationPlan};
use crate::features::{self, AddedColumn, Addition, RecordLink, Table, multi_tenancy};

/// A migration's file name below `migrations/versions/`, and its text.
pub fn all(plan: &AppPlan) -> Vec<(String, String)> {
    let mut migrations = vec![("0001_accounts.py".to_owned(), accounts(plan))];
    for (at, entity) in plan.entities.iter().enumerate() {
        migrations.push((format!("{:04}_{}.py", at + 2, entity.table), records(plan, entity, at + 2)));
    }
    for feature in features::of(plan) {
        let adds = (feature.adds)(plan);
        if !adds.tables.is_empty()
            || !adds.columns.is_empty()
            || !adds.relations.is_empty()
            || !adds.indexes.is_empty()
        {
            let number = migrations.len() + 1;
            let text = added(plan, feature.title, &adds, number);
            migrations.push((format!("{number:04}_{}.py", feature.folder), text));
        }
        if let Some(write) = adds.migration {
            let number = migrations.len() + 1;
            migrations.push((format!("{number:04}_{}.py", feature.folder), write(plan, number)));
        }
    }
    migrations
}

/// The two directions of a migration.
#[derive(Default)]
struct Steps {
    up: Source,
    /// Blocks in the order of `up`; written backwards.
    down: Vec<String>,
}

impl Steps {
    fn table(&mut self, name: &str, items: Vec<Node>) {
        let mut all = vec![atom(quoted(name))];
        all.extend(items);
        self.up.statement(1, "", &call("op.create_table", all), "");
        self.down(&call("op.drop_table", vec![atom(quoted(name))]));
    }

    fn index(&mut self, table: &str, column: &str) {
        self.index_over(table, &format!("ix_{table}_{column}"), &[column]);
    }

    fn index_over(&mut self, table: &str, name: &str, columns: &[&str]) {
        let name = call("op.f", vec![atom(quoted(name))]);
        let columns = columns.iter().map(|it| atom(quoted(it))).collect();
        let items = vec![name.clone(), atom(quoted(table)), list(columns)];
        self.up.statement(1, "", &call("op.create_index", items), "");
        self.down(&call("op.drop_index", vec![name, named("table_name", atom(quoted(table)))]));
    }

    /// The index of what says whose a row is.
    fn whose(&mut self, plan: &AppPlan, table: &str) {
        if multi_tenancy::is_on(plan) {
            self.index(table, multi_tenancy::COLUMN);
        }
    }

    fn down(&mut self, node: &Node) {
        let mut source = Source::default();
        source.statement(1, "", node, "");
        self.down.push(source.finish());
    }

    fn finish(self, title: &str, number: usize) -> String {
        let mut source = Source::default();
        source.line(0, &format!("\"\"\"{title}.\"\"\""));
        source.blank(1);
        let up = self.up.finish();
        if up.contains("sa.") || self.down.iter().any(|it| it.contains("sa.")) {
            source.line(0, "import sqlalchemy as sa");
        }
        source.line(0, "from alembic import op");
        source.blank(1);
        source.line(0, &format!("revision = \"{number:04}\""));
        let before = if number == 1 { "None".to_owned() } else { format!("\"{:04}\"", number - 1) };
        source.line(0, &format!("down_revision = {before}"));
        source.line(0, "branch_labels = None");
        source.line(0, "depends_on = None");
        source.blank(2);
        source.line(0, "def upgrade() -> None:");
        source.raw(&up);
        source.blank(2);
        source.line(0, "def downgrade() -> None:");
        for block in self.down.iter().rev() {
            source.raw(block);
        }
        source.finish()
    }
}

/// A constraint's name as the model's naming convention makes it; `op.f` keeps it from being made twice.
fn fixed(kind: &str, table: &str, rest: &str) -> Node {
    let name = if rest.is_empty() { format!("{kind}_{table}") } else { format!("{kind}_{table}_{rest}") };
    call("op.f", vec![atom(quoted(&name))])
}

fn column(name: &str, kind: &str, nullable: bool) -> Node {
    let nullable = atom(if nullable { "True" } else { "False" });
    call("sa.Column", vec![atom(quoted(name)), atom(kind), named("nullable", nullable)])
}

fn moments() -> [Node; 2] {
    ["created_at", "updated_at"].map(|name| column(name, "sa.DateTime(timezone=True)", false))
}

fn check(table: &str, (name, condition): &(String, String)) -> Node {
    call("sa.CheckConstraint", vec![atom(quoted(condition)), named("name", fixed("ck", table, name))])
}

fn foreign_key(table: &str, key: &str, to: &str, on_delete: &str) -> Node {
    let items = vec![
        list(vec![atom(quoted(key))]),
        list(vec![atom(quoted(&format!("{to}.id")))]),
        named("name", fixed("fk", table, &format!("{key}_{to}"))),
        named("ondelete", atom(quoted(on_delete))),
    ];
    call("sa.ForeignKeyConstraint", items)
}

fn primary_key(table: &str, columns: &[&str]) -> Node {
    let mut items: Vec<Node> = columns.iter().map(|name| atom(quoted(name))).collect();
    items.push(named("name", fixed("pk", table, "")));
    call("sa.PrimaryKeyConstraint", items)
}

/// Over several columns, under the name that the model gives it.
fn unique_over(name: &str, columns: &[String]) -> Node {
    let columns = columns.iter().map(|it| atom(quoted(it)));
    let called = named("name", call("op.f", vec![atom(quoted(name))]));
    call("sa.UniqueConstraint", columns.chain([called]).collect())
}

fn unique(table: &str, name: &str) -> Node {
    call("sa.UniqueConstraint", vec![atom(quoted(name)), named("name", fixed("uq", table, name))])
}

/// In each organisation alone, where the product has those.
fn unique_within(plan: &AppPlan, table: &str, name: &str) -> Node {
    if !multi_tenancy::is_on(plan) {
        return unique(table, name);
    }
    let columns = [multi_tenancy::COLUMN, name].map(|it| atom(quoted(it)));
    call(
        "sa.UniqueConstraint",
        columns.into_iter().chain([named("name", fixed("uq", table, name))]).collect(),
    )
}

/// Whose a row is, where the product has organisations.
fn whose(plan: &AppPlan, table: &str) -> Vec<Node> {
    if !multi_tenancy::is_on(plan) {
        return Vec::new();
    }
    let nullable = tables::of_the_product(plan).contains(&table);
    vec![
        column(multi_tenancy::COLUMN, tables::id_type(plan), nullable),
        foreign_key(table, multi_tenancy::COLUMN, multi_tenancy::ORGANISATIONS, "CASCADE"),
    ]
}

fn organisations(plan: &AppPlan, steps: &mut Steps) {
    let table = multi_tenancy::ORGANISATIONS;
    let items = vec![
        column("id", tables::id_type(plan), false),
        column("name", "sa.String(100)", false),
        column("created_at", "sa.DateTime(timezone=True)", false),
        primary_key(table, &["id"]),
    ];
    steps.table(table, items);
}

fn field_columns(fields: &[FieldPlan]) -> impl Iterator<Item = Node> {
    fields.iter().map(|field| column(&field.name, &types::of(field, Place::Migration), !field.required))
}

fn accounts(plan: &AppPlan) -> String {
    let mut steps = Steps::default();
    if multi_tenancy::is_on(plan) {
        organisations(plan, &mut steps);
    }
    let id = tables::id_type(plan);
    let fields = &plan.account.fields;
    let builtin = tables::account_columns(plan);
    let mut items = vec![column("id", id, false)];
    items.extend(builtin.iter().map(|(name, kind, nullable)| column(name, kind, *nullable)));
    items.extend(field_columns(fields));
    items.extend(moments());
    let role = ("role".to_owned(), types::one_of("role", &tables::role_names(plan)));
    items.push(check("users", &role));
    items.extend(tables::field_checks(fields).iter().map(|it| check("users", it)));
    items.push(primary_key("users", &["id"]));
    let logins = builtin.iter().map(|it| it.0).filter(|name| matches!(*name, "email" | "username"));
    items.extend(logins.map(|name| unique("users", name)));
    items.extend(fields.iter().filter(|it| it.unique).map(|it| unique_within(plan, "users", &it.name)));
    items.extend(whose(plan, "users"));
    steps.table("users", items);
    steps.index("users", "created_at");
    steps.whose(plan, "users");
    let items =
        [column("id", id, false), column("user_id", id, false), column("family_id", "sa.Uuid()", false)]
            .into_iter()
            .chain([
                column("token_hash", "sa.String(64)", false),
                column("expires_at", "sa.DateTime(timezone=True)", false),
            ])
            .chain([column("revoked_at", "sa.DateTime(timezone=True)", true)])
            .chain(moments())
            .chain([foreign_key("refresh_tokens", "user_id", "users", "CASCADE")])
            .chain([primary_key("refresh_tokens", &["id"]), unique("refresh_tokens", "token_hash")])
            .chain(whose(plan, "refresh_tokens"));
    steps.table("refresh_tokens", items.collect());
    steps.whose(plan, "refresh_tokens");
    for name in ["created_at", "family_id", "user_id"] {
        steps.index("refresh_tokens", name);
    }
    steps.finish("Accounts and refresh tokens", 1)
}

fn records(plan: &AppPlan, entity: &EntityPlan, number: usize) -> String {
    let mut steps = Steps::default();
    let table = entity.table.as_str();
    let id = tables::id_type(plan);
    let mut items = vec![column("id", id, false)];
    items.extend(field_columns(&entity.fields));
    if let Some(workflow) = &entity.workflow {
        let kind = format!("sa.String({})", types::values_length(&workflow.states));
        items.push(column(&workflow.field, &kind, false));
    }
    items.extend(entity.to_one().map(|it| column(&it.key, id, !it.required)));
    items.extend(moments());
    items.extend(tables::checks(entity).iter().map(|it| check(table, it)));
    let known = entity.to_one().filter(|it| !tables::is_deferred(plan, entity, it));
    items.extend(known.map(|it| foreign_key(table, &it.key, &it.to_table, tables::on_delete(it))));
    items.push(primary_key(table, &["id"]));
    items.extend(entity.fields.iter().filter(|it| it.unique).map(|it| unique_within(plan, table, &it.name)));
    items.extend(constraints::uniques(plan, entity).iter().map(|(name, columns)| unique_over(name, columns)));
    items.extend(whose(plan, table));
    steps.table(table, items);
    steps.index(table, "created_at");
    steps.whose(plan, table);
    let filtered = entity.fields.iter().filter(|it| tables::filtered(it) && !it.unique).map(|it| &it.name);
    let state = entity.workflow.iter().map(|it| &it.field);
    for name in filtered.chain(state).chain(entity.to_one().map(|it| &it.key)) {
        steps.index(table, name);
    }
    for (owner, relation) in associations(plan, number - 1) {
        association(plan, owner, relation, &mut steps);
    }
    for (owner, relation) in deferred(plan, number - 1) {
        late_key(owner, relation, &mut steps);
    }
    steps.finish(&entity.names.title_plural, number)
}

/// The tables and columns of a feature.
fn added(plan: &AppPlan, title: &str, adds: &Addition, number: usize) -> String {
    let mut steps = Steps::default();
    for table in &adds.tables {
        let links = adds.record_links.iter().filter(|it| it.table == table.name);
        feature_table(plan, table, &links.collect::<Vec<_>>(), &adds.unique_within, &mut steps);
    }
    for column in &adds.columns {
        feature_column(column, &mut steps);
    }
    for added in &adds.relations {
        if let Some(entity) = plan.entity(&added.entity) {
            association(plan, entity, &added.relation, &mut steps);
        }
    }
    for index in &adds.indexes {
        steps.index_over(&index.table, &index.name(), index.columns);
    }
    steps.finish(title, number)
}

fn feature_table(
    plan: &AppPlan,
    table: &Table,
    links: &[&RecordLink],
    within: &[(&str, &str)],
    steps: &mut Steps,
) {
    let id = tables::id_type(plan);
    let mut items = vec![column("id", id, false)];
    items.extend(table.columns.iter().map(|it| {
        let kind = if it.kind == "id" { id } else { it.kind };
        column(it.name, kind, it.nullable)
    }));
    items.extend(links.iter().map(|it| column(&it.column, id, true)));
    items.extend(moments());
    items.extend(table.links.iter().map(|it| foreign_key(table.name, it.column, it.to, it.on_delete)));
    items.extend(links.iter().map(|it| foreign_key(table.name, &it.column, &it.to, "CASCADE")));
    items.push(primary_key(table.name, &["id"]));
    items.extend(table.uniques.iter().map(|name| {
        if within.contains(&(table.name, name)) {
            unique_within(plan, table.name, name)
        } else {
            unique(table.name, name)
        }
    }));
    items.extend(whose(plan, table.name));
    steps.table(table.name, items);
    steps.index(table.name, "created_at");
    steps.whose(plan, table.name);
    for name in &table.indexes {
        steps.index(table.name, name);
    }
    for link in links {
        steps.index(table.name, &link.column);
    }
}

fn feature_column(added: &AddedColumn, steps: &mut Steps) {
    let table = quoted(&added.table);
    let new = column(added.column.name, added.column.kind, added.column.nullable);
    steps.up.statement(1, "", &call("op.add_column", vec![atom(table.clone()), new]), "");
    steps.down(&call("op.drop_column", vec![atom(table), atom(quoted(added.column.name))]));
    if added.indexed {
        steps.index(&added.table, added.column.name);
    }
}

/// Tables between two others are made with the later of the two.
fn associations(plan: &AppPlan, at: usize) -> Vec<(&EntityPlan, &RelationPlan)> {
    let pairs = plan.entities.iter().flat_map(|entity| entity.to_many().map(move |it| (entity, it)));
    let later = |(entity, relation): &(&EntityPlan, &RelationPlan)| {
        tables::position(plan, &entity.table).max(tables::position(plan, &relation.to_table)) == at
    };
    pairs.filter(later).collect()
}

fn association(plan: &AppPlan, entity: &EntityPlan, relation: &RelationPlan, steps: &mut Steps) {
    let between = tables::association(entity, relation);
    let (table, id) = (between.table.as_str(), tables::id_type(plan));
    let (left, right) = (&between.left, &between.right);
    let items = vec![
        column(&left.0, id, false),
        column(&right.0, id, false),
        foreign_key(table, &left.0, &left.1, "CASCADE"),
        foreign_key(table, &right.0, &right.1, "CASCADE"),
        primary_key(table, &[&left.0, &right.0]),
    ];
    steps.table(table, items);
    steps.index(table, &right.0);
}

fn deferred(plan: &AppPlan, at: usize) -> Vec<(&EntityPlan, &RelationPlan)> {
    let pairs = plan.entities.iter().flat_map(|entity| entity.to_one().map(move |it| (entity, it)));
    let now = |(entity, relation): &(&EntityPlan, &RelationPlan)| {
        tables::is_deferred(plan, entity, relation) && tables::position(plan, &relation.to_table) == at
    };
    pairs.filter(now).collect()
}

/// A foreign key to a table that did not exist when its own was made.
fn late_key(entity: &EntityPlan, relation: &RelationPlan, steps: &mut Steps) {
    let table = entity.table.as_str();
    let name = fixed("fk", table, &format!("{}_{}", relation.key, relation.to_table));
    let open = format!("with op.batch_alter_table({}) as batch:", quoted(table));
    let items = vec![
        name.clone(),
        atom(quoted(&relation.to_table)),
        list(vec![atom(quoted(&relation.key))]),
        list(vec![atom("\"id\"")]),
        named("ondelete", atom(quoted(tables::on_delete(relation)))),
    ];
    steps.up.line(1, &open);
    steps.up.statement(2, "", &call("batch.create_foreign_key", items), "");
    let mut down = Source::default();
    down.line(1, &open);
    down.statement(
        2,
        "",
        &call("batch.drop_constraint", vec![name, named("type_", atom("\"foreignkey\""))]),
        "",
    );
    steps.down.push(down.finish());
}
