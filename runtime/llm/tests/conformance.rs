//! One contract for every provider: the scripted one and the real one give the same outcome in the same scene.

mod support;

use llm::{
    Call, CancellationToken, Finish, ModelError, Part, Phase, Provider, Request, Script, Scripted, Step,
    Usage,
};
use support::double::{Act, Double, counts, done, finishes, head, page, says, send, stream_head};
use support::{call, client, error_of, first_text, outcome, request, rest};

/// What happens, told to each kind of provider in its own words.
struct Scene {
    name: &'static str,
    script: Script,
    served: Vec<Act>,
}

fn text(text: &str) -> Step {
    Step::Say(Part::Text(text.to_owned()))
}

fn finish(finish: Finish) -> Step {
    Step::Say(Part::Done(finish))
}

fn usage() -> Step {
    Step::Say(Part::Usage(Usage { input_tokens: 7, output_tokens: 2, ..Usage::default() }))
}

fn steps(steps: Vec<Step>) -> Script {
    Script { opening: vec![], steps }
}

fn served(acts: Vec<Act>) -> Vec<Act> {
    [vec![stream_head()], acts].concat()
}

fn scenes() -> Vec<Scene> {
    let cut = ModelError::CutStream { detail: "it ended before the model was done".to_owned() };
    let limited =
        ModelError::RateLimited { detail: "slow down (429)".to_owned(), retry_after_ms: Some(1_500) };
    let refused = ModelError::Refused { detail: "the provider's filter withheld the answer".to_owned() };
    vec![
        Scene {
            name: "a whole answer",
            script: steps(vec![text("Hel"), text("lo"), usage(), finish(Finish::Stop)]),
            served: served(vec![says("Hel"), says("lo"), finishes("stop"), counts(7, 2), done()]),
        },
        Scene {
            name: "no count of tokens",
            script: steps(vec![text("Hello"), finish(Finish::Stop)]),
            served: served(vec![says("Hello"), finishes("stop"), done()]),
        },
        Scene {
            name: "cut by the limit of tokens",
            script: steps(vec![text("Hel"), usage(), finish(Finish::Length)]),
            served: served(vec![says("Hel"), finishes("length"), counts(7, 2), done()]),
        },
        Scene {
            name: "an end of its own",
            script: steps(vec![finish(Finish::Other("tool_calls".to_owned()))]),
            served: served(vec![finishes("tool_calls"), done()]),
        },
        Scene {
            name: "cut in the middle",
            script: steps(vec![text("Hel")]),
            served: served(vec![says("Hel")]),
        },
        Scene {
            name: "withheld in the middle",
            script: steps(vec![text("Hel"), Step::Fail(refused)]),
            served: served(vec![says("Hel"), finishes("content_filter"), done()]),
        },
        Scene {
            name: "cut before anything was said",
            script: steps(vec![Step::Fail(cut)]),
            served: served(vec![send("data: {\"choices\":[]}\n\n")]),
        },
        Scene {
            name: "too many requests",
            script: Script::refusal(limited),
            served: page(
                "429 Too Many Requests",
                "retry-after: 1.5\r\n",
                r#"{"error":{"message":"slow down"}}"#,
            ),
        },
    ]
}

/// A provider for one call, and what keeps it alive.
async fn scripted(scene: &Scene) -> (Box<dyn Provider>, Option<Double>) {
    (Box::new(Scripted::in_order(vec![scene.script.clone()])), None)
}

async fn real(scene: &Scene) -> (Box<dyn Provider>, Option<Double>) {
    let double = Double::answering(scene.served.clone()).await;
    (Box::new(client(&double.url())), Some(double))
}

#[tokio::test]
async fn both_give_the_same_outcome() {
    let mut outcomes = Vec::new();
    for scene in scenes() {
        let (script, _) = scripted(&scene).await;
        let (http, _double) = real(&scene).await;
        let (expected, got) = (outcome(script.as_ref()).await, outcome(http.as_ref()).await);
        assert_eq!(got, expected, "{}", scene.name);
        outcomes.push(format!("{}:\n{got}", scene.name));
    }
    expect_test::expect![[r#"
        a whole answer:
        Text("Hel")
        Text("lo")
        Usage(Usage { input_tokens: 7, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 2, reasoning_tokens: 0 })
        Done(Stop)

        no count of tokens:
        Text("Hello")
        Done(Stop)

        cut by the limit of tokens:
        Text("Hel")
        Usage(Usage { input_tokens: 7, cached_input_tokens: 0, cache_write_tokens: 0, output_tokens: 2, reasoning_tokens: 0 })
        Done(Length)

        an end of its own:
        Done(Other("tool_calls"))

        cut in the middle:
        Text("Hel")
        broke off: CutStream { detail: "it ended before the model was done" }

        withheld in the middle:
        Text("Hel")
        broke off: Refused { detail: "the provider's filter withheld the answer" }

        cut before anything was said:
        broke off: CutStream { detail: "it ended before the model was done" }

        too many requests:
        not begun: RateLimited { detail: "slow down (429)", retry_after_ms: Some(1500) }"#]].assert_eq(&outcomes.join("\n\n"));
}

fn stalls_midway() -> Scene {
    Scene {
        name: "a stall in the middle",
        script: steps(vec![text("Hel"), Step::Hang]),
        served: served(vec![says("Hel"), Act::Hang]),
    }
}

fn stalls_before() -> Scene {
    Scene {
        name: "a stall before the answer",
        script: Script { opening: vec![Step::Hang], steps: vec![] },
        served: vec![Act::Hang],
    }
}

async fn both(scene: &Scene) -> Vec<(Box<dyn Provider>, Option<Double>)> {
    vec![scripted(scene).await, real(scene).await]
}

#[tokio::test]
async fn the_deadline_ends_a_stall_in_the_middle() {
    for (provider, _double) in both(&stalls_midway()).await {
        let mut parts = provider.ask(&request(), call()).await.expect("an answer begins");
        assert_eq!(first_text(&mut parts).await, "Hel");
        // From here on nothing comes, so the paused clock jumps to the deadline.
        tokio::time::pause();
        let error = parts.next().await.expect_err("the deadline");
        tokio::time::resume();
        assert_eq!(error, ModelError::TimedOut { phase: Phase::Whole });
        assert_eq!(rest(&mut parts).await, "");
    }
}

#[tokio::test]
async fn the_deadline_ends_a_stall_before_the_answer() {
    for (provider, _double) in both(&stalls_before()).await {
        let error = error_of(provider.ask(&request(), Call::new("call-1", 1_000, 1_050)).await);
        assert_eq!(error, ModelError::TimedOut { phase: Phase::Whole });
    }
}

#[tokio::test]
async fn a_deadline_that_has_passed_costs_no_request() {
    let script = Scripted::in_order(vec![]);
    let error = error_of(script.ask(&request(), Call::new("call-1", 1_000, 1_000)).await);
    assert_eq!(error, ModelError::TimedOut { phase: Phase::Whole });
    assert_eq!(script.asked(), []);
    // Port 9 would refuse the connection, which is another error.
    let http = client("http://127.0.0.1:9/v1");
    let error = error_of(http.ask(&request(), Call::new("call-1", 1_000, 900)).await);
    assert_eq!(error, ModelError::TimedOut { phase: Phase::Whole });
}

#[tokio::test]
async fn cancelling_ends_a_call_before_and_in_the_middle() {
    for (provider, _double) in both(&stalls_before()).await {
        let cancel = CancellationToken::new();
        cancel.cancel();
        let error = error_of(provider.ask(&request(), call().cancelled_by(cancel)).await);
        assert_eq!(error, ModelError::Cancelled);
    }
    for (provider, _double) in both(&stalls_midway()).await {
        let cancel = CancellationToken::new();
        let mut parts =
            provider.ask(&request(), call().cancelled_by(cancel.clone())).await.expect("an answer begins");
        assert_eq!(first_text(&mut parts).await, "Hel");
        let (read, ()) = tokio::join!(parts.next(), async { cancel.cancel() });
        assert_eq!(read, Err(ModelError::Cancelled));
        assert_eq!(rest(&mut parts).await, "");
    }
}

#[tokio::test]
async fn a_read_that_was_dropped_is_no_end_of_the_answer() {
    for (provider, _double) in both(&stalls_midway()).await {
        let mut parts = provider.ask(&request(), call()).await.expect("an answer begins");
        assert_eq!(first_text(&mut parts).await, "Hel");
        tokio::select! {
            biased;
            read = parts.next() => panic!("nothing more comes, but {read:?}"),
            () = tokio::task::yield_now() => {}
        }
        assert_eq!(parts.next().await, Err(ModelError::Cancelled));
        assert_eq!(rest(&mut parts).await, "");
    }
}

#[tokio::test]
async fn what_no_provider_would_take_is_not_sent() {
    let empty = Request { messages: vec![], ..request() };
    let script = Scripted::in_order(vec![]);
    let http = client("http://127.0.0.1:9/v1");
    for provider in [&script as &dyn Provider, &http] {
        let error = error_of(provider.ask(&empty, call()).await);
        assert!(matches!(error, ModelError::BadRequest { .. }), "{error:?}");
    }
    assert_eq!(script.asked(), []);
}

#[tokio::test]
async fn collecting_gives_the_whole_answer_or_what_had_come() {
    for (provider, _double) in both(&scenes()[0]).await {
        let mut heard = String::new();
        let parts = provider.ask(&request(), call()).await.expect("an answer begins");
        let answer = parts.collect(|piece| heard += piece).await.expect("a whole answer");
        assert_eq!((answer.text.as_str(), heard.as_str()), ("Hello", "Hello"));
        assert_eq!(answer.usage.map(|usage| usage.total_tokens()), Some(9));
        assert_eq!(answer.finish, Finish::Stop);
    }
    for (provider, _double) in both(&scenes()[4]).await {
        let parts = provider.ask(&request(), call()).await.expect("an answer begins");
        let broken = parts.collect(|_| {}).await.expect_err("half an answer");
        assert_eq!(broken.partial, "Hel");
        assert!(matches!(broken.error, ModelError::CutStream { .. }));
    }
}

#[tokio::test]
async fn a_request_is_sent_as_the_format_has_it() {
    let mut double = Double::answering(served(vec![says("Hello"), finishes("stop"), done()])).await;
    outcome(&client(&double.url())).await;
    let sent = double.request().await;
    let stable: Vec<&str> = sent.lines().filter(|line| !line.starts_with("host: ")).collect();
    expect_test::expect![[r#"
        POST /v1/chat/completions HTTP/1.1
        accept: text/event-stream
        content-type: application/json
        idempotency-key: call-1
        x-client-request-id: call-1
        authorization: Bearer sk-canary-4242
        user-agent: samriddh/0.1.0
        content-length: 191

        {"model":"m","messages":[{"role":"system","content":"be brief"},{"role":"user","content":"say hello"}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":32,"temperature":0.0}"#]].assert_eq(&stable.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn a_script_waits_by_the_clock() {
    let script = Script {
        opening: vec![Step::Wait { ms: 400 }],
        steps: vec![Step::Wait { ms: 600 }, text("late"), finish(Finish::Stop)],
    };
    let provider = Scripted::in_order(vec![script]);
    let start = tokio::time::Instant::now();
    let parts = provider.ask(&request(), call()).await.expect("an answer begins");
    assert_eq!(start.elapsed().as_millis(), 400);
    assert_eq!(parts.collect(|_| {}).await.expect("a whole answer").text, "late");
    assert_eq!(start.elapsed().as_millis(), 1_000);
    assert_eq!(provider.asked(), [("call-1".to_owned(), request())]);
}

#[tokio::test]
async fn an_answer_without_a_status_of_its_own_is_no_answer() {
    let double = Double::answering(vec![head("204 No Content", "")]).await;
    let outcome = outcome(&client(&double.url())).await;
    assert_eq!(outcome, r#"not begun: Malformed { detail: "a status without an answer (204)" }"#);
}
