//! A file's lines, marked by what stands on them.

use crate::facts::Lines;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Blank,
    Comment,
    Code,
}

pub struct Paper {
    marks: Vec<Mark>,
    /// How many lines with code stand before each; made when first asked for.
    before: std::cell::OnceCell<Vec<u32>>,
}

impl Paper {
    pub fn of(text: &str) -> Self {
        let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
        let lines = breaks + usize::from(!text.is_empty() && !text.ends_with('\n'));
        Self { marks: vec![Mark::Blank; lines], before: std::cell::OnceCell::new() }
    }

    pub fn code(&mut self, rows: std::ops::RangeInclusive<usize>) {
        self.mark(rows, Mark::Code);
    }

    pub fn comment(&mut self, rows: std::ops::RangeInclusive<usize>) {
        self.mark(rows, Mark::Comment);
    }

    /// Whether more than comment stands on a row, counted from zero.
    pub fn is_code(&self, row: usize) -> bool {
        self.marks.get(row) == Some(&Mark::Code)
    }

    fn mark(&mut self, rows: std::ops::RangeInclusive<usize>, new: Mark) {
        for row in rows {
            if let Some(mark) = self.marks.get_mut(row) {
                *mark = (*mark).max(new);
            }
        }
    }

    /// Lines with code from one line to another, both from one and both counted. All marks are made before the first question.
    pub fn code_lines(&self, line: u32, end_line: u32) -> u32 {
        let before = self.before.get_or_init(|| {
            let mut sum = 0;
            let sums = self.marks.iter().map(|mark| {
                sum += u32::from(*mark == Mark::Code);
                sum
            });
            std::iter::once(0).chain(sums).collect()
        });
        let at = |line: usize| before.get(line).or(before.last()).copied().unwrap_or(0);
        at(end_line as usize).saturating_sub(at((line as usize).saturating_sub(1)))
    }

    pub fn lines(&self) -> Lines {
        let count =
            |mark| u32::try_from(self.marks.iter().filter(|have| **have == mark).count()).unwrap_or(u32::MAX);
        Lines {
            total: u32::try_from(self.marks.len()).unwrap_or(u32::MAX),
            code: count(Mark::Code),
            comment: count(Mark::Comment),
            blank: count(Mark::Blank),
        }
    }
}
