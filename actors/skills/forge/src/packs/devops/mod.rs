//! Containers, continuous integration, commit hooks and repository settings, assembled from every pack's fragments.

mod checks;
mod compose;
mod contribution;
pub(crate) mod dotenv;
mod hooks;
mod ignore;
#[cfg(test)]
mod tests;
mod workflow;
mod yaml;

use protocol::requirements::FeatureName;
use serde::Serialize;

use crate::app::{AppPlan, Database};
use crate::features::{self, LargeBody};
use crate::pack::{Draft, EVERY_PACK, Kit, Pack, PackRole, RenderError};

pub const PACK: Pack = Pack {
    name: "devops",
    role: PackRole::Devops,
    needs: EVERY_PACK,
    applies: |_| true,
    files,
    fragments: contribution::fragments,
    owns: |path| OWNED.contains(&path),
};

const OWNED: [&str; 13] = [
    ".editorconfig",
    ".env.example",
    ".gitattributes",
    ".github/workflows/ci.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".yamllint.yaml",
    "backend/.dockerignore",
    "backend/Dockerfile",
    "docker-compose.yml",
    "frontend/.dockerignore",
    "frontend/Dockerfile",
    "frontend/nginx.conf",
];

/// What the templates of this pack share.
#[derive(Serialize)]
pub(super) struct Facts<'a> {
    slug: &'a str,
    snake: &'a str,
    title: &'a str,
    backend: bool,
    frontend: bool,
    full: bool,
    postgresql: bool,
    sqlite: bool,
    backend_port: u16,
    frontend_port: u16,
    images: Images,
    /// Folders that the server writes to, each a volume.
    folders: Vec<&'static str>,
    large_bodies: Vec<LargeBody>,
    /// `blob:`, for the content security policy of pages.
    picture_sources: Vec<&'static str>,
    /// The backend has paths for monitors.
    metrics: bool,
    /// The backend speaks WebSocket.
    live: bool,
}

/// Base images by tag: the tag's patch releases arrive with a rebuild.
#[derive(Serialize)]
struct Images {
    postgres: &'static str,
    redis: &'static str,
    python: &'static str,
    node: &'static str,
    nginx: &'static str,
}

/// For a container that a feature adds, too.
pub(crate) const REDIS_IMAGE: &str = "redis:7.4-alpine";

const IMAGES: Images = Images {
    postgres: "postgres:17-alpine",
    redis: REDIS_IMAGE,
    python: "python:3.12-slim-bookworm",
    node: "node:24-bookworm-slim",
    nginx: "nginxinc/nginx-unprivileged:1.28-alpine",
};

impl<'a> Facts<'a> {
    pub(super) fn of(plan: &'a AppPlan) -> Self {
        let parts = plan.parts;
        let adds = features::additions(plan);
        let sqlite = parts.backend && plan.choices.database == Database::Sqlite;
        let own = adds.iter().flat_map(|it| &it.folders).filter(|_| parts.backend).map(|it| it.name);
        Self {
            slug: &plan.product.slug,
            snake: &plan.product.snake,
            title: &plan.product.title,
            backend: parts.backend,
            frontend: parts.frontend,
            full: parts.backend && parts.frontend,
            postgresql: parts.backend && plan.choices.database == Database::Postgresql,
            sqlite,
            backend_port: plan.choices.backend_port,
            frontend_port: plan.choices.frontend_port,
            images: IMAGES,
            folders: sqlite.then_some("data").into_iter().chain(own).collect(),
            large_bodies: adds.iter().flat_map(|it| &it.large_bodies).copied().collect(),
            picture_sources: adds.iter().flat_map(|it| &it.picture_sources).copied().collect(),
            metrics: plan.features.contains(&FeatureName::Metrics),
            live: plan.features.contains(&FeatureName::LiveUpdates),
        }
    }
}

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let facts = Facts::of(kit.plan);
    let plain = |path: &str, template: &str| -> Result<Draft, RenderError> {
        Ok(Draft::new(path, kit.templates.render(&format!("infra/{template}"), &facts)?))
    };
    let mut drafts = vec![
        plain(".editorconfig", "editorconfig")?,
        plain(".gitattributes", "gitattributes")?,
        plain(".yamllint.yaml", "yamllint.yaml")?,
        compose::draft(kit)?,
        dotenv::draft(kit)?,
        hooks::draft(kit)?,
        ignore::draft(kit)?,
        workflow::draft(kit)?,
    ];
    if facts.backend {
        drafts.push(plain("backend/Dockerfile", "backend.Dockerfile")?);
        drafts.push(plain("backend/.dockerignore", "backend.dockerignore")?);
    }
    if facts.frontend {
        drafts.push(plain("frontend/Dockerfile", "frontend.Dockerfile")?);
        drafts.push(plain("frontend/.dockerignore", "frontend.dockerignore")?);
        drafts.push(plain("frontend/nginx.conf", "nginx.conf")?);
    }
    Ok(drafts)
}
