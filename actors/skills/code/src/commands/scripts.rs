//! Files of commands: Makefiles, images, lists of processes.

use super::{COMMANDS_MAX, Commands, Given};

/// Targets with what is written behind `##`, or on the line above behind `#`.
pub fn make(file: &Given<'_>, to: &mut Commands) {
    let mut above = "";
    for (row, line) in file.text.lines().enumerate() {
        let target = line.split_once(':').map(|(target, rest)| (target.trim_end(), rest));
        let plain = |target: &str| {
            !target.is_empty() && target.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        };
        if let Some((target, rest)) = target.filter(|(target, rest)| plain(target) && !rest.starts_with('='))
        {
            let says = rest.split_once("##").map_or(above, |(_, says)| says.trim());
            let list = to.named(target);
            if list.len() < COMMANDS_MAX {
                list.push(file.command_at(row, format!("make {target}"), says));
            }
        }
        above = line.strip_prefix('#').map_or("", |says| says.trim_start_matches('#').trim());
    }
}

/// The image, with what it starts.
pub fn docker(file: &Given<'_>, to: &mut Commands) {
    let starts = |(_, line): &(usize, &str)| line.starts_with("CMD") || line.starts_with("ENTRYPOINT");
    let (row, says) = file.text.lines().enumerate().filter(starts).last().unwrap_or_default();
    to.run.push(file.command_at(row, "docker build .", says));
}

pub fn procfile(file: &Given<'_>, to: &mut Commands) {
    let processes =
        file.text.lines().enumerate().filter_map(|(row, line)| Some((row, line.split_once(':')?)));
    to.run.extend(
        processes
            .take(COMMANDS_MAX)
            .map(|(row, (name, line))| file.command_at(row, line.trim(), name.trim())),
    );
}
