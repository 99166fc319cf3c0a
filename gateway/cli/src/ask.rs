//! What a person answers at a prompt.

use protocol::event::Question;
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin, stdin};

/// The question at the plan.
pub const PLAN_PROMPT: &str = "\n[a]pprove   [r]evise TEXT   [q]uit > ";
/// The question at a question of the team.
pub const QUESTION_PROMPT: &str = "\nnumber, or Enter for the recommended, or [q]uit > ";

/// A person at a terminal.
pub struct Asker {
    lines: Lines<BufReader<Stdin>>,
}

impl Asker {
    pub fn of_terminal() -> Self {
        Self { lines: BufReader::new(stdin()).lines() }
    }

    /// The next line; none when there will be no more. Nothing is lost when this is dropped before it is done.
    pub async fn line(&mut self) -> Option<String> {
        self.lines.next_line().await.ok().flatten()
    }
}

/// What to do about the plan.
#[derive(Debug, PartialEq, Eq)]
pub enum PlanAnswer {
    Approve,
    Revise(String),
    Quit,
    /// Not one of these; says what can be typed.
    Unclear(&'static str),
}

pub fn plan_answer(line: &str) -> PlanAnswer {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match (word.to_lowercase().as_str(), rest.trim()) {
        ("a" | "approve" | "y" | "yes", "") => PlanAnswer::Approve,
        ("q" | "quit" | "exit", "") => PlanAnswer::Quit,
        ("r" | "revise", "") => PlanAnswer::Unclear("say what to change, for example: r drop the entity Tag"),
        ("r" | "revise", text) => PlanAnswer::Revise(text.to_owned()),
        ("", _) => PlanAnswer::Unclear("type a, r with what to change, or q"),
        _ => PlanAnswer::Unclear("that is none of a, r and q; to change the plan begin with r"),
    }
}

/// The chosen option of a question.
#[derive(Debug, PartialEq, Eq)]
pub enum QuestionAnswer {
    Value(String),
    Quit,
    Unclear,
}

pub fn question_answer(question: &Question, line: &str) -> QuestionAnswer {
    let line = line.trim();
    if line.is_empty() {
        return QuestionAnswer::Value(question.recommended.clone());
    }
    if let Some(option) = question.options.iter().find(|option| option.eq_ignore_ascii_case(line)) {
        return QuestionAnswer::Value(option.clone());
    }
    if matches!(line, "q" | "quit") {
        return QuestionAnswer::Quit;
    }
    let number = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match number.and_then(|at| question.options.get(at)) {
        Some(option) => QuestionAnswer::Value(option.clone()),
        None => QuestionAnswer::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_is_approved_revised_or_left_by_letter_or_word() {
        assert_eq!(plan_answer(" A "), PlanAnswer::Approve);
        assert_eq!(plan_answer("q"), PlanAnswer::Quit);
        assert_eq!(plan_answer("r add tags to posts"), PlanAnswer::Revise("add tags to posts".into()));
        for unclear in ["", "r", "add tags", "approve it not"] {
            assert!(matches!(plan_answer(unclear), PlanAnswer::Unclear(_)), "{unclear}");
        }
    }

    #[test]
    fn a_question_is_answered_by_number_value_or_with_what_is_recommended() {
        let question = Question {
            id: "q1".into(),
            key: "id.type".into(),
            text: "Which?".into(),
            options: vec!["integer".into(), "uuid".into()],
            recommended: "uuid".into(),
        };
        let answer = |line| question_answer(&question, line);
        assert_eq!(answer("1"), QuestionAnswer::Value("integer".into()));
        assert_eq!(answer("UUID"), QuestionAnswer::Value("uuid".into()));
        assert_eq!(answer(""), QuestionAnswer::Value("uuid".into()));
        assert_eq!(
            [answer("q"), answer("0"), answer("3")],
            [QuestionAnswer::Quit, QuestionAnswer::Unclear, QuestionAnswer::Unclear]
        );
    }
}
