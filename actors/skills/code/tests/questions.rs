//! Fifty questions on three projects that others wrote. Their sources are no part of this repository: `SAMRIDDH_SDISTS` names a folder in
//! which they lie unpacked (`pip download --no-deps --no-binary :all: flask==3.1.3 requests==2.34.2 httpx==0.28.1`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use code::graph::ask::{Answer, Knowledge};
use code::graph::{self, Program, Project};
use code::{Index, Parser};

struct Question<'t> {
    project: &'t str,
    text: &'t str,
    parts: Vec<&'t str>,
}

fn questions(text: &str) -> Vec<Question<'_>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let read = |line: &'_ str| -> Option<(usize, usize)> {
        let first = line.find(" | ")?;
        Some((first, line[first + 3..].find(" | ")? + first + 3))
    };
    lines
        .map(|line| {
            let (one, two) = read(line).unwrap();
            Question {
                project: &line[..one],
                text: &line[one + 3..two],
                parts: line[two + 3..].split_whitespace().collect(),
            }
        })
        .collect()
}

struct Repository {
    index: Index,
    program: Program,
    texts: BTreeMap<String, String>,
}

fn open(root: &Path) -> Repository {
    assert!(root.is_dir(), "{} is not there", root.display());
    let mut files = Vec::new();
    walk(root, root, &mut files);
    files.sort();
    let (mut index, mut project, mut parser) = (Index::default(), Project::default(), Parser::default());
    let mut texts = BTreeMap::new();
    for path in files {
        let Ok(bytes) = fs::read(root.join(&path)) else { continue };
        if path.starts_with("README") || path == "pyproject.toml" {
            texts.insert(path.clone(), String::from_utf8_lossy(&bytes).into_owned());
        }
        match graph::understand(&mut parser, &path, bytes) {
            Ok((facts, note)) => {
                index.put(Ok(facts));
                project.put(note);
            }
            Err(skipped) => index.put(Err(skipped)),
        }
    }
    let program = project.link();
    Repository { index, program, texts }
}

fn walk(folder: &Path, root: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, root, files);
        } else {
            files.push(path.strip_prefix(root).unwrap().to_string_lossy().into_owned());
        }
    }
}

#[derive(PartialEq, Debug)]
enum Verdict {
    Right,
    Wrong,
    NotKnown,
}

/// Right where all that a maintainer would point at is cited or named, within lines that a person reads.
fn judge(question: &Question<'_>, answer: &Answer) -> Verdict {
    if question.parts == ["-"] {
        return if answer.known { Verdict::Wrong } else { Verdict::Right };
    }
    if !answer.known {
        return Verdict::NotKnown;
    }
    let said: String = answer
        .lines
        .iter()
        .take(40)
        .map(|line| format!("{} {}\n", line.text, line.file.as_deref().unwrap_or("")))
        .collect();
    let holds = |part: &&str| said.contains(*part);
    if question.parts.iter().all(holds) { Verdict::Right } else { Verdict::Wrong }
}

#[test]
fn every_question_is_read_and_none_is_asked_twice() {
    let text = include_str!("questions/questions.txt");
    let questions = questions(text);
    assert_eq!(questions.len(), 50);
    let mut texts: Vec<_> = questions.iter().map(|question| (question.project, question.text)).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 48 + 2);
}

/// `SAMRIDDH_SDISTS=DIR cargo test -p code --test questions -- --nocapture` prints each answer's verdict and the sums.
#[test]
fn questions_are_answered_where_the_sources_are_here() {
    let Some(folder) = std::env::var_os("SAMRIDDH_SDISTS") else {
        println!("not measured: SAMRIDDH_SDISTS names no folder with the sources");
        return;
    };
    let text = include_str!("questions/questions.txt");
    let mut repositories: BTreeMap<&str, Repository> = BTreeMap::new();
    let (mut right, mut wrong, mut not_known) = (0, 0, 0);
    for question in questions(text) {
        let open = || open(&Path::new(&folder).join(question.project));
        let repository = repositories.entry(question.project).or_insert_with(open);
        let knowledge = Knowledge::new(&repository.index, &repository.program, &repository.texts);
        let answer = knowledge.ask(question.text);
        let verdict = judge(&question, &answer);
        match verdict {
            Verdict::Right => right += 1,
            Verdict::Wrong => wrong += 1,
            Verdict::NotKnown => not_known += 1,
        }
        if verdict != Verdict::Right {
            println!("{verdict:?}: {} {} ({:?})", question.project, question.text, question.parts);
            for line in answer.lines.iter().take(12) {
                let place = line
                    .file
                    .as_deref()
                    .map_or(String::new(), |file| format!(" {file}:{}", line.line.unwrap_or(0)));
                println!("    {}{}{place}", "  ".repeat(line.level.into()), line.text);
            }
        }
    }
    println!(
        "questions: {right} right, {wrong} wrong, {not_known} not known, of {}",
        right + wrong + not_known
    );
}
