//! The labelled call graphs of `tests/calls`: how many of the edges found are right, and how many of the right ones are found.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use code::graph::{Note, Project};
use code::{Parser, SourceFile};

struct Case {
    name: String,
    files: Vec<(String, String)>,
    expected: BTreeSet<String>,
}

fn cases(folder: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calls").join(folder);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| case(path)).collect()
}

fn case(path: &Path) -> Case {
    let text = fs::read_to_string(path).unwrap();
    let mut case = Case {
        name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        files: Vec::new(),
        expected: BTreeSet::new(),
    };
    for part in text.split("\n--- ").skip(1) {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        if head == "expected" {
            case.expected = body.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        } else {
            case.files.push((head.to_owned(), format!("{body}\n")));
        }
    }
    assert!(!case.expected.is_empty(), "{}", case.name);
    case
}

fn found(case: &Case) -> BTreeSet<String> {
    let mut parser = Parser::default();
    let mut project = Project::default();
    for (path, text) in &case.files {
        let file = SourceFile::read(path, text.clone().into_bytes()).unwrap();
        let parsed = parser.parse(&file).unwrap();
        project.put(Note::read(&file, &parsed));
    }
    let program = project.link();
    assert!(!program.limits.stopped, "{}", case.name);
    let name = |place: usize| program.places[place].name.as_str();
    program.calls.iter().map(|call| format!("{} -> {}", name(call.from), name(call.to))).collect()
}

#[derive(Default, Debug, PartialEq)]
struct Figures {
    cases: usize,
    whole: usize,
    expected: usize,
    found: usize,
    right: usize,
}

fn measure(folder: &str) -> (Figures, String) {
    let mut figures = Figures::default();
    let mut report = String::new();
    for case in cases(folder) {
        let found = found(&case);
        let right = found.intersection(&case.expected).count();
        figures.cases += 1;
        figures.whole += usize::from(found == case.expected);
        figures.expected += case.expected.len();
        figures.found += found.len();
        figures.right += right;
        for edge in case.expected.difference(&found) {
            writeln!(report, "{}: missing {edge}", case.name).unwrap();
        }
        for edge in found.difference(&case.expected) {
            writeln!(report, "{}: wrong {edge}", case.name).unwrap();
        }
    }
    let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    writeln!(
        report,
        "{folder}: {} of {} cases whole; precision {:.1} % ({} of {} edges found), recall {:.1} % ({} of {} labelled)",
        figures.whole,
        figures.cases,
        share(figures.right, figures.found),
        figures.right,
        figures.found,
        share(figures.right, figures.expected),
        figures.right,
        figures.expected,
    )
    .unwrap();
    (figures, report)
}

/// `cargo test -p code --test calls -- --nocapture` prints the figures.
#[test]
fn python_calls_are_found() {
    let (figures, report) = measure("python");
    print!("{report}");
    assert_eq!(figures, Figures { cases: 75, whole: 74, expected: 245, found: 246, right: 245 });
}

#[test]
fn typescript_calls_are_found() {
    let (figures, report) = measure("typescript");
    print!("{report}");
    assert_eq!(figures, Figures { cases: 42, whole: 42, expected: 152, found: 152, right: 152 });
}
