//! `replay --with`: a recorded session under other rules, and what is otherwise then. Nothing is executed outside memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cli::Exit;
use cli::render::decision;
use cli::render::style::{self, clean, count};
use diffy::{DiffOptions, PatchFormatter};
use memory::{BlobHash, Blobs};
use plan::consensus::Change;
use protocol::claim::{Basis, Ruling};
use protocol::problem::{Code, Problem};
use protocol::view::{FileView, View};
use runtime::replay::{self, Changed, Difference, NOT_RECORDED, Otherwise, Record, difference};
use serde_json::{Value, json};

use super::reexecute::{divergence, in_the_background, record};
use crate::wiring;

/// Lines of a diff that a terminal shows; the document has all.
const DIFF_LINES_MAX: usize = 60;
const LIST_MAX: usize = 40;

pub async fn run(home: &Path, id: &str, with: &[String], json: bool) -> Result<Exit, Problem> {
    let changes = with.iter().map(|text| read(text)).collect::<Result<Vec<_>, _>>()?;
    let (as_it_is, changed) = (wiring::team()?, wiring::team_with(&changes)?);
    let record = record(home, id)?;
    let before = View::fold(&record.events).map_err(|error| {
        Problem::new(Code::Storage, error.to_string(), format!("run `samriddh verify {id}`"))
    })?;
    let (record, otherwise) = in_the_background(move || {
        let again = replay::again(&record, &as_it_is)?;
        if let Some(at) = &again.divergence {
            return Err(not_the_rules_alone(at));
        }
        let otherwise = replay::otherwise(&record, &changed)?;
        Ok((record, otherwise))
    })
    .await?;
    let shown = Shown { id, with, difference: difference(&before, &otherwise.view), record, otherwise };
    let diffs = shown.diffs();
    super::shown(json, || shown.document(&diffs), || shown.text(&diffs));
    Ok(Exit::Done)
}

fn read(text: &str) -> Result<Change, Problem> {
    text.parse::<Change>().map_err(|error| {
        Problem::new(Code::Malformed, error.to_string(), "`samriddh help replay` has examples")
    })
}

/// A difference that this program makes by itself would be taken for one that the rules make.
fn not_the_rules_alone(at: &protocol::head::Divergence) -> Problem {
    let message = format!(
        "under its own rules the session does not come to the same here (event {} by {} differs first), so that another \
         outcome would say nothing about the rules",
        at.seq, at.agent
    );
    Problem::new(Code::NotNow, message, "`samriddh replay ID --verify` shows what differs, and why it may")
}

struct Shown<'a> {
    id: &'a str,
    with: &'a [String],
    difference: Difference,
    record: Record,
    otherwise: Otherwise,
}

impl Shown<'_> {
    /// By path; of files that are text in both runs, or are in one alone.
    fn diffs(&self) -> BTreeMap<&str, String> {
        let diff = |file: &Changed<String, FileView>| {
            let before = text_of(file.before.as_ref(), &self.record.blobs)?;
            let after = text_of(file.after.as_ref(), &self.otherwise.blobs)?;
            let patch = DiffOptions::new().create_patch(&before, &after);
            Some(PatchFormatter::new().fmt_patch(&patch).to_string())
        };
        self.difference.files.iter().filter_map(|it| Some((it.name.as_str(), diff(it)?))).collect()
    }

    /// Nothing but a reason is otherwise, or not even that.
    fn is_same(&self) -> bool {
        self.difference.is_none() && self.difference.other_basis.is_empty()
    }

    /// Checks that were proved then, and of which nothing is known now.
    fn not_recorded(&self) -> Vec<&str> {
        let checks = self.otherwise.view.checks.iter();
        checks.filter(|(_, it)| it.reason == NOT_RECORDED).map(|(name, _)| name.as_str()).collect()
    }

    fn document(&self, diffs: &BTreeMap<&str, String>) -> Value {
        let files = self.difference.files.iter().map(|file| {
            json!({
                "path": file.name,
                "change": change(file),
                "before": file.before.as_ref().map(|it| &it.hash),
                "after": file.after.as_ref().map(|it| &it.hash),
                "diff": diffs.get(file.name.as_str()),
            })
        });
        let mut document = json!({
            "session": self.id,
            "with": self.with,
            "same": self.difference.is_none(),
            "first_difference": self.otherwise.parting.as_ref().map(divergence),
            "not_checked": self.not_recorded(),
            "notes": self.otherwise.notes,
            "difference": self.difference,
        });
        document["difference"]["files"] = files.collect();
        document
    }

    fn text(&self, diffs: &BTreeMap<&str, String>) -> String {
        let mut lines = vec![format!("{} {}", style::strong("With"), clean(&self.with.join(", ")))];
        let Some(parting) = self.otherwise.parting.as_ref().filter(|_| !self.is_same()) else {
            lines.push("nothing is otherwise: the same rulings, plan, files and outcome".to_owned());
            return lines.join("\n");
        };
        let rulings = self.difference.rulings.iter().flat_map(ruling);
        section(&mut lines, "Rulings", rulings.collect());
        let basis = self.difference.other_basis.iter().filter_map(same_value);
        section(&mut lines, "The same for another reason", basis.collect());
        section(
            &mut lines,
            "Decided on the way",
            self.otherwise.notes.iter().map(|note| clean(note)).collect(),
        );
        let steps = self.difference.steps.iter().map(|it| {
            one(
                it.name.as_str(),
                it.before.as_ref().map(|r| r.as_str()),
                it.after.as_ref().map(|r| r.as_str()),
            )
        });
        section(&mut lines, "Steps", steps.collect());
        let planned = self
            .difference
            .planned_checks
            .iter()
            .map(|it| one(&it.name, it.before.as_deref(), it.after.as_deref()));
        section(&mut lines, "Planned checks", planned.collect());
        section(&mut lines, "Files", self.files());
        for (path, diff) in diffs {
            lines.push(format!("{} {}", style::strong("Diff"), clean(path)));
            lines.extend(shortened(diff));
        }
        section(&mut lines, "Not checked: not recorded", listed(self.not_recorded()));
        let [before, after] = self
            .difference
            .outcome
            .map(|it| it.map_or("none".to_owned(), |it| format!("{it:?}").to_lowercase()));
        section(
            &mut lines,
            "Outcome",
            vec![format!("{before} → {after}: {}", clean(&self.difference.outcome_reason[1]))],
        );
        lines.push(style::quiet(&format!(
            "all before event {} is the same; nothing was run, and nothing put in place",
            parting.seq
        )));
        lines.join("\n")
    }

    fn files(&self) -> Vec<String> {
        let of = |what: &str| self.difference.files.iter().filter(|it| change(it) == what).count();
        let [(files, lines), (now, now_lines)] = self.difference.size;
        if self.difference.files.is_empty() {
            return Vec::new();
        }
        let mut all = vec![format!(
            "{} changed, {} added, {} gone; {} with {lines} lines → {now} with {now_lines}",
            of("changed"),
            of("added"),
            of("gone"),
            count(files, "file"),
        )];
        let named = self.difference.files.iter().map(|it| format!("{} {}", change(it), clean(&it.name)));
        all.extend(listed(named.collect::<Vec<_>>().iter().map(String::as_str).collect()));
        all
    }
}

fn listed(names: Vec<&str>) -> Vec<String> {
    let more = names.len().saturating_sub(LIST_MAX);
    let shown = names.iter().take(LIST_MAX).map(|name| (*name).to_owned());
    shown.chain((more > 0).then(|| format!("and {more} more; --json has all"))).collect()
}

fn change<V>(file: &Changed<String, V>) -> &'static str {
    match (&file.before, &file.after) {
        (Some(_), Some(_)) => "changed",
        (None, _) => "added",
        (Some(_), None) => "gone",
    }
}

fn ruling(it: &Changed<protocol::id::ClaimKey, Ruling>) -> Vec<String> {
    let side = |ruling: &Option<Ruling>, by: String| match ruling {
        None => "not ruled".to_owned(),
        Some(ruling) => format!("{} by {by}: {}", clean(&ruling.value), clean(&ruling.reason)),
    };
    let then = it.before.as_ref().map(|ruling| decision::basis(&ruling.basis)).unwrap_or_default();
    vec![
        style::name(&clean(it.name.as_str())),
        format!("  then {}", side(&it.before, then)),
        format!("  now  {}", side(&it.after, basis_now(it))),
    ]
}

/// Where nobody was asked then, nobody has answered: the team's own recommendation stands in.
fn basis_now(it: &Changed<protocol::id::ClaimKey, Ruling>) -> String {
    let by_person = |ruling: &Option<Ruling>| matches!(ruling, Some(Ruling { basis: Basis::Person, .. }));
    match &it.after {
        Some(_) if by_person(&it.after) && !by_person(&it.before) => {
            "the team's recommendation, as you were not asked then".to_owned()
        }
        Some(ruling) => decision::basis(&ruling.basis),
        None => String::new(),
    }
}

fn same_value(it: &Changed<protocol::id::ClaimKey, Ruling>) -> Option<String> {
    let (before, after) = (it.before.as_ref()?, it.after.as_ref()?);
    let (then, now) = (decision::basis(&before.basis), basis_now(it));
    Some(format!("{} = {} by {now}, then by {then}", clean(it.name.as_str()), clean(&after.value)))
}

fn one(name: &str, before: Option<&str>, after: Option<&str>) -> String {
    let side = |it: Option<&str>| it.map_or_else(|| "none".to_owned(), clean);
    format!("{}: {} → {}", clean(name), side(before), side(after))
}

fn section(lines: &mut Vec<String>, title: &str, content: Vec<String>) {
    if !content.is_empty() {
        lines.push(style::strong(title));
        lines.extend(content.into_iter().map(|line| format!("  {line}")));
    }
}

fn shortened(diff: &str) -> Vec<String> {
    let all: Vec<&str> = diff.lines().skip(2).collect();
    let paint = |line: &&str| {
        let text = format!("  {}", clean(line));
        match line.chars().next() {
            Some('+') => style::good(&text),
            Some('-') => style::bad(&text),
            _ => style::quiet(&text),
        }
    };
    let mut lines: Vec<String> = all.iter().take(DIFF_LINES_MAX).map(paint).collect();
    if all.len() > DIFF_LINES_MAX {
        lines.push(format!("  … {} more lines; --json has all", all.len() - DIFF_LINES_MAX));
    }
    lines
}

/// A file's text; empty where there is no such file, and none where it is no text or not kept.
fn text_of(file: Option<&FileView>, blobs: &Arc<dyn Blobs>) -> Option<String> {
    let Some(file) = file else { return Some(String::new()) };
    let hash: BlobHash = file.bundle.as_str().parse().ok()?;
    let bundle = blobs.get(&hash).ok()?;
    let start = usize::try_from(file.offset).ok()?;
    let end = start.checked_add(usize::try_from(file.bytes).ok()?)?;
    String::from_utf8(bundle.get(start..end)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::id::ClaimKey;

    #[test]
    fn a_recommendation_was_told_as_an_answer_that_nobody_gave() {
        let ruled = |basis: Basis| Ruling {
            key: ClaimKey::new("id.type"),
            value: "uuid".to_owned(),
            basis,
            reason: "so".to_owned(),
            options: Vec::new(),
            votes: Vec::new(),
        };
        let told = |then: Basis| {
            let name = ClaimKey::new("id.type");
            ruling(&Changed { name, before: Some(ruled(then)), after: Some(ruled(Basis::Person)) }).join("\n")
        };
        let asked = told(Basis::Person);
        assert_eq!(asked.matches("the answer").count(), 2, "{asked}");
        let not_asked = told(Basis::Undisputed);
        assert!(!not_asked.contains("the answer") && not_asked.contains("recommendation"), "{not_asked}");
    }
}
