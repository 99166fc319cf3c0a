//! Calls on something unknown that bear the name.

use super::{said, says};

const FILES: &[(&str, &str)] = &[
    ("a.py", "class A:\n    def go(self):\n        pass\n\ndef sure():\n    A().go()\n"),
    ("u1.py", "def maybe(x):\n    x.go()\n\ndef perhaps(x):\n    x.go()\n"),
];

#[test]
fn calls_of_the_name_that_were_not_resolved_are_told_as_possible() {
    for question in ["who calls A.go?", "what breaks if I change A.go?"] {
        says(
            FILES,
            question,
            &[
                "a.sure",
                "2 more calls of go( could not be resolved",
                "u1.maybe (possible) u1.py:2",
                "u1.perhaps (possible)",
            ],
        );
    }
}

#[test]
fn their_list_is_bounded() {
    let many: String = (0..40).map(|at| format!("def f{at}(x):\n    x.go()\n\n")).collect();
    let files = [FILES[0], ("many.py", many.as_str())];
    let said = said(&files, "who calls A.go?");
    assert!(said.contains("40 more calls of go(") && said.contains("and 28 more"), "{said}");
}

#[test]
fn languages_whose_values_are_not_followed_have_them_too() {
    let class = |name: &str| format!("class {name} {{\n  void go() {{}}\n}}\n");
    let texts: Vec<String> = ["A", "B", "C", "D"].map(class).to_vec();
    let files = [
        ("A.java", texts[0].as_str()),
        ("B.java", texts[1].as_str()),
        ("C.java", texts[2].as_str()),
        ("D.java", texts[3].as_str()),
        ("U.java", "class U {\n  void run(A a) { a.go(); }\n}\n"),
    ];
    says(
        &files,
        "who calls A.go?",
        &["1 more call of go( could not be resolved", "U.run (possible) U.java:2"],
    );
}

#[test]
fn a_call_on_what_a_package_returned_is_possible_and_one_on_what_the_language_returned_is_not() {
    let files = [
        FILES[0],
        (
            "u.py",
            "import ext, json\n\ndef given():\n    ext.load().go()\n\ndef parsed():\n    json.loads('1').go()\n",
        ),
    ];
    let said = said(&files, "who calls A.go?");
    assert!(said.contains("u.given (possible) u.py:4") && !said.contains("u.parsed"), "{said}");
}
