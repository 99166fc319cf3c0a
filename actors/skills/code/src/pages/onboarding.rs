//! The guide for who is new: what it is, how to run and test it, where it starts, what to read first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::reference::is_public;
use super::{Material, escape, file_link, folder, is_product};
use crate::commands::{self, Command};
use crate::graph::ask::{counted, is_test};
use crate::graph::map;
use crate::roles::STARTS;

/// About what fits on a screen.
const FIRST_TOKENS: usize = 600;
const ROWS_MAX: usize = 100;

pub fn page(material: &Material<'_>) -> String {
    let mut text = format!("# {}: getting started\n", escape::plain(material.name));
    what_it_is(material, &mut text);
    let files: BTreeSet<&str> = material.files.iter().map(String::as_str).collect();
    let commands = commands::read(material.texts, &files);
    let (builds, runs): (Vec<Command>, Vec<Command>) = commands.run.into_iter().partition(Command::builds);
    let installs: Vec<Command> = commands.install.into_iter().chain(builds).collect();
    section(material, "Install and build", &installs, &mut text);
    section(material, "Run", &runs, &mut text);
    tests(material, &commands.test, &mut text);
    if !commands.tidy.is_empty() {
        section(material, "Lint, format and clean", &commands.tidy, &mut text);
    }
    settings(material, &mut text);
    kept(material, &mut text);
    starts(material, &mut text);
    read_first(material, &mut text);
    for (path, why) in &commands.unread {
        let _ =
            write!(text, "\n{} could not be read: {}\n", file_link(material, "", path), escape::plain(why));
    }
    text
}

fn what_it_is(material: &Material<'_>, text: &mut String) {
    *text += "\n## What it is\n\n";
    let readmes = material.texts.iter().filter(|(path, _)| commands::is_readme(path));
    let readme =
        readmes.filter_map(|(path, text)| Some((path.as_str(), commands::first_prose(text)?.1))).next();
    let has_readme = material.texts.keys().any(|path| commands::is_readme(path));
    match readme {
        Some((path, prose)) => {
            let _ = write!(text, "{}\n\n(from {})\n", escape::plain(&prose), file_link(material, "", path));
        }
        None if has_readme => *text += "The README has no sentence that says what it is.\n",
        None => *text += "No README says what it is.\n",
    }
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    for facts in material.index.files().filter(|facts| is_product(facts)) {
        *languages.entry(facts.language.name()).or_default() += 1;
    }
    let mut sorted: Vec<_> = languages.into_iter().collect();
    sorted.sort_by_key(|(name, files)| (std::cmp::Reverse(*files), *name));
    let said: Vec<String> =
        sorted.iter().map(|(name, files)| format!("{name} ({})", counted(*files, "file"))).collect();
    if !said.is_empty() {
        let _ = write!(text, "\nWritten in {}.\n", said.join(", "));
    }
    let frameworks: BTreeSet<String> = material
        .packages
        .iter()
        .filter(|package| !package.development && !is_beside(&package.manifest))
        .filter_map(|package| {
            let version = package.locked.as_deref().unwrap_or(&package.wanted);
            let name =
                escape::plain(format!("{} {}", package.name, version.trim_end_matches([' ', '\\'])).trim());
            Some(format!("{name} ({})", package.framework?))
        })
        .collect();
    if !frameworks.is_empty() {
        let _ = write!(text, "\nBuilt on {}.\n", frameworks.into_iter().collect::<Vec<_>>().join(", "));
    }
}

/// Stands beside the product.
fn is_beside(path: &str) -> bool {
    is_test(path) || super::is_aside(path)
}

fn section(material: &Material<'_>, title: &str, commands: &[Command], text: &mut String) {
    let _ = write!(text, "\n## {title}\n\n");
    let own: Vec<&Command> = commands.iter().filter(|command| !is_beside(&command.manifest)).collect();
    // Where a repository is nothing but examples, they are what there is.
    let own = if own.is_empty() { commands.iter().collect() } else { own };
    if own.is_empty() {
        *text += "No manifest or script says how.\n";
        return;
    }
    table(material, &own, text);
    if own.len() < commands.len() {
        let _ = write!(
            text,
            "\n{} more of tests, examples and documentation are left out.\n",
            commands.len() - own.len()
        );
    }
}

fn table(material: &Material<'_>, commands: &[&Command], text: &mut String) {
    *text += "| Command | In | What it does | From |\n| --- | --- | --- | --- |\n";
    for command in commands.iter().take(ROWS_MAX) {
        let place = if command.folder.is_empty() { "." } else { &command.folder };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            escape::cell(&command.line),
            escape::cell(place),
            escape::cell(&command.says),
            file_link(material, "", &command.manifest).replace('|', "\\|"),
        );
    }
    if commands.len() > ROWS_MAX {
        let _ = write!(text, "\n{} more are left out.\n", commands.len() - ROWS_MAX);
    }
}

fn tests(material: &Material<'_>, commands: &[Command], text: &mut String) {
    section(material, "Test", commands, text);
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for facts in material.index.files().filter(|facts| !facts.language.is_data() && is_test(&facts.path)) {
        *folders.entry(folder(&facts.path)).or_default() += 1;
    }
    if folders.is_empty() {
        *text += "\nNo tests were found by the customs of the languages.\n";
        return;
    }
    *text += "\nTests lie in:\n\n";
    for (name, files) in folders.iter().take(ROWS_MAX) {
        let name = if name.is_empty() { "." } else { name };
        let _ = writeln!(text, "- {} ({})", escape::code(name), counted(*files, "file"));
    }
}

fn settings(material: &Material<'_>, text: &mut String) {
    let mut read: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for facts in material.index.files().filter(|facts| is_product(facts)) {
        for setting in facts.settings.iter().filter(|setting| !setting.is_computed) {
            read.entry(&setting.name).or_default().insert(&facts.path);
        }
    }
    by_name(material, "\n## Environment variables\n\n| Variable | Read in |\n| --- | --- |\n", &read, text);
}

/// A table of names with the files in which they stand, if there are any.
fn by_name(material: &Material<'_>, head: &str, named: &BTreeMap<&str, BTreeSet<&str>>, text: &mut String) {
    if named.is_empty() {
        return;
    }
    *text += head;
    for (name, files) in named.iter().take(ROWS_MAX) {
        let files: Vec<String> =
            files.iter().map(|path| file_link(material, "", path).replace('|', "\\|")).collect();
        let _ = writeln!(text, "| {} | {} |", escape::cell(name), files.join(", "));
    }
    if named.len() > ROWS_MAX {
        let _ = write!(text, "\n{} more are left out.\n", named.len() - ROWS_MAX);
    }
}

/// Settings that an application keeps by names of its own.
fn kept(material: &Material<'_>, text: &mut String) {
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, kept) in &material.program.kept {
        if material.index.file(path).is_some_and(is_product) {
            named.entry(&kept.name).or_default().insert(path);
        }
    }
    by_name(
        material,
        "\n## Settings of the application\n\n| Setting | Read or set in |\n| --- | --- |\n",
        &named,
        text,
    );
}

fn starts(material: &Material<'_>, text: &mut String) {
    *text += "\n## Where it starts\n\n";
    let mut found = BTreeSet::new();
    for facts in material.index.files().filter(|facts| !is_test(&facts.path) && !super::is_aside(&facts.path))
    {
        let name = facts.path.rsplit('/').next().unwrap_or(&facts.path);
        let main = facts
            .symbols
            .iter()
            .any(|one| one.name == "main" && one.kind.is_callable() && one.parent.is_none());
        if STARTS.contains(&name) || main {
            let why = if main { "has a function called main" } else { "by its name" };
            found.insert(format!("- {} ({why})\n", file_link(material, "", &facts.path)));
        }
    }
    if found.is_empty() {
        *text += "No main function and no file of a customary name was found: it may be a library.\n";
    }
    text.extend(found.into_iter().take(ROWS_MAX));
}

fn read_first(material: &Material<'_>, text: &mut String) {
    *text += "\n## What to read first\n\n";
    let map = map::map(material.index, FIRST_TOKENS, &[]);
    let mut by_file: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for entry in map.entries.iter().filter(|entry| !is_test(&entry.file) && !super::is_aside(&entry.file)) {
        let symbol = material.index.file(&entry.file).and_then(|facts| {
            let same = |symbol: &&crate::Symbol| symbol.line == entry.line && symbol.qualified == entry.name;
            facts.symbols.iter().find(same).filter(|symbol| is_public(facts, symbol))
        });
        if symbol.is_none() {
            continue;
        }
        if !by_file.contains_key(entry.file.as_str()) {
            order.push(&entry.file);
        }
        let names = by_file.entry(&entry.file).or_default();
        let name = escape::code(&entry.name);
        // Overloads share a name.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if order.is_empty() {
        *text += "Nothing stands out: no definition is used by the rest.\n";
        return;
    }
    *text += "The definitions that the rest of the code leans on most:\n\n";
    for file in order {
        let _ = writeln!(text, "- {}: {}", file_link(material, "", file), by_file[file].join(", "));
    }
}
