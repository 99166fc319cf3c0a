//! What a person says together with the files that they hand over: one text, in which each file stands for itself in words.

use std::io::Read;
use std::path::Path;

use plan::blueprint::limits::BLUEPRINT_BYTES_MAX;
use plan::handed::{self, Handed, Kind};
use protocol::problem::{Code, Problem};

use crate::uploads::{FILE_BYTES_MAX, too_large};

/// As long as a person writes.
pub const MESSAGE_CHARS_MAX: usize = 10_000;
/// More in one message is no longer looked at by who sends it.
pub const FILES_MAX: usize = 20;

/// A file as the team reads it.
pub fn read(name: &str, bytes: &[u8]) -> Result<Handed, Problem> {
    handed::read(name, bytes).map_err(|why| {
        let hint =
            "leave it out, or hand over what can be read: text, CSV or JSON of records, a blueprint, JDL";
        Problem::new(Code::Unbuildable, format!("{name} is not read: {why}"), hint)
    })
}

/// The same for a file of this machine.
pub fn of_file(path: &Path) -> Result<(String, Handed), Problem> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let bad = |error: std::io::Error| {
        let message = format!("the file {} cannot be read: {error}", path.display());
        Problem::new(Code::Malformed, message, "name a file that you can read")
    };
    // A pipe may never come to an end.
    if !std::fs::metadata(path).map_err(bad)?.is_file() {
        let message = format!("{} is no file", path.display());
        return Err(Problem::new(Code::Malformed, message, "name a file that you can read"));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(bad)?;
    file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(bad)?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(too_large(&format!("the file {}", path.display()), FILE_BYTES_MAX as u64));
    }
    read(&name, &bytes).map(|handed| (name, handed))
}

/// What is said, then each file's words. A description of a product stands alone.
pub fn message(said: &str, files: &[(String, Handed)]) -> Result<String, Problem> {
    if files.len() > FILES_MAX {
        let message = format!("{} files are handed over at once", files.len());
        return Err(Problem::new(Code::TooLarge, message, format!("hand over at most {FILES_MAX}")));
    }
    let said = said.trim();
    if let Some((name, description)) = files.iter().find(|(_, file)| file.kind == Kind::Description) {
        if !said.is_empty() || files.len() > 1 {
            let message = format!("{name} describes a whole product, and stands for a request by itself");
            let hint = "send it alone, and say what should be otherwise as a change of the plan";
            return Err(Problem::new(Code::Malformed, message, hint));
        }
        if description.text.len() > BLUEPRINT_BYTES_MAX {
            return Err(too_large(name, BLUEPRINT_BYTES_MAX as u64));
        }
        return Ok(description.text.clone());
    }
    let parts = std::iter::once(said).chain(files.iter().map(|(_, file)| file.text.as_str()));
    let text = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let characters = text.chars().count();
    if characters > MESSAGE_CHARS_MAX {
        let longest = files.iter().max_by_key(|(_, file)| file.text.len());
        let hint = longest.map_or_else(
            || "say it in fewer words".to_owned(),
            |(name, file)| format!("{name} alone has {}: hand over less of it", file.text.chars().count()),
        );
        let message =
            format!("the message has {characters} characters, and at most {MESSAGE_CHARS_MAX} are read");
        return Err(Problem::new(Code::TooLarge, message, hint));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> (String, Handed) {
        (name.to_owned(), read(name, text.as_bytes()).unwrap())
    }

    #[test]
    fn files_follow_what_is_said() {
        let files = [file("books.csv", "title,pages\nEmma,474\n"), file("notes.md", "Members borrow books.")];
        let text = message(" a library ", &files).unwrap();
        assert_eq!(text, "a library\n\nAdd a Book with title, pages (integer).\n\nMembers borrow books.");
        assert_eq!(message("", &files[1..]).unwrap(), "Members borrow books.");
        assert_eq!(message("a library", &[]).unwrap(), "a library");
    }

    #[test]
    fn a_file_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("books.csv");
        std::fs::write(&table, "title\nEmma\n").unwrap();
        assert_eq!(of_file(&table).unwrap().1.text, "Add a Book with title.");
        for path in [folder.path().to_owned(), folder.path().join("missing"), "/dev/zero".into()] {
            assert_eq!(of_file(&path).unwrap_err().code, Code::Malformed, "{}", path.display());
        }
    }

    #[test]
    fn a_description_stands_alone() {
        let shop = file("shop.jdl", "entity Product { name String required }");
        assert!(message("", std::slice::from_ref(&shop)).unwrap().starts_with("blueprint: 1"));
        for (said, files) in [("and fast", vec![shop.clone()]), ("", vec![shop.clone(), file("a.txt", "a")])]
        {
            assert!(message(said, &files).unwrap_err().message.contains("stands for a request by itself"));
        }
    }

    #[test]
    fn what_is_too_much_names_the_file_that_is_long() {
        let long = file("long.txt", &"word ".repeat(1_900));
        let refused = message(&"x".repeat(900), &[file("a.txt", "a"), long.clone()]).unwrap_err();
        assert_eq!(refused.code, Code::TooLarge);
        assert!(refused.hint.contains("long.txt alone has 9499"), "{}", refused.hint);
        assert!(message("", &vec![file("a.txt", "a"); FILES_MAX + 1]).is_err());
        assert_eq!(read("a.png", b"\x89PNG\r\n\x1a\n").unwrap_err().code, Code::Unbuildable);
    }
}
