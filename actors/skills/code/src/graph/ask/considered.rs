//! Words of a question that its answer does not rest on: naming them lets a misreading show itself.

use super::intent::{self, Intent};
use super::question::Word;
use super::subject::Subject;
use super::{Answer, Knowledge};

/// More are no sentence that somebody reads.
const WORDS_MAX: usize = 8;

impl Knowledge<'_> {
    /// Says which words were not considered, in front of what was found without them.
    pub(super) fn with_unconsidered(&self, mut answer: Answer, words: &[Word], intent: &Intent) -> Answer {
        // What is not known shows the words that it was looked for by.
        if !answer.known {
            return answer;
        }
        let used: Vec<String> = match intent {
            Intent::Extend { what, like } => {
                let all = [Some(what), like.as_ref()].into_iter().flatten();
                all.flat_map(|of| of.text.split_whitespace().chain(of.marked.iter().map(String::as_str)))
                    .map(str::to_owned)
                    .collect()
            }
            Intent::Things(.., place) => place.iter().cloned().collect(),
            Intent::Uses(of) | Intent::Version(of) => {
                let is_known = |word: &&str| self.used(&Subject::name(word)).known;
                of.asked().into_iter().find(is_known).map(str::to_owned).into_iter().collect()
            }
            intent => intent.subject().map(|subject| self.words_used(subject)).unwrap_or_default(),
        };
        let is_used =
            |word: &&str| used.iter().any(|used| used == word || used.trim_start_matches("./") == *word);
        let mut left = intent::left(intent, words);
        left.retain(|word| !is_used(word));
        left.truncate(WORDS_MAX);
        if !left.is_empty() {
            let left: Vec<String> = left.iter().map(|word| format!("\"{word}\"")).collect();
            let line = super::Line {
                text: format!("not considered: {}", left.join(", ")),
                file: None,
                line: None,
                level: 0,
            };
            answer.lines.insert(0, line);
        }
        answer
    }

    /// The words of a subject that lead to what it is taken for.
    fn words_used(&self, subject: &Subject) -> Vec<String> {
        let all = || subject.text.split_whitespace().chain(subject.marked.iter().map(String::as_str));
        let mut used: Vec<String> = Vec::new();
        if let Some((method, path)) = &subject.endpoint {
            used.extend(method.iter().flat_map(|method| [method.clone(), method.to_lowercase()]));
            used.push(path.clone());
            return used;
        }
        let inside = subject.inside.as_ref();
        used.extend(inside.filter(|inside| inside.is_file).map(|inside| inside.place.clone()));
        let (found, name) = self.bearing_words(subject);
        if !found.is_empty() {
            used.push(name.to_owned());
            let placed = inside.filter(|inside| found.iter().all(|one| self.stands_in(*one, &inside.place)));
            used.extend(placed.map(|inside| inside.place.clone()));
            return used;
        }
        if !self.files_meant(subject).is_empty() || subject.is_name() {
            used.extend(all().map(str::to_owned));
            return used;
        }
        let (found, _) = self.searched(subject);
        used.extend(
            all().filter(|word| found.is_empty() || self.search.is_by(word, &found)).map(str::to_owned),
        );
        used
    }
}
