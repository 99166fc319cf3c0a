//! The formats of manifests and locks.

use serde_json::Value as Json;
use toml::Value as Toml;

type Found = Vec<(&'static str, String, String)>;

pub fn manifest(name: &str, text: &str) -> Result<Found, String> {
    Ok(match name {
        "pyproject.toml" => pyproject(&toml(text)?),
        "Pipfile" => ["packages", "dev-packages"]
            .iter()
            .flat_map(|table| table_of(&toml(text).ok(), table, "python"))
            .collect(),
        "package.json" => {
            packages_of(&json(text)?, &["dependencies", "devDependencies", "peerDependencies"], "npm")
        }
        "composer.json" => packages_of(&json(text)?, &["require", "require-dev"], "composer"),
        "Cargo.toml" => cargo(&toml(text)?),
        "go.mod" => go(text),
        "Gemfile" => gemfile(text),
        "pom.xml" => maven(text),
        "build.gradle" | "build.gradle.kts" => gradle(text),
        _ => text.lines().filter_map(requirement).collect(),
    })
}

/// Names that a manifest asks for only where somebody works on the project.
pub fn development(name: &str, text: &str) -> Vec<String> {
    let names = |found: Found| found.into_iter().map(|(_, name, _)| name).collect::<Vec<_>>();
    let (all, used) = match name {
        "package.json" => {
            let Ok(json) = json(text) else { return Vec::new() };
            let asked = packages_of(&json, &["devDependencies", "peerDependencies"], "npm");
            (asked, packages_of(&json, &["dependencies"], "npm"))
        }
        "composer.json" => {
            let Ok(json) = json(text) else { return Vec::new() };
            (packages_of(&json, &["require-dev"], "composer"), packages_of(&json, &["require"], "composer"))
        }
        "Cargo.toml" => {
            let toml = toml(text).ok();
            let rest = table_of(&toml, "dependencies", "cargo");
            let asked = ["dev-dependencies", "build-dependencies"];
            (asked.iter().flat_map(|table| table_of(&toml, table, "cargo")).collect(), rest)
        }
        "Pipfile" => {
            let toml = toml(text).ok();
            (table_of(&toml, "dev-packages", "python"), table_of(&toml, "packages", "python"))
        }
        "pyproject.toml" => {
            let Ok(toml) = toml(text) else { return Vec::new() };
            let project = toml.get("project");
            let list = project.and_then(|project| project.get("dependencies")).and_then(Toml::as_array);
            let main: Found =
                list.into_iter().flatten().filter_map(Toml::as_str).filter_map(requirement).collect();
            let poetry = toml.get("tool").and_then(|tool| tool.get("poetry")).cloned();
            let main = main.into_iter().chain(table_of(&poetry, "dependencies", "python")).collect();
            (pyproject(&toml), main)
        }
        _ if ["dev", "test", "lint", "doc"].iter().any(|word| name.contains(word))
            && name.ends_with(".txt") =>
        {
            (text.lines().filter_map(requirement).collect(), Found::new())
        }
        _ => return Vec::new(),
    };
    let used = names(used);
    names(all).into_iter().filter(|name| !used.contains(name)).collect()
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

fn pyproject(toml: &Toml) -> Found {
    let mut found = Found::new();
    let project = toml.get("project");
    let lists = |value: Option<&Toml>| value.and_then(Toml::as_array).cloned().unwrap_or_default();
    let mut wanted = lists(project.and_then(|project| project.get("dependencies")));
    let groups =
        [project.and_then(|project| project.get("optional-dependencies")), toml.get("dependency-groups")];
    for group in groups.into_iter().flatten().filter_map(Toml::as_table).flat_map(|table| table.values()) {
        wanted.extend(lists(Some(group)));
    }
    found.extend(wanted.iter().filter_map(Toml::as_str).filter_map(requirement));
    let poetry = toml.get("tool").and_then(|tool| tool.get("poetry")).cloned();
    found.extend(
        table_of(&poetry, "dependencies", "python").into_iter().filter(|(_, name, _)| name != "python"),
    );
    let groups = poetry.as_ref().and_then(|poetry| poetry.get("group")).and_then(Toml::as_table).cloned();
    for group in groups.unwrap_or_default().into_iter().map(|(_, group)| Some(group)) {
        found.extend(table_of(&group, "dependencies", "python"));
    }
    found
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

/// A line of PEP 508: a name, extras, a version, a condition.
fn requirement(line: &str) -> Option<(&'static str, String, String)> {
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

/// PEP 503: names of Python's packages are the same whatever case and dashes they are written in.
fn normal(name: &str, ecosystem: &str) -> String {
    if ecosystem == "python" { name.to_ascii_lowercase().replace(['_', '.'], "-") } else { name.to_owned() }
}

fn cargo(toml: &Toml) -> Found {
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut found: Found =
        tables.iter().flat_map(|table| table_of(&Some(toml.clone()), table, "cargo")).collect();
    found.extend(table_of(&toml.get("workspace").cloned(), "dependencies", "cargo"));
    found
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
