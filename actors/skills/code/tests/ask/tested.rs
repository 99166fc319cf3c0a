//! Which tests run what, and what they run.

use super::{said, says};

#[test]
fn a_test_that_asks_an_endpoint_runs_its_handler() {
    let files = [
        (
            "app.py",
            "from fastapi import FastAPI\napp = FastAPI()\n\ndef save():\n    pass\n\n@app.post(\"/users\")\ndef create_user():\n    save()\n",
        ),
        (
            "tests/test_app.py",
            "from fastapi.testclient import TestClient\nfrom app import app\nclient = TestClient(app)\n\ndef test_create():\n    client.post(\"/users\", json={})\n",
        ),
    ];
    says(&files, "which tests cover create_user?", &["tests.test_app.test_create"]);
    says(&files, "is save tested?", &["tests.test_app.test_create (2 steps away)"]);
    says(&files, "what is tested by test_create?", &["app.create_user", "app.save (2 steps away)"]);
    says(&files, "what is untested?", &["0 of 2 functions"]);
}

#[test]
fn tests_are_known_by_the_customs_of_their_languages() {
    let rust = [(
        "src/lib.rs",
        "pub fn f() {}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn it_works() {\n        f();\n    }\n}\n",
    )];
    says(&rust, "which tests cover f?", &["tests.it_works"]);
    says(&rust, "what is untested?", &["0 of 1 functions"]);
    let django = [
        ("shop/views.py", "def index():\n    pass\n"),
        ("shop/tests.py", "from shop.views import index\n\ndef test_index():\n    index()\n"),
    ];
    says(&django, "which tests cover index?", &["shop.tests.test_index"]);
    for path in
        ["e2e/a.ts", "src/a.cy.ts", "a-test.js", "a_test.go", "a.spec.ts", "ATest.java", "pkg/tests.py"]
    {
        assert!(code::graph::ask::is_test(path), "{path}");
    }
    for path in ["latest.py", "src/contest.js", "test.py.txt", "src/attest/a.py"] {
        assert!(!code::graph::ask::is_test(path), "{path}");
    }
}

#[test]
fn a_function_wrapped_by_update_wrapper_is_still_called() {
    let files = [(
        "t.py",
        "import functools\n\ndef deco(f):\n    def w(*args):\n        return f(*args)\n    return functools.update_wrapper(w, f)\n\n\
         @deco\ndef alpha():\n    pass\n\ndef go():\n    alpha()\n",
    )];
    let said = said(&files, "what breaks if I change alpha?");
    assert!(said.contains("t.deco.w t.py:4") && said.contains("t.go t.py:12"), "{said}");
}

#[test]
fn what_stands_in_a_macro_of_rust_is_called_too() {
    let store = "pub struct Store;\nimpl Store {\n    pub fn get(&self) -> u8 { helper() }\n}\nfn helper() -> u8 { 1 }\n                 pub fn size<T>() -> u8 { 1 }\n#[cfg(any(unix, helper))]\npub fn lonely() -> bool { matches!(Some(1), Some(_)) }\n";
    let tests = "use crate::store::Store;\n\n#[test]\nfn it_gets() {\n    let store = Store;\n    assert_eq!(store.get(), 1, \"{}\", size::<u8>());\n}\n";
    let files = [("src/store.rs", store), ("tests/store.rs", tests)];
    says(&files, "is Store.get tested?", &["tests/store.it_gets tests/store.rs:4"]);
    says(&files, "is size tested?", &["tests/store.it_gets"]);
    says(&files, "is lonely tested?", &["no test was found that runs it"]);
    says(&files, "who calls helper?", &["src/store.Store.get"]);
    let said = said(&files, "who calls helper?");
    assert!(!said.contains("src/store.rs:7"), "an attribute calls nothing: {said}");
}

#[test]
fn functions_that_a_macro_is_given_are_tests_too() {
    let lib = "pub fn f(x: u8) -> u8 { x }\npub fn g() {}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    proptest! {\n        #[test]\n               \x20       fn it_holds(x in 0u8..9) {\n            prop_assert_eq!(f(x), x);\n        }\n\n               \x20       fn others_hold(x in 0u8..9) { g(); }\n    }\n}\n";
    let files = [("src/lib.rs", lib)];
    says(&files, "which tests cover f?", &["src/lib.tests.it_holds src/lib.rs:10"]);
    says(&files, "which tests cover g?", &["src/lib.tests.others_hold src/lib.rs:14"]);
    says(&files, "where is it_holds?", &["fn it_holds(x in 0u8..9)"]);
}

#[test]
fn calls_of_tests_that_were_not_resolved_may_run_it_and_are_told() {
    let files = [
        ("a.py", "class A:\n    def go(self):\n        pass\n"),
        ("b.py", "def product(x):\n    x.go()\n"),
        ("tests/test_a.py", "def test_go(made):\n    made.go()\n"),
    ];
    says(
        &files,
        "which tests cover A.go?",
        &[
            "2 calls of that name could not be resolved, 1 of them in tests",
            "tests.test_a.test_go (possible) tests/test_a.py:2",
        ],
    );
    for question in ["which tests cover A.go?", "what is untested?"] {
        let based = super::answer(&files, question).based_on.join("\n");
        assert!(based.contains("a client of commands"), "{based}");
    }
}

#[test]
fn whether_there_is_a_test_is_no_search_for_one() {
    let files = [
        ("a.py", "def go():\n    pass\n"),
        ("tests/test_a.py", "from a import go\n\ndef test_go():\n    go()\n"),
    ];
    for question in [
        "is there a test for go?",
        "test for go",
        "are there any tests for go?",
        "is there any test that covers go?",
    ] {
        says(&files, question, &["tests.test_a.test_go"]);
    }
}
