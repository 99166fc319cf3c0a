//! What every reader of trees asks of a node.

use tree_sitter::Node;

/// Named children, comments left out.
pub fn children<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
}

pub fn field<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.child_by_field_name(name)
}

/// What a call of a script calls: the grammar takes `await f<T>(x)` for a call of `await f`.
pub fn called<'t>(call: Node<'t>) -> Option<Node<'t>> {
    let function = field(call, "function")?;
    if function.kind() == "await_expression" { function.named_child(0) } else { Some(function) }
}

/// Where a node begins, from one.
pub fn line(node: Node<'_>) -> u32 {
    u32::try_from(node.start_position().row).unwrap_or(u32::MAX).saturating_add(1)
}
