//! Going over tokens.

use super::super::lex::{Kind, Token};
use super::super::tree::Name;
use crate::blueprint::fault::Fault;
use crate::blueprint::yaml::short;

pub(super) struct Cursor<'t> {
    source: &'t str,
    tokens: &'t [Token<'t>],
    next: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(source: &'t str, tokens: &'t [Token<'t>]) -> Self {
        Self { source, tokens, next: 0 }
    }

    /// The last token is the end, which is never passed.
    pub fn peek(&self) -> Token<'t> {
        self.ahead(0)
    }

    pub fn ahead(&self, count: usize) -> Token<'t> {
        self.tokens[(self.next + count).min(self.tokens.len() - 1)]
    }

    pub fn take(&mut self) -> Token<'t> {
        let token = self.peek();
        self.next += 1;
        token
    }

    pub fn is(&self, sign: char) -> bool {
        self.peek().kind == Kind::Sign(sign)
    }

    pub fn eat(&mut self, sign: char) -> bool {
        let is = self.is(sign);
        self.next += usize::from(is);
        is
    }

    pub fn is_word(&self, word: &str) -> bool {
        let token = self.peek();
        token.kind == Kind::Word && token.text == word
    }

    pub fn eat_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.next += usize::from(is);
        is
    }

    pub fn expect(&mut self, sign: char) -> Result<(), Fault> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    pub fn name(&mut self, what: &str) -> Result<Name, Fault> {
        let token = self.peek();
        if token.kind != Kind::Word {
            return Err(self.unexpected(what));
        }
        self.next += 1;
        Ok(Name { text: token.text.to_owned(), at: token.at })
    }

    /// A word, a number, a text or a pattern.
    pub fn value(&mut self, what: &str) -> Result<String, Fault> {
        let token = self.peek();
        match token.kind {
            Kind::Word | Kind::Number | Kind::Text | Kind::Pattern => {
                self.next += 1;
                Ok(token.text.to_owned())
            }
            Kind::Sign(_) | Kind::End => Err(self.unexpected(what)),
        }
    }

    pub fn annotations(&mut self, into: &mut Vec<Name>) -> Result<(), Fault> {
        while self.is('@') {
            let begins = self.take();
            let name = self.name("the name of an annotation")?;
            if self.eat('(') {
                self.value("the annotation's value")?;
                self.expect(')')?;
            }
            into.push(Name { text: format!("@{}", name.text), at: begins.at });
        }
        Ok(())
    }

    /// Passes over `{ … }`.
    pub fn block(&mut self) -> Result<(), Fault> {
        let begins = self.peek();
        self.expect('{')?;
        let mut depth = 1;
        while depth > 0 {
            match self.take().kind {
                Kind::Sign('{') => depth += 1,
                Kind::Sign('}') => depth -= 1,
                Kind::End => {
                    return Err(Fault::at(begins.at, "this bracket is not closed").hint("close it with `}`"));
                }
                Kind::Word | Kind::Number | Kind::Text | Kind::Pattern | Kind::Sign(_) => {}
            }
        }
        Ok(())
    }

    /// The source from a token to the last one that was taken, on one line.
    pub fn since(&self, first: Token<'t>) -> String {
        let to =
            self.next.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(first.to, |last| last.to);
        let text = self.source.get(first.from..to.max(first.to)).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn unexpected(&self, what: &str) -> Fault {
        let token = self.peek();
        let found = match token.kind {
            Kind::End => "the end of the file".to_owned(),
            Kind::Word | Kind::Number | Kind::Text | Kind::Pattern | Kind::Sign(_) => {
                format!("`{}`", short(token.text))
            }
        };
        Fault::at(token.at, format!("{what} is expected here, not {found}"))
    }
}
