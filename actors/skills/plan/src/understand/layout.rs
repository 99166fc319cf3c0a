//! Lines and bullets to sentences and lists: after this, a request is words, numbers and marks.

use super::lexicon::function;
use super::token::{Kind, Source, Span, Token};

/// A line this long that ends without a full stop was wrapped by an editor.
const WRAPPED_LINE_BYTES: usize = 60;

/// Removes bullets and line breaks: a break becomes a full stop, a comma (items of one list), or nothing (wrapped text).
pub fn flatten(source: &mut Source<'_>) {
    let tokens = std::mem::take(&mut source.tokens);
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut line_start = 0;
    let mut listing = false;
    let labels = has_labels(&tokens);
    let bullet = |tokens: &[Token], at: usize| {
        let end = at + bullet(tokens, at);
        end - at + usize::from(labels && tokens.get(end).is_some_and(is_label))
    };
    let mut at =
        if tokens.first().is_some_and(|token| matches!(token.kind, Kind::Break { .. })) { 1 } else { 0 };
    at += bullet(&tokens, at);
    while at < tokens.len() {
        let token = &tokens[at];
        let Kind::Break { lines } = token.kind else {
            out.push(token.clone());
            at += 1;
            continue;
        };
        let after = at + 1 + bullet(&tokens, at + 1);
        let bulleted = after > at + 1;
        let opens = out.last().is_some_and(|last| last.kind == Kind::Mark(':'));
        listing = bulleted && (opens || listing) && simple_item(&tokens, after);
        let mark = if listing {
            (!opens).then_some(',')
        } else if bulleted || lines > 1 {
            Some('.')
        } else {
            let line = token.start.saturating_sub(line_start);
            stop_at(&out, tokens.get(after..).unwrap_or_default(), line)
        };
        if let Some(mark) = mark {
            out.push(Token {
                start: token.start,
                end: token.start,
                kind: Kind::Mark(mark),
                low: mark.to_string(),
                glued: false,
            });
        }
        line_start = token.end;
        at = after;
    }
    source.tokens = out;
}

/// `R1`, `FR12`: the number of a rule, where several lines start so.
fn has_labels(tokens: &[Token]) -> bool {
    let starts = |at: usize| at == 0 || matches!(tokens[at - 1].kind, Kind::Break { .. });
    (0..tokens.len()).filter(|at| starts(*at) && is_label(&tokens[*at])).count() > 1
}

fn is_label(token: &Token) -> bool {
    let letters = token.low.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = token.low.len() - letters.len();
    token.kind == Kind::Word
        && matches!(letters, "r" | "fr" | "br" | "us" | "req" | "nfr" | "uc")
        && (1..=3).contains(&digits)
}

/// How many tokens of a bullet stand at a line's start: `-`, `*`, `1.`, `2)`.
fn bullet(tokens: &[Token], at: usize) -> usize {
    match tokens.get(at).map(|token| token.kind) {
        Some(Kind::Mark('-' | '*' | '+' | '#')) => 1 + bullet(tokens, at + 1),
        Some(Kind::Number)
            if matches!(tokens.get(at + 1).map(|token| token.kind), Some(Kind::Mark('.' | ')'))) =>
        {
            2
        }
        _ => 0,
    }
}

/// A bullet line that is an item and no sentence or definition of its own.
fn simple_item(tokens: &[Token], from: usize) -> bool {
    let line = tokens[from..].iter().take_while(|token| !matches!(token.kind, Kind::Break { .. }));
    let mut words = 0;
    for token in line {
        match token.kind {
            Kind::Mark(':') => return false,
            Kind::Word
                if function::is(function::AUXILIARIES, &token.low)
                    || function::is(function::BE, &token.low) =>
            {
                return false;
            }
            Kind::Word => words += 1,
            _ => {}
        }
    }
    words <= 8
}

fn stop_at(before: &[Token], after: &[Token], line_bytes: usize) -> Option<char> {
    let (Some(last), Some(next)) = (before.last(), after.first()) else { return None };
    // A line that starts with `stack:` is another one, however long the one before it was.
    let heads = next.kind == Kind::Word && after.get(1).is_some_and(|colon| colon.kind == Kind::Mark(':'));
    if heads && !matches!(last.kind, Kind::Mark('.' | ';' | ':')) {
        return Some('.');
    }
    let carries_on = match last.kind {
        Kind::Mark(mark) => matches!(mark, ',' | ':' | ';' | '(' | '.' | '/'),
        _ => {
            function::is(function::PREPOSITIONS, &last.low)
                || function::is(function::CONJUNCTIONS, &last.low)
                || last.low == "the"
        }
    };
    let joins = function::is(function::PREPOSITIONS, &next.low)
        || function::is(function::CONJUNCTIONS, &next.low)
        || function::is(function::CONNECTORS, &next.low)
        || matches!(next.kind, Kind::Mark(',' | ')' | ';' | '.'));
    let wrapped = line_bytes > WRAPPED_LINE_BYTES;
    if carries_on || joins || wrapped { None } else { Some('.') }
}

/// Runs of tokens between full stops, semicolons, question and exclamation marks.
pub fn sentences(source: &Source<'_>) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut depth = 0usize;
    for (at, token) in source.tokens.iter().enumerate() {
        match token.kind {
            Kind::Mark('(' | '[' | '{') => depth += 1,
            Kind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
            // `Book.isbn` is one name; a full stop has a space after it.
            Kind::Mark('.') if inside_name(source, at) => {}
            Kind::Mark('.' | '!' | '?') => {
                depth = 0;
                out.push(Span::new(from, at));
                from = at + 1;
            }
            Kind::Mark(';') if depth == 0 => {
                out.push(Span::new(from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(Span::new(from, source.tokens.len()));
    out.retain(|span| !span.is_empty());
    out
}

fn inside_name(source: &Source<'_>, at: usize) -> bool {
    let touches = |left: usize, right: usize| match (source.tokens.get(left), source.tokens.get(right)) {
        (Some(left), Some(right)) => {
            left.kind == Kind::Word && right.kind == Kind::Mark('.') && left.end == right.start
        }
        _ => false,
    };
    let next = source.tokens.get(at + 1);
    let follows = next.is_some_and(|next| {
        next.kind == Kind::Word && next.start == source.tokens[at].end && next.end > next.start
    });
    at > 0 && touches(at - 1, at) && follows && source.raw(at + 1).starts_with(char::is_lowercase)
}
