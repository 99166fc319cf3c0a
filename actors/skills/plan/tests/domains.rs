//! The files of `src/domains/` and the list that embeds them.

use std::collections::BTreeSet;
use std::path::Path;

use plan::domains::FILES;

#[test]
fn there_are_at_least_thirty_domains_and_every_file_is_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domains");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let there: BTreeSet<String> =
        files.filter_map(|name| name.to_str()?.strip_suffix(".toml").map(str::to_owned)).collect();
    let mut known: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    known.insert("general".into());
    assert_eq!(there, known);
    assert!(FILES.len() >= 30, "{}", FILES.len());
}
