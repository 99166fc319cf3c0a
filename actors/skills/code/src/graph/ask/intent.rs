//! What a question wants, by its words.

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    Overview,
    Entries,
    Risk,
    Untested,
    Where(String),
    Callers(String),
    Callees(String),
    Impact(String),
    Tests(String),
    Bases(String),
    How(String),
    Extend { what: String, like: Option<String> },
}

type Reading = fn(String) -> Intent;

/// Beginnings of questions, with what they ask of the rest; the first that fits counts.
const STARTS: &[(&str, Reading)] = &[
    ("who calls ", Intent::Callers),
    ("who uses ", Intent::Callers),
    ("what calls ", Intent::Callers),
    ("what uses ", Intent::Callers),
    ("callers of ", Intent::Callers),
    ("where is used ", Intent::Callers),
    ("what does x call ", Intent::Callees),
    ("what breaks if ", Intent::Impact),
    ("what would break if ", Intent::Impact),
    ("what happens if ", Intent::Impact),
    ("what is affected if ", Intent::Impact),
    ("what depends on ", Intent::Impact),
    ("impact of ", Intent::Impact),
    ("which tests cover ", Intent::Tests),
    ("what tests cover ", Intent::Tests),
    ("which tests test ", Intent::Tests),
    ("is tested ", Intent::Tests),
    ("where is ", Intent::Where),
    ("where are ", Intent::Where),
    ("where do we ", Intent::Where),
    ("where does ", Intent::Where),
    ("where do ", Intent::Where),
    ("where ", Intent::Where),
    ("find ", Intent::Where),
    ("show me ", Intent::Where),
    ("which file ", Intent::Where),
    ("how does ", Intent::How),
    ("how do ", Intent::How),
    ("how is ", Intent::How),
    ("how are ", Intent::How),
    ("explain ", Intent::How),
    ("what does ", Intent::How),
    ("how ", Intent::How),
    ("what is ", Intent::How),
    ("what are ", Intent::How),
];

pub fn read(question: &str) -> Intent {
    let plain = question.trim().trim_end_matches(['?', '.', '!', ' ']).replace(['`', '"', '\''], "");
    let lower = plain.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["untested", "not tested", "without tests", "no tests", "lacks tests"]) {
        return Intent::Untested;
    }
    if has(&["riskiest", "risky", "hotspot", "most dangerous", "most complex"]) {
        return Intent::Risk;
    }
    if has(&["entry point", "entrypoint", "where does it start", "how do i run", "how is it started"]) {
        return Intent::Entries;
    }
    if let Some(extend) = extend(&plain, &lower) {
        return extend;
    }
    for sign in [" inherit", " extend", "base class", "bases of", "superclass"] {
        if lower.contains(sign) && !lower.starts_with("how") {
            return Intent::Bases(subject(&plain));
        }
    }
    if lower.starts_with("what does ") && (lower.ends_with(" call") || lower.ends_with(" use")) {
        return Intent::Callees(subject(&plain));
    }
    if (lower.starts_with("where is ") || lower.starts_with("where are ")) && has(&[" called", " used"]) {
        return Intent::Callers(subject(&plain));
    }
    let whole = [
        "project",
        "repository",
        "repo",
        "codebase",
        "code base",
        "overview",
        "architecture",
        "this about",
        "package do",
    ];
    let asks_whole =
        lower.starts_with("what") || lower.starts_with("explain") || lower.split_whitespace().count() <= 3;
    if asks_whole && has(&whole) || has(&["overview", "architecture"]) {
        return Intent::Overview;
    }
    let start = STARTS.iter().find(|(start, _)| lower.starts_with(start));
    match start {
        Some((start, of)) => of(subject(&plain[start.len()..])),
        None => Intent::Where(subject(&plain)),
    }
}

fn extend(plain: &str, lower: &str) -> Option<Intent> {
    let asks = [
        "how would i add",
        "how do i add",
        "how can i add",
        "how to add",
        "how would one add",
        "how should i add",
        "add a new",
        "how would i write",
        "how do i write",
    ];
    if !asks.iter().any(|start| lower.starts_with(start)) {
        return None;
    }
    let at = lower.find(" add ").map(|at| at + 5).or_else(|| lower.find(" write ").map(|at| at + 7))?;
    let rest = plain.get(at..)?;
    for sign in [" like ", " similar to ", " just as ", " as "] {
        if let Some((what, like)) = rest.split_once(sign) {
            return Some(Intent::Extend { what: subject(what), like: Some(subject(like)) });
        }
    }
    Some(Intent::Extend { what: subject(rest), like: None })
}

/// Words that say nothing about what is meant.
const EMPTY: &[&str] = &[
    "the",
    "a",
    "an",
    "i",
    "we",
    "you",
    "it",
    "its",
    "my",
    "our",
    "is",
    "are",
    "be",
    "does",
    "do",
    "did",
    "in",
    "of",
    "to",
    "for",
    "on",
    "and",
    "or",
    "that",
    "this",
    "these",
    "with",
    "from",
    "by",
    "here",
    "class",
    "function",
    "method",
    "defined",
    "definition",
    "implemented",
    "implementation",
    "located",
    "handled",
    "done",
    "made",
    "work",
    "works",
    "working",
    "change",
    "changed",
    "rename",
    "renamed",
    "remove",
    "removed",
    "delete",
    "deleted",
    "if",
    "would",
    "code",
    "happen",
    "happens",
    "get",
    "gets",
    "called",
    "used",
    "call",
    "calls",
    "use",
    "new",
    "inherit",
    "inherits",
    "extend",
    "extends",
    "derive",
    "base",
    "bases",
    "what",
    "who",
    "which",
    "how",
    "where",
    "there",
    "live",
    "lives",
    "find",
    "file",
    "when",
    "should",
    "can",
    "s",
    "place",
    "module",
    "another",
];

/// The words of a question that name something.
pub fn subject(text: &str) -> String {
    let words =
        text.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '(', ')', '?', '.', '!']));
    let telling = words.filter(|word| !EMPTY.contains(&word.to_lowercase().as_str()) && !word.is_empty());
    telling.collect::<Vec<_>>().join(" ")
}

/// Words that look like names of code, the most telling first; a single word may be one too.
pub fn identifiers(subject: &str) -> Vec<&str> {
    let words: Vec<&str> = subject.split_whitespace().map(|word| word.trim_end_matches("()")).collect();
    let mut names: Vec<&str> = words.iter().copied().filter(|word| looks_like_code(word)).collect();
    if let [only] = words.as_slice()
        && names.is_empty()
    {
        names.push(only);
    }
    // `the class Flask`: a capital that no sentence asked for.
    names.extend(words.iter().filter(|word| word.starts_with(char::is_uppercase) && words.len() <= 3));
    names
}

fn looks_like_code(word: &str) -> bool {
    let inner_capital = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    word.contains('_') || word.contains("::") || inner_capital || word.trim_end_matches('.').contains('.')
}

/// The question names something by its very name, so that a search for words like it would mislead.
pub fn is_name(subject: &str) -> bool {
    let words: Vec<&str> = subject.split_whitespace().collect();
    matches!(words.as_slice(), [only] if looks_like_code(only) || only.ends_with("()"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_read_by_their_words() {
        let texts = |text: &str| text.to_owned();
        let cases = [
            ("Where is the class Flask defined?", Intent::Where(texts("Flask"))),
            ("who calls `Session.send`?", Intent::Callers(texts("Session.send"))),
            ("Where is url_for used?", Intent::Callers(texts("url_for"))),
            ("what breaks if I rename find_best_app?", Intent::Impact(texts("find_best_app"))),
            ("how does template rendering work?", Intent::How(texts("template rendering"))),
            ("what is this project?", Intent::Overview),
            ("overview", Intent::Overview),
            ("What is untested?", Intent::Untested),
            ("which tests cover url_for?", Intent::Tests(texts("url_for"))),
            ("what does Session inherit from?", Intent::Bases(texts("Session"))),
            ("what does Session.send call?", Intent::Callees(texts("Session.send"))),
            (
                "How would I add a JSON tag like TagUUID?",
                Intent::Extend { what: texts("JSON tag"), like: Some(texts("TagUUID")) },
            ),
            ("", Intent::Where(String::new())),
        ];
        for (question, intent) in cases {
            assert_eq!(read(question), intent, "{question}");
        }
    }
}
