//! Files of each kind, and what is made of them.

use expect_test::expect;

use super::*;
use crate::revise::revise;
use crate::understand::understand;

const BOOKS: &str = "\u{FEFF}id,Title,Author Name,price,Pages,published on,In stock,Genre,website,contact,blurb\n\
    1,Emma,Jane Austen,9.50,474,1815-12-23,yes,novel,https://a.org/emma,a@b.org,\n\
    2,Odes,,7.00,96,1820-07-01,no,poetry,https://a.org/odes,a@b.org,\"Two\nlines\"\n\
    3,Kim,Rudyard Kipling,8.25,368,1901-10-01,yes,novel,,a@b.org,x\n\
    4,If,Rudyard Kipling,3,12,1910-01-01,yes,poetry,https://a.org/if,a@b.org,\n\
    5,Persuasion,Jane Austen,9.50,280,1817-12-20,yes,novel,https://a.org/p,a@b.org,\n\
    6,Lamia,John Keats,5,64,1820-07-01,no,poetry,https://a.org/l,a@b.org,\n\
    7,Plain Tales,Rudyard Kipling,6,310,1888-01-01,yes,novel,https://a.org/t,a@b.org,\n\
    8,Endymion,John Keats,6,210,1818-01-01,yes,poetry,https://a.org/e,a@b.org,\n";

fn told(name: &str, text: &str) -> String {
    match read(name, text.as_bytes()) {
        Ok(handed) => format!("{:?}\n{}\n{}", handed.kind, handed.text, handed.note),
        Err(unread) => format!("not read: {unread}"),
    }
}

#[test]
fn a_table_is_a_record_with_a_field_a_column() {
    expect![[r#"
        Table
        Add a Book with title, author_name (optional), price (decimal), pages (integer), published_on (date), in_stock (boolean), genre (novel, poetry), website (url, optional), contact (email), blurb (text, optional).
        a table of 8 rows, read as Book with title, author_name (optional), price (decimal), pages (integer), published_on (date), in_stock (yes or no), genre (one of novel poetry), website (link, optional), contact (e-mail), blurb (text, optional); every record has id already; its rows are not taken over"#]].assert_eq(&told("data/books.csv", BOOKS));
}

#[test]
fn the_sentence_of_a_table_is_read_in_a_request_and_in_a_revision() {
    let table = read("books.csv", BOOKS.as_bytes()).unwrap();
    let request = understand(&format!("Make an app for my shelf.\n\n{}", table.text)).requirements;
    let revised =
        revise(&understand("a club with members").requirements, &[], &table.text).unwrap().requirements;
    for requirements in [request, revised] {
        let book = requirements.entities.iter().find(|entity| entity.name == "Book").unwrap();
        let names: Vec<&str> = book.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(&names[..4], ["title", "author_name", "price", "pages"]);
    }
}

#[test]
fn tables_come_with_semicolons_tabs_and_as_objects() {
    let expected = read("books.csv", b"title,pages\nEmma,474\nKim,368\n").unwrap();
    assert_eq!(read("Books.CSV", b"title;pages\r\nEmma;474\r\nKim;368\r\n").unwrap(), expected);
    assert_eq!(read("books.tsv", b"title\tpages\nEmma\t474\nKim\t368\n").unwrap(), expected);
    let objects = br#" [ {"title": "Emma", "pages": 474}, {"title": "Kim", "pages": 368} ]"#;
    // Keys of objects have no order of their own.
    assert_eq!(read("books.json", objects).unwrap().text, "Add a Book with pages (integer), title.");
}

#[test]
fn what_no_table_is_says_why() {
    expect![[r#"
        not read: as a table it cannot be read: 1 of 1 rows have another number of values than the first row has names
        not read: as a table it cannot be read: its name says not what its rows are; call it after them, as in books.csv
        not read: as a table it cannot be read: its name says not what its rows are; call it after them, as in books.csv
        Table
        Add a Stock with name, script_alert_2_script, qty (integer).
        a table of 1 row, read as Stock with name, script_alert_2_script, qty (integer); its rows are not taken over
        Table
        Add a Book with title.
        a table of 0 rows, read as Book with title; its rows are not taken over
        not read: as a table it cannot be read: none of its columns can be a field; the first row says what they are called
        not read: as a table it cannot be read: invalid type: integer `2`, expected a map at line 1 column 16"#]].assert_eq(
        &[
            told("books.csv", "title,pages\nEmma\n"),
            told("123.csv", "title,pages\nEmma,3\n"),
            told("<img src=x onerror=alert(1)>.csv", "name,<script>,qty\na,b,3\n"),
            told("stock.csv", "name,<script>alert(2)</script>,qty\na,b,3\n"),
            told("books.csv", "title\n"),
            told("books.csv", "1,2\n3,4\n"),
            told("books.json", "[{\"title\": 1}, 2]"),
        ]
        .join("\n"),
    );
}

#[test]
fn words_are_read_as_they_stand_and_no_more_than_a_request_has() {
    let notes = read("notes.md", "  # Club\nMembers rent boats.\n".as_bytes()).unwrap();
    assert_eq!((notes.kind, notes.text.as_str()), (Kind::Words, "# Club\nMembers rent boats."));
    assert_eq!(notes.note, "its words are read as they stand: 26 characters in 2 lines");
    let long = "é".repeat(REQUEST_CHARACTERS_MAX + 1);
    assert_eq!(read("x", long.as_bytes()), Err(Unread::TooLong { characters: REQUEST_CHARACTERS_MAX + 1 }));
    assert_eq!(read("x.txt", b" \n\t"), Err(Unread::Empty));
    assert_eq!(read("data.json", br#"{"a": 1}"#).unwrap().kind, Kind::Words);
}

#[test]
fn descriptions_of_a_product_are_read_whole() {
    let blueprint = blueprint::write(&blueprint::Blueprint::of(
        understand("a shop with products"),
        "a shop with products",
    ));
    let handed = read("shop.yaml", blueprint.as_bytes()).unwrap();
    assert_eq!((handed.kind, handed.text.trim()), (Kind::Description, blueprint.trim()));
    let jdl = read("Shop.jdl", b"entity Product { name String required }").unwrap();
    assert!(blueprint::is_blueprint(&jdl.text), "{}", jdl.text);
    assert!(matches!(read("x.jdl", b"entity {"), Err(Unread::Description { .. })));
    assert!(matches!(read("x.yaml", b"blueprint: 1\nentities: 3\n"), Err(Unread::Description { .. })));
}

#[test]
fn what_is_no_text_is_named_and_never_unpacked() {
    let begins: [(&[u8], &str); 8] = [
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a picture"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04\x14\0\0\0", "packed"),
        (b"\x1f\x8b\x08\0", "packed"),
        (b"\xff\xfea\0b\0", "UTF-16"),
        (b"\x7fELF\x02\x01\xf0", "neither text nor"),
    ];
    for (bytes, expected) in begins {
        // A name proves nothing.
        let why = read("books.csv", bytes).unwrap_err().to_string();
        assert!(why.contains(expected), "{why}");
    }
    assert_eq!(read("x.txt", b"a\0b"), Err(Unread::Unknown));
    assert_eq!(read("x.txt", b"BM is also a word").unwrap().kind, Kind::Words);
}
