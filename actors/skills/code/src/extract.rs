//! One walk over a file's trees, which finds its symbols, mentions, lines and errors.

mod name;
mod paper;
mod receivers;
mod walk;

use std::collections::HashMap;

use crate::facts::FileFacts;
use crate::graph::imports;
use crate::metrics::{FileMetrics, Meter, cohesion, maintainability};
use crate::parse::Parsed;
use crate::roles::Roles;
use crate::settings::settings;
use crate::source::SourceFile;

use paper::Paper;
use walk::Walk;

/// The facts of a parsed file.
pub fn extract(file: &SourceFile, parsed: &Parsed) -> FileFacts {
    let mut facts = FileFacts {
        path: file.path.clone(),
        language: file.language,
        encoding: file.encoding,
        bytes: file.text.len() as u64,
        lines: crate::facts::Lines::default(),
        symbols: Vec::new(),
        heirs: Vec::new(),
        names: Vec::new(),
        mentions: Vec::new(),
        imports: Vec::new(),
        metrics: FileMetrics::default(),
        settings: Vec::new(),
        syntax_errors: Vec::new(),
        too_deep: false,
    };
    let mut paper = Paper::of(&file.text);
    let mut interned = HashMap::new();
    let mut metrics = FileMetrics::default();
    let mut comment_percent = None;
    for part in &parsed.parts {
        if let Some(roles) = Roles::of(part.language) {
            let meter = Meter::new(roles, part.language, &file.text, &mut metrics);
            let walk = Walk::new(roles, &file.text, &mut facts, &mut paper, &mut interned, meter);
            comment_percent = walk.run(&part.tree).or(comment_percent);
            receivers::find(roles, &part.tree, &file.text, &mut facts);
            metrics.classes.extend(cohesion::classes(&facts, roles.spec.flow.own, &file.text));
        }
    }
    facts.lines = paper.lines();
    facts.settings = settings(&file.text, file.language, |row| paper.is_code(row));
    facts.metrics = finished(metrics, &facts, &paper, comment_percent);
    facts.syntax_errors.sort_unstable();
    facts.syntax_errors.dedup();
    // These may hold comments and commas too many, which the language's grammar does not know.
    if imports::configures(&facts.path) && imports::is_lenient_json(&file.text) {
        facts.syntax_errors.clear();
    }
    facts
}

/// What can only be said of a whole file.
fn finished(
    mut metrics: FileMetrics,
    facts: &FileFacts,
    paper: &Paper,
    comment_percent: Option<f64>,
) -> FileMetrics {
    for function in &mut metrics.functions {
        function.code_lines = paper.code_lines(function.line, function.end_line);
    }
    let lines = facts.lines;
    let comments = || f64::from(lines.comment) / f64::from(lines.code.max(1)) * 100.0;
    if comment_percent.is_none() {
        metrics.logical_lines = lines.code;
    }
    metrics.maintainability = maintainability(
        metrics.halstead.volume(),
        metrics.cyclomatic,
        metrics.logical_lines,
        comment_percent.unwrap_or_else(comments),
    );
    metrics
}
