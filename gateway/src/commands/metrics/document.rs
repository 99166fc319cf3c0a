//! The metrics as one JSON document.

use code::FileFacts;
use code::metrics::coupling::Coupling;
use code::metrics::{FunctionMetrics, Halstead};
use serde_json::{Value, json};

use super::{Measured, name_of};
use crate::codebase::Codebase;

pub fn document(codebase: &Codebase, measured: &Measured<'_>) -> Value {
    let code = || codebase.index.files().filter(|facts| !facts.language.is_data());
    let functions: Vec<Value> = code()
        .flat_map(|facts| {
            facts.metrics.functions.iter().map(move |function| of_function(facts, function, measured))
        })
        .collect();
    let classes: Vec<Value> = code().flat_map(of_classes).collect();
    let files: Vec<Value> = code().map(|facts| of_file(facts, measured)).collect();
    let skipped: Vec<Value> = codebase
        .index
        .skipped()
        .map(|(path, reason)| json!({ "path": path, "reason": reason.key(), "why": reason.to_string() }))
        .collect();
    let lines: u64 = code().map(|facts| u64::from(facts.lines.code)).sum();
    let mut document = json!({
        "path": codebase.sources.path(),
        "files": files,
        "functions": functions,
        "classes": classes,
        "code_lines": lines,
        "duplication": { "lines": measured.copied_lines(), "share": share(measured.copied_lines(), lines) },
        "documentation": {
            "documented": measured.documented, "public": measured.to_document,
            "share": share(measured.documented as u64, measured.to_document as u64),
        },
        "skipped": skipped,
        "elapsed_ms": codebase.elapsed_ms,
    });
    if let Some(coverage) = &measured.coverage {
        let (covered, all) = coverage.sums();
        document["coverage"] =
            json!({ "lines_covered": covered, "lines": all, "share": share(covered, all) });
    }
    if let Some(history) = &measured.history {
        document["history"] = json!({ "commits": history.commits, "whole": history.whole });
    }
    document
}

fn of_function(facts: &FileFacts, function: &FunctionMetrics, measured: &Measured<'_>) -> Value {
    let coverage = measured.coverage.as_ref().and_then(|coverage| coverage.file(&facts.path));
    let covered = coverage.and_then(|file| file.share(function.line, function.end_line));
    json!({
        "file": facts.path, "name": name_of(facts, function.symbol), "line": function.line, "end_line": function.end_line,
        "cyclomatic": function.cyclomatic, "cognitive": function.cognitive, "nesting": function.nesting,
        "parameters": function.parameters, "code_lines": function.code_lines, "tokens": function.tokens,
        "fan_out": function.calls, "halstead": of_halstead(&function.halstead), "coverage": covered,
    })
}

fn of_classes(facts: &FileFacts) -> impl Iterator<Item = Value> {
    facts.metrics.classes.iter().map(|class| {
        let symbol = facts.symbols.get(class.symbol as usize);
        json!({
            "file": facts.path, "name": name_of(facts, Some(class.symbol)), "line": symbol.map(|symbol| symbol.line),
            "methods": class.methods, "lack_of_cohesion": class.lack_of_cohesion,
        })
    })
}

fn of_file(facts: &FileFacts, measured: &Measured<'_>) -> Value {
    let metrics = &facts.metrics;
    let copies = measured.copies.get(facts.path.as_str());
    let mut document = json!({
        "file": facts.path, "language": facts.language.name(), "lines": facts.lines.total, "code_lines": facts.lines.code,
        "comment_lines": facts.lines.comment, "blank_lines": facts.lines.blank, "logical_lines": metrics.logical_lines,
        "cyclomatic": metrics.cyclomatic, "maintainability": (metrics.maintainability * 100.0).round() / 100.0,
        "halstead": of_halstead(&metrics.halstead), "copies": copies,
        "coupling": measured.couplings.get(facts.path.as_str()).map(of_coupling),
    });
    if let Some(file) = measured.coverage.as_ref().and_then(|coverage| coverage.file(&facts.path)) {
        let (covered, all) = file.sums();
        document["coverage"] =
            json!({ "lines_covered": covered, "lines": all, "share": share(covered, all) });
    }
    if let Some(file) = measured.history.as_ref().and_then(|history| history.files.get(&facts.path)) {
        document["history"] = json!(file);
    }
    document
}

/// Absent where the imports of a language are not resolved: unknown is not zero.
fn of_coupling(coupling: &Coupling) -> Value {
    let rounded = |number: Option<f64>| number.map(|number| (number * 10_000.0).round() / 10_000.0);
    json!({
        "fan_in": coupling.fan_in, "fan_out": coupling.fan_out, "instability": rounded(coupling.instability()),
        "types": coupling.types, "abstract_types": coupling.abstract_types,
        "abstractness": rounded(coupling.abstractness()), "distance": rounded(coupling.distance()),
    })
}

fn of_halstead(halstead: &Halstead) -> Value {
    let rounded = |number: f64| (number * 100.0).round() / 100.0;
    json!({
        "distinct_operators": halstead.distinct_operators, "distinct_operands": halstead.distinct_operands,
        "operators": halstead.operators, "operands": halstead.operands, "volume": rounded(halstead.volume()),
        "difficulty": rounded(halstead.difficulty()), "effort": rounded(halstead.effort()),
    })
}

fn share(part: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| (part as f64 / all as f64 * 10_000.0).round() / 10_000.0)
}
