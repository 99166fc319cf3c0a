//! What is said about a file beside the plan that is made of it, each with its line.

use std::collections::BTreeMap;

use protocol::requirements::Assumption;

use super::assumption;
use crate::blueprint::fault::Place;
use crate::blueprint::yaml::short;

#[derive(Default)]
pub(in super::super) struct Notes {
    left_out: Vec<(Place, String)>,
    unsupported: Vec<(Place, String)>,
    /// What a type becomes, with the fields that it becomes it of.
    types: BTreeMap<&'static str, (&'static str, Vec<String>)>,
    assumed: Vec<Assumption>,
}

impl Notes {
    /// Nothing is made of it, and the rest is made without it.
    pub fn left_out(&mut self, at: Place, what: &str, why: &str) {
        self.left_out.push((at, format!("line {}, not taken over: {}: {why}", at.line, short(what))));
    }

    /// Part of the records themselves, which nothing here builds: the rest is made without it, and this is said with the plan.
    pub fn cannot(&mut self, at: Place, what: &str) {
        self.unsupported.push((at, format!("{what} (line {})", at.line)));
    }

    /// A field's type becomes one that is not quite the same.
    pub fn becomes(&mut self, kind: &'static str, what: &'static str, field: String) {
        self.types.entry(kind).or_insert((what, Vec::new())).1.push(field);
    }

    pub fn assume(&mut self, about: String, text: String) {
        self.assumed.push(assumption(about, text));
    }

    pub fn assumptions(&self) -> Vec<Assumption> {
        let types = self.types.iter().map(|(kind, (what, fields))| {
            assumption(format!("types.{kind}"), format!("{kind} becomes {what}: {}.", fields.join(", ")))
        });
        self.assumed.iter().cloned().chain(types).collect()
    }

    pub fn not_taken(&self) -> Vec<String> {
        in_order(&self.left_out)
    }

    pub fn unsupported(&self) -> Vec<String> {
        in_order(&self.unsupported)
    }
}

fn in_order(notes: &[(Place, String)]) -> Vec<String> {
    let mut notes: Vec<&(Place, String)> = notes.iter().collect();
    notes.sort_by_key(|(at, _)| *at);
    notes.into_iter().map(|(_, text)| text.clone()).collect()
}
