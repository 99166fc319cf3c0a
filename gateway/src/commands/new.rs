//! `new`: everything that can be refused is refused before anything is written.

use std::io;
use std::path::{Path, PathBuf};

use cli::args::{Model, New};
use cli::drive::Start;
use cli::{Exit, Screen};
use cli::{request, target};
use protocol::command::RunOptions;
use protocol::problem::Problem;
use protocol::usage::Budget;

use crate::signals::Stops;
use crate::{blueprints, follow, handing, wiring};

pub async fn run(home: &Path, new: &New, json: bool) -> Exit {
    // While a request is being read from elsewhere the system's own way of ending a process is the right one.
    let stops = new.is_in_words().then(Stops::listen);
    match start(home, new) {
        Ok(start) => {
            let mut stops = stops.unwrap_or_else(Stops::listen);
            follow::follow(home, start, new.yes, json, &mut stops).await
        }
        Err(problem) => follow::refused(&problem, json),
    }
}

fn start(home: &Path, new: &New) -> Result<Start, Problem> {
    let out = target::check(&new.out, home)?;
    if let Some(note) = target::told_around(&out) {
        Screen::errors().print(&note);
    }
    let request = match &new.blueprint {
        Some(file) => blueprints::asked(file, io::stdin())?,
        None if new.request.is_empty() && new.request_file.is_none() => with_files("", &new.with)?,
        None => {
            let said = request::read(&new.request, new.request_file.as_deref(), io::stdin())?;
            with_files(&said, &new.with)?
        }
    };
    let out = out.to_string_lossy().into_owned();
    let offline = RunOptions::offline(out, new.yes, new.verify.into());
    let options = match model(new)? {
        None => offline,
        model => RunOptions { model, budget: budget(new), ..offline },
    };
    Ok(Start::New { request, options })
}

/// The request with the words of its files; what was made of each is said.
fn with_files(said: &str, files: &[PathBuf]) -> Result<String, Problem> {
    let read = files.iter().map(|file| handing::of_file(file)).collect::<Result<Vec<_>, _>>()?;
    for (name, handed) in &read {
        Screen::errors().print(&format!("{name}: {}", handed.note));
    }
    handing::message(said, &read)
}

/// The configured model's name. Its key stays with the process that asks it.
fn model(new: &New) -> Result<Option<String>, Problem> {
    match new.model {
        Model::Off => Ok(None),
        Model::Configured => Ok(wiring::model_settings()?.map(|settings| settings.model)),
    }
}

fn budget(new: &New) -> Budget {
    Budget { tokens_max: Some(new.budget_tokens), micro_dollars_max: Some(new.budget) }
}
