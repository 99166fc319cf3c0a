//! Command lines that destroy, each really run in a repository of real git: what was foreseen is what happened, and going
//! back brings every byte back.

mod case;
mod ground;
mod prepared;
mod reaches;
mod table;

use tools::Environment;
use tools::blast::Forecast;

use case::Case;
use ground::Ground;
use prepared::PREPARED;
use table::{FEW, Known, OTHERS};

async fn check(lines: impl Iterator<Item = (&'static str, &'static str, Known)>) {
    let ground = Ground::new().await;
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for (first, line, known) in lines {
        wrong.extend(Case::new(&ground, first, line).await.check(known).await);
        checked += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{checked} lines did what was foreseen");
}

fn plain(
    lines: &'static [(&'static str, Known)],
) -> impl Iterator<Item = (&'static str, &'static str, Known)> {
    lines.iter().map(|(line, known)| ("", *line, *known))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreseen_is_what_happens_and_all_of_it_comes_back() {
    check(plain(FEW)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_repository_or_a_folder_is_set_to_do_is_foreseen_as_well() {
    check(PREPARED.iter().copied()).await;
}

/// `BLAST_LINE=rsync` runs those with it alone.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs make, npm, Python and rsync; `cargo journeys blast` runs it"]
async fn every_line_does_what_was_foreseen_and_all_of_it_comes_back() {
    let only = std::env::var("BLAST_LINE").unwrap_or_default();
    let all = plain(FEW).chain(plain(OTHERS)).chain(PREPARED.iter().copied());
    check(all.filter(|(_, line, _)| line.contains(&only))).await;
}

/// A stand-in for git that answers all but the rehearsal of `clean`.
async fn foresee_clean_where_git(rehearses: &str) -> Forecast {
    use std::os::unix::fs::PermissionsExt;
    let mut ground = Ground::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (git, path) =
        (ground.environment.find_program("git").unwrap(), ground.environment.get("PATH").unwrap().to_owned());
    let script = format!(
        "#!/bin/sh\ncase \" $* \" in *' clean '*) {rehearses};; esac\nexec '{}' \"$@\"\n",
        git.display()
    );
    let stand_in = folder.path().join("git");
    std::fs::write(&stand_in, script).unwrap();
    std::fs::set_permissions(&stand_in, std::fs::Permissions::from_mode(0o755)).unwrap();
    let with_path = [("PATH".to_owned(), format!("{}:{path}", folder.path().display()))];
    let others = ground.environment.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    ground.environment =
        Environment::allowed(others.filter(|(name, _)| name != "PATH").chain(with_path).collect::<Vec<_>>());
    let found = Case::new(&ground, "", "").await.vault.look(&ground.template, 1_000).unwrap();
    ground.foresee("git clean -fdx", &ground.template, &found).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_whose_rehearsal_gave_no_answer_was_taken_as_harmless() {
    let (much, dies, refuses) = tokio::join!(
        foresee_clean_where_git("exec head -c 70000000 /dev/zero"),
        foresee_clean_where_git("kill -9 $$"),
        foresee_clean_where_git("exit 128"),
    );
    for (foreseen, why) in
        [(much, "said more than 64 MB"), (dies, "ended with signal: 9"), (refuses, "could not be rehearsed")]
    {
        assert!(!foreseen.is_exact() && !foreseen.is_harmless(), "{foreseen:?}");
        assert!(foreseen.unknown.iter().any(|it| it.contains(why)), "{why}: {:?}", foreseen.unknown);
    }
}
