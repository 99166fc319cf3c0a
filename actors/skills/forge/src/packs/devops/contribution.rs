//! What this pack adds to shared files: the settings of the containers, a hook, its checks.

use super::{Facts, checks};
use crate::app::AppPlan;
use crate::features;
use crate::fragments::{EnvVar, Fragments, Hook, Part};

pub(super) fn fragments(plan: &AppPlan) -> Fragments {
    Fragments {
        env: env(plan),
        hooks: vec![whitespace()],
        ignore: ignore(plan),
        checks: checks::checks(plan),
        ..Fragments::default()
    }
}

fn env(plan: &AppPlan) -> Vec<EnvVar> {
    let facts = Facts::of(plan);
    let variable = |name: &str, value: Option<String>, about: &str| EnvVar {
        name: name.to_owned(),
        secret: value.is_none(),
        value,
        part: Part::Infra,
        about: about.to_owned(),
    };
    let mut variables = Vec::new();
    if facts.postgresql {
        let about = "Password of the database that compose starts. Letters and digits only: it becomes part of an address.";
        variables.push(variable("POSTGRES_PASSWORD", None, about));
    }
    if facts.frontend && !facts.backend {
        let about = "Address of the API server as containers see it; host.docker.internal is the machine that runs them.";
        let value = format!("http://host.docker.internal:{}", facts.backend_port);
        variables.push(variable("BACKEND_URL_IN_CONTAINERS", Some(value), about));
    }
    // Where there is no backend beside it, nobody else names what the web server reads.
    if !facts.backend {
        let about = "The most megabytes of a file that the web server hands on to the API server.";
        let larger = |it: &features::LargeBody| variable(it.setting, Some(it.megabytes.to_string()), about);
        variables.extend(facts.large_bodies.iter().map(larger));
    }
    let port = if facts.frontend { facts.frontend_port } else { facts.backend_port };
    let about = "Port on 127.0.0.1 at which the containers answer.";
    variables.push(variable("PUBLISHED_PORT", Some(port.to_string()), about));
    variables
}

/// What the documented steps make, whichever pack's tools make it.
fn ignore(plan: &AppPlan) -> Vec<String> {
    let mut lines = vec![".venv/"];
    lines.extend(plan.parts.backend.then_some("__pycache__/"));
    lines.extend(Facts::of(plan).sqlite.then_some("*.db"));
    let folders = features::additions(plan).into_iter().flat_map(|it| it.folders);
    let folders = folders.filter(|_| plan.parts.backend).map(|it| format!("/{}/", it.name));
    lines.into_iter().map(str::to_owned).chain(folders).collect()
}

fn whitespace() -> Hook {
    Hook {
        id: "whitespace".to_owned(),
        name: "no conflict markers, no whitespace at the end of lines".to_owned(),
        entry: "git diff --cached --check".to_owned(),
        files: String::new(),
        pass_filenames: false,
    }
}
