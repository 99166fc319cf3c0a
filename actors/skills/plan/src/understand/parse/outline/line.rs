//! Lines of a request: what layout says that words do not.

use crate::understand::parse::Reader;
use crate::understand::token::{Kind, Source, Span};

/// A line with words, without what layout put at its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub span: Span,
    /// The byte at which it starts.
    pub start: usize,
    /// Columns before its first mark.
    pub indent: usize,
    /// `## Links`, `Rules:`, or underlined.
    pub is_heading: bool,
    pub is_bullet: bool,
}

const TAB_COLUMNS: usize = 4;
/// Words of a heading.
const HEADING_WORDS_MAX: usize = 4;

pub(super) fn lines(source: &Source<'_>) -> Vec<Line> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut token = 0;
    let rows: Vec<&str> = source.text.split_inclusive('\n').collect();
    for (at, row) in rows.iter().enumerate() {
        let end = start + row.len();
        while source.tokens.get(token).is_some_and(|it| it.start < start) {
            token += 1;
        }
        let from = token;
        while source.tokens.get(token).is_some_and(|it| it.start < end) {
            token += 1;
        }
        let first = std::mem::replace(&mut start, end);
        let span = trimmed(source, Span::new(from, token));
        if !(span.from..span.to).any(|i| source.is_word(i)) {
            continue;
        }
        let text = row.trim();
        let words = (span.from..span.to).filter(|i| source.is_word(*i)).count();
        let underlined = rows.get(at + 1).is_some_and(|next| is_rule(next.trim()));
        out.push(Line {
            span,
            start: first,
            indent: indent(row),
            is_heading: text.starts_with('#')
                || words <= HEADING_WORDS_MAX && (text.ends_with(':') || underlined),
            is_bullet: text.starts_with(['-', '*', '+', '•', '‣', '◦', '·'])
                || text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(['.', ')']),
        });
    }
    out
}

fn indent(row: &str) -> usize {
    let blank = row.chars().take_while(|c| c.is_whitespace() && *c != '\n');
    blank.map(|c| if c == '\t' { TAB_COLUMNS } else { 1 }).sum()
}

/// `-----`, `=====`.
fn is_rule(text: &str) -> bool {
    text.len() >= 3 && (text.chars().all(|c| c == '-') || text.chars().all(|c| c == '='))
}

/// Without the full stops that layout set, and without asterisks of bold print.
fn trimmed(source: &Source<'_>, span: Span) -> Span {
    let Span { mut from, mut to } = span;
    let is_set = |at: usize| source.tokens.get(at).is_some_and(|token| token.start == token.end);
    while from < to && (is_set(to - 1) || source.is_mark(to - 1, '.')) {
        to -= 1;
    }
    while from < to && source.is_mark(from, '*') {
        from += 1;
    }
    Span::new(from, to)
}

impl Reader<'_> {
    /// Statements of a line: between full stops outside brackets, which end no abbreviation.
    pub(super) fn statements(&self, line: &Line) -> Vec<Span> {
        let mut out = Vec::new();
        let (mut from, mut depth) = (line.span.from, 0usize);
        for at in line.span.from..line.span.to {
            match self.source.kind(at) {
                Some(Kind::Mark('(' | '[' | '{')) => depth += 1,
                Some(Kind::Mark(')' | ']' | '}')) => depth = depth.saturating_sub(1),
                Some(Kind::Mark('.')) if depth == 0 && self.is_apart(at) => {
                    out.push(Span::new(from, at));
                    from = at + 1;
                }
                _ => {}
            }
        }
        out.push(Span::new(from, line.span.to));
        out.retain(|part| !part.is_empty());
        out
    }

    /// Whether blank space follows a token.
    fn is_apart(&self, at: usize) -> bool {
        let end = |at: usize| self.source.tokens.get(at).map_or(0, |token| token.end);
        self.source.tokens.get(at + 1).is_none_or(|next| next.start > end(at))
    }
}
