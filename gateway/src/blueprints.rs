//! Blueprints and JHipster's JDL from files, with plain answers to what is neither.

use std::io::Read;
use std::path::Path;

use plan::blueprint::limits::BLUEPRINT_BYTES_MAX;
use plan::blueprint::{self, Blueprint, Fault, Faults, Place};
use protocol::problem::{Code, Problem};

/// An editor's mark, and not the person's.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A file as it was read.
pub struct Found {
    pub blueprint: Blueprint,
    /// The blueprint's own text, of which a session can be begun.
    pub text: String,
}

/// What a session is asked for by a file: the text of a blueprint that can be read.
pub fn asked(file: &Path, stdin: impl Read) -> Result<String, Problem> {
    read(file, stdin).map(|found| found.text)
}

/// Reads a blueprint or, from a file that is called so, JDL.
pub fn read(file: &Path, stdin: impl Read) -> Result<Found, Problem> {
    let is_stdin = file == Path::new("-");
    let shown = if is_stdin { "standard input".to_owned() } else { file.display().to_string() };
    let bytes = if is_stdin { bytes_of(stdin, &shown) } else { bytes_of(open(file, &shown)?, &shown) }?;
    let told = |faults: Faults| malformed(&faults, &shown);
    let text = text_of(bytes).map_err(|fault| told(fault.into()))?;
    if is_jdl(file) {
        let blueprint = blueprint::jdl::import(&text, &name_of(file)).map_err(told)?;
        return Ok(Found { text: blueprint::write(&blueprint), blueprint });
    }
    let blueprint = blueprint::read(&text).map_err(told)?;
    Ok(Found { blueprint, text })
}

fn is_jdl(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|it| it.eq_ignore_ascii_case("jdl") || it.eq_ignore_ascii_case("jh"))
}

/// What a product is called that says no name of its own.
fn name_of(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.trim_matches(|c: char| c == '-' || c.is_ascii_digit());
    if plain.is_empty() { "product".to_owned() } else { plain.to_owned() }
}

fn open(file: &Path, shown: &str) -> Result<std::fs::File, Problem> {
    let cannot = |why: String| {
        Problem::new(
            Code::Malformed,
            format!("the blueprint {shown} cannot be read: {why}"),
            "name a text file that you can read",
        )
    };
    let opened = std::fs::File::open(file).map_err(|error| cannot(error.to_string()))?;
    let about = opened.metadata().map_err(|error| cannot(error.to_string()))?;
    if about.is_dir() { Err(cannot("it is a folder".to_owned())) } else { Ok(opened) }
}

/// One byte more than can be read, so that too much is seen and not kept.
fn bytes_of(source: impl Read, shown: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let most = BLUEPRINT_BYTES_MAX as u64 + 1;
    source.take(most).read_to_end(&mut bytes).map_err(|error| {
        let message = format!("the blueprint {shown} cannot be read: {error}");
        Problem::new(Code::Malformed, message, "name a text file that you can read")
    })?;
    if bytes.len() > BLUEPRINT_BYTES_MAX {
        let message = format!(
            "{shown} has more than {BLUEPRINT_BYTES_MAX} bytes, which is the most that is read of a blueprint"
        );
        return Err(Problem::new(Code::TooLarge, message, "split it into several products"));
    }
    Ok(bytes)
}

fn text_of(bytes: Vec<u8>) -> Result<String, Fault> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default()).into_owned();
        let last = before.rsplit('\n').next().unwrap_or_default();
        let place = Place { line: before.matches('\n').count() + 1, column: last.chars().count() + 1 };
        Fault::at(place, "this byte is no text in UTF-8").hint("save the file as UTF-8")
    })?;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned).unwrap_or(text))
}

fn malformed(faults: &Faults, shown: &str) -> Problem {
    let hint = "`samriddh blueprint --schema` prints what a blueprint may hold; nothing was written";
    Problem::new(Code::Malformed, faults.of_file(shown), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<Found, Problem> {
        read(Path::new("-"), bytes)
    }

    const SHOP: &str = "blueprint: 1\nproduct: {name: shop}\nentities: {Item: {fields: {name: string}}}\n";

    #[test]
    fn a_mark_of_an_editor_and_other_line_ends_are_read() {
        let plain = of(SHOP.as_bytes()).unwrap().blueprint;
        for text in [format!("\u{FEFF}{SHOP}"), SHOP.replace('\n', "\r\n")] {
            assert_eq!(of(text.as_bytes()).unwrap().blueprint, plain, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_named_with_its_place() {
        let problem = of(b"blueprint: 1\nproduct: {name: caf\xe9}\n").err().unwrap();
        assert_eq!(
            problem.message,
            "standard input:2:20: this byte is no text in UTF-8; save the file as UTF-8"
        );
    }

    #[test]
    fn what_is_not_there_or_too_large_is_named() {
        let missing = read(Path::new("/no/such.yaml"), std::io::empty()).err().unwrap();
        assert!(missing.message.starts_with("the blueprint /no/such.yaml cannot be read"), "{missing}");
        let folder = read(Path::new("/"), std::io::empty()).err().unwrap();
        assert_eq!(folder.message, "the blueprint / cannot be read: it is a folder");
        let large = of(&vec![b' '; BLUEPRINT_BYTES_MAX + 1]).err().unwrap();
        assert_eq!(large.code, Code::TooLarge);
    }

    #[test]
    fn a_product_without_a_name_is_called_after_its_file() {
        let names: Vec<String> =
            ["my Shop.jdl", "2.jdl", "a_b.jh"].iter().map(|file| name_of(Path::new(file))).collect();
        assert_eq!(names, ["my-shop", "product", "a-b"]);
    }
}
