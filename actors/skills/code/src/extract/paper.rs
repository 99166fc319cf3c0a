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
}

impl Paper {
    pub fn of(text: &str) -> Self {
        let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
        let lines = breaks + usize::from(!text.is_empty() && !text.ends_with('\n'));
        Self { marks: vec![Mark::Blank; lines] }
    }

    pub fn code(&mut self, rows: std::ops::RangeInclusive<usize>) {
        self.mark(rows, Mark::Code);
    }

    pub fn comment(&mut self, rows: std::ops::RangeInclusive<usize>) {
        self.mark(rows, Mark::Comment);
    }

    fn mark(&mut self, rows: std::ops::RangeInclusive<usize>, new: Mark) {
        for row in rows {
            if let Some(mark) = self.marks.get_mut(row) {
                *mark = (*mark).max(new);
            }
        }
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
