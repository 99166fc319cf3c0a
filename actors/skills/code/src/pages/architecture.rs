//! The architecture page: parts, how they depend on each other, what they lean on outside, endpoints, data.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Material, escape, file_link, folder, is_product};
use crate::graph::ask::{counted, is_test};
use crate::graph::imports::Target;
use crate::graph::view::package;
use crate::symbol::Visibility;

/// Arrows of a diagram that can be read.
const ARROWS_MAX: usize = 40;
/// Rows of a table that are read.
const ROWS_MAX: usize = 200;
/// Entities of a diagram that can be read, and fields of each.
const ENTITIES_MAX: usize = 30;
const FIELDS_MAX: usize = 20;

pub fn page(material: &Material<'_>) -> String {
    let mut text = format!("# {}: architecture\n", escape::plain(material.name));
    parts(material, &mut text);
    dependencies(material, &mut text);
    outside(material, &mut text);
    endpoints(material, &mut text);
    data(material, &mut text);
    rests_on(material, &mut text);
    text
}

fn shown(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

fn parts(material: &Material<'_>, text: &mut String) {
    let mut parts: BTreeMap<&str, (usize, BTreeSet<&str>, usize)> = BTreeMap::new();
    for facts in material.index.files().filter(|facts| is_product(facts)) {
        let part = parts.entry(folder(&facts.path)).or_default();
        part.0 += 1;
        part.1.insert(facts.language.name());
        let public = |symbol: &&crate::Symbol| {
            symbol.visibility == Visibility::Public && (symbol.kind.is_callable() || symbol.kind.is_type())
        };
        part.2 += facts.symbols.iter().filter(public).count();
    }
    *text += "\n## Parts\n\n";
    if parts.is_empty() {
        *text += "No code was found that could be read.\n";
        return;
    }
    *text += "| Folder | Files | Languages | Public functions and types |\n| --- | --- | --- | --- |\n";
    for (name, (files, languages, public)) in parts.iter().take(ROWS_MAX) {
        let languages: Vec<&str> = languages.iter().copied().collect();
        let _ = writeln!(
            text,
            "| {} | {files} | {} | {public} |",
            escape::cell(shown(name)),
            languages.join(", ")
        );
    }
    more(parts.len(), ROWS_MAX, "folders", text);
}

fn more(all: usize, max: usize, what: &str, text: &mut String) {
    if all > max {
        let _ = write!(text, "\n{} more {what} are left out.\n", all - max);
    }
}

/// How one part leads to another, and by what that is known.
#[derive(Clone, Copy, Default)]
struct Arrow {
    imports: usize,
    requests: usize,
    calls: usize,
}

fn arrows(material: &Material<'_>) -> BTreeMap<(String, String), Arrow> {
    let program = material.program;
    let product: BTreeSet<&str> =
        material.index.files().filter(|facts| is_product(facts)).map(|facts| facts.path.as_str()).collect();
    // A project in one folder is shown by files.
    let by_folder = product.iter().map(|path| folder(path)).collect::<BTreeSet<_>>().len() > 2;
    let part = |path: &str| if by_folder { folder(path).to_owned() } else { path.to_owned() };
    let mut arrows: BTreeMap<(String, String), Arrow> = BTreeMap::new();
    let mut add = |from: &str, to: &str, count: fn(&mut Arrow)| {
        let (one, other) = (part(from), part(to));
        if one != other && product.contains(from) && product.contains(to) {
            count(arrows.entry((one, other)).or_default());
        }
    };
    let mut importing = BTreeSet::new();
    for import in &program.imports {
        importing.insert(import.from.as_str());
        if let Some(to) = import.file.as_deref() {
            add(&import.from, to, |arrow| arrow.imports += 1);
        }
    }
    for link in &program.http.links {
        let (request, endpoint) =
            (&program.http.requests[link.request], &program.http.endpoints[link.endpoint]);
        add(&request.file, &endpoint.file, |arrow| arrow.requests += 1);
    }
    // Where imports are not resolved, calls tell.
    for call in &program.calls {
        let (from, to) = (&program.places[call.from], &program.places[call.to]);
        if !importing.contains(from.path.as_str()) {
            add(&from.path, &to.path, |arrow| arrow.calls += 1);
        }
    }
    arrows
}

fn dependencies(material: &Material<'_>, text: &mut String) {
    let arrows = arrows(material);
    *text += "\n## How the parts depend on each other\n\n";
    if arrows.is_empty() {
        *text += "No part was seen to lead to another.\n";
        return;
    }
    let all = arrows.len();
    let mut sorted: Vec<_> = arrows.into_iter().collect();
    let weight = |arrow: &Arrow| arrow.imports + arrow.requests + arrow.calls;
    sorted.sort_by(|one, other| weight(&other.1).cmp(&weight(&one.1)).then(one.0.cmp(&other.0)));
    sorted.truncate(ARROWS_MAX);
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    let nodes: BTreeSet<&str> =
        sorted.iter().flat_map(|((from, to), _)| [from.as_str(), to.as_str()]).collect();
    let ids: BTreeMap<&str, usize> = nodes.into_iter().zip(0..).collect();
    let mut diagram = String::from("flowchart LR\n");
    for (name, id) in &ids {
        let _ = writeln!(diagram, "  p{id}[\"{}\"]", escape::label(shown(name)));
    }
    for ((from, to), arrow) in &sorted {
        let said = [("import", arrow.imports), ("request", arrow.requests), ("call", arrow.calls)];
        let said: Vec<String> = said
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| format!("{count} {what}{}", if *count == 1 { "" } else { "s" }))
            .collect();
        let line = if arrow.imports > 0 { "-->" } else { "-.->" };
        let _ = writeln!(
            diagram,
            "  p{} {line}|\"{}\"| p{}",
            ids[from.as_str()],
            said.join(", "),
            ids[to.as_str()]
        );
    }
    *text += &escape::block("mermaid", &diagram);
    *text += "\nWhole lines are imports; dashed ones are HTTP requests, and calls by name where imports are not resolved.\n";
    more(all, ARROWS_MAX, "arrows", text);
}

fn outside(material: &Material<'_>, text: &mut String) {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for import in material.program.imports.iter().filter(|import| !is_test(&import.from)) {
        if let Target::External(name) = &import.to {
            users.entry(package(name)).or_default().insert(&import.from);
        }
    }
    let folded = |name: &str| name.to_ascii_lowercase().replace(['-', '.'], "_");
    let importers = |name: &str| {
        let files =
            users.iter().filter(|(used, _)| folded(used) == folded(name)).flat_map(|(_, files)| files);
        files.collect::<BTreeSet<_>>().len()
    };
    if material.packages.is_empty() {
        return;
    }
    *text += "\n## What it leans on\n\n| Package | Asked for | Locked | What it is | Files that import it | Named in |\n| --- | --- | --- | --- | --- | --- |\n";
    for package in material.packages.iter().take(ROWS_MAX) {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            escape::cell(&package.name),
            escape::cell(package.wanted.trim_end_matches([' ', '\\'])),
            escape::cell(package.locked.as_deref().unwrap_or_default()),
            package.framework.unwrap_or_default(),
            importers(&package.name),
            file_link(material, "", &package.manifest).replace('|', "\\|"),
        );
    }
    more(material.packages.len(), ROWS_MAX, "packages", text);
    *text += "\nImports are counted in Python, JavaScript and TypeScript, where the package and what is imported have one name.\n";
}

fn endpoints(material: &Material<'_>, text: &mut String) {
    let http = &material.program.http;
    let product: Vec<_> = http.endpoints.iter().enumerate().filter(|(_, one)| !is_test(&one.file)).collect();
    if product.is_empty() {
        return;
    }
    *text += "\n## Endpoints\n\n| Method | Path | Answered by | Framework | Asked from |\n| --- | --- | --- | --- | --- |\n";
    for (at, endpoint) in product.iter().take(ROWS_MAX) {
        let askers: BTreeSet<&str> = http
            .links
            .iter()
            .filter(|link| link.endpoint == *at)
            .map(|link| http.requests[link.request].file.as_str())
            .filter(|file| !is_test(file))
            .collect();
        let askers: Vec<String> = askers.iter().map(|file| escape::cell(file)).collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} in {} | {} | {} |",
            endpoint.method,
            escape::cell(&endpoint.path),
            escape::cell(&endpoint.handler),
            file_link(material, "", &endpoint.file).replace('|', "\\|"),
            endpoint.framework,
            askers.join(", ")
        );
    }
    more(product.len(), ROWS_MAX, "endpoints", text);
    let mut drawn: BTreeSet<(String, String)> = BTreeSet::new();
    for link in &http.links {
        let (request, endpoint) = (&http.requests[link.request], &http.endpoints[link.endpoint]);
        if !is_test(&request.file) && !is_test(&endpoint.file) {
            drawn.insert((request.file.clone(), format!("{} {}", endpoint.method, endpoint.path)));
        }
    }
    if drawn.is_empty() {
        return;
    }
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let mut diagram = String::from("flowchart LR\n");
    for (file, endpoint) in drawn.iter().take(ARROWS_MAX) {
        for (name, open, close) in [(file, "[", "]"), (endpoint, "([", "])")] {
            let next = ids.len();
            if !ids.contains_key(name.as_str()) {
                ids.insert(name, next);
                let _ = writeln!(diagram, "  e{next}{open}\"{}\"{close}", escape::label(name));
            }
        }
        let _ = writeln!(diagram, "  e{} --> e{}", ids[file.as_str()], ids[endpoint.as_str()]);
    }
    *text += "\n";
    *text += &escape::block("mermaid", &diagram);
    more(drawn.len(), ARROWS_MAX, "requests", text);
}

fn data(material: &Material<'_>, text: &mut String) {
    let data = &material.program.data;
    let models: Vec<_> = data.models.iter().filter(|model| !is_test(&model.file)).collect();
    if models.is_empty() {
        return;
    }
    *text +=
        "\n## Data\n\n| Model | Table | Kept by | Fields | Defined in |\n| --- | --- | --- | --- | --- |\n";
    for model in models.iter().take(ROWS_MAX) {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            escape::cell(&model.name),
            escape::cell(model.table.as_deref().unwrap_or_default()),
            model.framework,
            model.fields.len(),
            file_link(material, "", &model.file).replace('|', "\\|"),
        );
    }
    more(models.len(), ROWS_MAX, "models", text);
    let mut diagram = String::from("erDiagram\n");
    let drawn: Vec<_> = models.iter().take(ENTITIES_MAX).collect();
    let ids: BTreeMap<&str, usize> = drawn.iter().map(|model| model.name.as_str()).zip(0..).collect();
    for (name, id) in &ids {
        let Some(model) = drawn.iter().find(|model| model.name == *name) else { continue };
        let _ = writeln!(diagram, "  m{id}[\"{}\"] {{", escape::label(name));
        for field in model.fields.iter().take(FIELDS_MAX) {
            let kind = if field.kind.is_empty() { "unknown" } else { &field.kind };
            let _ = writeln!(diagram, "    {} {}", escape::word(kind), escape::word(&field.name));
        }
        diagram += "  }\n";
    }
    let mut lines = BTreeSet::new();
    for model in &drawn {
        for relation in &model.relations {
            let to = data.model(&relation.to).and_then(|to| ids.get(to.name.as_str()));
            if let (Some(from), Some(to)) = (ids.get(model.name.as_str()), to) {
                lines.insert(format!("  m{from} }}o--o| m{to} : \"{}\"\n", escape::label(&relation.field)));
            }
        }
    }
    diagram.extend(lines);
    *text += "\n";
    *text += &escape::block("mermaid", &diagram);
    more(models.len(), ENTITIES_MAX, "models", text);
}

fn rests_on(material: &Material<'_>, text: &mut String) {
    *text += "\n## What this page rests on\n\nImports are resolved in Python, JavaScript and TypeScript. Endpoints are those of FastAPI, Flask, Django, Express and its kin, NestJS and Next.js; \
        models those of common object-relational mappers, Prisma and SQL. What a framework or reflection puts together at run time is not seen.\n";
    let broken =
        material.index.files().filter(|facts| is_product(facts) && !facts.syntax_errors.is_empty()).count();
    if broken > 0 {
        let _ = write!(
            text,
            "\nThe grammar could not read parts of {}; the rest is taken in.\n",
            counted(broken, "file")
        );
    }
    let missing = |target: &Target| matches!(target, Target::Missing(_));
    let missing = material.program.imports.iter().filter(|import| missing(&import.to)).count();
    if missing > 0 {
        let missing = counted(missing, "import");
        let _ = write!(text, "\nNo file of this project is found for {missing} that should lead to one.\n");
    }
}
