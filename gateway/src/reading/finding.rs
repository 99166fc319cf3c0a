//! A query's answer, from the repository as it was last read.

use code::graph::ask::{Answer, Knowledge, Line};
use code::graph::flow::{self, Flows};
use code::stack::Package;
use protocol::enquiry::{Finding, Query};
use protocol::workspace::Cited;

use super::live::{Linked, Live};

/// Lines that are kept of an answer; answers are shorter.
const LINES_MAX: usize = 400;
/// A signature may be as long as somebody likes.
const TEXT_CHARS_MAX: usize = 500;
/// Calls that a value is followed through.
const CALLS_MAX: usize = 8;
/// Ways that are told; more are counted.
const WAYS_MAX: usize = 12;

pub(super) fn of(live: &mut Live, query: &Query) -> Finding {
    if let Query::Stack = query {
        return stack(live);
    }
    let Linked { index, project, program, texts, packages } = live.linked();
    let knowledge = || Knowledge::new(index, program, texts).on(packages);
    match query {
        Query::Changes | Query::Stack => Finding::default(),
        Query::Question { text } => finding(knowledge().ask(text)),
        Query::Models { about } => finding(knowledge().models(about)),
        Query::Endpoints { about } => finding(knowledge().endpoints(about)),
        Query::Requests { about } => finding(knowledge().requests(about)),
        Query::Settings { about } => finding(knowledge().settings(about)),
        Query::Untested => finding(knowledge().without_tests()),
        Query::Impact { of } => finding(knowledge().impact(of)),
        Query::Flow { from } => {
            let asked =
                flow::Query { from: from.clone(), to: None, without: Vec::new(), calls_max: CALLS_MAX };
            ways(from, &flow::find(project, program, &asked))
        }
    }
}

fn finding(answer: Answer) -> Finding {
    let Answer { known, lines, based_on, .. } = answer;
    Finding { known, lines: lines.into_iter().take(LINES_MAX).map(cited).collect(), based_on }
}

fn cited(line: Line) -> Cited {
    Cited { text: cut(line.text), file: line.file, line: line.line, level: line.level }
}

fn cut(text: String) -> String {
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        // A line without words is one all the same.
        None if text.trim().is_empty() => "—".to_owned(),
        None => text,
    }
}

fn said(level: u8, text: impl Into<String>) -> Cited {
    Cited { text: text.into(), file: None, line: None, level }
}

fn ways(from: &str, flows: &Flows) -> Finding {
    if flows.sources == 0 {
        return Finding::unknown(format!("nothing here is called, read or named {from} as a value"));
    }
    let mut lines = Vec::new();
    for (at, way) in flows.paths.iter().take(WAYS_MAX).enumerate() {
        lines.push(said(0, format!("way {}", at + 1)));
        for hop in &way.hops {
            let (text, file) = (cut(hop.what.clone()), Some(hop.file.clone()));
            lines.push(Cited { text, file, line: Some(hop.line), level: 1 });
        }
    }
    if flows.paths.is_empty() {
        lines.push(said(0, format!("{from} goes into nothing outside of the project")));
    }
    if flows.paths.len() > WAYS_MAX {
        lines.push(said(0, format!("and {} ways more", flows.paths.len() - WAYS_MAX)));
    }
    lines.extend(flows.left_out.iter().map(|left_out| said(0, left_out.clone())));
    lines.truncate(LINES_MAX);
    let based_on = "values followed in Python, JavaScript and TypeScript, inside functions and across calls";
    Finding { known: true, lines, based_on: vec![based_on.to_owned()] }
}

fn stack(live: &Live) -> Finding {
    let (packages, unread) = live.stack();
    let mut lines: Vec<Cited> = Vec::new();
    let shapes = |package: &&Package| package.framework.is_some();
    for package in packages.iter().filter(shapes) {
        let version = package.locked.as_deref().unwrap_or(&package.wanted);
        let what = package.framework.unwrap_or_default();
        let text = format!("{} {version} ({what}, {})", package.name, package.ecosystem);
        lines.push(Cited { text: cut(text), file: Some(package.manifest.clone()), line: None, level: 0 });
    }
    let others = packages.len() - lines.len();
    if others > 0 {
        lines.push(said(0, format!("and {others} packages that are no frameworks")));
    }
    lines.extend(
        unread.iter().map(|(path, why)| said(0, format!("{path} was not read: {}", cut(why.clone())))),
    );
    lines.extend(live.operations().into_iter().map(|path| Cited {
        text: "says how it is built, run or deployed".to_owned(),
        file: Some(path),
        line: None,
        level: 0,
    }));
    lines.truncate(LINES_MAX);
    if lines.is_empty() {
        return Finding::unknown("no manifest, lock, container or pipeline was found");
    }
    Finding { known: true, lines, based_on: vec!["manifests, locks, and the names of files".to_owned()] }
}
