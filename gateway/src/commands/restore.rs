//! `restore`: puts a backup back. It is read and proved as a whole first, and what was there is kept.

use std::path::Path;

use cli::Exit;
use cli::render::style::{self, clean};
use memory::backup::{Manifest, Restored};
use protocol::problem::Problem;
use serde_json::{Value, json};

use super::backup::{Progress, problem, summary};

pub fn run(home: &Path, from: &Path, check: bool, json: bool) -> Result<Exit, Problem> {
    if check {
        return checked(from, json);
    }
    let mut progress = Progress::new("read");
    let restored = memory::restore(from, home, &mut |done, total| progress.tell(done, total));
    let restored = restored.map_err(|error| problem(&error))?;
    super::shown(json, || document(home, from, &restored), || text(home, &restored));
    Ok(Exit::Done)
}

/// Reads it and writes nothing.
fn checked(from: &Path, json: bool) -> Result<Exit, Problem> {
    let mut progress = Progress::new("read");
    let manifest = memory::check(from, &mut |done, total| progress.tell(done, total));
    let manifest = manifest.map_err(|error| problem(&error))?;
    super::shown(
        json,
        || about(from, &manifest),
        || format!("{} a whole backup: {}", style::good("✓"), summary(&manifest)),
    );
    Ok(Exit::Done)
}

fn about(from: &Path, manifest: &Manifest) -> Value {
    json!({
        "backup": from,
        "program": manifest.program,
        "made_ms": manifest.made_ms,
        "sessions": manifest.sessions,
        "files": manifest.files.len(),
        "bytes": manifest.bytes(),
    })
}

fn document(home: &Path, from: &Path, restored: &Restored) -> Value {
    let mut document = about(from, &restored.manifest);
    document["home"] = json!(home);
    document["saved"] = json!(restored.saved);
    document
}

fn text(home: &Path, restored: &Restored) -> String {
    let home = clean(&home.display().to_string());
    let mut lines = vec![
        format!("{} {}", style::good("✓"), summary(&restored.manifest)),
        format!("    in {home}, each record proved by its chain"),
    ];
    if let Some(saved) = &restored.saved {
        lines.push(format!("    what was there is kept in {}", clean(&saved.display().to_string())));
    }
    lines.join("\n")
}
