//! Logical lines of Python, as radon's raw metrics count them, out of the words in their order.

use tree_sitter::Node;

/// Statements are told apart by where lines end outside of brackets and strings.
#[derive(Debug, Default)]
pub struct Logical {
    /// Logical lines so far.
    pub lines: u32,
    pub comments: u32,
    /// Comments with nothing else on their line.
    lone_comments: u32,
    /// Rows, from the first to the last, of strings that are statements.
    texts: Vec<(usize, usize)>,
    /// Where the text ends that is one word: its signs are not the code's.
    text_end: usize,
    brackets: u32,
    last_row: Option<usize>,
    last_byte: usize,
    chunk: Chunk,
}

/// Lines that belong together.
#[derive(Debug, Default)]
struct Chunk {
    words: u32,
    texts: u32,
    first_row: usize,
    last_row: usize,
    /// Words since the last `;`, whether one of them is a `:`, and whether that was the last of them.
    piece: u32,
    colon: bool,
    colon_last: bool,
    pieces: u32,
}

impl Logical {
    /// A string begins: all of it is one word.
    pub fn text(&mut self, node: Node<'_>, source: &str) {
        if node.start_byte() >= self.text_end {
            self.word(node, source, Word::Text);
            self.text_end = node.end_byte();
        }
    }

    pub fn comment(&mut self, node: Node<'_>) {
        self.comments += 1;
        let alone = self.brackets == 0 && self.last_row.is_none_or(|row| node.start_position().row > row);
        self.lone_comments += u32::from(alone);
        // A text with a comment behind it is no text that stands alone.
        self.chunk.words += u32::from(!alone);
    }

    /// Any other word or sign.
    pub fn leaf(&mut self, node: Node<'_>, source: &str) {
        if node.start_byte() < self.text_end {
            return;
        }
        let word = match source.as_bytes().get(node.start_byte()..node.end_byte()) {
            Some(b":") => Word::Colon,
            Some(b";") => Word::Semicolon,
            Some(b"(" | b"[" | b"{") => Word::Open,
            Some(b")" | b"]" | b"}") => Word::Close,
            _ => Word::Other,
        };
        self.word(node, source, word);
    }

    fn word(&mut self, node: Node<'_>, source: &str, word: Word) {
        let row = node.start_position().row;
        if self.last_row.is_some_and(|last| row > last)
            && self.brackets == 0
            && !self.is_continued(node.start_byte(), source)
        {
            self.close();
        }
        if self.chunk.words == 0 {
            self.chunk.first_row = row;
        }
        self.chunk.words += 1;
        match word {
            Word::Semicolon => self.chunk.end_piece(),
            Word::Colon => {
                self.chunk.piece += 1;
                self.chunk.colon = true;
                self.chunk.colon_last = true;
            }
            Word::Open | Word::Close | Word::Other | Word::Text => {
                self.chunk.piece += 1;
                self.chunk.colon_last = false;
            }
        }
        match word {
            Word::Open => self.brackets += 1,
            Word::Close => self.brackets = self.brackets.saturating_sub(1),
            Word::Text => self.chunk.texts += 1,
            Word::Colon | Word::Semicolon | Word::Other => {}
        }
        self.chunk.last_row = node.end_position().row;
        self.last_row = Some(self.chunk.last_row);
        self.last_byte = node.end_byte();
    }

    /// The line break before `byte` is behind a backslash.
    fn is_continued(&self, byte: usize, source: &str) -> bool {
        let between = source.get(self.last_byte..byte).unwrap_or_default();
        let mut lines = between.split('\n');
        lines.next().is_some_and(|line| !line.contains('#') && line.trim_end_matches('\r').ends_with('\\'))
    }

    /// Ends what was begun.
    fn close(&mut self) {
        let mut chunk = std::mem::take(&mut self.chunk);
        chunk.end_piece();
        self.lines += chunk.pieces;
        if chunk.words == 1 && chunk.texts == 1 {
            self.texts.push((chunk.first_row, chunk.last_row));
        }
        self.brackets = 0;
    }

    /// The percentage of comments, radon's way: comments and lines of text that stands alone, by lines of source.
    pub fn comment_percent(&mut self, source: &str) -> f64 {
        self.close();
        let blank: Vec<bool> = source.lines().map(|line| line.trim().is_empty()).collect();
        let filled = |(first, last): (usize, usize)| {
            blank.get(first..=last).unwrap_or_default().iter().filter(|blank| !**blank).count()
        };
        let (long, short): (Vec<_>, Vec<_>) = self.texts.iter().partition(|(first, last)| last > first);
        let multi: usize = long.into_iter().copied().map(filled).sum();
        let all = blank.iter().filter(|blank| !**blank).count();
        let source_lines = all.saturating_sub(multi + short.len() + self.lone_comments as usize);
        if source_lines == 0 {
            return 0.0;
        }
        (f64::from(self.comments) + multi as f64) / source_lines as f64 * 100.0
    }
}

impl Chunk {
    fn end_piece(&mut self) {
        if self.piece > 0 {
            self.pieces += if self.colon && !self.colon_last { 2 } else { 1 };
        }
        self.piece = 0;
        self.colon = false;
        self.colon_last = false;
    }
}

#[derive(Clone, Copy)]
enum Word {
    Colon,
    Semicolon,
    Open,
    Close,
    Text,
    Other,
}
