//! One thing of a blueprint: a name alone, or a table with the words it was asked for in.

use crate::blueprint::yaml::Node;

pub(super) struct Item<'n> {
    name: &'n str,
    table: Option<&'n Node>,
}

impl<'n> Item<'n> {
    /// A thing that stands under its name.
    pub fn new(name: &'n str, table: Option<&'n Node>) -> Self {
        Self { name, table }
    }

    /// A thing of a list: its name, or a table with its name under `key`.
    pub fn short(node: &'n Node, key: &str) -> Self {
        match node.text() {
            Some(name) => Self { name, table: None },
            None => Self { name: node.get(key).and_then(Node::text).unwrap_or_default(), table: Some(node) },
        }
    }

    pub fn name(&self) -> &'n str {
        self.name
    }

    pub fn text(&self, key: &str) -> Option<&'n str> {
        self.table?.get(key)?.text()
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        self.table?.get(key)?.flag()
    }

    /// What was assumed has none; what a person wrote is asked for by its name.
    pub fn words(&self) -> String {
        if self.flag("assumed") == Some(true) {
            return String::new();
        }
        self.text("words").unwrap_or(self.name).to_owned()
    }
}

/// The texts of a list.
pub(super) fn texts(node: &Node, key: &str) -> Vec<String> {
    let list = node.get(key).map_or(&[] as &[Node], Node::items);
    list.iter().filter_map(Node::text).map(str::to_owned).collect()
}
