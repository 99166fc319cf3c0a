//! `fork`: another session that begins with a recorded one, and goes its own way in its own folder.

use std::path::Path;

use cli::args::Fork;
use cli::drive::{Say, Start};
use cli::render::{points, session, style};
use cli::{Exit, target};
use protocol::command::Command;
use protocol::event::Event;
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use protocol::view::View;
use serde_json::json;

use crate::follow;
use crate::signals::Stops;

pub async fn run(home: &Path, fork: &Fork, json: bool) -> Exit {
    if fork.list {
        return super::done(list(home, &fork.id, json), json);
    }
    let child = match begin(home, fork).await {
        Ok(child) => child,
        Err(problem) => return super::stopped(&problem, json),
    };
    if fork.request_change.is_none() && !fork.yes {
        return super::done(begun(home, &child, json), json);
    }
    let mut stops = Stops::listen();
    let say = fork.request_change.clone().map(Say::Change);
    let start = Start::Resume { session: child, approve: fork.yes, say };
    follow::follow(home, start, fork.yes, json, &mut stops).await
}

/// Everything that can be refused is refused before anything is written.
async fn begin(home: &Path, fork: &Fork) -> Result<SessionId, Problem> {
    let events = super::recorded(home, &fork.id)?.events().collect::<Result<Vec<_>, _>>()?;
    let session = super::session_id(&fork.id)?;
    let out = fork.out.as_deref().unwrap_or(Path::new(""));
    let out = target::check(out, home)?.to_string_lossy().into_owned();
    let at = match (fork.at, &fork.request_change) {
        (Some(at), _) => at,
        (None, None) => events.last().map_or(0, |event| event.seq),
        (None, Some(_)) => points::last_plan(&events).ok_or_else(|| no_plan(&fork.id))?,
    };
    if let Some(text) = &fork.request_change {
        check_change(&events, at, text, &fork.id)?;
    }
    follow::tell(home, Command::Fork { session, at, out }).await
}

fn check_change(events: &[Event], at: u64, text: &str, id: &str) -> Result<(), Problem> {
    let view = View::fold(events.iter().take_while(|event| event.seq <= points::whole(events, at))).map_err(
        |error| Problem::new(Code::Storage, error.to_string(), format!("run `samriddh verify {id}`")),
    )?;
    super::understood(&view, text)?;
    let view = View { outcome: None, ..view };
    let session = view.session.clone().unwrap_or_else(|| SessionId::new(id));
    plan::obey(&view, &Command::Revise { session, text: text.to_owned() }).map(drop).map_err(|problem| {
        let message = format!("at event {at} the plan cannot be changed: {}", problem.message);
        let hint = points::last_plan(events).map_or_else(String::new, |plan| {
            format!("the last plan that waited for an answer is event {plan}: leave --at out, or give that")
        });
        Problem::new(problem.code, message, hint)
    })
}

fn no_plan(id: &str) -> Problem {
    let message = format!("session {id} never showed a plan, so there is none to change");
    Problem::new(Code::NotNow, message, "look at it with `samriddh show`, or begin anew with `samriddh new`")
}

/// What the new session is, from its own record.
fn begun(home: &Path, child: &SessionId, json: bool) -> Result<Exit, Problem> {
    let view = super::recorded(home, child.as_str())?.view()?;
    let parent = view.lineage.last();
    let path = view.place().unwrap_or_default().to_owned();
    let (around, note) = (target::around(Path::new(&path)), target::told_around(Path::new(&path)));
    let next = format!("samriddh resume {child}");
    let document = || {
        json!({
            "session": child,
            "parent": parent.map(|parent| &parent.session),
            "at": parent.map(|parent| parent.at),
            "head": parent.map(|parent| &parent.head),
            "state": session::state(&view),
            "path": path,
            "within": around,
            "next": next,
        })
    };
    let text = || {
        let from = parent.map_or_else(String::new, |it| format!(" of {} at its event {}", it.session, it.at));
        format!(
            "{} {child}: a fork{from}, {}, into {}\n  {} {next}",
            style::strong("session"),
            session::told(session::state(&view)),
            style::clean(&path),
            style::quiet("next:")
        ) + &note.map(|note| format!("\n  {}", style::clean(&note))).unwrap_or_default()
    };
    super::shown(json, document, text);
    Ok(Exit::Done)
}

fn list(home: &Path, id: &str, json: bool) -> Result<Exit, Problem> {
    let events = super::recorded(home, id)?.events().collect::<Result<Vec<_>, _>>()?;
    let points = points::points(&events);
    super::shown(json, || json!({ "session": id, "points": points }), || points::text(&points));
    Ok(Exit::Done)
}
