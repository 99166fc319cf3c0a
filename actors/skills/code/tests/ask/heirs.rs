//! Members that are inherited, and who inherits.

use super::{is_not_known, said, says};

const FILES: &[(&str, &str)] = &[
    ("base.py", "class P:\n    def x(self):\n        pass\n\nclass Other:\n    def y(self):\n        pass\n"),
    (
        "kinds.py",
        "from base import P\n\nclass R(P):\n    pass\n\nclass S(R):\n    def x(self):\n        pass\n",
    ),
    ("use.py", "from kinds import R\n\ndef go():\n    R().x()\n"),
];

#[test]
fn an_inherited_member_is_that_of_the_base() {
    says(FILES, "who calls R.x?", &["method P.x", "use.go use.py:4"]);
    is_not_known(FILES, "who calls R.y?");
}

#[test]
fn who_inherits_is_told_with_those_who_inherit_from_them() {
    says(FILES, "who inherits from P?", &["class R kinds.py:3", "class S (2 steps down) kinds.py:6"]);
    says(FILES, "what does S inherit from?", &["class R"]);
}

#[test]
fn a_change_of_a_base_is_felt_by_heirs_and_overriding_methods() {
    says(FILES, "what breaks if I change P?", &["kinds.R (inherits from it)", "kinds.S (inherits from it)"]);
    says(FILES, "what breaks if I change P.x?", &["kinds.S.x (overrides it)"]);
}

#[test]
fn a_base_is_found_through_modules_aliases_and_files_that_hand_it_on() {
    let files = [
        ("pkg/__init__.py", "from .core import Base as Base\n"),
        ("pkg/core.py", "class Base:\n    pass\n"),
        ("other.py", "class Base:\n    pass\n"),
        ("one.py", "import pkg\n\nclass One(pkg.Base):\n    pass\n"),
        ("two.py", "import pkg as p\n\nclass Two(p.Base):\n    pass\n"),
        ("three.py", "from pkg import Base as B\n\nclass Three(B):\n    pass\n"),
        ("four.py", "from pkg.core import Base\n\nclass Four(Base):\n    pass\n"),
    ];
    for question in [
        "which classes extend pkg/core.py:Base?",
        "which class extends `pkg/core.py:Base`?",
        "what are the subclasses of pkg/core.py:Base?",
        "subclasses of pkg/core.py:Base",
    ] {
        says(
            &files,
            question,
            &["class One one.py:3", "class Two two.py:3", "class Three three.py:3", "class Four four.py:3"],
        );
    }
    let other = said(&files, "who inherits from `other.py:Base`?");
    assert!(!other.contains("class One") && !other.contains("class Three"), "{other}");
}

#[test]
fn which_class_extends_asks_for_heirs_and_not_for_bases() {
    for question in [
        "which class extends P?",
        "show all classes that extend P",
        "which subclasses does P have?",
        "does P have any subclasses?",
    ] {
        says(FILES, question, &["class R kinds.py:3", "class S (2 steps down) kinds.py:6"]);
    }
}

#[test]
fn heirs_of_a_base_outside_of_the_project_are_told_with_that() {
    let files = [
        ("a.js", "const { EventEmitter } = require(\"events\");\nclass A extends EventEmitter {}\n"),
        ("b.py", "import flask\n\nclass Shop(flask.Flask):\n    pass\n"),
    ];
    says(&files, "which classes extend EventEmitter?", &["it lies outside of the project", "class A a.js:2"]);
    says(&files, "who inherits from Flask?", &["it lies outside of the project", "class Shop b.py:3"]);
    is_not_known(&files, "which classes extend Emitter?");
}
