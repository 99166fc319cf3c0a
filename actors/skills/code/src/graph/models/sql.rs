//! Tables in SQL definitions and models in Prisma schemas, read word by word: dialects differ, what is wanted does not.

use super::{Model, ModelField, Relation};

/// A file of definitions with more words is a dump of data.
const WORDS_MAX: usize = 2_000_000;
const CONSTRAINTS: &[&str] =
    &["primary", "foreign", "unique", "constraint", "check", "key", "index", "exclude"];

/// Words and single signs with their line; quotes of names are taken off, texts and comments left out.
pub fn words(text: &str) -> Vec<(String, u32)> {
    let mut words = Vec::new();
    let (mut line, mut chars) = (1, text.chars().peekable());
    while let Some(c) = chars.next() {
        if words.len() >= WORDS_MAX {
            break;
        }
        match c {
            '\n' => line += 1,
            '-' if chars.peek() == Some(&'-') => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                for c in chars.by_ref() {
                    line += u32::from(c == '\n');
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '\'' => {
                for c in chars.by_ref() {
                    line += u32::from(c == '\n');
                    if c == '\'' {
                        break;
                    }
                }
            }
            '"' | '`' | '[' => {
                let end = if c == '[' { ']' } else { c };
                let word: String = chars.by_ref().take_while(|c| *c != end).collect();
                words.push((word, line));
            }
            c if c.is_alphanumeric() || matches!(c, '_' | '{') => {
                let mut word = String::from(c);
                while let Some(c) =
                    chars.peek().copied().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '}'))
                {
                    word.push(c);
                    chars.next();
                }
                words.push((word, line));
            }
            c if c.is_whitespace() => {}
            c => words.push((c.to_string(), line)),
        }
    }
    words
}

/// Tables that a file creates.
pub fn tables(path: &str, text: &str) -> Vec<Model> {
    let words = words(text);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(other, _)| other.eq_ignore_ascii_case(word));
    let mut models = Vec::new();
    for at in 0..words.len() {
        if !is(at, "create") {
            continue;
        }
        let mut next = at + 1;
        while is(next, "temporary") || is(next, "temp") || is(next, "unlogged") {
            next += 1;
        }
        if !is(next, "table") {
            continue;
        }
        next += 1;
        if is(next, "if") {
            next += 3;
        }
        let Some((name, line)) = words.get(next) else { continue };
        let mut name = name.clone();
        while is(next + 1, ".") || name.ends_with('.') {
            next += if name.ends_with('.') { 1 } else { 2 };
            if next >= words.len() {
                break;
            }
            name = words.get(next).map_or(name, |(name, _)| name.clone());
        }
        let plain = name.rsplit('.').next().unwrap_or(&name).to_owned();
        let mut model = Model {
            name: plain.clone(),
            table: Some(plain),
            file: path.to_owned(),
            line: *line,
            framework: "SQL",
            fields: Vec::new(),
            relations: Vec::new(),
        };
        if is(next + 1, "(") {
            columns(&words[next + 2..], &mut model);
        }
        models.push(model);
    }
    models
}

fn columns(words: &[(String, u32)], model: &mut Model) {
    let (mut depth, mut start) = (0_u32, 0);
    for (at, (word, _)) in words.iter().enumerate() {
        match word.as_str() {
            "(" => depth += 1,
            ")" if depth == 0 => return column(&words[start..at], model),
            ")" => depth -= 1,
            "," if depth == 0 => {
                column(&words[start..at], model);
                start = at + 1;
            }
            _ => {}
        }
    }
    // The file ends inside the table.
    column(&words[start..], model);
}

fn column(words: &[(String, u32)], model: &mut Model) {
    let Some((name, _)) = words.first() else { return };
    let references = words.iter().position(|(word, _)| word.eq_ignore_ascii_case("references"));
    let constraint = CONSTRAINTS.contains(&name.to_lowercase().as_str());
    if let Some((to, _)) = references.and_then(|at| words.get(at + 1)) {
        let inside = words.iter().skip_while(|(word, _)| word != "(").nth(1);
        let field = if constraint { inside.map_or(name, |(field, _)| field) } else { name };
        let to = to.rsplit('.').next().unwrap_or(to).to_owned();
        model.relations.push(Relation { field: field.clone(), to });
    }
    if !constraint {
        let kind = words.get(1).map_or(String::new(), |(kind, _)| kind.clone());
        model.fields.push(ModelField { name: name.clone(), kind });
    }
}

/// Prisma's schema language, as far as it names models.
pub struct Prisma;

impl Prisma {
    pub fn models(path: &str, text: &str) -> Vec<Model> {
        let mut models: Vec<Model> = Vec::new();
        let mut inside = false;
        for (line, row) in (1..).zip(text.lines()) {
            let row = row.split("//").next().unwrap_or(row).trim();
            let mut parts = row.split_whitespace();
            match (inside, parts.next(), parts.next()) {
                (false, Some("model"), Some(name)) => {
                    inside = row.ends_with('{');
                    models.push(Model {
                        name: name.to_owned(),
                        table: None,
                        file: path.to_owned(),
                        line,
                        framework: "Prisma",
                        fields: Vec::new(),
                        relations: Vec::new(),
                    });
                }
                (true, Some("}"), _) => inside = false,
                (true, Some(name), Some(kind)) if !name.starts_with('@') => {
                    if let Some(model) = models.last_mut() {
                        model.fields.push(ModelField { name: name.to_owned(), kind: kind.to_owned() });
                    }
                }
                _ => {}
            }
        }
        let names: Vec<String> = models.iter().map(|model| model.name.clone()).collect();
        for model in &mut models {
            let leads = |field: &ModelField| {
                let to = field.kind.trim_end_matches(['[', ']', '?']).to_owned();
                names.contains(&to).then(|| Relation { field: field.name.clone(), to })
            };
            model.relations = model.fields.iter().filter_map(leads).collect();
        }
        models
    }
}
