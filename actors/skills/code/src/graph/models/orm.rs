//! Models as classes: SQLAlchemy, SQLModel, Django, TypeORM.

use std::collections::BTreeSet;

use super::super::endpoints::fields;
use super::super::names::Names;
use super::super::said::{Class, Field, Literal, Said};
use super::{Model, ModelField, Relation};

/// More classes above one another than this are no models that people write.
const CLASSES_MAX: usize = 64;

pub fn find(names: &Names<'_>) -> Vec<Model> {
    let mut models = Vec::new();
    for (file, note) in names.notes.iter().enumerate() {
        for class in &note.said.classes {
            let Some(framework) = framework(names, file, class, &mut Seen::new()) else { continue };
            if is_abstract(names, file, class, framework) {
                continue;
            }
            let mut model = Model {
                name: class.name.rsplit('.').next().unwrap_or(&class.name).to_owned(),
                table: table(names, file, class),
                file: note.path.clone(),
                line: class.line,
                framework,
                fields: Vec::new(),
                relations: Vec::new(),
            };
            all_fields(names, file, class, &mut Seen::new())
                .into_iter()
                .for_each(|field| take(&mut model, field));
            if !model.fields.is_empty() || model.table.is_some() {
                models.push(model);
            }
        }
        models.extend(note.said.calls.iter().filter_map(|said| plain_table(said, &note.path)));
    }
    models
}

/// Classes that were asked already, by file and line: a hierarchy may meet itself on many ways.
type Seen = BTreeSet<(usize, u32)>;

fn framework(names: &Names<'_>, file: usize, class: &Class, seen: &mut Seen) -> Option<&'static str> {
    if seen.len() > CLASSES_MAX || !seen.insert((file, class.line)) {
        return None;
    }
    if class.decorators.iter().any(|said| said.callee == "Entity") {
        return Some("TypeORM");
    }
    if class.keywords.iter().any(|(name, value)| name == "table" && value == "True") {
        return Some("SQLModel");
    }
    if class.fields.iter().any(is_mapped) {
        return Some("SQLAlchemy");
    }
    for base in &class.bases {
        if matches!(base.as_str(), "models.Model" | "django.db.models.Model") {
            return Some("Django");
        }
        let Some((at, base)) = fields::class(names, file, base) else { continue };
        if base.name != class.name
            && let Some(found @ ("Django" | "SQLAlchemy")) = framework(names, at, base, seen)
        {
            return Some(found);
        }
    }
    None
}

fn is_mapped(field: &Field) -> bool {
    let column =
        matches!(&field.value, Literal::Call(call) if matches!(call.method().1, "Column" | "mapped_column"));
    field.name == "__tablename__"
        || column
        || field.kind.as_deref().is_some_and(|kind| kind.contains("Mapped["))
}

/// What only gives others its fields: a class that says so, or one that is no table by itself.
fn is_abstract(names: &Names<'_>, file: usize, class: &Class, framework: &str) -> bool {
    let is_true = |class: &Class, name: &str| {
        class.fields.iter().any(|field| field.name == name && field.value.name() == Some("True"))
    };
    match framework {
        "Django" => meta(names, file, class).is_some_and(|meta| is_true(meta, "abstract")),
        "SQLAlchemy" => is_true(class, "__abstract__") || !is_declared(names, file, class, &mut Seen::new()),
        _ => false,
    }
}

/// Whether a class of SQLAlchemy has a table, or stands below a base that is not merely mixed in.
fn is_declared(names: &Names<'_>, file: usize, class: &Class, seen: &mut Seen) -> bool {
    if class.fields.iter().any(|field| matches!(field.name.as_str(), "__tablename__" | "__table__")) {
        return true;
    }
    if seen.len() > CLASSES_MAX || !seen.insert((file, class.line)) {
        return false;
    }
    class.bases.iter().filter(|base| *base != "object").any(|base| match fields::class(names, file, base) {
        Some((at, inner)) if inner.name != class.name => is_declared(names, at, inner, seen),
        _ => true,
    })
}

/// Django's `class Meta` of a model.
fn meta<'n>(names: &'n Names<'_>, file: usize, class: &Class) -> Option<&'n Class> {
    let name = format!("{}.Meta", class.name);
    names.notes[file].said.classes.iter().find(|inner| inner.name == name)
}

/// Its own fields behind those of its bases, each name once.
fn all_fields<'n>(names: &'n Names<'_>, file: usize, class: &'n Class, seen: &mut Seen) -> Vec<&'n Field> {
    let mut found: Vec<&Field> = Vec::new();
    if seen.len() > CLASSES_MAX || !seen.insert((file, class.line)) {
        return found;
    }
    for base in &class.bases {
        if let Some((at, base)) = fields::class(names, file, base) {
            found.extend(all_fields(names, at, base, seen));
        }
    }
    found.retain(|field| !class.fields.iter().any(|own| own.name == field.name));
    found.extend(&class.fields);
    let mut named = BTreeSet::new();
    found.retain(|field| named.insert(field.name.as_str()));
    found
}

fn table(names: &Names<'_>, file: usize, class: &Class) -> Option<String> {
    let of = |class: &Class, name: &str| {
        class
            .fields
            .iter()
            .find(|field| field.name == name)
            .and_then(|field| field.value.text())
            .map(str::to_owned)
    };
    let entity = class.decorators.iter().find(|said| said.callee == "Entity");
    let of_entity = entity
        .and_then(|said| said.positional(0))
        .and_then(|table| table.text().or_else(|| table.get("name")?.text()));
    let of_meta = meta(names, file, class).and_then(|meta| of(meta, "db_table"));
    of(class, "__tablename__").or(of_meta).or(of_entity.map(str::to_owned))
}

/// `Table("name", metadata, Column("a", Integer), …)`
fn plain_table(said: &Said, path: &str) -> Option<Model> {
    let table = said.positional(0)?.text().filter(|_| said.method().1 == "Table")?;
    let mut model = Model {
        name: said.held_by.clone().unwrap_or_else(|| table.to_owned()),
        table: Some(table.to_owned()),
        file: path.to_owned(),
        line: said.line,
        framework: "SQLAlchemy",
        fields: Vec::new(),
        relations: Vec::new(),
    };
    for (_, value) in &said.args {
        let Literal::Call(call) = value else { continue };
        let Some(name) = call.positional(0).and_then(Literal::text).filter(|_| call.method().1 == "Column")
        else {
            continue;
        };
        model.relations.extend(target(call, "Column").map(|to| Relation { field: name.to_owned(), to }));
        model.fields.push(ModelField { name: name.to_owned(), kind: type_name(call) });
    }
    (!model.fields.is_empty()).then_some(model)
}

/// The type among a column's arguments, behind its name if it has one.
fn type_name(call: &Said) -> String {
    let first = call.args.iter().find(|(name, value)| name.is_none() && value.text().is_none());
    match first.map(|(_, value)| value) {
        Some(Literal::Call(inner)) if inner.method().1 != "ForeignKey" => inner.callee.clone(),
        Some(Literal::Name(name)) => name.clone(),
        _ => String::new(),
    }
}

fn take(model: &mut Model, field: &Field) {
    if field.name.starts_with("__") || field.name == "model_config" {
        return;
    }
    let kind = field.kind.clone().unwrap_or_default();
    let call = match &field.value {
        Literal::Call(call) => Some(call.as_ref()),
        _ => None,
    };
    let decorator = field.decorators.first();
    let made = call.map_or("", |call| call.method().1);
    let relates =
        ["relationship", "Relationship", "ForeignKey", "ManyToManyField", "OneToOneField"].contains(&made);
    let related = decorator.is_some_and(|said| said.callee.contains("To"));
    let to = call.and_then(|call| target(call, made)).or_else(|| {
        let words = kind.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        let mut classes = words.filter(|word| word.starts_with(char::is_uppercase));
        let plain = ["Mapped", "List", "Optional", "Set", "Repository", "Promise", "Date"];
        classes.rfind(|word| !plain.contains(word)).filter(|_| relates || related).map(str::to_owned)
    });
    // A tree leads to itself.
    if let Some(to) = to.map(|to| if to == "self" { model.name.clone() } else { to }) {
        model.relations.push(Relation { field: field.name.clone(), to });
    }
    let is_column = matches!(made, "Column" | "mapped_column");
    let kind = match (kind.is_empty(), is_column) {
        (false, _) => kind,
        (true, true) => call.map(type_name).unwrap_or_default(),
        (true, false) => made.to_owned(),
    };
    let is_field = !field.decorators.is_empty() || call.is_some() || field.kind.is_some();
    if is_field && made != "relationship" && made != "Relationship" && !made.ends_with("Manager") {
        model.fields.push(ModelField { name: field.name.clone(), kind });
    }
}

/// What a field of another model leads to: `ForeignKey("users.id")`, `ForeignKey(User)`, `relationship("User")`.
fn target(call: &Said, made: &str) -> Option<String> {
    let nested = call.args.iter().find_map(|(_, value)| match value {
        Literal::Call(inner) if inner.method().1 == "ForeignKey" => Some(inner.as_ref()),
        _ => None,
    });
    if let Some(key) = nested.or(call.named("foreign_key").map(|_| call)) {
        let text = call.named("foreign_key").or(key.positional(0))?;
        return text.text().map(|text| text.split('.').next().unwrap_or(text).to_owned());
    }
    if !matches!(made, "relationship" | "Relationship" | "ForeignKey" | "ManyToManyField" | "OneToOneField") {
        return None;
    }
    let first = call.positional(0).or(call.named("to"))?;
    let name = first.text().or(first.name())?;
    Some(name.rsplit('.').next().unwrap_or(name).to_owned())
}
