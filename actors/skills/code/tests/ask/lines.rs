//! Several definitions on one line.

use super::said;

#[test]
fn functions_of_one_line_are_not_taken_for_each_other() {
    let files = [
        ("a.ts", "export function dead() { return 1 } export function alive() { return 2 }\n"),
        ("b.ts", "import { alive } from \"./a\";\nexport function u() { alive() }\n"),
    ];
    let dead = said(&files, "who calls dead?");
    assert!(dead.contains("function dead") && !dead.contains("b.u"), "{dead}");
    let alive = said(&files, "who calls alive?");
    assert!(alive.contains("b.u b.ts:2"), "{alive}");
}

#[test]
fn a_class_of_one_line_and_its_methods_are_several() {
    let files = [
        ("a.ts", "export class A { jcov() { return 1 } other() { return 2 } }\n"),
        ("b.ts", "import { A } from \"./a\";\nexport function u() { new A().jcov() }\n"),
    ];
    assert!(said(&files, "who calls A.jcov?").contains("b.u b.ts:2"));
    assert!(!said(&files, "who calls A.other?").contains("b.u"));
    let java = [
        ("A.java", "class A { void jcov() {} void other() {} }\n"),
        ("B.java", "class B {\n  void u(A a) { a.jcov(); }\n}\n"),
    ];
    assert!(said(&java, "who calls jcov?").contains("B.u"), "{}", said(&java, "who calls jcov?"));
    assert!(!said(&java, "who calls other?").contains("B.u"));
}
