//! What a question wants, by its words.

mod beyond;
mod commands;
mod effect;
mod listing;
mod relation;
mod spelling;
mod stack;
mod things;
mod vocabulary;

use super::question::{Word, after, between, sentence, words};
use super::subject::Subject;
pub use beyond::Beyond;
pub use commands::Purpose;
pub use effect::Effect;
use listing::LISTED;
use relation::RELATIONS;
pub use things::{Thing, Which};
pub(super) use vocabulary::left;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    Overview,
    Entries,
    Risk,
    Untested,
    Uncalled,
    /// What changed of late, which no file says.
    Changes,
    Where(Subject),
    Callers(Subject),
    Callees(Subject),
    Impact(Subject),
    Tests(Subject),
    TestedBy(Subject),
    Bases(Subject),
    Subclasses(Subject),
    Importers(Subject),
    Contents(Subject),
    How(Subject),
    Extend {
        what: Subject,
        like: Option<Subject>,
    },
    /// All there is, or what holds one of the words.
    Endpoints(Vec<String>),
    Models(Vec<String>),
    /// Models and tables with a relation to one that is named.
    Related(Vec<String>),
    Settings(Vec<String>),
    Stack(Part),
    /// How it is installed, run or tested, or only what is named.
    Commands(Purpose, Vec<String>),
    /// On which port it listens.
    Port,
    /// Requests that reach no endpoint, endpoints that no request reaches.
    Unanswered,
    Unasked,
    /// Whether a package is used, and in which version.
    Uses(Subject),
    /// The version of a package, or of the project itself.
    Version(Subject),
    Licence,
    /// HTTP requests that the code sends.
    Requests(Vec<String>),
    /// Definitions or files of a kind, perhaps only those that stand in one place.
    Things(Thing, Which, Option<String>),
    /// What raises, catches, reads or writes something.
    Done(Effect, Subject),
    /// What is not answered.
    Beyond(Beyond),
}

impl Intent {
    /// The one thing that is asked about, where there is one.
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Where(of)
            | Self::Callers(of)
            | Self::Callees(of)
            | Self::Impact(of)
            | Self::Tests(of)
            | Self::TestedBy(of)
            | Self::Bases(of)
            | Self::Subclasses(of)
            | Self::Importers(of)
            | Self::Contents(of)
            | Self::How(of)
            | Self::Uses(of)
            | Self::Version(of)
            | Self::Done(_, of) => Some(of),
            _ => None,
        }
    }
}

/// Which part of what a repository is built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Languages,
    Frameworks,
    Databases,
    Packages,
}

type Reading = fn(Subject) -> Intent;

/// Beginnings with what they ask of the rest.
const STARTS: &[(&str, Reading)] = &[
    ("where do|does|did|can i|we|you|one find", Intent::Where),
    ("where is|are|do|does we?", Intent::Where),
    ("where", Intent::Where),
    ("find", Intent::Where),
    ("show me", Intent::Where),
    ("which file", Intent::Where),
    ("is|are there a|an|any?", Intent::Where),
    ("how does|do|is|are", Intent::How),
    ("explain", Intent::How),
    ("what does", Intent::How),
    ("how", Intent::How),
    ("what is|are", Intent::How),
];

/// What is asked; where a word had to be spelt otherwise to be understood, also how the question was read. Last the words that were read.
pub fn read(question: &str) -> (Intent, Option<String>, Vec<Word>) {
    let words = words(question);
    if let Some(intent) = understood(&words) {
        return (intent, None, words);
    }
    let respelt = spelling::candidates(&words, &patterns());
    let read = respelt.into_iter().find_map(|words| {
        // No other spelling makes a question out of what is none.
        let intent = understood(&words).filter(|intent| !matches!(intent, Intent::Beyond(_)))?;
        Some((intent, Some(sentence(&words)), words))
    });
    read.unwrap_or_else(|| {
        let read = beyond::other(&words);
        (read.unwrap_or_else(|| Intent::Where(Subject::defined(&words))), None, words)
    })
}

/// The patterns whose words questions are made of.
fn patterns() -> Vec<&'static str> {
    let relations = RELATIONS.iter().chain(STARTS).map(|(pattern, _)| *pattern);
    relations.chain(LISTED.iter().map(|(pattern, _)| *pattern)).chain([OTHERS]).collect()
}

/// Words of questions that stand in no pattern.
const OTHERS: &str = "untested riskiest overview architecture tested covered defined inherit never called unused \
                      install build run start frameworks languages dependencies packages databases port project version";

/// The intent of the words, if they say one.
fn understood(words: &[Word]) -> Option<Intent> {
    let said = sentence(words);
    let has = |some: &[&str]| some.iter().any(|some| said.contains(some));
    if let Some(reason) = beyond::reason(words) {
        return Some(reason);
    }
    let is_yes_or_no = words.first().is_some_and(|word| word.is(&["is", "are"]));
    if let Some(about) = between(words, "is|are", &["tested", "untested", "covered"]) {
        return Some(Intent::Tests(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "is|are", &["called", "used", "referenced", "uncalled", "unused"]) {
        let about: Vec<Word> =
            about.iter().filter(|word| !word.is(&["ever", "never", "not"])).cloned().collect();
        return Some(Intent::Callers(Subject::exactly(&about)));
    }
    if has(&["untested", "not tested", "without tests", "no tests", "lacks tests", "never tested"])
        && !is_yes_or_no
    {
        return Some(Intent::Untested);
    }
    if let Some(unmatched) = listing::unmatched(words).or_else(|| listing::requests(words)) {
        return Some(unmatched);
    }
    let uncalled = [
        "never called",
        "never used",
        "dead code",
        "unused",
        "uncalled",
        "not called",
        "not used",
        "nobody calls",
    ];
    if has(&uncalled) && !is_yes_or_no && !words.iter().any(|word| word.marked) {
        return Some(Intent::Uncalled);
    }
    if has(&["riskiest", "risky", "hotspot", "most dangerous", "most complex"]) {
        return Some(Intent::Risk);
    }
    if let Some(commands) = commands::read(words) {
        return Some(commands);
    }
    if has(&["entry point", "entrypoint"]) || starts(words) {
        return Some(Intent::Entries);
    }
    if has(&[
        "changed recently",
        "recent changes",
        "last changed",
        "changed last",
        "changed lately",
        "what changed",
    ]) {
        return Some(Intent::Changes);
    }
    if let Some(extend) = extend(words, &said) {
        return Some(extend);
    }
    beyond::order(words)
        .or_else(|| beyond::defaults(words))
        .or_else(|| things::read(words))
        .or_else(|| listing::listed(words))
        .or_else(|| stack::read(words))
        .or_else(|| effect::read(words))
        .or_else(|| relation::read(words))
        .or_else(|| whole(words, &said))
        .or_else(|| things::unlisted(words))
        .or_else(|| {
            let (rest, of) = STARTS.iter().find_map(|(start, of)| Some((after(words, start)?, of)))?;
            (!rest.is_empty()).then(|| match of(Subject::of(rest)) {
                Intent::Where(_) => Intent::Where(Subject::defined(rest)),
                other => other,
            })
        })
        .or_else(|| relation::nameless(words))
}

/// `where does the program start?`
fn starts(words: &[Word]) -> bool {
    let rest = after(words, "where|how does|do|is|will");
    let starts = [
        "start",
        "starts",
        "started",
        "begin",
        "begins",
        "boot",
        "up",
        "running",
        "first",
        "executing",
        "to",
        "run",
    ];
    let subject = [
        "it",
        "this",
        "everything",
        "the",
        "app",
        "application",
        "program",
        "project",
        "code",
        "execution",
        "server",
    ];
    rest.is_some_and(|rest| {
        rest.iter().any(|word| word.is(&["start", "starts", "begin", "begins", "boot"]))
            && rest.iter().all(|word| word.is(&starts) || word.is(&subject))
    })
}

fn whole(words: &[Word], said: &str) -> Option<Intent> {
    let has = |some: &[&str]| some.iter().any(|some| said.contains(some));
    let whole = ["project", "repository", "repo", "codebase", "code base", "this about", "package do"];
    let asks = words.first().is_some_and(|word| word.is(&["what", "explain"])) || words.len() <= 3;
    let these = ["this", "it", "that", "here"];
    let pointed = ["what is", "what does", "explain"].iter().find_map(|start| after(words, start));
    if pointed.is_some_and(|rest| {
        rest.first().is_some_and(|word| word.is(&these))
            && rest[1..].iter().all(|word| word.is(&["do", "for", "about", "all", "thing"]))
    }) {
        return Some(Intent::Overview);
    }
    (asks && has(&whole) || has(&["overview", "architecture"])).then_some(Intent::Overview)
}

fn extend(words: &[Word], said: &str) -> Option<Intent> {
    let starts = ["how would|do|can|should i|one add|write", "how to add|write", "add a new"];
    let rest = starts.iter().find_map(|start| after(words, start))?;
    let at = rest.iter().position(|word| word.is(&["like", "as", "similar"]));
    let Some(at) = at.filter(|_| !said.is_empty()) else {
        return Some(Intent::Extend { what: Subject::of(rest), like: None });
    };
    let like = after(&rest[at..], "just? like|as|similar to?").unwrap_or_default();
    let before: Vec<Word> = rest[..at].iter().filter(|word| !word.is(&["just"])).cloned().collect();
    Some(Intent::Extend { what: Subject::of(&before), like: Some(Subject::of(like)) })
}

#[cfg(test)]
mod tests;
