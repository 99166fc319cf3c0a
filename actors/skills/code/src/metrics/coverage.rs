//! Which lines tests ran, out of the reports of other tools: lcov, Cobertura's XML, coverage.py's JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Lines by file, as the report names files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    files: BTreeMap<String, FileCoverage>,
}

/// For each line that can run, whether it did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileCoverage {
    lines: BTreeMap<u32, bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CoverageError {
    #[error("it is not text")]
    NotText,
    #[error("it is neither an lcov, nor a Cobertura, nor a coverage.py report")]
    Unknown,
    #[error("it looks like a report of coverage.py and is none: {0}")]
    Json(String),
    #[error("it names no file")]
    Empty,
}

impl Coverage {
    /// Reads a report, of whichever kind it is.
    pub fn read(bytes: &[u8]) -> Result<Self, CoverageError> {
        let text = std::str::from_utf8(bytes).map_err(|_| CoverageError::NotText)?;
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let coverage = match start.as_bytes().first() {
            Some(b'{') => of_json(start)?,
            Some(b'<') if start.contains("<coverage") => of_cobertura(start),
            Some(_) if start.lines().any(|line| line.starts_with("SF:")) => of_lcov(start),
            _ => return Err(CoverageError::Unknown),
        };
        if coverage.files.is_empty() { Err(CoverageError::Empty) } else { Ok(coverage) }
    }

    /// The lines of a file; a report may name it by a longer path, or by a shorter one if no other file fits.
    pub fn file(&self, path: &str) -> Option<&FileCoverage> {
        if let Some(file) = self.files.get(path) {
            return Some(file);
        }
        let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'));
        let mut fitting = self.files.iter().filter(|(name, _)| ends(name, path) || ends(path, name));
        let found = fitting.next();
        if fitting.next().is_some() { None } else { found.map(|(_, file)| file) }
    }

    /// Lines that ran, and lines that can.
    pub fn sums(&self) -> (u64, u64) {
        self.files.values().map(FileCoverage::sums).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    fn line(&mut self, file: &str, line: u32, ran: bool) {
        *self.files.entry(file.replace('\\', "/")).or_default().lines.entry(line).or_default() |= ran;
    }
}

impl FileCoverage {
    pub fn sums(&self) -> (u64, u64) {
        (self.lines.values().filter(|ran| **ran).count() as u64, self.lines.len() as u64)
    }

    /// What part of the lines between two ran; none where none of them can run.
    pub fn share(&self, line: u32, end_line: u32) -> Option<f64> {
        if line > end_line {
            return None;
        }
        let (mut ran, mut all) = (0u32, 0u32);
        for (_, line_ran) in self.lines.range(line..=end_line) {
            all += 1;
            ran += u32::from(*line_ran);
        }
        (all > 0).then(|| f64::from(ran) / f64::from(all))
    }
}

/// The tracefile of geninfo(1): `SF:` a file, `DA:` line, count.
fn of_lcov(text: &str) -> Coverage {
    let mut coverage = Coverage::default();
    let mut file = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("SF:") {
            file = name.trim();
            coverage.files.entry(file.replace('\\', "/")).or_default();
        } else if let Some(data) = line.strip_prefix("DA:") {
            let mut fields = data.split(',');
            let number = fields.next().and_then(|field| field.trim().parse().ok());
            let count = fields.next().and_then(|field| field.trim().parse::<i64>().ok());
            if let (Some(number), Some(count), false) = (number, count, file.is_empty()) {
                coverage.line(file, number, count > 0);
            }
        }
    }
    coverage
}

/// `class` elements name a file, the `line` elements behind them its lines.
fn of_cobertura(text: &str) -> Coverage {
    let mut coverage = Coverage::default();
    let mut file = String::new();
    for tag in text.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        if tag.starts_with("class ") {
            file = attribute(tag, "filename").unwrap_or_default();
            if !file.is_empty() {
                coverage.files.entry(file.replace('\\', "/")).or_default();
            }
        } else if tag.starts_with("line ") && !file.is_empty() {
            let number = attribute(tag, "number").and_then(|number| number.parse().ok());
            let hits = attribute(tag, "hits").and_then(|hits| hits.parse::<u64>().ok());
            if let (Some(number), Some(hits)) = (number, hits) {
                coverage.line(&file, number, hits > 0);
            }
        }
    }
    coverage
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=")).map(|(_, rest)| rest)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = value[1..].split(quote).next()?;
    let plain =
        value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Some(plain.replace("&amp;", "&"))
}

#[derive(Deserialize)]
struct Report {
    files: BTreeMap<String, Lines>,
}

#[derive(Deserialize)]
struct Lines {
    executed_lines: Vec<u32>,
    missing_lines: Vec<u32>,
}

fn of_json(text: &str) -> Result<Coverage, CoverageError> {
    let report: Report =
        serde_json::from_str(text).map_err(|error| CoverageError::Json(error.to_string()))?;
    let mut coverage = Coverage::default();
    for (file, lines) in report.files {
        coverage.files.entry(file.replace('\\', "/")).or_default();
        for line in lines.executed_lines {
            coverage.line(&file, line, true);
        }
        for line in lines.missing_lines {
            coverage.line(&file, line, false);
        }
    }
    Ok(coverage)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(text: &str) -> (u64, u64) {
        Coverage::read(text.as_bytes()).unwrap().sums()
    }

    #[test]
    fn each_kind_of_report_tells_the_same_lines() {
        let lcov = "TN:\nSF:src/a.py\nDA:1,2\nDA:2,0\nDA:3,1\nend_of_record\n";
        let cobertura = r#"<?xml version="1.0" ?><coverage><packages><package><classes><class name="a" filename="src/a.py">
            <lines><line number="1" hits="2"/><line hits="0" number="2"/><line number="3" hits="1"/></lines></class></classes></package></packages></coverage>"#;
        let json = r#"{"meta": {}, "files": {"src/a.py": {"executed_lines": [1, 3], "missing_lines": [2], "excluded_lines": []}}}"#;
        for report in [lcov, cobertura, json] {
            assert_eq!(sums(report), (2, 3), "{report}");
            let coverage = Coverage::read(report.as_bytes()).unwrap();
            let share = coverage.file("src/a.py").and_then(|file| file.share(2, 3));
            assert_eq!(share, Some(0.5));
        }
    }

    #[test]
    fn a_file_is_found_under_a_longer_name_and_not_if_two_fit() {
        let text = "SF:/home/me/x/a.py\nDA:1,1\nSF:/home/me/y/b.py\nDA:1,1\nSF:/home/me/z/b.py\nDA:1,1\n";
        let coverage = Coverage::read(text.as_bytes()).unwrap();
        assert!(coverage.file("x/a.py").is_some());
        assert!(coverage.file("b.py").is_none());
        assert!(coverage.file("aa.py").is_none());
    }

    #[test]
    fn what_is_no_report_is_refused_with_its_reason() {
        assert_eq!(Coverage::read(b"hello"), Err(CoverageError::Unknown));
        assert_eq!(Coverage::read(b""), Err(CoverageError::Unknown));
        assert_eq!(Coverage::read(&[0xff, 0xfe]), Err(CoverageError::NotText));
        assert_eq!(Coverage::read(b"<coverage></coverage>"), Err(CoverageError::Empty));
        assert!(matches!(Coverage::read(b"{\"files\": 1}"), Err(CoverageError::Json(_))));
    }
}
