//! The first commands of a repository's README, so that the report and the README never disagree.

use std::path::Path;

/// The report is a summary; the README has the rest.
const COMMANDS_MAX: usize = 3;
/// A README of ours is far smaller.
const README_BYTES_MAX: u64 = 256 * 1024;

/// The first commands under the repository's heading about starting; none when there is no such README.
pub fn of_repository(root: &Path) -> Vec<String> {
    let path = root.join("README.md");
    let small =
        std::fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= README_BYTES_MAX);
    let text = if small { std::fs::read_to_string(&path).ok() } else { None };
    text.map_or_else(Vec::new, |text| of_text(&text))
}

fn of_text(readme: &str) -> Vec<String> {
    let parts = parts(readme);
    let settings = parts.iter().find(|part| !part.commands.is_empty());
    let in_containers =
        parts.iter().find(|part| part.heading.contains("container") && !part.commands.is_empty());
    let chosen: Vec<&Part> = match (settings, in_containers) {
        // One program starts everything: the shortest way there is.
        (Some(settings), Some(containers)) if settings.heading != containers.heading => {
            vec![settings, containers]
        }
        (_, Some(containers)) => vec![containers],
        (_, None) => parts.iter().collect(),
    };
    chosen.into_iter().flat_map(|part| &part.commands).take(COMMANDS_MAX).cloned().collect()
}

/// The commands below one heading.
#[derive(Default)]
struct Part {
    /// Lower case.
    heading: String,
    commands: Vec<String>,
}

/// The parts of the section about starting.
fn parts(readme: &str) -> Vec<Part> {
    let mut lines = readme.lines().skip_while(|line| !is_start_heading(line)).skip(1).peekable();
    let mut parts = vec![Part::default()];
    let mut fenced = false;
    while let Some(line) = lines.next_if(|line| fenced || !line.starts_with("## ")) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if let (false, Some(heading)) = (fenced, line.strip_prefix("### ")) {
            parts.push(Part { heading: heading.to_lowercase(), commands: Vec::new() });
        } else if let (true, Some(part)) = (fenced && is_command(line), parts.last_mut()) {
            part.commands.push(line.trim_end().to_owned());
        }
    }
    parts
}

fn is_command(line: &str) -> bool {
    !line.trim().is_empty() && !line.trim_start().starts_with('#')
}

fn is_start_heading(line: &str) -> bool {
    line.starts_with("## ") && line.to_lowercase().contains("start")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_the_shortest_way_where_there_are_some() {
        let readme = "## Start it\n### Settings\n```sh\nmake .env\n```\n### Backend\n```sh\ncd backend\n```\n\
                      ### In containers\n```sh\ndocker compose up\n```\n## Test it\n";
        assert_eq!(of_text(readme), ["make .env", "docker compose up"]);
    }

    #[test]
    fn without_containers_the_first_commands_of_the_section_are_taken() {
        let readme = "# X\n```\nno\n```\n## Start it\n```sh\n# a comment\ncd backend\npip install .\n```\nthen\n\
                      ```sh\nuvicorn app\nfourth\n```\n## Tests\n```\npytest\n```\n";
        assert_eq!(of_text(readme), ["cd backend", "pip install .", "uvicorn app"]);
        assert_eq!(of_text("# X\nno commands\n"), Vec::<String>::new());
    }
}
