//! Questions for what other things have to do with one thing.

use super::super::question::{Word, after, between, sentence};
use super::super::subject::{Subject, looks_like_code};
use super::beyond::{self, Beyond};
use super::{Intent, Reading};

/// Beginnings after which a word is a name; the first that fits counts.
pub(super) const RELATIONS: &[(&str, Reading)] = &[
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
    (
        "which|what|show|list|find|give me? all|every? the? classes|class|types|type|structs that|which \
         extend|extends|inherit|inherits|derive|derives|subclass|implement|implements from?",
        Intent::Subclasses,
    ),
    ("who|what extends|implements|subclasses", Intent::Subclasses),
    (
        "which|what classes|class|types|type|structs|struct|interfaces|components \
         inherit|inherits|derive|derives|extend|extends|implement|implements|subclass|subclasses from?",
        Intent::Subclasses,
    ),
    (
        "which|what classes|class|types|type is|are? subclasses|subclass|children|derived|inherited of|from",
        Intent::Subclasses,
    ),
    (
        "show|list|give|find|who|what|which me|is|are? all|every? the|a? \
         subclasses|subclass|children|heirs|descendants|implementations|implementers|implementors of",
        Intent::Subclasses,
    ),
    (
        "all|direct? subclasses|subclass|children|heirs|descendants|implementations|implementers of",
        Intent::Subclasses,
    ),
    ("who|what imports", Intent::Importers),
    ("which|what files|modules import|imports", Intent::Importers),
    ("what is in|inside", Intent::Contents),
    ("contents|content of", Intent::Contents),
    ("what breaks|fails if|when", Intent::Impact),
    ("what would|could|might|may|will break|fail if|when", Intent::Impact),
    ("what|who is affected if|by|when", Intent::Impact),
    ("what else? depends on", Intent::Impact),
    ("impact of", Intent::Impact),
    ("which|what tests cover|test|exercise|run|reach", Intent::Tests),
    ("who|what tests|covers", Intent::Tests),
    ("tests|test of|for", Intent::Tests),
    (
        "is|are|do|have there|we? a|an|any|some? test|tests of|for|that? tests|test|covers|cover|run|runs?",
        Intent::Tests,
    ),
    ("show|list|give|find|what me|is|are? all|every|each? the? tests|test of|for", Intent::Tests),
    ("is tested", Intent::Tests),
    ("what is tested|covered by", Intent::TestedBy),
];

/// What may follow a change, or something else.
pub(super) const OCCASIONS: &[&str] =
    &["what happens|changes if|when|once", "what would|could|might|may|will happen if|when|once"];

/// One thing, and what others have to do with it.
pub(super) fn read(words: &[Word]) -> Option<Intent> {
    if let Some(about) = between(words, "how|where is|are", &["tested", "covered"]) {
        return Some(Intent::Tests(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "where is|are", &["called", "used", "referenced"]) {
        return Some(Intent::Callers(Subject::exactly(about)));
    }
    if let Some(about) = between(words, "where is|are", &["imported"]) {
        return Some(Intent::Importers(Subject::exactly(about)));
    }
    let heirs =
        between(words, "which|what subclasses|children|heirs|implementations does|do", &["have", "has"])
            .or_else(|| between(words, "does|do", &["subclasses", "heirs"]).and_then(without_have));
    if let Some(about) = heirs {
        return Some(Intent::Subclasses(Subject::exactly(about)));
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
    for beginning in OCCASIONS {
        let Some(rest) = after(words, beginning).filter(|rest| !rest.is_empty()) else { continue };
        return Some(match acted_on(rest) {
            of if of.len() < rest.len() => Intent::Impact(Subject::exactly(of)),
            _ => beyond::occasion(rest, Intent::Impact),
        });
    }
    if let Some(rest) = after(words, "what happens in|inside|on|during|within|at|after|before|with|to") {
        // Of one name it is asked what it does.
        let is_named = Subject::exactly(rest).is_name()
            && rest.iter().any(|word| word.marked || looks_like_code(&word.text));
        return Some(if is_named { Intent::How(Subject::of(rest)) } else { Intent::Beyond(Beyond::Event) });
    }
    for (beginning, of) in RELATIONS {
        let Some(rest) = after(words, beginning).filter(|rest| !rest.is_empty()) else { continue };
        return Some(match is_mere_act(rest) {
            true => Intent::Beyond(Beyond::Nameless(sentence(words))),
            false => of(Subject::exactly(acted_on(rest))),
        });
    }
    let said = sentence(words);
    let signs = ["inherit", "extend", "base class", "bases of", "superclass"];
    let is_how = words.first().is_some_and(|word| word.is(&["how"]));
    (!is_how && signs.iter().any(|sign| said.contains(sign))).then(|| {
        let rest = after(words, "what|which does|do|is|are? the?").unwrap_or(words);
        Intent::Bases(Subject::of(rest))
    })
}

/// A beginning that names nothing behind it: `who calls?`
pub(super) fn nameless(words: &[Word]) -> Option<Intent> {
    let is_alone = |beginning: &str| after(words, beginning).is_some_and(<[Word]>::is_empty);
    let found = RELATIONS.iter().any(|(beginning, _)| is_alone(beginning));
    found.then(|| Intent::Beyond(Beyond::Nameless(sentence(words))))
}

/// `if I change` with nothing that is changed.
fn is_mere_act(words: &[Word]) -> bool {
    words.len() > 1 && after(words, ACTS).is_some_and(<[Word]>::is_empty)
}

/// Who does what to something.
const ACTS: &str =
    "i|we|you|one|someone|somebody? change|rename|delete|remove|edit|touch|modify|break|move|drop|refactor";

/// `X have any`: without what is said of it.
fn without_have(words: &[Word]) -> Option<&[Word]> {
    let mut rest = words;
    while let [inner @ .., last] = rest
        && last.is(&["have", "any"])
    {
        rest = inner;
    }
    (!rest.is_empty() && rest.len() < words.len()).then_some(rest)
}

/// `if I change X`: what stands behind whoever does it and what is done.
fn acted_on(words: &[Word]) -> &[Word] {
    after(words, ACTS).filter(|rest| !rest.is_empty()).unwrap_or(words)
}
