//! The security engineer's files: passwords, tokens, rate limits, headers and the rules of access.

use crate::app::{AppPlan, RefreshStorage};
use crate::emit::python::{context, rules};
use crate::fragments::{Fragments, Section};
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};
use crate::packs::backend::contribution::installed;
use crate::packs::database::contribution::on_scratch;
use crate::packs::python;

/// Where the section stands in the README, after the backend's tests.
const README_ORDER: u32 = 31;

pub const PACK: Pack = Pack {
    name: "security",
    role: PackRole::Security,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments,
    owns: |path| {
        let folders = ["backend/app/security/", "backend/attacks/"];
        path == "SECURITY.md" || folders.iter().any(|folder| path.starts_with(folder))
    },
};

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let mut paths = vec![
        "app/security/__init__.py",
        "app/security/addresses.py",
        "app/security/headers.py",
        "app/security/passwords.py",
        "app/security/rate_limit.py",
        "app/security/rules.py",
        "app/security/tokens.py",
        "attacks/__init__.py",
        "attacks/__main__.py",
        "attacks/attack_access.py",
        "attacks/attack_browser.py",
        "attacks/attack_input.py",
        "attacks/attack_passwords.py",
        "attacks/attack_secrets.py",
        "attacks/attack_tokens.py",
        "attacks/attack_written_down.py",
        "attacks/conftest.py",
        "attacks/target.py",
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

fn fragments(plan: &AppPlan) -> Fragments {
    let attacks = installed(
        PackRole::Security,
        "backend.attacks",
        &[".venv/bin/python", "-m", "attacks"],
        "a running copy with production settings withstands guessed passwords, forged and stolen tokens, other sites, others' \
         ids, values that nobody offers, and input that is meant for what is behind it",
    )
    .seconds(60, 900);
    Fragments {
        readme: vec![readme()],
        checks: vec![on_scratch(plan, attacks, "attacks")],
        ..Fragments::default()
    }
}

fn readme() -> Section {
    let body = "`.venv/bin/python -m attacks` starts the server as it runs in production, on an empty database in `DATABASE_URL`, and does to it what \
                somebody would try: `backend/attacks/` has a file for each way in. What passes got nowhere. `-k tokens` runs some of them.\n";
    Section { title: "Attacks".to_owned(), body: body.to_owned(), order: README_ORDER }
}
