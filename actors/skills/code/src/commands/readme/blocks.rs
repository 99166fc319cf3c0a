//! Blocks of code in a text, and what of them is typed into a shell.

/// Languages of blocks that are typed into a shell.
const SHELLS: &[&str] = &["sh", "bash", "shell", "console", "zsh", "shell-session"];

/// A longer line is no command that somebody types.
const LINE_BYTES_MAX: usize = 300;

/// First words by which a block that names no language is known as one of shell.
const PROGRAMS: &[&str] = &[
    "python",
    "python3",
    "pip",
    "uv",
    "poetry",
    "uvicorn",
    "gunicorn",
    "flask",
    "django-admin",
    "pytest",
    "tox",
    "node",
    "npm",
    "npx",
    "yarn",
    "pnpm",
    "bun",
    "deno",
    "make",
    "cargo",
    "go",
    "docker",
    "docker-compose",
    "bundle",
    "rails",
    "php",
    "composer",
    "mvn",
    "gradle",
    "dotnet",
    "java",
    "cd",
    "source",
    "export",
    "git",
];

/// A command as somebody types it.
#[derive(Debug, PartialEq, Eq)]
pub struct Typed {
    /// From zero.
    pub row: usize,
    pub line: String,
    /// Where the lines before it in its block have gone; empty at the root.
    pub folder: String,
}

/// The commands of all blocks. A block that nothing ends is none: nobody knows where it was meant to end.
pub fn typed(text: &str) -> Vec<Typed> {
    let (mut found, mut block) = (Vec::new(), Block::default());
    let mut fence: Option<String> = None;
    for (row, line) in text.lines().enumerate() {
        let trimmed = line.trim_start_matches(['>', ' ', '\t', '-', '*']).trim_end();
        let mark = fence_of(trimmed);
        match (&fence, mark) {
            (None, Some(mark)) => {
                found.extend(std::mem::take(&mut block).typed());
                let language = trimmed.trim_start_matches(['`', '~']).trim();
                block.language = language.split([' ', '{', ',']).next().unwrap_or_default().to_owned();
                block.is_fenced = true;
                fence = Some(mark.to_owned());
            }
            // What ends a block is at least as long as what began it, and alone on its line.
            (Some(open), Some(mark)) if mark.starts_with(open.as_str()) && mark.len() == trimmed.len() => {
                found.extend(std::mem::take(&mut block).typed());
                fence = None;
            }
            (Some(_), _) => block.lines.push((row, line.trim_start_matches('>').trim())),
            (None, None) if line.starts_with("    ") => block.lines.push((row, line.trim())),
            (None, None) => found.extend(std::mem::take(&mut block).typed()),
        }
    }
    if fence.is_none() {
        found.extend(block.typed());
    }
    found
}

/// The signs that begin or end a block.
fn fence_of(line: &str) -> Option<&str> {
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let end = line.find(|c| c != first).unwrap_or(line.len());
    (end >= 3).then(|| &line[..end])
}

/// Lines that are shown together as code.
#[derive(Default)]
struct Block<'t> {
    language: String,
    is_fenced: bool,
    lines: Vec<(usize, &'t str)>,
}

impl Block<'_> {
    /// Where some lines have a prompt, the others are what was printed.
    fn typed(self) -> Vec<Typed> {
        let has_prompts = self.lines.iter().any(|(_, line)| line.starts_with("$ "));
        let is_shell = SHELLS.contains(&self.language.as_str())
            || (self.is_fenced && self.language.is_empty() && self.looks_typed());
        if !has_prompts && !is_shell {
            return Vec::new();
        }
        let mut found: Vec<Typed> = Vec::new();
        let (mut folder, mut goes_on) = (String::new(), false);
        for (row, line) in self.lines {
            let (line, more) = line.strip_suffix('\\').map_or((line, false), |line| (line.trim_end(), true));
            if std::mem::replace(&mut goes_on, more) {
                if let Some(last) = found.last_mut() {
                    last.line = format!("{} {}", last.line, line.trim());
                }
                continue;
            }
            let command = if has_prompts { line.strip_prefix("$ ") } else { Some(line) };
            let Some(command) =
                command.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
            else {
                goes_on = false;
                continue;
            };
            if let Some(to) = command.strip_prefix("cd ") {
                goes_to(&mut folder, to.trim());
            }
            found.push(Typed { row, line: command.to_owned(), folder: folder.clone() });
        }
        found.retain(|typed| typed.line.len() <= LINE_BYTES_MAX);
        found
    }

    /// Every line begins with a program, or goes on with the one before.
    fn looks_typed(&self) -> bool {
        let mut goes_on = false;
        let mut typed = 0;
        for (_, line) in &self.lines {
            if std::mem::replace(&mut goes_on, line.ends_with('\\'))
                || line.is_empty()
                || line.starts_with('#')
            {
                continue;
            }
            let first = line.split_whitespace().find(|word| !word.contains('=')).unwrap_or_default();
            let is_program = PROGRAMS.contains(&first) || first.starts_with("./") || first.contains("/bin/");
            if !is_program && !line.ends_with('\\') {
                return false;
            }
            typed += usize::from(is_program);
        }
        typed > 0
    }
}

/// Follows a `cd` below the root; anything else is where nobody knows.
fn goes_to(folder: &mut String, to: &str) {
    let plain = to.split("&&").next().unwrap_or(to).trim();
    if plain == ".." {
        *folder = folder.rsplit_once('/').map_or(String::new(), |(above, _)| above.to_owned());
    } else if plain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
        && !plain.starts_with(['/', '.'])
    {
        let separator = if folder.is_empty() { "" } else { "/" };
        folder.push_str(&format!("{separator}{}", plain.trim_end_matches('/')));
    }
}
