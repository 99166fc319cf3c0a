//! What a question wants, by its words.

mod commands;
mod spelling;

use super::question::{Word, after, between, sentence, words};
use super::subject::Subject;
pub use commands::Purpose;

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
type Listing = fn(Vec<String>) -> Intent;

/// Beginnings after which a word is a name; the first that fits counts.
const RELATIONS: &[(&str, Reading)] = &[
    ("who|what calls|uses|invokes|references", Intent::Callers),
    ("who|what is calling|using|invoking|referencing", Intent::Callers),
    ("does|do anything|anyone|anybody|something|someone|somebody call|use|reference", Intent::Callers),
    ("is anything|anyone|anybody|something calling|using", Intent::Callers),
    (
        "which|what functions|function|methods|code|places|files|classes|tests call|calls|use|uses",
        Intent::Callers,
    ),
    (
        "show|list|give|find|who|what me|is|are? all|every|each? the|a|some? \
         callers|caller|users|usages|usage|uses|references of|to",
        Intent::Callers,
    ),
    ("callers|users|usages|usage|uses|references of|to", Intent::Callers),
    ("where is used", Intent::Callers),
    ("what does x call", Intent::Callees),
    ("who|what inherits|derives from?", Intent::Subclasses),
    ("who|what extends|implements|subclasses", Intent::Subclasses),
    ("which|what classes|types inherit|derive from?", Intent::Subclasses),
    ("which|what classes|types extend|implement|subclass", Intent::Subclasses),
    ("subclasses|children|implementations of", Intent::Subclasses),
    ("who|what imports", Intent::Importers),
    ("which|what files|modules import|imports", Intent::Importers),
    ("what is in|inside", Intent::Contents),
    ("contents|content of", Intent::Contents),
    ("what breaks|fails if|when", Intent::Impact),
    ("what would|could|might|may|will break|happen|fail if|when", Intent::Impact),
    ("what happens|changes if|when", Intent::Impact),
    ("what|who is affected if|by|when", Intent::Impact),
    ("what else? depends on", Intent::Impact),
    ("impact of", Intent::Impact),
    ("which|what tests cover|test|exercise|run|reach", Intent::Tests),
    ("who|what tests|covers", Intent::Tests),
    ("tests of|for", Intent::Tests),
    ("show|list|give|find|what me|is|are? all|every|each? the? tests|test of|for", Intent::Tests),
    ("is tested", Intent::Tests),
    ("what is tested|covered by", Intent::TestedBy),
];

/// Beginnings with what they ask of the rest.
const STARTS: &[(&str, Reading)] = &[
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

/// Things that are listed, with what else the question may say without meaning one of them.
const LISTED: &[(&str, Listing)] = &[
    ("http|api|rest? endpoints|endpoint|routes|route", Intent::Endpoints),
    ("database|data|db? models|model|tables|table", Intent::Models),
    ("environment|env variables|variable|vars|var", Intent::Settings),
    ("settings|setting", Intent::Settings),
];

const LISTING: &[&str] = &[
    "are",
    "is",
    "there",
    "exist",
    "exists",
    "do",
    "does",
    "we",
    "it",
    "they",
    "have",
    "has",
    "need",
    "needs",
    "needed",
    "used",
    "use",
    "read",
    "reads",
    "required",
    "defined",
    "available",
    "exposed",
    "offered",
    "provided",
    "set",
    "must",
    "i",
    "to",
    "be",
    "this",
    "project",
    "app",
    "application",
    "code",
    "in",
    "the",
    "all",
    "of",
    "a",
    "by",
    "for",
    "run",
    "here",
    "you",
    "should",
    "can",
    "server",
    "backend",
    "api",
    "program",
    "about",
    "known",
    "list",
    "show",
];

/// What is asked; where a word had to be spelt otherwise to be understood, also how the question was read.
pub fn read(question: &str) -> (Intent, Option<String>) {
    let words = words(question);
    if let Some(intent) = understood(&words) {
        return (intent, None);
    }
    let respelt = spelling::candidates(&words, &patterns());
    let read = respelt.into_iter().find_map(|words| Some((understood(&words)?, Some(sentence(&words)))));
    read.unwrap_or_else(|| (Intent::Where(Subject::of(&words)), None))
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
    if let Some(unmatched) = unmatched(words) {
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
    if has(&["entry point", "entrypoint", "where does it start"]) {
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
    listed(words)
        .or_else(|| stack(words))
        .or_else(|| relation(words))
        .or_else(|| whole(words, &said))
        .or_else(|| {
            let (rest, of) = STARTS.iter().find_map(|(start, of)| Some((after(words, start)?, of)))?;
            (!rest.is_empty()).then(|| of(Subject::of(rest)))
        })
}

/// `which endpoints are there?`
fn listed(words: &[Word]) -> Option<Intent> {
    let rest = after(words, "which|what|list|show me? all? of? the?")?;
    for (noun, of) in LISTED {
        let Some(rest) = after(rest, noun) else { continue };
        let about = rest.iter().filter(|word| !word.is(LISTING)).map(|word| word.text.clone()).collect();
        let names_one = words.first().is_some_and(|word| word.is(&["which", "what"]))
            && after(rest, "use|uses|call|calls|query|depend|reach|in").is_some();
        if let (Intent::Models(_), Some(to)) = (of(Vec::new()), led_to(rest)) {
            return Some(Intent::Related(to));
        }
        return match (names_one, of(Vec::new())) {
            // An endpoint that uses something is one that its change reaches.
            (true, Intent::Endpoints(_)) if after(rest, "in").is_none() => Some(Intent::Impact(
                Subject::exactly(after(rest, "use|uses|call|calls|query|depend|reach on?")?),
            )),
            _ => Some(of(about)),
        };
    }
    None
}

/// `which requests have no endpoint?`, `which endpoints does nobody call?`
fn unmatched(words: &[Word]) -> Option<Intent> {
    let unused =
        after(words, "which|what|list|show? unused|uncalled|dead|unreached http|api? endpoints|routes");
    if unused.is_some_and(<[Word]>::is_empty) {
        return Some(Intent::Unasked);
    }
    let rest =
        after(words, "which|what|list|show all? the? http|api|frontend? requests|calls|endpoints|routes")?;
    let of_requests = words[..words.len() - rest.len()].last()?.is(&["requests", "calls"]);
    let lacks = |words: &[Word]| {
        words
            .iter()
            .any(|word| word.is(&["no", "not", "never", "nobody", "without", "unused", "nothing", "none"]))
    };
    let other = |names: &[&str]| rest.iter().any(|word| word.is(names));
    let to_endpoints = other(&[
        "endpoint",
        "endpoints",
        "route",
        "routes",
        "backend",
        "server",
        "answered",
        "anything",
        "nothing",
    ]);
    let by_requests = other(&[
        "call",
        "calls",
        "called",
        "request",
        "requests",
        "requested",
        "use",
        "uses",
        "used",
        "frontend",
        "client",
        "unused",
    ]);
    match of_requests {
        _ if !lacks(rest) => None,
        true if to_endpoints => Some(Intent::Unanswered),
        false if by_requests => Some(Intent::Unasked),
        _ => None,
    }
}

/// `have a foreign key to users`: the words behind.
fn led_to(words: &[Word]) -> Option<Vec<String>> {
    let ways = [
        "have|has|with a|an? foreign? key|keys|relation|relations|relationship|relationships|reference|references|link|links to",
        "is|are? related|linked|connected|tied to",
        "refer|refers|reference|references|point|points|lead|leads|link|links|belong|belongs|relate|relates to?",
    ];
    let rest = ways.iter().find_map(|way| after(words, way)).filter(|rest| !rest.is_empty())?;
    let rest = after(rest, "the|a|an").unwrap_or(rest);
    Some(rest.iter().filter(|word| !word.is(LISTING)).map(|word| word.text.clone()).collect())
}

/// What it is built on.
fn stack(words: &[Word]) -> Option<Intent> {
    if let Some(rest) = after(words, "which|what? version|versions of") {
        return Some(Intent::Uses(Subject::exactly(without(
            rest,
            &["used", "do", "we", "use", "does", "it"],
        ))));
    }
    if let Some(rest) =
        after(words, "does|do|is it|this|we|project|the app|project|code|repo? use|using|need|have|on?")
    {
        return (!rest.is_empty()).then(|| Intent::Uses(Subject::exactly(rest)));
    }
    if let Some(inner) = between(words, "which|what", &["version"]) {
        return Some(Intent::Uses(Subject::exactly(inner)));
    }
    let kinds: &[(&str, Part)] = &[
        ("programming? languages|language", Part::Languages),
        ("web? frameworks|framework|stack|technologies|technology|tech", Part::Frameworks),
        ("databases|database", Part::Databases),
        ("packages|dependencies|libraries|library|requirements", Part::Packages),
    ];
    let rest = after(words, "which|what|list is|are? the?").unwrap_or(words);
    let asks = rest.len() < words.len() || words.len() <= 2;
    let kind = kinds.iter().find(|(noun, _)| after(rest, noun).is_some());
    kind.filter(|_| asks).map(|(_, part)| Intent::Stack(*part))
}

fn without<'w>(words: &'w [Word], ends: &[&str]) -> &'w [Word] {
    let mut rest = words;
    while let [inner @ .., last] = rest
        && !inner.is_empty()
        && (last.is(ends) || last.is(&["is", "are"]))
    {
        rest = inner;
    }
    rest
}

/// One thing, and what others have to do with it.
fn relation(words: &[Word]) -> Option<Intent> {
    if let Some(about) = between(words, "how|where is|are", &["tested", "covered"]) {
        return Some(Intent::Tests(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "where is|are", &["called", "used", "referenced"]) {
        return Some(Intent::Callers(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "where is|are", &["imported"]) {
        return Some(Intent::Importers(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "what does|do", &["call", "use"]) {
        return Some(Intent::Callees(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "what does|do", &["test", "cover"]) {
        return Some(Intent::TestedBy(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "what does|do", &["contain", "define", "hold", "import"]) {
        return Some(Intent::Contents(Subject::exactly(about)));
    }
    for (beginning, of) in RELATIONS {
        let Some(rest) = after(words, beginning).filter(|rest| !rest.is_empty()) else { continue };
        return Some(of(Subject::exactly(acted_on(rest))));
    }
    let said = sentence(words);
    let signs = ["inherit", "extend", "base class", "bases of", "superclass"];
    let is_how = words.first().is_some_and(|word| word.is(&["how"]));
    (!is_how && signs.iter().any(|sign| said.contains(sign))).then(|| {
        let rest = after(words, "what|which does|do|is|are? the?").unwrap_or(words);
        Intent::Bases(Subject::of(rest))
    })
}

/// `if I change X`: what stands behind whoever does it and what is done.
fn acted_on(words: &[Word]) -> &[Word] {
    let actions = "i|we|you|one|someone|somebody? change|rename|delete|remove|edit|touch|modify|break|move|drop|refactor";
    after(words, actions).filter(|rest| !rest.is_empty()).unwrap_or(words)
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
