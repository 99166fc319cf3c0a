//! Who asks which endpoint, and who answers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::project::Program;
use super::{Edge, Node, View, confidence};

/// Endpoints, the functions that answer, and the functions that ask.
pub fn endpoints(program: &Program) -> View {
    let mut view = View::default();
    // Two routes of one method and path are one node.
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let mut put = |node: Node| {
        nodes.entry(node.id.clone()).or_insert(node);
    };
    let function = |name: &str, file: &str, line: u32| {
        let id = if name.is_empty() { file.to_owned() } else { format!("{file}:{name}") };
        Node { id, kind: "function", file: Some(file.to_owned()), line: Some(line), parts: Vec::new() }
    };
    for endpoint in &program.http.endpoints {
        let id = format!("{} {}", endpoint.method, endpoint.path);
        let mut parts = Vec::new();
        if !endpoint.takes.is_empty() {
            parts.push(format!("takes {}", endpoint.takes.join(", ")));
        }
        if !endpoint.gives.is_empty() {
            parts.push(format!("gives {}", endpoint.gives.join(", ")));
        }
        let handler = function(&endpoint.handler, &endpoint.file, endpoint.line);
        view.edges.push(Edge {
            from: id.clone(),
            to: handler.id.clone(),
            label: endpoint.framework.to_owned(),
            file: Some(endpoint.file.clone()),
            line: Some(endpoint.line),
            confidence: "certain",
        });
        put(Node {
            id,
            kind: "endpoint",
            file: Some(endpoint.file.clone()),
            line: Some(endpoint.line),
            parts,
        });
        put(Node { line: None, ..handler });
    }
    for link in &program.http.links {
        let (request, endpoint) =
            (&program.http.requests[link.request], &program.http.endpoints[link.endpoint]);
        let asker = function(&request.within, &request.file, request.line);
        let words =
            [("not read", &link.not_read), ("not sent", &link.not_sent), ("not given", &link.not_given)];
        let words = words.iter().filter(|(_, fields)| !fields.is_empty());
        let label: Vec<String> =
            words.map(|(word, fields)| format!("{word}: {}", fields.join(", "))).collect();
        view.edges.push(Edge {
            from: asker.id.clone(),
            to: format!("{} {}", endpoint.method, endpoint.path),
            label: label.join("; "),
            file: Some(request.file.clone()),
            line: Some(request.line),
            confidence: confidence(link.confidence),
        });
        put(Node { line: None, ..asker });
    }
    let linked: BTreeSet<usize> = program.http.links.iter().map(|link| link.request).collect();
    view.not_read.clone_from(&program.unread.endpoints);
    let label = match program.unread.endpoints.first() {
        Some(why) => format!("not known: {why}"),
        None => "no endpoint here".to_owned(),
    };
    for (_, request) in program.http.requests.iter().enumerate().filter(|(index, _)| !linked.contains(index))
    {
        let asker = function(&request.within, &request.file, request.line);
        let id = format!("{} {}", request.method, request.path);
        let offered: Vec<&str> = program.http.offered(request).into_iter().collect();
        let label = match offered.as_slice() {
            [] => label.clone(),
            methods => format!("the path exists, with {}", methods.join(", ")),
        };
        view.edges.push(Edge {
            from: asker.id.clone(),
            to: id.clone(),
            label,
            file: Some(request.file.clone()),
            line: Some(request.line),
            confidence: "certain",
        });
        put(Node { line: None, ..asker });
        put(Node { id, kind: "elsewhere", file: None, line: None, parts: Vec::new() });
    }
    view.nodes = nodes.into_values().collect();
    view.edges.sort();
    view.edges.dedup();
    view
}
