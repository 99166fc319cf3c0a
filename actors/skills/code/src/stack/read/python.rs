//! `pyproject.toml` and files of requirements.

use toml::Value as Toml;

use super::{For, Found, Part, Place, normal, table_part};

/// What a file of requirements is for, by its name.
pub fn of_requirements(path: &str) -> For {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let own = stem.trim_start_matches("requirements").trim_start_matches(['-', '_', '.']);
    let words = ["dev", "test", "lint", "doc", "build", "typing", "style", "ci"];
    match own {
        "" | "base" | "prod" | "production" | "main" => For::Running,
        "dev" | "development" => For::Development,
        own if words.iter().any(|word| own.contains(word)) => For::Group(own.to_owned()),
        _ => For::Running,
    }
}

pub fn pyproject(toml: &Toml) -> Vec<Part> {
    let project = toml.get("project");
    let lists = |value: Option<&Toml>| value.and_then(Toml::as_array).cloned().unwrap_or_default();
    let asked =
        |list: Vec<Toml>| -> Found { list.iter().filter_map(Toml::as_str).filter_map(requirement).collect() };
    let main = asked(lists(project.and_then(|project| project.get("dependencies"))));
    let mut parts = vec![(Place::new(For::Running, &["[project]", "dependencies"]), main)];
    let groups = [
        ("[project.optional-dependencies]", project.and_then(|project| project.get("optional-dependencies"))),
        ("[dependency-groups]", toml.get("dependency-groups")),
    ];
    for (head, group) in groups {
        for (name, list) in group.and_then(Toml::as_table).into_iter().flatten() {
            let is_extra = head.starts_with("[project");
            let purpose = if is_extra { For::Optional(name.clone()) } else { For::Group(name.clone()) };
            parts.push((Place::new(purpose, &[head, name]), asked(lists(Some(list)))));
        }
    }
    let poetry = toml.get("tool").and_then(|tool| tool.get("poetry")).cloned();
    let own = ["tool", "poetry"];
    let (place, mut found) = table_part(&poetry, &own, "dependencies", "python", For::Running);
    found.retain(|(_, name, _)| name != "python");
    parts.push((place, found));
    parts.push(table_part(&poetry, &own, "dev-dependencies", "python", For::Development));
    let groups = poetry.as_ref().and_then(|poetry| poetry.get("group")).and_then(Toml::as_table).cloned();
    for (name, group) in groups.unwrap_or_default() {
        let own = ["tool", "poetry", "group", &name];
        parts.push(table_part(&Some(group), &own, "dependencies", "python", For::Group(name.clone())));
    }
    parts
}

/// A line of PEP 508: a name, extras, a version, a condition.
pub fn requirement(line: &str) -> Option<(&'static str, String, String)> {
    let line = line.split('#').next()?.split(';').next()?.trim();
    let end = line
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
        .unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    if name.is_empty() || line.starts_with('-') || rest.starts_with([':', '+', '/']) {
        return None;
    }
    let rest = rest.trim_start();
    let version =
        if rest.starts_with('[') { rest.split_once(']').map_or("", |(_, rest)| rest) } else { rest };
    Some(("python", normal(name, "python"), version.trim().to_owned()))
}
