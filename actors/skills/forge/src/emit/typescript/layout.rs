//! Lines of TypeScript as Prettier lays them out: one line where it fits, else one item a line.

/// `printWidth` in the generated `.prettierrc.json`.
pub const WIDTH: usize = 100;

/// Text in the quotes that need fewer escapes; single ones when it makes no difference.
pub fn quoted(text: &str) -> String {
    let count = |quote: char| text.chars().filter(|&it| it == quote).count();
    let quote = if count('\'') > count('"') { '"' } else { '\'' };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            // Line separators end a line in older readers of the language.
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                literal.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            same if same == quote => {
                literal.push('\\');
                literal.push(same);
            }
            other => literal.push(other),
        }
    }
    literal.push(quote);
    literal
}

/// Brackets around items: `[1, 2]`, `{ a, b }`, `f(a, b)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brackets {
    Square,
    Braces,
    Round,
}

impl Brackets {
    fn pair(self) -> (&'static str, &'static str) {
        match self {
            Brackets::Square => ("[", "]"),
            Brackets::Braces => ("{", "}"),
            Brackets::Round => ("(", ")"),
        }
    }
}

/// Source text in the making.
#[derive(Clone, Debug, Default)]
pub struct Source {
    text: String,
}

impl Source {
    /// A line at a depth of two spaces each.
    pub fn line(&mut self, depth: usize, text: &str) -> &mut Self {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text);
        self.text.push('\n');
        self
    }

    pub fn blank(&mut self) -> &mut Self {
        self.text.push('\n');
        self
    }

    /// `before(items)after`, on one line if it fits.
    pub fn group(
        &mut self,
        depth: usize,
        before: &str,
        brackets: Brackets,
        items: &[String],
        after: &str,
    ) -> &mut Self {
        let (open, close) = brackets.pair();
        let inside = items.join(", ");
        let space = if brackets == Brackets::Braces && !items.is_empty() { " " } else { "" };
        let whole = format!("{before}{open}{space}{inside}{space}{close}{after}");
        if items.is_empty() || fits(depth, &whole) {
            return self.line(depth, &whole);
        }
        self.line(depth, &format!("{before}{open}"));
        for item in items {
            self.line(depth + 1, &format!("{item},"));
        }
        self.line(depth, &format!("{close}{after}"))
    }

    /// `before value after`, the value below if it does not fit beside.
    pub fn assign(&mut self, depth: usize, before: &str, value: &str, after: &str) -> &mut Self {
        let whole = format!("{before} {value}{after}");
        if fits(depth, &whole) {
            return self.line(depth, &whole);
        }
        self.line(depth, before).line(depth + 1, &format!("{value}{after}"))
    }

    /// `before a | b;`, one member a line if it does not fit.
    pub fn union(&mut self, depth: usize, before: &str, members: &[String]) -> &mut Self {
        let whole = format!("{before} {};", members.join(" | "));
        if members.len() < 2 || fits(depth, &whole) {
            return self.line(depth, &whole);
        }
        self.line(depth, before);
        for (at, member) in members.iter().enumerate() {
            let end = if at + 1 == members.len() { ";" } else { "" };
            self.line(depth + 1, &format!("| {member}{end}"));
        }
        self
    }

    /// Named imports of one module; a single name is never broken off.
    pub fn import(&mut self, before: &str, names: &[String], module: &str) -> &mut Self {
        let after = format!(" from {};", quoted(module));
        if let [name] = names {
            return self.line(0, &format!("{before} {{ {name} }}{after}"));
        }
        self.group(0, &format!("{before} "), Brackets::Braces, names, &after)
    }

    pub fn finish(self) -> String {
        self.text
    }
}

fn fits(depth: usize, text: &str) -> bool {
    2 * depth + text.chars().count() <= WIDTH
}
