//! What a repository is set to: programs that git starts, hooks, and where it pushes. What is set for the person, not for
//! the repository, is theirs.

use std::path::Path;

use crate::blast::model::Node;
use crate::blast::play::{Play, text};
use crate::checkpoint::TreePath;

/// Settings whose value is a program, or takes the work tree elsewhere: first and last part, in lower case.
const BENDING: &[(&str, &str)] = &[
    ("core", "worktree"),
    ("core", "hookspath"),
    ("core", "editor"),
    ("core", "pager"),
    ("core", "sshcommand"),
    ("core", "askpass"),
    ("core", "gitproxy"),
    ("core", "alternaterefscommand"),
    ("core", "attributesfile"),
    ("diff", "external"),
    ("diff", "command"),
    ("diff", "textconv"),
    ("difftool", "cmd"),
    ("mergetool", "cmd"),
    ("filter", "clean"),
    ("filter", "smudge"),
    ("filter", "process"),
    ("merge", "driver"),
    ("sequence", "editor"),
    ("interactive", "difffilter"),
    ("gpg", "program"),
    ("credential", "helper"),
    ("remote", "uploadpack"),
    ("remote", "receivepack"),
    ("remote", "vcs"),
    ("trailer", "command"),
    ("trailer", "cmd"),
    ("uploadpack", "packobjectshook"),
];
/// Hooks that run whenever the index or a name of a commit changes.
const EVERYWHERE: &[&str] = &["post-index-change", "reference-transaction"];

/// Name and value of each setting of the repository itself; none where git does not say.
fn own(play: &mut Play<'_>) -> Option<Vec<(String, String)>> {
    let cwd = play.model.cwd_path();
    // A folder that the line makes is not there yet.
    let here = cwd.ancestors().find(|above| above.is_dir()).unwrap_or(Path::new("/")).to_owned();
    let said = play.asks.git(&here, &["config", "--list", "--show-scope", "-z"])?;
    let said = String::from_utf8_lossy(&said).into_owned();
    let mut fields = said.split('\0');
    let mut all = Vec::new();
    while let (Some(scope), Some(setting)) = (fields.next(), fields.next()) {
        let (name, value) = setting.split_once('\n').unwrap_or((setting, ""));
        if matches!(scope, "local" | "worktree") {
            all.push((name.to_owned(), value.to_owned()));
        }
    }
    Some(all)
}

/// Says what the repository is set to that makes git do other things than it is known for.
pub(super) fn bend(play: &mut Play<'_>, command: &str, with_hooks: bool) {
    match own(play) {
        None => play.unknown(format!("what the repository is set to, which {} heeds", play.by)),
        Some(settings) => {
            for (name, value) in settings.iter().filter(|(name, value)| bends(name, value)) {
                play.unknown(format!("the repository is set to {name} = {value}, and git may run that"));
            }
        }
    }
    let hooks = hooks(play);
    for hook in hooks.iter().filter(|hook| with_hooks || EVERYWHERE.contains(&hook.as_str())) {
        play.unknown(format!("the repository's own hook {hook} may run with git {command}"));
    }
}

fn bends(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let first = name.split('.').next().unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    match (first, last) {
        ("core", "fsmonitor") => !["", "true", "false", "yes", "no", "on", "off", "0", "1"]
            .contains(&value.to_ascii_lowercase().as_str()),
        ("alias", _) => value.trim_start().starts_with('!'),
        ("submodule", "update") => value.starts_with('!'),
        ("pager" | "man" | "browser", _) => !["true", "false"].contains(&value),
        _ => BENDING.contains(&(first, last)),
    }
}

/// Files in a `hooks` folder of any repository in the folder that are no samples.
fn hooks(play: &Play<'_>) -> Vec<String> {
    let is_hook = |path: &TreePath| {
        let (above, name) = path.split();
        let in_hooks = above.is_some_and(|above| above.split().1 == b"hooks" && above.in_git());
        in_hooks
            && !name.ends_with(b".sample")
            && !path.names().any(|part| matches!(part, b"refs" | b"logs" | b"objects"))
    };
    let live = play.model.now.iter().filter(|(path, node)| **node != Node::Folder && is_hook(path));
    live.filter_map(|(path, _)| text(path.split().1).map(str::to_owned)).collect()
}

/// What a push without names of its own replaces or removes by force.
pub(super) fn forced_pushes(play: &mut Play<'_>) -> Vec<String> {
    let cwd = play.model.cwd_path();
    let asked = ["config", "-z", "--get-regexp", "^remote\\..*\\.(push|mirror)$"];
    let said = play.asks.git(&cwd, &asked).unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    let settings =
        said.split('\0').filter_map(|setting| setting.split_once('\n').or(Some((setting, "true"))));
    let forced = settings.filter(|(name, value)| {
        if name.ends_with(".mirror") { *value != "false" } else { value.starts_with(['+', ':']) }
    });
    forced.filter(|(name, _)| !name.is_empty()).map(|(name, value)| format!("{name} = {value}")).collect()
}
