//! `graph`: imports, calls, endpoints and models of a folder of code, as text, for Mermaid and Graphviz, as JSON and as SVG.

mod flow;

use cli::args::{Graph, GraphFormat, GraphKind};
use cli::render::style;
use cli::{Exit, Screen, notice};
use code::graph::similar::did_you_mean;
use code::graph::view::{self, View};
use protocol::problem::{Code, Problem};
use serde_json::{Value, json};

use crate::understanding::Understanding;

/// A drawing of more nodes is not read by anybody.
const DRAWN_MAX: usize = 150;

pub fn run(wanted: &Graph, json: bool) -> Result<Exit, Problem> {
    if wanted.kind == GraphKind::Flow {
        return flow::run(wanted, json);
    }
    if wanted.from.is_some() {
        let hint = "say `samriddh graph flow`, or leave out --from";
        return Err(Problem::new(Code::Malformed, "only flows have a source", hint));
    }
    let understanding = Understanding::open(&wanted.path)?;
    let mut view = match wanted.kind {
        GraphKind::Imports => view::imports(&understanding.program),
        GraphKind::Calls => view::calls(&understanding.program),
        GraphKind::Endpoints => view::endpoints(&understanding.program),
        GraphKind::Models => view::models(&understanding.program),
        GraphKind::Flow => View::default(),
    };
    if let Some(name) = &wanted.around {
        let nodes = view.nodes.len();
        view = view.around(name, wanted.depth).map_err(|like| unknown(name, nodes, &like))?;
    }
    let format = if json { GraphFormat::Json } else { wanted.format };
    let drawn = matches!(format, GraphFormat::Mermaid | GraphFormat::Dot | GraphFormat::Svg);
    if let Some(nodes_max) = wanted.nodes.or(drawn.then_some(DRAWN_MAX)) {
        view = view.at_most(nodes_max);
    }
    show(wanted, &understanding, &view, format);
    Ok(Exit::Done)
}

fn show(wanted: &Graph, understanding: &Understanding, view: &View, format: GraphFormat) {
    match format {
        GraphFormat::Json => return notice::print_document(&document(wanted, understanding, view)),
        GraphFormat::Text => Screen::of_process(false).print(&text(view)),
        GraphFormat::Mermaid => Screen::of_process(false).print(view::mermaid(view).trim_end()),
        GraphFormat::Dot => Screen::of_process(false).print(view::dot(view).trim_end()),
        GraphFormat::Svg => Screen::of_process(false).print(view::svg(view).trim_end()),
    }
    let skipped = understanding.skipped().len();
    let notes = view.left_out.iter().chain(&view.not_read).cloned().chain((skipped > 0).then(|| {
        let were = if skipped == 1 { "file or folder was" } else { "files and folders were" };
        format!("{skipped} {were} not read; `samriddh index` says which and why")
    }));
    for note in notes {
        Screen::errors().print(&style::clean(&note));
    }
}

fn unknown(name: &str, nodes: usize, like: &[String]) -> Problem {
    let hint = || "leave out --around to see all names".to_owned();
    let message = format!("not known: none of the {nodes} nodes of this graph is called {name:?}");
    Problem::new(Code::NotFound, message, did_you_mean(like).unwrap_or_else(hint))
}

fn text(view: &View) -> String {
    if view.nodes.is_empty() {
        return match view.not_read.as_slice() {
            [] => "nothing of this kind was found".to_owned(),
            _ => "nothing of this kind was found in what is read here".to_owned(),
        };
    }
    let body = view::text(view);
    let clean: Vec<String> = body.lines().map(style::clean).collect();
    format!("{}\n{} nodes, {} edges", clean.join("\n"), view.nodes.len(), view.edges.len())
}

fn document(wanted: &Graph, understanding: &Understanding, view: &View) -> Value {
    let program = &understanding.program;
    let mut document = json!({
        "path": understanding.sources.path(),
        "kind": wanted.kind.name(),
        "nodes": view.nodes,
        "edges": view.edges,
        "left_out": view.left_out,
        "not_read": view.not_read,
        "skipped": understanding.skipped().iter().map(|(path, reason)| {
            json!({ "path": path, "reason": reason.key(), "why": reason.to_string() })
        }).collect::<Vec<_>>(),
        "elapsed_ms": understanding.elapsed_ms,
    });
    let name = |place: usize| program.places[place].name.as_str();
    let more = match wanted.kind {
        GraphKind::Calls if wanted.around.is_none() => json!({
            "makes": program.makes.iter().map(|make| json!({
                "from": name(make.from), "to": name(make.to), "line": make.line,
            })).collect::<Vec<_>>(),
            "outside": program.outside.iter().map(|(from, to, line)| json!({
                "from": name(*from), "to": to, "line": line,
            })).collect::<Vec<_>>(),
            "unresolved": program.unresolved.len(),
        }),
        GraphKind::Endpoints => {
            json!({ "endpoints": endpoints(understanding), "requests": requests(understanding) })
        }
        GraphKind::Models => json!({ "queries": queries(understanding) }),
        GraphKind::Calls | GraphKind::Imports | GraphKind::Flow => json!({}),
    };
    if let (Value::Object(all), Value::Object(more)) = (&mut document, more) {
        all.extend(more);
    }
    document
}

fn endpoints(understanding: &Understanding) -> Vec<Value> {
    let http = &understanding.program.http;
    let one = |endpoint: &code::graph::endpoints::Endpoint| {
        json!({
            "method": endpoint.method, "path": endpoint.path, "handler": endpoint.handler, "file": endpoint.file,
            "line": endpoint.line, "framework": endpoint.framework, "takes": endpoint.takes,
            "requires": endpoint.requires, "gives": endpoint.gives,
        })
    };
    http.endpoints.iter().map(one).collect()
}

fn requests(understanding: &Understanding) -> Vec<Value> {
    let http = &understanding.program.http;
    let one = |(index, request): (usize, &code::graph::endpoints::Request)| {
        let link = http.links.iter().find(|link| link.request == index);
        let reaches = link.map(|link| {
            let endpoint = &http.endpoints[link.endpoint];
            json!({
                "method": endpoint.method, "path": endpoint.path, "file": endpoint.file, "line": endpoint.line,
                "confidence": view::confidence(link.confidence), "not_read": link.not_read,
                "not_sent": link.not_sent, "not_given": link.not_given,
            })
        });
        json!({
            "method": request.method, "path": request.path, "file": request.file, "line": request.line,
            "within": request.within, "client": request.client, "sends": request.sends, "expects": request.expects,
            "reaches": reaches,
        })
    };
    http.requests.iter().enumerate().map(one).collect()
}

fn queries(understanding: &Understanding) -> Vec<Value> {
    let one = |query: &code::graph::models::Query| {
        json!({
            "model": query.model, "operation": query.operation, "file": query.file, "line": query.line,
            "within": query.within, "computed_text": query.computed,
        })
    };
    understanding.program.data.queries.iter().map(one).collect()
}
