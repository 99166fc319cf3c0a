//! A samriddh that is killed leaves nothing running and nothing half-delivered: this test binary plays its part and is killed.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tools::effect::{Begun, once};
use tools::ports::Shell;
use tools::work::{Delivering, LocalDeliverer, Order, WorkCommit, WorkFile};
use tools::{CancellationToken, Environment, Invocation, LocalShell, RelPath, end_orphans, tree_hash_of};

const FOLDER: &str = "TOOLS_TEST_FOLDER";
/// Polls of a hundredth of a second: ten seconds, a failure that names itself.
const POLLS_MAX: usize = 1_000;

/// Not a test by itself: what the killed process does.
#[test]
#[ignore = "started by the test below"]
fn runs_until_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let shell = LocalShell::new(Environment::of_process()).expect("a shell");
    let code = "(setsid sh -c 'echo $$ > stray.tmp; mv stray.tmp stray; exec sleep 600') & \
                echo $$ > direct.tmp; mv direct.tmp direct; exec sleep 600";
    let invocation = Invocation::new(["sh", "-c", code], folder, 600_000);
    runtime.block_on(shell.run(invocation, CancellationToken::new()));
}

fn running(process: Pid) -> bool {
    let stat =
        std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    for _ in 0..POLLS_MAX {
        if let Some(answer) = ask() {
            return answer;
        }
        std::thread::park_timeout(Duration::from_millis(10));
    }
    panic!("{what} did not happen");
}

fn id_in(file: &Path) -> Option<Pid> {
    Pid::from_raw(std::fs::read_to_string(file).ok()?.trim().parse().ok()?)
}

/// This program again, with one of its parts to play.
#[expect(
    clippy::disallowed_methods,
    reason = "the process to be killed must not be in a group that the shell ends"
)]
fn start(part: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", part])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("started")
}

#[test]
fn its_commands_end_with_it_and_strays_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut samriddh = start("runs_until_killed", folder.path());
    let direct = eventually("the start of the command", || id_in(&folder.path().join("direct")));
    let stray = eventually("the start of the stray", || id_in(&folder.path().join("stray")));
    samriddh.kill().expect("killed");
    samriddh.wait().expect("it was there");
    eventually("the end of the command", || (!running(direct)).then_some(()));
    assert!(running(stray), "the stray left the group, so only the next start can end it");
    assert!(end_orphans() >= 1);
    eventually("the end of the stray", || (!running(stray)).then_some(()));
    assert!(kill_process(stray, Signal::KILL).is_err() || !running(stray));
}

/// Forty files, the same each time.
fn order(folder: &Path) -> Order {
    let names: Vec<RelPath> =
        (0..40).map(|n| RelPath::new(format!("part{}/file{n}.txt", n % 4)).expect("a good path")).collect();
    let bytes = "some text\n".repeat(2_000).into_bytes();
    let file = |name: &RelPath| WorkFile { path: name.to_string(), bytes: bytes.clone(), executable: false };
    let paths = names.iter().map(RelPath::to_string).collect();
    Order {
        target: folder.join("blog"),
        session: "s-1".to_owned(),
        tree_hash: tree_hash_of(names.iter().map(|name| (name, false, bytes.as_slice()))).to_string(),
        files: names.iter().map(file).collect(),
        commits: vec![WorkCommit { message: "Start".to_owned(), paths }],
    }
}

fn deliver_unless_done(folder: &Path) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let shell = LocalShell::new(Environment::of_process()).expect("a shell");
    let deliverer = Arc::new(LocalDeliverer::new(Arc::new(shell)));
    let write = Delivering { deliverer, order: order(folder) };
    let done = runtime.block_on(once(&write, Begun::Before, CancellationToken::new()));
    done.expect("delivered").head
}

/// Not a test by itself: what the killed process does.
#[test]
#[ignore = "started by the test below"]
fn delivers_until_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    deliver_unless_done(Path::new(&folder));
}

#[test]
fn a_delivery_killed_at_any_moment_is_whole_after_the_next() {
    let mut heads = Vec::new();
    let mut found_whole = 0;
    for delay_ms in (0..20).map(|n| n * 8) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut samriddh = start("delivers_until_killed", folder.path());
        // Whatever moment this hits, what follows must hold.
        std::thread::park_timeout(Duration::from_millis(delay_ms));
        samriddh.kill().expect("killed");
        samriddh.wait().expect("it was there");
        if folder.path().join("blog").exists() {
            found_whole += 1;
        }
        heads.push(deliver_unless_done(folder.path()));
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
    println!("{found_whole} of {} had been delivered when they were killed", heads.len());
    heads.dedup();
    assert!(matches!(heads.as_slice(), [Some(_)]), "one history, whatever happened: {heads:?}");
}
