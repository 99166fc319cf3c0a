//! What is drawn of names that look like something else.

use code::graph::{Project, understand, view};
use code::{Parser, analyse};

#[test]
fn signs_that_turn_the_order_of_a_name_are_not_drawn() {
    let (mut parser, mut project) = (Parser::default(), Project::default());
    let text = "export const a = () => fetch('/api/\u{202e}evil\u{200b}');\n";
    project.put(understand(&mut parser, "a.ts", text.as_bytes().to_vec()).unwrap().1);
    let view = view::endpoints(&project.link());
    for drawn in [view::mermaid(&view), view::dot(&view), view::svg(&view)] {
        assert!(drawn.contains("evil") && !drawn.contains(['\u{202e}', '\u{200b}']), "{drawn}");
    }
    assert!(
        view::svg(&view).contains(".elsewhere rect{stroke-dasharray"),
        "what is not there looks like what is"
    );
}

#[test]
fn a_configuration_with_comments_and_commas_too_many_is_not_broken() {
    let text = "{\n  // strict\n  \"compilerOptions\": { \"strict\": true, },\n}\n";
    let facts = |path: &str| analyse(&mut Parser::default(), path, text.as_bytes().to_vec()).unwrap();
    assert!(facts("tsconfig.json").syntax_errors.is_empty());
    assert!(!facts("data.json").syntax_errors.is_empty());
}
