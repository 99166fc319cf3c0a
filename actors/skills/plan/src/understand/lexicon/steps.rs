//! Steps of workflows: those that any request may name, and those that the states of one request make.

use crate::understand::lexicon::function;
use crate::understand::lexicon::verbs::Form;
use crate::understand::morph;

/// Longer states are taken by no verb.
const BYTES_MAX: usize = 32;

/// A word that is copied as a number is, so that a step made from a request's own states is of one type with those of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Word {
    bytes: [u8; BYTES_MAX],
    len: usize,
}

impl Word {
    /// Of the table, whose words are short.
    const fn listed(text: &str) -> Word {
        let from = text.as_bytes();
        let mut bytes = [0; BYTES_MAX];
        let mut at = 0;
        while at < from.len() {
            bytes[at] = from[at];
            at += 1;
        }
        Word { bytes, len: from.len() }
    }

    pub fn new(text: &str) -> Option<Word> {
        (text.len() <= BYTES_MAX).then(|| Word::listed(text))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

/// A step: the transition's name, the state it leads to, and its place in the usual course of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: Word,
    pub to: Word,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Forward; a higher number comes later.
    Forward(u8),
    /// A refusal, out of the first state.
    Refuse,
    /// Out of anything that is not over.
    Abandon,
    /// Back to the first state from the last.
    Reopen,
}

const fn step(name: &'static str, to: &'static str, place: Place) -> Step {
    Step { name: Word::listed(name), to: Word::listed(to), place }
}

/// Steps by verb.
pub static STEPS: &[(&str, &[&str], bool, Step)] = &[
    ("approve", &[], false, step("approve", "approved", Place::Forward(1))),
    ("accept", &[], false, step("accept", "accepted", Place::Forward(1))),
    ("confirm", &[], false, step("confirm", "confirmed", Place::Forward(1))),
    ("verify", &[], false, step("verify", "verified", Place::Forward(1))),
    ("publish", &[], false, step("publish", "published", Place::Forward(1))),
    ("grant", &[], true, step("grant", "granted", Place::Forward(1))),
    ("pay", &["paid"], false, step("pay", "paid", Place::Forward(2))),
    ("start", &[], true, step("start", "started", Place::Forward(3))),
    ("prepare", &[], false, step("prepare", "prepared", Place::Forward(3))),
    ("process", &[], true, step("process", "processed", Place::Forward(3))),
    ("pack", &[], true, step("pack", "packed", Place::Forward(3))),
    ("ship", &[], true, step("ship", "shipped", Place::Forward(4))),
    ("dispatch", &[], true, step("dispatch", "dispatched", Place::Forward(4))),
    ("deliver", &[], false, step("deliver", "delivered", Place::Forward(5))),
    ("receive", &[], false, step("receive", "received", Place::Forward(5))),
    ("complete", &[], false, step("complete", "completed", Place::Forward(6))),
    ("finish", &[], true, step("finish", "finished", Place::Forward(6))),
    ("fulfil", &["fulfilled"], false, step("fulfil", "fulfilled", Place::Forward(6))),
    ("fulfill", &["fulfilled"], false, step("fulfil", "fulfilled", Place::Forward(6))),
    ("resolve", &[], false, step("resolve", "resolved", Place::Forward(6))),
    ("grade", &[], true, step("grade", "graded", Place::Forward(6))),
    ("return", &[], true, step("return", "returned", Place::Forward(7))),
    ("close", &[], false, step("close", "closed", Place::Forward(7))),
    ("archive", &[], true, step("archive", "archived", Place::Forward(8))),
    ("reject", &[], false, step("reject", "rejected", Place::Refuse)),
    ("decline", &[], false, step("decline", "declined", Place::Refuse)),
    ("deny", &["denied"], false, step("deny", "denied", Place::Refuse)),
    ("cancel", &["cancelled", "canceled"], false, step("cancel", "cancelled", Place::Abandon)),
    ("void", &[], true, step("void", "voided", Place::Abandon)),
    ("refund", &[], true, step("refund", "refunded", Place::Abandon)),
    ("suspend", &[], false, step("suspend", "suspended", Place::Abandon)),
    ("settle", &[], false, step("settle", "settled", Place::Forward(6))),
    ("acknowledge", &[], false, step("acknowledge", "acknowledged", Place::Forward(2))),
    ("serve", &[], false, step("serve", "served", Place::Forward(6))),
    ("solve", &[], false, step("solve", "solved", Place::Forward(6))),
    ("refuse", &[], false, step("refuse", "refused", Place::Refuse)),
    ("dismiss", &[], false, step("dismiss", "dismissed", Place::Refuse)),
    ("reverse", &[], true, step("reverse", "reversed", Place::Abandon)),
    ("reopen", &[], false, step("reopen", "open", Place::Reopen)),
];

/// States that no verb of the table leads to, and that things are marked as: `mark orders as ready`.
static MARKS: &[(&str, Step)] = &[
    ("ready", step("ready", "ready", Place::Forward(4))),
    ("planned", step("plan", "planned", Place::Forward(2))),
    ("sent", step("send", "sent", Place::Forward(4))),
    ("sold", step("sell", "sold", Place::Forward(6))),
    ("lost", step("lose", "lost", Place::Abandon)),
    ("missed", step("miss", "missed", Place::Abandon)),
    ("attended", step("attend", "attended", Place::Forward(6))),
    ("collected", step("collect", "collected", Place::Forward(6))),
    ("done", step("complete", "completed", Place::Forward(6))),
];

/// The step that leads to a state: `paid` comes of `pay`.
pub fn step_to(state: &str) -> Option<&'static Step> {
    STEPS.iter().map(|(_, _, _, step)| step).find(|step| step.to.as_str() == state)
}

/// What marks something with a state that has no verb of its own.
pub fn mark(state: &str) -> Option<Step> {
    MARKS.iter().find(|(name, _)| *name == state).map(|(_, step)| *step)
}

/// The step that leads to a state of which nothing is known but its name.
pub fn into(state: &str) -> Option<Step> {
    let known = step_to(state).copied().or_else(|| mark(state).filter(|step| step.to.as_str() == state));
    let made = || Made::of(state, 1).and_then(|made| made.marked());
    let named = || {
        Some(Step {
            name: Word::new(&format!("mark_{state}"))?,
            to: Word::new(state)?,
            place: Place::Forward(1),
        })
    };
    known.or_else(made).or_else(named)
}

/// Participles that say nothing of their verb's first form.
const IRREGULAR: &[(&str, &str)] = &[
    ("sent", "send"),
    ("sold", "sell"),
    ("paid", "pay"),
    ("lost", "lose"),
    ("won", "win"),
    ("taken", "take"),
    ("given", "give"),
    ("lent", "lend"),
    ("held", "hold"),
    ("kept", "keep"),
    ("made", "make"),
    ("hidden", "hide"),
    ("written", "write"),
    ("withdrawn", "withdraw"),
    ("drawn", "draw"),
    ("begun", "begin"),
    ("frozen", "freeze"),
    ("built", "build"),
    ("met", "meet"),
    ("found", "find"),
];
/// Words behind a participle that belong to its verb: `picked up`.
const PARTICLES: &[&str] = &["up", "out", "in", "off", "back", "down", "over", "away"];

/// A state of a request and the verbs that may lead to it: `acknowledged` comes of `acknowledge`.
#[derive(Clone, Debug)]
pub struct Made {
    bases: Vec<String>,
    participle: String,
    pub particle: Option<String>,
    pub state: String,
    place: Place,
}

impl Made {
    /// Nothing where no verb leads to a state: `in stock`, `ready`.
    pub fn of(state: &str, at: usize) -> Option<Made> {
        let mut parts = state.split('_');
        let participle = parts.next()?.to_owned();
        let particle = parts.next().map(str::to_owned);
        let one = parts.next().is_none() && particle.as_deref().is_none_or(|word| PARTICLES.contains(&word));
        // `void` is what voiding leads to.
        let itself = STEPS.iter().any(|(base, _, _, _)| *base == state);
        let bases = if itself { vec![participle.clone()] } else { bases(&participle) };
        let place = Place::Forward(u8::try_from(at).unwrap_or(u8::MAX));
        (one && !bases.is_empty() && !function::is_function(&participle)).then_some(Made {
            bases,
            participle,
            particle,
            state: state.to_owned(),
            place,
        })
    }

    /// The step and the form in which a word names it.
    pub fn named(&self, word: &str) -> Option<(Step, Form)> {
        if word == self.participle && !self.bases.contains(&self.participle) {
            return self.step(self.bases.first()?).map(|step| (step, Form::Past));
        }
        self.bases.iter().find_map(|base| {
            let [third, _, ing] = morph::regular_forms(base);
            let form = match word {
                _ if word == base => Form::Base,
                _ if word == third => Form::Third,
                _ if word == ing => Form::Ing,
                _ => return None,
            };
            self.step(base).map(|step| (step, form))
        })
    }

    pub fn marked(&self) -> Option<Step> {
        self.step(self.bases.first()?)
    }

    fn step(&self, base: &str) -> Option<Step> {
        let itself = STEPS.iter().find(|(known, _, _, _)| *known == self.state).map(|(_, _, _, step)| step);
        let known = step_to(&self.state).or(itself);
        let name = match (&self.particle, known) {
            (_, Some(known)) => known.name,
            (Some(particle), None) => Word::new(&format!("{base}_{particle}"))?,
            (None, None) => Word::new(base)?,
        };
        Some(Step { name, to: Word::new(&self.state)?, place: known.map_or(self.place, |known| known.place) })
    }
}

/// First forms that a participle may be of, the likeliest first.
fn bases(participle: &str) -> Vec<String> {
    if let Some((_, base)) = IRREGULAR.iter().find(|(past, _)| *past == participle) {
        return vec![(*base).to_owned()];
    }
    if let Some(stem) = participle.strip_suffix("ied") {
        return vec![format!("{stem}y")];
    }
    let Some(stem) = participle.strip_suffix("ed").filter(|stem| stem.len() > 1) else { return Vec::new() };
    let mut last = stem.chars().rev();
    let (end, before) = (last.next().unwrap_or(' '), last.next().unwrap_or(' '));
    let with_e = format!("{stem}e");
    let bare = stem.to_owned();
    if end == before && !matches!(end, 's' | 'l' | 'f' | 'z') {
        return vec![stem[..stem.len() - end.len_utf8()].to_owned(), bare];
    }
    let silent = matches!(end, 'v' | 'c' | 'u' | 'z' | 'g')
        || end == 's' && before != 's'
        || stem.ends_with("at")
        || stem.ends_with("ul")
        || stem.ends_with("ir") && !stem.ends_with("air");
    if silent { vec![with_e, bare] } else { vec![bare, with_e] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_led_to_by_their_verbs() {
        let named = |state: &str, word: &str| {
            Made::of(state, 1)
                .and_then(|made| made.named(word))
                .map(|(step, _)| step.name.as_str().to_owned())
        };
        assert_eq!(named("acknowledged", "acknowledges").as_deref(), Some("acknowledge"));
        assert_eq!(named("snoozed", "snooze").as_deref(), Some("snooze"));
        assert_eq!(named("sent", "send").as_deref(), Some("send"));
        assert_eq!(named("picked_up", "picks").as_deref(), Some("pick_up"));
        assert_eq!(named("hired", "hires").as_deref(), Some("hire"));
        assert_eq!(named("in_stock", "in"), None);
        assert_eq!(named("overdue", "overdue"), None);
    }
}
