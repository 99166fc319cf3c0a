//! Names as answers print them, and names that are words of a sentence.

use super::{is_not_known, says};

const WORDS: &[(&str, &str)] = &[(
    "app.py",
    "def get():\n    pass\n\ndef use():\n    get()\n\ndef a():\n    use()\n\ndef file():\n    a()\n\ndef work():\n    file()\n\n\
     def change():\n    work()\n\ndef live():\n    change()\n",
)];

#[test]
fn a_word_of_sentences_that_is_defined_is_a_name_where_one_stands() {
    for (name, caller) in [
        ("get", "app.use"),
        ("use", "app.a"),
        ("a", "app.file"),
        ("file", "app.work"),
        ("work", "app.change"),
        ("change", "app.live"),
    ] {
        for question in [
            format!("who calls {name}?"),
            format!("who calls `{name}`?"),
            format!("what breaks if I change {name}()?"),
        ] {
            says(WORDS, &question, &[&format!("function {name} "), &format!("{caller} app.py")]);
        }
    }
}

#[test]
fn what_nothing_bears_is_not_known_and_nothing_like_it_is_told_in_its_place() {
    for question in
        ["who calls flurbinate?", "who calls gett?", "what breaks if I change nonexist?", "who calls `find`?"]
    {
        is_not_known(WORDS, question);
    }
    says(WORDS, "who calls chang?", &["did you mean change"]);
}

#[test]
fn a_name_may_be_written_as_it_is_printed() {
    let files = [
        ("app/services/billing.py", "def apply():\n    pass\n"),
        ("app/main.py", "from app.services.billing import apply\n\ndef run():\n    apply()\n"),
        (
            "web/src/a.ts",
            "export class Api { send() { return 1 } }\nexport function go() { new Api().send() }\n",
        ),
    ];
    for name in ["apply", "app.services.billing.apply", "billing.apply", "app/services/billing.py:apply"] {
        says(&files, &format!("who calls {name}?"), &["app.main.run app/main.py:4"]);
    }
    for name in ["Api.send", "web/src/a.Api.send", "Api::send", "Api#send"] {
        says(&files, &format!("who calls {name}?"), &["web/src/a.go"]);
    }
}

#[test]
fn what_is_put_into_an_object_is_known_by_the_last_of_its_names() {
    let files = [
        (
            "lib/response.js",
            "var res = Object.create(http.ServerResponse.prototype);\nres.send = function (body) {\n  return this;\n};\nmodule.exports = res;\n",
        ),
        ("lib/other.js", "module.exports = function (made) {\n  made.send('x');\n};\n"),
    ];
    says(&files, "who calls res.send?", &["1 more call of send( could not be resolved", "lib/other.js:2"]);
    says(
        &files,
        "how would I add a method like res.send?",
        &["places that know it by name", "lib/other.js:2"],
    );
}
