//! Words, numbers, texts, patterns and signs with their places. Comments are left out; those that document are counted.

use crate::blueprint::fault::{Fault, Place};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names, and values with `-` and `.` inside.
    Word,
    Number,
    /// Between double quotes.
    Text,
    /// Between slashes.
    Pattern,
    Sign(char),
    End,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    /// Without quotes and slashes.
    pub text: &'t str,
    pub at: Place,
    /// Bytes of the source.
    pub from: usize,
    pub to: usize,
}

#[derive(Debug)]
pub(super) struct Lexed<'t> {
    /// Ends with [`Kind::End`].
    pub tokens: Vec<Token<'t>>,
    /// Comments between `/**` and `*/`.
    pub documented: Vec<Place>,
}

pub(super) fn lex(source: &str) -> Result<Lexed<'_>, Fault> {
    let mut lexer = Lexer { source, byte: 0, at: Place { line: 1, column: 1 } };
    let mut lexed = Lexed { tokens: Vec::new(), documented: Vec::new() };
    while let Some(first) = lexer.peek() {
        let at = lexer.at;
        if first.is_whitespace() {
            lexer.step();
        } else if lexer.rest().starts_with("//") {
            lexer.skip(|c| c != '\n');
        } else if lexer.rest().starts_with("/*") {
            if lexer.rest().starts_with("/**") && !lexer.rest().starts_with("/**/") {
                lexed.documented.push(at);
            }
            lexer.comment()?;
        } else {
            let opens = lexed.tokens.last().is_some_and(|last| last.kind == Kind::Sign('('));
            lexed.tokens.push(lexer.token(first, opens)?);
        }
    }
    let end = source.len();
    lexed.tokens.push(Token { kind: Kind::End, text: "", at: lexer.at, from: end, to: end });
    Ok(lexed)
}

struct Lexer<'t> {
    source: &'t str,
    byte: usize,
    at: Place,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.source[self.byte..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self) {
        let Some(c) = self.peek() else { return };
        self.byte += c.len_utf8();
        if c == '\n' {
            self.at = Place { line: self.at.line + 1, column: 1 };
        } else {
            self.at.column += 1;
        }
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.step();
        }
    }

    fn comment(&mut self) -> Result<(), Fault> {
        let begins = self.at;
        self.step();
        self.step();
        while !self.rest().starts_with("*/") {
            if self.peek().is_none() {
                return Err(Fault::at(begins, "this comment does not end").hint("close it with `*/`"));
            }
            self.step();
        }
        self.step();
        self.step();
        Ok(())
    }

    /// `opens`: a bracket stands before it, so that a slash begins a pattern.
    fn token(&mut self, first: char, opens: bool) -> Result<Token<'t>, Fault> {
        let (at, from) = (self.at, self.byte);
        let kind = match first {
            '"' => return self.closed('"', Kind::Text, "text"),
            '/' if opens => return self.closed('/', Kind::Pattern, "pattern"),
            c if c.is_alphabetic() || c == '_' => {
                self.skip(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
                Kind::Word
            }
            c if c.is_ascii_digit() || c == '-' => {
                self.step();
                self.skip(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
                Kind::Number
            }
            c if "{}()[],:=@*".contains(c) => {
                self.step();
                Kind::Sign(c)
            }
            c => {
                return Err(Fault::at(at, format!("`{}` means nothing in JDL", c.escape_debug()))
                    .hint("remove it, or make a comment of it with `//`"));
            }
        };
        Ok(Token { kind, text: &self.source[from..self.byte], at, from, to: self.byte })
    }

    fn closed(&mut self, sign: char, kind: Kind, what: &str) -> Result<Token<'t>, Fault> {
        let (at, from) = (self.at, self.byte);
        self.step();
        let start = self.byte;
        loop {
            match self.peek() {
                Some(c) if c == sign => break,
                Some('\\') => self.step(),
                None | Some('\n') => {
                    return Err(Fault::at(at, format!("this {what} does not end in its line"))
                        .hint(format!("close it with `{sign}`")));
                }
                Some(_) => {}
            }
            self.step();
        }
        let text = &self.source[start..self.byte];
        self.step();
        Ok(Token { kind, text, at, from, to: self.byte })
    }
}
