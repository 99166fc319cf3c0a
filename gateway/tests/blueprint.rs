//! Blueprints as a person prints, changes and makes them.

mod program;

use std::path::Path;

use program::{Place, state};
use serde_json::Value;

const REQUEST: &str = "a library where members borrow books with title and isbn; librarians approve loans";
const SHOP: &str = "\
blueprint: 1
product: {name: shop}
entities:
  Product:
    fields: {name: string, price: {type: decimal, min: 0}}
  Order:
    relationships:
      product: Product
      buyer: {to: User, kind: owned_by}
";
const JDL: &str = "\
application { config { baseName shop, serverPort 8080 } entities * }
entity Product { name String required, price BigDecimal min(0) }
entity Order { placed Instant required }
relationship ManyToOne { Order{product(name) required} to Product }
paginate * with pager
";

fn made(place: &Place, arguments: &[&str]) -> Value {
    place.expect(&[&["new"], arguments, &["--yes", "--verify", "none"]].concat(), 0)
}

/// What a repository is made of, without the history that names moments.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = state(folder).into_iter().filter(|(path, _)| !path.starts_with(".git/"));
    files.map(|(path, (_, bytes))| (path, bytes)).collect()
}

#[test]
fn a_blueprint_makes_what_its_request_makes_and_its_session_needs_no_file() {
    let place = Place::new();
    let printed = place.text(&["blueprint", REQUEST]);
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""));
    place.write("library.yaml", &printed.stdout);
    made(&place, &[REQUEST, "--out", "by-words/library"]);
    let session = made(&place, &["--blueprint", "library.yaml", "--out", "by-blueprint/library"]);
    let folders = ["by-words/library", "by-blueprint/library"].map(|folder| place.folder.join(folder));
    let (words, blueprint) = (tree(&folders[0]), tree(&folders[1]));
    let other: Vec<&str> = words
        .iter()
        .zip(&blueprint)
        .filter(|(one, two)| one != two)
        .map(|((path, _), _)| path.as_str())
        .collect();
    assert_eq!((other, words.len()), (Vec::<&str>::new(), blueprint.len()));

    std::fs::remove_file(place.folder.join("library.yaml")).unwrap();
    let id = session["session"].as_str().unwrap();
    let replayed = place.expect(&["replay", id, "--verify"], 0);
    assert!(!replayed.is_null());
    assert!(place.text(&["show", id]).stdout.contains("blueprint: 1"));
}

#[test]
fn a_session_that_waits_at_its_plan_goes_on_without_the_file() {
    let place = Place::new();
    place.write("shop.yaml", SHOP);
    let waits = place.expect(&["new", "--blueprint", "shop.yaml", "--out", "shop", "--verify", "none"], 4);
    std::fs::remove_file(place.folder.join("shop.yaml")).unwrap();
    let id = waits["session"].as_str().unwrap();
    let change = ["resume", id, "--yes", "--request-change", "add a Tag with name"];
    assert_eq!(place.expect(&change, 0)["outcome"], "done");
    assert!(place.folder.join("shop/README.md").is_file());
}

#[test]
fn a_blueprint_by_hand_and_one_of_jdl_are_made() {
    let place = Place::new();
    place.write("shop.yaml", SHOP);
    place.write("Shop.jdl", JDL);
    made(&place, &["--blueprint", "shop.yaml", "--out", "one"]);
    made(&place, &["--blueprint", "Shop.jdl", "--out", "two"]);
    for folder in ["one", "two"] {
        assert!(place.folder.join(folder).join("README.md").is_file(), "{folder}");
    }
    let arguments = ["new", "--blueprint", "-", "--out", "three", "--yes", "--verify", "none"];
    assert_eq!(place.json_of(&arguments, SHOP).code, 0);
    let document = place.expect(&["blueprint", "--from", "Shop.jdl"], 0);
    let left_out: Vec<&str> =
        document["not_understood"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(left_out.len(), 3, "{left_out:#?}");
    assert!(left_out[0].starts_with("line 1, not taken over: serverPort 8080"), "{left_out:#?}");
}

#[test]
fn a_printed_blueprint_is_read_the_same_from_a_file() {
    let place = Place::new();
    let ran = place.text(&["blueprint", REQUEST, "--out", "library.yaml"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.starts_with("written to library.yaml: 2 records, 3 roles"), "{}", ran.stderr);
    let text = std::fs::read_to_string(place.folder.join("library.yaml")).unwrap();
    let again = place.text(&["blueprint", "--from", "library.yaml"]);
    assert_eq!((again.code, again.stdout), (0, text.clone()));
    let kept = place.json(&["blueprint", REQUEST, "--out", "library.yaml"]);
    assert_eq!(kept.code, 2, "a file that is there stays as it is");
    assert_eq!(std::fs::read_to_string(place.folder.join("library.yaml")).unwrap(), text);
}

#[test]
fn files_that_cannot_be_read_are_refused_with_their_places_and_nothing_is_written() {
    let place = Place::new();
    let bomb = "blueprint: 1\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    let deep = format!("blueprint: 1\nproduct: {}", "[".repeat(100_000));
    for (name, bytes, expected) in [
        (
            "key.yaml",
            SHOP.replace("fields", "felds").into_bytes(),
            "key.yaml:5:5: `felds` is no key of entity",
        ),
        (
            "type.yaml",
            SHOP.replace("decimal", "money").into_bytes(),
            "type.yaml:5:42: `money` is not known here",
        ),
        (
            "to.yaml",
            SHOP.replace("product: Product", "product: Produce").into_bytes(),
            "to.yaml:8:16: Order.product points at Produce",
        ),
        (
            "twice.yaml",
            format!("{SHOP}  Order: {{}}\n").into_bytes(),
            "twice.yaml:10:3: `Order` stands here a second time",
        ),
        ("newer.yaml", b"blueprint: 7\n".to_vec(), "newer.yaml:1:12: the format's version is 7"),
        ("bomb.yaml", bomb.into(), "bomb.yaml:2:4: anchors and aliases"),
        ("deep.yaml", deep.into_bytes(), "deep.yaml:2:"),
        ("bytes.yaml", vec![0xff, 0xfe, 0], "bytes.yaml:1:1: this byte is no text"),
        ("huge.yaml", vec![b'#'; 300_000], "huge.yaml has more than 262144 bytes"),
        ("bad.yaml", b"blueprint: 1\nproduct: {name: shop\n".to_vec(), "bad.yaml:"),
        ("bad.jdl", b"entity A { a Strin }".to_vec(), "bad.jdl:1:14: `Strin` is neither a type"),
    ] {
        std::fs::write(place.folder.join(name), bytes).unwrap();
        let before = state(&place.folder);
        for arguments in [
            &["new", "--blueprint", name, "--out", "made", "--yes"][..],
            &["blueprint", "--from", name, "--out", "printed.yaml"],
        ] {
            let ran = place.json(arguments);
            assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
            assert!(ran.stdout.contains(expected), "{arguments:?}: {}", ran.stdout);
        }
        assert_eq!(state(&place.folder), before, "{name}");
    }
}

#[test]
fn what_cannot_be_built_is_printed_with_the_reason_and_not_made() {
    let place = Place::new();
    let ran = place.text(&["blueprint", "a blog with posts in Angular", "--out", "blog.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("refused: ") && ran.stdout.contains("angular"), "{}", ran.stdout);
    assert!(ran.stderr.contains("nothing here can build it yet: `angular`"), "{}", ran.stderr);
    assert!(!place.folder.join("blog.yaml").exists());
    place.write("blog.yaml", &ran.stdout);
    place.write("photo.jdl", "entity Photo { image ImageBlob required }\n");
    let refused = place.expect(&["new", "--blueprint", "blog.yaml", "--out", "made", "--yes"], 2);
    assert!(refused.to_string().contains("angular"), "{refused}");
    assert!(!place.folder.join("made").exists());
    let photo = ["new", "--blueprint", "photo.jdl", "--out", "photo", "--yes", "--verify", "none"];
    let named = place.expect(&photo, 0);
    assert!(named.to_string().contains("Photo.image of type ImageBlob (line 1)"), "{named}");
    assert_eq!(
        place.json(&["blueprint", "Bonjour, je voudrais une application pour gérer les livres"]).code,
        2
    );
}

#[test]
fn the_schema_is_the_published_one() {
    let published: Value =
        serde_json::from_str(include_str!("../../actors/skills/plan/blueprint.schema.gen.json")).unwrap();
    let place = Place::new();
    let ran = place.text(&["blueprint", "--schema"]);
    assert_eq!((ran.code, serde_json::from_str::<Value>(&ran.stdout).unwrap()), (0, published));
}
