//! Limits on what a blueprint may hold, each with its reason.

/// Forty records of sixty fields, each with its words, fit twice; a frame of the protocol holds four.
pub const BLUEPRINT_BYTES_MAX: usize = 256 * 1024;
/// The version of the format that is written, and the newest that is read.
pub const FORMAT: i64 = 1;
/// Sentences: a summary, an assumption, words of a request. A whole request fits, and a refusal that quotes it.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// As for sentences: assumptions and notes; more would not be read by anybody before approving.
pub const NOTES_MAX: usize = 1_000;
/// More than the team rules on.
pub const DECISIONS_MAX: usize = 100;
/// Rights: every role, action and record of the largest product.
pub const RIGHTS_MAX: usize = 4_000;
/// The most characters that text may be given room for.
pub const LENGTH_MAX: i64 = 50_000;
/// Steps of one workflow; more make no row of buttons that a person can use.
pub const STEPS_MAX: usize = 60;
/// Constraints of one record beyond those of its fields; more contradict each other sooner than they help.
pub const CONSTRAINTS_MAX: usize = 20;
