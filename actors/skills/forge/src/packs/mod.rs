//! The packs there are: one folder each and one line here.

pub(crate) mod backend;
mod database;
pub(crate) mod devops;
mod docs;
mod frontend;
mod python;
mod security;
mod tester;
mod tester_web;

use crate::pack::Pack;

static PACKS: [Pack; 8] = [
    database::PACK,
    security::PACK,
    backend::PACK,
    tester::PACK,
    frontend::PACK,
    tester_web::PACK,
    devops::PACK,
    docs::PACK,
];

/// Every pack, in the order in which a person would read what they write.
pub fn all() -> &'static [Pack] {
    &PACKS
}
