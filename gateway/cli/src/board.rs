//! The live part of a terminal: a few lines that are drawn again in place.

use anstream::{AutoStream, ColorChoice};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

pub struct Board {
    multi: MultiProgress,
    rows: Vec<ProgressBar>,
    colour: bool,
}

impl Board {
    pub fn new() -> Self {
        let colour = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
        Self { multi: MultiProgress::new(), rows: Vec::new(), colour }
    }

    /// Shows these lines and no others.
    pub fn show(&mut self, lines: &[String]) {
        while self.rows.len() > lines.len() {
            if let Some(row) = self.rows.pop() {
                row.finish_and_clear();
                self.multi.remove(&row);
            }
        }
        while self.rows.len() < lines.len() {
            let row = ProgressBar::new_spinner().with_style(style());
            self.rows.push(self.multi.add(row));
        }
        for (row, line) in self.rows.iter().zip(lines) {
            let line =
                if self.colour { line.clone() } else { anstream::adapter::strip_str(line).to_string() };
            row.set_message(line);
            row.tick();
        }
    }

    pub fn clear(&mut self) {
        // Without a terminal behind it there is nothing to clear.
        let _ = self.multi.clear();
        for row in self.rows.drain(..) {
            self.multi.remove(&row);
        }
    }

    /// Writes above the board.
    pub fn suspend(&self, write: impl FnOnce()) {
        self.multi.suspend(write);
    }
}

/// Cut at the terminal's width, so that one line stays one line.
fn style() -> ProgressStyle {
    ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner())
}
