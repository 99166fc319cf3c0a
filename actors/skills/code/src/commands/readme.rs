//! Commands of a README: the lines of its blocks of shell.

use super::{COMMANDS_MAX, Commands, Given, is_test};

/// Languages of blocks that are typed into a shell.
const SHELLS: &[&str] = &["sh", "bash", "shell", "console", "zsh", "shell-session"];

/// A longer line is no command that somebody types.
const LINE_BYTES_MAX: usize = 300;

/// What brings dependencies or builds.
const INSTALLS: &[&str] = &[
    "pip install",
    "pip3 install",
    "python -m pip install",
    "npm ci",
    "npm install",
    "npm i ",
    "yarn install",
    "yarn add",
    "pnpm install",
    "pnpm add",
    "bun install",
    "poetry install",
    "poetry add",
    "uv sync",
    "uv add",
    "uv pip install",
    "pipenv install",
    "conda install",
    "bundle install",
    "gem install",
    "composer install",
    "composer require",
    "cargo install",
    "cargo add",
    "cargo build",
    "go get",
    "go install",
    "go build",
    "brew install",
    "apt install",
    "apt-get install",
    "sudo apt",
    "make install",
    "make build",
    "git clone",
    "python -m venv",
    "python3 -m venv",
    "npm run build",
    "docker build",
    "docker pull",
];

/// The commands that a README says, each by what it is for.
pub fn said(path: &str, text: &str) -> Commands {
    let (file, mut commands) = (Given { path, text }, Commands::default());
    for (row, line) in typed(text).into_iter().take(COMMANDS_MAX) {
        let list = if INSTALLS.iter().any(|start| line.starts_with(start)) {
            &mut commands.install
        } else if is_test(line) || line.contains("pytest") {
            &mut commands.test
        } else {
            &mut commands.run
        };
        list.push(file.command_at(row, line, ""));
    }
    commands
}

/// Lines of shell with their rows.
fn typed(text: &str) -> Vec<(usize, &str)> {
    let (mut found, mut block) = (Vec::new(), Block::default());
    let mut fence: Option<&str> = None;
    for (row, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => {
                found.extend(std::mem::take(&mut block).typed());
                let language = trimmed.trim_start_matches(mark).trim().split([' ', '{']).next();
                block.is_shell = language.is_some_and(|language| SHELLS.contains(&language));
                fence = Some(mark);
            }
            (Some(open), Some(mark)) if open == mark => {
                found.extend(std::mem::take(&mut block).typed());
                fence = None;
            }
            (Some(_), _) => block.lines.push((row, trimmed)),
            (None, None) if line.starts_with("    ") => block.lines.push((row, trimmed)),
            (None, None) => found.extend(std::mem::take(&mut block).typed()),
        }
    }
    found.extend(block.typed());
    found
}

/// Lines that are shown together as code.
#[derive(Default)]
struct Block<'t> {
    is_shell: bool,
    lines: Vec<(usize, &'t str)>,
}

impl<'t> Block<'t> {
    /// Where some lines have a prompt, the others are what was printed; without a prompt only a block of shell is typed.
    fn typed(self) -> Vec<(usize, &'t str)> {
        let has_prompts = self.lines.iter().any(|(_, line)| line.starts_with("$ "));
        if !has_prompts && !self.is_shell {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut continued = false;
        for (row, line) in self.lines {
            let part_of_one_before = std::mem::replace(&mut continued, line.ends_with('\\'));
            let command = if has_prompts { line.strip_prefix("$ ") } else { Some(line) };
            let Some(command) = command.map(str::trim).filter(|_| !part_of_one_before) else { continue };
            if !command.is_empty() && !command.starts_with('#') && command.len() <= LINE_BYTES_MAX {
                found.push((row, command));
            }
        }
        found
    }
}
