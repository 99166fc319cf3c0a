//! Lines that define a record: its name, a mark, and a list of fields.

use super::item::Outlined;
use super::line::Line;
use crate::understand::fact::Noun;
use crate::understand::lexicon::function;
use crate::understand::limits::NAME_WORDS_MAX;
use crate::understand::morph;
use crate::understand::parse::Reader;
use crate::understand::token::{Kind, Source, Span};

/// A record as a line defines it.
pub(super) struct Definition {
    pub name: Noun,
    pub fields: Vec<Outlined>,
    /// All that was read, the name included.
    pub span: Span,
}

/// How a name is set apart from its list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    /// `Book: title`.
    Colon,
    /// `Book(title)`, `Book { title; }`, `Book | title`, or the list in a column or below: no sentence looks so.
    Apart,
}

/// What stands behind a record's name before its fields.
pub(in crate::understand::parse) const FIELD_WORDS: &[&str] =
    &["fields", "attributes", "properties", "columns"];

/// Of so many items in a list, one at most may be something else.
const ITEMS_PER_STRANGER: usize = 3;

impl Reader<'_> {
    pub(super) fn definitions(&self, lines: &[Line]) -> Vec<Definition> {
        let mut out = Vec::new();
        let mut after = 0;
        let column = self.list_column(lines);
        for (at, line) in lines.iter().enumerate() {
            if line.span.from < after {
                continue;
            }
            if let Some(definition) = self.outline_definition(line, &lines[at + 1..], column) {
                after = definition.span.to;
                out.push(definition);
            }
        }
        out
    }

    /// Where the lists of a table start, if several lines have theirs in one column.
    fn list_column(&self, lines: &[Line]) -> Option<usize> {
        let gap = |line: &Line| {
            let gaps = (line.span.from + 1..(line.span.from + NAME_WORDS_MAX).min(line.span.to))
                .find(|at| is_column_gap(self.source, *at))?;
            Some(self.source.tokens[gaps].start - line.start)
        };
        let columns: Vec<usize> = lines.iter().filter_map(gap).collect();
        columns.iter().copied().find(|column| columns.iter().filter(|other| *other == column).count() > 1)
    }

    fn outline_definition(&self, line: &Line, below: &[Line], column: Option<usize>) -> Option<Definition> {
        let (name, set, list) = self.outline_head(line, below, column)?;
        let items = self.list_items(&list);
        let typed = items.iter().any(|item| self.is_typed(*item));
        let read: Vec<Option<Outlined>> =
            items.iter().map(|item| self.outlined_field(*item, typed)).collect();
        let strangers = read.iter().filter(|field| field.is_none()).count();
        if strangers * ITEMS_PER_STRANGER > read.len() || strangers == read.len() {
            return None;
        }
        let plain = !self.source.raw(name.span.from).starts_with(char::is_uppercase);
        let noted = read.iter().flatten().any(|field| field.noted);
        if set == Set::Colon && plain && !noted {
            return None;
        }
        let stack = items.iter().any(|item| self.stack_at(item.from).is_some());
        if stack && !noted {
            return None;
        }
        let end = list.last().map_or(line.span.to, |span| span.to);
        let closed = (end..end + 1).filter(|at| matches!(self.source.low(*at), ")" | "}")).count();
        let fields = read.into_iter().flatten().collect();
        Some(Definition { span: Span::new(line.span.from, end + closed), name, fields })
    }

    /// The name, and the runs of tokens that its list stands in.
    fn outline_head(
        &self,
        line: &Line,
        below: &[Line],
        column: Option<usize>,
    ) -> Option<(Noun, Set, Vec<Span>)> {
        let Span { from, to } = line.span;
        // The longest name of a table has one blank behind it.
        let is_gap = |at: usize| {
            let start = self.source.tokens.get(at).map(|token| token.start);
            is_column_gap(self.source, at) || column.is_some_and(|column| start == Some(line.start + column))
        };
        let mut end = from;
        while end < to && end - from < NAME_WORDS_MAX && self.is_name_part(end) {
            end += 1;
            if is_gap(end) {
                break;
            }
        }
        if end == from {
            return None;
        }
        if (from + 1..end).any(|at| self.tie(at, to).is_some()) {
            return None;
        }
        let name = self.outline_name(Span::new(from, end))?;
        let column = end < to && is_gap(end) && self.source.is_word(end);
        let mut at = end;
        while self.source.is_mark(at, '*') {
            at += 1;
        }
        let (set, list) = match self.source.kind(at) {
            _ if column => (Set::Apart, vec![Span::new(end, to)]),
            _ if at >= to => (Set::Apart, self.list_below(line, below, false)?),
            Some(Kind::Mark(':')) if at + 1 >= to => (Set::Apart, self.list_below(line, below, true)?),
            Some(Kind::Mark(':')) => (Set::Colon, vec![Span::new(at + 1, to)]),
            // `Company - name, website`.
            Some(Kind::Mark('-')) if self.is_dash(at) && (at..to).any(|i| self.source.is_mark(i, ',')) => {
                (Set::Colon, vec![Span::new(at + 1, to)])
            }
            Some(Kind::Mark('|')) => (Set::Apart, vec![Span::new(at + 1, to)]),
            Some(Kind::Mark('(')) => self.in_brackets(at, to)?,
            Some(Kind::Mark('{')) => {
                let close = self.closing_brace(at)?;
                (Set::Apart, vec![Span::new(at + 1, close)])
            }
            _ => return None,
        };
        Some((name, set, list))
    }

    /// With a blank on either side.
    fn is_dash(&self, at: usize) -> bool {
        let place = |at: usize| self.source.tokens.get(at).map(|token| (token.start, token.end));
        let (Some((_, before)), Some((start, end)), Some((behind, _))) =
            (place(at.wrapping_sub(1)), place(at), place(at + 1))
        else {
            return false;
        };
        before < start && end < behind
    }

    /// `Book (title, isbn)`, or `Article (knowledge base): title`.
    fn in_brackets(&self, at: usize, to: usize) -> Option<(Set, Vec<Span>)> {
        let close = self.closing(at, to)?;
        if self.source.is_mark(close + 1, ':') && close + 2 < to {
            return Some((Set::Colon, vec![Span::new(close + 2, to)]));
        }
        (close + 1 >= to).then(|| (Set::Apart, vec![Span::new(at + 1, close)]))
    }

    fn closing_brace(&self, at: usize) -> Option<usize> {
        (at..self.source.tokens.len()).find(|i| self.source.is_mark(*i, '}'))
    }

    /// Lines set further in, or bulleted, below a name that stands alone.
    fn list_below(&self, line: &Line, below: &[Line], colon: bool) -> Option<Vec<Span>> {
        let inside = |next: &&Line| next.indent > line.indent || colon && next.is_bullet && !line.is_bullet;
        let list: Vec<Span> = below.iter().take_while(inside).map(|next| next.span).collect();
        // A name alone on its line is nothing but a line, unless one list follows it.
        let is_noted = |at: usize| matches!(self.source.low(at), "," | "(" | "?" | "[" | "|");
        let one = list.len() == 1 && (list[0].from..list[0].to).any(is_noted);
        (!list.is_empty() && (colon || one)).then_some(list)
    }

    pub(super) fn is_name_part(&self, at: usize) -> bool {
        let word = self.source.low(at);
        self.source.is_word(at) && (!function::is_function(word) || word == "of")
    }

    /// A record's name: no heading, and nothing that is written for a person to read.
    pub(super) fn outline_name(&self, span: Span) -> Option<Noun> {
        let words: Vec<&str> = (span.from..span.to).map(|at| self.source.low(at)).collect();
        let states =
            matches!(words.last(), Some(&("status" | "states" | "lifecycle" | "cycle" | "workflow")))
                && words.len() > 1;
        if states
            || words
                .iter()
                .any(|word| function::is(function::HEADINGS, word) || function::is(function::ADVERBS, word))
        {
            return None;
        }
        // `Task fields: title, due date`.
        let fields = words.len() > 1 && words.last().is_some_and(|word| FIELD_WORDS.contains(word));
        let span = Span::new(span.from, span.to - usize::from(fields));
        let mut name: Vec<String> = Vec::new();
        for at in span.from..span.to {
            name.extend(morph::name_words(self.source.raw(at)).iter().map(|word| morph::ascii(word)));
        }
        name.retain(|word| !word.is_empty());
        let last = name.last()?.clone();
        if let Some(word) = name.last_mut() {
            *word = morph::singular(word);
        }
        Some(Noun { last, words: name, span, determined: true, ..Noun::unnamed(span.from) })
    }

    /// Items between commas, semicolons and line ends, outside brackets.
    fn list_items(&self, list: &[Span]) -> Vec<Span> {
        let mut out = Vec::new();
        for run in list {
            let (mut from, mut depth) = (run.from, 0usize);
            let mut at = run.from;
            while at < run.to {
                match self.source.kind(at) {
                    Some(Kind::Mark('(' | '[')) => depth += 1,
                    Some(Kind::Mark(')' | ']')) => depth = depth.saturating_sub(1),
                    Some(Kind::Mark(',' | ';')) if depth == 0 => {
                        out.push(Span::new(from, at));
                        from = at + 1;
                    }
                    Some(Kind::Mark('.'))
                        if depth == 0 && self.source.tokens[at].start == self.source.tokens[at].end =>
                    {
                        out.push(Span::new(from, at));
                        from = at + 1;
                    }
                    Some(Kind::Word) if depth == 0 && self.source.low(at) == "and" => {
                        out.push(Span::new(from, at));
                        from = at + 1;
                    }
                    // Examples go on to the list's end.
                    Some(Kind::Word) if depth == 0 && at > from && self.is_example(at) => at = run.to - 1,
                    Some(Kind::Word) if depth == 0 && self.is_example(at) => {
                        from = run.to;
                        break;
                    }
                    _ => {}
                }
                at += 1;
            }
            out.push(Span::new(from, run.to));
        }
        out.retain(|item| !item.is_empty());
        self.joined_notes(out)
    }

    /// `handle: string, unique`: a note behind a comma belongs to the item before it.
    fn joined_notes(&self, items: Vec<Span>) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::with_capacity(items.len());
        for item in items {
            let noted = (item.from..item.to)
                .all(|at| matches!(self.source.low(at), "unique" | "optional" | "nullable"));
            match out.last_mut() {
                Some(before) if noted && before.to + 1 == item.from => before.to = item.to,
                _ => out.push(item),
            }
        }
        out
    }
}

/// Two blanks or a tab before a token: columns.
fn is_column_gap(source: &Source<'_>, at: usize) -> bool {
    let (Some(before), Some(token)) = (source.tokens.get(at.wrapping_sub(1)), source.tokens.get(at)) else {
        return false;
    };
    let between = source.text.get(before.end..token.start).unwrap_or_default();
    !between.contains('\n') && (between.contains('\t') || between.len() >= 2) && between.trim().is_empty()
}
