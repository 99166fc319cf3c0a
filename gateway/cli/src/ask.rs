//! What a person answers at a prompt.

use protocol::event::Question;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, BufReader, stdin};

/// The question at the plan.
pub const PLAN_PROMPT: &str = "\n[a]pprove   [r]evise TEXT   [q]uit > ";
/// The question at a question of the team.
pub const QUESTION_PROMPT: &str = "\nnumber, or Enter for the recommended, or [q]uit > ";

/// A line longer than this is no answer, and is not kept in memory for ever.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// A person at a terminal.
pub struct Asker {
    lines: Box<dyn AsyncBufRead + Send + Unpin>,
    /// What was read of a line before the reading was dropped.
    begun: Vec<u8>,
}

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    Text(String),
    /// Not UTF-8, or far too long.
    Unreadable,
    /// There will be no more.
    End,
}

impl Asker {
    pub fn of_terminal() -> Self {
        Self::of(BufReader::new(stdin()))
    }

    fn of(lines: impl AsyncBufRead + Send + Unpin + 'static) -> Self {
        Self { lines: Box::new(lines), begun: Vec::new() }
    }

    /// The next line. Nothing is lost when this is dropped before it is done.
    pub async fn line(&mut self) -> Line {
        match self.lines.read_until(b'\n', &mut self.begun).await {
            Ok(0) if self.begun.is_empty() => return Line::End,
            Ok(_) => {}
            Err(_) => return Line::End,
        }
        let bytes = std::mem::take(&mut self.begun);
        match String::from_utf8(bytes) {
            Ok(text) if text.len() <= LINE_BYTES_MAX => Line::Text(text),
            Ok(_) | Err(_) => Line::Unreadable,
        }
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
        ("r" | "revise", "") => PlanAnswer::Unclear("say what to change, for example: r add a Tag with name"),
        ("r" | "revise", text) => PlanAnswer::Revise(text.to_owned()),
        ("", _) => PlanAnswer::Unclear("type a, r with what to change, or q"),
        // Never taken for an approval, and not for a change either.
        ("a" | "approve" | "y" | "yes" | "q" | "quit" | "exit", _) | (_, "") => {
            PlanAnswer::Unclear("type a, q, or what to change, for example: add a Tag with name")
        }
        _ => PlanAnswer::Revise(line.to_owned()),
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
        assert_eq!(plan_answer("add a Tag with name"), PlanAnswer::Revise("add a Tag with name".into()));
        for unclear in ["", "r", "hm", "approve it not", "yes and no"] {
            assert!(matches!(plan_answer(unclear), PlanAnswer::Unclear(_)), "{unclear}");
        }
    }

    #[tokio::test]
    async fn what_is_not_text_is_said_to_be_so_and_does_not_end_the_asking() {
        let mut asker = Asker::of(&b"\xff\xfe\nadd a Tag\nq"[..]);
        assert_eq!(asker.line().await, Line::Unreadable);
        assert_eq!(asker.line().await, Line::Text("add a Tag\n".into()));
        assert_eq!(asker.line().await, Line::Text("q".into()));
        assert_eq!(asker.line().await, Line::End);
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
