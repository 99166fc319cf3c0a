//! How a browser comes in: a code that works once, for a cookie that lasts a working day. Only hashes are kept.

mod book;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use hyper::header::{COOKIE, HeaderMap};
use runtime::ports::{Chance, Clock, SystemChance, SystemClock};

use crate::wiring::random_name;
use book::Book;
pub use book::{CODE_MS, Turned, VISIT_MS};

/// Below the data folder; pages stay in when the gateway is started anew.
const NAME: &str = "visits.json";
/// What is larger was not written by us.
const BYTES_MAX: u64 = 64 * 1024;

/// Codes and cookies of one gateway.
pub struct Doors {
    cookie: String,
    /// Requests come side by side; nothing is awaited under the lock.
    book: Mutex<Book>,
    file: OnceLock<PathBuf>,
}

impl Doors {
    /// Cookies do not know ports: the name keeps gateways on one machine apart.
    pub fn new(port: u16) -> Self {
        Self { cookie: format!("samriddh-{port}"), book: Mutex::default(), file: OnceLock::new() }
    }

    /// Takes over who was in before, and remembers from now on.
    pub fn keep_in(&self, home: &Path) {
        let path = home.join(NAME);
        let small = std::fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= BYTES_MAX);
        let kept = small.then(|| std::fs::read(&path).ok()).flatten();
        // One that cannot be read means that people come in again by a code.
        if let Some(visits) = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            self.book().take_over(visits);
        }
        let _ = self.file.set(path);
    }

    /// A new code, to be typed or opened within five minutes.
    pub fn code(&self) -> String {
        let code = protocol::id::SessionId::from_random(SystemChance.bytes()).to_string();
        self.book().issue(&code, SystemClock.now_ms());
        code
    }

    /// The cookie for a code, as the browser is to keep it.
    pub fn enter(&self, code: &str) -> Result<String, Turned> {
        let value = random_name();
        let mut book = self.book();
        book.enter(code, &value, SystemClock.now_ms())?;
        self.write(&book);
        let (name, age) = (&self.cookie, VISIT_MS / 1000);
        Ok(format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict"))
    }

    /// Forgets the visitor's cookie; what the browser is told so that it does too.
    pub fn leave(&self, headers: &HeaderMap) -> String {
        let mut book = self.book();
        self.given(headers).for_each(|value| book.leave(value));
        self.write(&book);
        format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict", self.cookie)
    }

    pub fn knows(&self, headers: &HeaderMap) -> bool {
        let (book, now) = (self.book(), SystemClock.now_ms());
        self.given(headers).any(|value| book.knows(value, now))
    }

    /// Whether this is a code or a cookie of somebody: then it is told to nobody else.
    pub fn is_secret(&self, text: &str) -> bool {
        self.book().has(text)
    }

    fn given<'a>(&'a self, headers: &'a HeaderMap) -> impl Iterator<Item = &'a str> {
        let all = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        all.flat_map(|value| value.split(';')).filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.cookie).then_some(value)
        })
    }

    /// Without the file a gateway that is started anew asks for a code again, and no more.
    fn write(&self, book: &Book) {
        let Some(path) = self.file.get() else { return };
        let draft = path.with_extension("json.tmp");
        let _ = std::fs::remove_file(&draft);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let text = serde_json::to_vec(book.visits()).unwrap_or_default();
        let written = options.open(&draft).and_then(|mut file| file.write_all(&text));
        if written.is_ok() {
            let _ = std::fs::rename(&draft, path);
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        // Nothing that holds the lock can panic in the middle of a change.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn with(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())])
    }

    #[test]
    fn who_is_in_stays_in_when_the_gateway_is_started_anew_and_nobody_else_reads_the_file() {
        let home = tempfile::tempdir().unwrap();
        let first = Doors::new(7878);
        first.keep_in(home.path());
        let set = first.enter(&first.code()).unwrap();
        let cookie = set.split(';').next().unwrap();
        let second = Doors::new(7878);
        assert!(!second.knows(&with(cookie)));
        second.keep_in(home.path());
        assert!(second.knows(&with(&format!("other=1; {cookie}"))));
        let kept = std::fs::read_to_string(home.path().join(NAME)).unwrap();
        assert!(!kept.contains(cookie.split_once('=').unwrap().1), "only its hash is kept");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(home.path().join(NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(second.leave(&with(cookie)).contains("Max-Age=0"));
        assert!(!second.knows(&with(cookie)));
    }

    #[test]
    fn a_cookie_of_another_port_or_name_is_none() {
        let doors = Doors::new(7878);
        let set = doors.enter(&doors.code()).unwrap();
        let value = set.split(';').next().unwrap().split_once('=').unwrap().1.to_owned();
        assert!(doors.knows(&with(&format!("samriddh-7878={value}"))));
        for cookie in [format!("samriddh-7879={value}"), format!("xsamriddh-7878={value}"), value] {
            assert!(!doors.knows(&with(&cookie)), "{cookie}");
        }
    }
}
