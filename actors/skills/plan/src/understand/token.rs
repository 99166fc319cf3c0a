//! Words, numbers and marks of a request, each with the bytes it came from.

/// What a token is. A line break is a token too: layout decides what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    Number,
    Mark(char),
    /// `lines` is how many line ends there were.
    Break {
        lines: u8,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// Lower case, with plain apostrophes; a mark as it stands.
    pub low: String,
    /// Joined to the token before it by a hyphen: `up` in `sign-up`.
    pub glued: bool,
}

/// A run of tokens: `from` inclusive, `to` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub from: usize,
    pub to: usize,
}

impl Span {
    pub fn new(from: usize, to: usize) -> Span {
        Span { from, to: to.max(from) }
    }

    pub fn is_empty(self) -> bool {
        self.from >= self.to
    }
}

/// A request with its tokens. Positions past the end answer with nothing, so that looking ahead needs no checks.
pub struct Source<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str) -> Source<'a> {
        Source { text, tokens: short_words(tokens(text)) }
    }

    pub fn low(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.low.as_str())
    }

    pub fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    pub fn is_word(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Word)
    }

    pub fn is_mark(&self, at: usize, mark: char) -> bool {
        self.kind(at) == Some(Kind::Mark(mark))
    }

    pub fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    /// The token as the person wrote it.
    pub fn raw(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| self.text.get(token.start..token.end).unwrap_or(""))
    }

    /// The slice of the request that a run of tokens covers.
    pub fn slice(&self, span: Span) -> &'a str {
        let (Some(first), Some(last)) =
            (self.tokens.get(span.from), self.tokens.get(span.to.saturating_sub(1)))
        else {
            return "";
        };
        if span.is_empty() {
            return "";
        }
        self.text.get(first.start..last.end).unwrap_or("").trim()
    }
}

/// Words that are written with a dot at their end: `max. length`.
const SHORTENED: &[&str] = &["max", "min", "approx", "incl", "excl", "opt"];
/// Endings that belong to a name with a dot in it: `react.js`, `asp.net`.
const DOTTED: &[&str] = &["js", "net", "io", "py", "ts"];

fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut glue = false;
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        if c == '\n' {
            push_break(&mut out, at, next);
        } else if c.is_whitespace() || is_quote(c) {
            at = next;
            continue;
        } else if c.is_alphanumeric() || c == '.' && is_dot_net(text, at) {
            let end = if c.is_alphabetic() || c == '.' {
                word_end(text, at + usize::from(c == '.'))
            } else {
                number_or_word_end(text, at)
            };
            let mut token = word_or_number(text, at, end, glue);
            // `photo(s)`: one or more.
            let some = token.kind == Kind::Word && text[end..].starts_with("(s)");
            if some {
                token.low.push('s');
            }
            out.push(token);
            glue = false;
            let end = end + if some { "(s)".len() } else { 0 };
            at = end + usize::from(is_shortened(text, out.last(), end));
            if text[at..].starts_with('-') && text[at + 1..].starts_with(char::is_alphanumeric) {
                let numeric = out.last().is_some_and(|token| token.kind == Kind::Number);
                if !numeric {
                    glue = true;
                    at += 1;
                }
            }
            continue;
        } else {
            out.push(Token {
                start: at,
                end: next,
                kind: Kind::Mark(plain(c)),
                low: plain(c).to_string(),
                glued: false,
            });
        }
        glue = false;
        at = next;
    }
    out
}

/// `w/` is `with`, and `w/o` is `without`.
fn short_words(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let touches = out.last().is_some_and(|last| last.end == token.start);
        match out.last_mut() {
            Some(last) if touches && last.low == "w" && token.kind == Kind::Mark('/') => {
                last.low = "with".into();
                last.end = token.end;
            }
            Some(last) if touches && last.low == "with" && last.end - last.start == 2 && token.low == "o" => {
                last.low = "without".into();
                last.end = token.end;
            }
            _ => out.push(token),
        }
    }
    out
}

fn push_break(out: &mut Vec<Token>, start: usize, end: usize) {
    if let Some(Token { kind: Kind::Break { lines }, end: last, .. }) = out.last_mut() {
        *lines = lines.saturating_add(1);
        *last = end;
        return;
    }
    out.push(Token { start, end, kind: Kind::Break { lines: 1 }, low: "\n".into(), glued: false });
}

/// Quotes around a name carry nothing; an apostrophe inside a word is part of the word.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '`' | '\'' | '‘' | '’' | '«' | '»')
}

fn plain(c: char) -> char {
    match c {
        '–' | '—' | '−' => '-',
        '，' => ',',
        '•' | '‣' | '·' | '◦' => '*',
        other => other,
    }
}

fn word_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        let rest = &text[next..];
        let inside = match c {
            '\'' | '’' => rest.starts_with(char::is_alphabetic),
            '.' => DOTTED.iter().any(|ending| dotted(rest, ending)),
            '+' | '#' => at > from,
            '_' => true,
            other => other.is_alphanumeric(),
        };
        if !inside {
            break;
        }
        at = next;
    }
    at
}

/// Whether the dot behind a word ends an abbreviation and no sentence: `max. length`.
fn is_shortened(text: &str, last: Option<&Token>, end: usize) -> bool {
    let short = last.is_some_and(|token| SHORTENED.contains(&token.low.as_str()));
    let more = |rest: &str| {
        rest.trim_start_matches(' ').starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
    };
    short && text[end..].strip_prefix('.').is_some_and(more)
}

/// `.NET`, which starts with its dot.
fn is_dot_net(text: &str, at: usize) -> bool {
    let starts = text[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || before == '(');
    starts && dotted(&text[at + 1..], "net")
}

fn dotted(rest: &str, ending: &str) -> bool {
    let Some(head) = rest.get(..ending.len()) else { return false };
    head.eq_ignore_ascii_case(ending) && !rest[ending.len()..].starts_with(char::is_alphanumeric)
}

fn number_or_word_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        let inside =
            c.is_alphanumeric() || (matches!(c, '.' | ',') && rest.starts_with(|d: char| d.is_ascii_digit()));
        // `1,2,3` is a list; `1,000` is one number.
        if !inside || (c == ',' && !thousands(rest)) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

fn thousands(rest: &str) -> bool {
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    digits == 3
}

fn word_or_number(text: &str, start: usize, end: usize, glued: bool) -> Token {
    let raw = &text[start..end];
    let numeric = raw.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let low: String = raw.to_lowercase().replace('’', "'");
    let kind = if numeric { Kind::Number } else { Kind::Word };
    Token { start, end, kind, low, glued }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lows(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.low).collect()
    }

    #[test]
    fn names_with_dots_and_hyphens_survive() {
        assert_eq!(lows("Use React.js, sign-up."), ["use", "react.js", ",", "sign", "up", "."]);
        assert_eq!(lows("1-5 of 1,000 and 1,2"), ["1", "-", "5", "of", "1,000", "and", "1", ",", "2"]);
        assert_eq!(
            lows("in .NET, if possible. Net price"),
            ["in", ".net", ",", "if", "possible", ".", "net", "price"]
        );
        let source = Source::new("posts w/ photos, w/o tags, w/out");
        let lows_of: Vec<&str> = source.tokens.iter().map(|token| token.low.as_str()).collect();
        assert_eq!(lows_of, ["posts", "with", "photos", ",", "without", "tags", ",", "with", "out"]);
        assert_eq!(lows("the user's \"Book\" isn't 2FA"), ["the", "user's", "book", "isn't", "2fa"]);
    }

    #[test]
    fn a_slice_is_the_persons_own_words() {
        let source = Source::new("a  Modern\tBlog, please");
        assert_eq!(source.slice(Span::new(1, 3)), "Modern\tBlog");
    }
}
