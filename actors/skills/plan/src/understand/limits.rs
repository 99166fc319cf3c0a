//! Limits on what a request may hold, each with its reason.

/// Longer requests are refused unread: nobody reviews a plan made of more, and reading stays within milliseconds.
pub const REQUEST_CHARACTERS_MAX: usize = 10_000;
/// A product of more records than this is several products.
pub const ENTITIES_MAX: usize = 40;
/// More fields than this on one record make no usable form.
pub const FIELDS_MAX: usize = 60;
/// Characters of a name: what every database, file system and language of the stack takes.
pub const NAME_CHARACTERS_MAX: usize = 60;
/// More roles than this make no permission matrix that a person can check.
pub const ROLES_MAX: usize = 12;
/// Values of one closed list; more belong in a table of their own.
pub const VALUES_MAX: usize = 30;
/// Words of one name: `emergency contact phone number` is four.
pub const NAME_WORDS_MAX: usize = 4;
