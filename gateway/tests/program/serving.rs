//! `serve` in a process of its own.

use std::io::Read;
use std::process::{Child, ChildStderr, Stdio};

use serde_json::Value;

use super::Place;

/// A gateway; it is killed with this value, without a word.
pub struct Serving {
    child: Child,
    /// What it said: `url`, `port`, `token`, `pid`.
    pub said: Value,
    errors: Option<ChildStderr>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    pub fn start(place: &Place, port: &str, arguments: &[&str], path: Option<&str>) -> Self {
        let mut start = place.command(&[&["serve", "--port", port, "--json"], arguments].concat());
        if let Some(path) = path {
            start.env("PATH", path).env_remove("BROWSER");
        }
        Self::of(start)
    }

    /// One that was prepared in another way.
    pub fn of(mut start: std::process::Command) -> Self {
        let mut child = start.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (output, errors) = (child.stdout.take().unwrap(), child.stderr.take());
        let said = serde_json::Deserializer::from_reader(output).into_iter().next().unwrap().unwrap();
        Self { child, said, errors }
    }

    pub fn port(&self) -> u16 {
        self.said["port"].as_u64().and_then(|port| port.try_into().ok()).unwrap()
    }

    pub fn token(&self) -> &str {
        self.said["token"].as_str().unwrap()
    }

    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port())
    }

    pub fn bearer(&self) -> String {
        format!("Authorization: Bearer {}\r\n", self.token())
    }

    /// The code in the printed address.
    pub fn code(&self) -> &str {
        self.said["url"].as_str().unwrap().split_once("/#enter=").unwrap().1
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as Ctrl-C does; what it said besides.
    pub fn stop(mut self) -> String {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        assert!(self.child.wait().unwrap().success());
        let mut errors = String::new();
        self.errors.take().unwrap().read_to_string(&mut errors).unwrap();
        errors
    }
}
