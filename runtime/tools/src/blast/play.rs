//! Playing a line on the model, step by step.

use std::collections::BTreeMap;
use std::path::Path;

use super::ask::Asks;
use super::expand::{Dots, Names, Unset, Variables, expand};
use super::forecast::{Forecast, Outside};
use super::line::{How, Part, Redirect, Script, Simple, Step, Word, shorten};
use super::model::{Follow, Model, Node, Place};
use super::pattern::Language;
use super::programs;
use crate::checkpoint::{Scan, TreePath};

/// Lines in lines (`sh -c "sh -c …"`).
const LINES_DEEP_MAX: u32 = 4;

/// What is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A program with its arguments; no shell reads them.
    Words(Vec<String>),
    /// A line for a POSIX shell.
    Line(String),
}

/// Where it is to be run.
pub struct Setting<'a> {
    /// The folder's real path.
    pub root: &'a Path,
    pub found: &'a Scan,
    /// Where the command starts, below the folder.
    pub cwd: Option<TreePath>,
    pub environment: BTreeMap<String, String>,
}

/// What it would do.
pub fn foresee(command: &Command, setting: &Setting<'_>, asks: &mut dyn Asks) -> Forecast {
    let script = match command {
        Command::Words(words) => Script::of_words(words),
        Command::Line(line) => Script::read(line),
    };
    let model = Model::new(setting.root, setting.found, setting.cwd.clone());
    let mut variables: BTreeMap<String, Option<String>> =
        setting.environment.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect();
    variables.insert("PWD".to_owned(), model.cwd_path().to_str().map(str::to_owned));
    for special in ["OLDPWD", "RANDOM", "SECONDS", "LINENO", "PPID", "IFS", "HOSTNAME", "UID", "EUID", "_"] {
        variables.entry(special.to_owned()).or_insert(None);
    }
    let mut play = Play {
        model,
        variables: Variables(variables, Unset::Empty),
        asks,
        out: Forecast::default(),
        lines_deep: 0,
        by: String::new(),
        unsure: false,
        git_acted: false,
    };
    play.steps(&script.steps);
    play.finish()
}

pub(super) struct Play<'a> {
    pub model: Model,
    variables: Variables,
    pub asks: &'a mut dyn Asks,
    pub out: Forecast,
    lines_deep: u32,
    /// The command that is being played, for what is said of it.
    pub by: String,
    /// Something before has changed the model that may not have run at all.
    unsure: bool,
    /// A git command before may have changed an index or a history, which the model does not hold.
    pub git_acted: bool,
}

impl Play<'_> {
    fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Run(simple) => self.simple(simple),
                Step::Sub(inner) => {
                    let (cwd, variables) = (self.model.cwd.clone(), self.variables.clone());
                    self.steps(inner);
                    (self.model.cwd, self.variables) = (cwd, variables);
                }
                Step::With(before, simple) => {
                    let variables = self.variables.clone();
                    self.steps(before);
                    self.simple(simple);
                    self.variables = variables;
                    // Some commands of the shell itself keep what is set for them.
                    if simple.words.first().is_none_or(|word| !is_plain(word) || keeps(word)) {
                        self.variables.0.extend(assigned(before).into_iter().map(|name| (name, None)));
                    }
                }
                Step::Maybe(inner, why) => self.maybe(inner, why),
                Step::WhileGood(inner) => {
                    let before = (self.model.clone(), self.variables.0.clone());
                    self.steps(inner);
                    self.unsure |= self.model.cwd != before.0.cwd
                        || self.model.now != before.0.now
                        || self.variables.0 != before.1;
                }
                Step::Assign(name, value) => {
                    let value = self.expand(value, Dots::Named).ok();
                    let text = value.and_then(|words| String::from_utf8(words.join(&b' ')).ok());
                    self.set_variable(name, text);
                }
                Step::Unknown(why) => self.unknown(why.clone()),
            }
        }
    }

    /// Harmless either way, or not known.
    fn maybe(&mut self, inner: &[Step], why: &str) {
        let (model, variables, before) = (self.model.clone(), self.variables.clone(), self.out.clone());
        // What a loop or condition sets is not known afterwards, nor inside.
        for name in assigned(inner) {
            self.variables.0.insert(name, None);
        }
        let unset = std::mem::replace(&mut self.variables.1, Unset::Unknown);
        self.steps(inner);
        self.variables.1 = unset;
        let touched =
            self.out != before || self.model.fates() != model.fates() || self.model.cwd != model.cwd;
        let names = assigned(inner);
        let is_set = |(name, value): (&String, &Option<String>)| {
            !names.contains(name) && variables.0.get(name) != Some(value)
        };
        let touched = touched || self.variables.0.iter().any(is_set);
        self.model = model;
        let unset = names.into_iter().map(|name| (name, None));
        self.variables = variables;
        self.variables.0.extend(unset);
        if touched {
            self.unknown(format!("{why}: {}", shorten(&self.by)));
        }
    }

    fn simple(&mut self, simple: &Simple) {
        // A shell opens what it redirects to before the command begins.
        for redirect in &simple.redirects {
            self.redirect(redirect);
        }
        let mut words: Vec<Vec<u8>> = Vec::new();
        let (mut known, mut partly) = (Ok(()), Vec::new());
        for word in &simple.words {
            let removes = words.first().is_some_and(|name| programs::refuses_dots(name));
            match self.expand(word, if removes { Dots::Refused } else { Dots::Named }) {
                Ok(more) => words.extend(more),
                Err(why) => {
                    known = Err(why);
                    partly.extend(self.seen_outside(word));
                }
            }
        }
        let name = words.first().cloned().unwrap_or_default();
        self.by =
            shorten(&words.iter().map(|word| String::from_utf8_lossy(word)).collect::<Vec<_>>().join(" "));
        let writes = simple.redirects.iter().any(|redirect| redirect.how != How::Other);
        if self.unsure && (writes || (!words.is_empty() && !programs::is_harmless(&name))) {
            self.unknown(format!("{}: it is not known whether what is before it runs", self.by));
        }
        match known {
            Ok(()) if words.is_empty() => {}
            Ok(()) => programs::play(self, &words),
            // What only prints or looks may be given anything.
            Err(_) if !simple.words.is_empty() && programs::is_harmless(&name) => {}
            Err(why) => {
                if programs::can_destroy(&name) {
                    partly.into_iter().for_each(|path| self.outside(path));
                }
                self.unknown(format!("{}: {why}", self.by));
                programs::reach::seen(self, &words);
            }
        }
    }

    fn expand(&self, word: &Word, dots: Dots) -> Result<Vec<Vec<u8>>, String> {
        expand(word, &self.variables, &Names { model: &self.model, language: self.language(), dots })
    }

    /// What names are made of, by what the command is told of languages.
    pub fn language(&self) -> Language {
        let known = |name: &str| self.variables.0.get(name).filter(|value| value.as_deref() != Some(""));
        let of = |kind: &str| ["LC_ALL", kind, "LANG"].into_iter().find_map(known);
        let values = [of("LC_CTYPE"), of("LC_COLLATE")].map(|value| value.map(Option::as_deref));
        if values.iter().all(|value| matches!(value, None | Some(Some("C" | "POSIX")))) {
            Language::None
        } else if values
            .iter()
            .all(|value| matches!(value, None | Some(Some("C" | "POSIX" | "C.UTF-8" | "C.utf8"))))
        {
            Language::Letters
        } else {
            Language::Alphabet
        }
    }

    /// What is seen to lie outside of a word that is only known when it runs: where it leads before the part that is not
    /// known, or a path within that part.
    fn seen_outside(&self, word: &Word) -> Option<String> {
        let mut known = 0;
        while known < word.0.len()
            && self.expand(&Word(word.0[..=known].to_vec()), Dots::Named).is_ok_and(|words| words.len() == 1)
        {
            known += 1;
        }
        if let Some(text) = self.expand(&Word(word.0[..known].to_vec()), Dots::Named).ok()?.pop()
            && let Some(end) = text.iter().rposition(|byte| *byte == b'/')
            && let Place::Outside(path) = self.model.resolve(&text[..=end], Follow::Yes)
        {
            return Some(format!("something in {}", path.display()));
        }
        let unknown = word.0.iter().filter_map(|part| match part {
            Part::Unknown(text) => Some(text.as_str()),
            Part::Text(_) | Part::Bare(_) | Part::Variable { .. } => None,
        });
        let mut paths =
            unknown.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && !"./_-~*".contains(c)));
        let leads = |path: &&str| {
            let place = self.model.resolve(path.trim_start_matches('-').as_bytes(), Follow::Yes);
            path.starts_with('~') || matches!(place, Place::Outside(path) if path.exists())
        };
        paths.find(leads).map(|path| format!("what may be {path}"))
    }

    fn redirect(&mut self, redirect: &Redirect) {
        let words = match self.expand(&redirect.to, Dots::Named) {
            Ok(words) => words,
            Err(why) => {
                if let Some(path) = self.seen_outside(&redirect.to) {
                    self.by = ">".to_owned();
                    self.outside(path);
                }
                return self.unknown(format!("where its output goes: {why}"));
            }
        };
        let [target] = words.as_slice() else { return self.unknown("where its output goes".to_owned()) };
        self.by = format!("> {}", String::from_utf8_lossy(target));
        match redirect.how {
            How::Write => self.overwrite(target),
            How::Append => self.extend(target),
            How::Other if target.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-') => {}
            How::Other => self.unknown(format!("what {} does", self.by)),
        }
    }

    /// Plays a line within a line, in a shell of its own.
    pub fn line(&mut self, line: &str) {
        let (cwd, variables) = (self.model.cwd.clone(), self.variables.clone());
        self.line_here(line);
        (self.model.cwd, self.variables) = (cwd, variables);
    }

    /// Plays a line within a line, in the same shell: what it sets and where it goes stays.
    pub fn line_here(&mut self, line: &str) {
        self.lines_deep += 1;
        if self.lines_deep > LINES_DEEP_MAX {
            self.unknown("it is nested too deeply to be followed".to_owned());
        } else {
            self.steps(&Script::read(line).steps);
        }
        self.lines_deep -= 1;
    }

    pub fn set_variable(&mut self, name: &str, value: Option<String>) {
        self.bend(name, value.as_deref());
        self.variables.0.insert(name.to_owned(), value);
    }

    /// What a variable holds, if anything is known of it at all.
    pub fn variable(&self, name: &str) -> Option<Option<String>> {
        self.variables.0.get(name).cloned()
    }

    /// Says what a variable does to programs.
    pub fn bend(&mut self, name: &str, value: Option<&str>) {
        if !bends(name) {
            return;
        }
        self.unknown(format!("what programs do once {name} is set"));
        let leads = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];
        if let Some(value) = value.filter(|_| leads.contains(&name))
            && let Place::Outside(path) = self.model.resolve(value.as_bytes(), Follow::Yes)
        {
            self.by = format!("{name}={value}");
            self.outside(path.display().to_string());
        }
    }

    pub fn unknown(&mut self, why: String) {
        self.out.unknown.insert(why);
    }

    pub fn outside(&mut self, path: impl Into<String>) {
        self.out.outside.insert(Outside { path: path.into(), by: self.by.clone() });
    }

    /// A file that is opened to be written anew; links are followed.
    pub fn overwrite(&mut self, target: &[u8]) {
        match self.model.resolve(target, Follow::Yes) {
            Place::Inside(path) => {
                self.through(&path);
                self.write(&path);
            }
            Place::Root => {}
            Place::Outside(path) => self.write_outside(&path),
        }
    }

    fn write_outside(&mut self, path: &Path) {
        if !is_sink(path) && (path.exists() || path.starts_with("/dev")) {
            self.outside(path.display().to_string());
        }
    }

    /// A file that has other names is opened and gets new bytes: so do they, wherever they are.
    pub fn through(&mut self, path: &TreePath) {
        if self.model.is_linked(path) {
            let by = self.by.clone();
            self.unknown(format!(
                "{by}: {path} has other names (hard links), and each of them gets the new bytes"
            ));
        }
    }

    /// A file that grows: what it holds stays.
    pub fn extend(&mut self, target: &[u8]) {
        match self.model.resolve(target, Follow::Yes) {
            Place::Inside(path) if !self.model.now.contains_key(&path) => self.write(&path),
            Place::Inside(_) | Place::Root => {}
            Place::Outside(path) => self.write_outside(&path),
        }
    }

    /// A file gets new bytes, if there can be a file.
    pub fn write(&mut self, path: &TreePath) {
        let has_place = path.parent().is_none_or(|above| self.model.now.get(&above) == Some(&Node::Folder));
        if has_place && self.model.now.get(path) != Some(&Node::Folder) {
            self.model.write(path);
        }
    }

    fn finish(mut self) -> Forecast {
        self.out.unknown.extend(self.asks.unanswered().iter().cloned());
        self.out.files.extend(self.model.fates());
        self.out.folders.extend(self.model.lost_folders());
        self.out
    }
}

pub(super) fn is_sink(path: &Path) -> bool {
    const SINKS: [&str; 5] = ["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/zero"];
    SINKS.iter().any(|sink| path == Path::new(sink)) || path.starts_with("/dev/fd")
}

/// Variables by which known programs do other things than they are known for.
pub(super) fn bends(name: &str) -> bool {
    const NAMES: [&str; 11] = [
        "PATH",
        "IFS",
        "HOME",
        "XDG_CONFIG_HOME",
        "CDPATH",
        "ENV",
        "BASH_ENV",
        "PAGER",
        "LESSOPEN",
        "GLOBIGNORE",
        "POSIXLY_CORRECT",
    ];
    const FAMILIES: [&str; 4] = ["GIT_", "LD_", "DYLD_", "RSYNC_"];
    NAMES.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

fn is_plain(word: &Word) -> bool {
    matches!(word.0.as_slice(), [Part::Bare(_) | Part::Text(_)])
}

/// The special built-ins of a POSIX shell.
fn keeps(word: &Word) -> bool {
    const SPECIAL: [&str; 14] = [
        ":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set",
        "shift", "trap", "unset",
    ];
    matches!(word.0.as_slice(), [Part::Bare(name) | Part::Text(name)] if SPECIAL.contains(&name.as_str()))
}

fn assigned(steps: &[Step]) -> Vec<String> {
    let mut names = Vec::new();
    for step in steps {
        match step {
            Step::Assign(name, _) => names.push(name.clone()),
            Step::Sub(inner) | Step::Maybe(inner, _) | Step::WhileGood(inner) => {
                names.extend(assigned(inner))
            }
            // Those of `With` end with it.
            Step::Run(_) | Step::With(..) | Step::Unknown(_) => {}
        }
    }
    names
}

/// A word as text, where it is text.
pub(super) fn text(word: &[u8]) -> Option<&str> {
    std::str::from_utf8(word).ok()
}
