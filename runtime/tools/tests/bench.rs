//! Checks run on a copy, with what they need, and prove only what they did.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use protocol::check::{CheckResult, CheckSpec, CheckStatus, Need, Tier};
use protocol::id::Role;
use tools::fake::{Reply, ScriptedShell};
use tools::probe::Surroundings;
use tools::work::{Bench, CheckOrder, Checker, Ground, Mended, WorkFile};
use tools::{CancellationToken, Environment, LocalShell, Mode, RelPath, Workspace};

struct Site {
    folder: tempfile::TempDir,
    bench: Bench,
}

fn surroundings() -> Surroundings {
    Surroundings { environment: Environment::of_process(), ..Surroundings::default() }
}

fn site() -> Site {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let repository = Workspace::create(folder.path().join("repository")).expect("a workspace");
    let put = |path: &str, text: &str| {
        repository
            .write(&RelPath::new(path).expect("a good path"), text.as_bytes(), Mode::FILE)
            .expect("written");
    };
    put("backend/a.txt", "one\n");
    std::fs::create_dir(folder.path().join("repository/.git")).expect("made");
    std::fs::write(folder.path().join("repository/.git/HEAD"), "ref: refs/heads/main\n").expect("written");
    let shell = Arc::new(LocalShell::new(Environment::of_process()).expect("a shell"));
    let bench = Bench::new(folder.path().join("checks"), shell, surroundings());
    Site { folder, bench }
}

fn spec(argv: &[&str]) -> CheckSpec {
    CheckSpec {
        name: "backend.check".to_owned(),
        role: Role::new("backend"),
        tier: Tier::Quick,
        criterion: "it works".to_owned(),
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        cwd: "backend".to_owned(),
        env: Vec::new(),
        needs: Vec::new(),
        after: Vec::new(),
        setup: false,
        repairs: Vec::new(),
        deadline_s: 30,
        estimate_s: 1,
    }
}

/// What was delivered: one file.
fn ground(folder: &Path) -> Arc<Ground> {
    let file = WorkFile { path: "backend/a.txt".to_owned(), bytes: b"one\n".to_vec(), executable: false };
    Arc::new(Ground { repository: folder.join("repository"), files: vec![file], head: None })
}

async fn run_in(bench: &Bench, folder: &Path, spec: CheckSpec) -> CheckResult {
    let order = CheckOrder { session: "s1".to_owned(), spec, ground: ground(folder) };
    bench.run(order, CancellationToken::new()).await.result
}

impl Site {
    async fn run(&self, spec: CheckSpec) -> CheckResult {
        run_in(&self.bench, self.folder.path(), spec).await
    }
}

#[tokio::test]
async fn a_check_litters_a_copy_and_not_the_repository() {
    let site = site();
    let repository = Workspace::open(site.folder.path().join("repository")).expect("a workspace");
    let before = repository.tree_hash().expect("a hash");
    let script = "cat a.txt; test -f ../.git/HEAD; echo new > b.txt; echo kept > ${TMP}/kept";
    let first = site.run(spec(&["sh", "-ec", script])).await;
    assert_eq!((first.status, first.exit_code, first.reason.as_str()), (CheckStatus::Verified, Some(0), ""));
    assert_eq!(first.tree_hash, Some(before.clone()));
    assert_eq!(repository.tree_hash(), Ok(before.clone()));
    // The next check of the session finds what the first one made, and the hash is still of what was delivered.
    let second = site.run(spec(&["sh", "-ec", "cat b.txt ${TMP}/kept"])).await;
    assert_eq!((second.status, second.tree_hash), (CheckStatus::Verified, Some(before)));
    site.bench.clean("s1").await;
    assert!(!site.folder.path().join("checks/s1").exists());
}

#[tokio::test]
async fn what_a_check_does_to_a_delivered_file_is_undone_before_the_next() {
    let site = site();
    for spoil in ["echo two > a.txt", "rm a.txt", "echo x | dd of=a.txt 2> /dev/null"] {
        let first = site.run(spec(&["sh", "-c", spoil])).await;
        let second = site.run(spec(&["grep", "-qx", "one", "a.txt"])).await;
        assert_eq!((second.status, first.tree_hash), (CheckStatus::Verified, second.tree_hash), "{spoil}");
    }
    site.run(spec(&["sh", "-c", "rm a.txt && mkdir a.txt"])).await;
    let hidden = site.run(spec(&["true"])).await;
    assert_eq!(hidden.status, CheckStatus::NotChecked, "a folder in its place is not removed");
}

#[tokio::test]
async fn what_the_person_changes_in_the_repository_is_not_what_is_checked() {
    let site = site();
    std::fs::write(site.folder.path().join("repository/backend/a.txt"), "mine\n").expect("written");
    assert_eq!(site.run(spec(&["grep", "-qx", "one", "a.txt"])).await.status, CheckStatus::Verified);
}

#[tokio::test]
async fn a_new_commit_of_the_repository_reaches_the_copy() {
    let site = site();
    let head = |text: &str| {
        let file = site.folder.path().join("repository/.git/HEAD");
        std::fs::write(file, text).expect("written");
        let ground = Ground { head: Some(text.to_owned()), ..Ground::clone(&ground(site.folder.path())) };
        let spec = spec(&["grep", "-q", text, "../.git/HEAD"]);
        CheckOrder { session: "s1".to_owned(), spec, ground: Arc::new(ground) }
    };
    for commit in ["first", "second"] {
        let checked = site.bench.run(head(commit), CancellationToken::new()).await.result;
        assert_eq!(checked.status, CheckStatus::Verified, "{commit}: {checked:?}");
    }
}

/// A check that wants `two` in the file, and what may put it right.
async fn mend(site: &Site, repairs: &[&str]) -> Mended {
    let repairs = repairs.iter().map(|script| ["sh", "-c", script].map(str::to_owned).to_vec()).collect();
    let spec = CheckSpec { repairs, ..spec(&["grep", "-qx", "two", "a.txt"]) };
    let order = CheckOrder { session: "s1".to_owned(), spec, ground: ground(site.folder.path()) };
    site.bench.repair(order, CancellationToken::new()).await
}

#[tokio::test]
async fn a_repair_hands_back_what_it_changed_when_the_check_passes_then() {
    let site = site();
    let mended = mend(&site, &["echo two > a.txt; echo out; echo litter > b.txt; exit 1", "true"]).await;
    assert_eq!(mended.result.why, "", "{mended:?}");
    assert_eq!(mended.result.contradiction(), None);
    assert_eq!(mended.result.output_tail, "out");
    assert_eq!(mended.result.changed, ["backend/a.txt"]);
    assert_eq!(mended.files[0].bytes, b"two\n");
    // Until it is delivered, checks see what was delivered.
    assert_eq!(site.run(spec(&["grep", "-qx", "one", "a.txt"])).await.status, CheckStatus::Verified);
    let delivered = std::fs::read_to_string(site.folder.path().join("repository/backend/a.txt"));
    assert_eq!(delivered.expect("read"), "one\n");
}

#[tokio::test]
async fn a_repair_that_does_not_help_hands_back_nothing_and_says_why() {
    let site = site();
    let cases = [
        ("true", "it changed nothing"),
        ("echo three > a.txt", "the check still does not pass: it ended with exit code 1"),
        ("echo two > a.txt; kill -9 $$", "`sh` was ended by signal 9"),
        ("rm a.txt", "it left the repository unusable: there is no `backend/a.txt`"),
    ];
    for (script, why) in cases {
        let mended = mend(&site, &[script]).await;
        assert_eq!((mended.result.why.as_str(), mended.files.len()), (why, 0), "{script}");
        assert_eq!(mended.result.contradiction(), None);
    }
}

#[tokio::test]
async fn failures_carry_the_end_of_the_output() {
    let site = site();
    let failed = site.run(spec(&["sh", "-c", "echo out; echo err >&2; exit 4"])).await;
    assert_eq!((failed.status, failed.exit_code), (CheckStatus::Failed, Some(4)));
    assert_eq!(failed.output_tail, "out\n\nerr");
    assert!(failed.output_hash.is_some());
    assert_eq!(site.run(spec(&["no-such-program-here"])).await.status, CheckStatus::NotChecked);
    assert_eq!(site.run(spec(&["./no-such-program"])).await.status, CheckStatus::Failed);
}

#[tokio::test]
async fn ports_are_free_and_differ() {
    let site = site();
    let ports = CheckSpec {
        env: vec![("ONE".to_owned(), "${FREE_PORT_1}".to_owned())],
        ..spec(&["sh", "-ec", "test $ONE -gt 0; test $ONE -ne ${FREE_PORT_2}"])
    };
    let checked = site.run(ports).await;
    assert_eq!(checked.status, CheckStatus::Verified, "{checked:?}");
}

/// A machine with these programs, which only the script answers for.
fn scripted(
    folder: &Path,
    programs: &[&str],
    script: impl Fn(ScriptedShell, &Path) -> ScriptedShell,
) -> (Bench, Arc<ScriptedShell>) {
    let bin = folder.join("bin");
    std::fs::create_dir_all(&bin).expect("made");
    for program in programs {
        std::fs::write(bin.join(program), "").expect("written");
        std::fs::set_permissions(bin.join(program), PermissionsExt::from_mode(0o755)).expect("executable");
    }
    let shell = Arc::new(script(ScriptedShell::new(), &bin));
    let environment = Environment::allowed([("PATH".to_owned(), bin.display().to_string())]);
    let around =
        Surroundings { environment, postgres_url: Some("postgres://u:p@h/db".to_owned()), redis_url: None };
    (Bench::new(folder.join("scripted"), shell.clone(), around), shell)
}

#[tokio::test]
async fn a_missing_tool_is_not_checked_and_says_what_to_do() {
    let site = site();
    let (bench, shell) = scripted(site.folder.path(), &[], |shell, _| shell);
    let checked =
        run_in(&bench, site.folder.path(), CheckSpec { needs: vec![Need::Npm], ..spec(&["npm", "ci"]) })
            .await;
    assert_eq!(checked.status, CheckStatus::NotChecked);
    assert!(checked.reason.contains("install Node"), "{}", checked.reason);
    assert!(shell.asked().is_empty(), "nothing was run");
}

#[tokio::test]
async fn a_scratch_database_is_made_lent_and_dropped() {
    let site = site();
    let (bench, shell) = scripted(site.folder.path(), &["psql"], |shell, bin| {
        shell.on([bin.join("psql").display().to_string()], Reply::ok("15.1")).on(["pytest"], Reply::ok(""))
    });
    let check = CheckSpec {
        needs: vec![Need::Postgres],
        env: vec![("DATABASE_URL".to_owned(), "${SCRATCH_DATABASE_URL}".to_owned())],
        ..spec(&["pytest"])
    };
    let checked = run_in(&bench, site.folder.path(), check).await;
    assert_eq!(checked.status, CheckStatus::Verified, "{checked:?}");
    let asked = shell.asked();
    let statement = |invocation: &tools::Invocation| {
        let at = invocation.argv.iter().position(|word| word == "--command")?;
        invocation.argv.get(at + 1).filter(|statement| statement.contains("database")).cloned()
    };
    let statements: Vec<String> = asked.iter().filter_map(statement).collect();
    assert_eq!(
        statements,
        [
            "drop database if exists samriddh_s1_backend_check with (force)",
            "create database samriddh_s1_backend_check",
            "drop database if exists samriddh_s1_backend_check with (force)",
        ]
    );
    let ran = asked.iter().find(|invocation| invocation.argv == ["pytest"]).expect("the check ran");
    assert_eq!(ran.env["DATABASE_URL"], "postgresql+psycopg://u:p@h/samriddh_s1_backend_check");
}
