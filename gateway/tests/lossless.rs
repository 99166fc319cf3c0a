//! Many clients on a bad road, and a gateway that is started anew in the middle: everybody ends with what the record says.

#[path = "lossless/road.rs"]
mod road;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cli::client::{Arrival, Client};
use cli::remote::{self, Address};
use cli::wire;
use gateway::server::{Limits, Server};
use gateway::wiring;
use protocol::command::{Command, History, Place, RunOptions, Verify};
use protocol::event::{Body, SessionEvent};
use protocol::id::{CommandId, ContentHash, SessionId};
use protocol::view::View;
use road::Road;
use runtime::Node;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Commands that each client sends over the bad road while it watches.
const COMMANDS: usize = 5;

/// A gateway over a data folder, which can end and begin again.
struct Gateway {
    node: Arc<Node>,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Gateway {
    async fn start(home: &Path, road: &Road, token: &Mutex<String>) -> Self {
        let node = wiring::open_node(home).await.unwrap();
        let server =
            Server::bind(0).await.unwrap().with(Limits { connections_max: 400, ..Limits::default() });
        let (port, stop, mut tasks) = (server.port(), CancellationToken::new(), JoinSet::new());
        // Each start has a token of its own.
        let name = wiring::random_name();
        *token.lock().unwrap() = name.clone();
        road.to.store(port, Ordering::SeqCst);
        let (sessions, folder, stopped) = (node.clone(), home.to_owned(), stop.clone());
        tasks.spawn(async move { server.run(sessions, &name, folder, stopped).await });
        Self { node, stop, tasks }
    }

    async fn end(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
        self.node.shutdown().await;
    }
}

/// What one client needs to find its way, and the event at which it is done.
#[derive(Clone)]
struct Way {
    session: SessionId,
    port: u16,
    token: Arc<Mutex<String>>,
    last: Arc<AtomicUsize>,
    /// How often any client was told that its connection was lost, and that it is back.
    away: Arc<AtomicUsize>,
    back_anew: Arc<AtomicUsize>,
}

impl Way {
    fn address(&self) -> Option<Address> {
        Some(Address { port: self.port, token: self.token.lock().unwrap().clone() })
    }

    async fn client(&self, number: usize) -> (Client, JoinSet<()>) {
        loop {
            let Some(address) = self.address() else { continue };
            // The first connection can break off before it is one.
            let Ok(remote) = remote::connect(&address).await else { continue };
            let ((near, far), mut pumping, way) = (wire::pair(), JoinSet::new(), self.clone());
            pumping.spawn(remote.pump(far, move || way.address()));
            return (Client::open(near, format!("client-{number}")).await.unwrap(), pumping);
        }
    }

    /// Watches to the end; the hash of what was folded.
    async fn watch(self, number: usize) -> (View, ContentHash) {
        let (mut client, _pumping) = self.client(number).await;
        let attach = Command::Attach { session: self.session.clone(), from: Place::default() };
        client.command(attach).await.unwrap();
        let (mut view, mut sent) = (View::default(), 0);
        loop {
            if sent < COMMANDS && view.seq > 0 {
                let resume = Command::Resume { session: self.session.clone(), approve: false };
                client.command(resume).await.unwrap();
                sent += 1;
            }
            let last = self.last.load(Ordering::SeqCst) as u64;
            if sent == COMMANDS && last > 0 && view.seq >= last {
                let hash = view.hash().unwrap();
                return (view, hash);
            }
            match client.next().await.unwrap() {
                Arrival::Event(event) => {
                    assert_eq!(event.seq, view.seq + 1, "a gap, or an event that came twice");
                    view.apply(&event).unwrap();
                }
                Arrival::Away(_) => drop(self.away.fetch_add(1, Ordering::SeqCst)),
                Arrival::Back { anew } => drop(self.back_anew.fetch_add(usize::from(anew), Ordering::SeqCst)),
                Arrival::CaughtUp => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

/// Things happen in the session: so many pairs of events.
async fn happen(node: &Node, session: &SessionId, name: &str, pairs: usize) {
    for number in 0..pairs {
        let resume = Command::Resume { session: session.clone(), approve: false };
        node.command(CommandId::new(format!("{name}-{number}")), resume).await.unwrap();
    }
}

async fn everybody_ends_with_the_record(clients: usize, cuts: usize, pairs: usize) {
    let home = tempfile::tempdir().unwrap();
    let (road, token) = (Road::with(cuts, 0x5eed).await, Arc::new(Mutex::new(String::new())));
    let gateway = Gateway::start(home.path(), &road, &token).await;
    let options = RunOptions::offline("/nowhere/blog", false, Verify::None);
    let submit = Command::Submit { request: "a blog with posts".into(), options };
    let session = gateway.node.command(CommandId::new("submit"), submit.clone()).await.unwrap();
    let mut follower = gateway.node.follow(&session).await.unwrap();
    let mut plan = View::default();
    while !plan.waits_for_person() {
        plan.apply(&follower.next().await.unwrap().unwrap().event).unwrap();
    }
    drop(follower);

    let way = Way {
        session: session.clone(),
        port: road.port,
        token: Arc::clone(&token),
        last: Arc::default(),
        away: Arc::default(),
        back_anew: Arc::default(),
    };
    let mut watching = JoinSet::new();
    for number in 0..clients {
        watching.spawn(way.clone().watch(number));
    }
    happen(&gateway.node, &session, "before", pairs).await;
    let mut more = 0;
    while road.cuts.load(Ordering::SeqCst) < cuts / 2 {
        more += 1;
        happen(&gateway.node, &session, &format!("on-{more}"), 1).await;
    }
    gateway.end().await;
    let gateway = Gateway::start(home.path(), &road, &token).await;
    assert_eq!(gateway.node.command(CommandId::new("submit"), submit).await, Ok(session.clone()));
    happen(&gateway.node, &session, "after", pairs).await;
    while road.cuts.load(Ordering::SeqCst) < cuts {
        more += 1;
        happen(&gateway.node, &session, &format!("on-{more}"), 1).await;
    }
    // Each client's commands are recorded when its own watch has ended or waits for the end: count them until all are.
    let mut all = gateway.node.follow(&session).await.unwrap();
    let (mut view, mut accepted) = (View::default(), BTreeMap::<CommandId, u32>::new());
    let of_clients = |accepted: &BTreeMap<CommandId, u32>| {
        accepted.keys().filter(|id| id.as_str().starts_with("client-")).count()
    };
    while of_clients(&accepted) < clients * COMMANDS {
        let posted = all.next().await.unwrap().unwrap();
        view.apply(&posted.event).unwrap();
        if let Body::Session(SessionEvent::CommandAccepted { id, .. }) = &posted.event.fact.body {
            *accepted.entry(id.clone()).or_default() += 1;
        }
    }
    happen(&gateway.node, &session, "last", 1).await;
    let from = Place { history: History::State, ..Place::default() };
    let now = gateway.node.attach(&session, from).await.unwrap().snapshot.unwrap().view;
    way.last.store(now.seq as usize, Ordering::SeqCst);
    happen(&gateway.node, &session, "end", 1).await;
    let from = Place { history: History::State, ..Place::default() };
    let end = gateway.node.attach(&session, from).await.unwrap().snapshot.unwrap().view;
    assert!(accepted.values().all(|times| *times == 1), "a command was done twice");

    let mut hashes = BTreeMap::from([(now.seq, now.hash().unwrap()), (end.seq, end.hash().unwrap())]);
    let mut between = View::clone(&now);
    for posted in gateway.node.page(&session, now.seq).await.unwrap() {
        between.apply(&posted.event).unwrap();
        hashes.entry(between.seq).or_insert(between.hash().unwrap());
    }
    let mut ended = 0;
    while let Some(watched) = watching.join_next().await {
        let (view, hash) = watched.unwrap();
        assert_eq!(hashes.get(&view.seq), Some(&hash), "a client at event {} has another state", view.seq);
        ended += 1;
    }
    assert_eq!((ended, road.cuts.load(Ordering::SeqCst)), (clients, cuts));
    let (away, anew) = (way.away.load(Ordering::SeqCst), way.back_anew.load(Ordering::SeqCst));
    println!(
        "{clients} clients, {} events, {cuts} cuts, {away} times away, {anew} times back at a new start",
        now.seq
    );
    assert!(anew >= clients / 2, "the restart went unnoticed");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_off_again_and_again_and_over_a_restart_every_client_ends_with_the_record() {
    everybody_ends_with_the_record(12, 100, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes on a busy machine; the test above is a sample of it"]
async fn a_thousand_cuts_over_a_hundred_clients() {
    everybody_ends_with_the_record(100, 1_000, 200).await;
}
