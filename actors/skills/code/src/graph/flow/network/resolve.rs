//! Which definitions each call reaches, and what is special about it: functions that are handed on, bound or made for a class.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::super::project::{Program, Project};
use super::{Def, Edge, Network, Origin, Part, Site, SiteId, Var};

/// Names that a value is followed back through.
const NAMES_MAX: usize = 8;

/// A call of something that another call gave.
enum Special {
    /// A function with so many of its arguments bound.
    Bound(Def, usize),
    /// Sets the state of this pair.
    Setter(Var),
}

impl Network {
    /// The variable that a name stands for, through names that hold nothing else.
    fn origin(&self, mut var: Var) -> Var {
        for _ in 0..NAMES_MAX {
            let [Origin::Copy(from)] = self.origins[var].as_slice() else { break };
            var = *from;
        }
        var
    }

    /// Functions that are handed to a call, by the place of their argument.
    pub(super) fn hand_on(&mut self, made: &HashMap<Var, Def>) {
        let found = |site: &Site| -> Vec<(usize, Def)> {
            let handed = |(at, arg): (usize, &super::Argument)| Some((at, *made.get(&self.origin(arg.var))?));
            site.args.iter().enumerate().filter_map(handed).collect()
        };
        let handed: Vec<Vec<(usize, Def)>> = self.sites.iter().map(found).collect();
        for (site, handed) in self.sites.iter_mut().zip(handed) {
            site.callbacks = handed.iter().map(|(_, def)| *def).collect();
            let binds = site.name.as_ref() == "partial"
                && (site.dotted == "partial" || site.dotted == "functools.partial");
            site.binds = handed.first().filter(|(at, _)| binds && *at == 0).map(|(_, def)| *def);
        }
    }

    /// Calls of what `functools.partial` gave, and of the setters of React's states.
    pub(super) fn bound(&mut self) {
        let by_result: HashMap<Var, SiteId> = self
            .sites
            .iter()
            .enumerate()
            .filter(|(_, site)| site.binds.is_some() || site.is_state())
            .map(|(id, site)| (site.to, id))
            .collect();
        let special = |site: &Site| -> Option<Special> {
            let callee = self.origin(site.callee);
            if let Some(bound) = by_result.get(&callee).map(|id| &self.sites[*id]) {
                let given = bound.args.iter().skip(1).filter(|arg| arg.name.is_none()).count();
                return bound.binds.map(|def| Special::Bound(def, given));
            }
            let [Origin::Part(of, part)] = self.origins[callee].as_slice() else { return None };
            let state = by_result.get(&self.origin(*of)).map(|id| &self.sites[*id])?;
            (state.is_state() && *part == Part::Item("1".into())).then_some(Special::Setter(state.to))
        };
        let found: Vec<Option<Special>> =
            self.sites.iter().map(|site| if site.is_read() { None } else { special(site) }).collect();
        for (site, found) in self.sites.iter_mut().zip(found) {
            match found {
                Some(Special::Bound(def, given)) => (site.targets, site.shift) = (vec![def], given),
                Some(Special::Setter(pair)) => site.sets = Some(pair),
                None => {}
            }
        }
        for site in &mut self.sites {
            // What is bound now is given when it is called: taken for one call here.
            if let Some(def) = site.binds {
                site.targets = vec![def];
                site.callbacks.clear();
            }
        }
    }

    /// Fields of classes that are made without a constructor of their own, at the calls that make them.
    pub(super) fn make(&mut self, project: &Project, program: &Program) {
        let mut fields: HashMap<Def, Vec<Box<str>>> = HashMap::new();
        let mut first = 0;
        for graph in project.notes().filter_map(|note| note.graph.as_ref()) {
            for (at, definition) in graph.defs.iter().enumerate().filter(|(_, it)| !it.fields.is_empty()) {
                fields.insert(first + at, definition.fields.clone());
            }
            first += graph.defs.len();
        }
        let mut made: HashMap<Def, Vec<Def>> = HashMap::new();
        for make in program.makes.iter().filter(|make| fields.contains_key(&make.to)) {
            made.entry(make.from).or_default().push(make.to);
        }
        for site in self.sites.iter_mut().filter(|site| !site.is_read() && site.targets.is_empty()) {
            let classes = made.get(&site.within).map(Vec::as_slice).unwrap_or_default();
            let last =
                |class: &&Def| program.places[**class].name.rsplit(['.', '/']).next() == Some(&*site.name);
            if let Some(class) = classes.iter().find(last) {
                site.fields = fields[class].clone();
            }
        }
    }

    /// Which definitions each call reaches. An edge of the program has the line of one of several calls between two functions, so the
    /// name decides first, and the line where a function is called by another name than its own.
    pub(super) fn resolve(&mut self, program: &Program) {
        let mut by_caller: BTreeMap<Def, Vec<(Def, u32)>> = BTreeMap::new();
        for call in &program.calls {
            by_caller.entry(call.from).or_default().push((call.to, call.line));
        }
        let last = |def: Def| program.places[def].name.rsplit(['.', '/']).next().unwrap_or_default();
        // Names that calls of one line bear, so that the others of that line are known for what they are.
        let mut on_line: BTreeMap<(Def, u32), BTreeSet<Box<str>>> = BTreeMap::new();
        for site in self.sites.iter().filter(|site| !site.is_read()) {
            on_line.entry((site.within, site.line)).or_default().insert(site.name.clone());
        }
        for site in &mut self.sites {
            let edges = by_caller.get(&site.within).map(Vec::as_slice).unwrap_or_default();
            // A constructor is called by the name of its class.
            let own = |def: Def| {
                let function = self.functions.get(&def);
                let class =
                    function.filter(|function| function.is_constructor).and_then(|function| function.class);
                class.map_or_else(|| last(def), last)
            };
            let usable = |(def, _): &&(Def, u32)| {
                let function = self.functions.get(def).filter(|_| !site.callbacks.contains(def));
                function.is_some_and(|function| function.is_property || !site.is_read())
            };
            let named = |def: &Def| own(*def) == &*site.name || last(*def) == &*site.name;
            let mut targets: Vec<Def> =
                edges.iter().filter(usable).map(|(to, _)| *to).filter(named).collect();
            if targets.is_empty() && !site.is_read() {
                let names = on_line.get(&(site.within, site.line));
                let others = |def: &Def| names.is_some_and(|names| names.contains(own(*def)));
                let here =
                    edges.iter().filter(usable).filter(|(_, line)| *line == site.line).map(|(to, _)| *to);
                targets = here.filter(|def| !others(def)).collect();
            }
            targets.sort_unstable();
            targets.dedup();
            site.targets = targets;
        }
        // A read that calls nothing is only a read.
        self.sites.retain(|site| !site.is_read() || !site.targets.is_empty());
    }

    /// The ways into and out of calls, once it is known what they reach.
    pub(super) fn join(&mut self) {
        for (id, site) in self.sites.iter().enumerate() {
            for target in site.targets.iter().chain(&site.callbacks) {
                if let Some(function) = self.functions.get_mut(target) {
                    function.callers.push(id);
                }
            }
            for (index, arg) in site.args.iter().enumerate() {
                self.edges[arg.var].push(Edge::Argument(id, index));
            }
            if !site.is_read() {
                self.edges[site.callee].push(Edge::Callee(id));
            }
            if let Some(receiver) = site.receiver {
                self.edges[receiver].push(Edge::Receiver(id));
            }
        }
    }
}
