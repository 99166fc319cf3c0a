//! Layout as Prettier does it, and every field kind told in TypeScript.

use expect_test::expect;
use protocol::requirements::FieldKind;

use super::layout::{Brackets, Source, WIDTH, quoted};
use super::{fields, types};
use crate::app::FieldPlan;

fn words(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("'word_{number:02}'")).collect()
}

fn field(kind: FieldKind) -> FieldPlan {
    FieldPlan {
        name: "colour".to_owned(),
        camel: "colour".to_owned(),
        title: "Colour".to_owned(),
        kind,
        required: false,
        unique: false,
        min: Some(1),
        max: None,
        max_length: Some(40),
        values: if kind == FieldKind::Enum { vec!["red".to_owned(), "blue".to_owned()] } else { Vec::new() },
    }
}

#[test]
fn text_is_quoted_so_that_it_is_escaped_least() {
    for (text, literal) in [
        ("plain", "'plain'"),
        ("it's", "\"it's\""),
        ("\"it's\"", "'\"it\\'s\"'"),
        ("a\\b\nc", "'a\\\\b\\nc'"),
        ("\u{2028}", "'\\u2028'"),
    ] {
        assert_eq!(quoted(text), literal);
    }
}

#[test]
fn a_group_is_one_line_up_to_the_last_column_and_one_item_a_line_beyond() {
    let mut source = Source::default();
    source.group(1, "sorts: ", Brackets::Square, &words(2), ",");
    source.group(0, "import ", Brackets::Braces, &words(1), " from './a';");
    source.group(1, "states: ", Brackets::Square, &words(9), ",");
    let text = source.finish();
    assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
    expect![[r#"
          sorts: ['word_00', 'word_01'],
        import { 'word_00' } from './a';
          states: [
            'word_00',
            'word_01',
            'word_02',
            'word_03',
            'word_04',
            'word_05',
            'word_06',
            'word_07',
            'word_08',
          ],
    "#]]
    .assert_eq(&text);
}

#[test]
fn long_unions_and_values_are_broken_as_prettier_breaks_them() {
    let mut source = Source::default();
    source.line(0, "type Row = {");
    source.union(1, "readonly state:", &words(2));
    source.union(1, "readonly state:", &words(9));
    source.assign(1, "summary:", &quoted(&"long ".repeat(20)), ",");
    expect![[r#"
        type Row = {
          readonly state: 'word_00' | 'word_01';
          readonly state:
            | 'word_00'
            | 'word_01'
            | 'word_02'
            | 'word_03'
            | 'word_04'
            | 'word_05'
            | 'word_06'
            | 'word_07'
            | 'word_08';
          summary:
            'long long long long long long long long long long long long long long long long long long long long ',
    "#]]
    .assert_eq(&source.finish());
}

#[test]
fn every_kind_of_field_has_a_type_and_a_word() {
    let table: Vec<String> = FieldKind::ALL
        .iter()
        .map(|&kind| format!("{}: {}", types::kind(kind), types::field(&field(kind)).join(" | ")))
        .collect();
    expect![[r#"
        string: string | null
        text: string | null
        integer: number | null
        decimal: string | null
        boolean: boolean | null
        date: string | null
        date_time: string | null
        email: string | null
        url: string | null
        enum: 'red' | 'blue' | null"#]]
    .assert_eq(&table.join("\n"));
}

#[test]
fn a_field_is_described_by_its_limits_and_values() {
    let mut source = Source::default();
    fields::specs(&mut source, 0, "const fields = ", &[field(FieldKind::Enum)], ";");
    expect![[r#"
        const fields = [
          {
            name: 'colour',
            title: 'Colour',
            kind: 'enum',
            required: false,
            maxLength: 40,
            min: 1,
            values: ['red', 'blue'],
          },
        ];
    "#]]
    .assert_eq(&source.finish());
}
