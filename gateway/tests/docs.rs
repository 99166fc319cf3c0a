//! Documentation by the program itself: written once, kept where a person edited it, stale when code or history move on.

mod program;

use program::Place;
use serde_json::Value;

fn shop() -> Place {
    let place = Place::new();
    place.write("README.md", "# Shop\n\nSells books to people who read.\n");
    place.write("shop/__init__.py", "");
    place.write("shop/books.py", "def find(words):\n    \"\"\"Books that match.\"\"\"\n    return words\n");
    place
}

fn read(place: &Place, path: &str) -> String {
    std::fs::read_to_string(place.folder.join(path)).unwrap()
}

/// The state of each page that is not as it was.
fn changed(document: &Value) -> Vec<String> {
    let pages = document["pages"].as_array().unwrap().iter();
    let changed = pages.filter(|page| page["state"] != "fresh");
    changed
        .map(|page| {
            format!(
                "{} {} {}",
                page["path"].as_str().unwrap(),
                page["state"].as_str().unwrap(),
                page["done"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn pages_are_written_once_and_stale_when_what_they_tell_has_changed() {
    let place = shop();
    let missing = place.expect(&["docs", ".", "--check"], 1);
    assert_eq!(changed(&missing).len(), 5, "{missing}");
    assert!(!place.folder.join("docs").exists());
    assert_eq!(changed(&place.expect(&["docs", "."], 0)).len(), 5);
    let before = read(&place, "docs/samriddh/api/shop.md");
    assert!(before.contains("](../../../shop/books.py)"), "{before}");
    assert!(changed(&place.expect(&["docs", "."], 0)).is_empty());
    assert!(changed(&place.expect(&["docs", ".", "--check"], 0)).is_empty());
    // A comment and a body are in no page.
    place.write(
        "shop/books.py",
        "# more\ndef find(words):\n    \"\"\"Books that match.\"\"\"\n    return list(words)\n",
    );
    place.expect(&["docs", ".", "--check"], 0);
    place.write(
        "shop/books.py",
        "def find(words, most=3):\n    \"\"\"Books that match.\"\"\"\n    return words\n",
    );
    let stale = place.expect(&["docs", ".", "--check"], 1);
    assert_eq!(changed(&stale), ["api/shop.md stale none"]);
    assert_eq!(read(&place, "docs/samriddh/api/shop.md"), before);
    assert_eq!(changed(&place.expect(&["docs", "."], 0)), ["api/shop.md stale written"]);
    std::fs::rename(place.folder.join("shop"), place.folder.join("store")).unwrap();
    let gone = changed(&place.expect(&["docs", ".", "--check"], 1));
    assert!(gone.contains(&"api/shop.md left_over none".to_owned()), "{gone:?}");
    place.expect(&["docs", "."], 0);
    assert!(!place.folder.join("docs/samriddh/api/shop.md").exists());
    place.expect(&["docs", ".", "--check"], 0);
}

#[test]
fn what_a_person_wrote_is_kept_until_they_say_otherwise() {
    let place = shop();
    place.write("docs/samriddh/architecture.md", "# Mine\n");
    let first = place.expect(&["docs", "."], 1);
    assert!(changed(&first).contains(&"architecture.md edited_stale kept".to_owned()), "{first}");
    let page = read(&place, "docs/samriddh/onboarding.md") + "\nAsk Ann.\n";
    place.write("docs/samriddh/onboarding.md", &page);
    place.write("docs/samriddh/notes.md", "# Notes\n");
    let said = place.text(&["docs", "."]);
    assert!(said.stdout.contains("onboarding.md edited by hand; kept"), "{}", said.stdout);
    assert_eq!(read(&place, "docs/samriddh/onboarding.md"), page);
    assert_eq!(read(&place, "docs/samriddh/architecture.md"), "# Mine\n");
    place.expect(&["docs", ".", "--overwrite"], 0);
    assert!(!read(&place, "docs/samriddh/onboarding.md").contains("Ask Ann"));
    assert!(read(&place, "docs/samriddh/architecture.md").contains("architecture"));
    assert_eq!(read(&place, "docs/samriddh/notes.md"), "# Notes\n");
    place.expect(&["docs", ".", "--check"], 0);
}

#[test]
fn a_commit_that_carries_the_pages_leaves_them_fresh_and_the_next_one_does_not() {
    let place = shop();
    for words in [
        &["init", "--quiet"][..],
        &["add", "."],
        &["commit", "--quiet", "-m", "feat: sell <b>books</b>"],
        &["tag", "v1.0"],
    ] {
        place.git(words);
    }
    place.expect(&["docs", "."], 0);
    let first = read(&place, "docs/samriddh/changelog.md");
    assert!(first.contains("## v1.0") && first.contains("sell &lt;b&gt;books&lt;/b&gt;"), "{first}");
    place.write(
        "shop/books.py",
        "def find(words):\n    \"\"\"Books that match.\"\"\"\n    return list(words)\n",
    );
    place.git(&["add", "."]);
    place.git(&["commit", "--quiet", "-m", "fix: answer with a list"]);
    place.expect(&["docs", ".", "--check"], 0);
    place.write(
        "shop/books.py",
        "def find(words):\n    \"\"\"Books that match.\"\"\"\n    return tuple(words)\n",
    );
    place.git(&["commit", "--quiet", "-a", "-m", "fix: answer with a tuple"]);
    let stale = place.expect(&["docs", ".", "--check"], 1);
    assert_eq!(changed(&stale), ["changelog.md stale none"]);
    place.expect(&["docs", "."], 0);
    let second = read(&place, "docs/samriddh/changelog.md");
    assert!(second.contains("a tuple") && second.contains("a list"), "{second}");
    place.git(&["commit", "--quiet", "-a", "-m", "docs: pages"]);
    place.expect(&["docs", ".", "--check"], 0);
    assert!(changed(&place.expect(&["docs", "."], 0)).is_empty());
    let clone = place.folder.join("clone");
    let from = format!("file://{}", place.folder.display());
    place.git(&["clone", "--quiet", "--depth", "1", &from, clone.to_str().unwrap()]);
    let shallow = place.expect(&["docs", "clone", "--check"], 0);
    assert!(shallow["notes"][0].as_str().unwrap().contains("shallow"), "{shallow}");
}

#[test]
fn what_cannot_be_documented_says_why() {
    let place = shop();
    let code = |arguments: &[&str]| place.json(arguments).code;
    assert_eq!(code(&["docs", "absent"]), 2);
    assert_eq!(code(&["docs", "README.md"]), 2);
    assert_eq!(code(&["docs", ".", "--out", "."]), 2);
    assert_eq!(code(&["docs", ".", "--check", "--overwrite"]), 2);
    let none = place.expect(&["docs", "."], 0);
    assert!(none["notes"][0].as_str().unwrap().contains("no git repository"), "{none}");
    place.write("notes", "x");
    assert_ne!(code(&["docs", ".", "--out", "notes/x"]), 0);
}

#[test]
fn no_link_leads_pages_out_of_the_folder() {
    let place = shop();
    let outside = place.home.with_file_name("outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, place.folder.join("docs")).unwrap();
    let ran = place.json(&["docs", "."]);
    assert_eq!(ran.code, 1, "{}", ran.document);
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
    // Who names the place themselves means it.
    place.expect(&["docs", ".", "--out", "docs/pages"], 0);
    assert!(outside.join("pages/README.md").exists());
}

#[test]
fn a_file_that_cannot_be_read_is_counted() {
    use std::os::unix::fs::PermissionsExt;
    let place = shop();
    place.write("shop/closed.py", "def closed(): pass\n");
    place.write("shop/bytes.py", "x");
    std::fs::write(place.folder.join("shop/bytes.py"), [0, 159, 146, 150, 0]).unwrap();
    std::fs::set_permissions(place.folder.join("shop/closed.py"), PermissionsExt::from_mode(0o000)).unwrap();
    let document = place.expect(&["docs", "."], 0);
    let notes = document["notes"].to_string();
    assert!(notes.contains("could not be read"), "{notes}");
}
