//! Files that were made to hurt a reader, and text that must come back as it was.

use expect_test::expect;
use proptest::prelude::*;

use super::*;

fn fault(text: &str) -> String {
    load(text).map_or_else(|fault| fault.of_file("x.yaml"), |node| panic!("{node:?}"))
}

#[test]
fn a_bomb_of_aliases_is_refused_at_its_first_anchor() {
    let mut bomb = String::from("a: &a [lol, lol, lol]\n");
    for (this, last) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        bomb.push_str(&format!("{this}: &{this} [*{last}, *{last}, *{last}, *{last}, *{last}, *{last}]\n"));
    }
    expect!["x.yaml:1:4: anchors and aliases (`&…`, `*…`) are not followed in a blueprint; write the value where it belongs; if it is text, put it in double quotes"].assert_eq(&fault(&bomb));
    assert!(fault("a: *b\n").contains("1:4"), "{}", fault("a: *b\n"));
}

#[test]
fn depth_is_bounded_however_it_is_written() {
    for deep in ["[".repeat(200_000), "{a: ".repeat(60_000), "- ".repeat(100_000), "? ".repeat(100_000)] {
        let message = fault(&deep);
        assert!(
            ["more than 16 deep", "must be a word", "recursion limit"]
                .iter()
                .any(|why| message.contains(why)),
            "{message}"
        );
    }
    let deep: String = (0..500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert!(fault(&deep).contains("x.yaml:17:17: values are nested"), "{}", fault(&deep));
}

#[test]
fn what_is_no_single_plain_document_is_refused_with_its_place() {
    let shown: Vec<String> = [
        "a: 1\na: 2\n",
        "a: 1\n---\nb: 2\n",
        "a: [1\nb: 2\n",
        "a: !!binary x\n",
        "? [a]\n: b\n",
        "",
        "# nothing\n",
        "a:\n\tb: 1\n",
    ]
    .iter()
    .map(|text| fault(text))
    .collect();
    expect![[r#"
        x.yaml:2:1: `a` stands here a second time; the first is in line 1; rename or remove one of them
        x.yaml:2:1: a second document begins here; keep one document in a file"#]]
    .assert_eq(&shown[..2].join("\n"));
    assert!(shown[2..].iter().all(|message| message.starts_with("x.yaml")), "{shown:#?}");
}

#[test]
fn many_keys_are_read_at_once() {
    let text: String = (0..40_000).map(|number| format!("k{number}:\n")).collect();
    assert_eq!(load(&text).unwrap().entries().len(), 40_000);
    assert!(fault(&format!("{text}k7:\n")).contains("the first is in line 8"));
}

#[test]
fn scalars_mean_what_they_look_like() {
    let node = load("a: yes\nb: 12\nc: true\nd: ~\ne: \"12\"\nf: -3\ng:\n").unwrap();
    let get = |key: &str| node.get(key).unwrap();
    assert_eq!((get("a").flag(), get("a").text()), (None, Some("yes")));
    assert_eq!((get("b").number(), get("e").number(), get("f").number()), (Some(12), None, Some(-3)));
    assert_eq!((get("c").flag(), get("d").is_null(), get("g").is_null()), (Some(true), true, true));
}

/// In a block and in a flow.
fn back(text: &str) -> Option<String> {
    let node = load(&format!("- {0}\n- {{key: {0}}}\n", scalar(text))).ok()?;
    let (one, two) = (node.items().first()?.text()?, node.items().get(1)?.get("key")?.text()?);
    (one == two).then(|| one.to_owned())
}

#[test]
fn text_that_looks_like_something_else_comes_back_as_text() {
    for text in [
        "no",
        "Null",
        "~",
        "1",
        "-",
        "- a",
        "a: b",
        "a #b",
        "",
        " a ",
        "@",
        "%",
        "é“”",
        "a\nb",
        "it's",
        "C:\\x",
        "[",
        "\u{85}",
        "\u{FEFF}a",
        "\u{0}",
        "---",
        "a,b",
        "1e3",
    ] {
        assert_eq!(back(text).as_deref(), Some(text), "{}", scalar(text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back(text in any::<String>()) {
        prop_assert_eq!(back(&text), Some(text));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = load(&text);
    }

    #[test]
    fn signs_of_yaml_in_any_order_are_read_or_refused(text in "[-?:,{}\\[\\]&*!|>'\"%@` \n\tab1#]{0,80}") {
        let _ = load(&text);
    }
}
