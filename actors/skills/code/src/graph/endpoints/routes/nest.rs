//! NestJS: controllers and their methods.

use std::collections::BTreeSet;

use super::super::super::names::Names;
use super::super::super::said::{Function, Literal};
use super::{Endpoint, METHODS, clean, given, taken, texts};

pub fn routes(names: &Names<'_>, file: usize, function: &Function, found: &mut BTreeSet<Endpoint>) {
    let note = names.notes[file];
    let Some((class, _)) = function.name.rsplit_once('.') else { return };
    let Some(class) = note.said.classes.iter().find(|other| other.name == class) else { return };
    let Some(controller) = class.decorators.iter().find(|said| said.callee == "Controller") else { return };
    let base = controller.positional(0).map(|base| base.get("path").unwrap_or(base));
    let bases = or_empty(texts(base));
    let global = names
        .notes
        .iter()
        .flat_map(|note| &note.said.calls)
        .find(|said| said.method().1 == "setGlobalPrefix");
    let global = global.and_then(|said| said.positional(0)).and_then(Literal::text).unwrap_or_default();
    for decorator in &function.decorators {
        let lower = decorator.callee.to_lowercase();
        if !METHODS.contains(&lower.as_str()) && lower != "all" {
            continue;
        }
        for (base, path) in bases.iter().flat_map(|base| {
            or_empty(texts(decorator.positional(0))).into_iter().map(move |path| (base, path))
        }) {
            let path = clean(&format!("{global}/{base}/{path}"));
            let (takes, requires) = taken(names, file, function, &path);
            found.insert(Endpoint {
                method: if lower == "all" { "ANY".to_owned() } else { lower.to_uppercase() },
                path,
                handler: function.name.clone(),
                file: note.path.clone(),
                line: function.line,
                framework: "NestJS",
                takes,
                requires,
                gives: given(names, file, function.returns.clone()),
            });
        }
    }
}

fn or_empty(texts: Vec<String>) -> Vec<String> {
    if texts.is_empty() { vec![String::new()] } else { texts }
}
