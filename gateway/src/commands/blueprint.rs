//! `blueprint`: what is understood of a request, or of another description, as a file to change and make.

use std::io::Write;
use std::path::Path;

use cli::args::blueprint::Blueprint as Asked;
use cli::{Exit, Screen, notice, request};
use forge::Decisions;
use plan::blueprint::{self, Blueprint};
use protocol::problem::{Code, Problem};
use protocol::requirements::EntityKind;
use serde_json::{Value, json};

use crate::blueprints;

pub fn run(asked: &Asked, json: bool) -> Result<Exit, Problem> {
    if asked.schema {
        return schema(asked.out.as_deref(), json);
    }
    let blueprint = checked(blueprint(asked)?);
    let text = blueprint::write(&blueprint);
    let refusal = blueprint.refusal();
    let written = match (&asked.out, &refusal) {
        (Some(out), None) => {
            write(out, &text)?;
            Some(out.as_path())
        }
        (_, _) => None,
    };
    if json {
        notice::print_document(&document(&blueprint, &text, refusal.as_deref(), written)?);
    } else if let Some(out) = written {
        Screen::errors().print(&format!("written to {}: {}", out.display(), counted(&blueprint)));
    } else {
        Screen::of_process(false).print(&text);
    }
    let Some(refusal) = refusal else { return Ok(Exit::Done) };
    if !json {
        let kept = if asked.out.is_some() { "; it was printed and not written" } else { "" };
        Screen::errors().print(&format!("error: nothing can be made of this blueprint yet: {refusal}{kept}"));
    }
    Ok(Exit::Refused)
}

fn blueprint(asked: &Asked) -> Result<Blueprint, Problem> {
    if let Some(file) = &asked.from {
        return blueprints::read(file, std::io::stdin()).map(|found| found.blueprint);
    }
    let standard_input = asked.request_file.as_deref() == Some(Path::new("-"));
    let words = if standard_input { vec!["-".to_owned()] } else { asked.request.clone() };
    let file = asked.request_file.as_deref().filter(|_| !standard_input);
    let request = request::read(&words, file, std::io::stdin())?;
    let blueprint = Blueprint::of(plan::understand(&request), &request);
    let keeps = blueprint.requirements.entities.iter().any(|entity| entity.kind == EntityKind::Record);
    match &blueprint.refused {
        // There is nothing in it that could be changed.
        Some(why) if !keeps => Err(Problem::new(Code::Unbuildable, why, "")),
        Some(_) | None => Ok(blueprint),
    }
}

/// With the reason why no application becomes of it, where nothing before it says one.
fn checked(blueprint: Blueprint) -> Blueprint {
    if blueprint.refusal().is_some() {
        return blueprint;
    }
    let request = blueprint.request.as_deref().unwrap_or(&blueprint.requirements.product.summary);
    let refused = forge::resolve(&blueprint.requirements, request, &Decisions::default()).err();
    Blueprint { refused: refused.map(|error| error.to_string()), ..blueprint }
}

fn schema(out: Option<&Path>, json: bool) -> Result<Exit, Problem> {
    let schema = blueprint::schema();
    match out {
        Some(out) => {
            write(out, &format!("{schema:#}\n"))?;
            super::shown(json, || json!({ "out": out }), || format!("written to {}", out.display()));
        }
        None => notice::print_document(&schema),
    }
    Ok(Exit::Done)
}

/// A file that is there stays as it is.
fn write(out: &Path, text: &str) -> Result<(), Problem> {
    let cannot = |error: std::io::Error| {
        let message = format!("{} cannot be written: {error}", out.display());
        Problem::new(Code::Malformed, message, "name a new file with --out, or print to standard output")
    };
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(out).map_err(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(cannot)
}

fn document(
    blueprint: &Blueprint,
    text: &str,
    refusal: Option<&str>,
    out: Option<&Path>,
) -> Result<Value, Problem> {
    let read = blueprint::document(text).map_err(|faults| {
        Problem::new(
            Code::Internal,
            format!("the blueprint cannot be read again: {faults}"),
            "report this with the request",
        )
    })?;
    Ok(json!({
        "blueprint": read, "text": text, "refused": refusal, "out": out,
        "not_understood": blueprint.requirements.not_understood,
        "unsupported": blueprint.requirements.unsupported,
    }))
}

fn counted(blueprint: &Blueprint) -> String {
    let requirements = &blueprint.requirements;
    let records = requirements.entities.iter().filter(|entity| entity.kind == EntityKind::Record).count();
    format!(
        "{records} records, {} roles, {} assumptions, {} left out",
        requirements.roles.len(),
        requirements.assumptions.len(),
        requirements.not_understood.len()
    )
}
