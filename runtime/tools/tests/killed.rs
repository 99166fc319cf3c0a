//! A samriddh that is killed leaves nothing running: this test binary plays its part, starts commands and is killed.

#![cfg(target_os = "linux")]

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};
use tools::ports::Shell;
use tools::{CancellationToken, Environment, Invocation, LocalShell, end_orphans};

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
        std::thread::park_timeout(std::time::Duration::from_millis(10));
    }
    panic!("{what} did not happen");
}

fn id_in(file: &Path) -> Option<Pid> {
    Pid::from_raw(std::fs::read_to_string(file).ok()?.trim().parse().ok()?)
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the process to be killed must not be in a group that the shell ends"
)]
fn its_commands_end_with_it_and_strays_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let this = std::env::current_exe().expect("this program");
    let mut samriddh = std::process::Command::new(this)
        .args(["--ignored", "--exact", "runs_until_killed"])
        .env(FOLDER, folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("started");
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
