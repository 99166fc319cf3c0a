//! The fields of a type that is named in a signature.

use super::super::names::Names;
use super::super::said::{Class, Field, Literal};

/// How far bases are followed.
const BASES_MAX: u32 = 8;

/// A class by its name, as one file means it.
pub fn class<'n>(names: &'n Names<'_>, file: usize, name: &str) -> Option<(usize, &'n Class)> {
    let (origin, there) = names.origin(file, name);
    let find = |file: usize, name: &str| {
        names.notes[file].said.classes.iter().find(|class| class.name == name).map(|class| (file, class))
    };
    let last = there.rsplit('.').next().unwrap_or(&there);
    find(origin, last).or_else(|| find(file, name))
}

/// The class that a type speaks of, out of containers: `list[User]`, `Promise<User[]>`, `User | None`.
pub fn of_type<'n>(names: &'n Names<'_>, file: usize, kind: &str) -> Option<(usize, &'n Class)> {
    let words = kind.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
    words.filter(|word| !word.is_empty()).find_map(|word| class(names, file, word))
}

/// Names of all fields, and of those that must be given.
pub fn of_class(names: &Names<'_>, file: usize, class: &Class, depth: u32) -> (Vec<String>, Vec<String>) {
    let (mut all, mut required) = (Vec::new(), Vec::new());
    if depth < BASES_MAX {
        for base in &class.bases {
            if let Some((file, base)) = self::class(names, file, base)
                && base.name != class.name
            {
                let (inherited, needed) = of_class(names, file, base, depth + 1);
                all.extend(inherited);
                required.extend(needed);
            }
        }
    }
    let by_name = takes_names(class);
    for field in class.fields.iter().filter(|field| field.kind.is_some() && field.name != "model_config") {
        let kind = field.kind.as_deref().unwrap_or_default();
        let open = kind.contains("None") || kind.contains("Optional") || kind.contains("undefined");
        let name = alias(field).unwrap_or_else(|| field.name.clone());
        if by_name && name != field.name && !all.contains(&field.name) {
            all.push(field.name.clone());
        }
        if !all.contains(&name) {
            all.push(name.clone());
        }
        if !open && !has_default(field) && !required.contains(&name) {
            required.push(name);
        }
    }
    (all, required)
}

/// What stands in the text that is sent, if that is not the field's own name.
fn alias(field: &Field) -> Option<String> {
    let Literal::Call(call) = &field.value else { return None };
    let named = call.named("alias").or(call.named("validation_alias"));
    named.filter(|_| call.method().1 == "Field").and_then(Literal::text).map(str::to_owned)
}

/// The model takes its fields by their own names too.
fn takes_names(class: &Class) -> bool {
    class.fields.iter().filter(|field| field.name == "model_config").any(|field| match &field.value {
        Literal::Call(call) => call.named("populate_by_name").and_then(Literal::name) == Some("True"),
        Literal::Record(_) => field.value.get("populate_by_name").and_then(Literal::name) == Some("True"),
        _ => false,
    })
}

fn has_default(field: &Field) -> bool {
    match &field.value {
        Literal::Other => false,
        Literal::Call(call) if call.method().1 == "Field" => {
            let first = call.positional(0).or(call.named("default"));
            let given = first.is_some_and(|first| first.name() != Some("..."));
            given || call.named("default_factory").is_some()
        }
        _ => true,
    }
}
