//! Asks the configured model one question: how the parts of this crate fit together, and a way to try a server.
//!
//! `SAMRIDDH_MODEL_URL=http://127.0.0.1:8080/v1 SAMRIDDH_MODEL=any cargo run -p llm --example ask -- "What is an actor?"`

use std::time::Duration;

use anyhow::{Context, bail};
use llm::ledger::{Amount, Budget, Ledger, LedgerEvent};
use llm::prices::PriceTable;
use llm::retry::{self, Decision, Heard, History, Jitter, Policy, Repeatable};
use llm::{
    Answer, Bounds, Broken, Call, Format, Limits, Message, OpenAiChat, Provider, Request, Settings, charge,
};

const OUTPUT_TOKENS_MAX: u32 = 512;
/// For the whole question, with all attempts.
const PATIENCE_MS: u64 = 120_000;
/// Nobody wants to look at half a sentence for longer.
const SILENCE_MS: u64 = 20_000;
const BUDGET: Budget = Budget { tokens_max: Some(100_000), micro_dollars_max: Some(500_000) };

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let question = std::env::args().nth(1).context("ask something: ask QUESTION")?;
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let settings = settings.context("no model is configured; set SAMRIDDH_MODEL_URL and SAMRIDDH_MODEL")?;
    let request = Request {
        model: settings.model.clone(),
        messages: vec![Message::user(question)],
        output_tokens_max: OUTPUT_TOKENS_MAX,
        temperature_milli: None,
        format: Format::Text,
    };
    let limits = Limits { silence_ms: SILENCE_MS, ..Limits::default() };
    let mut asking = Asking {
        provider: OpenAiChat::bounded(settings, limits, Bounds::default())?,
        prices: PriceTable::embedded()?,
        ledger: Ledger::new(BUDGET),
        request,
    };
    let answer = asking.until_answered().await?;
    println!("{}", answer.text);
    eprintln!("{:?}, {:?}, spent {:?}", answer.finish, answer.usage, asking.ledger.spent());
    Ok(())
}

struct Asking {
    provider: OpenAiChat,
    prices: PriceTable,
    ledger: Ledger,
    request: Request,
}

impl Asking {
    async fn until_answered(&mut self) -> anyhow::Result<Answer> {
        let started_at_ms = now_ms();
        let (heard, request) = (Heard::Nothing, Repeatable::Always);
        let mut history = History { started_at_ms, attempts: 0, heard, request };
        loop {
            history.attempts += 1;
            let Broken { error, .. } = match self.once(started_at_ms + PATIENCE_MS).await? {
                Ok(answer) => return Ok(answer),
                Err(broken) => broken,
            };
            eprintln!("attempt {}: {error}", history.attempts);
            match retry::next(&Policy::default(), &history, &error, now_ms(), draw()?) {
                Decision::Retry { after_ms } => tokio::time::sleep(Duration::from_millis(after_ms)).await,
                Decision::GiveUp { why } => bail!("{error} ({why})"),
            }
        }
    }

    /// One attempt, reserved before and settled after.
    async fn once(&mut self, deadline_ms: u64) -> anyhow::Result<Result<Answer, Broken>> {
        let worst: Amount = charge::worst(&self.request, &self.prices);
        let reserved = self.ledger.reserve(worst)?;
        self.ledger.apply(&reserved)?;
        let LedgerEvent::Reserved { id, .. } = reserved else { bail!("reserving gives a reservation") };
        let ended = match self.provider.ask(&self.request, Call::new("ask", now_ms(), deadline_ms)).await {
            Ok(parts) => parts.collect(|_| {}).await,
            Err(error) => Err(Broken { error, partial: String::new() }),
        };
        let used = match &ended {
            Ok(answer) => Some(charge::of_answer(&self.request, answer, &self.prices)),
            Err(broken) if broken.partial.is_empty() => charge::of_failure(&broken.error, Heard::Nothing),
            Err(broken) => charge::of_failure(&broken.error, Heard::Parts),
        };
        let over = match used {
            Some(used) => self.ledger.settle(id, used)?,
            None => self.ledger.release(id)?,
        };
        self.ledger.apply(&over)?;
        Ok(ended)
    }
}

#[expect(clippy::disallowed_methods, reason = "the example is its own clock port")]
fn now_ms() -> u64 {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since_epoch.map_or(0, |elapsed| u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
}

fn draw() -> anyhow::Result<Jitter> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(Jitter(u32::from_le_bytes(bytes)))
}
