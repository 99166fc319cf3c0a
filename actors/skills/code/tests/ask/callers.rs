//! How callers are counted, and how sure calls are.

use super::{said, says};

#[test]
fn each_definition_that_a_decorator_stands_over_is_told_and_the_rest_counted() {
    let methods: String =
        (0..15).map(|at| format!("    @marked\n    def m{at}(self):\n        pass\n\n")).collect();
    let text = format!("from deco import marked\n\nclass C:\n{methods}");
    let files = [("deco.py", "def marked(f):\n    return f\n"), ("c.py", text.as_str())];
    let said = said(&files, "who calls marked?");
    assert!(said.contains("C.m0 is decorated with it") && said.contains("c.py:4"), "{said}");
    assert!(said.contains("C.m11 is decorated with it") && said.contains("and 3 more"), "{said}");
}

#[test]
fn every_place_where_a_name_is_handed_on_is_told() {
    let files = [
        ("deps.py", "def get_db():\n    pass\n"),
        ("app.py", "from deps import get_db\n\ndef wire(add):\n    add(get_db)\n    add(1, get_db)\n"),
    ];
    says(&files, "who uses get_db?", &["app.wire (its name stands there, not called) app.py:4", "app.py:5"]);
}

#[test]
fn how_something_works_tells_how_sure_its_calls_are_and_counts_the_callers_it_leaves_out() {
    let callers: String = (0..7).map(|at| format!("def c{at}():\n    go()\n\n")).collect();
    let text = format!("def go():\n    pass\n\n{callers}");
    let files =
        [("a.py", text.as_str()), ("tests/test_a.py", "from a import go\n\ndef test_go():\n    go()\n")];
    for question in ["how does go work?", "what does go do?"] {
        says(&files, question, &["called by a.c3", "called by 3 more, and by 1 place in tests"]);
    }
    let classes = |name: &str| format!("class {name} {{\n  void run() {{}}\n}}\n");
    let (one, other) = (classes("A"), classes("B"));
    let files = [
        ("A.java", one.as_str()),
        ("B.java", other.as_str()),
        ("U.java", "class U {\n  void use(Object a) { a.run(); }\n}\n"),
    ];
    let callees = said(&files, "what does U.use call?");
    let marked = |said: &str| {
        said.lines()
            .filter(|line| line.contains("calls "))
            .all(|line| line.contains("(guess)") || line.contains("(likely)"))
    };
    assert!(callees.contains("calls ") && marked(&callees), "{callees}");
    let how = said(&files, "how does U.use work?");
    assert!(how.contains("calls ") && marked(&how), "{how}");
}

#[test]
fn imports_of_one_file_are_told_with_all_their_names() {
    let files = [
        ("helpers.py", "def a():\n    pass\n\ndef b():\n    pass\n"),
        ("app.py", "from helpers import a\nfrom helpers import b\n"),
    ];
    says(&files, "who imports helpers.py?", &["imported by app.py: a, b app.py:1"]);
}
