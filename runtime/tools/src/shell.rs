//! Running commands on this machine: bounded in time and output, ended whole.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::capture::{Capture, outcome};
use crate::command::{Exit, Invocation, Line, Outcome, Stream};
use crate::environment::{self, Environment, is_program};
use crate::error::ToolError;
use crate::group::{Group, Strays};
use crate::marks::Mark;
use crate::meter::Meter;
use crate::ports::{OnLine, Shell};
use crate::spawner::Spawner;

/// Between asking a command to end and ending it: long enough for a server to close its sockets, short for a person who waits.
const TERM_GRACE: Duration = Duration::from_millis(500);
/// After a command and its group have ended, for what is still in the pipes; only a process that left the group can hold one open.
const DRAIN: Duration = Duration::from_millis(500);
const READ_BYTES: usize = 16 * 1_024;
/// A day: longer than anything worth waiting for, and short of where adding it to the clock could overflow.
const DEADLINE_MS_MAX: u64 = 24 * 60 * 60 * 1_000;

/// The shell of this machine. Dropping it ends every command it still runs.
pub struct LocalShell {
    environment: Environment,
    spawner: Spawner,
}

impl LocalShell {
    /// Commands see `environment` and what their invocation adds.
    pub fn new(environment: Environment) -> Result<Self, ToolError> {
        Ok(Self { environment, spawner: Spawner::start()? })
    }

    /// The program and its arguments as a command that may be started, or how the run ends instead.
    fn prepare(&self, invocation: &Invocation) -> Result<Command, Exit> {
        let Some((name, arguments)) = invocation.argv.split_first() else {
            return Err(Exit::NotStarted("the command is empty".to_owned()));
        };
        if invocation.argv.iter().any(|argument| argument.contains('\0')) {
            return Err(Exit::NotStarted("an argument contains a NUL byte".to_owned()));
        }
        if !invocation.cwd.is_dir() {
            return Err(Exit::NotStarted(format!(
                "there is no folder `{}` to run in",
                invocation.cwd.display()
            )));
        }
        if let Some(why) = invocation.env.iter().find_map(|(name, value)| environment::objection(name, value))
        {
            return Err(Exit::NotStarted(why));
        }
        let program = self.resolve(name, invocation).ok_or(Exit::NotFound)?;
        #[expect(clippy::disallowed_methods, reason = "this module owns the starting of processes")]
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&invocation.cwd);
        command.env_clear().envs(self.environment.iter()).envs(&invocation.env);
        command.stdin(if invocation.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
        Ok(command)
    }

    fn resolve(&self, name: &str, invocation: &Invocation) -> Option<PathBuf> {
        if name.contains('/') {
            let path = std::path::absolute(invocation.cwd.join(name)).ok()?;
            return is_program(&path).then_some(path);
        }
        match invocation.env.get("PATH") {
            Some(path) => Environment::allowed([("PATH".to_owned(), path.clone())]).find_program(name),
            None => self.environment.find_program(name),
        }
    }
}

#[async_trait]
impl Shell for LocalShell {
    async fn run_streaming(
        &self,
        invocation: Invocation,
        cancel: CancellationToken,
        on_line: OnLine<'_>,
    ) -> Outcome {
        let command = match self.prepare(&invocation) {
            Ok(command) => command,
            Err(exit) => return Outcome::silent(exit),
        };
        if cancel.is_cancelled() {
            return Outcome::silent(Exit::Cancelled);
        }
        let started = Instant::now();
        match self.spawner.spawn(command, Mark::next()).await {
            Ok(group) => Run::new(group, invocation, started).finish(cancel, on_line).await,
            Err(error) => Outcome::silent(Exit::NotStarted(error.to_string())),
        }
    }
}

/// A command that was started, with what it said so far.
struct Run {
    group: Group,
    input: Option<(ChildStdin, Vec<u8>, usize)>,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    out: Capture,
    err: Capture,
    started: Instant,
    deadline: Instant,
    meter: Meter,
    /// Why it is being ended, and when asking turns into killing.
    ending: Option<(Exit, Instant)>,
    /// How it ended by itself, and until when its pipes are read.
    ended: Option<(Exit, Instant)>,
}

/// What happened next.
enum Step {
    Cancelled,
    TimedOut,
    GraceOver,
    DrainOver,
    Looked,
    Ended(std::io::Result<std::process::ExitStatus>),
    Wrote(std::io::Result<usize>),
    Out(std::io::Result<usize>),
    Err(std::io::Result<usize>),
}

impl Run {
    fn new(mut group: Group, invocation: Invocation, started: Instant) -> Self {
        let input = group.child.stdin.take().zip(invocation.stdin).map(|(pipe, bytes)| (pipe, bytes, 0));
        let (stdout, stderr) = (group.child.stdout.take(), group.child.stderr.take());
        let capture = || Capture::new(invocation.output_cap_bytes);
        let meter = Meter::new(group.child.id(), started);
        let deadline = started + Duration::from_millis(invocation.deadline_ms.min(DEADLINE_MS_MAX));
        Self {
            group,
            input,
            stdout,
            stderr,
            out: capture(),
            err: capture(),
            started,
            deadline,
            meter,
            ending: None,
            ended: None,
        }
    }

    async fn finish(mut self, cancel: CancellationToken, on_line: OnLine<'_>) -> Outcome {
        let (mut out_buffer, mut err_buffer) = (vec![0; READ_BYTES], vec![0; READ_BYTES]);
        while self.ended.is_none() || self.stdout.is_some() || self.stderr.is_some() {
            let grace_over = self.ending.as_ref().map(|(_, at)| *at);
            let drain_over = self.ended.as_ref().map(|(_, at)| *at);
            let running = self.ended.is_none();
            let step = tokio::select! {
                biased;
                () = cancel.cancelled(), if running && grace_over.is_none() => Step::Cancelled,
                () = tokio::time::sleep_until(self.deadline), if running && grace_over.is_none() => Step::TimedOut,
                () = until(grace_over), if running => Step::GraceOver,
                () = until(drain_over) => Step::DrainOver,
                () = tokio::time::sleep_until(self.meter.next()), if running => Step::Looked,
                status = self.group.child.wait(), if running => Step::Ended(status),
                wrote = feed(&mut self.input) => Step::Wrote(wrote),
                read = read(&mut self.stdout, &mut out_buffer) => Step::Out(read),
                read = read(&mut self.stderr, &mut err_buffer) => Step::Err(read),
            };
            match step {
                Step::Cancelled => self.end(Exit::Cancelled),
                Step::TimedOut => self.end(Exit::TimedOut),
                Step::GraceOver => self.kill(),
                Step::DrainOver => break,
                Step::Looked => self.meter.look(),
                Step::Ended(status) => self.ended(status),
                Step::Wrote(wrote) => self.wrote(wrote),
                Step::Out(Ok(count @ 1..)) => {
                    self.out.push(&out_buffer[..count], &mut to_lines(Stream::Stdout, on_line))
                }
                Step::Out(_) => self.stdout = None,
                Step::Err(Ok(count @ 1..)) => {
                    self.err.push(&err_buffer[..count], &mut to_lines(Stream::Stderr, on_line))
                }
                Step::Err(_) => self.stderr = None,
            }
        }
        self.outcome(on_line)
    }

    fn end(&mut self, why: Exit) {
        self.group.terminate();
        self.ending = Some((why, Instant::now() + TERM_GRACE));
    }

    fn kill(&mut self) {
        self.group.kill(Strays::Find);
        // It cannot refuse this; the far deadline only keeps this step from coming again at once.
        if let Some((_, at)) = &mut self.ending {
            *at += TERM_GRACE;
        }
    }

    /// The leader has ended: what it left in the group ends too, so that the pipes close.
    fn ended(&mut self, status: std::io::Result<std::process::ExitStatus>) {
        let own = match status {
            Ok(status) => exit_of(status),
            Err(error) => Exit::NotStarted(format!("waiting for the command failed: {error}")),
        };
        let strays = if self.ending.is_some() { Strays::Find } else { Strays::Ignore };
        self.group.kill(strays);
        let exit = self.ending.take().map_or(own, |(why, _)| why);
        self.ended = Some((exit, Instant::now() + DRAIN));
    }

    fn wrote(&mut self, wrote: std::io::Result<usize>) {
        match (wrote, &mut self.input) {
            (Ok(count @ 1..), Some((_, bytes, position))) if *position + count < bytes.len() => {
                *position += count
            }
            // All written, or the command does not want the rest: either way it sees the end of its input.
            _ => self.input = None,
        }
    }

    fn outcome(mut self, on_line: OnLine<'_>) -> Outcome {
        if self.stdout.is_some() || self.stderr.is_some() {
            self.group.kill(Strays::Find);
        }
        let exit = self.ended.take().map_or(Exit::Cancelled, |(exit, _)| exit);
        let duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let out = self.out.finish(&mut to_lines(Stream::Stdout, on_line));
        let err = self.err.finish(&mut to_lines(Stream::Stderr, on_line));
        Outcome { used: self.meter.used(), ..outcome(exit, out, err, duration_ms) }
    }
}

fn to_lines<'a>(stream: Stream, on_line: &'a mut (dyn FnMut(Line) + Send)) -> impl FnMut(String) + 'a {
    move |text| on_line(Line { stream, text })
}

fn exit_of(status: std::process::ExitStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal),
        (None, None) => Exit::NotStarted("the command ended without a status".to_owned()),
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn feed(input: &mut Option<(ChildStdin, Vec<u8>, usize)>) -> std::io::Result<usize> {
    match input {
        Some((pipe, bytes, position)) => pipe.write(&bytes[*position..]).await,
        None => std::future::pending().await,
    }
}

async fn read(pipe: &mut Option<impl AsyncRead + Unpin>, buffer: &mut [u8]) -> std::io::Result<usize> {
    match pipe {
        Some(pipe) => pipe.read(buffer).await,
        None => std::future::pending().await,
    }
}
