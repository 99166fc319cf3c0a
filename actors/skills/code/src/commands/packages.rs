//! Manifests of packages, whose managers have commands of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{COMMANDS_MAX, Commands, Given, folder, is_test};

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
        let list = if is_test(name) { &mut to.test } else { &mut to.run };
        let named = format!("\"{name}\"");
        let behind = file.text.lines().skip(head).position(|line| line.contains(&named)).unwrap_or_default();
        list.push(file.command_at(head + behind, format!("{manager} run {name}"), line));
    }
    Ok(())
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
        .filter_map(|table| table.get("scripts")?.as_table())
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
    for bin in bins.filter_map(|bin| bin.get("name")?.as_str()).take(COMMANDS_MAX) {
        to.run.push(file.command(&format!("\"{bin}\""), format!("cargo run --bin {bin}"), ""));
    }
    Ok(())
}
