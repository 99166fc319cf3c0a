//! Lock files: as they were really installed, without the drivers of a database that the product does not use.

use protocol::requirements::FeatureName;

use crate::app::{AppPlan, Database};
use crate::features;
use crate::pack::{Draft, Kit, RenderError};

/// Only PostgreSQL needs these.
const POSTGRESQL_ONLY: [&str; 2] = ["psycopg", "psycopg-binary"];
/// Only the tests of e-mail need these.
const MAIL_ONLY: [&str; 3] = ["aiosmtpd", "atpublic", "attrs"];

/// Only a server that speaks WebSocket needs these.
const SOCKETS_ONLY: [&str; 1] = ["websockets"];
/// Only a cache needs these.
const CACHE_ONLY: [&str; 2] = ["async-timeout", "redis"];

const HEADER: &str = "# Exact versions with the hashes of their files: pip install --require-hashes -r ";

/// `backend/<name>`
pub fn lock(kit: &Kit<'_>, name: &str) -> Result<Draft, RenderError> {
    let text = kit.templates.text(&format!("python/{name}"))?;
    let mut kept = format!("{HEADER}{name}\n");
    let mut dropping = false;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((package, _)) = line.split_once("==") {
            let package = package.split('[').next().unwrap_or(package);
            dropping = !is_needed(kit.plan, package);
        }
        if !dropping {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    Ok(Draft::new(format!("backend/{name}"), kept))
}

fn is_needed(plan: &AppPlan, package: &str) -> bool {
    let postgresql = plan.choices.database == Database::Postgresql;
    let mail = features::mail::is_sent(plan);
    let sockets = plan.features.contains(&FeatureName::LiveUpdates);
    let cache = plan.features.contains(&FeatureName::Caching);
    (postgresql || !POSTGRESQL_ONLY.contains(&package))
        && (mail || !MAIL_ONLY.contains(&package))
        && (sockets || !SOCKETS_ONLY.contains(&package))
        && (cache || !CACHE_ONLY.contains(&package))
}
