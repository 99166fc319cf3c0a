//! From facts to requirements: what was said is kept with its words, what was left open is decided and said to be.

pub(crate) mod actions;
pub(crate) mod ballots;
mod below;
mod between;
mod brought;
mod confidential;
mod coverage;
pub(crate) mod draft;
mod drafts;
mod features;
pub(crate) mod fields;
mod languages;
pub(crate) mod limits;
mod lines;
mod links;
mod made;
mod makers;
pub(crate) mod named;
mod offers;
mod parties;
pub(crate) mod payments;
pub(crate) mod people;
mod product;
pub(crate) mod reach;
pub(crate) mod records;
mod rights;
mod short_names;
mod stack;
mod standing;
mod steps;
pub(crate) mod tenancy;
mod unattended;
mod unheld;
mod unshown;
mod usual;
mod visibility;
mod workflow;

use protocol::requirements::Requirements;

pub use coverage::Reading;
use draft::Builder;

use super::everyone::Everyone;
use super::fact::Fact;
use super::token::Source;

/// What a request comes to before it is judged.
pub struct Built {
    pub requirements: Requirements,
    pub readings: Vec<Reading>,
    /// Pairs that exclude each other: what about, and the words.
    pub contradictions: Vec<(String, Vec<String>)>,
    pub out_of_range: Vec<String>,
    /// Restrictions that nothing here carries, in the person's words.
    pub unmet: Vec<String>,
    /// Names of what cannot be built and stands in the way of all else.
    pub refused: Vec<String>,
    /// Names of what to build with that nobody here knows.
    pub unknown_tools: Vec<String>,
}

pub fn build(source: &Source<'_>, facts: &[Fact], everyone: &Everyone) -> Built {
    let mut builder = Builder::new(source, facts);
    builder.everyones.clone_from(&everyone.said);
    builder.product();
    builder.people();
    builder.say_everyone(&everyone.kinds);
    builder.records();
    builder.links();
    builder.fields();
    builder.about_people();
    builder.actions();
    builder.lines();
    builder.features();
    builder.usual_relations();
    builder.about_something();
    builder.complete_records();
    builder.tagged();
    builder.usual_states();
    builder.drafted();
    builder.workflows();
    builder.between_records();
    builder.hide();
    builder.rights();
    builder.about_them();
    builder.keep_confidential();
    builder.seen_below();
    builder.visibility();
    builder.one_each();
    builder.hide_drafts();
    builder.say_states();
    builder.finish_rights();
    builder.left_to_admins();
    builder.hold_to_limits();
    builder.hold_to_makers();
    builder.unheld();
    builder.untie_cycles();
    builder.stack();
    let mut built = builder.finish();
    ballots::fit(&mut built.requirements);
    payments::fit(&mut built.requirements, source.text);
    tenancy::fit(&mut built.requirements);
    languages::fit(&mut built.requirements, source.text);
    built
}
