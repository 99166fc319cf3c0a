//! Conflicts, votes and rulings in words.

use protocol::claim::{Basis, Conflict, Evidence, Ruling, Vote};
use protocol::view::View;

use super::style::{self, clean};

/// A conflict with who wants what, and why.
pub fn conflict(conflict: &Conflict) -> Vec<String> {
    let head = format!("{} {}", style::warn("≠ conflict"), style::strong(&clean(conflict.key.as_str())));
    let options = conflict.options.iter().flat_map(|option| {
        option.claims.iter().map(|claim| {
            let value = style::name(&clean(&option.value));
            let because = evidence(&claim.evidence);
            format!(
                "    {value} {} {}{because}",
                style::quiet(&format!("{}:", claim.by)),
                clean(&claim.reason)
            )
        })
    });
    std::iter::once(head).chain(options).collect()
}

fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Words { words } => style::quiet(&format!(" (“{}”)", clean(words))),
        Evidence::Fact { .. } => style::quiet(" (can be checked)"),
        Evidence::Judgement => String::new(),
    }
}

/// A ruling with what settled it; the votes only where they did.
pub fn ruling(ruling: &Ruling) -> Vec<String> {
    let (key, value) = (style::strong(&clean(ruling.key.as_str())), style::name(&clean(&ruling.value)));
    let rest: Vec<String> = ruling.options.iter().filter(|o| **o != ruling.value).map(|o| clean(o)).collect();
    let over = if rest.is_empty() { String::new() } else { format!(" over {}", rest.join(", ")) };
    let head = format!(
        "{} {key} = {value}{over} {}: {}",
        style::good("⚖ ruling"),
        style::quiet(&format!("by {}", basis(&ruling.basis))),
        clean(&ruling.reason)
    );
    let votes = matches!(ruling.basis, Basis::Vote { .. }).then(|| votes(&ruling.votes)).flatten();
    std::iter::once(head).chain(votes).collect()
}

fn votes(votes: &[Vote]) -> Option<String> {
    let each: Vec<String> =
        votes.iter().map(|vote| format!("{} {} for {}", vote.by, vote.weight, clean(&vote.value))).collect();
    (!each.is_empty()).then(|| format!("    {} {}", style::quiet("votes:"), each.join(" · ")))
}

pub fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Undisputed => "agreement".to_owned(),
        Basis::Words => "your words".to_owned(),
        Basis::Evidence => "evidence".to_owned(),
        Basis::Authority { role } => format!("{role}'s authority"),
        Basis::Vote { for_winner, for_next } => format!("vote {for_winner} to {for_next}"),
        // Who gave it, a person or for them the recommendation, its own event says.
        Basis::Person => "the answer to a question".to_owned(),
    }
}

/// Rulings that were disputed, with their reasons; the others as one line of values.
pub fn lines(view: &View) -> Vec<String> {
    let disputed = view.rulings.values().filter(|r| r.was_disputed()).flat_map(ruling);
    let agreed: Vec<String> = view
        .rulings
        .values()
        .filter(|r| !r.was_disputed())
        .map(|r| format!("{} = {}", clean(r.key.as_str()), clean(&r.value)))
        .collect();
    let agreed =
        (!agreed.is_empty()).then(|| format!("{} {}", style::quiet("undisputed:"), agreed.join(" · ")));
    disputed.chain(agreed).collect()
}
