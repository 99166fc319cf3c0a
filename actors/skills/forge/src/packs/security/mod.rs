//! The security engineer's files: passwords, tokens, rate limits, headers and the rules of access.

use crate::app::{AppPlan, RefreshStorage};
use crate::emit::python::{context, rules};
use crate::fragments::Fragments;
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};
use crate::packs::python;

pub const PACK: Pack = Pack {
    name: "security",
    role: PackRole::Security,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments,
    owns: |path| path.starts_with("backend/app/security/") || path == "SECURITY.md",
};

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let mut paths = vec![
        "app/security/__init__.py",
        "app/security/headers.py",
        "app/security/passwords.py",
        "app/security/rate_limit.py",
        "app/security/rules.py",
        "app/security/tokens.py",
    ];
    if kit.plan.choices.refresh_storage == RefreshStorage::Cookie {
        paths.push("app/security/origin.py");
    }
    let mut files = python::files(kit, &paths)?;
    let policy = kit.templates.render("python/SECURITY.md", context::of(kit.plan))?;
    files.push(Draft::new("SECURITY.md", policy));
    files.push(Draft::new("backend/app/security/permissions.py", rules::permissions(kit.plan)));
    Ok(files)
}

fn fragments(_plan: &AppPlan) -> Fragments {
    Fragments::default()
}
