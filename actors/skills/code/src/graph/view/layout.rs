//! A layered layout after Sugiyama: layers by longest path, order by barycentres. Columns run from left to right.

use std::collections::BTreeMap;

use super::View;

/// Passes over the layers; more change little.
const SWEEPS: usize = 8;
/// More nodes in one layer go on in the next column of the same layer.
const ROWS_MAX: usize = 40;

pub struct Placed {
    /// For each node its column and row.
    pub at: Vec<(usize, usize)>,
    pub columns: usize,
}

pub fn place(view: &View) -> Placed {
    let ids: BTreeMap<&str, usize> =
        view.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let count = view.nodes.len();
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut into: Vec<Vec<usize>> = vec![Vec::new(); count];
    for edge in &view.edges {
        if let (Some(from), Some(to)) = (ids.get(edge.from.as_str()), ids.get(edge.to.as_str()))
            && from != to
        {
            out[*from].push(*to);
            into[*to].push(*from);
        }
    }
    let layer = layers(&out);
    let depth = layer.iter().max().map_or(0, |deepest| deepest + 1);
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); depth];
    for (node, layer) in layer.iter().enumerate() {
        order[*layer].push(node);
    }
    let mut row = vec![0.0; count];
    settle(&order, &mut row);
    for sweep in 0..SWEEPS {
        let near = if sweep % 2 == 0 { &into } else { &out };
        for nodes in &mut order {
            let centre = |node: usize| {
                let near = &near[node];
                if near.is_empty() {
                    row[node]
                } else {
                    near.iter().map(|n| row[*n]).sum::<f64>() / near.len() as f64
                }
            };
            nodes.sort_by(|one, other| centre(*one).total_cmp(&centre(*other)).then(one.cmp(other)));
        }
        settle(&order, &mut row);
    }
    let mut at = vec![(0, 0); count];
    let mut column = 0;
    for nodes in &order {
        for (place, node) in nodes.iter().enumerate() {
            at[*node] = (column + place / ROWS_MAX, place % ROWS_MAX);
        }
        column += nodes.len().div_ceil(ROWS_MAX).max(1);
    }
    Placed { at, columns: column }
}

fn settle(order: &[Vec<usize>], row: &mut [f64]) {
    for nodes in order {
        let shift = nodes.len() as f64 / 2.0;
        for (place, node) in nodes.iter().enumerate() {
            row[*node] = place as f64 - shift;
        }
    }
}

/// The longest way to each node, edges that close a circle left out.
fn layers(out: &[Vec<usize>]) -> Vec<usize> {
    let count = out.len();
    let (mut state, mut finished) = (vec![0_u8; count], Vec::with_capacity(count));
    let mut forward: Vec<Vec<usize>> = vec![Vec::new(); count];
    for start in 0..count {
        if state[start] != 0 {
            continue;
        }
        let mut stack = vec![(start, 0)];
        state[start] = 1;
        while let Some((node, next)) = stack.pop() {
            match out[node].get(next) {
                Some(to) => {
                    stack.push((node, next + 1));
                    if state[*to] == 1 {
                        continue;
                    }
                    forward[node].push(*to);
                    if state[*to] == 0 {
                        state[*to] = 1;
                        stack.push((*to, 0));
                    }
                }
                None => {
                    state[node] = 2;
                    finished.push(node);
                }
            }
        }
    }
    let mut layer = vec![0; count];
    for node in finished.into_iter().rev() {
        for to in &forward[node] {
            layer[*to] = layer[*to].max(layer[node] + 1);
        }
    }
    layer
}
