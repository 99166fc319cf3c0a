//! The formats of manifests and locks.

mod python;
mod setuptools;

use serde_json::Value as Json;
use toml::Value as Toml;

use super::place::{For, Place};
use python::{of_requirements, pyproject, requirement};

type Found = Vec<(&'static str, String, String)>;

/// What one part of a manifest names.
pub type Part = (Place, Found);

/// What a manifest names, by its parts.
pub fn manifest(path: &str, text: &str) -> Result<Vec<Part>, String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let running = |found: Found| vec![(Place::new(For::Running, &[]), found)];
    Ok(match name {
        "pyproject.toml" => pyproject(&toml(text)?),
        "Pipfile" => {
            let toml = toml(text).ok();
            [("packages", For::Running), ("dev-packages", For::Development)]
                .map(|(table, purpose)| table_part(&toml, &[], table, "python", purpose))
                .into()
        }
        "package.json" => {
            let json = json(text)?;
            let tables = [
                ("dependencies", For::Running),
                ("devDependencies", For::Development),
                ("peerDependencies", For::Peer),
                ("optionalDependencies", For::Optional(String::new())),
            ];
            tables.map(|(table, purpose)| json_part(&json, table, "npm", purpose)).into()
        }
        "composer.json" => {
            let json = json(text)?;
            [("require", For::Running), ("require-dev", For::Development)]
                .map(|(table, purpose)| json_part(&json, table, "composer", purpose))
                .into()
        }
        "Cargo.toml" => cargo(&toml(text)?),
        "setup.py" | "setup.cfg" => setuptools::parts(name, text),
        "go.mod" => running(go(text)),
        "Gemfile" => running(gemfile(text)),
        "pom.xml" => running(maven(text)),
        "build.gradle" | "build.gradle.kts" => running(gradle(text)),
        _ => vec![(Place::new(of_requirements(path), &[]), text.lines().filter_map(requirement).collect())],
    })
}

pub fn lock(name: &str, text: &str) -> Result<Found, String> {
    Ok(match name {
        "poetry.lock" | "uv.lock" => locked(&toml(text)?, "python"),
        "Cargo.lock" => locked(&toml(text)?, "cargo"),
        "package-lock.json" => npm_lock(&json(text)?),
        "composer.lock" => composer_lock(&json(text)?),
        "Gemfile.lock" => gem_lock(text),
        _ => Vec::new(),
    })
}

fn toml(text: &str) -> Result<Toml, String> {
    text.parse::<toml::Table>().map(Toml::Table).map_err(|error| error.message().to_owned())
}

fn json(text: &str) -> Result<Json, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A table with where it stands.
fn table_part(
    toml: &Option<Toml>,
    above: &[&str],
    table: &str,
    ecosystem: &'static str,
    purpose: For,
) -> Part {
    let head = above.iter().chain([&table]).copied().collect::<Vec<_>>().join(".");
    (Place::new(purpose, &[&format!("[{head}")]), table_of(toml, table, ecosystem))
}

fn json_part(json: &Json, table: &str, ecosystem: &'static str, purpose: For) -> Part {
    (Place::new(purpose, &[table]), packages_of(json, &[table], ecosystem))
}

/// Names and versions of a table whose values are versions or tables with one.
fn table_of(toml: &Option<Toml>, table: &str, ecosystem: &'static str) -> Found {
    let table = toml.as_ref().and_then(|toml| toml.get(table)).and_then(Toml::as_table);
    let version = |value: &Toml| {
        let version = value.as_str().or_else(|| value.get("version").and_then(Toml::as_str));
        version.unwrap_or_default().to_owned()
    };
    table
        .into_iter()
        .flatten()
        .map(|(name, value)| (ecosystem, normal(name, ecosystem), version(value)))
        .collect()
}

/// PEP 503: names of Python's packages are the same whatever case and dashes they are written in.
fn normal(name: &str, ecosystem: &str) -> String {
    if ecosystem == "python" { name.to_ascii_lowercase().replace(['_', '.'], "-") } else { name.to_owned() }
}

fn cargo(toml: &Toml) -> Vec<Part> {
    let tables = [
        ("dependencies", For::Running),
        ("dev-dependencies", For::Development),
        ("build-dependencies", For::Building),
    ];
    let whole = Some(toml.clone());
    let mut parts = Vec::new();
    for (table, purpose) in tables.clone() {
        parts.extend(cargo_table(&whole, &[], table, purpose));
    }
    for (target, inner) in toml.get("target").and_then(Toml::as_table).into_iter().flatten() {
        for (table, purpose) in tables.clone() {
            parts.extend(cargo_table(&Some(inner.clone()), &["target", target], table, purpose));
        }
    }
    parts.push(table_part(
        &toml.get("workspace").cloned(),
        &["workspace"],
        "dependencies",
        "cargo",
        For::Running,
    ));
    parts
}

/// A table of Cargo's, of which some may be optional.
fn cargo_table(toml: &Option<Toml>, above: &[&str], table: &str, purpose: For) -> [Part; 2] {
    let (place, found) = table_part(toml, above, table, "cargo", purpose);
    let asked = toml.as_ref().and_then(|toml| toml.get(table));
    let is_optional = |name: &str| {
        let value = asked.and_then(|asked| asked.get(name)?.get("optional"));
        value.and_then(Toml::as_bool) == Some(true)
    };
    let (optional, needed): (Found, Found) = found.into_iter().partition(|(_, name, _)| is_optional(name));
    let heads: Vec<&str> = place.heads.iter().map(String::as_str).collect();
    let other = Place::new(For::Optional(String::new()), &heads);
    [(place, needed), (other, optional)]
}

fn packages_of(json: &Json, tables: &[&str], ecosystem: &'static str) -> Found {
    let tables = tables.iter().filter_map(|table| json.get(table)).filter_map(Json::as_object);
    tables
        .flatten()
        .map(|(name, version)| (ecosystem, name.clone(), version.as_str().unwrap_or_default().to_owned()))
        .collect()
}

fn go(text: &str) -> Found {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("require ").trim());
    let modules = lines.filter_map(|line| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?, words.next()?);
        let is_module = name.contains('.') && version.starts_with('v');
        is_module.then(|| ("go", name.to_owned(), version.to_owned()))
    });
    modules.collect()
}

fn gemfile(text: &str) -> Found {
    let gems = text.lines().filter_map(|line| line.trim().strip_prefix("gem "));
    let words = gems
        .map(|line| line.split(',').map(|word| word.trim().trim_matches(['"', '\''])).collect::<Vec<_>>());
    words
        .filter_map(|words| {
            let version =
                words.get(1).filter(|word| word.starts_with(|c: char| "~<>=0123456789".contains(c)));
            Some(("gem", (*words.first()?).to_owned(), version.copied().unwrap_or_default().to_owned()))
        })
        .collect()
}

fn maven(text: &str) -> Found {
    let inner = |block: &str, tag: &str| {
        let after = block.split_once(&format!("<{tag}>"))?.1;
        Some(after.split('<').next()?.trim().to_owned())
    };
    let blocks = text
        .split("<dependency>")
        .skip(1)
        .map(|block| block.split("</dependency>").next().unwrap_or_default());
    blocks
        .filter_map(|block| {
            let name = format!("{}:{}", inner(block, "groupId")?, inner(block, "artifactId")?);
            Some(("maven", name, inner(block, "version").unwrap_or_default()))
        })
        .collect()
}

/// `'group:name:version'` in quotes of either kind.
fn gradle(text: &str) -> Found {
    let quoted = text.split(['"', '\'']).skip(1).step_by(2);
    quoted
        .filter_map(|word| {
            let parts: Vec<&str> = word.split(':').collect();
            let plain = |part: &&str| {
                !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || ".-_$".contains(c))
            };
            let is_package =
                (2..=3).contains(&parts.len()) && parts.iter().all(plain) && parts[0].contains('.');
            is_package.then(|| {
                (
                    "maven",
                    format!("{}:{}", parts[0], parts[1]),
                    parts.get(2).copied().unwrap_or_default().to_owned(),
                )
            })
        })
        .collect()
}

fn locked(toml: &Toml, ecosystem: &'static str) -> Found {
    let packages = toml.get("package").and_then(Toml::as_array);
    packages
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let text = |key: &str| package.get(key).and_then(Toml::as_str);
            Some((ecosystem, normal(text("name")?, ecosystem), text("version")?.to_owned()))
        })
        .collect()
}

fn npm_lock(json: &Json) -> Found {
    let packages = json.get("packages").and_then(Json::as_object);
    packages
        .into_iter()
        .flatten()
        .filter_map(|(path, package)| {
            // A package inside of another one is that one's own affair.
            let name = path.strip_prefix("node_modules/").filter(|name| !name.contains("node_modules/"))?;
            Some(("npm", name.to_owned(), package.get("version")?.as_str()?.to_owned()))
        })
        .collect()
}

fn composer_lock(json: &Json) -> Found {
    let lists =
        ["packages", "packages-dev"].iter().filter_map(|list| json.get(list)).filter_map(Json::as_array);
    lists
        .flatten()
        .filter_map(|package| {
            let text = |key: &str| package.get(key).and_then(Json::as_str).map(str::to_owned);
            Some(("composer", text("name")?, text("version")?))
        })
        .collect()
}

fn gem_lock(text: &str) -> Found {
    let gems = text.lines().filter(|line| line.starts_with("    ") && !line.starts_with("     "));
    gems.filter_map(|line| {
        let (name, version) = line.trim().split_once(" (")?;
        Some(("gem", name.to_owned(), version.trim_end_matches(')').to_owned()))
    })
    .collect()
}
