//! Whether somebody who asks wants to be refused: tests request what is not there, and look whether that is said.

use tree_sitter::Node;

use super::text;

/// Statements behind a request in which a test looks at its answer.
const BEHIND_MAX: usize = 4;
/// What a request's own statement may say behind it.
const OWN_BYTES_MAX: usize = 1_000;
/// Statuses that say that nothing answers a path, or not with this method.
const REFUSED: &[&str] = &["404", "405"];

/// The statement of a call, or one of those behind it that speak of the answer by its name, wants such a status.
pub fn is_wanted(call: Node<'_>, source: &[u8], holder: Option<&str>) -> bool {
    let Some(statement) = statement(call) else { return false };
    let end = statement.end_byte().min(call.start_byte() + OWN_BYTES_MAX);
    let own = String::from_utf8_lossy(&source[call.start_byte()..end]);
    if (own.contains("status") || own.contains("expect")) && refuses(&own) {
        return true;
    }
    let Some(holder) = holder else { return false };
    let mut next = statement.next_named_sibling();
    for _ in 0..BEHIND_MAX {
        let Some(node) = next else { return false };
        let said = text(node, source);
        let assigned = ["const ", "let ", "var "].iter().find_map(|word| said.strip_prefix(word));
        let assigned = assigned.unwrap_or(said).strip_prefix(holder).map(str::trim_start);
        if assigned.is_some_and(|rest| rest.starts_with('=') && !rest.starts_with("==")) {
            return false;
        }
        if said.contains(&format!("{holder}.status")) && refuses(said) {
            return true;
        }
        next = node.next_named_sibling();
    }
    false
}

fn refuses(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| REFUSED.contains(&word))
}

/// The whole statement that a call is in.
fn statement(call: Node<'_>) -> Option<Node<'_>> {
    let mut at = call;
    loop {
        let outer = at.parent()?;
        if matches!(outer.kind(), "block" | "module" | "statement_block" | "program") {
            return Some(at);
        }
        at = outer;
    }
}
