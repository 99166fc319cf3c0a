//! Questions about one endpoint.

use super::subject::Subject;
use super::{Answer, Found, Knowledge};
use crate::graph::endpoints::{Endpoint, segments};

/// What answers about endpoints rest on.
pub(super) const ROUTES: &str =
    "routes of the web frameworks that are known, and requests whose address is written in the code";

/// Whether a full name is that of a handler, which may be written with a part of it only.
pub(super) fn is_called(full: &str, handler: &str) -> bool {
    let rest = full.strip_suffix(handler);
    !handler.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '/', ':']))
}

impl<'k> Knowledge<'k> {
    pub(super) fn endpoints_meant(&self, subject: &Subject) -> Vec<usize> {
        let Some((method, path)) = &subject.endpoint else { return Vec::new() };
        let wanted = segments(path);
        let is_it = |endpoint: &Endpoint| {
            let offered = segments(&endpoint.path);
            let fits = |(one, other): (&String, &String)| one == other || one == "*" || other == "*";
            let by_method =
                method.as_ref().is_none_or(|method| endpoint.method == *method || endpoint.method == "ANY");
            by_method && offered.len() == wanted.len() && offered.iter().zip(&wanted).all(fits)
        };
        let all = self.program.http.endpoints.iter().enumerate();
        let mut found: Vec<usize> = all.filter(|(_, endpoint)| is_it(endpoint)).map(|(at, _)| at).collect();
        // The very path before one that fits by a parameter.
        let literal = |at: &usize| segments(&self.program.http.endpoints[*at].path) == wanted;
        if found.iter().any(literal) {
            found.retain(literal);
        }
        found
    }

    /// The functions that answer what is asked about.
    pub(super) fn handlers(&self, subject: &Subject) -> Vec<Found<'k>> {
        let endpoints = self.endpoints_meant(subject).into_iter().map(|at| &self.program.http.endpoints[at]);
        endpoints.filter_map(|endpoint| self.handler(endpoint)).collect()
    }

    pub(super) fn handler(&self, endpoint: &Endpoint) -> Option<Found<'k>> {
        let own = self.index.file(&endpoint.file).into_iter();
        // A handler of another file is named with it, or imported.
        let others = self.index.files().filter(|facts| self.imports(&endpoint.file, &facts.path));
        let acts = own.chain(others).flat_map(|facts| {
            let acts = facts.symbols.iter().filter(|symbol| symbol.kind.is_callable());
            acts.map(|symbol| Found { path: facts.path.as_str(), symbol })
        });
        let last = endpoint.handler.rsplit(['.', ':']).next().unwrap_or_default();
        let is_it = |found: &Found<'_>| {
            let name = &found.symbol.qualified;
            found.symbol.name == last
                && (is_called(name, &endpoint.handler) || is_called(&endpoint.handler, name))
        };
        acts.into_iter().find(is_it)
    }

    /// Who asks an endpoint, or what answers it.
    pub(super) fn endpoint(&self, kind: &'static str, subject: &Subject) -> Answer {
        let endpoints = self.endpoints_meant(subject);
        if endpoints.is_empty() {
            return self.nothing(kind, subject);
        }
        let mut answer = Answer::new(kind);
        for at in endpoints {
            self.told(at, &mut answer);
        }
        answer.based_on.push(ROUTES.to_owned());
        answer
    }
}
