//! A server that misbehaves, on a real socket: every fault is an error that says what to do, and none is taken for an answer.

mod support;

use llm::retry::{self, Decision, Heard, History, Jitter, Policy, Repeatable};
use llm::{Bounds, Limits, ModelError, Phase, Provider};
use support::double::{
    Act, Connection, Double, Seen, counts, done, event, finishes, head, page, says, send, stream_head,
};
use support::{KEY, call, client, client_within, error_of, first_text, outcome, request};

const OPEN: Bounds = Bounds { parts_max: u64::MAX, text_bytes_max: u64::MAX };

async fn outcome_of(acts: Vec<Act>) -> String {
    let double = Double::answering(acts).await;
    outcome(&client(&double.url())).await
}

async fn outcome_within(limits: Limits, bounds: Bounds, acts: Vec<Act>) -> String {
    let double = Double::answering(acts).await;
    outcome(&client_within(&double.url(), limits, bounds)).await
}

fn stream(acts: Vec<Act>) -> Vec<Act> {
    [vec![stream_head()], acts].concat()
}

#[tokio::test]
async fn refusals_say_what_to_do_and_never_show_the_key() {
    let echo = format!(r#"{{"error":{{"message":"Incorrect API key: {KEY}"}}}}"#);
    let cases = [
        page("429 Too Many Requests", "retry-after: 3\r\n", r#"{"error":{"message":"slow down"}}"#),
        page("429 Too Many Requests", "", ""),
        page("429 Too Many Requests", "", r#"{"error":{"message":"no credit","code":"insufficient_quota"}}"#),
        page("500 Internal Server Error", "", "oops"),
        page("502 Bad Gateway", "content-type: text/html\r\n", "<html>\n<h1>bad gateway</h1></html>"),
        page("503 Service Unavailable", "retry-after-ms: 20\r\n", r#"{"error":{"message":"Loading model"}}"#),
        page("401 Unauthorized", "", &echo),
        page("403 Forbidden", "", &format!("no entry for Bearer {KEY}")),
        page("307 Temporary Redirect", "location: http://127.0.0.1:9/\r\n", ""),
        page("404 Not Found", "", r#"{"error":"no such model"}"#),
    ];
    let mut outcomes = Vec::new();
    for acts in cases {
        let outcome = outcome_of(acts).await;
        assert!(!outcome.contains("canary"), "{outcome}");
        outcomes.push(outcome);
    }
    expect_test::expect![[r#"
        not begun: RateLimited { detail: "slow down (429)", retry_after_ms: Some(3000) }
        not begun: RateLimited { detail: "it gives no reason (429)", retry_after_ms: None }
        not begun: OutOfCredit { detail: "no credit (429)" }
        not begun: Unavailable { detail: "oops (500)", retry_after_ms: None }
        not begun: Unavailable { detail: "<html> <h1>bad gateway</h1></html> (502)", retry_after_ms: None }
        not begun: Unavailable { detail: "Loading model (503)", retry_after_ms: Some(20) }
        not begun: Unauthorized { detail: "Incorrect API key: [hidden] (401)" }
        not begun: Unauthorized { detail: "no entry for Bearer [hidden] (403)" }
        not begun: BadRequest { detail: "the server points elsewhere (307); set SAMRIDDH_MODEL_URL to where it points" }
        not begun: BadRequest { detail: "no such model (404)" }"#]].assert_eq(&outcomes.join("\n"));
}

#[tokio::test]
async fn what_is_no_stream_of_events_is_not_taken_for_an_answer() {
    let cases = [
        stream(vec![send("garbage\nmore garbage: yes\n\n")]),
        stream(vec![send("")]),
        stream(vec![says("Hel"), send(&event("{\"choices\": [{]}"))]),
        stream(vec![send(&event("{\"choices\": \"none\"}"))]),
        stream(vec![Act::Send(b"data: {\"a\":\"\xff\"}\n\n".to_vec())]),
        page("200 OK", "content-type: text/html\r\n", "<html>log in</html>"),
        page("200 OK", "content-type: application/json\r\n", r#"{"choices":[{"message":{"content":"hi"}}]}"#),
        page("200 OK", "content-type: application/json\r\n", r#"{"error":{"message":"busy","code":503}}"#),
        stream(vec![
            says("Hel"),
            send(&event(&format!(r#"{{"error":{{"message":"overloaded by {KEY}","code":529}}}}"#))),
        ]),
    ];
    let mut outcomes = Vec::new();
    for acts in cases {
        outcomes.push(outcome_of(acts).await);
    }
    expect_test::expect![[r#"
        broke off: Malformed { detail: "there was not one event in it" }
        ---
        broke off: Malformed { detail: "there was not one event in it" }
        ---
        Text("Hel")
        broke off: Malformed { detail: "an event is not a piece of an answer (column 15)" }
        ---
        broke off: Malformed { detail: "an event is not a piece of an answer (column 18)" }
        ---
        broke off: Malformed { detail: "an event is not UTF-8" }
        ---
        not begun: Malformed { detail: "the server sent something else than a stream of events; is SAMRIDDH_MODEL_URL right?" }
        ---
        not begun: Malformed { detail: "the server sent something else than a stream of events; is SAMRIDDH_MODEL_URL right?" }
        ---
        not begun: Unavailable { detail: "busy (503)", retry_after_ms: None }
        ---
        Text("Hel")
        broke off: Unavailable { detail: "overloaded by [hidden] (529)", retry_after_ms: None }"#]].assert_eq(&outcomes.join("\n---\n"));
}

#[tokio::test]
async fn a_stream_that_is_cut_is_an_error_however_it_is_cut() {
    let chunked = || head("200 OK", "content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n");
    let framed = |text: &str| send(&format!("{:x}\r\n{text}\r\n", text.len()));
    let piece = event(r#"{"choices":[{"delta":{"content":"Hel"}}]}"#);
    let cases = [
        vec![chunked(), framed(&piece), framed("data: {\"cho")],
        vec![chunked(), framed(&piece), framed("data: {\"cho"), send("0\r\n\r\n")],
        vec![chunked(), framed(&piece), send("40\r\ndata: half of a chunk")],
        stream(vec![says("Hel"), Act::Reset]),
        stream(vec![says("Hel"), done()]),
    ];
    for acts in cases {
        let outcome = outcome_of(acts).await;
        assert!(outcome.contains("broke off: CutStream"), "{outcome}");
    }
}

#[tokio::test]
async fn no_beginning_of_an_answer_is_taken_for_the_whole() {
    let pieces = [says("grü"), says("ße"), finishes("stop"), counts(7, 2), done()];
    let bytes_of = |act: &Act| match act {
        Act::Send(bytes) => bytes.clone(),
        Act::Flood(_) | Act::Hang | Act::Reset => vec![],
    };
    let whole: Vec<u8> = pieces.iter().flat_map(bytes_of).collect();
    let finished: usize = pieces[..3].iter().map(|piece| bytes_of(piece).len()).sum();
    let beginnings = (0..=whole.len()).map(|length| stream(vec![Act::Send(whole[..length].to_vec())]));
    let double = Double::serving(beginnings.map(Connection::Answers).collect()).await;
    let provider = client(&double.url());
    for length in 0..=whole.len() {
        let outcome = outcome(&provider).await;
        let is_whole =
            outcome.starts_with("Text(\"grü\")\nText(\"ße\")\n") && outcome.ends_with("Done(Stop)");
        assert_eq!(is_whole, length >= finished, "{length} of {}: {outcome}", whole.len());
        assert_eq!(outcome.contains("broke off"), length < finished, "{outcome}");
    }
}

#[tokio::test]
async fn an_answer_that_is_whole_survives_a_rude_end() {
    let cases = [
        stream(vec![says("Hello"), finishes("stop")]),
        stream(vec![says("Hello"), finishes("stop"), Act::Reset]),
        stream(vec![says("Hello"), finishes("stop"), send("data: [DONE]")]),
        stream(vec![says("Hello"), finishes("stop"), done(), send("data: {garbage\n\n")]),
    ];
    for acts in cases {
        assert_eq!(outcome_of(acts).await, "Text(\"Hello\")\nDone(Stop)");
    }
}

#[tokio::test]
async fn silence_after_the_finish_is_not_waited_for_long() {
    let limits = Limits { after_finish_ms: 20, ..Limits::default() };
    let outcome =
        outcome_within(limits, OPEN, stream(vec![says("Hello"), finishes("stop"), Act::Hang])).await;
    assert_eq!(outcome, "Text(\"Hello\")\nDone(Stop)");
}

#[tokio::test]
async fn the_last_of_several_counts_holds() {
    let outcome = outcome_of(stream(vec![
        counts(7, 1),
        says("Hello"),
        counts(7, 2),
        finishes("stop"),
        counts(7, 3),
        done(),
    ]))
    .await;
    expect_test::expect![[r#"
        Text("Hello")
        Usage(Usage { input_tokens: 7, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 3, reasoning_tokens: 0 })
        Done(Stop)"#]].assert_eq(&outcome);
}

#[tokio::test]
async fn bytes_may_come_in_any_pieces_with_any_line_ends_and_comments() {
    let answer = ": keep-alive\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"grüße 😀\"}}]}\r\n\r\n: again\r\n\
                  event: x\r\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\r\n\r\ndata: [DONE]\r\n\r\n";
    let acts = answer.bytes().map(|byte| Act::Send(vec![byte])).collect();
    assert_eq!(outcome_of(stream(acts)).await, "Text(\"grüße 😀\")\nDone(Stop)");
    // Half of a character at a time, each in a packet of its own as far as the system lets it.
    let (first, second) = answer.as_bytes().split_at(answer.find("😀").expect("it is there") + 2);
    let acts = vec![Act::Send(first.to_vec()), Act::Send(second.to_vec())];
    assert_eq!(outcome_of(stream(acts)).await, "Text(\"grüße 😀\")\nDone(Stop)");
}

#[tokio::test]
async fn what_never_ends_is_given_up_and_the_connection_closed() {
    let small = Limits { line_bytes_max: 4_096, response_bytes_max: 256 * 1024, ..Limits::default() };
    let tight = Bounds { parts_max: 50, text_bytes_max: 1_000 };
    let token = event(r#"{"choices":[{"delta":{"content":"x"}}]}"#).into_bytes();
    let empty = event(r#"{"choices":[]}"#).into_bytes();
    let cases = [
        (small, OPEN, Act::Flood(b"x".to_vec()), "bytes in a line"),
        (small, OPEN, Act::Flood(b"data: x\n".to_vec()), "bytes in an event"),
        (small, OPEN, Act::Flood(token.clone()), "\"bytes\""),
        (small, OPEN, Act::Flood(empty), "\"bytes\""),
        (small, OPEN, Act::Flood(b": keep-alive\n".to_vec()), "\"bytes\""),
        (Limits::default(), tight, Act::Flood(token), "parts"),
        (Limits::default(), tight, says(&"x".repeat(1_001)), "bytes of text"),
    ];
    for (limits, bounds, act, what) in cases {
        let floods = matches!(act, Act::Flood(_));
        let mut double = Double::answering(stream(vec![act])).await;
        let outcome = outcome(&client_within(&double.url(), limits, bounds)).await;
        let last = outcome.lines().last().unwrap_or_default();
        assert!(last.starts_with("broke off: Excessive") && last.contains(what), "{what}: {last}");
        double.request().await;
        if floods {
            assert_eq!(double.saw().await, Seen::ClientLeft);
        }
    }
}

#[tokio::test]
async fn an_endless_error_is_read_to_its_limit() {
    let double = Double::answering(vec![head("500 Oops", ""), Act::Flood(b"again and ".to_vec())]).await;
    let outcome = outcome(&client(&double.url())).await;
    assert!(outcome.starts_with("not begun: Unavailable"), "{outcome}");
    assert!(outcome.len() < 500, "{outcome}");
}

#[tokio::test]
async fn an_error_that_never_says_why_is_still_that_error() {
    let limits = Limits { error_ms: 20, ..Limits::default() };
    // In one piece, so that the first words are there with the status.
    let begun = "HTTP/1.1 429 Slow\r\nretry-after: 1\r\ncontent-length: 100\r\n\r\nslow";
    let acts = vec![send(begun), Act::Hang];
    let outcome = outcome_within(limits, OPEN, acts).await;
    assert_eq!(outcome, r#"not begun: RateLimited { detail: "slow (429)", retry_after_ms: Some(1000) }"#);
}

#[tokio::test]
async fn silence_before_an_answer_ends_it() {
    let mut double = Double::answering(vec![Act::Hang]).await;
    let limits = Limits { waiting_ms: 10_000, ..Limits::default() };
    let provider = client_within(&double.url(), limits, OPEN);
    // The clock stands still once the request is there, and jumps to the limit.
    let (outcome, ()) = tokio::join!(outcome(&provider), async {
        double.request().await;
        tokio::time::pause();
    });
    assert_eq!(outcome, "not begun: TimedOut { phase: Waiting }");
}

#[tokio::test]
async fn silence_in_an_answer_ends_it() {
    // The clock stands still once the first piece is there, and jumps to the limit of silence.
    let mut double = Double::answering(stream(vec![says("Hel"), Act::Hang])).await;
    let limits = Limits { silence_ms: 5_000, ..Limits::default() };
    let provider = client_within(&double.url(), limits, OPEN);
    let mut parts = provider.ask(&request(), call()).await.expect("an answer begins");
    assert_eq!(first_text(&mut parts).await, "Hel");
    tokio::time::pause();
    assert_eq!(parts.next().await, Err(ModelError::TimedOut { phase: Phase::Silence }));
    tokio::time::resume();
    double.request().await;
    assert_eq!(double.saw().await, Seen::ClientLeft);
}

#[tokio::test]
async fn dropping_the_parts_closes_the_connection() {
    let mut double = Double::answering(stream(vec![says("Hel"), Act::Hang])).await;
    let provider = client(&double.url());
    let mut parts = provider.ask(&request(), call()).await.expect("an answer begins");
    assert_eq!(first_text(&mut parts).await, "Hel");
    double.request().await;
    drop(parts);
    assert_eq!(double.saw().await, Seen::ClientLeft);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_worth_another_try() {
    let gone = Double::serving(vec![]).await;
    let url = gone.url();
    drop(gone);
    tokio::task::yield_now().await;
    let error = error_of(client(&url).ask(&request(), call()).await);
    assert!(matches!(error, ModelError::Unavailable { .. }), "{error:?}");
    assert!(error.is_retryable() && !error.to_string().contains("127.0.0.1"), "{error}");
}

#[tokio::test]
async fn servers_that_slam_the_door_are_worth_another_try() {
    let slammed = Double::serving(vec![Connection::Slammed]).await;
    let silent = Double::answering(vec![]).await;
    let half = Double::answering(vec![send("HTTP/1.1 200 O")]).await;
    let reset = Double::answering(vec![Act::Reset]).await;
    let nonsense = Double::answering(vec![send("SSH-2.0-OpenSSH_9.2\r\n")]).await;
    for url in [slammed.url(), silent.url(), half.url(), reset.url(), nonsense.url()] {
        let error = error_of(client(&url).ask(&request(), call()).await);
        assert!(matches!(error, ModelError::CutStream { .. }), "{error:?}");
        assert!(error.is_retryable() && !error.to_string().contains("127.0.0.1"), "{error}");
    }
}

#[tokio::test]
async fn a_server_without_protection_is_not_spoken_to_as_if_it_had_some() {
    let plain = Connection::Greets(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec());
    let mute = Connection::Greets(vec![]);
    let double = Double::serving(vec![plain, mute]).await;
    let url = double.url().replace("http://", "https://");
    let error = error_of(client(&url).ask(&request(), call()).await);
    assert!(matches!(error, ModelError::Unavailable { .. }), "{error:?}");
    let limits = Limits { connect_ms: 50, ..Limits::default() };
    let error = error_of(client_within(&url, limits, OPEN).ask(&request(), call()).await);
    assert_eq!(error, ModelError::TimedOut { phase: Phase::Connecting });
}

#[tokio::test]
async fn calls_go_on_after_failures_as_the_schedule_says() {
    let double = Double::serving(vec![
        Connection::Answers(page("503 Busy", "retry-after-ms: 5\r\n", "")),
        Connection::Slammed,
        Connection::Answers(stream(vec![says("Hello"), finishes("stop"), done()])),
    ])
    .await;
    let provider = client(&double.url());
    let policy = Policy { backoff_first_ms: 1, ..Policy::default() };
    let mut history =
        History { started_at_ms: 0, attempts: 1, heard: Heard::Nothing, request: Repeatable::UntilHeard };
    let mut pauses = Vec::new();
    let text = loop {
        match provider.ask(&request(), call()).await {
            Ok(parts) => break parts.collect(|_| {}).await.expect("a whole answer").text,
            Err(error) => match retry::next(&policy, &history, &error, 0, Jitter(0)) {
                Decision::Retry { after_ms } => pauses.push(after_ms),
                Decision::GiveUp { why } => panic!("{why}"),
            },
        }
        history.attempts += 1;
    };
    assert_eq!((text.as_str(), pauses), ("Hello", vec![5, 0]));
}
