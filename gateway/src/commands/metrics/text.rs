//! The metrics for people: the sums, and what deserves a look first.

use std::fmt::Write;

use cli::render::style;
use code::FileFacts;
use code::metrics::FunctionMetrics;

use super::{Measured, name_of};
use crate::codebase::Codebase;

/// So many functions, files and classes are named; the document has all.
const SHOWN: usize = 10;
/// McCabe's own limit.
const CYCLOMATIC_HIGH: u32 = 10;
/// SonarSource's default limit.
const COGNITIVE_HIGH: u32 = 15;

pub fn text(codebase: &Codebase, measured: &Measured<'_>) -> String {
    let files: Vec<&FileFacts> = codebase.index.files().filter(|facts| !facts.language.is_data()).collect();
    let functions: Vec<(&FileFacts, &FunctionMetrics)> = files
        .iter()
        .flat_map(|facts| facts.metrics.functions.iter().map(move |function| (*facts, function)))
        .collect();
    let lines: u64 = files.iter().map(|facts| u64::from(facts.lines.code)).sum();
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}, {lines} lines of code, {}",
        style::count(files.len(), "file"),
        style::count(functions.len(), "function")
    );
    let high = functions.iter().filter(|(_, function)| function.cyclomatic > CYCLOMATIC_HIGH).count();
    let hard = functions.iter().filter(|(_, function)| function.cognitive > COGNITIVE_HIGH).count();
    let _ = writeln!(
        text,
        "  {high} have a cyclomatic complexity above {CYCLOMATIC_HIGH}, {hard} a cognitive one above {COGNITIVE_HIGH}"
    );
    text += &shares(measured, lines);
    text += &functions_text(functions);
    text += &files_text(files);
    text += &couplings_text(measured);
    let skipped = codebase.index.skipped().len();
    let _ = write!(
        text,
        "{}",
        style::quiet(&format!(
            "{} skipped (`samriddh index` says which); in {:.2} s",
            style::count(skipped, "file"),
            codebase.elapsed_ms as f64 / 1000.0
        ))
    );
    text
}

fn shares(measured: &Measured<'_>, lines: u64) -> String {
    let mut text = String::new();
    let percent = |part: u64, all: u64| if all == 0 { 0.0 } else { part as f64 / all as f64 * 100.0 };
    let copied = measured.copied_lines();
    let _ = writeln!(text, "  {copied} lines occur more than once ({:.1} % of code)", percent(copied, lines));
    let (documented, public) = (measured.documented, measured.to_document);
    let _ = writeln!(
        text,
        "  {documented} of {public} public functions and types are documented ({:.0} %)",
        percent(documented as u64, public as u64)
    );
    if let Some(coverage) = &measured.coverage {
        let (covered, all) = coverage.sums();
        let _ = writeln!(text, "  tests run {covered} of {all} lines ({:.1} %)", percent(covered, all));
    }
    if let Some(history) = &measured.history {
        let whole = if history.whole { "" } else { ", the newest only" };
        let _ = writeln!(text, "  {} commits read{whole}", history.commits);
    }
    text
}

fn functions_text(mut functions: Vec<(&FileFacts, &FunctionMetrics)>) -> String {
    functions.sort_by_key(|(facts, function)| {
        (std::cmp::Reverse((function.cognitive, function.cyclomatic)), &facts.path, function.line)
    });
    let mut text = format!("{}\n", style::strong("Hardest to read (cognitive, cyclomatic, depth, lines)"));
    for (facts, function) in functions.iter().take(SHOWN) {
        let name = style::short(name_of(facts, function.symbol), 50);
        let place = style::clean(&format!("{}:{}", facts.path, function.line));
        let (cognitive, cyclomatic) = (function.cognitive, function.cyclomatic);
        let (nesting, lines) = (function.nesting, function.code_lines);
        let _ = writeln!(
            text,
            "  {cognitive:>4} {cyclomatic:>4} {nesting:>3} {lines:>5}  {name}  {}",
            style::quiet(&place)
        );
    }
    text
}

fn files_text(mut files: Vec<&FileFacts>) -> String {
    files.sort_by(|a, b| {
        a.metrics.maintainability.total_cmp(&b.metrics.maintainability).then(a.path.cmp(&b.path))
    });
    let mut text = format!("{}\n", style::strong("Hardest to keep (maintainability of 100)"));
    for facts in files.iter().take(SHOWN) {
        let _ = writeln!(text, "  {:>5.1}  {}", facts.metrics.maintainability, style::clean(&facts.path));
    }
    text
}

/// The files that most others lean on; a stable one that is concrete is hard to change.
fn couplings_text(measured: &Measured<'_>) -> String {
    let mut all: Vec<_> = measured.couplings.iter().filter(|(_, coupling)| coupling.fan_in > 0).collect();
    if all.is_empty() {
        return String::new();
    }
    all.sort_by_key(|(path, coupling)| (std::cmp::Reverse(coupling.fan_in), **path));
    let title = "Most leant on (imported by, imports, instability, abstractness)";
    let mut text = format!("{}\n", style::strong(title));
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.2}"));
    for (path, coupling) in all.iter().take(SHOWN) {
        let (instability, abstractness) = (share(coupling.instability()), share(coupling.abstractness()));
        let _ = writeln!(
            text,
            "  {:>4} {:>4} {instability:>5} {abstractness:>5}  {}",
            coupling.fan_in,
            coupling.fan_out,
            style::clean(path)
        );
    }
    text
}
