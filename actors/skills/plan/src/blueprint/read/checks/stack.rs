//! What to build with, and features that need a record.

use protocol::requirements::FeatureName;

use crate::blueprint::fault::{Fault, Faults};
use crate::blueprint::shape;
use crate::blueprint::yaml::{Entry, Node};
use crate::understand::lexicon::stack::{Known, STACK, Slot, is_left_out};
use crate::understand::token::Source;

const USE: &str = "use react, typescript, fastapi, and postgresql or sqlite";

pub(super) fn check(root: &Node, faults: &mut Faults) {
    let list = |key: &str| root.get(key).map_or(&[] as &[Node], Node::items);
    let only: Vec<&str> = list("only").iter().filter_map(|node| name(node, "part")).collect();
    if only.len() > 1 {
        let at = root.get("only").map_or(root.at, |node| node.at);
        faults.push(
            Fault::at(at, "nothing would be left to build of two halves that are each left out")
                .hint("keep one"),
        );
    }
    let mut chosen: Vec<(Slot, &str)> = Vec::new();
    for node in list("stack") {
        let Some(word) = name(node, "name") else { continue };
        // What a request asked for and is built without stays named: once as asked for, once as left out.
        if is_left_out(word) && list("unsupported").iter().filter_map(Node::text).any(|it| it == word) {
            continue;
        }
        let Some(known) = known(word).filter(|known| known.supported) else {
            faults.push(Fault::at(node.at, format!("nothing here builds with `{word}` yet")).hint(USE));
            continue;
        };
        if canonical(known) != word {
            faults.push(
                Fault::at(node.at, format!("`{word}` has another name here"))
                    .hint(format!("write `{}`", canonical(known))),
            );
        }
        let rival = chosen.iter().find(|(slot, _)| *slot == known.slot && known.slot != Slot::Beside);
        if let Some((_, other)) = rival {
            faults.push(
                Fault::at(node.at, format!("`{word}` and `{other}` are for the same part")).hint("keep one"),
            );
        }
        let excluded = only.iter().any(|part| match *part {
            "backend_only" => matches!(known.slot, Slot::Frontend | Slot::FrontendLanguage),
            _ => matches!(known.slot, Slot::Backend | Slot::Database),
        });
        if excluded {
            faults.push(
                Fault::at(node.at, format!("`{word}` is for the half that `only` leaves out"))
                    .hint("remove one of them"),
            );
        }
        chosen.push((known.slot, word));
    }
    features(root, list("features"), faults);
}

fn name<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.text().or_else(|| node.get(key)?.text())
}

fn known(word: &str) -> Option<Known> {
    let source = Source::new(word);
    STACK.at(&source, 0).filter(|(length, _)| *length == source.tokens.len()).map(|(_, known)| *known)
}

fn canonical(known: Known) -> &'static str {
    if known.name == "python" { "fastapi" } else { known.name }
}

fn features(root: &Node, list: &[Node], faults: &mut Faults) {
    let comments = shape::feature(FeatureName::Comments);
    let entities = root.get("entities").map_or(&[] as &[Entry], Node::entries);
    for (index, node) in list.iter().enumerate() {
        let feature = name(node, "name");
        if list[..index].iter().any(|other| name(other, "name") == feature) {
            faults.push(Fault::at(node.at, "this feature is listed twice").hint("remove one"));
        }
        if feature == Some(comments) && !entities.iter().any(|entity| entity.key == "Comment") {
            let hint = "add it with the record that it belongs to, or leave the feature out";
            faults.push(Fault::at(node.at, "comments need an entity `Comment`").hint(hint));
        }
    }
}
