//! Questions for what a project is built on.

use super::super::question::{Word, after, between};
use super::super::subject::Subject;
use super::{Intent, Part};

/// What it is built on.
pub(super) fn read(words: &[Word]) -> Option<Intent> {
    if after(words, "what|which is? the? license|licence").is_some()
        || words.len() <= 8
            && words.iter().any(|word| word.is(&["license", "licence", "licensed", "licenced"]))
    {
        return Some(Intent::Licence);
    }
    if let Some(rest) = after(words, "which|what? version|versions of") {
        let about = without(
            rest,
            &[
                "used",
                "do",
                "we",
                "use",
                "does",
                "it",
                "needed",
                "required",
                "installed",
                "supported",
                "pinned",
            ],
        );
        return Some(Intent::Version(Subject::exactly(about)));
    }
    if let Some(rest) =
        after(words, "does|do|is it|this|we|project|the app|project|code|repo? use|using|need|have|on?")
    {
        return (!rest.is_empty()).then(|| Intent::Uses(Subject::exactly(rest)));
    }
    if let Some(inner) = between(words, "which|what", &["version"]) {
        return Some(Intent::Version(Subject::exactly(inner)));
    }
    // `which version is this?`
    if let Some(rest) =
        after(words, "which|what? version").filter(|rest| rest.iter().all(|word| word.is(THIS)))
    {
        return (rest.len() < words.len()).then(|| Intent::Version(Subject::default()));
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

const THIS: &[&str] =
    &["is", "this", "it", "the", "project", "package", "code", "of", "are", "we", "on", "at"];

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
