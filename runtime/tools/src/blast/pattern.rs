//! Names that match `*`, `?` and `[…]`. Pure. Shells differ: a character may be a byte or a whole letter, `^` may negate or
//! not, a range may follow the alphabet of a language; where that makes a difference there is no answer.

/// Each byte of a pattern, and whether it may match (it was not quoted).
pub(super) type Pattern = Vec<(u8, bool)>;

/// What names are made of where the command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Bytes: `C` and `POSIX`.
    None,
    Letters,
    /// Letters that are ordered as in an alphabet: ranges may hold both cases.
    Alphabet,
}

/// One way to read a pattern: `dash` takes bytes always and `^` for itself, `bash` letters where there are some, and `^` for
/// `!`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reading {
    language: Language,
    caret_negates: bool,
}

enum Token {
    One(u32),
    Any,
    Many,
    Class { items: Vec<Item>, negated: bool },
}

enum Item {
    Range(u32, u32),
    Named(String),
}

/// A pattern read in both ways.
pub(super) struct Matcher(Vec<(Reading, Vec<Token>)>);

impl Matcher {
    /// None for what no reading here knows: `[[=a=]]`, `[[.dot.]]`.
    pub fn of(pattern: &[(u8, bool)], language: Language) -> Option<Self> {
        let readings = [
            Reading { language: Language::None, caret_negates: false },
            Reading { language, caret_negates: true },
        ];
        readings
            .into_iter()
            .map(|reading| Some((reading, tokens(&units_of_pattern(pattern, reading), reading)?)))
            .collect::<Option<_>>()
            .map(Self)
    }

    /// All of it may match.
    pub fn of_text(pattern: &str, language: Language) -> Option<Self> {
        Self::of(&pattern.bytes().map(|byte| (byte, true)).collect::<Vec<_>>(), language)
    }

    /// None where the readings do not agree.
    pub fn matches(&self, name: &[u8]) -> Option<bool> {
        let mut answers =
            self.0.iter().map(|(reading, tokens)| fits(tokens, &units(name, *reading), *reading));
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }
}

/// Letters by their number; bytes that are no letter come after all letters.
fn units(bytes: &[u8], reading: Reading) -> Vec<u32> {
    const NO_LETTER: u32 = 0x11_0000;
    match reading.language {
        Language::None => bytes.iter().copied().map(u32::from).collect(),
        Language::Letters | Language::Alphabet => bytes
            .utf8_chunks()
            .flat_map(|chunk| {
                let letters = chunk.valid().chars().map(u32::from);
                letters.chain(chunk.invalid().iter().map(|byte| NO_LETTER + u32::from(*byte)))
            })
            .collect(),
    }
}

fn units_of_pattern(pattern: &[(u8, bool)], reading: Reading) -> Vec<(u32, bool)> {
    let mut all = Vec::new();
    for run in pattern.chunk_by(|a, b| a.1 == b.1) {
        let bytes: Vec<u8> = run.iter().map(|(byte, _)| *byte).collect();
        all.extend(units(&bytes, reading).into_iter().map(|unit| (unit, run[0].1)));
    }
    all
}

fn is(unit: Option<&(u32, bool)>, c: char) -> bool {
    unit == Some(&(u32::from(c), true))
}

fn tokens(units: &[(u32, bool)], reading: Reading) -> Option<Vec<Token>> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(unit) = units.get(at) {
        at += 1;
        if is(Some(unit), '*') {
            tokens.push(Token::Many);
        } else if is(Some(unit), '?') {
            tokens.push(Token::Any);
        } else if is(Some(unit), '[') {
            match class(&units[at..], reading)? {
                Some((class, length)) => {
                    tokens.push(class);
                    at += length;
                }
                None => tokens.push(Token::One(unit.0)),
            }
        } else {
            tokens.push(Token::One(unit.0));
        }
    }
    Some(tokens)
}

/// What stands behind `[`, and how long it is; nothing in it where no `]` ends it.
#[expect(clippy::option_option, reason = "not known is another thing than no class")]
fn class(units: &[(u32, bool)], reading: Reading) -> Option<Option<(Token, usize)>> {
    let negated = is(units.first(), '!') || (is(units.first(), '^') && reading.caret_negates);
    let start = usize::from(negated);
    let (mut items, mut at) = (Vec::new(), start);
    loop {
        let Some(unit) = units.get(at) else { return Some(None) };
        if is(Some(unit), ']') && at > start {
            return Some(Some((Token::Class { items, negated }, at + 1)));
        }
        let next = units.get(at + 1);
        if is(Some(unit), '[') && [':', '=', '.'].iter().any(|kind| is(next, *kind)) {
            let inner = &units[at + 2..];
            let end = inner.windows(2).position(|pair| is(pair.first(), ':') && is(pair.get(1), ']'))?;
            let name = inner[..end].iter().filter_map(|(unit, _)| char::from_u32(*unit)).collect();
            items.push(Item::Named(name));
            at += 2 + end + 2;
        } else if is(next, '-') && units.get(at + 2).is_some_and(|to| !is(Some(to), ']')) {
            items.push(Item::Range(unit.0, units[at + 2].0));
            at += 3;
        } else {
            items.push(Item::Range(unit.0, unit.0));
            at += 1;
        }
    }
}

fn holds(item: &Item, unit: u32, reading: Reading) -> bool {
    match item {
        Item::Range(from, to) if from != to && reading.language == Language::Alphabet => {
            [char::to_ascii_lowercase, char::to_ascii_uppercase]
                .iter()
                .filter_map(|turn| Some(u32::from(turn(&char::from_u32(unit)?))))
                .any(|unit| (from..=to).contains(&&unit))
        }
        Item::Range(from, to) => (from..=to).contains(&&unit),
        Item::Named(name) => named(name, unit, reading),
    }
}

fn named(name: &str, unit: u32, reading: Reading) -> bool {
    let Some(c) = char::from_u32(unit).filter(|c| c.is_ascii() || reading.language != Language::None) else {
        return false;
    };
    match name {
        "alpha" => c.is_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_alphanumeric(),
        "upper" => c.is_uppercase(),
        "lower" => c.is_lowercase(),
        "space" => c.is_whitespace(),
        "blank" => matches!(c, ' ' | '\t'),
        "punct" => c.is_ascii_punctuation(),
        "xdigit" => c.is_ascii_hexdigit(),
        "cntrl" => c.is_control(),
        "graph" => !c.is_control() && !c.is_whitespace(),
        "print" => !c.is_control(),
        _ => false,
    }
}

/// A star takes as little as it can, and more where what follows does not fit: the last star alone is tried again.
fn fits(tokens: &[Token], name: &[u32], reading: Reading) -> bool {
    let (mut token, mut at, mut star) = (0, 0, None);
    loop {
        let fits = match (tokens.get(token), name.get(at)) {
            (None, None) => return true,
            (Some(Token::Many), _) => {
                star = Some((token + 1, at));
                token += 1;
                continue;
            }
            (Some(Token::Any), Some(_)) => true,
            (Some(Token::One(wanted)), Some(unit)) => wanted == unit,
            (Some(Token::Class { items, negated }), Some(unit)) => {
                items.iter().any(|item| holds(item, *unit, reading)) != *negated
            }
            (None, Some(_)) | (Some(_), None) => false,
        };
        if fits {
            (token, at) = (token + 1, at + 1);
            continue;
        }
        match star.filter(|(_, from)| *from < name.len()) {
            Some((behind, from)) => {
                star = Some((behind, from + 1));
                (token, at) = (behind, from + 1);
            }
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_agree_or_there_is_no_answer() {
        use Language::{Alphabet, Letters, None as Bytes};
        let cases = [
            ("*.c", "a.c", Letters, Some(true)),
            ("a*b*c", "aXbXbYc", Letters, Some(true)),
            ("a*b*c", "aXbXbY", Letters, Some(false)),
            ("?", "a", Letters, Some(true)),
            ("?", "é", Letters, None),
            ("??", "é", Letters, None),
            ("??", "é", Bytes, Some(true)),
            ("é", "é", Letters, Some(true)),
            ("[é]x", "éx", Letters, None),
            ("[]a]", "]", Letters, Some(true)),
            ("[a-]", "-", Letters, Some(true)),
            ("[^a]", "b", Bytes, None),
            ("[a-c]", "B", Alphabet, None),
            ("[a-c]", "B", Letters, Some(false)),
            ("[[:lower:]]", "b", Letters, Some(true)),
            ("[[:lower:]]*", "ünï", Letters, None),
            ("[[:lower:]]*", "ünï", Bytes, Some(false)),
            ("[[:digit:]x]", "x", Letters, Some(true)),
            ("[a", "[a", Letters, Some(true)),
        ];
        for (pattern, name, language, expected) in cases {
            let said = Matcher::of_text(pattern, language).unwrap().matches(name.as_bytes());
            assert_eq!(said, expected, "{pattern} {name} {language:?}");
        }
        assert!(Matcher::of_text("[[=a=]]", Letters).is_none());
    }
}
