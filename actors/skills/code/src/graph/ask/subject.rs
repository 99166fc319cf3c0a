//! What a question is about: a name, an address, or words to search for.

mod around;

use super::inside::{self, Inside};
use super::question::Word;
use around::{BEFORE, BEHIND, EMPTY, NOUNS};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The words that tell, in their order.
    pub text: String,
    /// What can only be a name.
    pub marked: Vec<String>,
    /// One word stands where a name does.
    pub sole: bool,
    /// The question is about one thing: words that are merely like it mislead.
    pub exact: bool,
    /// `POST /users`, with or without its method.
    pub endpoint: Option<(Option<String>, String)>,
    /// Where it stands, as the question says.
    pub inside: Option<Inside>,
    /// A variable of a module may be meant by one plain word.
    pub value: bool,
}

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];

impl Subject {
    pub(super) fn of(words: &[Word]) -> Self {
        let is_behind = |word: &Word| word.is(BEHIND) || word.is(NOUNS);
        let is_aside = |word: &Word| is_behind(word) || word.is(BEFORE) || word.is(EMPTY);
        let (words, inside) = inside::read(words, is_aside);
        let words = &words[..];
        let mut rest = words;
        while let [inner @ .., last] = rest
            && !inner.is_empty()
            && is_behind(last)
            // `a route` is about one; there is nothing else that it could be called.
            && !(last.is(NOUNS) && inner.iter().all(|word| word.is(&["a", "an", "the", "new"])))
        {
            rest = inner;
        }
        while let [first, inner @ ..] = rest
            && !inner.is_empty()
            && first.is(BEFORE)
        {
            rest = inner;
        }
        let join = |words: Vec<&str>| words.join(" ");
        let all = || rest.iter().map(|word| word.text.as_str());
        let telling: Vec<&str> =
            rest.iter().filter(|word| !word.is(EMPTY)).map(|word| word.text.as_str()).collect();
        let sole = rest.len() == 1;
        let text = if sole || telling.is_empty() { join(all().collect()) } else { join(telling) };
        let marked = words.iter().filter(|word| word.marked).map(|word| word.text.clone()).collect();
        Subject { text, marked, sole, exact: false, endpoint: endpoint(words), inside, value: false }
    }

    /// One name and no other words.
    pub(super) fn name(name: &str) -> Self {
        Subject { text: name.to_owned(), marked: vec![name.to_owned()], sole: true, ..Subject::default() }
    }

    /// Asked about as one thing, if it is one word.
    pub(super) fn exactly(words: &[Word]) -> Self {
        let subject = Self::of(words);
        Subject { exact: subject.sole, ..subject }
    }

    /// Asked for as something that is defined: one plain word may be a variable.
    pub(super) fn defined(words: &[Word]) -> Self {
        let subject = Self::of(words);
        Subject { value: subject.sole, ..subject }
    }

    /// The names among the words, the most telling first.
    pub(super) fn names(&self) -> Vec<&str> {
        if !self.marked.is_empty() {
            return self.marked.iter().map(String::as_str).collect();
        }
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let mut names: Vec<&str> = words.iter().copied().filter(|word| looks_like_code(word)).collect();
        if let [only] = words.as_slice()
            && names.is_empty()
        {
            names.push(only);
        }
        // `the class Flask`: a capital that no sentence asked for.
        let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase) && words.len() <= 3);
        let more: Vec<&str> = capitals.copied().filter(|word| !names.contains(word)).collect();
        names.extend(more);
        names
    }

    /// The names, or else every word that tells.
    pub(super) fn asked(&self) -> Vec<&str> {
        let names = self.names();
        if names.is_empty() { self.text.split_whitespace().collect() } else { names }
    }

    /// It names something by its very name, so that a search for words like it would mislead.
    pub(super) fn is_name(&self) -> bool {
        let is_code = !self.text.contains(' ') && looks_like_code(&self.text);
        let in_file = self.sole && self.inside.as_ref().is_some_and(|inside| inside.is_file);
        in_file || self.exact || !self.marked.is_empty() || self.endpoint.is_some() || is_code
    }

    /// As it is shown.
    pub(super) fn shown(&self) -> String {
        match &self.endpoint {
            Some((Some(method), path)) => format!("{method} {path}"),
            Some((None, path)) => path.clone(),
            None if !self.marked.is_empty() => self.marked.join(" "),
            None => self.text.clone(),
        }
    }
}

/// `POST /users`, in one mark or as two words. A path of a file has an ending and does not begin with a slash.
fn endpoint(words: &[Word]) -> Option<(Option<String>, String)> {
    let parts: Vec<&str> = words.iter().flat_map(|word| word.text.split_whitespace()).collect();
    let at = parts.iter().position(|part| part.starts_with('/') && part.len() > 1 || *part == "/")?;
    let method = at.checked_sub(1).and_then(|before| parts.get(before)).map(|part| part.to_lowercase());
    let method = method.filter(|method| METHODS.contains(&method.as_str()));
    Some((method.map(|method| method.to_uppercase()), parts.get(at)?.to_string()))
}

pub(super) fn looks_like_code(word: &str) -> bool {
    let inner_capital = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    word.contains(['_', '/'])
        || word.contains("::")
        || inner_capital
        || word.trim_end_matches('.').contains('.')
}
