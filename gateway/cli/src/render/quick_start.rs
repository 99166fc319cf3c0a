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
    let lines = readme.lines();
    let mut lines = lines.skip_while(|line| !is_start_heading(line)).skip(1).peekable();
    let mut commands = Vec::new();
    let mut fenced = false;
    while let Some(line) = lines.next_if(|line| fenced || !line.starts_with("## ")) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            commands.push(line.trim_end().to_owned());
        }
    }
    commands.truncate(COMMANDS_MAX);
    commands
}

fn is_start_heading(line: &str) -> bool {
    line.starts_with("## ") && line.to_lowercase().contains("start")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_taken_from_the_first_start_section_alone() {
        let readme = "# X\n```\nno\n```\n## Start it\n```sh\n# a comment\ncd backend\npip install .\n```\nthen\n\
                      ```sh\nuvicorn app\nfourth\n```\n## Tests\n```\npytest\n```\n";
        assert_eq!(of_text(readme), ["cd backend", "pip install .", "uvicorn app"]);
        assert_eq!(of_text("# X\nno commands\n"), Vec::<String>::new());
    }
}
