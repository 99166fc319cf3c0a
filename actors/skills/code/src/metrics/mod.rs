//! What is measured of each file, function and class; `METRICS.md` has the definitions and where they come from.

pub mod clones;
pub mod cohesion;
pub mod coupling;
pub mod coverage;
mod halstead;
pub mod history;
mod logical;
mod meter;
mod python;

use serde::{Deserialize, Serialize};

use crate::symbol::SymbolId;

pub use halstead::Halstead;
use logical::Logical;
pub(crate) use meter::{Around, Meter};

/// The measures of one file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FileMetrics {
    /// In the order in which they end.
    pub functions: Vec<FunctionMetrics>,
    pub classes: Vec<ClassMetrics>,
    /// One more than the decisions of the whole file.
    pub cyclomatic: u32,
    pub halstead: Halstead,
    /// Statements, as lines of code count where the language is not Python.
    pub logical_lines: u32,
    /// From 0 (hard to keep) to 100.
    pub maintainability: f64,
    /// For finding what was copied: windows of words, by hash.
    pub prints: Vec<clones::Print>,
}

/// The measures of one function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionMetrics {
    /// Absent for a function without a name.
    pub symbol: Option<SymbolId>,
    /// Of the definition, decorators left out.
    pub line: u32,
    pub end_line: u32,
    pub cyclomatic: u32,
    pub cognitive: u32,
    /// How deep its structures lie in each other.
    pub nesting: u32,
    pub parameters: u32,
    /// Lines with code, from its first to its last.
    pub code_lines: u32,
    /// Words and signs.
    pub tokens: u32,
    /// Different names that it calls.
    pub calls: u32,
    pub halstead: Halstead,
}

/// The measures of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassMetrics {
    pub symbol: SymbolId,
    pub methods: u32,
    /// Lack of cohesion: into how many groups the methods fall that share no member and do not call each other (LCOM4).
    pub lack_of_cohesion: u32,
}

/// The maintainability index as radon has it (Oman and Hagemeister, in Visual Studio's scale from 0 to 100, with the comments' share).
pub fn maintainability(volume: f64, cyclomatic: u32, logical_lines: u32, comment_percent: f64) -> f64 {
    if volume <= 0.0 || logical_lines == 0 {
        return 100.0;
    }
    let comments = (2.46 * comment_percent.to_radians()).sqrt();
    let index =
        171.0 - 5.2 * volume.ln() - 0.23 * f64::from(cyclomatic) - 16.2 * f64::from(logical_lines).ln()
            + 50.0 * comments.sin();
    (index * 100.0 / 171.0).clamp(0.0, 100.0)
}
