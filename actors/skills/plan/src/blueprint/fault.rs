//! What is wrong with a file, where, and what to do about it.

use std::fmt;

/// Faults that are shown at once; the rest would scroll the first away.
pub const FAULTS_MAX: usize = 20;

/// Where something stands, both counted from 1; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// None where it is about the file as a whole.
    pub at: Option<Place>,
    pub message: String,
    /// The next thing to try; may be empty.
    pub hint: String,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Self { at: None, message: message.into(), hint: String::new() }
    }

    pub fn at(place: Place, message: impl Into<String>) -> Self {
        Self { at: Some(place), ..Self::new(message) }
    }

    fn line(&self) -> Option<usize> {
        self.at.map(|place| place.line)
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// One line: `shop.yaml:3:5: …; …`.
    pub fn of_file(&self, file: &str) -> String {
        let hint = if self.hint.is_empty() { String::new() } else { format!("; {}", self.hint) };
        match self.at {
            Some(Place { line, column }) => format!("{file}:{line}:{column}: {}{hint}", self.message),
            None => format!("{file}: {}{hint}", self.message),
        }
    }
}

/// Everything that is wrong with a file, in its order; never empty where it is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Also what else is wrong, but for lines of which something is said already: the one may follow from the other.
    pub fn add_apart(&mut self, others: Faults) {
        let lines: Vec<Option<usize>> = self.0.iter().map(Fault::line).collect();
        self.0.extend(others.0.into_iter().filter(|fault| !lines.contains(&fault.line())));
    }

    /// `value` where nothing is wrong; otherwise the faults in the order of the file.
    pub fn or<T>(mut self, value: T) -> Result<T, Faults> {
        if self.is_empty() {
            return Ok(value);
        }
        self.0.sort_by_key(|fault| fault.at);
        Err(self)
    }

    /// One fault a line, with the file's name.
    pub fn of_file(&self, file: &str) -> String {
        let mut lines: Vec<String> =
            self.0.iter().take(FAULTS_MAX).map(|fault| fault.of_file(file)).collect();
        if self.0.len() > FAULTS_MAX {
            lines.push(format!("and {} more", self.0.len() - FAULTS_MAX));
        }
        lines.join("\n")
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.of_file("blueprint"))
    }
}
