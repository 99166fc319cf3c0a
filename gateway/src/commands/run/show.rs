//! A forecast, for people.

use cli::render::style::{self, clean};
use tools::blast::{Fate, Forecast};
use tools::checkpoint::{Meta, Outlook, Uncovered};

/// More lines than this say less; the document has them all.
const LINES_MAX: usize = 40;

pub fn forecast(forecast: &Forecast, uncovered: &[Uncovered]) -> String {
    let mut lines = Vec::new();
    let verb = if forecast.is_exact() { "it would destroy" } else { "it would destroy at least" };
    let count = forecast.files.len();
    if count > 0 {
        lines.push(style::strong(&format!("{verb} {count} {}", if count == 1 { "file" } else { "files" })));
    }
    for (path, fate) in forecast.files.iter().take(LINES_MAX) {
        let path = clean(&path.to_string());
        lines.push(match fate {
            Fate::Removed => format!("  {} {path}", style::bad("remove   ")),
            Fate::Overwritten => format!("  {} {path}", style::bad("overwrite")),
            Fate::Moved(to) => format!("  {} {path} → {}", style::warn("move     "), clean(&to.to_string())),
        });
    }
    if count > LINES_MAX {
        lines.push(format!("  … and {} more (--json lists them all)", count - LINES_MAX));
    }
    let empty =
        forecast.folders.iter().filter(|folder| !forecast.files.keys().any(|path| path.is_within(folder)));
    lines.extend(
        empty
            .take(LINES_MAX)
            .map(|path| format!("  {} {}/", style::bad("remove   "), clean(&path.to_string()))),
    );
    for lost in &forecast.commits {
        let first = lost.commits.first().map_or("", |commit| commit.get(..10).unwrap_or(commit));
        let count = lost.commits.len();
        let (noun, verb) = if count == 1 { ("commit", "is") } else { ("commits", "are") };
        lines.push(format!(
            "  {} {}: {count} {noun} ({first}…) {verb} on no branch, tag or stash afterwards",
            style::bad("unname   "),
            clean(&lost.named)
        ));
    }
    for path in forecast.staged.iter().take(LINES_MAX) {
        lines.push(format!("  {} {}, as it is staged", style::bad("unstage  "), clean(&path.to_string())));
    }
    for why in &forecast.unknown {
        lines.push(format!("{} {}", style::warn("more may happen:"), clean(why)));
    }
    if !forecast.is_exact() {
        lines.push(
            "so the whole folder is saved first; what it does outside the folder is not seen".to_owned(),
        );
    }
    for outside in &forecast.outside {
        lines.push(format!(
            "{} {} ({})",
            style::bad("outside the folder:"),
            clean(&outside.path),
            clean(&outside.by)
        ));
    }
    for left in uncovered.iter().take(LINES_MAX) {
        lines.push(format!(
            "{} {}: {}",
            style::warn("cannot be saved:"),
            clean(&left.path.to_string()),
            left.why
        ));
    }
    lines.join("\n")
}

pub fn saved(meta: &Meta) -> String {
    let files = if meta.files == 1 { "file" } else { "files" };
    style::quiet(&format!(
        "saved {} {files}, {}, of {} as checkpoint {}",
        meta.files,
        bytes(meta.bytes),
        clean(&meta.folder.display().to_string()),
        meta.id
    ))
}

pub fn exit(exit: &tools::Exit) -> String {
    match exit {
        tools::Exit::Code(0) => style::good("✓ it ended well"),
        tools::Exit::Code(code) => style::bad(&format!("it ended with exit code {code}")),
        tools::Exit::Signal(signal) => style::bad(&format!("signal {signal} ended it")),
        tools::Exit::TimedOut => style::bad("it was ended: its time was over (--timeout)"),
        tools::Exit::Cancelled => style::warn("it was interrupted"),
        tools::Exit::NotFound => style::bad("there is no such program"),
        tools::Exit::NotStarted(why) => style::bad(&format!("it could not be started: {}", clean(why))),
    }
}

pub fn way_back(meta: &Meta, outlook: &Outlook) -> String {
    let count = outlook.changes.len();
    if count == 0 {
        return style::quiet("nothing that was saved has changed");
    }
    let git = outlook.changes.keys().any(tools::checkpoint::TreePath::in_git);
    let with = if git { " (with --git for what changed in .git)" } else { "" };
    let paths = if count == 1 { "path" } else { "paths" };
    style::quiet(&format!(
        "{count} {paths} changed; back with: samriddh rewind --checkpoint {}{with}",
        meta.id
    ))
}

/// `1.5 MB`.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let (mut value, mut unit) = (bytes as f64 / 1_000.0, 0);
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_for_people() {
        let shown: Vec<String> = [0, 999, 1_000, 1_549, 999_949, 1_000_000, 16 << 30].map(bytes).into();
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "1.5 kB", "999.9 kB", "1.0 MB", "17.2 GB"]);
    }
}
