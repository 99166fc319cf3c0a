//! `metrics`: how complex, how long, how deep, how documented and how often copied the code of a folder is.

mod document;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use cli::Exit;
use code::metrics::clones::{self, Copied};
use code::metrics::coupling::{self, Coupling};
use code::metrics::coverage::Coverage;
use code::metrics::history::History;
use code::{FileFacts, Index, Symbol, SymbolKind, Visibility};
use protocol::problem::{Code, Problem};

use crate::codebase::Codebase;

/// Reports of coverage are a few megabytes at most.
const COVERAGE_BYTES_MAX: u64 = 200_000_000;

pub async fn run(
    home: &Path,
    path: &Path,
    coverage: Option<&Path>,
    history: bool,
    json: bool,
) -> Result<Exit, Problem> {
    let coverage = coverage.map(read_coverage).transpose()?;
    let codebase = Codebase::open(home, path)?;
    let history = if history { Some(crate::codebase::history(codebase.sources.path()).await?) } else { None };
    let settings = codebase.import_settings();
    let measured = Measured::of(&codebase.index, &settings, coverage, history);
    super::shown(json, || document::document(&codebase, &measured), || text::text(&codebase, &measured));
    Ok(Exit::Done)
}

/// What is said of a folder as a whole.
struct Measured<'a> {
    copies: BTreeMap<&'a str, Vec<Copied>>,
    couplings: BTreeMap<&'a str, Coupling>,
    documented: usize,
    to_document: usize,
    coverage: Option<Coverage>,
    history: Option<History>,
}

impl<'a> Measured<'a> {
    fn of(
        index: &'a Index,
        settings: &BTreeMap<String, String>,
        coverage: Option<Coverage>,
        history: Option<History>,
    ) -> Self {
        let files = index.files().filter(|facts| !facts.language.is_data());
        let copies = clones::copies(
            files
                .map(|facts| (facts.path.as_str(), facts.metrics.prints.as_slice()))
                .collect::<Vec<_>>()
                .into_iter(),
        );
        let public =
            || index.files().flat_map(|facts| facts.symbols.iter().filter(|symbol| is_public(facts, symbol)));
        let documented = public().filter(|symbol| symbol.doc.is_some()).count();
        let couplings = coupling::coupling(index, settings);
        Self { copies, couplings, documented, to_document: public().count(), coverage, history }
    }

    fn copied_lines(&self) -> u64 {
        self.copies.values().flatten().map(|copied| u64::from(copied.end_line - copied.line + 1)).sum()
    }
}

/// What others may use and should find documented: functions, methods and types, not what lies in functions.
fn is_public(facts: &FileFacts, symbol: &Symbol) -> bool {
    let kind = symbol.kind.is_callable() || symbol.kind.is_type();
    let mut around = symbol.parent.and_then(|id| facts.symbols.get(id as usize));
    let mut open = symbol.visibility == Visibility::Public;
    // Symbols lie in few others; a longer way up is hostile.
    for _ in 0..16 {
        let Some(parent) = around else { break };
        open &= parent.visibility == Visibility::Public && !parent.kind.is_callable();
        around = parent.parent.and_then(|id| facts.symbols.get(id as usize));
    }
    kind && open && symbol.kind != SymbolKind::Key
}

fn read_coverage(path: &Path) -> Result<Coverage, Problem> {
    let unreadable = |why: String| {
        let hint = "name a report of lcov (`lcov.info`), Cobertura (`coverage.xml`) or coverage.py (`coverage json`)";
        Problem::new(Code::Malformed, format!("{} cannot be read: {why}", path.display()), hint)
    };
    let sources = tools::sources::Sources::open(path).map_err(|error| unreadable(error.to_string()))?;
    let only = sources.only().ok_or_else(|| unreadable("it is a folder".to_owned()))?;
    let bytes =
        sources.read(only, COVERAGE_BYTES_MAX).map_err(|why| unreadable(crate::codebase::words(why)))?;
    Coverage::read(&bytes).map_err(|error| unreadable(error.to_string()))
}

/// A function's name for people.
fn name_of(facts: &FileFacts, symbol: Option<code::SymbolId>) -> &str {
    symbol.and_then(|id| facts.symbols.get(id as usize)).map_or("(anonymous)", |symbol| &symbol.qualified)
}
