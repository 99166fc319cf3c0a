//! `graph flow`: where values go, from a source to what is called with them.

use std::fmt::Write;

use cli::args::{Graph, GraphFormat};
use cli::render::style;
use cli::{Exit, Screen, notice};
use code::graph::flow::{self, Flows, Query};
use protocol::problem::{Code, Problem};
use serde_json::json;

use crate::understanding::Understanding;

pub fn run(wanted: &Graph, json: bool) -> Result<Exit, Problem> {
    let Some(from) = &wanted.from else {
        let hint =
            "name a source, such as --from input, --from request.args or --from module.function.parameter";
        return Err(Problem::new(Code::Malformed, "a flow begins somewhere", hint));
    };
    let format = if json { GraphFormat::Json } else { wanted.format };
    if matches!(format, GraphFormat::Dot | GraphFormat::Svg) {
        return Err(Problem::new(
            Code::Malformed,
            "flows are shown as text, mermaid or json",
            "choose one of them",
        ));
    }
    let (understanding, project) = Understanding::with_project(&wanted.path)?;
    let query = Query {
        from: from.clone(),
        to: wanted.to.clone(),
        without: wanted.without.clone(),
        calls_max: usize::from(wanted.calls),
    };
    let flows = flow::find(&project, &understanding.program, &query);
    if flows.sources == 0 {
        let hint = "name a call, an attribute that is read, or function.variable; `samriddh graph calls` lists functions";
        return Err(Problem::new(Code::NotFound, format!("nothing here is called {from:?}"), hint));
    }
    match format {
        GraphFormat::Mermaid => Screen::of_process(false).print(flow::mermaid(&flows).trim_end()),
        GraphFormat::Json => notice::print_document(&json!({
            "path": understanding.sources.path(), "kind": "flow", "from": query.from, "to": query.to, "without": query.without,
            "calls_max": query.calls_max, "sources": flows.sources, "paths": flows.paths, "left_out": flows.left_out,
            "skipped": understanding.skipped().len(), "elapsed_ms": understanding.elapsed_ms,
        })),
        GraphFormat::Text | GraphFormat::Dot | GraphFormat::Svg => {
            Screen::of_process(false).print(&text(&flows))
        }
    }
    if format != GraphFormat::Json {
        let skipped = understanding.skipped().len();
        let were = if skipped == 1 { "file or folder was" } else { "files and folders were" };
        let unread = (skipped > 0).then(|| format!("{skipped} {were} not read"));
        for note in flows.left_out.iter().cloned().chain(unread) {
            Screen::errors().print(&style::clean(&note));
        }
    }
    Ok(Exit::Done)
}

fn text(flows: &Flows) -> String {
    let mut text = String::new();
    for path in &flows.paths {
        for (at, hop) in path.hops.iter().enumerate() {
            let arrow = if at == 0 { "" } else { "  -> " };
            let place = style::quiet(&format!("{}:{}", style::clean(&hop.file), hop.line));
            let _ = writeln!(text, "{arrow}{}  {place}", style::clean(&hop.what));
        }
        text.push('\n');
    }
    let counted = |count: usize, of: &str| format!("{count} {of}{}", if count == 1 { "" } else { "s" });
    let _ = write!(text, "{} from {}", counted(flows.paths.len(), "way"), counted(flows.sources, "source"));
    text
}
