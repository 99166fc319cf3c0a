//! Graphs as SVG, readable in light and dark.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::draw::{is_hidden, label};
use super::layout::place;
use super::{Node, View};

const CHAR: usize = 7;
const LINE: usize = 16;
const GAP_X: usize = 90;
const GAP_Y: usize = 18;
const MARGIN: usize = 20;
const LABEL_CHARS_MAX: usize = 44;

pub fn svg(view: &View) -> String {
    let placed = place(view);
    let lines: Vec<Vec<String>> =
        view.nodes.iter().map(|node| label(node, "\n").lines().map(short).collect()).collect();
    let wide =
        |lines: &[String]| lines.iter().map(|line| line.chars().count()).max().unwrap_or(0) * CHAR + 16;
    let mut column_width = vec![0; placed.columns];
    let mut column_rows: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); placed.columns];
    for (node, (column, row)) in placed.at.iter().enumerate() {
        column_width[*column] = column_width[*column].max(wide(&lines[node]));
        column_rows[*column].insert(*row, node);
    }
    let high = |node: usize| lines[node].len() * LINE + 10;
    let heights: Vec<usize> =
        column_rows.iter().map(|rows| rows.values().map(|node| high(*node) + GAP_Y).sum::<usize>()).collect();
    let height = heights.iter().max().copied().unwrap_or(0);
    let mut boxes = vec![(0, 0, 0, 0); view.nodes.len()];
    let mut x = MARGIN;
    for (column, rows) in column_rows.iter().enumerate() {
        let mut y = MARGIN + (height - heights[column]) / 2;
        for node in rows.values() {
            boxes[*node] = (x, y, wide(&lines[*node]), high(*node));
            y += high(*node) + GAP_Y;
        }
        x += column_width[column] + GAP_X;
    }
    let width = x.saturating_sub(GAP_X) + MARGIN;
    let mut text = header(width, height + 2 * MARGIN, view);
    edges(view, &boxes, &mut text);
    for (at, node) in view.nodes.iter().enumerate() {
        draw(node, &lines[at], boxes[at], &mut text);
    }
    text + "</svg>\n"
}

fn header(width: usize, height: usize, view: &View) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"a graph of {} nodes and {} edges\">\n<style>\
         text{{font:12px ui-monospace,monospace;fill:#1b1f24}}rect{{fill:#f6f8fa;stroke:#57606a}}\
         .endpoint rect{{fill:#ddf4ff}}.model rect,.table rect{{fill:#fff8c5}}\
         .external rect,.package rect,.missing rect,.elsewhere rect{{stroke-dasharray:4 3}}.elsewhere rect{{fill:none}}path{{fill:none;stroke:#57606a}}\
         .likely,.guess{{stroke-dasharray:5 4}}\
         @media(prefers-color-scheme:dark){{text{{fill:#e6edf3}}rect{{fill:#161b22;stroke:#8b949e}}path{{stroke:#8b949e}}\
         .endpoint rect{{fill:#0c2d6b}}.model rect,.table rect{{fill:#3b2e00}}}}</style>\n\
         <defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
         <path d=\"M0 0L8 4L0 8\"/></marker></defs>\n",
        view.nodes.len(),
        view.edges.len()
    )
}

fn edges(view: &View, boxes: &[(usize, usize, usize, usize)], text: &mut String) {
    let ids: BTreeMap<&str, usize> =
        view.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    for edge in &view.edges {
        let (Some(from), Some(to)) = (ids.get(edge.from.as_str()), ids.get(edge.to.as_str())) else {
            continue;
        };
        let ((fx, fy, fw, fh), (tx, ty, tw, th)) = (boxes[*from], boxes[*to]);
        let forward = tx > fx + fw;
        let (x1, y1, y2) = (fx + fw, fy + fh / 2, ty + th / 2);
        // An edge that goes back, or stays in its column, bends around the right side.
        let x2 = if forward { tx } else { tx + tw };
        let bend = if forward { (x2 - x1) / 2 } else { GAP_X / 2 };
        let c2 = if forward { x2.saturating_sub(bend) } else { x2 + bend };
        let title =
            if edge.label.is_empty() { format!("{} → {}", edge.from, edge.to) } else { edge.label.clone() };
        let _ = writeln!(
            text,
            "<path class=\"{}\" marker-end=\"url(#a)\" d=\"M{x1} {y1}C{} {y1} {c2} {y2} {x2} {y2}\"><title>{}</title></path>",
            edge.confidence,
            x1 + bend,
            escaped(&title)
        );
    }
}

fn draw(node: &Node, lines: &[String], (x, y, w, h): (usize, usize, usize, usize), text: &mut String) {
    let place = node.file.as_deref().map_or(String::new(), |file| match node.line {
        Some(line) => format!("{file}:{line}"),
        None => file.to_owned(),
    });
    let _ = write!(
        text,
        "<g class=\"{}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"4\"/>",
        node.kind,
        escaped(&format!("{} {place}", node.id))
    );
    for (at, line) in lines.iter().enumerate() {
        let _ = write!(text, "<text x=\"{}\" y=\"{}\">{}</text>", x + 8, y + 17 + at * LINE, escaped(line));
    }
    text.push_str("</g>\n");
}

/// The end of a long name says more than its start.
fn short(line: &str) -> String {
    let count = line.chars().count();
    if count <= LABEL_CHARS_MAX {
        return line.to_owned();
    }
    let end: String = line.chars().skip(count - LABEL_CHARS_MAX + 1).collect();
    format!("…{end}")
}

fn escaped(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '&' => plain += "&amp;",
            '<' => plain += "&lt;",
            '>' => plain += "&gt;",
            '"' => plain += "&quot;",
            c if is_hidden(c) => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}
