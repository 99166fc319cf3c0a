//! The browser application: React, TypeScript and Vite, with its own unit tests.

mod contribution;
mod files;
#[cfg(test)]
mod tests;

use crate::pack::{Pack, PackRole};

pub(crate) use contribution::{BUILD, INSTALL};

pub const PACK: Pack = Pack {
    name: "frontend",
    role: PackRole::Frontend,
    needs: &[],
    applies: |plan| plan.parts.frontend,
    files: files::files,
    fragments: contribution::fragments,
    owns,
};

/// Files below `frontend/` that other packs write.
const OTHERS: [&str; 4] =
    ["frontend/.dockerignore", "frontend/Dockerfile", "frontend/nginx.conf", "frontend/playwright.config.ts"];

fn owns(path: &str) -> bool {
    path.starts_with("frontend/") && !path.starts_with("frontend/e2e/") && !OTHERS.contains(&path)
}
