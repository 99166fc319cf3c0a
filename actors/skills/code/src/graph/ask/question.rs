//! The words of a question. What is marked as a name stays one, whatever it means in a sentence.

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: String,
    pub lower: String,
    /// It stands in backticks or quotes, or has the brackets of a call: it is a name and nothing else.
    pub marked: bool,
    /// `view.js's`: what follows belongs to it.
    pub owns: bool,
}

impl Word {
    pub fn plain(text: &str) -> Self {
        Word { text: text.to_owned(), lower: text.to_lowercase(), marked: false, owns: false }
    }

    fn marked(text: &str) -> Self {
        Word { marked: true, ..Word::plain(text) }
    }

    pub fn is(&self, one_of: &[&str]) -> bool {
        !self.marked && one_of.contains(&self.lower.as_str())
    }
}

/// What is said for politeness or out of impatience.
const FILLERS: &[&[&str]] = &[
    &["the", "heck"],
    &["the", "hell"],
    &["on", "earth"],
    &["these", "days"],
    &["right", "now"],
    &["at", "the", "moment"],
    &["at", "all"],
    &["can", "you", "tell", "me"],
    &["could", "you", "tell", "me"],
    &["tell", "me"],
    &["do", "you", "know"],
    &["i", "want", "to", "know"],
    &["please"],
    &["actually"],
    &["currently"],
    &["exactly"],
    &["really"],
    &["anywhere"],
    &["nowadays"],
];

/// `where's` is two words.
const CONTRACTED: &[&str] = &["where", "what", "who", "how", "which", "there", "it", "that"];

pub(super) fn words(question: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = question.trim();
    while let Some(first) = rest.chars().next() {
        let closing = match first {
            '`' | '"' | '\'' => rest[1..].find(first).map(|end| end + 1),
            _ => None,
        };
        if let Some(end) = closing {
            let inner = rest[1..end].trim();
            // A sentence in quotes is no name.
            if first == '`' || inner.split_whitespace().count() == 1 {
                words.push(Word::marked(inner.trim_end_matches("()")));
            } else {
                words.extend(inner.split_whitespace().filter_map(bare).flatten());
            }
            rest = &rest[end + 1..];
        } else {
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '`')
                .unwrap_or(rest.len())
                .max(first.len_utf8());
            words.extend(bare(&rest[..end]).into_iter().flatten());
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    words.retain(|word| !word.text.is_empty());
    without_fillers(words)
}

/// A word without the signs of the sentence around it.
fn bare(word: &str) -> Option<Vec<Word>> {
    // Macros of Rust are written with their sign.
    let name = word.trim_end_matches(['?', ',', ';', '.']).strip_suffix('!');
    if let Some(name) =
        name.filter(|name| name.len() > 1 && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
    {
        return Some(vec![Word::marked(name)]);
    }
    let word = word
        .trim_start_matches(['(', ',', ';', '"', '\''])
        .trim_end_matches([',', ';', ':', '?', '!', '.', '"', '\'', '`']);
    // `@app.route`: what it is taken from is a word of its own, which nothing else may bear.
    if let Some(decorator) = word.strip_prefix('@').filter(|name| !name.is_empty()) {
        let name = decorator.split('(').next().unwrap_or(decorator);
        let (of, last) = name.rsplit_once('.').unwrap_or(("", name));
        return Some([Word::plain(of), Word::marked(last)].to_vec());
    }
    if let Some((head, _)) = word.split_once('(')
        && !head.is_empty()
    {
        return Some(vec![Word::marked(head.trim_start_matches('.'))]);
    }
    let word = word.trim_end_matches(')').trim_start_matches('.');
    for end in ["'s", "’s"] {
        if let Some(head) = word.strip_suffix(end) {
            let is_contracted = CONTRACTED.contains(&head.to_lowercase().as_str());
            let mut both = vec![Word { owns: !is_contracted, ..Word::plain(head) }];
            both.extend(is_contracted.then(|| Word::plain("is")));
            return Some(both);
        }
    }
    (!word.is_empty()).then(|| vec![Word::plain(word)])
}

fn without_fillers(mut words: Vec<Word>) -> Vec<Word> {
    for filler in FILLERS {
        // One word of several is none that is asked about.
        while words.len() > filler.len()
            && let Some(at) = words
                .windows(filler.len())
                .position(|some| some.iter().zip(*filler).all(|(word, part)| word.is(&[part])))
        {
            // `who calls really?` asks about a name.
            if filler.len() == 1 && at + 1 == words.len() && words.len() <= 3 {
                break;
            }
            words.drain(at..at + filler.len());
        }
    }
    words
}

/// What follows a beginning: words by themselves, `a|b` for one of several, `a?` for one that may be there.
pub(super) fn after<'w>(words: &'w [Word], beginning: &str) -> Option<&'w [Word]> {
    let mut rest = words;
    for part in beginning.split(' ') {
        let (part, may) = part.strip_suffix('?').map_or((part, false), |part| (part, true));
        let fits =
            rest.first().is_some_and(|word| !word.marked && part.split('|').any(|one| one == word.lower));
        match (fits, may) {
            (true, _) => rest = &rest[1..],
            (false, true) => {}
            (false, false) => return None,
        }
    }
    Some(rest)
}

/// What stands between a beginning and an end, if it is anything.
pub(super) fn between<'w>(words: &'w [Word], beginning: &str, ends: &[&str]) -> Option<&'w [Word]> {
    let (last, inner) = after(words, beginning)?.split_last()?;
    (last.is(ends) && !inner.is_empty()).then_some(inner)
}

/// The sentence in small letters, a sign in place of each marked name.
pub(super) fn sentence(words: &[Word]) -> String {
    let said: Vec<&str> = words.iter().map(|word| if word.marked { "`" } else { &word.lower }).collect();
    said.join(" ")
}
