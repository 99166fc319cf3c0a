//! Sentences that are no question about code, or one that is not answered: they are not taken for others.

use super::{answer, is_not_known, says};

const FILES: &[(&str, &str)] = &[(
    "app.py",
    "class Files:\n    def delete_all(self):\n        pass\n\ndef send(request):\n    request_comes(request)\n\n\
     def request_comes(x):\n    pass\n",
)];

#[test]
fn what_is_no_question_about_the_code_is_refused_with_the_nearest_that_is() {
    for question in [
        "who calls?",
        "what breaks if I change?",
        "delete all files",
        "write a test for send",
        "rename send to post",
        "why is send slow?",
        "how often is send called?",
        "what happens when a request comes in?",
        "what happens on startup?",
        "what raises?",
        "who frobnicates send?",
        "which frobnicates Files.delete_all?",
        "does request_comes raise an error?",
        "what settings does app have by default?",
        "how many users are there?",
    ] {
        is_not_known(FILES, question);
        says(FILES, question, &["the nearest that is answered: "]);
    }
}

#[test]
fn what_happens_when_something_is_changed_or_called_is_answered() {
    says(FILES, "what happens if I change request_comes?", &["app.send"]);
    says(FILES, "what happens when request_comes is removed?", &["directly", "app.send"]);
    says(FILES, "what happens in `send`?", &["calls app.request_comes"]);
    says(FILES, "what happens when send is called?", &["calls app.request_comes"]);
    assert_eq!(answer(FILES, "what happens if request_comes changes?").kind, "impact");
}

#[test]
fn two_plain_words_may_still_be_searched_for() {
    says(FILES, "delete all", &["not known"]);
    says(FILES, "delete files", &["method Files.delete_all"]);
}

#[test]
fn things_of_which_no_list_is_kept_are_not_searched_for() {
    let files = [("a.py", "def features():\n    pass\n")];
    is_not_known(&files, "which features are there?");
    says(&files, "where are the features?", &["function features"]);
    says(&files, "which functions are there?", &["function features"]);
}
