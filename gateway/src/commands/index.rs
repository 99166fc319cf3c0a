//! `index`: what a folder of code holds: files, languages, symbols, and what was skipped with the reason.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use cli::Exit;
use cli::render::style;
use code::stack::Stack;
use code::{FileFacts, Index, Reason};
use protocol::problem::Problem;
use serde_json::{Value, json};

use crate::codebase::Codebase;

/// Files shown for each reason; the document has them all.
const EXAMPLES: usize = 3;
const VARIABLES_SHOWN: usize = 8;

pub fn run(home: &Path, path: &Path, json: bool) -> Result<Exit, Problem> {
    let codebase = Codebase::open(home, path)?;
    super::shown(json, || document(&codebase), || text(&codebase));
    Ok(Exit::Done)
}

#[derive(Default)]
struct Sums {
    files: usize,
    bytes: u64,
    lines: u64,
    code: u64,
    comment: u64,
    symbols: usize,
    mentions: usize,
    broken: usize,
}

impl Sums {
    fn add(&mut self, facts: &FileFacts) {
        self.files += 1;
        self.bytes += facts.bytes;
        self.lines += u64::from(facts.lines.total);
        self.code += u64::from(facts.lines.code);
        self.comment += u64::from(facts.lines.comment);
        self.symbols += facts.symbols.len();
        self.mentions += facts.mentions.len();
        self.broken += usize::from(!facts.syntax_errors.is_empty());
    }

    fn document(&self) -> Value {
        json!({
            "files": self.files, "bytes": self.bytes, "lines": self.lines, "code_lines": self.code,
            "comment_lines": self.comment, "symbols": self.symbols, "mentions": self.mentions,
            "files_with_syntax_errors": self.broken,
        })
    }
}

fn sums(index: &Index) -> (Sums, BTreeMap<&'static str, Sums>) {
    let (mut all, mut by_language) = (Sums::default(), BTreeMap::<_, Sums>::new());
    for facts in index.files() {
        all.add(facts);
        by_language.entry(facts.language.name()).or_default().add(facts);
    }
    (all, by_language)
}

fn document(codebase: &Codebase) -> Value {
    let (all, by_language) = sums(&codebase.index);
    let languages: serde_json::Map<String, Value> =
        by_language.iter().map(|(name, sums)| ((*name).to_owned(), sums.document())).collect();
    let mut kinds = BTreeMap::<&str, usize>::new();
    for symbol in codebase.index.files().flat_map(|facts| &facts.symbols) {
        *kinds.entry(symbol.kind.name()).or_default() += 1;
    }
    let skipped: Vec<Value> = codebase
        .index
        .skipped()
        .filter(|(path, reason)| is_skipped(path, reason))
        .map(|(path, reason)| json!({ "path": path, "reason": reason.key(), "why": reason.to_string() }))
        .collect();
    let broken: Vec<Value> = codebase
        .index
        .files()
        .filter(|facts| !facts.syntax_errors.is_empty() || facts.too_deep)
        .map(|facts| json!({ "path": facts.path, "lines": facts.syntax_errors, "too_deep": facts.too_deep }))
        .collect();
    let (packages, unread) = codebase.stack();
    let unread: Vec<Value> = unread.iter().map(|(path, why)| json!({ "path": path, "why": why })).collect();
    json!({
        "path": codebase.sources.path(),
        "total": all.document(),
        "languages": languages,
        "symbols": kinds,
        "packages": packages,
        "packages_unread": unread,
        "environment_variables": variables(&codebase.index),
        "environment_computed": computed(&codebase.index),
        "skipped": skipped,
        "syntax_errors": broken,
        "remembered": codebase.remembered,
        "elapsed_ms": codebase.elapsed_ms,
        "memory_peak_bytes": crate::codebase::memory_peak_bytes(),
    })
}

/// Each environment variable, and where it is read.
fn variables(index: &Index) -> BTreeMap<&str, Vec<String>> {
    let mut variables = BTreeMap::<&str, Vec<String>>::new();
    for facts in index.files() {
        for setting in facts.settings.iter().filter(|setting| !setting.is_computed) {
            variables.entry(&setting.name).or_default().push(format!("{}:{}", facts.path, setting.line));
        }
    }
    variables
}

/// Readings of variables whose names are put together where the program runs.
fn computed(index: &Index) -> Vec<Value> {
    let all = index.files().flat_map(|facts| facts.settings.iter().map(move |setting| (facts, setting)));
    all.filter(|(_, setting)| setting.is_computed)
        .map(|(facts, setting)| {
            json!({ "expression": setting.name, "at": format!("{}:{}", facts.path, setting.line) })
        })
        .collect()
}

fn text(codebase: &Codebase) -> String {
    let (all, by_language) = sums(&codebase.index);
    let folder = codebase.sources.path();
    let place = codebase.sources.only().map_or_else(|| folder.to_owned(), |file| folder.join(file));
    let mut text = format!("{}\n", style::strong(&style::clean(&place.display().to_string())));
    let row = |name: &str, sums: &Sums| {
        let (files, lines, symbols) = (sums.files, sums.lines, sums.symbols);
        format!("  {name:<12} {files:>8} files {lines:>10} lines {symbols:>9} symbols\n")
    };
    let mut languages: Vec<_> = by_language.iter().collect();
    languages.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.lines));
    for (name, sums) in languages {
        text += &row(name, sums);
    }
    text += &row("in all", &all);
    if all.broken > 0 {
        let _ = writeln!(
            text,
            "{}",
            style::warn(&format!(
                "parts of {} could not be read; the rest of each was: {}",
                style::count(all.broken, "file"),
                broken_text(&codebase.index)
            ))
        );
    }
    text += &stack_text(codebase);
    text += &skipped_text(&codebase.index);
    let seconds = codebase.elapsed_ms as f64 / 1000.0;
    let _ = write!(text, "{}", style::quiet(&format!("in {seconds:.2} s")));
    if let Some(bytes) = crate::codebase::memory_peak_bytes() {
        let _ = write!(text, "{}", style::quiet(&format!(", {} MB of memory at most", bytes / 1_000_000)));
    }
    text
}

/// The first files that hold such lines, each with the first of them.
fn broken_text(index: &Index) -> String {
    let broken: Vec<&FileFacts> = index.files().filter(|facts| !facts.syntax_errors.is_empty()).collect();
    let one = |facts: &&FileFacts| {
        let line = facts.syntax_errors.first().copied().unwrap_or(1);
        format!("{}:{line}", style::short(&facts.path, 60))
    };
    let shown: Vec<String> = broken.iter().take(EXAMPLES).map(one).collect();
    let more = if broken.len() > EXAMPLES { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn stack_text(codebase: &Codebase) -> String {
    let (packages, unread) = codebase.stack();
    let mut text = String::new();
    let used = packages.iter().filter(|package| !package.development);
    // One line a package, however many manifests name it; a version says more than none.
    let mut named = BTreeMap::<&str, (&str, &str)>::new();
    for (package, what) in used.filter_map(|package| Some((package, package.framework?))) {
        let version = package.locked.as_deref().unwrap_or(&package.wanted);
        let known = named.entry(&package.name).or_insert((version, what));
        if known.0.is_empty() {
            known.0 = version;
        }
    }
    if !named.is_empty() {
        let one = |(name, (version, what)): (&&str, &(&str, &str))| {
            style::clean(&format!("{name} {version} ({what})")).replace("  ", " ")
        };
        let _ = writeln!(text, "  built on {}", named.iter().map(one).collect::<Vec<_>>().join(", "));
    }
    let variables = variables(&codebase.index);
    if !variables.is_empty() {
        let shown: Vec<&str> = variables.keys().take(VARIABLES_SHOWN).copied().collect();
        let more = if variables.len() > VARIABLES_SHOWN { ", …" } else { "" };
        let _ =
            writeln!(text, "  reads {} environment variables: {}{more}", variables.len(), shown.join(", "));
    }
    for (path, why) in unread {
        let _ = writeln!(text, "  {}", style::warn(&style::clean(&format!("{path} cannot be read: {why}"))));
    }
    text
}

/// What is not read at all: a manifest of no language of ours is read as one.
fn is_skipped(path: &str, reason: &Reason) -> bool {
    !(matches!(reason, Reason::UnknownLanguage) && Stack::concerns(path))
}

fn skipped(index: &Index) -> impl Iterator<Item = (&str, &Reason)> {
    index.skipped().filter(|(path, reason)| is_skipped(path, reason))
}

fn skipped_text(index: &Index) -> String {
    let mut by_reason = BTreeMap::<&str, Vec<(&str, String)>>::new();
    for (path, reason) in skipped(index) {
        by_reason.entry(reason.key()).or_default().push((path, reason.to_string()));
    }
    let mut text = String::new();
    for (key, files) in &by_reason {
        let shown: Vec<String> =
            files.iter().take(EXAMPLES).map(|(path, _)| style::short(path, 60)).collect();
        let more = if files.len() > EXAMPLES { ", …" } else { "" };
        let why = match (files.as_slice(), *key) {
            ([_, _, ..], "too_large") => "they are larger than what is read",
            ([_, _, ..], "minified") => "they are minified or generated: lines longer than anybody writes",
            ([_, _, ..], "unreadable") => "they cannot be read; the JSON document says why",
            ([(_, why), ..], _) => why.as_str(),
            ([], _) => "",
        };
        let count = files.len();
        let _ = writeln!(text, "  skipped {count}: {} ({}{more})", style::clean(why), shown.join(", "));
    }
    text
}
