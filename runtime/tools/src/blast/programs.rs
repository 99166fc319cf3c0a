//! What each known program does to a folder; a program that is not here is not known.

mod copies;
mod find;
mod git;
pub(super) mod reach;
mod removals;
mod rsync;
mod writes;

use super::model::{Follow, Place};
use super::play::{Play, text};

/// Programs that only look or print, whatever they are given.
const HARMLESS: &[&str] = &[
    ":",
    "[",
    "basename",
    "cat",
    "cmp",
    "comm",
    "cut",
    "date",
    "df",
    "diff",
    "dirname",
    "du",
    "echo",
    "egrep",
    "expr",
    "false",
    "fgrep",
    "grep",
    "groups",
    "head",
    "id",
    "jq",
    "ls",
    "md5sum",
    "more",
    "nl",
    "nproc",
    "od",
    "printenv",
    "printf",
    "ps",
    "pwd",
    "readlink",
    "realpath",
    "rev",
    "seq",
    "sha1sum",
    "sha256sum",
    "sleep",
    "stat",
    "tac",
    "tail",
    "test",
    "tr",
    "true",
    "type",
    "uname",
    "uptime",
    "wait",
    "wc",
    "which",
    "who",
    "whoami",
    "yes",
    "exit",
    "return",
    "umask",
    "ulimit",
    "jobs",
    "times",
    "shift",
];
/// Programs that can destroy what they are given by name.
const DESTRUCTIVE: &[&str] = &[
    "rm", "rmdir", "unlink", "shred", "mv", "cp", "ln", "truncate", "dd", "tee", "rsync", "find", "sed",
    "install", "git", "chmod", "chown", "chgrp", "tar",
];
/// Programs that run another one, and their options that take a word.
const WRAPPERS: &[(&str, &[&str])] = &[
    ("time", &[]),
    ("nohup", &[]),
    ("command", &[]),
    ("exec", &["-a"]),
    ("builtin", &[]),
    ("nice", &["-n", "--adjustment"]),
    ("ionice", &["-c", "-n"]),
    ("stdbuf", &["-i", "-o", "-e"]),
];

pub(super) fn is_harmless(name: &[u8]) -> bool {
    text(name).is_some_and(|name| HARMLESS.contains(&base(name)))
}

pub(super) fn can_destroy(name: &[u8]) -> bool {
    text(name).is_some_and(|name| DESTRUCTIVE.contains(&base(name)))
}

/// Whether a program leaves `.` and `..` alone, whatever names them.
pub(super) fn refuses_dots(name: &[u8]) -> bool {
    text(name).is_some_and(|name| matches!(base(name), "rm" | "rmdir" | "unlink"))
}

/// `/usr/bin/rm` is `rm`; a path into the folder is the folder's own program, whatever its name.
fn base(name: &str) -> &str {
    const SYSTEM: [&str; 6] =
        ["/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/", "/opt/homebrew/bin/"];
    SYSTEM.iter().find_map(|folder| name.strip_prefix(folder)).unwrap_or(name)
}

pub(super) fn play(play: &mut Play<'_>, words: &[Vec<u8>]) {
    let before = play.out.unknown.len();
    follow(play, words);
    if play.out.unknown.len() > before {
        reach::seen(play, words);
    }
}

fn follow(play: &mut Play<'_>, words: &[Vec<u8>]) {
    let all: Option<Vec<&str>> = words.iter().map(|word| text(word)).collect();
    let name = words.first().and_then(|word| text(word)).map(base).unwrap_or_default();
    if let Some(all) = &all
        && name == "printf"
        && all.get(1).is_some_and(|word| word.starts_with("-v"))
    {
        return play.unknown(format!("{} sets a variable", play.by));
    }
    if HARMLESS.contains(&name) {
        return;
    }
    let Some(all) = all else {
        // Names that are not UTF-8 are paths of the programs that take paths, and those take bytes.
        return match name {
            "rm" | "unlink" | "rmdir" => removals::remove(play, name, &words[1..]),
            _ => play.unknown(format!("{} is given names that are not UTF-8", play.by)),
        };
    };
    let arguments = &all[1..];
    match name {
        "cd" => change_folder(play, arguments),
        "export" | "readonly" | "local" | "set" | "eval" | "source" | "." | "trap" | "unset" | "read"
        | "mapfile" | "readarray" | "getopts" => shell_own(play, name, arguments),
        "sh" | "bash" | "dash" | "zsh" | "ksh" => shell(play, arguments),
        "env" => env(play, arguments),
        "alias" if arguments.is_empty() => {}
        "tree" | "file" | "less" | "rg" | "hostname"
            if arguments.iter().all(|word| !word.starts_with(['-', '+'])) => {}
        "timeout" => timeout(play, words, arguments),
        "rm" | "unlink" | "rmdir" => removals::remove(play, name, &words[1..]),
        "shred" => writes::shred(play, arguments),
        "truncate" => writes::truncate(play, arguments),
        "tee" => writes::tee(play, arguments),
        "dd" => writes::dd(play, arguments),
        "sed" => writes::sed(play, arguments),
        "sort" => writes::sort(play, arguments),
        "touch" | "mkdir" => writes::make(play, name, arguments),
        "cp" => copies::copy(play, arguments),
        "mv" => copies::rename(play, arguments),
        "ln" => copies::link(play, arguments),
        "find" => find::find(play, arguments),
        "rsync" => rsync::rsync(play, arguments),
        "git" => git::git(play, arguments),
        "chmod" | "chown" | "chgrp" => play.unknown(format!("{} changes permissions", play.by)),
        "sudo" | "doas" | "su" => {
            play.outside("anything: it runs with another user's rights");
            play.unknown(format!("{} runs with another user's rights", play.by));
        }
        "xargs" => play.unknown(format!("{} gets its arguments when it runs", play.by)),
        _ => match WRAPPERS.iter().find(|(wrapper, _)| *wrapper == name) {
            Some((_, takes)) => wrapped(play, words, takes),
            None => play.unknown(format!("{} is a program whose effects are not known", play.by)),
        },
    }
}

/// Where the words without options begin; `takes` are the options that are followed by a word.
fn after_options(arguments: &[&str], takes: &[&str]) -> usize {
    let mut at = 0;
    while let Some(word) = arguments.get(at) {
        if *word == "--" {
            return at + 1;
        }
        if !word.starts_with('-') || *word == "-" {
            return at;
        }
        at += if takes.contains(word) { 2 } else { 1 };
    }
    at.min(arguments.len())
}

/// Options and operands of a program whose options may stand anywhere; `takes` are those followed by a word.
struct Parsed<'w> {
    options: Vec<&'w str>,
    values: Vec<(&'w str, &'w str)>,
    operands: Vec<&'w str>,
}

impl<'w> Parsed<'w> {
    fn of(arguments: &[&'w str], takes: &[&str]) -> Self {
        let mut parsed = Self { options: Vec::new(), values: Vec::new(), operands: Vec::new() };
        let mut words = arguments.iter().copied();
        while let Some(word) = words.next() {
            if word == "--" {
                parsed.operands.extend(words.by_ref());
            } else if takes.contains(&word) {
                parsed.values.extend(words.next().map(|value| (word, value)));
            } else if let Some((name, value)) = word.split_once('=').filter(|(name, _)| takes.contains(name))
            {
                parsed.values.push((name, value));
            } else if word.starts_with('-') && word != "-" {
                parsed.options.push(word);
            } else {
                parsed.operands.push(word);
            }
        }
        parsed
    }

    /// Is a short option given, alone or among others (`-rf`), or its long form?
    fn has(&self, short: char, long: &str) -> bool {
        self.options.iter().any(|option| match option.strip_prefix("--") {
            Some(name) => !long.is_empty() && name == long,
            None => option[1..].contains(short),
        })
    }

    /// The last one counts.
    fn value(&self, names: &[&str]) -> Option<&'w str> {
        self.values.iter().rev().find(|(name, _)| names.contains(name)).map(|(_, value)| *value)
    }

    /// Only options among `short` letters and `long` names are given.
    fn only(&self, short: &str, long: &[&str]) -> bool {
        self.options.iter().all(|option| match option.strip_prefix("--") {
            Some(name) => long.contains(&name.split('=').next().unwrap_or(name)),
            None => option[1..].chars().all(|c| short.contains(c)),
        })
    }
}

fn change_folder(play: &mut Play<'_>, arguments: &[&str]) {
    let arguments = &arguments[after_options(arguments, &[])..];
    let Some(to) = arguments.first().filter(|to| **to != "-") else {
        play.outside("the home folder, where it goes on");
        return play.unknown("where it goes on".to_owned());
    };
    let searched = !to.starts_with('/') && !matches!(to.split('/').next(), Some("." | ".."));
    match play.variable("CDPATH") {
        Some(None) if searched => play.unknown(format!("where {} goes: CDPATH is not known", play.by)),
        Some(Some(folders)) if searched && !folders.is_empty() => {
            let places = folders.split(':').map(|folder| match folder {
                "" => (*to).to_owned(),
                folder => format!("{folder}/{to}"),
            });
            let is_there =
                |place: &String| play.model.is_folder(&play.model.resolve(place.as_bytes(), Follow::Yes));
            let found = places.into_iter().find(is_there).unwrap_or_else(|| (*to).to_owned());
            go(play, &found);
        }
        _ => go(play, to),
    }
    let here = play.model.cwd_path().to_str().map(str::to_owned);
    play.set_variable("PWD", here);
}

fn go(play: &mut Play<'_>, to: &str) {
    match play.model.resolve(to.as_bytes(), Follow::Yes) {
        Place::Root => play.model.cwd = None,
        Place::Inside(path) if play.model.is_folder(&Place::Inside(path.clone())) => {
            play.model.cwd = Some(path)
        }
        // It fails, and what follows runs where it is, or not at all.
        Place::Inside(path) => play.unknown(format!("there is no folder {path} to go to")),
        Place::Outside(path) => {
            let path = path.display().to_string();
            play.outside(path.clone());
            play.unknown(format!("what it does in {path}"));
        }
    }
}

fn shell_own(play: &mut Play<'_>, name: &str, arguments: &[&str]) {
    match name {
        "export" | "readonly" | "local" => {
            for (name, value) in arguments.iter().filter_map(|word| word.split_once('=')) {
                play.set_variable(name, Some(value.to_owned()));
            }
        }
        "read" | "mapfile" | "readarray" | "getopts" => {
            // What they set without being told so.
            let own = ["REPLY", "MAPFILE", "OPTARG", "OPTIND"];
            for name in arguments.iter().filter(|word| !word.starts_with('-')).chain(&own) {
                play.set_variable(name, None);
            }
        }
        "eval" => play.line_here(&arguments.join(" ")),
        "set" if arguments.iter().all(|word| word.starts_with('-')) => {}
        _ => play.unknown(format!("{} cannot be followed", play.by)),
    }
}

fn shell(play: &mut Play<'_>, arguments: &[&str]) {
    let at = arguments.iter().position(|word| !word.starts_with('-') || word.contains('c'));
    match at.map(|at| &arguments[at..]) {
        Some([flag, line]) if flag.starts_with('-') && !flag.starts_with("--") && flag.contains('c') => {
            play.line(line)
        }
        Some([script, ..]) => play.unknown(format!("{} runs {script}, a script", play.by)),
        None => play.unknown(format!("{} reads what it does from elsewhere", play.by)),
        Some([]) => {}
    }
}

fn env(play: &mut Play<'_>, arguments: &[&str]) {
    let here = play.model.cwd.clone();
    let mut rest = arguments;
    loop {
        match rest {
            ["-C" | "--chdir", folder, more @ ..] => {
                go(play, folder);
                rest = more;
            }
            [option, more @ ..] if option.starts_with("--chdir=") || option.starts_with("-C") => {
                go(play, option.trim_start_matches("--chdir=").trim_start_matches("-C"));
                rest = more;
            }
            ["-u" | "--unset", _, more @ ..] | ["-" | "-i" | "--ignore-environment", more @ ..] => {
                play.unknown(format!("what {} does without some variables", play.by));
                rest = more;
            }
            ["--", more @ ..] => rest = more,
            ["-S" | "--split-string", line, more @ ..] => {
                play.unknown(format!("{} cannot be followed", play.by));
                play.line(&[&[*line], more].concat().join(" "));
                break;
            }
            [option, more @ ..] if option.starts_with('-') => {
                play.unknown(format!("{} cannot be followed", play.by));
                rest = more;
            }
            [set, more @ ..] if set.contains('=') => {
                // Not a variable of the shell; but what bends programs is said.
                set.split_once('=').into_iter().for_each(|(name, value)| play.bend(name, Some(value)));
                rest = more;
            }
            [] => break,
            command => {
                let words: Vec<Vec<u8>> = command.iter().map(|word| word.as_bytes().to_vec()).collect();
                self::play(play, &words);
                break;
            }
        }
    }
    play.model.cwd = here;
}

fn timeout(play: &mut Play<'_>, words: &[Vec<u8>], arguments: &[&str]) {
    let at = after_options(arguments, &["-s", "--signal", "-k", "--kill-after"]) + 1;
    match words.get(at + 1..) {
        Some(rest) if !rest.is_empty() => self::play(play, rest),
        _ => {}
    }
}

fn wrapped(play: &mut Play<'_>, words: &[Vec<u8>], takes: &[&str]) {
    let arguments: Vec<&str> = words[1..].iter().filter_map(|word| text(word)).collect();
    let at = after_options(&arguments, takes);
    let known = |word: &&str| {
        !word.starts_with('-')
            || matches!(*word, "--" | "-p" | "-v" | "-V")
            || takes.iter().any(|name| word.starts_with(name))
            || word[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    if !arguments[..at.min(arguments.len())].iter().all(known) {
        return play.unknown(format!("{} has an option that cannot be followed", play.by));
    }
    if let Some(rest) = words.get(at + 1..).filter(|rest| !rest.is_empty()) {
        self::play(play, rest);
    }
}
