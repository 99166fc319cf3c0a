//! From text to a tree, by the events of a parser: no alias is ever followed, and depth is bounded while it is read.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::node::{Entry, Node, Value, short};
use crate::blueprint::fault::{Fault, Place};

/// Twice what the deepest value of a blueprint needs.
const DEPTH_MAX: usize = 16;

/// Reads one document.
pub(crate) fn load(text: &str) -> Result<Node, Fault> {
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| unreadable(&error))?;
        tree.take(event, place(span.start))?;
    }
    tree.root.ok_or_else(|| Fault::at(Place { line: 1, column: 1 }, "there is no document in it"))
}

fn place(marker: Marker) -> Place {
    Place { line: marker.line(), column: marker.col() + 1 }
}

fn unreadable(error: &ScanError) -> Fault {
    Fault::at(place(*error.marker()), format!("this is no YAML: {}", error.info()))
        .hint("indent with spaces, and put text with `: ` or ` #` in it in double quotes")
}

/// What is open around the next event.
enum Open {
    List {
        at: Place,
        items: Vec<Node>,
    },
    /// `seen`: the line of each key, so that many keys are not compared each with each.
    Map {
        at: Place,
        entries: Vec<Entry>,
        key: Option<(Place, String)>,
        seen: BTreeMap<String, usize>,
    },
}

#[derive(Default)]
struct Tree {
    open: Vec<Open>,
    root: Option<Node>,
}

impl Tree {
    fn take(&mut self, event: Event<'_>, at: Place) -> Result<(), Fault> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_none() => Ok(()),
            Event::DocumentStart(_) => {
                Err(Fault::at(at, "a second document begins here").hint("keep one document in a file"))
            }
            Event::Alias(_) => Err(shared(at)),
            Event::Scalar(text, style, anchor, tag) => {
                bare(at, anchor, tag.is_some())?;
                self.put(Node {
                    at,
                    value: Value::Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain },
                })
            }
            Event::SequenceStart(anchor, tag) => {
                bare(at, anchor, tag.is_some())?;
                self.begin(at, Open::List { at, items: Vec::new() })
            }
            Event::MappingStart(anchor, tag) => {
                bare(at, anchor, tag.is_some())?;
                self.begin(at, Open::Map { at, entries: Vec::new(), key: None, seen: BTreeMap::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List { at, items }) => self.put(Node { at, value: Value::List(items) }),
                Some(Open::Map { at, entries, .. }) => self.put(Node { at, value: Value::Map(entries) }),
                None => Ok(()),
            },
        }
    }

    fn begin(&mut self, at: Place, open: Open) -> Result<(), Fault> {
        if self.open.len() >= DEPTH_MAX {
            return Err(Fault::at(at, format!("values are nested more than {DEPTH_MAX} deep"))
                .hint("a blueprint needs half of that; look for a bracket that is not closed"));
        }
        self.open.push(open);
        Ok(())
    }

    fn put(&mut self, node: Node) -> Result<(), Fault> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, seen, .. }) => match key.take() {
                Some((at, key)) => entries.push(Entry { at, key, value: node }),
                None => *key = Some(name(node, seen)?),
            },
        }
        Ok(())
    }
}

/// A key is one word, and stands once.
fn name(node: Node, seen: &mut BTreeMap<String, usize>) -> Result<(Place, String), Fault> {
    let Value::Scalar { text, .. } = node.value else {
        return Err(Fault::at(node.at, "a key must be a word, not a list or a mapping"));
    };
    if let Some(first) = seen.insert(text.clone(), node.at.line) {
        return Err(Fault::at(
            node.at,
            format!("`{}` stands here a second time; the first is in line {}", short(&text), first),
        )
        .hint("rename or remove one of them"));
    }
    Ok((node.at, text))
}

/// Anchors exist for aliases, and tags choose types that a blueprint does not have.
fn bare(at: Place, anchor: usize, tagged: bool) -> Result<(), Fault> {
    match (anchor, tagged) {
        (0, false) => Ok(()),
        (0, true) => Err(Fault::at(at, "tags (`!…`) mean nothing in a blueprint").hint("remove it")),
        (_, _) => Err(shared(at)),
    }
}

fn shared(at: Place) -> Fault {
    Fault::at(at, "anchors and aliases (`&…`, `*…`) are not followed in a blueprint")
        .hint("write the value where it belongs; if it is text, put it in double quotes")
}
