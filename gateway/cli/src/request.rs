//! The request's words: from the command line, standard input or a file, with plain answers to what is none.

use std::io::Read;
use std::path::Path;

use protocol::problem::{Code, Problem};

/// About four pages. What is longer is a document that no offline reading does justice to.
pub const REQUEST_CHARS_MAX: usize = 10_000;
/// No more is read: four bytes hold any character.
const REQUEST_BYTES_MAX: u64 = 4 * REQUEST_CHARS_MAX as u64;

/// Reads the request the arguments point at: words as typed, of which `-` alone is standard input, or a file.
pub fn read(words: &[String], file: Option<&Path>, stdin: impl Read) -> Result<String, Problem> {
    let text = match file {
        Some(path) => {
            let shown = path.display();
            let file = std::fs::File::open(path).map_err(|error| {
                let hint = "name a text file that you can read";
                Problem::new(
                    Code::Malformed,
                    format!("the request file {shown} cannot be opened: {error}"),
                    hint,
                )
            })?;
            text_of(file, &format!("the request file {shown}"))?
        }
        None if words == ["-"] => text_of(stdin, "standard input")?,
        None => words.join(" "),
    };
    fit(text)
}

fn text_of(source: impl Read, name: &str) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    source.take(REQUEST_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| {
        Problem::new(
            Code::Malformed,
            format!("{name} cannot be read: {error}"),
            "name a text file that you can read",
        )
    })?;
    if bytes.len() as u64 > REQUEST_BYTES_MAX {
        return Err(too_long(&format!("more than {REQUEST_BYTES_MAX} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| not_text(name))
}

fn fit(text: String) -> Result<String, Problem> {
    let text = text.trim();
    let chars = text.chars().count();
    if chars == 0 {
        let hint =
            "say what to make, for example: samriddh new \"a blog with posts and comments\" --out ../blog";
        return Err(Problem::new(Code::Malformed, "the request is empty", hint));
    }
    if chars > REQUEST_CHARS_MAX {
        return Err(too_long(&format!("{chars} characters")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(not_text("the request"));
    }
    Ok(text.to_owned())
}

fn too_long(size: &str) -> Problem {
    Problem::new(
        Code::TooLarge,
        format!("the request has {size}; at most {REQUEST_CHARS_MAX} characters are read"),
        "keep what names the records, their fields, the roles and the stack, and leave the rest out",
    )
}

fn not_text(name: &str) -> Problem {
    Problem::new(
        Code::Malformed,
        format!("{name} is not plain text in UTF-8"),
        "write the request as plain words; a document must be saved as text first",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn refused(bytes: &[u8]) -> String {
        read(&typed(&["-"]), None, bytes).unwrap_err().message
    }

    #[test]
    fn words_standard_input_and_a_file_say_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("request.txt");
        std::fs::write(&path, "a blog\n").unwrap();
        let said = read(&typed(&["a", "blog"]), None, std::io::empty()).unwrap();
        assert_eq!(said, "a blog");
        assert_eq!(read(&typed(&["-"]), None, "  a blog \n".as_bytes()).unwrap(), said);
        assert_eq!(read(&[], Some(&path), std::io::empty()).unwrap(), said);
    }

    #[test]
    fn what_is_no_request_is_refused_in_plain_words() {
        assert_eq!(refused(b" \n\t"), "the request is empty");
        assert_eq!(refused(&[0xff, 0xfe, 0]), "standard input is not plain text in UTF-8");
        assert_eq!(refused(b"a\0blog"), "the request is not plain text in UTF-8");
        let long = "é".repeat(REQUEST_CHARS_MAX + 1);
        assert_eq!(
            refused(long.as_bytes()),
            "the request has 10001 characters; at most 10000 characters are read"
        );
        let megabyte = vec![b'a'; 1024 * 1024];
        assert_eq!(
            refused(&megabyte),
            "the request has more than 40000 bytes; at most 10000 characters are read"
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let problem = read(&[], Some(Path::new("/no/such/file")), std::io::empty()).unwrap_err();
        assert!(problem.message.starts_with("the request file /no/such/file cannot be opened"), "{problem}");
    }
}
