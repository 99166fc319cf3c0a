//! How a project is installed, run and tested, as its manifests and scripts say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{Material, folder};

/// Makefiles and manifests with more are generated.
const COMMANDS_MAX: usize = 60;

/// A command, where it is given, and what is said of it there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Command {
    /// The folder to run it in; empty at the root.
    pub folder: String,
    pub line: String,
    pub says: String,
    pub manifest: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commands {
    pub install: Vec<Command>,
    pub run: Vec<Command>,
    pub test: Vec<Command>,
    /// Manifests that could not be read, with the reason.
    pub unread: Vec<(String, String)>,
}

pub fn read(material: &Material<'_>) -> Commands {
    let mut commands = Commands::default();
    let files: BTreeSet<&str> = material.files.iter().map(String::as_str).collect();
    for (path, text) in material.texts {
        let name = path.rsplit('/').next().unwrap_or(path);
        let read = match name {
            "package.json" => package_json(path, text, &files, &mut commands),
            "pyproject.toml" => pyproject(path, text, &files, &mut commands),
            "Cargo.toml" => cargo(path, text, &files, &mut commands),
            "Makefile" | "makefile" | "GNUmakefile" => make(path, text, &mut commands),
            "Dockerfile" => docker(path, text, &mut commands),
            "Procfile" => procfile(path, text, &mut commands),
            _ => Ok(()),
        };
        if let Err(why) = read {
            commands.unread.push((path.clone(), why));
        }
    }
    by_presence(&files, &mut commands);
    for list in [&mut commands.install, &mut commands.run, &mut commands.test] {
        list.sort();
        list.dedup_by(|one, other| (&one.folder, &one.line) == (&other.folder, &other.line));
    }
    commands
}

fn command(path: &str, line: impl Into<String>, says: impl Into<String>) -> Command {
    Command {
        folder: folder(path).to_owned(),
        line: line.into(),
        says: says.into(),
        manifest: path.to_owned(),
    }
}

fn beside(files: &BTreeSet<&str>, path: &str, name: &str) -> bool {
    let folder = folder(path);
    let full = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    files.contains(full.as_str())
}

/// Locks tell which of its managers a package is for; one of a workspace has its lock above.
fn package_manager(files: &BTreeSet<&str>, path: &str) -> (&'static str, &'static str) {
    let managers = [
        ("pnpm-lock.yaml", ("pnpm", "pnpm install --frozen-lockfile")),
        ("yarn.lock", ("yarn", "yarn install --immutable")),
        ("bun.lock", ("bun", "bun install --frozen-lockfile")),
        ("bun.lockb", ("bun", "bun install --frozen-lockfile")),
        ("package-lock.json", ("npm", "npm ci")),
    ];
    let found = managers.iter().find(|(lock, _)| beside(files, path, lock) || files.contains(lock));
    found.map_or(("npm", "npm install"), |(_, manager)| *manager)
}

fn package_json(path: &str, text: &str, files: &BTreeSet<&str>, to: &mut Commands) -> Result<(), String> {
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let (manager, install) = package_manager(files, path);
    to.install.push(command(path, install, ""));
    let scripts: BTreeMap<&str, &str> = json
        .get("scripts")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, line)| Some((name.as_str(), line.as_str()?)))
        .take(COMMANDS_MAX)
        .collect();
    for (name, line) in scripts {
        let list = if is_test(name) { &mut to.test } else { &mut to.run };
        list.push(command(path, format!("{manager} run {name}"), line));
    }
    Ok(())
}

fn is_test(name: &str) -> bool {
    name.split(['-', ':', '_', '.'])
        .any(|word| matches!(word, "test" | "tests" | "e2e" | "check" | "lint" | "typecheck" | "coverage"))
}

fn pyproject(path: &str, text: &str, files: &BTreeSet<&str>, to: &mut Commands) -> Result<(), String> {
    let toml: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let poetry = toml.get("tool").and_then(|tool| tool.get("poetry"));
    let (install, before) = if beside(files, path, "uv.lock") {
        (Some("uv sync"), "uv run ")
    } else if beside(files, path, "poetry.lock") || poetry.is_some() {
        (Some("poetry install"), "poetry run ")
    } else if toml.contains_key("project") || toml.contains_key("build-system") {
        (Some("pip install -e ."), "")
    } else {
        (None, "")
    };
    to.install.extend(install.map(|line| command(path, line, "")));
    let tables = [toml.get("project"), poetry];
    let scripts: BTreeMap<&str, &str> = tables
        .into_iter()
        .flatten()
        .filter_map(|table| table.get("scripts")?.as_table())
        .flatten()
        .filter_map(|(name, target)| Some((name.as_str(), target.as_str()?)))
        .take(COMMANDS_MAX)
        .collect();
    to.run.extend(scripts.into_iter().map(|(name, target)| command(path, format!("{before}{name}"), target)));
    if text.contains("pytest") {
        to.test.push(command(path, format!("{before}pytest"), ""));
    }
    Ok(())
}

fn cargo(path: &str, text: &str, files: &BTreeSet<&str>, to: &mut Commands) -> Result<(), String> {
    let toml: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    // A member is built with its workspace.
    if folder(path).is_empty() || toml.contains_key("workspace") {
        to.install.push(command(path, "cargo build", ""));
        let workspace = if toml.contains_key("workspace") { " --workspace" } else { "" };
        to.test.push(command(path, format!("cargo test{workspace}"), ""));
    }
    let member = toml.get("workspace").and_then(|workspace| workspace.get("default-members"));
    if member.is_some() || (folder(path).is_empty() && files.contains("src/main.rs")) {
        to.run.push(command(path, "cargo run", ""));
    }
    let bins = toml.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
    for bin in bins.filter_map(|bin| bin.get("name")?.as_str()).take(COMMANDS_MAX) {
        to.run.push(command(path, format!("cargo run --bin {bin}"), ""));
    }
    Ok(())
}

/// Targets with what is written behind `##`, or on the line above behind `#`.
fn make(path: &str, text: &str, to: &mut Commands) -> Result<(), String> {
    let mut above = "";
    for line in text.lines() {
        let target = line.split_once(':').map(|(target, rest)| (target.trim_end(), rest));
        let plain = |target: &str| {
            !target.is_empty() && target.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        };
        if let Some((target, rest)) = target.filter(|(target, rest)| plain(target) && !rest.starts_with('='))
        {
            let says = rest.split_once("##").map_or(above, |(_, says)| says.trim());
            let list = if is_test(target) { &mut to.test } else { &mut to.run };
            if list.len() < COMMANDS_MAX {
                list.push(command(path, format!("make {target}"), says));
            }
        }
        above = line.strip_prefix('#').map_or("", |says| says.trim_start_matches('#').trim());
    }
    Ok(())
}

fn docker(path: &str, text: &str, to: &mut Commands) -> Result<(), String> {
    let starts = text.lines().rev().find(|line| line.starts_with("CMD") || line.starts_with("ENTRYPOINT"));
    to.run.push(command(path, "docker build .", starts.unwrap_or_default()));
    Ok(())
}

fn procfile(path: &str, text: &str, to: &mut Commands) -> Result<(), String> {
    let processes = text.lines().filter_map(|line| line.split_once(':')).take(COMMANDS_MAX);
    to.run.extend(processes.map(|(name, line)| command(path, line.trim(), name.trim())));
    Ok(())
}

/// What a file's name alone tells.
fn by_presence(files: &BTreeSet<&str>, to: &mut Commands) {
    for path in files {
        let name = path.rsplit('/').next().unwrap_or(path);
        match name {
            "go.mod" => {
                to.install.push(command(path, "go build ./...", ""));
                to.test.push(command(path, "go test ./...", ""));
            }
            "Gemfile" => to.install.push(command(path, "bundle install", "")),
            "composer.json" => to.install.push(command(path, "composer install", "")),
            "pom.xml" if folder(path).is_empty() => {
                to.install.push(command(path, "mvn package", ""));
                to.test.push(command(path, "mvn test", ""));
            }
            "build.gradle" | "build.gradle.kts" if folder(path).is_empty() => {
                let gradle = if files.contains("gradlew") { "./gradlew" } else { "gradle" };
                to.install.push(command(path, format!("{gradle} build"), ""));
                to.test.push(command(path, format!("{gradle} test"), ""));
            }
            "docker-compose.yml" | "docker-compose.yaml" | "compose.yml" | "compose.yaml" => {
                to.run.push(command(path, "docker compose up", ""));
            }
            "manage.py" => to.run.push(command(path, "python manage.py runserver", "")),
            "tox.ini" => to.test.push(command(path, "tox", "")),
            "noxfile.py" => to.test.push(command(path, "nox", "")),
            name if name.starts_with("requirements") && name.ends_with(".txt") => {
                to.install.push(command(path, format!("pip install -r {name}"), ""));
            }
            _ => {}
        }
    }
}
