//! What is too much to read, each with its reason. A file beyond a limit is skipped and named, never cut silently.

/// SQLite's amalgamation has 9 MB, TypeScript's checker 3 MB; what is larger is generated, or data.
pub const FILE_BYTES_MAX: usize = 10_000_000;
/// Data files are listed by their keys; beyond this nobody wrote them by hand.
pub const DATA_FILE_BYTES_MAX: usize = 1_000_000;
/// No hand writes such a line; minifiers and generators do, and parsers slow down on them.
pub const LINE_BYTES_MAX: usize = 50_000;
/// From this size on, a file whose lines are on average longer than [`AVERAGE_LINE_BYTES_MAX`] is minified.
pub const MINIFIED_BYTES_MIN: usize = 20_000;
/// The same for scripts and styles, of which bundlers make small files too.
pub const MINIFIED_SCRIPT_BYTES_MIN: usize = 2_000;
pub const AVERAGE_LINE_BYTES_MAX: usize = 400;
/// What a parser may do for each byte, in its own steps of a hundred operations. Real code needs less than one; recovery from hostile
/// input can need millions.
pub const STEPS_PER_BYTE_MAX: usize = 2;
/// What it may do for any file, however small.
pub const STEPS_MIN: usize = 20_000;
/// Deeper nesting is hostile or generated; nodes below it are not looked at, and the file says so.
pub const DEPTH_MAX: usize = 2_000;
/// A signature is for reading: a longer one ends in `…`.
pub const SIGNATURE_CHARS_MAX: usize = 300;
/// The same for documentation, which is kept for search and for reading.
pub const DOC_CHARS_MAX: usize = 2_000;
/// Names are for reading and for matching; a longer one is no name.
pub const NAME_CHARS_MAX: usize = 200;
/// The names around a name; deeper ones are left out of it.
pub const QUALIFIED_CHARS_MAX: usize = 1_000;
