//! The database architect's files: models, migrations and the description of the schema.

pub(crate) mod contribution;

use crate::emit::python::{constraints, documents, migrations, models};
use crate::pack::{Draft, Kit, Pack, PackRole, RenderError};
use crate::packs::python;

pub const PACK: Pack = Pack {
    name: "database",
    role: PackRole::Database,
    needs: &[],
    applies: |plan| plan.parts.backend,
    files,
    fragments: contribution::fragments,
    owns: |path| {
        path.starts_with("backend/app/models/")
            || path == "backend/app/database.py"
            || path.starts_with("backend/migrations/")
            || path == "backend/alembic.ini"
            || path == "docs/schema.md"
    },
};

fn files(kit: &Kit<'_>) -> Result<Vec<Draft>, RenderError> {
    let mut paths = vec![
        "alembic.ini",
        "app/database.py",
        "app/models/base.py",
        "app/models/refresh_tokens.py",
        "migrations/env.py",
        "migrations/script.py.mako",
    ];
    if kit.plan.entities.iter().any(|it| constraints::declare(it).is_some()) {
        paths.push("app/models/constraints.py");
    }
    let mut files = python::files(kit, &paths)?;
    files.push(Draft::new("docs/schema.md", documents::schema(kit.plan)));
    files.push(Draft::new("backend/app/models/__init__.py", models::package(kit.plan)));
    files.push(Draft::new("backend/app/models/users.py", models::users(kit.plan)));
    files.extend(python::for_entities(kit.plan, "app/models", models::entity));
    let versions = migrations::all(kit.plan).into_iter();
    files
        .extend(versions.map(|(name, text)| Draft::new(format!("backend/migrations/versions/{name}"), text)));
    Ok(files)
}
