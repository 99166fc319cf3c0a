//! What is measured in a few lines, beside what radon 6.0.1 counts in them (`radon hal`, `radon cc`).

use code::{Parser, analyse};

/// Distinct operators, distinct operands, operators, operands.
fn halstead(text: &str) -> [u32; 4] {
    let facts = analyse(&mut Parser::default(), "a.py", text.as_bytes().to_vec()).unwrap();
    let found = facts.metrics.halstead;
    [found.distinct_operators, found.distinct_operands, found.operators, found.operands]
}

#[test]
fn a_union_in_an_annotation_is_an_operator() {
    assert_eq!(halstead("x: A | None = None\n"), [1, 2, 1, 2]);
    assert_eq!(halstead("x: list[A] | None = None\n"), [1, 2, 1, 2]);
    assert_eq!(halstead("def f(a: A | None):\n    b: B | C = a\n"), [1, 2, 1, 2]);
}

#[test]
fn the_bases_of_a_class_are_expressions() {
    assert_eq!(halstead("class A(B[str | None]):\n    pass\n"), [1, 2, 1, 2]);
    assert_eq!(halstead("class A(x + 1):\n    y = x + 2\n"), [1, 3, 2, 4]);
}

#[test]
fn a_function_s_decorators_are_none_of_its_body_and_a_class_s_are() {
    assert_eq!(halstead("@deco(a + b)\ndef f(): return 1\n"), [0, 0, 0, 0]);
    assert_eq!(halstead("class K:\n    @deco(not b)\n    async def f(self): return 1 + 2\n"), [1, 2, 1, 2]);
    assert_eq!(halstead("@deco(a + b)\nclass K: pass\n"), [1, 2, 1, 2]);
}

#[test]
fn a_header_of_cpp_loses_no_decision() {
    let text = "class A {\n public:\n  bool f() const { return (a == b) &&\n      (c != d); }\n  void g() { while (a) b--; }\n};\n";
    let facts = analyse(&mut Parser::default(), "a.h", text.as_bytes().to_vec()).unwrap();
    let found: Vec<u32> = facts.metrics.functions.iter().map(|function| function.cyclomatic).collect();
    assert_eq!(found, [2, 2]);
}
