//! `graph flow` by the program itself.

mod program;

use program::Place;

#[test]
fn a_way_is_shown_in_each_form_and_what_is_not_there_says_why() {
    let place = Place::new();
    place.write("web.py", "import os\n\n\ndef page():\n    name = input()\n    os.system(\"ls \" + name)\n    os.system(quote(name))\n");
    let all = place.expect(&["graph", "flow", ".", "--from", "input", "--to", "os.system"], 0);
    assert_eq!(all["paths"].as_array().unwrap().len(), 2, "{all}");
    let some = ["graph", "flow", ".", "--from", "input", "--to", "os.system", "--without", "quote"];
    let one = place.expect(&some, 0);
    let hops = one["paths"][0]["hops"].as_array().unwrap();
    assert_eq!((&hops[0]["line"], &hops[hops.len() - 1]["line"]), (&5.into(), &6.into()), "{one}");
    let text = place.text(&some).stdout;
    assert!(
        text.contains("os.system is given it  web.py:6") && text.contains("1 way from 1 source"),
        "{text}"
    );
    let drawn = place.text(&[&some[..], &["--format", "mermaid"]].concat()).stdout;
    assert!(drawn.starts_with("flowchart TD") && drawn.contains("-->"), "{drawn}");
    let svg = place.text(&["graph", "flow", ".", "--from", "input", "--format", "svg"]);
    assert_eq!(svg.code, 2, "{}", svg.stdout);
    for bad in [
        &["graph", "flow", "."][..],
        &["graph", "flow", ".", "--from", "absent"],
        &["graph", "calls", ".", "--from", "input"],
        &["graph", "flow", "absent", "--from", "input"],
    ] {
        assert_eq!(place.json(bad).code, 2, "{bad:?}");
    }
}
