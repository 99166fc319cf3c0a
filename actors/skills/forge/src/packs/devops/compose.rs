//! `docker-compose.yml`: the backend's environment comes from what the packs declare, with production's values where they differ.

use serde::Serialize;

use super::{Facts, dotenv, yaml};
use crate::features;
use crate::fragments::{EnvVar, Part, Service};
use crate::pack::{Draft, Kit, RenderError};

/// Read by tests or by one command, so no server gets them.
const NOT_FOR_SERVERS: [&str; 3] = ["TEST_", "E2E_", "ADMIN_"];

#[derive(Serialize)]
struct View<'a> {
    #[serde(flatten)]
    facts: Facts<'a>,
    secrets: bool,
    environment: Vec<Entry>,
    services: Vec<&'a Service>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    /// A YAML scalar.
    value: String,
    why: &'static str,
}

pub(super) fn draft(kit: &Kit<'_>) -> Result<Draft, RenderError> {
    let facts = Facts::of(kit.plan);
    let variables = dotenv::variables(kit.fragments.values().copied());
    let mut environment: Vec<Entry> =
        variables.iter().filter(|it| is_for_servers(it)).filter_map(|it| entry(it, &facts)).collect();
    for folder in features::additions(kit.plan).iter().flat_map(|it| &it.folders) {
        for entry in environment.iter_mut().filter(|it| it.name == folder.setting) {
            entry.value = yaml::scalar(&format!("/{}", folder.name));
        }
    }
    if facts.full {
        environment.push(Entry {
            name: "FORWARDED_ALLOW_IPS".to_owned(),
            value: yaml::scalar("*"),
            why: "Only the frontend can reach the backend here, and it overwrites what clients claim as their address.",
        });
    }
    let view = View {
        secrets: variables.iter().any(|it| it.secret),
        services: kit.fragments.values().flat_map(|it| &it.services).collect(),
        environment,
        facts,
    };
    Ok(Draft::new("docker-compose.yml", kit.templates.render("infra/docker-compose.yml", view)?))
}

fn is_for_servers(variable: &EnvVar) -> bool {
    variable.part == Part::Backend && !NOT_FOR_SERVERS.iter().any(|start| variable.name.starts_with(start))
}

fn entry(variable: &EnvVar, facts: &Facts<'_>) -> Option<Entry> {
    let name = variable.name.as_str();
    let value = match (name, &variable.value) {
        ("ENVIRONMENT", _) => "production".to_owned(),
        ("DATABASE_URL", _) => database_url(facts),
        // The container beside it, whatever is set for developing without containers.
        ("REDIS_URL", _) => "redis://redis:6379/0".to_owned(),
        _ if variable.secret => format!("${{{name}:?set it in .env}}"),
        (_, Some(value)) => format!("${{{name}:-{}}}", value.replace('$', "$$")),
        (_, None) => return None,
    };
    Some(Entry { name: variable.name.clone(), value: yaml::scalar(&value), why: "" })
}

fn database_url(facts: &Facts<'_>) -> String {
    if facts.sqlite {
        return "sqlite:////data/app.db".to_owned();
    }
    format!("postgresql+psycopg://app:${{POSTGRES_PASSWORD:?set it in .env}}@database:5432/{}", facts.snake)
}
