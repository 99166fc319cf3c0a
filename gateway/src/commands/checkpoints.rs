//! `checkpoints`: what is saved, why, how large; saving by hand; making room.

use std::path::Path;

use cli::Exit;
use cli::args::files::Checkpoints;
use cli::render::style::{self, clean};
use protocol::problem::Problem;
use serde_json::json;
use tools::checkpoint::{Cover, Meta, STORE_BYTES_MAX, Why};

use super::run::{bytes, saved};
use crate::checkpoints::{self, now_ms, problem};

pub async fn run(home: &Path, asked: &Checkpoints, json: bool) -> Result<Exit, Problem> {
    let store = checkpoints::open(home).await?;
    if asked.save {
        let folder = super::folder(asked.folder.as_deref().unwrap_or(Path::new(".")))?;
        let cover = Cover { git: true, only: Vec::new() };
        let (meta, manifest) =
            store.vault.save(&folder, cover, Why::Asked, now_ms()).map_err(|e| problem(&e))?;
        let left =
            manifest.uncovered.iter().map(|left| format!("\ncannot be saved: {}: {}", left.path, left.why));
        let text = saved(&meta) + &left.collect::<String>();
        super::shown(json, || json!({ "checkpoint": meta, "uncovered": manifest.uncovered }), || text);
        return Ok(Exit::Done);
    }
    if asked.prune {
        let pruned = store.vault.prune(asked.keep).map_err(|error| problem(&error))?;
        let document =
            || json!({ "removed": pruned.checkpoints, "freed_bytes": pruned.bytes, "left": pruned.left });
        super::shown(json, document, || {
            format!(
                "removed {}, {}; {} {} left",
                style::count(pruned.checkpoints, "checkpoint"),
                bytes(pruned.bytes),
                pruned.left,
                if pruned.left == 1 { "is" } else { "are" }
            )
        });
        return Ok(Exit::Done);
    }
    let all = match &asked.folder {
        Some(folder) => store.vault.of_folder(&super::folder(folder)?),
        None => store.vault.list(),
    };
    let all = all.map_err(|error| problem(&error))?;
    super::shown(
        json,
        || json!({ "checkpoints": all, "bytes_max": STORE_BYTES_MAX }),
        || listed(&all, now_ms()),
    );
    Ok(Exit::Done)
}

/// The newest last, where the eye is.
pub fn listed(all: &[Meta], now_ms: u64) -> String {
    if all.is_empty() {
        return "nothing is saved yet; `samriddh run` saves what a command would destroy, `samriddh checkpoints --save` \
                a whole folder"
            .to_owned();
    }
    let mut lines: Vec<String> = all.iter().map(|meta| line(meta, now_ms)).collect();
    let new: u64 = all.iter().map(|meta| meta.new_bytes).sum();
    lines.push(style::quiet(&format!(
        "they added {} to the disk; at most {} are kept",
        bytes(new),
        bytes(STORE_BYTES_MAX)
    )));
    lines.join("\n")
}

fn line(meta: &Meta, now_ms: u64) -> String {
    let part = if meta.whole { "" } else { " (some paths)" };
    let left =
        if meta.uncovered == 0 { String::new() } else { format!(", {} could not be saved", meta.uncovered) };
    format!(
        "{} {} · {} · {}, {}{part}{left} · {}",
        style::strong(&format!("{:>4}", meta.id)),
        ago(now_ms.saturating_sub(meta.at_ms)),
        why(&meta.why),
        if meta.files == 1 { "1 file".to_owned() } else { format!("{} files", meta.files) },
        bytes(meta.bytes),
        style::quiet(&clean(&meta.folder.display().to_string()))
    )
}

pub fn why(why: &Why) -> String {
    match why {
        Why::BeforeCommand { line } => format!("before: {}", clean(line)),
        Why::AfterCommand { line } => format!("after: {}", clean(line)),
        Why::BeforeRewind { to } => format!("before going back to {}", clean(to)),
        Why::Rewound { to } => format!("after going back to {}", clean(to)),
        Why::BeforeFinishing => "before a broken-off rewind was finished".to_owned(),
        Why::Asked => "asked for".to_owned(),
    }
}

fn ago(ms: u64) -> String {
    let seconds = ms / 1_000;
    match seconds {
        0..60 => format!("{seconds} s ago"),
        60..3_600 => format!("{} min ago", seconds / 60),
        3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}
