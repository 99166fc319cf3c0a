//! An opened repository by the program itself: it follows edits, answers, and leaves a session that plays again.

mod program;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use program::Place;

/// Longer than the busiest machine takes.
const LONGEST: Duration = Duration::from_secs(120);

struct Opened {
    child: Child,
    to: ChildStdin,
    lines: Receiver<String>,
}

impl Opened {
    #[expect(clippy::disallowed_methods, reason = "the thread ends with the program whose lines it reads")]
    fn start(place: &Place) -> Self {
        let mut start = place.command(&["open", "."]);
        let mut child =
            start.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, to, lines }
    }

    fn say(&mut self, line: &str) {
        writeln!(self.to, "{line}").unwrap();
        self.to.flush().unwrap();
    }

    fn hear(&self, part: &str) -> String {
        let mut heard = Vec::new();
        loop {
            let Ok(line) = self.lines.recv_timeout(LONGEST) else {
                panic!("{part:?} was not said: {heard:#?}")
            };
            if line.contains(part) {
                return line;
            }
            heard.push(line);
        }
    }

    /// All that is said up to a part.
    fn hear_all(&self, part: &str) -> String {
        let mut heard = String::new();
        while !heard.contains(part) {
            let Ok(line) = self.lines.recv_timeout(LONGEST) else { panic!("{part:?} was not said: {heard}") };
            heard.push_str(&line);
            heard.push('\n');
        }
        heard
    }

    fn close(mut self) -> i32 {
        drop(self.to);
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

#[test]
fn edits_are_followed_and_the_session_plays_again() {
    let place = Place::new();
    place.write("shop/__init__.py", "");
    place.write("shop/books.py", "def lookup(words):\n    return words\n");
    let mut opened = Opened::start(&place);
    let session = opened.hear("session").rsplit(' ').next().unwrap().to_owned();
    opened.hear("2 files");
    opened.say("where is lookup?");
    assert!(opened.hear("books.py:1").contains("lookup"));
    place.write(
        "shop/sales.py",
        "from shop.books import lookup\n\n\ndef sell(words):\n    return lookup(words)\n",
    );
    assert!(opened.hear("sales.py").contains("changed"));
    opened.say("who calls lookup?");
    assert!(opened.hear("sales.py:5").contains("sell"));
    opened.say("where is quux?");
    opened.hear("not known");
    assert_eq!(opened.close(), 0);
    assert_eq!(place.json(&["verify", &session]).code, 0);
    let replay = place.text(&["replay", &session, "--speed", "max"]);
    for part in ["where is lookup?", "books.py:1", "+shop/sales.py", "who calls lookup?", "sales.py:5"] {
        assert!(replay.stdout.contains(part), "{part}: {}", replay.stdout);
    }
    assert_eq!(place.json(&["replay", &session, "--verify"]).code, 0);
}

#[test]
fn questions_may_come_from_a_file_and_the_document_holds_all() {
    let place = Place::new();
    place.write("a.py", "def f():\n    pass\n");
    let ran = place.json_of(&["open", "."], "where is f?\n\nquit\nnever asked\n");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let kinds: Vec<&str> = ran.document["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["indexed", "asked", "routed", "queried", "found", "answered"]);
    assert_eq!(ran.document["events"][5]["finding"]["lines"][0]["file"], "a.py");
    assert_eq!(ran.document["events"][5]["agent"], ran.document["events"][2]["to"]);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let place = Place::new();
    place.write("a.py", "");
    assert_eq!(place.json(&["open", "absent"]).code, 2);
    assert_eq!(place.json(&["open", "a.py"]).code, 2);
    let said = place.text(&["open", "absent"]).stderr;
    assert!(said.contains("samriddh open .") && !said.contains("--in"), "{said}");
}

#[test]
fn what_is_no_longer_there_is_not_known_and_nothing_is_listed_in_its_place() {
    let place = Place::new();
    place.write("a.py", "def base_price():\n    pass\n\ndef total():\n    base_price()\n");
    let route =
        "from flask import Flask\napp = Flask(__name__)\n\n@app.get(\"/prices\")\ndef prices():\n    pass\n";
    place.write("app.py", route);
    let mut opened = Opened::start(&place);
    opened.hear("2 files");
    opened.say("who calls base_price?");
    opened.hear("a.py:5");
    place.write("a.py", "def list_price():\n    pass\n\ndef total():\n    list_price()\n");
    opened.hear("changed");
    opened.say("who calls base_price?");
    let answer = opened.hear_all("based on");
    assert!(answer.contains("does not know") && answer.contains("is called \"base_price\""), "{answer}");
    assert!(!answer.contains("/prices"), "{answer}");
    opened.say("which endpoints are there?");
    opened.hear("GET /prices");
    assert_eq!(opened.close(), 0);
}
