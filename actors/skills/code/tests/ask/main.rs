//! Questions asked of small projects; one case is one file.

mod beyond;
mod callers;
mod commands;
mod considered;
mod dependencies;
mod effects;
mod endpoints;
mod files;
mod heirs;
mod impact;
mod inside;
mod lines;
mod mentioned;
mod names;
mod overview;
mod readme;
mod requests;
mod rust;
mod scripts;
mod settings;
mod stack;
mod tested;
mod things;
mod unread;
mod unresolved;

use std::collections::BTreeMap;

use code::commands as telling;
use code::graph::ask::{Answer, Knowledge};
use code::graph::{self, Project, by_name};
use code::stack::Stack;
use code::{Index, Parser};

/// The answer of a project of these files.
fn answer(files: &[(&str, &str)], question: &str) -> Answer {
    let (mut index, mut project, mut parser) = (Index::default(), Project::default(), Parser::default());
    for (path, text) in files {
        match graph::understand(&mut parser, path, text.as_bytes().to_vec()) {
            Ok((facts, note)) => {
                index.put(Ok(facts));
                project.put(note);
            }
            Err(skipped) => index.put(Err(skipped)),
        }
    }
    let mut program = project.link();
    by_name::add(&mut program, &index);
    let mut stack = Stack::default();
    let manifests = files.iter().filter(|(path, _)| Stack::concerns(path));
    manifests.for_each(|(path, text)| drop(stack.take(path, text.as_bytes())));
    program.unread = graph::unread::unread(&index, &stack.packages());
    let told = files.iter().filter(|(path, _)| telling::is_telling(path));
    let texts: BTreeMap<String, String> =
        told.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Knowledge::new(&index, &program, &texts).on(&stack.packages()).ask(question)
}

/// The answer's lines, each with its file and line.
fn said(files: &[(&str, &str)], question: &str) -> String {
    let answer = answer(files, question);
    let line = |line: &code::graph::ask::Line| {
        let place = match (&line.file, line.line) {
            (Some(file), Some(line)) => format!(" {file}:{line}"),
            _ => String::new(),
        };
        format!("{}{}{place}\n", "  ".repeat(line.level.into()), line.text)
    };
    answer.lines.iter().map(line).collect()
}

/// Each part is said, in whatever order.
fn says(files: &[(&str, &str)], question: &str, parts: &[&str]) {
    let said = said(files, question);
    for part in parts {
        assert!(said.contains(part), "{question} {part:?}\n{said}");
    }
}

fn is_not_known(files: &[(&str, &str)], question: &str) {
    let answer = answer(files, question);
    let first = answer.lines.first().map(|line| line.text.as_str()).unwrap_or_default();
    assert!(!answer.known && first.starts_with("not known"), "{question} {answer:?}");
}
