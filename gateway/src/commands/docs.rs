//! `docs`: documentation of a folder of code, written, or checked to be up to date.

mod history;
mod site;

use std::fmt::Write;

use cli::Exit;
use cli::args::documents::Docs;
use cli::render::style;
use code::Reason;
use code::pages::seal::{self, State};
use code::pages::{self, CHANGELOG, Material, Page};
use protocol::problem::{Code, Problem};
use serde_json::{Value, json};

use super::ask::telling;
use crate::codebase::packages;
use crate::understanding::Understanding;
use history::History;
use site::Site;

pub async fn run(wanted: &Docs, json: bool) -> Result<Exit, Problem> {
    let mut understanding = Understanding::open(&wanted.path)?;
    if understanding.sources.only().is_some() {
        let message = format!("{} is a file", wanted.path.display());
        return Err(Problem::new(Code::Malformed, message, "name the folder whose code is to be documented"));
    }
    let site = Site::find(understanding.sources.path(), wanted.out.as_deref())?;
    let mut files = understanding.files.clone();
    // What was made here is not read: it would document itself.
    files.retain(|path| !site.holds(path));
    for path in understanding.index.files().map(|facts| facts.path.clone()).collect::<Vec<_>>() {
        if site.holds(&path) {
            understanding.index.remove(&path);
        }
    }
    let (packages, unread_manifests) = packages(&understanding.sources, &files);
    let mut notes: Vec<String> =
        unread_manifests.into_iter().map(|(path, why)| format!("{path} could not be read: {why}")).collect();
    let texts = telling(&understanding.sources, &files);
    let history = History::read(understanding.sources.path(), &site).await?;
    let name = pages::name_of(&texts);
    let material = Material {
        name: &name,
        index: &understanding.index,
        program: &understanding.program,
        packages: &packages,
        files: &files,
        texts: &texts,
        log: history.log(),
        keeps_changelog: site.read(CHANGELOG)?.is_some(),
        root: site.root(),
    };
    let made = pages::pages(&material);
    notes.extend(history.note());
    notes.extend(unread(&understanding));
    let mut work = Work { site: &site, history: &history, name: &name, wanted, lines: Vec::new() };
    work.pages(&made)?;
    work.left_over(&made)?;
    let report = Report { lines: work.lines, notes, site: &site, check: wanted.check };
    super::shown(json, || report.document(), || report.text());
    Ok(report.exit())
}

fn unread(understanding: &Understanding) -> Option<String> {
    let skipped = understanding.skipped();
    let count =
        skipped.iter().filter(|(_, reason)| !matches!(reason, Reason::Link | Reason::Installed)).count();
    (count > 0).then(|| {
        format!("{count} files and folders could not be read and are in no page; `samriddh index` names them with the reasons")
    })
}

/// What came of one page.
struct Line {
    path: String,
    state: &'static str,
    up_to_date: bool,
    done: &'static str,
}

struct Work<'w> {
    site: &'w Site,
    history: &'w History,
    name: &'w str,
    wanted: &'w Docs,
    lines: Vec<Line>,
}

impl Work<'_> {
    fn pages(&mut self, made: &[Page]) -> Result<(), Problem> {
        for page in made {
            let there = self.site.read(&page.path)?;
            let mut state = seal::state(there.as_deref(), &page.text);
            if page.path == CHANGELOG && self.wanted.check && !state.is_up_to_date() {
                let accepted = self.history.accepted(self.name);
                let states = accepted.iter().map(|text| seal::state(there.as_deref(), text));
                state = states.into_iter().find(|state| state.is_up_to_date()).unwrap_or(state);
            }
            let keep = match state {
                State::Edited | State::EditedStale => !self.wanted.overwrite,
                State::Stale | State::Missing => false,
                State::Fresh => true,
            };
            let done = match (self.wanted.check || keep, state) {
                (true, State::Fresh) => "unchanged",
                (true, State::Edited | State::EditedStale) => "kept",
                (true, State::Stale | State::Missing) => "none",
                (false, _) => {
                    self.site.write(&page.path, &seal::sealed(&page.text))?;
                    "written"
                }
            };
            let up_to_date = state.is_up_to_date() || done == "written";
            self.lines.push(Line { path: page.path.clone(), state: state.name(), up_to_date, done });
        }
        Ok(())
    }

    /// Pages of code that is gone. A changelog is none of them: there may be no history here.
    fn left_over(&mut self, made: &[Page]) -> Result<(), Problem> {
        for path in self.site.names()? {
            if path == CHANGELOG || made.iter().any(|page| page.path == path) {
                continue;
            }
            let Some(there) = self.site.read(&path)? else { continue };
            if !seal::is_untouched(&there) {
                continue;
            }
            if !self.wanted.check {
                self.site.remove(&path)?;
            }
            let (up_to_date, done) = if self.wanted.check { (false, "none") } else { (true, "removed") };
            self.lines.push(Line { path, state: "left_over", up_to_date, done });
        }
        Ok(())
    }
}

struct Report<'r> {
    lines: Vec<Line>,
    notes: Vec<String>,
    site: &'r Site,
    check: bool,
}

impl Report<'_> {
    fn exit(&self) -> Exit {
        if self.lines.iter().all(|line| line.up_to_date) { Exit::Done } else { Exit::Failed }
    }

    fn document(&self) -> Value {
        let pages: Vec<Value> = self
            .lines
            .iter()
            .map(|line| json!({ "path": line.path, "state": line.state, "up_to_date": line.up_to_date, "done": line.done }))
            .collect();
        json!({
            "out": self.site.path(),
            "checked": self.check,
            "up_to_date": self.exit() == Exit::Done,
            "pages": pages,
            "notes": self.notes,
        })
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for line in self.lines.iter().filter(|line| line.done != "unchanged") {
            let said = match (line.state, line.done) {
                ("edited_stale", "kept") => style::warn(
                    "edited by hand, and not what would be made now; kept (--overwrite makes it anew)",
                ),
                (_, "kept") => "edited by hand; kept".to_owned(),
                ("missing", "none") => style::bad("missing"),
                ("left_over", "none") => style::bad("left over from code that is gone"),
                (_, "none") => style::bad("stale"),
                (_, done) => style::good(done),
            };
            let _ = writeln!(text, "{} {said}", style::clean(&line.path));
        }
        let fresh = self.lines.iter().filter(|line| line.up_to_date).count();
        let place = style::clean(&self.site.path().display().to_string());
        let _ = writeln!(text, "{fresh} of {} pages are up to date in {place}", self.lines.len());
        if self.check && self.exit() != Exit::Done {
            let _ = writeln!(text, "  {} run `samriddh docs` and keep what it writes", style::quiet("next:"));
        }
        for note in &self.notes {
            let _ = writeln!(text, "{}", style::quiet(&style::clean(note)));
        }
        text
    }
}
