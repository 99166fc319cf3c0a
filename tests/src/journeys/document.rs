//! Reading the document of `samriddh new --json`.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

pub fn text<'a>(document: &'a Value, pointer: &str) -> Result<&'a str> {
    let found = document.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("the document has no text at {pointer}"))
}

/// Every check that was asked for has to be verified: what is absent on this machine fails a journey.
pub fn ensure_verified(document: &Value, is_full: bool) -> Result<usize> {
    let checks = document["checks"].as_array().context("the document has no list of checks")?;
    let asked = |check: &&Value| is_full || check["tier"] == "quick";
    let asked: Vec<&Value> = checks.iter().filter(asked).collect();
    let open = not_verified(asked.iter().copied());
    ensure!(open.is_empty(), "not every check is verified:\n{open}");
    ensure!(!asked.is_empty(), "nothing was checked");
    Ok(asked.len())
}

/// Each check that was not verified, with why and the end of what it printed; nothing where all were.
pub fn not_verified<'a>(checks: impl IntoIterator<Item = &'a Value>) -> String {
    let open = checks.into_iter().filter(|check| check["status"] != "verified");
    open.map(line).collect::<Vec<_>>().join("\n")
}

fn line(check: &Value) -> String {
    let field = |name: &str| check[name].as_str().unwrap_or_default().to_owned();
    let shown = complaints(check["output"].as_str().unwrap_or_default());
    format!("  {} {}: {}\n    {}\n{shown}", field("status"), field("name"), field("reason"), field("command"))
}

/// The lines that name an error and what follows each; all of it where none does.
fn complaints(output: &str) -> String {
    const AFTER: usize = 6;
    let lines: Vec<&str> = output.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut kept = vec![false; lines.len()];
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.to_lowercase().contains("error")) {
        let end = lines.len().min(at + AFTER);
        kept[at..end].fill(true);
    }
    let all = !kept.contains(&true);
    let chosen = lines.iter().zip(kept).filter(|(_, kept)| all || *kept);
    chosen.map(|(line, _)| *line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::complaints;

    #[test]
    fn what_names_an_error_is_shown_with_what_follows() {
        let output = "one\ntwo\n\n  Error: late\n 1\n 2\n 3\n 4\n 5\n 6\n 7\n";
        assert_eq!(complaints(output), "  Error: late\n 1\n 2\n 3\n 4\n 5");
        assert_eq!(complaints("one\n\ntwo\n"), "one\ntwo");
    }
}
