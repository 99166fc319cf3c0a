//! The program itself, started as a person starts it, in a home and a folder of its own.

#![allow(dead_code, reason = "each test file uses its part")]

pub mod serving;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

pub struct Place {
    pub home: PathBuf,
    /// What the commands are about; they start in it.
    pub folder: PathBuf,
    _room: tempfile::TempDir,
}

/// What a run left.
pub struct Ran {
    pub code: i32,
    pub document: Value,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    /// In memory where there is such a place: what is put back waits for the disk, file by file.
    pub fn new() -> Self {
        let room = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let at = room.path().canonicalize().unwrap();
        let place = Self { home: at.join("home"), folder: at.join("repo"), _room: room };
        std::fs::create_dir(&place.folder).unwrap();
        place
    }

    #[expect(clippy::disallowed_methods, reason = "the program is started as a person does")]
    fn start(&self, program: &str) -> Command {
        let mut start = Command::new(program);
        start.current_dir(&self.folder).stdin(Stdio::null()).env("SAMRIDDH_HOME", &self.home);
        start
            .env("NO_COLOR", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null");
        for name in ["AUTHOR", "COMMITTER"] {
            start
                .env(format!("GIT_{name}_NAME"), "Ann")
                .env(format!("GIT_{name}_EMAIL"), "ann@example.invalid");
        }
        start
    }

    fn samriddh(&self) -> Command {
        self.start(env!("CARGO_BIN_EXE_samriddh"))
    }

    /// With `--json`: one document on standard output, whatever happens.
    pub fn json(&self, arguments: &[&str]) -> Ran {
        // Behind `--` stands another program's command line.
        let at = arguments.iter().position(|it| *it == "--").unwrap_or(arguments.len());
        let all = [&arguments[..at], &["--json"], &arguments[at..]].concat();
        let mut ran = of(&self.samriddh().args(all).output().unwrap());
        ran.document = serde_json::from_str(&ran.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?} printed no document ({error}): {}", ran.stderr));
        ran
    }

    /// The program with arguments, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut start = self.samriddh();
        start.args(arguments);
        start
    }

    /// With `--json`, and this typed at it.
    pub fn json_of(&self, arguments: &[&str], typed: &str) -> Ran {
        use std::io::Write;
        let mut start = self.samriddh();
        start
            .args(arguments)
            .arg("--json")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = start.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let mut ran = of(&child.wait_with_output().unwrap());
        ran.document = serde_json::from_str(&ran.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?} printed no document ({error}): {}", ran.stderr));
        ran
    }

    pub fn expect(&self, arguments: &[&str], code: i32) -> Value {
        let ran = self.json(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}\n{}", ran.document, ran.stderr);
        ran.document
    }

    /// As a person sees it, without a terminal to ask at.
    pub fn text(&self, arguments: &[&str]) -> Ran {
        of(&self.samriddh().args(arguments).output().unwrap())
    }

    pub fn spawn(&self, arguments: &[&str]) -> Child {
        let mut start = self.samriddh();
        start.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let ran = of(&self.start("git").args(arguments).output().unwrap());
        assert_eq!(ran.code, 0, "git {arguments:?}: {}", ran.stderr);
        ran.stdout
    }

    /// Where the bytes of checkpoints are kept.
    pub fn blobs_of_checkpoints(&self) -> Vec<PathBuf> {
        let mut waiting = vec![self.home.join("checkpoints/blobs")];
        let mut found = Vec::new();
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { waiting.push(path) } else { found.push(path) }
            }
        }
        found
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn of(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    Ran { code: output.status.code().unwrap_or(-1), document: Value::Null, stdout, stderr }
}

/// Every file, link and folder below, with what it holds and what it permits.
pub fn state(folder: &Path) -> std::collections::BTreeMap<String, (u32, Vec<u8>)> {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    let (mut found, mut folders) = (std::collections::BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let about = std::fs::symlink_metadata(&path).unwrap();
            let bytes = if about.is_dir() {
                folders.push(path.clone());
                Vec::new()
            } else if about.is_symlink() {
                std::fs::read_link(&path).unwrap().as_os_str().as_bytes().to_vec()
            } else {
                std::fs::read(&path).unwrap()
            };
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            found.insert(name, (about.permissions().mode(), bytes));
        }
    }
    found
}
