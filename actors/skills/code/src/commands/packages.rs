//! Manifests of packages, whose managers have commands of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{COMMANDS_MAX, Commands, Given, folder};

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

pub fn package_json(file: &Given<'_>, files: &BTreeSet<&str>, to: &mut Commands) -> Result<(), String> {
    let json: Json = serde_json::from_str(file.text).map_err(|error| error.to_string())?;
    let (manager, install) = package_manager(files, file.path);
    to.install.push(file.command_at(0, install, ""));
    let scripts: BTreeMap<&str, &str> = json
        .get("scripts")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, line)| Some((name.as_str(), line.as_str()?)))
        .take(COMMANDS_MAX)
        .collect();
    let head = file.text.lines().position(|line| line.contains("\"scripts\"")).unwrap_or_default();
    for (name, line) in scripts {
        let named = format!("\"{name}\"");
        let behind = file.text.lines().skip(head).position(|line| line.contains(&named)).unwrap_or_default();
        to.named(name).push(file.command_at(head + behind, format!("{manager} run {name}"), line));
    }
    binaries(file, &json, to);
    Ok(())
}

/// What a package installs to be typed: `bin` is a file, or several by their names.
fn binaries(file: &Given<'_>, json: &Json, to: &mut Commands) {
    let own = json.get("name").and_then(Json::as_str).unwrap_or_default();
    let own = own.rsplit('/').next().unwrap_or(own);
    let found: Vec<(&str, &str)> = match json.get("bin") {
        Some(Json::String(target)) if !own.is_empty() => vec![(own, target.as_str())],
        Some(Json::Object(all)) => {
            all.iter().filter_map(|(name, target)| Some((name.as_str(), target.as_str()?))).collect()
        }
        _ => Vec::new(),
    };
    let head = file.text.lines().position(|line| line.contains("\"bin\"")).unwrap_or_default();
    for (name, target) in found.into_iter().take(COMMANDS_MAX) {
        let named = format!("\"{name}\"");
        let behind =
            file.text.lines().skip(head).position(|line| line.contains(&named) && line.contains(target));
        to.run.push(file.command_at(head + behind.unwrap_or_default(), format!("npx {name}"), target));
    }
}

pub fn pyproject(file: &Given<'_>, files: &BTreeSet<&str>, to: &mut Commands) -> Result<(), String> {
    let toml: toml::Table = file.text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let poetry = toml.get("tool").and_then(|tool| tool.get("poetry"));
    let (install, before) = if beside(files, file.path, "uv.lock") {
        (Some("uv sync"), "uv run ")
    } else if beside(files, file.path, "poetry.lock") || poetry.is_some() {
        (Some("poetry install"), "poetry run ")
    } else if toml.contains_key("project") || toml.contains_key("build-system") {
        (Some("pip install -e ."), "")
    } else {
        (None, "")
    };
    to.install.extend(install.map(|line| file.command_at(0, line, "")));
    let tables = [toml.get("project"), poetry];
    let scripts: BTreeMap<&str, &str> = tables
        .into_iter()
        .flatten()
        .flat_map(|table| [table.get("scripts"), table.get("gui-scripts")])
        .filter_map(|scripts| scripts?.as_table())
        .flatten()
        .filter_map(|(name, target)| Some((name.as_str(), target.as_str()?)))
        .take(COMMANDS_MAX)
        .collect();
    to.run.extend(
        scripts.into_iter().map(|(name, target)| file.command(target, format!("{before}{name}"), target)),
    );
    if file.text.contains("pytest") {
        to.test.push(file.command("pytest", format!("{before}pytest"), ""));
    }
    Ok(())
}

/// `setup.py` and `setup.cfg`, of which only the commands that they install are read: `name = module:function`.
pub fn setuptools(file: &Given<'_>, to: &mut Commands) {
    let install = if file.path.ends_with(".py") { Some("pip install -e .") } else { None };
    to.install.extend(install.map(|line| file.command_at(0, line, "")));
    scripts(file, to);
    let lines = file.text.lines().enumerate().skip_while(|(_, line)| !line.contains("console_scripts"));
    for (row, line) in lines.take(COMMANDS_MAX) {
        for text in line.split(['"', '\'', '[', ',']) {
            let Some((name, target)) = text.split_once('=') else { continue };
            let (name, target) = (name.trim(), target.trim());
            let is_name = |text: &str| {
                !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
            };
            let is_target =
                target.split_once(':').is_some_and(|(module, function)| is_name(module) && is_name(function));
            if is_name(name) && is_target {
                to.run.push(file.command_at(row, name, target));
            }
        }
    }
}

/// `scripts=["bin/tool"]` of `setup.py`: files that are installed to be typed as they are.
fn scripts(file: &Given<'_>, to: &mut Commands) {
    let starts = |line: &str| {
        let before = line.split_once("scripts").filter(|(before, _)| before.trim().is_empty());
        before.is_some_and(|(_, rest)| rest.trim_start().starts_with('='))
    };
    let Some(row) = file.text.lines().position(starts) else { return };
    for (at, line) in file.text.lines().enumerate().skip(row).take(COMMANDS_MAX) {
        for path in line.split(['"', '\'']).skip(1).step_by(2).filter(|path| !path.is_empty()) {
            to.run.push(file.command_at(at, path.rsplit('/').next().unwrap_or(path), path));
        }
        if line.contains(']') || line.contains(')') {
            return;
        }
    }
}

pub fn cargo(file: &Given<'_>, files: &BTreeSet<&str>, to: &mut Commands) -> Result<(), String> {
    let toml: toml::Table = file.text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let is_root = folder(file.path).is_empty();
    // A member is built with its workspace.
    if is_root || toml.contains_key("workspace") {
        to.install.push(file.command_at(0, "cargo build", ""));
        let workspace = if toml.contains_key("workspace") { " --workspace" } else { "" };
        to.test.push(file.command_at(0, format!("cargo test{workspace}"), ""));
    }
    let member = toml.get("workspace").and_then(|workspace| workspace.get("default-members"));
    if member.is_some() || (is_root && files.contains("src/main.rs")) {
        to.run.push(file.command("default-members", "cargo run", ""));
    }
    let bins = toml.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
    let named: BTreeSet<&str> = bins.filter_map(|bin| bin.get("name")?.as_str()).collect();
    for bin in named.iter().take(COMMANDS_MAX) {
        let head = file.text.lines().position(|line| line.trim() == "[[bin]]").unwrap_or_default();
        let named = format!("\"{bin}\"");
        let behind = file.text.lines().skip(head).position(|line| line.contains(&named)).unwrap_or_default();
        to.run.push(file.command_at(head + behind, format!("cargo run --bin {bin}"), ""));
    }
    let place = folder(file.path);
    let beside = if place.is_empty() { "src/bin/".to_owned() } else { format!("{place}/src/bin/") };
    for path in files.iter().filter(|path| path.starts_with(&beside)).take(COMMANDS_MAX) {
        let name = path[beside.len()..].trim_end_matches(".rs").trim_end_matches("/main");
        if !name.contains(['/', '.']) && !named.contains(name) {
            to.run.push(super::Command {
                manifest: (*path).to_owned(),
                at: 1,
                ..file.command_at(0, format!("cargo run --bin {name}"), "")
            });
        }
    }
    Ok(())
}
