//! Files that could not be read.

use super::answer;

#[test]
fn what_was_not_read_is_named_and_nothing_is_claimed_of_it() {
    let long = format!("class Mailer {{}} // {}\n", "x".repeat(200_000));
    let files = [("a.py", "def f():\n    pass\n"), ("mail.js", long.as_str())];
    for question in ["where is Mailer?", "who calls f?"] {
        let answer = answer(&files, question);
        let based = answer.based_on.join("\n");
        assert!(based.contains("1 file was not, namely mail.js (it is minified"), "{answer:?}");
        let softened =
            answer.lines.iter().any(|line| line.text.contains("1 file was not read, and may hold it"));
        assert_eq!(softened, !answer.known, "{answer:?}");
    }
}

#[test]
fn code_of_a_language_that_is_not_read_is_not_passed_over_in_silence() {
    let files =
        [("a.py", "def f():\n    pass\n"), ("ios/App.swift", "f()\n"), ("logo.png", "x"), ("notes", "f")];
    let based = answer(&files, "who calls f?").based_on.join("\n");
    assert!(based.contains("1 file was not, namely ios/App.swift"), "{based}");
}
