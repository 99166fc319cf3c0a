//! `ask`: a question about a folder of code, answered without a model, each line with where it stands.

use std::collections::BTreeMap;
use std::path::Path;

use cli::Exit;
use cli::render::style;
use code::graph::ask::{Answer, Knowledge};
use protocol::problem::{Code, Problem};
use serde_json::{Value, json};
use tools::sources::Sources;

use crate::understanding::Understanding;

/// A question is a sentence.
pub(crate) const QUESTION_BYTES_MAX: usize = 2_000;
/// Manifests and texts that say how a project is run are smaller.
const TEXT_BYTES_MAX: u64 = 200_000;
/// A repository of more packages is told by these.
const TELLING_MAX: usize = 2_000;

pub fn run(path: &Path, question: &[String], json: bool) -> Result<Exit, Problem> {
    let question = question.join(" ");
    if !question.contains(char::is_alphanumeric) {
        let hint = "ask something, such as `samriddh ask . \"who calls main?\"`";
        return Err(Problem::new(Code::Malformed, "the question has no words", hint));
    }
    if question.len() > QUESTION_BYTES_MAX {
        let message = format!("the question has {} bytes; {QUESTION_BYTES_MAX} are read", question.len());
        return Err(Problem::new(Code::Malformed, message, "ask one thing in one sentence"));
    }
    let understanding = Understanding::open(path)?;
    let texts = telling(&understanding.sources, &understanding.files);
    let knowledge = Knowledge::new(&understanding.index, &understanding.program, &texts);
    let knowledge = knowledge.on(&understanding.packages);
    let answer = knowledge.ask(&question);
    super::shown(json, || document(&question, &understanding, &answer), || text(&answer));
    Ok(Exit::Done)
}

/// The texts among some files that say how a project is run.
pub(crate) fn telling(sources: &Sources, files: &[String]) -> BTreeMap<String, String> {
    let read = |path: &String| {
        let bytes = sources.read(path, TEXT_BYTES_MAX).ok()?;
        Some((path.clone(), String::from_utf8_lossy(&bytes).into_owned()))
    };
    files.iter().filter(|path| code::commands::is_telling(path)).take(TELLING_MAX).filter_map(read).collect()
}

fn document(question: &str, understanding: &Understanding, answer: &Answer) -> Value {
    json!({
        "path": understanding.sources.path(),
        "question": question,
        "answer": answer,
        "skipped": understanding.skipped().len(),
        "elapsed_ms": understanding.elapsed_ms,
    })
}

fn text(answer: &Answer) -> String {
    let mut lines = Vec::new();
    for line in &answer.lines {
        let place = match (&line.file, line.line) {
            (Some(file), Some(line)) => {
                format!("  {}", style::quiet(&format!("{}:{line}", style::clean(file))))
            }
            _ => String::new(),
        };
        lines.push(format!("{}{}{place}", "  ".repeat(line.level.into()), style::clean(&line.text)));
    }
    if let Some(diagram) = &answer.mermaid {
        lines.push(
            "how the parts lead to one another (Mermaid; the numbers count imports and requests):".to_owned(),
        );
        lines.extend(diagram.lines().map(style::clean));
    }
    for based in &answer.based_on {
        lines.push(style::quiet(&format!("based on {based}")));
    }
    lines.join("\n")
}
