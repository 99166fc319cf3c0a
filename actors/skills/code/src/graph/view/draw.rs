//! Graphs as text: for people, for Mermaid, for Graphviz.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Node, View};

/// Nodes with what they lead to, indented.
pub fn text(view: &View) -> String {
    let mut text = String::new();
    let mut from: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, edge) in view.edges.iter().enumerate() {
        from.entry(&edge.from).or_default().push(index);
    }
    for node in &view.nodes {
        let edges = from.get(node.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        if edges.is_empty() && node.parts.is_empty() && view.edges.iter().any(|edge| edge.to == node.id) {
            continue;
        }
        let place = match (&node.file, node.line) {
            (Some(file), Some(line)) if *file != node.id => format!("  {file}:{line}"),
            _ => String::new(),
        };
        let _ = writeln!(text, "{}{place}", node.id);
        for part in &node.parts {
            let _ = writeln!(text, "    {part}");
        }
        for edge in edges.iter().map(|index| &view.edges[*index]) {
            let line = edge.line.map_or(String::new(), |line| format!("  :{line}"));
            let label = if edge.label.is_empty() { String::new() } else { format!("  ({})", edge.label) };
            let sure =
                if edge.confidence == "certain" { String::new() } else { format!("  [{}]", edge.confidence) };
            let _ = writeln!(text, "  -> {}{line}{label}{sure}", edge.to);
        }
    }
    text
}

pub fn mermaid(view: &View) -> String {
    let mut text = String::from("flowchart LR\n");
    let ids: BTreeMap<&str, usize> =
        view.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    for (at, node) in view.nodes.iter().enumerate() {
        let label = escaped(&label(node, "<br/>"));
        let (open, close) = match node.kind {
            "endpoint" | "elsewhere" => ("([", "])"),
            "model" | "table" => ("[(", ")]"),
            "external" | "package" | "missing" => ("{{", "}}"),
            _ => ("[", "]"),
        };
        let _ = writeln!(text, "  n{at}{open}\"{label}\"{close}");
    }
    for edge in &view.edges {
        let (Some(from), Some(to)) = (ids.get(edge.from.as_str()), ids.get(edge.to.as_str())) else {
            continue;
        };
        let arrow = if edge.confidence == "certain" { "-->" } else { "-.->" };
        let short: String = edge.label.chars().take(60).collect();
        if short.is_empty() {
            let _ = writeln!(text, "  n{from} {arrow} n{to}");
        } else {
            let _ = writeln!(text, "  n{from} {arrow}|\"{}\"| n{to}", escaped(&short));
        }
    }
    text
}

pub fn label(node: &Node, separator: &str) -> String {
    std::iter::once(node.id.as_str())
        .chain(node.parts.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(separator)
}

/// Mermaid reads quotes and signs of HTML as entities.
fn escaped(text: &str) -> String {
    let keep = text.replace("<br/>", "\u{1}");
    let mut plain = String::new();
    for c in keep.chars() {
        match c {
            '"' => plain += "#quot;",
            '<' => plain += "#lt;",
            '>' => plain += "#gt;",
            '#' => plain += "#35;",
            '\u{1}' => plain += "<br/>",
            c if is_hidden(c) => {}
            c => plain.push(c),
        }
    }
    plain
}

/// What is not seen, or turns the order of what is: a name that holds it is not drawn as it looks.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

pub fn dot(view: &View) -> String {
    let mut text = String::from("digraph {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
    for node in &view.nodes {
        let shape = match node.kind {
            "external" | "package" | "missing" | "elsewhere" => ", style=dashed",
            "endpoint" => ", style=rounded",
            _ => "",
        };
        let _ =
            writeln!(text, "  \"{}\" [label=\"{}\"{shape}];", quoted(&node.id), quoted(&label(node, "\n")));
    }
    for edge in &view.edges {
        let style = if edge.confidence == "certain" { "" } else { ", style=dashed" };
        let (from, to) = (quoted(&edge.from), quoted(&edge.to));
        let _ = writeln!(text, "  \"{from}\" -> \"{to}\" [label=\"{}\"{style}];", quoted(&edge.label));
    }
    text + "}\n"
}

fn quoted(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '"' => vec!['\\', '"'],
            '\\' => vec!['\\', '\\'],
            '\n' => vec!['\\', 'n'],
            c if is_hidden(c) => vec![' '],
            c => vec![c],
        })
        .collect()
}
