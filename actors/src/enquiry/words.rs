//! The words of a question: those that name a field, those that name a thing.

/// Words that sentences are made of, and that name nothing.
const PLAIN: &str = "\
    the and for are was were what which who whom whose where when why how does did can could would \
    should will there here this that these those with from into onto than then any all some each every \
    not has have had its use uses used using read reads written make makes made get gets list show tell \
    give find code file files function functions class classes method methods field fields value values \
    name names you your our their most more less many much about between happens called calls call \
    change changes changed breaks break need needs work works kept keep keeps come comes goes lead leads \
    add like";

#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// As they are written, without the signs around them.
    words: Vec<String>,
    /// Those that stand in backticks, which name something whatever they mean elsewhere.
    marked: Vec<String>,
}

impl Words {
    pub fn of(question: &str) -> Self {
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '_').to_owned();
        let all = || question.split_whitespace();
        let marked = all().filter(|word| word.contains('`') || word.contains("()"));
        Self {
            words: all().map(bare).filter(|word| !word.is_empty()).collect(),
            marked: marked.map(bare).collect(),
        }
    }

    /// Those that are in a list, each once.
    pub fn among<'l>(&self, list: &'l [String]) -> Vec<&'l str> {
        let is_said = |word: &&String| self.words.iter().any(|said| said.eq_ignore_ascii_case(word));
        list.iter().filter(is_said).map(String::as_str).collect()
    }

    /// Whether one of them is said, other than as a name.
    pub fn say(&self, some: &[&str]) -> bool {
        let is_said = |word: &String| some.iter().any(|one| one.eq_ignore_ascii_case(word));
        self.words.iter().any(|word| is_said(word) && !self.marked.contains(word))
    }

    /// What the question is about: neither a word of sentences nor one of the field itself.
    pub fn things(&self, field: &[String]) -> Vec<String> {
        let is_thing = |word: &&String| {
            if self.marked.contains(word) {
                return true;
            }
            let lower = word.to_lowercase();
            let last = lower.rsplit(['.', ':']).next().unwrap_or(&lower);
            last.len() > 2 && !PLAIN.split(' ').any(|plain| plain == last) && !field.contains(&lower)
        };
        self.words.iter().filter(is_thing).map(|word| last_part(word)).collect()
    }

    /// Words that can only be names in code.
    pub fn names(&self) -> Vec<String> {
        let is_name = |word: &&String| {
            let inner = word.chars().skip(1);
            word.contains(['_', '.', '('])
                || inner.clone().any(char::is_uppercase) && inner.clone().any(char::is_lowercase)
        };
        self.words.iter().filter(is_name).map(|word| word.trim_end_matches("()").to_owned()).collect()
    }
}

/// A qualified name's own: that is what things are listed by.
fn last_part(word: &str) -> String {
    word.trim_end_matches("()").rsplit(['.', ':']).next().unwrap_or(word).to_owned()
}
