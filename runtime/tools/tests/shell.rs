//! Commands end in time and whole, see only what they may, and say what they said.

use std::path::Path;
use std::time::Duration;

use tools::ports::Shell;
use tools::{CancellationToken, Environment, Exit, Invocation, LocalShell, Outcome};

/// Far beyond what a test needs; reaching it is a failure that names itself.
const AMPLE_MS: u64 = 30_000;

fn shell() -> LocalShell {
    LocalShell::new(Environment::of_process()).expect("a shell")
}

fn script(code: &str) -> Invocation {
    Invocation::new(["sh", "-c", code], "/", AMPLE_MS)
}

async fn run(invocation: Invocation) -> Outcome {
    shell().run(invocation, CancellationToken::new()).await
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_processes_of_a_command_use_is_measured_where_it_takes_long_enough() {
    // A child that holds 32 MB and works, under a shell that waits for it.
    let code = "sh -c 'x=$(head -c 33554432 /dev/zero | tr \"\\0\" x); i=0; while [ $i -lt 600000 ]; do i=$((i+1)); done; sleep 0.6'; true";
    let used = run(script(code)).await.used.expect("it took long enough");
    assert!(used.memory_bytes >= 32 << 20, "{used:?}");
    assert!((100..30_000).contains(&used.cpu_ms), "{used:?}");
    let idle = run(script("sleep 0.7")).await.used.expect("it took long enough");
    assert!(idle.cpu_ms < 100 && idle.memory_bytes < 32 << 20, "{idle:?}");
}

/// The process whose id the file holds, if it still runs.
fn running(pid_file: &Path) -> Option<u32> {
    let id =
        std::fs::read_to_string(pid_file).expect("a process wrote its id").trim().parse().expect("an id");
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let state = stat.rsplit_once(')')?.1.trim_start().chars().next()?;
    (state != 'Z' && state != 'X').then_some(id)
}

/// A killed process is gone as soon as the kernel gets to it; this gives it the chance.
async fn assert_ends(pid_file: &Path) {
    for _ in 0..1_000 {
        if running(pid_file).is_none() {
            return;
        }
        tokio::time::timeout(Duration::from_millis(5), std::future::pending::<()>())
            .await
            .expect_err("only time passes");
    }
    panic!("process {:?} still runs", running(pid_file));
}

#[tokio::test]
async fn output_codes_and_signals_are_told() {
    let outcome = run(script("printf out; printf err >&2; exit 3")).await;
    assert_eq!((outcome.exit.clone(), outcome.exit_code()), (Exit::Code(3), Some(3)));
    assert_eq!((outcome.stdout.text(), outcome.stderr.text()), ("out".to_owned(), "err".to_owned()));
    assert!(!outcome.truncated);
    let expected = Outcome::of_output(Exit::Code(3), b"out", b"err");
    assert_eq!(outcome.output_hash, expected.output_hash);
    assert_eq!(run(script("kill -9 $$")).await.exit, Exit::Signal(9));
}

#[tokio::test]
async fn what_cannot_start_says_so() {
    assert_eq!(run(Invocation::new(["no-such-program-here"], "/", AMPLE_MS)).await.exit, Exit::NotFound);
    assert_eq!(run(Invocation::new(["./no/such/program"], "/", AMPLE_MS)).await.exit, Exit::NotFound);
    let refused = [
        Invocation::new(Vec::<String>::new(), "/", AMPLE_MS),
        Invocation::new(["true"], "/no/such/folder", AMPLE_MS),
        Invocation::new(["true", "a\0b"], "/", AMPLE_MS),
        Invocation::new(["true"], "/", AMPLE_MS).env("LD_PRELOAD", "x.so"),
    ];
    for invocation in refused {
        let exit = run(invocation).await.exit;
        assert!(matches!(exit, Exit::NotStarted(_)), "{exit:?}");
    }
}

#[tokio::test]
async fn arguments_and_input_arrive_as_they_are() {
    let outcome = run(Invocation::new(["printf", "%s|", "$HOME; rm", "*", "a b"], "/", AMPLE_MS)).await;
    assert_eq!(outcome.stdout.head, "$HOME; rm|*|a b|");
    let input = "line\n".repeat(100_000);
    let outcome = run(Invocation::new(["wc", "-c"], "/", AMPLE_MS).stdin(input.clone())).await;
    assert_eq!(outcome.stdout.head.trim(), input.len().to_string());
    assert_eq!(run(Invocation::new(["true"], "/", AMPLE_MS).stdin(input)).await.exit, Exit::Code(0));
    assert_eq!(run(Invocation::new(["cat"], "/", AMPLE_MS)).await.exit, Exit::Code(0));
}

#[tokio::test]
async fn only_allowed_variables_reach_a_command() {
    let given = [
        ("PATH", std::env::var("PATH").expect("a path")),
        ("LC_ALL", "C".into()),
        ("ANTHROPIC_API_KEY", "canary".into()),
    ];
    let environment = Environment::allowed(given.map(|(name, value)| (name.to_owned(), value)));
    let shell = LocalShell::new(environment).expect("a shell");
    let outcome =
        shell.run(Invocation::new(["env"], "/", AMPLE_MS).env("CI", "1"), CancellationToken::new()).await;
    let mut names: Vec<&str> =
        outcome.stdout.head.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    names.sort_unstable();
    assert_eq!(names, ["CI", "LC_ALL", "PATH", "SAMRIDDH_RUN"]);
}

#[tokio::test]
async fn output_beyond_the_cap_is_counted_and_hashed_but_not_kept() {
    let mut invocation = script("i=0; while [ $i -lt 20000 ]; do echo line$i; i=$((i+1)); done");
    invocation.output_cap_bytes = 1_000;
    let outcome = run(invocation).await;
    let all: String = (0..20_000).map(|number| format!("line{number}\n")).collect();
    assert!(outcome.truncated);
    assert_eq!(outcome.stdout.total_bytes, all.len() as u64);
    assert_eq!(
        (outcome.stdout.head.as_str(), outcome.stdout.tail.as_str()),
        (&all[..500], &all[all.len() - 500..])
    );
    assert_eq!(outcome.output_hash, Outcome::of_output(Exit::Code(0), all.as_bytes(), b"").output_hash);
}

#[tokio::test]
async fn lines_are_handed_on_without_secrets() {
    let mut lines = Vec::new();
    let code = r"printf '\033[31mone\033[0m\nDATABASE_URL=postgres://u:canary@h/db\n'";
    let outcome = shell()
        .run_streaming(script(code), CancellationToken::new(), &mut |line| lines.push(line.text))
        .await;
    assert_eq!(lines, ["one", "DATABASE_URL=postgres://u:[hidden]@h/db"]);
    assert_eq!(outcome.stdout.head, "one\nDATABASE_URL=postgres://u:[hidden]@h/db\n");
}

#[tokio::test]
async fn the_deadline_ends_children_and_grandchildren() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut invocation =
        script("(sh -c 'echo $$ > inner; exec sleep 600') & echo $$ > outer; echo ready; wait");
    invocation.cwd = folder.path().to_owned();
    invocation.deadline_ms = 500;
    let outcome = run(invocation).await;
    assert_eq!(outcome.exit, Exit::TimedOut);
    assert_eq!(outcome.stdout.head, "ready\n");
    assert_ends(&folder.path().join("outer")).await;
    assert_ends(&folder.path().join("inner")).await;
}

#[tokio::test]
async fn a_command_that_ignores_the_request_to_end_is_killed() {
    let mut invocation = script("trap '' TERM; echo ready; while :; do sleep 600; done");
    invocation.deadline_ms = 300;
    let outcome = run(invocation).await;
    assert_eq!((outcome.exit, outcome.stdout.head.as_str()), (Exit::TimedOut, "ready\n"));
    assert!(outcome.duration_ms < 5_000, "{} ms", outcome.duration_ms);
}

#[tokio::test]
async fn cancelling_ends_it_when_it_said_it_was_ready() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut invocation = script("echo $$ > pid; echo ready; exec sleep 600");
    invocation.cwd = folder.path().to_owned();
    let cancel = CancellationToken::new();
    let outcome = shell().run_streaming(invocation, cancel.clone(), &mut |_| cancel.cancel()).await;
    assert_eq!(outcome.exit, Exit::Cancelled);
    assert_ends(&folder.path().join("pid")).await;
    assert_eq!(shell().run(script("true"), cancel).await.exit, Exit::Cancelled);
}

#[tokio::test]
async fn dropping_the_run_ends_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut invocation = script("(sh -c 'echo $$ > pid; echo ready; exec sleep 600'); true");
    invocation.cwd = folder.path().to_owned();
    let shell = shell();
    let ready = tokio::sync::Notify::new();
    let mut on_line = |_| ready.notify_one();
    tokio::select! {
        outcome = shell.run_streaming(invocation, CancellationToken::new(), &mut on_line) => panic!("it ended: {outcome:?}"),
        () = ready.notified() => {}
    }
    assert_ends(&folder.path().join("pid")).await;
}

#[tokio::test]
async fn a_background_child_that_keeps_the_pipe_open_does_not_hang_the_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut invocation =
        script("(sh -c 'echo $$ > pid; exec sleep 600') & while [ ! -s pid ]; do :; done; echo done");
    invocation.cwd = folder.path().to_owned();
    let outcome = run(invocation).await;
    assert_eq!((outcome.exit, outcome.stdout.head.as_str()), (Exit::Code(0), "done\n"));
    assert!(outcome.duration_ms < 10_000, "{} ms", outcome.duration_ms);
    assert_ends(&folder.path().join("pid")).await;
}

/// `setsid` leaves the process group, so only the mark in the environment finds it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_child_that_left_the_group_with_the_pipe_is_found_and_ended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let code = "setsid sh -c 'echo $$ > pid; exec sleep 600' & while [ ! -s pid ]; do :; done; echo done";
    let mut invocation = script(code);
    invocation.cwd = folder.path().to_owned();
    let outcome = run(invocation).await;
    assert_eq!((outcome.exit, outcome.stdout.head.as_str()), (Exit::Code(0), "done\n"));
    assert_ends(&folder.path().join("pid")).await;
}
