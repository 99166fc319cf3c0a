//! The one document of `new --json` and `resume --json`: always the same keys, however the run ended.

mod repairs;

use protocol::check::{CheckStatus, Tier, Used};
use protocol::event::Outcome;
use protocol::problem::{Code, Problem};
use protocol::view::{Stage, View};
use serde::Serialize;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::render::{check, decision};

pub use repairs::{Parked, Repair, RepairWord};

#[derive(Debug, Serialize)]
pub struct Document {
    /// None when it was refused before there was one.
    pub session: Option<String>,
    pub outcome: Word,
    /// Where the repository is, or was to be.
    pub path: Option<String>,
    /// As `protocol::requirements::Requirements`; its lists are empty when nothing was understood yet.
    pub requirements: Value,
    pub not_understood: Vec<String>,
    pub unsupported: Vec<String>,
    pub decisions: Vec<Decision>,
    pub files: Files,
    pub checks: Vec<Check>,
    /// In the order in which they were made.
    pub repairs: Vec<Repair>,
    pub parked: Vec<Parked>,
    /// Milliseconds of planning and generating, without waiting for the person and without checks; none before delivery.
    pub elapsed_ms: Option<u64>,
    /// Why it is not done, and what to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Trouble>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Done,
    NeedsAnswer,
    Refused,
    Failed,
}

#[derive(Debug, Serialize)]
pub struct Decision {
    pub key: String,
    pub options: Vec<String>,
    pub ruling: String,
    pub reason: String,
}

#[derive(Debug, Serialize)]
pub struct Files {
    pub count: usize,
    pub lines: u32,
}

#[derive(Debug, Serialize)]
pub struct Check {
    pub name: String,
    pub command: String,
    pub status: CheckStatus,
    pub reason: String,
    pub exit_code: Option<i32>,
    pub output_hash: Option<String>,
    /// The end of what it printed, at most 4,000 characters; absent where it was verified or said nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
    pub tree_hash: Option<String>,
    pub seconds: f64,
    /// What its processes used, as far as was seen; absent where that was not measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<Used>,
    pub tier: Tier,
    pub criterion: String,
}

#[derive(Debug, Serialize)]
pub struct Trouble {
    /// A `protocol::problem::Code`, or `needs_answer`, `failed`, `cancelled`, `interrupted`.
    pub code: Value,
    pub message: String,
    pub hint: String,
}

impl Trouble {
    fn new(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: json!(code), message: message.into(), hint: hint.into() }
    }
}

impl From<&Problem> for Trouble {
    fn from(problem: &Problem) -> Self {
        Self { code: json!(problem.code), message: problem.message.clone(), hint: problem.hint.clone() }
    }
}

/// The document of a run that ended so; `problem` is what ended it, if the session itself did not.
pub fn of_run(view: &View, exit: Exit, problem: Option<&Problem>) -> Document {
    let requirements = view.requirements.as_ref();
    Document {
        session: view.session.as_ref().map(ToString::to_string),
        outcome: word(view, exit),
        path: view.place().map(str::to_owned),
        requirements: requirements.map_or_else(nothing_understood, |requirements| json!(requirements)),
        not_understood: requirements.map(|r| r.not_understood.clone()).unwrap_or_default(),
        unsupported: requirements.map(|r| r.unsupported.clone()).unwrap_or_default(),
        decisions: decisions(view),
        files: Files { count: view.files.len(), lines: view.lines() },
        checks: check::all(view).map(|line| self::check(&line)).collect(),
        repairs: repairs::repairs(view),
        parked: repairs::parked(view),
        elapsed_ms: view.build_ms(),
        error: problem.map(Trouble::from).or_else(|| trouble(view, exit)),
    }
}

/// The document of a request that was refused before there was a session.
pub fn of_problem(problem: &Problem) -> Document {
    of_run(&View::default(), Exit::of_code(problem.code), Some(problem))
}

fn word(view: &View, exit: Exit) -> Word {
    match view.outcome {
        Some(Outcome::Done) => Word::Done,
        Some(Outcome::Refused) => Word::Refused,
        Some(Outcome::Failed | Outcome::Cancelled) => Word::Failed,
        None => match exit {
            Exit::NeedsAnswer => Word::NeedsAnswer,
            Exit::Refused | Exit::InUse => Word::Refused,
            Exit::Done | Exit::Failed | Exit::NothingRan | Exit::Interrupted => Word::Failed,
        },
    }
}

fn nothing_understood() -> Value {
    json!({ "entities": [], "roles": [], "features": [], "stack": [] })
}

fn decisions(view: &View) -> Vec<Decision> {
    let rulings = view.rulings.values();
    let decision = |ruling: &protocol::claim::Ruling| Decision {
        key: ruling.key.to_string(),
        options: ruling.options.clone(),
        ruling: ruling.value.clone(),
        reason: format!("by {}: {}", decision::basis(&ruling.basis), ruling.reason),
    };
    rulings.map(decision).collect()
}

fn check(line: &check::CheckLine<'_>) -> Check {
    let (spec, result) = (line.spec, &line.result);
    Check {
        name: spec.name.clone(),
        command: check::command(spec),
        status: result.status,
        reason: result.reason.clone(),
        exit_code: result.exit_code,
        output_hash: result.output_hash.as_ref().map(ToString::to_string),
        output: result.output_tail.clone(),
        tree_hash: result.tree_hash.as_ref().map(ToString::to_string),
        seconds: result.duration_ms as f64 / 1_000.0,
        used: result.used,
        tier: spec.tier,
        criterion: spec.criterion.clone(),
    }
}

/// What a session's own state says about why it is not done.
fn trouble(view: &View, exit: Exit) -> Option<Trouble> {
    let session = view.session.as_ref().map_or_else(String::new, ToString::to_string);
    let resume = format!("samriddh resume {session}");
    match view.outcome {
        Some(Outcome::Done) => None,
        Some(Outcome::Refused) => {
            let code = serde_json::to_value(Code::Unbuildable).unwrap_or_default();
            let hint = "leave out or replace what cannot be built, and run `samriddh new` again".to_owned();
            Some(Trouble { code, message: view.outcome_reason.clone(), hint })
        }
        Some(Outcome::Failed) => {
            Some(Trouble::new("failed", &view.outcome_reason, format!("samriddh show {session}")))
        }
        Some(Outcome::Cancelled) => {
            Some(Trouble::new("cancelled", "the person ended the session", "start again with `samriddh new`"))
        }
        None if exit == Exit::Interrupted && view.session.is_none() => {
            let message = "stopped before there was a session; nothing was written";
            Some(Trouble::new("interrupted", message, "start again with `samriddh new`"))
        }
        None if exit == Exit::Interrupted => {
            Some(Trouble::new("interrupted", "stopped before it was done; nothing is lost", resume))
        }
        None => {
            let asks = view.open_question().map(|question| question.text.clone());
            let asks = asks.unwrap_or_else(|| "the plan waits for approval".to_owned());
            let hint = if view.stage > Stage::Approval { resume } else { format!("{resume} --yes") };
            Some(Trouble::new("needs_answer", asks, hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::render::fixture;

    /// Keys and kinds of values, not the values: the contract's shape.
    fn shape(value: &Value, indent: usize, to: &mut String) {
        let space = " ".repeat(indent);
        match value {
            Value::Object(map) => {
                to.push_str("{\n");
                for (key, value) in map {
                    to.push_str(&format!("{space}  {key}: "));
                    shape(value, indent + 2, to);
                }
                to.push_str(&format!("{space}}}\n"));
            }
            Value::Array(items) => match items.first() {
                Some(first) => {
                    to.push_str("list of ");
                    shape(first, indent, to);
                }
                None => to.push_str("empty list\n"),
            },
            Value::String(_) => to.push_str("text\n"),
            Value::Number(_) => to.push_str("number\n"),
            Value::Bool(_) => to.push_str("boolean\n"),
            Value::Null => to.push_str("null\n"),
        }
    }

    fn check_shape(document: &Document, expected: &Expect) {
        let mut text = String::new();
        shape(&serde_json::to_value(document).unwrap(), 0, &mut text);
        expected.assert_eq(&text);
    }

    #[test]
    fn a_finished_run_has_every_key_of_the_contract() {
        let view = fixture::finished(&[CheckStatus::Verified, CheckStatus::NotChecked]);
        check_shape(
            &of_run(&view, Exit::Done, None),
            &expect![[r#"
            {
              checks: list of {
                command: text
                criterion: text
                exit_code: number
                name: text
                output_hash: text
                reason: text
                seconds: number
                status: text
                tier: text
                tree_hash: text
              }
              decisions: list of {
                key: text
                options: list of text
                reason: text
                ruling: text
              }
              elapsed_ms: number
              files: {
                count: number
                lines: number
              }
              not_understood: list of text
              outcome: text
              parked: empty list
              path: text
              repairs: empty list
              requirements: {
                assumptions: list of {
                  about: text
                  text: text
                }
                constraints: empty list
                entities: list of {
                  fields: list of {
                    constraints: list of {
                      max_length: number
                    }
                    name: text
                    type: text
                    words: text
                  }
                  kind: text
                  name: text
                  relations: list of {
                    kind: text
                    name: text
                    required: boolean
                    to: text
                    words: text
                  }
                  visibility: text
                  words: text
                  workflow: null
                }
                features: list of {
                  name: text
                  words: text
                }
                not_understood: list of text
                permissions: list of {
                  action: text
                  entity: text
                  role: text
                  scope: text
                  words: text
                }
                product: {
                  name: text
                  summary: text
                  title: text
                  words: text
                }
                roles: list of {
                  default: boolean
                  name: text
                  words: text
                }
                stack: list of {
                  name: text
                  words: text
                }
                unsupported: empty list
              }
              session: text
              unsupported: empty list
            }
        "#]],
        );
    }

    #[test]
    fn a_request_that_never_became_a_session_has_the_same_keys() {
        let problem = Problem::new(Code::Malformed, "the request is empty", "say what to make");
        check_shape(
            &of_problem(&problem),
            &expect![[r#"
            {
              checks: empty list
              decisions: empty list
              elapsed_ms: null
              error: {
                code: text
                hint: text
                message: text
              }
              files: {
                count: number
                lines: number
              }
              not_understood: empty list
              outcome: text
              parked: empty list
              path: null
              repairs: empty list
              requirements: {
                entities: empty list
                features: empty list
                roles: empty list
                stack: empty list
              }
              session: null
              unsupported: empty list
            }
        "#]],
        );
    }

    #[test]
    fn words_for_outcomes_are_the_four_of_the_contract() {
        let word_of = |view: &View, exit| {
            let document = of_run(view, exit, None);
            (serde_json::to_value(document.outcome).unwrap(), document.error.map(|trouble| trouble.code))
        };
        let finished = |status| fixture::finished(&[status, CheckStatus::Verified]);
        assert_eq!(word_of(&finished(CheckStatus::Verified), Exit::Done), (json!("done"), None));
        assert_eq!(
            word_of(&finished(CheckStatus::Failed), Exit::Failed),
            (json!("failed"), Some(json!("failed")))
        );
        assert_eq!(
            word_of(&fixture::planned(), Exit::NeedsAnswer),
            (json!("needs_answer"), Some(json!("needs_answer")))
        );
        assert_eq!(
            word_of(&fixture::planned(), Exit::Interrupted),
            (json!("failed"), Some(json!("interrupted")))
        );
        assert_eq!(
            word_of(&fixture::refused(), Exit::Refused),
            (json!("refused"), Some(json!("unbuildable")))
        );
    }

    #[test]
    fn an_interruption_before_there_is_a_session_recommends_no_resume_without_an_id() {
        let document = of_run(&View::default(), Exit::Interrupted, None);
        let error = document.error.unwrap();
        assert_eq!(
            (error.code, error.hint.as_str()),
            (json!("interrupted"), "start again with `samriddh new`")
        );
    }

    #[test]
    fn a_command_can_be_typed_as_it_stands() {
        let view = fixture::planned();
        let document = of_run(&view, Exit::NeedsAnswer, None);
        assert_eq!(document.checks[1].command, "cd backend && .venv/bin/pytest -k 'not slow'");
        assert_eq!(document.checks[1].status, CheckStatus::NotChecked);
        assert_eq!(document.checks[1].reason, "not run yet");
    }
}
