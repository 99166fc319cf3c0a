//! Graphs for people: nodes and edges out of a program, cut to what is asked for, and drawn.

mod draw;
mod endpoints;
mod layout;
mod svg;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use super::imports::Target;
use super::ir::DefKind;
use super::project::{Call, Program};
use super::similar::similar;
use super::solve::Confidence;
pub use draw::{dot, mermaid, text};
pub use endpoints::endpoints;
pub use svg::svg;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Node {
    #[serde(rename = "name")]
    pub id: String,
    /// What it is: `module`, `function`, `class`, `external`, `endpoint`, `model`…
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Lines below the name: fields of a model.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Edge {
    pub from: String,
    pub to: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    pub confidence: &'static str,
}

/// A graph to be shown. `left_out` says what was cut, in sentences; it is empty where nothing was.
#[derive(Clone, Debug, Default, Serialize)]
pub struct View {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub left_out: Vec<String>,
    /// What is not read here, though it may be there, in sentences.
    pub not_read: Vec<String>,
}

pub fn confidence(of: Confidence) -> &'static str {
    match of {
        Confidence::Certain => "certain",
        Confidence::Likely => "likely",
        Confidence::Guess => "guess",
    }
}

fn kind(of: DefKind) -> &'static str {
    match of {
        DefKind::Module => "module",
        DefKind::Function => "function",
        DefKind::Class => "class",
        DefKind::Interface => "interface",
    }
}

/// Who calls whom; modules and functions that neither call nor are called are no nodes.
pub fn calls(program: &Program) -> View {
    let mut view = View::default();
    let mut used = BTreeSet::new();
    let edge = |call: &Call, label: &str| {
        let (from, to) = (&program.places[call.from], &program.places[call.to]);
        Edge {
            from: from.name.clone(),
            to: to.name.clone(),
            label: label.to_owned(),
            file: Some(from.path.clone()),
            line: Some(call.line),
            confidence: confidence(call.confidence),
        }
    };
    for call in &program.calls {
        used.extend([call.from, call.to]);
        view.edges.push(edge(call, ""));
    }
    for place in used {
        let place = &program.places[place];
        view.nodes.push(Node {
            id: place.name.clone(),
            kind: kind(place.kind),
            file: Some(place.path.clone()),
            line: Some(place.line),
            parts: Vec::new(),
        });
    }
    // A getter and its setter, or two branches that define one function, share a name.
    view.nodes.sort();
    view.nodes.dedup_by(|one, other| one.id == other.id);
    view.edges.sort_by(|one, other| (&one.from, &one.to).cmp(&(&other.from, &other.to)));
    view.edges.dedup_by(|one, other| one.from == other.from && one.to == other.to);
    note_limits(program, &mut view);
    view
}

fn note_limits(program: &Program, view: &mut View) {
    let limits = &program.limits;
    if limits.stopped {
        view.left_out.push(
            "the search for calls was stopped at its bound before it was done: calls are missing".to_owned(),
        );
    }
    let counts = [
        (
            limits.saturated,
            "variables may hold more values than are followed: calls through them may be missing",
        ),
        (limits.too_deep, "parts nest too deep to be read"),
        (limits.long_orders, "classes have more bases than are followed: inherited calls may be missing"),
    ];
    let met = counts.iter().filter(|(count, _)| *count > 0);
    view.left_out.extend(met.map(|(count, what)| format!("{count} {what}")));
}

/// Which file imports which; what lies outside is one node a package.
pub fn imports(program: &Program) -> View {
    let mut view = View { not_read: program.unread.imports.clone(), ..View::default() };
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let mut edges: BTreeMap<(String, String), Edge> = BTreeMap::new();
    let file = |path: &str| Node {
        id: path.to_owned(),
        kind: "file",
        file: Some(path.to_owned()),
        line: None,
        parts: Vec::new(),
    };
    for place in program.places.iter().filter(|place| place.kind == DefKind::Module) {
        nodes.insert(place.path.clone(), file(&place.path));
    }
    for import in &program.imports {
        let (to, outer) = match (&import.to, &import.file) {
            (_, Some(path)) => (path.clone(), None),
            (Target::Data(path), _) => (path.clone(), Some("data")),
            (Target::Package(name), _) => (name.clone(), Some("package")),
            (Target::External(name), _) => (package(name).to_owned(), Some("external")),
            (Target::Missing(name), _) => (name.clone(), Some("missing")),
            (Target::File(_), None) => continue,
        };
        if let Some(kind) = outer {
            nodes.entry(to.clone()).or_insert_with(|| Node {
                id: to.clone(),
                kind,
                file: None,
                line: None,
                parts: Vec::new(),
            });
        }
        let names = inside(&import.to, &to, &import.names);
        match edges.entry((import.from.clone(), to.clone())) {
            Entry::Vacant(place) => {
                place.insert(Edge {
                    from: import.from.clone(),
                    to,
                    label: names,
                    file: Some(import.from.clone()),
                    line: Some(import.line),
                    confidence: "certain",
                });
            }
            // One arrow stands for all imports of a place; each says its line.
            Entry::Occupied(mut place) => {
                let edge = place.get_mut();
                let and = if edge.label.is_empty() { "" } else { "; " };
                let names = if names.is_empty() { "again" } else { &names };
                edge.label += &format!("{and}{names} in line {}", import.line);
            }
        }
    }
    view.nodes = nodes.into_values().collect();
    view.edges = edges.into_values().collect();
    view
}

/// Names with the part of the package that they come from: of `sqlalchemy.orm` `orm.Mapped`.
fn inside(target: &Target, package: &str, names: &[String]) -> String {
    let part = match target {
        Target::External(name) => {
            name.strip_prefix(package).unwrap_or_default().trim_start_matches(['.', '/'])
        }
        _ => "",
    };
    match (part, names) {
        ("", names) => names.join(", "),
        (part, []) => part.to_owned(),
        (part, names) => names.iter().map(|name| format!("{part}.{name}")).collect::<Vec<_>>().join(", "),
    }
}

/// The package of a module outside: `os.path` is `os`, `@scope/name/deep` is `@scope/name`.
pub fn package(name: &str) -> &str {
    if name.starts_with('@') {
        let end = name.match_indices('/').nth(1).map_or(name.len(), |(at, _)| at);
        return &name[..end];
    }
    let plain = name.strip_prefix("node:").unwrap_or(name);
    plain.split(['/', '.']).next().unwrap_or(plain)
}

/// Models and how they lead to one another, and the functions that query them.
pub fn models(program: &Program) -> View {
    let mut view = View { not_read: program.unread.models.clone(), ..View::default() };
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let data = &program.data;
    for model in &data.models {
        let table =
            model.table.iter().filter(|table| **table != model.name).map(|table| format!("table {table}"));
        let fields =
            model.fields.iter().map(|field| format!("{} {}", field.name, field.kind).trim().to_owned());
        nodes.entry(model.name.clone()).or_insert_with(|| Node {
            id: model.name.clone(),
            kind: if model.framework == "SQL" { "table" } else { "model" },
            file: Some(model.file.clone()),
            line: Some(model.line),
            parts: table.chain(fields).collect(),
        });
        for relation in &model.relations {
            view.edges.push(Edge {
                from: model.name.clone(),
                to: data.model(&relation.to).map_or(relation.to.clone(), |to| to.name.clone()),
                label: relation.field.clone(),
                file: Some(model.file.clone()),
                line: Some(model.line),
                confidence: "certain",
            });
        }
    }
    for query in &data.queries {
        let id = if query.within.is_empty() {
            query.file.clone()
        } else {
            format!("{}:{}", query.file, query.within)
        };
        let label = if query.computed {
            format!("{} (computed text)", query.operation)
        } else {
            query.operation.clone()
        };
        view.edges.push(Edge {
            from: id,
            to: data.model(&query.model).map_or(query.model.clone(), |to| to.name.clone()),
            label,
            file: Some(query.file.clone()),
            line: Some(query.line),
            confidence: "certain",
        });
    }
    for edge in &view.edges {
        for id in [&edge.from, &edge.to] {
            let kind = if id.contains(['/', ':', '.']) { "function" } else { "missing" };
            nodes.entry(id.clone()).or_insert_with(|| Node {
                id: id.clone(),
                kind,
                file: None,
                line: None,
                parts: Vec::new(),
            });
        }
    }
    view.nodes = nodes.into_values().collect();
    view.edges.sort();
    view.edges.dedup();
    view
}

impl View {
    /// Keeps what lies within so many steps of the nodes that a name means: the whole id, its end, or a part of it. An
    /// error holds names that are like it; an empty name means nothing.
    pub fn around(self, name: &str, depth: usize) -> Result<View, Vec<String>> {
        let ends = |id: &str| {
            id == name
                || !name.is_empty()
                    && [".", "/", ":", " "].iter().any(|sign| id.ends_with(&format!("{sign}{name}")))
        };
        let mut centre: Vec<&str> =
            self.nodes.iter().map(|node| node.id.as_str()).filter(|id| ends(id)).collect();
        if centre.is_empty() && !name.is_empty() {
            centre = self.nodes.iter().map(|node| node.id.as_str()).filter(|id| id.contains(name)).collect();
        }
        if centre.is_empty() {
            return Err(similar(name, self.nodes.iter().map(|node| node.id.as_str())));
        }
        let mut near: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for edge in &self.edges {
            near.entry(&edge.from).or_default().push(&edge.to);
            near.entry(&edge.to).or_default().push(&edge.from);
        }
        let mut seen: BTreeMap<String, usize> = centre.iter().map(|id| ((*id).to_owned(), 0)).collect();
        let mut queue: VecDeque<&str> = centre.into();
        while let Some(id) = queue.pop_front() {
            let steps = seen[id];
            for next in near.get(id).into_iter().flatten().filter(|_| steps < depth) {
                if !seen.contains_key(*next) {
                    seen.insert((*next).to_owned(), steps + 1);
                    queue.push_back(next);
                }
            }
        }
        Ok(self.keep(|id| seen.contains_key(id)))
    }

    fn keep(self, keeps: impl Fn(&str) -> bool) -> View {
        View {
            nodes: self.nodes.into_iter().filter(|node| keeps(&node.id)).collect(),
            edges: self.edges.into_iter().filter(|edge| keeps(&edge.from) && keeps(&edge.to)).collect(),
            left_out: self.left_out,
            not_read: self.not_read,
        }
    }

    /// Keeps the nodes with most edges, and says how many were left out.
    pub fn at_most(self, nodes_max: usize) -> View {
        let all = self.nodes.len();
        if all <= nodes_max {
            return self;
        }
        let mut degree: BTreeMap<&str, usize> = self.nodes.iter().map(|node| (node.id.as_str(), 0)).collect();
        for edge in &self.edges {
            for id in [&edge.from, &edge.to] {
                *degree.entry(id).or_default() += 1;
            }
        }
        let mut order: Vec<(&str, usize)> = degree.into_iter().collect();
        order.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        let kept: BTreeSet<String> = order.into_iter().take(nodes_max).map(|(id, _)| id.to_owned()).collect();
        let edges = self.edges.len();
        let mut view = self.keep(|id| kept.contains(id));
        view.left_out.push(format!(
            "{} of {all} nodes and {} of {edges} edges are shown, those with most edges; use --around NAME, or --nodes N",
            nodes_max,
            view.edges.len()
        ));
        view
    }
}
