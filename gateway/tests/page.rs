//! The page that the program carries was built of the sources beside it: told without Node, by what its build wrote down.

use std::fs;
use std::path::Path;

/// What the bundler reads, below gateway/web; scripts/mark.mjs names the same.
const READ: [&str; 9] = [
    "index.html",
    "package-lock.json",
    "scripts",
    "src",
    "svelte.config.js",
    "tsconfig.json",
    "viewer.html",
    "vite.config.ts",
    "vite.viewer.config.ts",
];

#[test]
fn the_page_was_built_after_its_sources_changed() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let mut files = READ.iter().flat_map(|path| below(&web, path)).collect::<Vec<_>>();
    files.sort_unstable();
    assert!(files.len() > 100, "only {} files were found", files.len());
    let mut told = blake3::Hasher::new();
    for path in &files {
        let content = fs::read(web.join(path)).unwrap();
        told.update(format!("{path}\n{}\n", content.len()).as_bytes()).update(&content);
    }
    let written = fs::read_to_string(web.join("built.txt")).unwrap();
    assert_eq!(
        told.finalize().to_hex().as_str(),
        written.trim(),
        "gateway/web/dist is older than its sources: run `npm ci && npm run build` in gateway/web and commit what it wrote"
    );
}

/// The files at or below a path, without those that only its own tests read.
fn below(web: &Path, path: &str) -> Vec<String> {
    if web.join(path).is_dir() {
        let names = fs::read_dir(web.join(path)).unwrap().map(|entry| entry.unwrap().file_name());
        names.flat_map(|name| below(web, &format!("{path}/{}", name.to_str().unwrap()))).collect()
    } else if path.ends_with(".test.ts") {
        Vec::new()
    } else {
        vec![path.to_owned()]
    }
}
