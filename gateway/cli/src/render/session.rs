//! Sessions in a list, and one session in full.

use protocol::event::Outcome;
use protocol::view::{Stage, View};
use serde::{Deserialize, Serialize};

use super::style::{self, clean, section, short};
use super::{check, decision, narrate, plan, repair, report};

/// Characters of a request that a list shows.
const REQUEST_CHARS_MAX: usize = 60;

/// One line of `sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub id: String,
    pub state: String,
    pub path: String,
    pub request: String,
    pub created_ms: u64,
    /// Why it cannot be read to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
    /// Where it was forked, if it is a fork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Fork>,
}

/// The session that a fork was made of, and the last event that both have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    pub session: String,
    pub at: u64,
}

/// The list, newest first as it is given.
pub fn list(sessions: &[Listed]) -> String {
    if sessions.is_empty() {
        return "no sessions yet; start one: samriddh new \"a blog with posts\" --out ../blog".to_owned();
    }
    let wide = sessions.iter().map(|session| told(&session.state).len()).max().unwrap_or(0);
    let lines = sessions.iter().map(|session| {
        let state = format!("{:wide$}", told(&session.state));
        let state = match session.state.as_str() {
            "done" => style::good(&state),
            "failed" | "damaged" | "empty" => style::bad(&state),
            _ => style::warn(&state),
        };
        let request = style::quiet(&short(&session.request, REQUEST_CHARS_MAX));
        let why = session.damage.as_ref().map(|why| format!("\n    {}", clean(why))).unwrap_or_default();
        let parent = session.parent.as_ref().map(|fork| format!("\n    {}", forked(&fork.session, fork.at)));
        let parent = parent.unwrap_or_default();
        format!("{}  {state}  {}  {request}{parent}{why}", clean(&session.id), clean(&session.path))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn forked(session: &str, at: u64) -> String {
    style::quiet(&format!("forked from {} at its event {at}", clean(session)))
}

/// A session's state in one word.
pub fn state(view: &View) -> &'static str {
    standing(view.outcome, view.stage, view.paused, view.open_question().is_some())
}

/// The same for people.
pub fn told(state: &str) -> &str {
    if state == "needs_answer" { "waits for your answer" } else { state }
}

/// The same of what a list knows.
pub fn standing(outcome: Option<Outcome>, stage: Stage, paused: bool, asked: bool) -> &'static str {
    match (outcome, stage) {
        (Some(Outcome::Done), _) => "done",
        (Some(Outcome::Refused), _) => "refused",
        (Some(Outcome::Failed), _) => "failed",
        (Some(Outcome::Cancelled), _) => "cancelled",
        // Whoever goes on with it is asked first.
        (None, Stage::Approval) => "needs_answer",
        (None, _) if asked => "needs_answer",
        (None, _) if paused => "paused",
        (None, Stage::Planning) => "planning",
        (None, Stage::Building) => "building",
        (None, Stage::Checking | Stage::Finished) => "checking",
    }
}

/// `show`: the plan, what was decided and how, the checks, the result.
pub fn show(view: &View) -> String {
    let mut text = format!("{} {}\n", style::strong("Request"), clean(&view.request));
    let lineage = view.lineage.iter().rev().map(|parent| forked(parent.session.as_str(), parent.at));
    section(&mut text, "Fork", lineage);
    let body = plan::text(view);
    if body.is_empty() {
        section(&mut text, "Decisions", decision::lines(view));
    } else {
        text.push('\n');
        text.push_str(&body);
    }
    section(&mut text, "Conflicts", view.conflicts.iter().flat_map(decision::conflict));
    let checks =
        check::all(view).flat_map(|line| check::told(&line.spec.name, Some(line.spec), &line.result));
    section(&mut text, "Checks", checks);
    section(&mut text, "Repairs", repair::all(view));
    section(&mut text, "Parked", report::parked(view));
    section(&mut text, "Question", view.open_question().map(narrate::question).unwrap_or_default());
    section(
        &mut text,
        "Agents",
        view.agents.iter().filter(|(_, agent)| agent.restarts > 0).map(|(role, agent)| {
            format!("{role}: restarted {} times; last because {}", agent.restarts, clean(&agent.why))
        }),
    );
    section(&mut text, "Result", report::result(view));
    // What is finished is shown already by the command that a failed report recommends.
    let next = if view.outcome.is_none() { report::next(view) } else { Vec::new() };
    section(&mut text, "Next", next);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use protocol::check::CheckStatus;

    #[test]
    fn an_unfinished_session_says_how_to_go_on() {
        let text = show(&fixture::planned());
        assert!(text.contains("samriddh resume abcdefghijklmnopqrstuvwxyz --yes"), "{text}");
        let finished = show(&fixture::finished(&[CheckStatus::Verified, CheckStatus::Verified]));
        assert!(!finished.contains("samriddh resume"), "{finished}");
    }
}
