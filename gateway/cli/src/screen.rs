//! Where lines for people go, and the live board below them.

use std::io::{IsTerminal, Write};

use anstream::AutoStream;

use crate::board::Board;

/// Where people read: standard output, or standard error when that one belongs to a document.
pub struct Screen {
    to: Box<dyn Write + Send>,
    board: Option<Board>,
    json: bool,
}

impl Screen {
    /// Colours follow `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and whether a terminal is there.
    pub fn of_process(json: bool) -> Self {
        let to: Box<dyn Write + Send> = if json {
            Box::new(AutoStream::auto(std::io::stderr()))
        } else {
            Box::new(AutoStream::auto(std::io::stdout()))
        };
        Self { to, board: None, json }
    }

    /// Standard error, for what went wrong.
    pub fn errors() -> Self {
        Self { to: Box::new(AutoStream::auto(std::io::stderr())), board: None, json: false }
    }

    /// A screen that is no terminal.
    pub fn to(to: impl Write + Send + 'static, json: bool) -> Self {
        Self { to: Box::new(to), board: None, json }
    }

    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Shows the live board from now on, where there is a terminal to show it.
    pub fn with_board(mut self) -> Self {
        if !self.json && std::io::stdout().is_terminal() && std::io::stderr().is_terminal() {
            self.board = Some(Board::new());
        }
        self
    }

    pub fn board(&mut self) -> Option<&mut Board> {
        self.board.as_mut()
    }

    /// Takes the board away, so that a question or the report stands alone.
    pub fn clear_board(&mut self) {
        if let Some(board) = &mut self.board {
            board.clear();
        }
    }

    /// Writes lines. A reader that went away (`| head`) is no reason to stop the work.
    pub fn print(&mut self, text: &str) {
        let to = &mut self.to;
        let mut write = || {
            let written = writeln!(to, "{}", text.trim_end_matches('\n')).and_then(|()| to.flush());
            written.unwrap_or_else(|error| crate::notice::lose(&error));
        };
        match &self.board {
            Some(board) => board.suspend(write),
            None => write(),
        }
    }

    /// Writes a question and leaves the cursor behind it.
    pub fn ask(&mut self, text: &str) {
        self.clear_board();
        let _ = write!(self.to, "{text}");
        let _ = self.to.flush();
    }
}
