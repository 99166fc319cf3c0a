//! A Chromium that can be driven: from the path, or the one Playwright keeps for itself.

use std::path::{Path, PathBuf};

use super::{Look, Status};
use crate::environment::{Environment, is_program};

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
/// Playwright 1.4x to 1.5x; the folder names carry a build number of their own.
const INSIDE_PLAYWRIGHT: [&str; 5] = [
    "chrome-linux/chrome",
    "chrome-linux64/chrome",
    "chrome-linux/headless_shell",
    "chrome-headless-shell-linux64/chrome-headless-shell",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
];
const MAC: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const WHAT_TO_DO: &str = "install Chromium, for example: npx playwright install chromium";
/// What the tests in the browser were written against.
const NEED: &str = "100";

pub(super) async fn look(look: &Look<'_>) -> Status {
    let environment = &look.around.environment;
    let in_path = NAMES.iter().find_map(|name| environment.find_program(name));
    let found = in_path
        .or_else(|| MAC.iter().map(PathBuf::from).find(|path| is_program(path)))
        .or_else(|| of_playwright(environment));
    match found {
        Some(path) => look.versioned(path, NEED, WHAT_TO_DO).await,
        None => Status::missing(WHAT_TO_DO),
    }
}

/// The newest build in Playwright's folder.
fn of_playwright(environment: &Environment) -> Option<PathBuf> {
    let home = environment.get("HOME").map(Path::new);
    let usual = || {
        home.map(|home| {
            home.join(if cfg!(target_os = "macos") {
                "Library/Caches/ms-playwright"
            } else {
                ".cache/ms-playwright"
            })
        })
    };
    let folder = environment.get("PLAYWRIGHT_BROWSERS_PATH").map(PathBuf::from).or_else(usual)?;
    let mut builds: Vec<(u32, PathBuf)> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| build(&entry.ok()?.path())).collect();
    builds.sort();
    builds.into_iter().rev().find_map(|(_, build)| {
        INSIDE_PLAYWRIGHT.iter().map(|inside| build.join(inside)).find(|path| is_program(path))
    })
}

fn build(folder: &Path) -> Option<(u32, PathBuf)> {
    let (kind, number) = folder.file_name()?.to_str()?.rsplit_once('-')?;
    let wanted = matches!(kind, "chromium" | "chromium_headless_shell");
    wanted.then(|| Some((number.parse().ok()?, folder.to_path_buf())))?
}
