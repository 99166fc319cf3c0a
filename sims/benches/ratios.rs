//! `cargo bench -p sims`: what the kernel does per second, as a ratio against a plain peer in the same run.
//!
//! Machines differ and are shared, so only the ratios mean something; the rates beside them say of which order they are.

use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result};
use memory::{FileJournal, Journal, NewRecord, Options};
use protocol::event::Event;
use protocol::view::View;
use ractor::{Actor, ActorProcessingErr, ActorRef};
use runtime::envelope::{Envelope, Slots};
use tokio::sync::mpsc;

/// Long enough for a rate to settle, short enough to be run often.
const WINDOW: Duration = Duration::from_millis(1_500);
/// Messages between two looks at the clock, and the mailbox's size.
const BATCH: usize = 256;
const ROUNDS: usize = 3;

fn main() -> Result<()> {
    journal_beside_bare_syncs()?;
    folding_beside_parsing()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build()?;
    runtime.block_on(messages())
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Calls per second of `work`, each of which counts for `each`.
fn rate(each: usize, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let began = now();
    let mut done = 0_usize;
    while began.elapsed() < WINDOW {
        work()?;
        done += each;
    }
    Ok(done as f64 / began.elapsed().as_secs_f64())
}

fn told(what: &str, ours: f64, peer: &str, theirs: f64) {
    println!("{what}: {ours:.0}/s; {peer}: {theirs:.0}/s; ratio {:.2}", ours / theirs);
}

/// One record a group, each synced, beside a loop that writes as many bytes and syncs.
fn journal_beside_bare_syncs() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let body = vec![b'x'; 300];
    let (mut journal, _) = FileJournal::open(folder.path().join("journal"), Options::default())?;
    let record = NewRecord { time_ms: 1, kind: 1, version: 1, body: body.clone() };
    let ours = rate(1, || {
        journal.append(vec![record.clone()])?;
        Ok(())
    })?;
    let mut file = File::create(folder.path().join("bare"))?;
    let theirs = rate(1, || {
        file.write_all(&body)?;
        Ok(file.sync_data()?)
    })?;
    told("journal, one record a group", ours, "bare write and fdatasync", theirs);
    let group = vec![record; BATCH];
    let grouped = rate(BATCH, || {
        journal.append(group.clone())?;
        Ok(())
    })?;
    told("journal, 256 records a group", grouped, "bare write and fdatasync", theirs);
    Ok(())
}

/// A recorded session folded, beside reading the same events from JSON.
fn folding_beside_parsing() -> Result<()> {
    let lines: Vec<&str> = include_str!("../../protocol/fixtures/notes.jsonl").lines().collect();
    let parse = || lines.iter().map(|line| serde_json::from_str(line)).collect::<Result<Vec<Event>, _>>();
    let events = parse()?;
    let ours = rate(events.len(), || {
        black_box(View::fold(&events)?);
        Ok(())
    })?;
    let theirs = rate(events.len(), || {
        black_box(parse()?);
        Ok(())
    })?;
    told("events folded", ours, "the same parsed from JSON", theirs);
    Ok(())
}

/// Counts what arrives, and says so at the end of each batch.
struct Counter(mpsc::Sender<()>);

struct Sealed(Option<Envelope<usize>>, usize);

impl Actor for Counter {
    type Msg = Sealed;
    type State = ();
    type Arguments = ();

    async fn pre_start(&self, _: ActorRef<Sealed>, (): ()) -> Result<(), ActorProcessingErr> {
        Ok(())
    }

    async fn handle(
        &self,
        _: ActorRef<Sealed>,
        message: Sealed,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        drop(black_box(message.0));
        if message.1 + 1 == BATCH {
            self.0.send(()).await?;
        }
        Ok(())
    }
}

/// A message in its bounded mailbox, beside the same actor without one, beside a channel alone.
async fn messages() -> Result<()> {
    let (told_end, mut ended) = mpsc::channel(1);
    let (actor, _) = Actor::spawn(None, Counter(told_end), ()).await?;
    let slots = Slots::new(BATCH);
    // The best of several rounds in turn: a neighbour on the machine slows one of them, not one kind of message.
    let mut rates = [0.0_f64; 2];
    for round in 0..2 * ROUNDS {
        let bounded = round % 2 == 0;
        let (began, mut done) = (now(), 0);
        while began.elapsed() < WINDOW / 3 {
            for number in 0..BATCH {
                let sealed = if bounded { Some(slots.seal(number, u64::MAX)?) } else { None };
                actor.cast(Sealed(sealed, number))?;
            }
            ended.recv().await.context("the actor ended")?;
            done += BATCH;
        }
        let best = &mut rates[usize::from(!bounded)];
        *best = best.max(done as f64 / began.elapsed().as_secs_f64());
    }
    let channel = channel().await?;
    told("messages with a place and a deadline", rates[0], "bare ractor", rates[1]);
    told("messages with a place and a deadline", rates[0], "bare tokio mpsc", channel);
    actor.stop(None);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench has a task of its own to send to")]
async fn channel() -> Result<f64> {
    let (sender, mut receiver) = mpsc::channel::<usize>(BATCH);
    let (told_end, mut ended) = mpsc::channel(1);
    let reader = tokio::spawn(async move {
        while let Some(number) = receiver.recv().await {
            if black_box(number) + 1 == BATCH && told_end.send(()).await.is_err() {
                return;
            }
        }
    });
    let (began, mut done) = (now(), 0);
    while began.elapsed() < WINDOW {
        for number in 0..BATCH {
            sender.send(number).await?;
        }
        ended.recv().await.context("the reader ended")?;
        done += BATCH;
    }
    drop(sender);
    reader.await?;
    Ok(done as f64 / began.elapsed().as_secs_f64())
}
