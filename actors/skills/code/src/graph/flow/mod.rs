//! Where values go: from a source to a sink, inside functions and across resolved calls, in Python, JavaScript and TypeScript.
//!
//! Reaching definitions are those of the versions that [`super::ir`] gives each assignment. Across calls a fact carries the calls
//! that led to it, so that a function goes back to where it was entered (context-free reachability, Reps 1995, to a bound), and
//! the parts of values are told apart by name (access paths). The order of writes to parts of one object is not.

mod network;
mod walk;

use std::collections::BTreeSet;

use serde::Serialize;

use super::project::{Program, Project};
use network::{Network, SiteId, Var};
use walk::{Walk, Why};

/// Sources of one question; a name that is called more often says little.
const SOURCES_MAX: usize = 500;
/// Paths of one answer.
const PATHS_MAX: usize = 1_000;

/// What is asked. A name is that of a call (`input`, `request.args.get`: what it gives; `cursor.execute`: what it is given), of
/// something that is read (`process.env`), or of a variable or parameter of a function (`module.function.name`).
#[derive(Clone, Debug)]
pub struct Query {
    pub from: String,
    /// Where to; without it, whatever outside of the project is called with it.
    pub to: Option<String>,
    /// Calls that a value does not go through: those that make it harmless.
    pub without: Vec<String>,
    /// How many calls deep it is followed.
    pub calls_max: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Hop {
    pub file: String,
    pub line: u32,
    pub what: String,
}

/// One way from a source to a sink, a shortest one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Path {
    pub hops: Vec<Hop>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Flows {
    pub sources: usize,
    pub paths: Vec<Path>,
    /// What was not followed to its end, in sentences.
    pub left_out: Vec<String>,
}

/// Whether a call or a read that is written like this bears a name.
fn matches(dotted: &str, name: &str, wanted: &str) -> bool {
    dotted == wanted
        || name == wanted
        || dotted.strip_suffix(wanted).is_some_and(|before| before.ends_with('.'))
}

pub fn find(project: &Project, program: &Program, query: &Query) -> Flows {
    let network = Network::new(project, program);
    let sources = sources(&network, program, &query.from);
    let mut flows = Flows { sources: sources.len(), ..Flows::default() };
    let mut paths = BTreeSet::new();
    let mut bounded = 0;
    for (value, start) in sources.iter().take(SOURCES_MAX) {
        let mut walk = Walk::new(&network, query, *value);
        walk.run();
        bounded += usize::from(walk.bounded);
        for (site, at) in &walk.reached {
            let call = &network.sites[*site];
            let is_sink = match &query.to {
                Some(to) => matches(&call.dotted, &call.name, to) || called(program, call, to),
                None => call.targets.is_empty(),
            };
            if is_sink {
                paths.insert(path(&network, program, &walk, *at, start, *site));
            }
        }
        if let Some(to) = &query.to {
            named_sinks(&network, program, &walk, start, to, &mut paths);
        }
    }
    if sources.len() > SOURCES_MAX {
        flows
            .left_out
            .push(format!("{} sources of that name were not followed", sources.len() - SOURCES_MAX));
    }
    if bounded > 0 {
        flows.left_out.push(format!(
            "{bounded} sources were followed to the bound of calls or facts: ways may be missing"
        ));
    }
    if paths.len() > PATHS_MAX {
        flows.left_out.push(format!("{} ways were left out", paths.len() - PATHS_MAX));
    }
    flows.paths = paths.into_iter().take(PATHS_MAX).collect();
    flows
}

fn called(program: &Program, call: &network::Site, wanted: &str) -> bool {
    call.targets.iter().any(|target| ends(&program.places[*target].name, wanted))
}

fn ends(name: &str, wanted: &str) -> bool {
    name == wanted || name.strip_suffix(wanted).is_some_and(|before| before.ends_with(['.', '/']))
}

fn hop(program: &Program, def: usize, line: u32, what: String) -> Hop {
    let file = program.places.get(def).map_or(String::new(), |place| place.path.clone());
    Hop { file, line, what }
}

/// Variables that a name means as a source, each with the hop it begins with.
fn sources(network: &Network, program: &Program, from: &str) -> Vec<(Var, Hop)> {
    let mut found = Vec::new();
    for call in network.sites.iter().filter(|call| !call.is_read()) {
        if matches(&call.dotted, &call.name, from) || called(program, call, from) {
            found.push((call.to, hop(program, call.within, call.line, format!("{} gives it", call.dotted))));
        }
    }
    for (var, dotted, def, line) in &network.reads {
        let is_called = network.edges[*var].iter().any(|edge| matches!(edge, network::Edge::Callee(_)));
        if dotted == from && *line > 0 && !is_called {
            found.push((*var, hop(program, *def, *line, format!("{dotted} is read"))));
        }
    }
    for (var, line, text, def) in variables(network, program, from) {
        found.push((var, hop(program, def, line, text)));
    }
    found.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    found.dedup_by(|one, other| one.0 == other.0);
    found
}

/// Variables and parameters `function.name`, or of the bare name where it has no dot.
fn variables(network: &Network, program: &Program, wanted: &str) -> Vec<(Var, u32, String, usize)> {
    let fits = |def: usize, name: &str| match wanted.rsplit_once('.') {
        Some((function, last)) => {
            last == name && program.places.get(def).is_some_and(|place| ends(&place.name, function))
        }
        None => wanted == name,
    };
    let mut found: Vec<(Var, u32, String, usize)> = network
        .named
        .iter()
        .filter(|(_, (name, def, _))| fits(*def, name))
        .map(|(var, (name, def, line))| (*var, *line, format!("the variable {name}"), *def))
        .collect();
    found.sort();
    found
}

/// Ways to variables of that name.
fn named_sinks(
    network: &Network,
    program: &Program,
    walk: &Walk<'_>,
    start: &Hop,
    to: &str,
    paths: &mut BTreeSet<Path>,
) {
    let wanted = variables(network, program, to);
    for (at, (fact, ..)) in walk.facts.iter().enumerate() {
        if let Some((_, line, text, def)) = wanted.iter().find(|(var, ..)| *var == fact.value) {
            let mut hops = hops(network, program, walk, at, start);
            hops.push(hop(program, *def, *line, text.clone()));
            hops.dedup();
            if paths.len() <= PATHS_MAX {
                paths.insert(Path { hops });
            }
        }
    }
}

fn path(network: &Network, program: &Program, walk: &Walk<'_>, at: usize, start: &Hop, site: SiteId) -> Path {
    let mut hops = hops(network, program, walk, at, start);
    let call = &network.sites[site];
    hops.push(hop(program, call.within, call.line, format!("{} is given it", call.dotted)));
    Path { hops }
}

/// From the source to a fact, as far as there is something to say.
fn hops(network: &Network, program: &Program, walk: &Walk<'_>, at: usize, start: &Hop) -> Vec<Hop> {
    let mut hops = Vec::new();
    let mut next = Some(at);
    while let Some(at) = next {
        let (fact, from, why) = &walk.facts[at];
        let name = |def: &usize| program.places.get(*def).map_or("", |place| place.name.as_str());
        match why {
            Why::Passed(site, def) => {
                let call = &network.sites[*site];
                let parameter = network.named.get(&fact.value).map_or("its receiver", |(name, ..)| name);
                hops.push(hop(
                    program,
                    call.within,
                    call.line,
                    format!("passed to {} as {parameter}", name(def)),
                ));
            }
            Why::Returned(site, def) => {
                let call = &network.sites[*site];
                hops.push(hop(program, call.within, call.line, format!("returned by {}", name(def))));
            }
            Why::Through(site) => {
                let call = &network.sites[*site];
                hops.push(hop(program, call.within, call.line, format!("through {}", call.dotted)));
            }
            Why::Kept(line, def) => {
                let part = match fact.part.first() {
                    Some(network::Part::Attribute(name)) => format!("kept in .{name}"),
                    Some(network::Part::Item(name)) => format!("kept in [{name}]"),
                    Some(network::Part::AnyItem) | None => "kept in an item".to_owned(),
                };
                if program.places.get(*def).is_some() {
                    hops.push(hop(program, *def, *line, part));
                }
            }
            Why::Quiet => {
                if let Some((name, def, line)) = network.named.get(&fact.value).filter(|_| !fact.put) {
                    hops.push(hop(program, *def, *line, format!("held by {name}")));
                }
            }
            Why::Start => {}
        }
        next = *from;
    }
    hops.push(start.clone());
    hops.reverse();
    hops.dedup();
    hops
}

/// A chain for each way, for Mermaid; steps that ways share are one node.
pub fn mermaid(flows: &Flows) -> String {
    let mut text = String::from("flowchart TD\n");
    let hops: BTreeSet<&Hop> = flows.paths.iter().flat_map(|path| &path.hops).collect();
    let ids: Vec<&Hop> = hops.into_iter().collect();
    for (id, hop) in ids.iter().enumerate() {
        let place = format!("{}:{}", hop.file, hop.line);
        text +=
            &format!("  h{id}[\"{}<br/>{}\"]\n", crate::pages::label(&hop.what), crate::pages::label(&place));
    }
    let id = |hop: &Hop| ids.binary_search(&hop).unwrap_or_default();
    let arrows: BTreeSet<(usize, usize)> = flows
        .paths
        .iter()
        .flat_map(|path| path.hops.windows(2).map(|pair| (id(&pair[0]), id(&pair[1]))))
        .collect();
    for (from, to) in arrows {
        text += &format!("  h{from} --> h{to}\n");
    }
    text
}
