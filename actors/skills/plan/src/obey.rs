//! What a command does to a session: the events it becomes, or why it is not possible now.

use protocol::command::Command;
use protocol::enquiry::{EnquiryEvent, OPEN_MAX};
use protocol::event::{Body, HumanEvent, Outcome, PlanEvent, SessionEvent};
use protocol::id::{QuestionId, Role};
use protocol::problem::{Code, Problem};
use protocol::view::{Stage, View};
use protocol::workspace::{Restored, WorkspaceEvent};

use crate::blueprint::is_blueprint;
use crate::blueprint::limits::BLUEPRINT_BYTES_MAX;
use crate::ending::end;
use crate::understand::limits::REQUEST_CHARACTERS_MAX;

/// Characters of a revision; a longer one is a new request.
pub const REVISION_CHARS_MAX: usize = 10_000;

/// A question is a sentence.
pub const QUESTION_BYTES_MAX: usize = 2_000;

/// The events of an accepted command. One that changes nothing has none.
pub fn obey(view: &View, command: &Command) -> Result<Vec<Body>, Problem> {
    let of_the_record = matches!(
        command,
        Command::Attach { .. } | Command::Rewind { .. } | Command::Note { .. } | Command::Fork { .. }
    );
    if view.outcome.is_some() && !of_the_record {
        let hint = "look at it with `samriddh show`, or begin a new one with `samriddh new`";
        return Err(not_now("this session has ended", hint));
    }
    if view.options.as_ref().is_some_and(|options| options.reads) && !of_the_record {
        return match command {
            Command::Cancel { session: _ } => Ok(end(view, Outcome::Done, "closed")),
            Command::Ask { session: _, question } => ask(view, question),
            Command::Look { session: _ } => Ok(vec![Body::Enquiry(EnquiryEvent::LookAsked)]),
            _ => Err(not_now(
                "this session only reads a repository",
                "open it again with `samriddh open PATH`",
            )),
        };
    }
    match command {
        Command::Submit { .. } => {
            Err(not_now("this session has its request", "begin another with `samriddh new`"))
        }
        Command::Revise { session: _, text } => revise(view, text),
        Command::Approve { session: _, revision } => approve(view, *revision),
        Command::Reject { session: _ } => reject(view),
        Command::Answer { session: _, question, value } => answer(view, question, value),
        Command::Pause { session: _ } => pause(view),
        Command::Resume { session: _, approve } => {
            Ok(vec![session(SessionEvent::Resumed { approve: *approve })])
        }
        Command::Cancel { session: _ } => Ok(end(view, Outcome::Cancelled, cancelled_reason(view))),
        Command::Rewind { session: _, to, conversation: _, out: _, files } => {
            rewind(view, *to, files.as_ref())
        }
        Command::Ask { .. } | Command::Look { .. } => Err(not_now(
            "this session makes a repository, and reads none",
            "open one that is there with `samriddh open PATH`",
        )),
        Command::Note { session: _, event } => Ok(vec![Body::Workspace(event.clone())]),
        // What is forked does not change.
        Command::Fork { .. } | Command::Attach { .. } => Ok(Vec::new()),
    }
}

/// Whether a request may begin a session: words as long as a person writes, or a blueprint.
pub fn fits(request: &str) -> Result<(), Problem> {
    let what = if is_blueprint(request) { "the blueprint" } else { "the request" };
    let (has, most, unit) = match is_blueprint(request) {
        true => (request.len(), BLUEPRINT_BYTES_MAX, "bytes"),
        false => (request.chars().count(), REQUEST_CHARACTERS_MAX, "characters"),
    };
    if has <= most {
        return Ok(());
    }
    let message = format!("{what} has {has} {unit}, and at most {most} are read");
    Err(Problem::new(
        Code::TooLarge,
        message,
        "keep what names the records, their fields, the roles and the stack",
    ))
}

/// Questions are numbered as they come.
fn ask(view: &View, question: &str) -> Result<Vec<Body>, Problem> {
    let question = question.trim();
    if question.is_empty() {
        return Err(Problem::new(Code::Malformed, "the question is empty", "ask something in a sentence"));
    }
    if question.len() > QUESTION_BYTES_MAX {
        let message = format!("the question has {} bytes; {QUESTION_BYTES_MAX} are read", question.len());
        return Err(Problem::new(Code::TooLarge, message, "ask one thing in one sentence"));
    }
    if view.enquiries.open.len() >= OPEN_MAX {
        let message = format!("{OPEN_MAX} questions are being answered");
        return Err(not_now(message, "wait for an answer, then ask again"));
    }
    let (number, question) = (view.enquiries.asked + 1, question.to_owned());
    Ok(vec![Body::Enquiry(EnquiryEvent::Asked { number, question })])
}

/// What of a rewind needs no look at the record; the session adds the state it goes back to.
fn rewind(view: &View, to: u64, files: Option<&Restored>) -> Result<Vec<Body>, Problem> {
    if to == 0 || to > view.seq {
        let message = format!("there is no event {to}: the record has events 1 to {}", view.seq);
        return Err(Problem::new(
            Code::Malformed,
            message,
            "`samriddh rewind ID --list` shows what there is",
        ));
    }
    let restored = |files: &Restored| Body::Workspace(WorkspaceEvent::Restored { to, files: files.clone() });
    Ok(files.map(restored).into_iter().collect())
}

fn not_now(message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(Code::NotNow, message, hint)
}

fn session(event: SessionEvent) -> Body {
    Body::Session(event)
}

/// A plan can be changed while it is shown, or while the team waits for an answer on the way to it.
fn revise(view: &View, text: &str) -> Result<Vec<Body>, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::new(
            Code::Malformed,
            "the revision is empty",
            "say what to add, drop or change",
        ));
    }
    let chars = text.chars().count();
    if chars > REVISION_CHARS_MAX {
        let message =
            format!("the revision has {chars} characters, and at most {REVISION_CHARS_MAX} are read");
        return Err(Problem::new(Code::TooLarge, message, "say the change in fewer words"));
    }
    if view.revision_text.is_some() {
        return Err(not_now("another revision is being read", "wait for the new plan"));
    }
    let waits =
        view.stage == Stage::Approval || (view.stage == Stage::Planning && view.open_question().is_some());
    if !waits {
        return Err(if view.stage == Stage::Planning { no_plan_yet() } else { already_approved() });
    }
    Ok(vec![Body::Plan(PlanEvent::RevisionRequested { text: text.to_owned() })])
}

fn approve(view: &View, revision: u32) -> Result<Vec<Body>, Problem> {
    let plan = match (view.stage, &view.plan) {
        (Stage::Approval, Some(plan)) => plan,
        (Stage::Planning | Stage::Approval, _) => return Err(no_plan_yet()),
        (Stage::Building | Stage::Checking | Stage::Finished, _) => return Err(already_approved()),
    };
    if view.revision_text.is_some() {
        return Err(not_now("a revision is being read", "wait for the new plan, then approve that"));
    }
    if plan.revision != revision {
        let message = format!("the plan shown now is revision {}, not {revision}", plan.revision);
        return Err(not_now(message, "look at the new plan, then approve it"));
    }
    Ok(vec![Body::Plan(PlanEvent::Approved { revision, by: Role::person() })])
}

fn no_plan_yet() -> Problem {
    not_now("there is no plan to decide on yet", "wait until it is shown")
}

fn already_approved() -> Problem {
    not_now("the plan was approved and is being carried out", "cancel the session to stop it")
}

fn reject(view: &View) -> Result<Vec<Body>, Problem> {
    match view.stage {
        Stage::Planning | Stage::Approval => {
            let rejected = Body::Plan(PlanEvent::Rejected);
            let ended = end(view, Outcome::Cancelled, "the plan was rejected; nothing was written");
            Ok(std::iter::once(rejected).chain(ended).collect())
        }
        Stage::Building | Stage::Checking | Stage::Finished => Err(already_approved()),
    }
}

fn answer(view: &View, id: &QuestionId, value: &str) -> Result<Vec<Body>, Problem> {
    let Some(asked) = view.questions.get(id) else {
        let open =
            view.open_question().map(|it| format!("the open question is {}", it.id)).unwrap_or_default();
        return Err(Problem::new(Code::NotFound, format!("there is no question {id}"), open));
    };
    if let Some(given) = &asked.answer {
        return Err(not_now(format!("{id} was answered with {given}"), "revise the plan to change it"));
    }
    if !asked.question.options.iter().any(|option| option == value) {
        let hint = format!("choose one of: {}", asked.question.options.join(", "));
        return Err(Problem::new(Code::Malformed, format!("{value} is not an option of {id}"), hint));
    }
    let (question, value) = (id.clone(), value.to_owned());
    Ok(vec![Body::Human(HumanEvent::Answered { question, value, by: Role::person() })])
}

fn pause(view: &View) -> Result<Vec<Body>, Problem> {
    if view.paused {
        return Err(not_now("the session is paused", "go on with `samriddh resume`"));
    }
    Ok(vec![session(SessionEvent::Paused)])
}

fn cancelled_reason(view: &View) -> String {
    match &view.delivery {
        Some(delivery) if delivery.done => format!("cancelled; the repository stays at {}", delivery.target),
        Some(delivery) => format!("cancelled while the repository was being put at {}", delivery.target),
        None => "cancelled; nothing was written".to_owned(),
    }
}

#[cfg(test)]
mod tests;
