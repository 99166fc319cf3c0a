//! What somebody who writes to a session wants of it. Pure: by what they named and by what the session waits for, never by
//! guessing at the words.

use protocol::command::{Command, Verify};
use protocol::id::SessionId;
use protocol::problem::{Code, Problem};
use protocol::view::{Stage, View};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::handing::{FILES_MAX, MESSAGE_CHARS_MAX};

/// The body of a request.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    #[serde(default)]
    #[schema(max_length = 10000)]
    pub message: String,
    /// Files that were handed over, by their ids: the words that are read of them follow the message.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 20)]
    pub uploads: Vec<SessionId>,
    #[schema(value_type = Option<String>)]
    pub session: Option<SessionId>,
    #[serde(default)]
    pub action: Action,
    /// For a new session: absolute path of the repository to make.
    pub out: Option<String>,
    /// For a new session: build without asking.
    #[serde(default)]
    pub approve: bool,
    /// `none`, `quick` or `full`; how much is proved.
    #[schema(value_type = Option<String>)]
    pub verify: Option<Verify>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Begin a session, answer its question, revise its plan, or ask about its repository, as it is the one or the other's turn.
    #[default]
    Say,
    Approve,
    Reject,
    Pause,
    Resume,
    Cancel,
}

impl Said {
    pub fn check(&self) -> Result<(), Problem> {
        if self.message.chars().count() > MESSAGE_CHARS_MAX {
            let message = format!("the message is longer than {MESSAGE_CHARS_MAX} characters");
            return Err(Problem::new(Code::TooLarge, message, "say it in fewer words"));
        }
        if self.uploads.len() > FILES_MAX {
            let message = format!("{} files are handed over at once", self.uploads.len());
            return Err(Problem::new(Code::TooLarge, message, format!("hand over at most {FILES_MAX}")));
        }
        if !self.uploads.is_empty() && self.action != Action::Say {
            let hint = "send the files with a message of their own";
            return Err(Problem::new(Code::Malformed, "that takes no files", hint));
        }
        if self.message.trim().is_empty() && self.uploads.is_empty() && self.action == Action::Say {
            let hint = "give one as \"message\", or say what to do as \"action\"";
            return Err(Problem::new(Code::Malformed, "there is no message", hint));
        }
        if self.session.is_none() && self.action != Action::Say {
            return Err(Problem::new(
                Code::Malformed,
                "there is no session to do that to",
                "name it as \"session\"",
            ));
        }
        Ok(())
    }
}

/// The command to a session whose state is `view`.
pub fn wish(said: &Said, session: &SessionId, view: &View) -> Result<Command, Problem> {
    let (session, text) = (session.clone(), said.message.trim().to_owned());
    Ok(match said.action {
        Action::Approve => {
            let revision = view.plan.as_ref().map(|plan| plan.revision);
            let revision = revision.ok_or_else(|| not_now("there is no plan to approve yet"))?;
            Command::Approve { session, revision }
        }
        Action::Reject => Command::Reject { session },
        Action::Pause => Command::Pause { session },
        Action::Resume => Command::Resume { session, approve: false },
        Action::Cancel => Command::Cancel { session },
        Action::Say if view.outcome.is_some() => return Err(not_now("the session has ended")),
        Action::Say if view.options.as_ref().is_some_and(|options| options.reads) => {
            Command::Ask { session, question: text }
        }
        Action::Say => match view.open_question() {
            Some(question) => Command::Answer { session, question: question.id.clone(), value: text },
            None if view.stage == Stage::Approval => Command::Revise { session, text },
            None => return Err(not_now("the session is at work and asks for nothing")),
        },
    })
}

fn not_now(why: &str) -> Problem {
    Problem::new(Code::NotNow, why, "read on at GET /chat/stream?session=ID, or begin another session")
}

#[cfg(test)]
mod tests {
    use protocol::command::RunOptions;
    use protocol::event::{Outcome, Question};
    use protocol::view::QuestionView;

    use super::*;

    fn said(message: &str, action: Action) -> Said {
        Said { message: message.to_owned(), action, ..Said::default() }
    }

    #[test]
    fn whose_turn_it_is_says_what_a_message_means() {
        let id = SessionId::new("s");
        let options = RunOptions::offline("/out", false, Verify::None);
        let at_plan = View { stage: Stage::Approval, options: Some(options), ..View::default() };
        let hello = said(" add tags ", Action::Say);
        let revise = Command::Revise { session: id.clone(), text: "add tags".into() };
        assert_eq!(wish(&hello, &id, &at_plan).unwrap(), revise);

        let (text, options, recommended) = ("uuid?".into(), vec!["uuid".into()], "uuid".into());
        let question = Question { id: "q1".into(), key: "id.type".into(), text, options, recommended };
        let mut asked = at_plan.clone();
        asked.questions.insert("q1".into(), QuestionView { question, answer: None });
        let answer = Command::Answer { session: id.clone(), question: "q1".into(), value: "add tags".into() };
        assert_eq!(wish(&hello, &id, &asked).unwrap(), answer);

        let reading = View { options: Some(RunOptions::reading("/repo")), ..View::default() };
        let ask = Command::Ask { session: id.clone(), question: "add tags".into() };
        assert_eq!(wish(&hello, &id, &reading).unwrap(), ask);

        let ended = View { outcome: Some(Outcome::Done), ..at_plan.clone() };
        assert_eq!(wish(&hello, &id, &ended).unwrap_err().code, Code::NotNow);
        // Without a plan nobody has seen one.
        assert_eq!(wish(&said("", Action::Approve), &id, &at_plan).unwrap_err().code, Code::NotNow);
        // "approve" as a word is a revision like any other.
        assert!(matches!(wish(&said("approve", Action::Say), &id, &at_plan), Ok(Command::Revise { .. })));
    }

    #[test]
    fn what_is_too_long_or_empty_is_refused() {
        assert!(said(&"x".repeat(MESSAGE_CHARS_MAX), Action::Say).check().is_ok());
        assert_eq!(
            said(&"x".repeat(MESSAGE_CHARS_MAX + 1), Action::Say).check().unwrap_err().code,
            Code::TooLarge
        );
        assert_eq!(said(" ", Action::Say).check().unwrap_err().code, Code::Malformed);
        assert_eq!(said("", Action::Cancel).check().unwrap_err().code, Code::Malformed);
    }
}
