//! The plain page: what it shows and offers. It goes when a built client takes its place.

mod double;

use double::running::running;
use protocol::PROTOCOL_VERSION;

#[tokio::test]
async fn the_page_shows_and_offers_all_that_a_person_decides_at_the_plan() {
    let gateway = running().await;
    let (page, plan, script) =
        (gateway.get("/", "").await, gateway.get("/plan.js", "").await, gateway.get("/app.js", "").await);
    let (page, plan, script) = (page.text(), plan.text(), script.text());
    assert!(script.contains(&format!("const PROTOCOL = {PROTOCOL_VERSION};")), "it speaks an older protocol");
    assert!(
        page.contains("Read by the model") && plan.contains(".left_out"),
        "the model's share is not shown"
    );
    for name in [
        "entities",
        "visibility",
        "fields",
        "values",
        "constraints",
        "relations",
        "workflow",
        "roles",
        "permissions",
        "scope",
        "features",
        "stack",
        "assumptions",
        "not_understood",
        "unsupported",
    ] {
        assert!(plan.contains(&format!(".{name}")), "{name} is not shown");
    }
    for command in ["approve", "revise", "reject", "answer"] {
        assert!(script.contains(&format!("command: \"{command}\"")), "{command} cannot be sent");
    }
    for id in script.split("at(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{id}\"")), "the page has no {id}");
    }
    for unsafe_way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
        assert!(!plan.contains(unsafe_way) && !script.contains(unsafe_way), "{unsafe_way}");
    }
    assert!(!page.contains("style=") && !page.contains("onclick"), "the policy allows nothing inline");
}
