//! Streams over a real socket: late, slow, repeated and mistaken clients, and what the gateway says when it closes.

mod double;

use std::time::Duration;

use double::running::{Running, TOKEN, close_code, hear, running, running_with, say};
use futures_util::{SinkExt, StreamExt};
use gateway::server::Limits;
use protocol::command::{Command, History, Place};
use protocol::event::{Body, SessionEvent};
use protocol::frame::{ClientFrame, Close, Draft, FRAME_BYTES_MAX, ResetReason, ServerFrame};
use protocol::id::ContentHash;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

type Socket = WebSocketStream<TcpStream>;

fn paused() -> Body {
    Body::Session(SessionEvent::Paused)
}

async fn attach(gateway: &Running, socket: &mut Socket, from: Place) {
    let command = Command::Attach { session: gateway.session.id(), from };
    say(socket, &ClientFrame::Command { id: "a".into(), command }).await;
    assert!(matches!(hear(socket).await, ServerFrame::Ack { .. }));
}

fn mark(seq: u64) -> ContentHash {
    ContentHash::new(format!("{seq:064x}"))
}

#[tokio::test]
async fn a_client_goes_on_from_the_event_that_it_saw() {
    let gateway = running().await;
    gateway.session.happen(paused());
    gateway.session.happen(paused());
    let mut socket = gateway.greeted().await;
    attach(&gateway, &mut socket, Place { after: 2, mark: Some(mark(2)), ..Place::default() }).await;
    let ServerFrame::Event { mark: got, event } = hear(&mut socket).await else { panic!("no event") };
    assert_eq!((event.seq, got), (3, mark(3)));
    assert!(matches!(hear(&mut socket).await, ServerFrame::CaughtUp { seq: 3, .. }));
}

#[tokio::test]
async fn a_client_whose_history_is_gone_is_told_and_begins_anew() {
    let gateway = running().await;
    for _ in 0..5 {
        gateway.session.happen(paused());
    }
    gateway.session.cut(2);
    let after_the_cut = Place { after: 6, mark: Some(mark(6)), ..Place::default() };
    let of_another_record = Place { after: 1, mark: Some(mark(9)), ..Place::default() };
    for (from, expected) in
        [(after_the_cut, ResetReason::Shorter), (of_another_record, ResetReason::Replaced)]
    {
        let mut socket = gateway.greeted().await;
        attach(&gateway, &mut socket, from).await;
        let first = hear(&mut socket).await;
        assert!(matches!(first, ServerFrame::Reset { reason, .. } if reason == expected), "{first:?}");
        for seq in 1..=2 {
            let next = hear(&mut socket).await;
            assert!(matches!(&next, ServerFrame::Event { event, .. } if event.seq == seq), "{next:?}");
        }
    }
}

#[tokio::test]
async fn a_late_client_that_wants_the_state_gets_it_and_then_what_happens() {
    let gateway = running().await;
    for _ in 0..50 {
        gateway.session.happen(paused());
    }
    let mut socket = gateway.greeted().await;
    attach(&gateway, &mut socket, Place { history: History::State, ..Place::default() }).await;
    let ServerFrame::Snapshot { mark: got, view, .. } = hear(&mut socket).await else {
        panic!("no snapshot")
    };
    assert_eq!((*view, got), (gateway.session.view(), mark(51)));
    assert!(matches!(hear(&mut socket).await, ServerFrame::CaughtUp { seq: 51, .. }));
    gateway.session.happen(paused());
    let next = hear(&mut socket).await;
    assert!(matches!(&next, ServerFrame::Event { event, .. } if event.seq == 52), "{next:?}");
}

#[tokio::test]
async fn attaching_again_takes_the_place_of_the_first_so_that_nothing_comes_twice() {
    let gateway = running().await;
    let mut socket = gateway.greeted().await;
    for _ in 0..40 {
        attach(&gateway, &mut socket, Place::after(1)).await;
        assert!(matches!(hear(&mut socket).await, ServerFrame::CaughtUp { .. }));
    }
    gateway.session.happen(paused());
    gateway.session.happen(paused());
    for seq in 2..=3 {
        let next = hear(&mut socket).await;
        assert!(matches!(&next, ServerFrame::Event { event, .. } if event.seq == seq), "{next:?}");
    }
}

#[tokio::test]
async fn drafts_come_in_between_and_are_not_repeated() {
    let gateway = running().await;
    let mut socket = gateway.greeted().await;
    attach(&gateway, &mut socket, Place::after(1)).await;
    assert!(matches!(hear(&mut socket).await, ServerFrame::CaughtUp { .. }));
    let draft = Draft {
        session: gateway.session.id(),
        call: "refine.1".into(),
        attempt: 1,
        at: 0,
        text: "{\"edits\"".into(),
    };
    gateway.session.ring.draft(draft.clone());
    assert_eq!(hear(&mut socket).await, ServerFrame::Draft(draft));
    let mut late = gateway.greeted().await;
    attach(&gateway, &mut late, Place::default()).await;
    assert!(matches!(hear(&mut late).await, ServerFrame::Event { .. }));
    assert!(matches!(hear(&mut late).await, ServerFrame::CaughtUp { .. }));
}

#[tokio::test]
async fn a_gateway_that_ends_says_so() {
    let gateway = running().await;
    let (mut greeted, mut silent) =
        (gateway.greeted().await, gateway.open(gateway.request(&format!("?token={TOKEN}"))).await.unwrap());
    gateway.stop.cancel();
    assert_eq!(close_code(&mut greeted).await, Some(Close::Away));
    assert_eq!(close_code(&mut silent).await, Some(Close::Away));
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_closed_with_a_code_and_the_others_go_on() {
    let limits = Limits { stall_max: Duration::from_millis(200), ..Limits::default() };
    let gateway = running_with(limits).await;
    let (mut frozen, mut quick) = (gateway.greeted().await, gateway.greeted().await);
    attach(&gateway, &mut frozen, Place::after(1)).await;
    attach(&gateway, &mut quick, Place::after(1)).await;
    assert!(matches!(hear(&mut quick).await, ServerFrame::CaughtUp { .. }));
    // More than the system's buffers hold for one that does not read.
    for seq in 2..=400 {
        let request = "x".repeat(64 * 1024);
        let text = protocol::event::PlanEvent::RevisionRefused { text: request, message: String::new() };
        gateway.session.happen(Body::Plan(text));
        let next = hear(&mut quick).await;
        assert!(matches!(&next, ServerFrame::Event { event, .. } if event.seq == seq));
    }
    // However quick the others were, it has read nothing for longer than it may.
    tokio::time::sleep(limits.stall_max * 3).await;
    // Only now does it read again: whole events in order, and then why it was closed.
    let mut seq = 1;
    let closed = loop {
        match frozen.next().await.expect("it says why it closes").expect("it closes in order") {
            Message::Close(frame) => break frame,
            message => {
                if let ServerFrame::Event { event, .. } =
                    serde_json::from_str(message.to_text().unwrap()).unwrap()
                {
                    assert_eq!(event.seq, seq + 1);
                    seq = event.seq;
                }
            }
        }
    };
    assert_eq!(closed.and_then(|frame| Close::of_code(frame.code.into())), Some(Close::Slow));
    assert!(seq < 400, "it was not slow");
    let mut again = gateway.greeted().await;
    attach(&gateway, &mut again, Place { after: seq, mark: Some(mark(seq)), ..Place::default() }).await;
    let next = hear(&mut again).await;
    assert!(matches!(&next, ServerFrame::Event { event, .. } if event.seq == seq + 1), "{next:?}");
}

#[tokio::test]
async fn a_message_in_fragments_is_one_and_too_many_of_them_are_too_large() {
    let gateway = running().await;
    let mut socket = gateway.greeted().await;
    let text = serde_json::to_string(&ClientFrame::Hello { protocol: 1 }).unwrap();
    let (first, rest) = text.split_at(7);
    let part =
        |bytes: &str, code, last| Message::Frame(Frame::message(bytes.to_owned(), OpCode::Data(code), last));
    socket.send(part(first, Data::Text, false)).await.unwrap();
    socket.send(Message::Ping("are you there".into())).await.unwrap();
    socket.send(part(rest, Data::Continue, true)).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Pong(_)))));
    assert!(matches!(hear(&mut socket).await, ServerFrame::Error { .. }), "hello was said already");
    let piece = " ".repeat(FRAME_BYTES_MAX / 4);
    socket.send(part(&piece, Data::Text, false)).await.unwrap();
    for _ in 0..4 {
        // It may close while the rest is still being sent.
        let _ = socket.send(part(&piece, Data::Continue, false)).await;
    }
    assert_eq!(close_code(&mut socket).await, Some(Close::TooLarge));
}

/// What the gateway answers to these bytes: the code of its close message.
async fn answer_to(bytes: &[u8]) -> Option<Close> {
    let gateway = running().await;
    let mut stream = gateway.greeted().await.into_inner();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let [0x88, _, high, low, ..] = answer.as_slice() else { return None };
    Close::of_code(u16::from_be_bytes([*high, *low]))
}

#[tokio::test]
async fn bytes_that_are_no_message_are_answered_with_a_code() {
    // A mask of zeros leaves the payload as it is.
    assert_eq!(answer_to(&[0x81, 0x02, b'{', b'}']).await, Some(Close::Unframed), "not masked");
    assert_eq!(answer_to(&[0xf1, 0x80, 0, 0, 0, 0]).await, Some(Close::Unframed), "reserved bits");
    assert_eq!(answer_to(&[0x83, 0x80, 0, 0, 0, 0]).await, Some(Close::Unframed), "unknown opcode");
    let long_ping = [&[0x89, 0xfe, 0, 200, 0, 0, 0, 0], [0; 200].as_slice()].concat();
    assert_eq!(answer_to(&long_ping).await, Some(Close::Unframed), "a long ping");
    assert_eq!(answer_to(&[0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]).await, Some(Close::NotText), "not UTF-8");
    let huge = [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    assert_eq!(answer_to(&huge).await, Some(Close::TooLarge), "a length of exabytes");
}

#[tokio::test]
async fn a_client_that_closes_is_answered() {
    let gateway = running().await;
    let mut socket = gateway.greeted().await;
    socket.close(None).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));
    assert!(socket.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn whoever_says_nothing_is_closed_before_and_after_the_hello() {
    let gateway = running().await;
    let mut nobody = gateway.open(gateway.request(&format!("?token={TOKEN}"))).await.unwrap();
    assert!(matches!(hear(&mut nobody).await, ServerFrame::Error { .. }));
    assert_eq!(close_code(&mut nobody).await, Some(Close::Policy));
    // A client whose machine is gone: it answers no ping, as nothing of it reads.
    let (mut read, _write) = gateway.greeted().await.into_inner().into_split();
    let mut answer = Vec::new();
    let _ = read.read_to_end(&mut answer).await;
    assert!(answer.starts_with(&[0x89, 0]), "it was asked whether it is there");
    let closed = answer.windows(4).find(|bytes| bytes[0] == 0x88).expect("a close message");
    assert_eq!(Close::of_code(u16::from_be_bytes([closed[2], closed[3]])), Some(Close::Slow));
}
