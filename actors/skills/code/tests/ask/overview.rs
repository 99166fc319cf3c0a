//! What a project is, and questions that the files do not answer.

use super::{is_not_known, said, says};

#[test]
fn frameworks_are_named_and_what_is_cut_is_counted() {
    let mut files = vec![("requirements.txt".to_owned(), "flask==3.0\n".to_owned())];
    let route = |at: usize| format!("@app.get(\"/r{at}\")\ndef r{at}():\n    pass\n\n");
    let routes: String = (0..9).map(route).collect();
    files.push(("app.py".to_owned(), format!("from flask import Flask\napp = Flask(__name__)\n\n{routes}")));
    let lent: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    says(&lent, "overview", &["frameworks: flask ==3.0", "9 endpoints", "and 3 more", "python (1 file, "]);
}

#[test]
fn an_empty_folder_is_said_to_be_empty() {
    let said = said(&[], "what is this project?");
    assert!(said.contains("the folder is empty") && !said.contains("languages"), "{said}");
}

#[test]
fn functions_without_callers_are_listed_and_the_past_is_not_known() {
    let files =
        [("a.py", "def used():\n    pass\n\ndef never_called():\n    used()\n\ndef main():\n    pass\n")];
    let uncalled = said(&files, "which functions are never called?");
    assert!(
        uncalled.contains("of 3 functions no call was found for 1") && uncalled.contains("a.never_called"),
        "{uncalled}"
    );
    says(&files, "does anything call used?", &["a.never_called a.py:5"]);
    says(&files, "Who the heck is using used these days", &["a.never_called a.py:5"]);
    says(&files, "Where's used?", &["function used a.py:1"]);
    is_not_known(&files, "what changed recently?");
}
