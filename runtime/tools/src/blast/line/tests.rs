//! Lines and the steps they are read as.

use super::{Script, Step};

fn check(line: &str, expected: expect_test::Expect) {
    let shown: Vec<String> = Script::read(line).steps.iter().map(|step| format!("{step:?}")).collect();
    expected.assert_eq(&shown.join("\n"));
}

#[test]
fn quotes_escapes_and_expansions_are_told_apart() {
    check(
        r#"rm -rf "a b"/c\ d '$x' "$HOME/x" *.log $(ls)"#,
        expect_test::expect![[r#"
            Sub([Run(Simple { words: [Word([Bare("ls")])], redirects: [] })])
            Run(Simple { words: [Word([Bare("rm")]), Word([Bare("-rf")]), Word([Text(""), Text("a b"), Text(""), Bare("/c"), Text(" "), Bare("d")]), Word([Text("$x")]), Word([Text(""), Variable { name: "HOME", quoted: true }, Text(""), Text("/x"), Text("")]), Word([Bare("*.log")]), Word([Unknown("$(ls)")])], redirects: [] })"#]],
    );
}

#[test]
fn redirections_conditions_and_subshells_keep_their_order() {
    check(
        "(cd x && rm y) > z 2>&1; a || rm b; for i in 1 2; do rm $i; done",
        expect_test::expect![[r#"
            Run(Simple { words: [], redirects: [Redirect { how: Write, to: Word([Bare("z")]) }, Redirect { how: Other, to: Word([Bare("1")]) }] })
            Sub([Run(Simple { words: [Word([Bare("cd")]), Word([Bare("x")])], redirects: [] }), Run(Simple { words: [Word([Bare("rm")]), Word([Bare("y")])], redirects: [] })])
            Run(Simple { words: [Word([Bare("a")])], redirects: [] })
            Maybe([Run(Simple { words: [Word([Bare("rm")]), Word([Bare("b")])], redirects: [] })], "it only runs if what is before it fails")
            Maybe([Assign("i", Word([Bare("1")])), Run(Simple { words: [Word([Bare("rm")]), Word([Variable { name: "i", quoted: false }])], redirects: [] })], "how often it runs is not known")
            Maybe([Assign("i", Word([Bare("2")])), Run(Simple { words: [Word([Bare("rm")]), Word([Variable { name: "i", quoted: false }])], redirects: [] })], "how often it runs is not known")
            Maybe([Assign("i", Word([Unknown("what it loops over")])), Run(Simple { words: [Word([Bare("rm")]), Word([Variable { name: "i", quoted: false }])], redirects: [] })], "how often it runs is not known")"#]],
    );
}

#[test]
fn what_is_no_shell_is_not_guessed() {
    for line in ["rm 'a", "if x; then", "rm a)"] {
        assert!(matches!(Script::read(line).steps.as_slice(), [.., Step::Unknown(_)]), "{line}");
    }
}
