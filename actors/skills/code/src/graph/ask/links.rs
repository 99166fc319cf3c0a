//! By what one definition feels a change of another: calls, requests, names handed on as values, classes that inherit, queries.

use std::collections::BTreeMap;

use super::{Found, Knowledge};
use crate::facts::{FileFacts, Mention, MentionKind};
use crate::graph::ir::DefKind;
use crate::graph::solve::Confidence;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Call(Confidence),
    /// A request that an endpoint answers.
    Http,
    /// The name is handed on without being called there; `Depends(get_db)`.
    Value {
        imported: bool,
    },
    Heir,
    Override,
    Query,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub other: usize,
    /// In the file of whoever feels it.
    pub line: u32,
    pub why: Why,
}

/// For each place, who feels a change of it, and whose changes it feels.
#[derive(Default)]
pub(super) struct Felt {
    back: Vec<Vec<Edge>>,
    forth: Vec<Vec<Edge>>,
}

impl Felt {
    pub fn back(&self, place: usize) -> &[Edge] {
        self.back.get(place).map_or(&[], Vec::as_slice)
    }

    pub fn forth(&self, place: usize) -> &[Edge] {
        self.forth.get(place).map_or(&[], Vec::as_slice)
    }

    fn put(&mut self, feels: usize, of: usize, line: u32, why: Why) {
        let known =
            |edge: &Edge| edge.other == feels && (edge.why == why || matches!(edge.why, Why::Call(_)));
        if feels != of && !self.back[of].iter().any(known) {
            self.back[of].push(Edge { other: feels, line, why });
            self.forth[feels].push(Edge { other: of, line, why });
        }
    }
}

impl Why {
    /// How it is told, behind a name; empty for a call that is certain.
    pub fn told(self) -> &'static str {
        match self {
            Why::Call(Confidence::Certain) => "",
            Why::Call(Confidence::Likely) => " (likely)",
            Why::Call(Confidence::Guess) => " (guess)",
            Why::Http => " (asks for it over HTTP)",
            Why::Value { .. } => " (its name stands there, not called)",
            Why::Heir => " (inherits from it)",
            Why::Override => " (overrides it)",
            Why::Query => " (queries it)",
        }
    }
}

impl<'k> Knowledge<'k> {
    pub(super) fn felt(&self) -> &Felt {
        self.felt.get_or_init(|| {
            let count = self.program.places.len();
            let mut felt = Felt { back: vec![Vec::new(); count], forth: vec![Vec::new(); count] };
            for call in self.program.calls.iter().chain(&self.program.makes) {
                felt.put(call.from, call.to, call.line, Why::Call(call.confidence));
            }
            self.felt_over_http(&mut felt);
            self.felt_by_data(&mut felt);
            self.felt_by_classes(&mut felt);
            self.felt_by_names(&mut felt);
            felt
        })
    }

    fn felt_over_http(&self, felt: &mut Felt) {
        let http = &self.program.http;
        for link in &http.links {
            let (request, endpoint) = (&http.requests[link.request], &http.endpoints[link.endpoint]);
            let from = self.places.named(&request.file, &request.within);
            let to = self.handler(endpoint).and_then(|handler| self.place(handler));
            if let (Some(from), Some(to)) = (from, to) {
                felt.put(from, to, request.line, Why::Http);
            }
        }
    }

    fn felt_by_data(&self, felt: &mut Felt) {
        for query in &self.program.data.queries {
            let Some(model) = self.program.data.model(&query.model) else { continue };
            let of = self.places.named(&model.file, &model.name);
            if let (Some(from), Some(of)) = (self.places.named(&query.file, &query.within), of) {
                felt.put(from, of, query.line, Why::Query);
            }
        }
    }

    fn felt_by_classes(&self, felt: &mut Felt) {
        for facts in self.index.files() {
            for symbol in facts.symbols.iter().filter(|symbol| symbol.kind.is_type()) {
                let heir = Found { path: &facts.path, symbol };
                for base in self.ancestors(heir) {
                    if let (Some(one), Some(other)) = (self.place(heir), self.place(base)) {
                        felt.put(one, other, symbol.line, Why::Heir);
                    }
                    self.felt_by_members(heir, base, felt);
                }
            }
        }
    }

    fn felt_by_members(&self, heir: Found<'k>, base: Found<'k>, felt: &mut Felt) {
        let Some(facts) = self.index.file(heir.path) else { return };
        let start = format!("{}.", heir.symbol.qualified);
        let own = facts.symbols.iter().filter(|symbol| symbol.kind.is_callable());
        // A constructor is everybody's own.
        let own = own.filter(|symbol| !matches!(symbol.name.as_str(), "__init__" | "constructor"));
        for symbol in own.filter(|symbol| symbol.qualified.strip_prefix(&start) == Some(&symbol.name)) {
            let Some(over) = self.member(base, &symbol.name) else { continue };
            let one = self.place(Found { path: heir.path, symbol });
            if let (Some(one), Some(other)) = (one, self.place(over)) {
                felt.put(one, other, symbol.line, Why::Override);
            }
        }
    }

    /// Names of functions and classes that stand somewhere without being called.
    fn felt_by_names(&self, felt: &mut Felt) {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, place) in self.program.places.iter().enumerate() {
            if place.kind != DefKind::Module {
                by_name.entry(self.places.last(at)).or_default().push(at);
            }
        }
        for facts in self.index.files().filter(|facts| !facts.language.is_data()) {
            let imported: Vec<_> =
                self.program.imports.iter().filter(|import| import.from == facts.path).collect();
            let candidates = |name: &String| -> Vec<(usize, bool)> {
                let all = by_name.get(name.rsplit(['.', ':']).next().unwrap_or(name)).into_iter().flatten();
                let is_top = |place: usize| !self.places.local(place).contains('.');
                let by_import = |place: usize| {
                    let path = self.program.places[place].path.as_str();
                    imported.iter().any(|import| {
                        import.file.as_deref() == Some(path)
                            && (import.names.is_empty()
                                || import.names.iter().any(|one| one == name || one == "*"))
                    })
                };
                all.filter(|place| is_top(**place))
                    .filter_map(|place| match self.program.places[*place].path == facts.path {
                        true => Some((*place, false)),
                        false => by_import(*place).then_some((*place, true)),
                    })
                    .collect()
            };
            let of: Vec<Vec<(usize, bool)>> = facts.names.iter().map(candidates).collect();
            for mention in facts.mentions.iter().filter(|mention| mention.kind == MentionKind::Use) {
                let Some(found) = of.get(mention.name as usize).filter(|found| !found.is_empty()) else {
                    continue;
                };
                let name = facts.name_of(mention);
                let is_import = |line: u32, names: &[String]| {
                    let end = line.saturating_add(names.len() as u32 + 1);
                    line <= mention.line && mention.line <= end
                };
                let outside = mention.within.is_none();
                if outside && imported.iter().any(|import| is_import(import.line, &import.names)) {
                    continue;
                }
                let Some((from, signature)) = self.around(facts, mention) else { continue };
                for (to, imported) in found {
                    // A parameter of that name is another thing; one that is handed on in a signature is not.
                    let handed =
                        signature.contains(&format!("({name})")) || signature.contains(&format!("({name},"));
                    if !imported && !handed && has_word(signature, name) {
                        continue;
                    }
                    felt.put(from, *to, mention.line, Why::Value { imported: *imported || handed });
                }
            }
        }
    }

    /// The place around a mention, with its signature.
    pub(super) fn around<'f>(&self, facts: &'f FileFacts, mention: &Mention) -> Option<(usize, &'f str)> {
        let mut within = mention.within;
        while let Some(symbol) = within.and_then(|id| facts.symbols.get(id as usize)) {
            if let Some(place) = self.place(Found { path: &facts.path, symbol }) {
                return Some((place, &symbol.signature));
            }
            within = symbol.parent;
        }
        Some((self.places.named(&facts.path, "")?, ""))
    }
}

pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|part| part == word)
}
