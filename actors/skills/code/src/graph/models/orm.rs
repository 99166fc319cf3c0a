//! Models as classes: SQLAlchemy, SQLModel, Django, TypeORM.

use super::super::endpoints::fields;
use super::super::names::Names;
use super::super::said::{Class, Field, Literal, Said};
use super::{Model, ModelField, Relation};

pub fn find(names: &Names<'_>) -> Vec<Model> {
    let mut models = Vec::new();
    for (file, note) in names.notes.iter().enumerate() {
        for class in &note.said.classes {
            let Some(framework) = framework(names, file, class, 0) else { continue };
            let mut model = Model {
                name: class.name.rsplit('.').next().unwrap_or(&class.name).to_owned(),
                table: table(class),
                file: note.path.clone(),
                line: class.line,
                framework,
                fields: Vec::new(),
                relations: Vec::new(),
            };
            class.fields.iter().for_each(|field| take(&mut model, field));
            if !model.fields.is_empty() || model.table.is_some() {
                models.push(model);
            }
        }
    }
    models
}

fn framework(names: &Names<'_>, file: usize, class: &Class, depth: u32) -> Option<&'static str> {
    if class.decorators.iter().any(|said| said.callee == "Entity") {
        return Some("TypeORM");
    }
    if class.keywords.iter().any(|(name, value)| name == "table" && value == "True") {
        return Some("SQLModel");
    }
    let mapped = |field: &&Field| {
        let column = matches!(&field.value, Literal::Call(call) if matches!(call.method().1, "Column" | "mapped_column"));
        field.name == "__tablename__"
            || column
            || field.kind.as_deref().is_some_and(|kind| kind.contains("Mapped["))
    };
    if class.fields.iter().any(|field| mapped(&field)) {
        return Some("SQLAlchemy");
    }
    for base in &class.bases {
        if matches!(base.as_str(), "models.Model" | "django.db.models.Model") {
            return Some("Django");
        }
        let (at, base) = if depth < 6 { fields::class(names, file, base)? } else { return None };
        if base.name != class.name && framework(names, at, base, depth + 1) == Some("Django") {
            return Some("Django");
        }
    }
    None
}

fn table(class: &Class) -> Option<String> {
    let named = class.fields.iter().find(|field| field.name == "__tablename__");
    let entity = class.decorators.iter().find(|said| said.callee == "Entity");
    let of_entity = entity
        .and_then(|said| said.positional(0))
        .and_then(|table| table.text().or_else(|| table.get("name")?.text()));
    named.and_then(|field| field.value.text()).or(of_entity).map(str::to_owned)
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
    if let Some(to) = to {
        model.relations.push(Relation { field: field.name.clone(), to });
    }
    let first = call.and_then(|call| call.args.first()).map(|(_, value)| match value {
        Literal::Call(inner) => inner.callee.clone(),
        Literal::Name(name) => name.clone(),
        _ => String::new(),
    });
    let is_column = matches!(made, "Column" | "mapped_column");
    let kind = match (kind.is_empty(), is_column) {
        (false, _) => kind,
        (true, true) => first.unwrap_or_default(),
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
