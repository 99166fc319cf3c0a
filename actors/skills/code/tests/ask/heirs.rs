//! Members that are inherited, and who inherits.

use super::{is_not_known, says};

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
