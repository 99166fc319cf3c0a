//! From calls to the ledger: what one may cost before it is made, and what it counts as after it has ended.

use crate::error::{ModelError, Phase};
use crate::ledger::{Amount, Used};
use crate::parts::Answer;
use crate::prices::PriceTable;
use crate::request::Request;
use crate::retry::Heard;
use protocol::model::Usage;

/// Of English text and code in today's vocabularies it is four; an estimate should rather be high.
const BYTES_A_TOKEN: u64 = 3;

/// What a call can cost at most.
pub fn worst(request: &Request, prices: &PriceTable) -> Amount {
    let (input, output) = (request.input_tokens_worst(), u64::from(request.output_tokens_max));
    Amount {
        tokens: input.saturating_add(output),
        micro_dollars: prices.worst(&request.model, input, output),
    }
}

/// What a whole answer counts as. Where the provider did not count, it is an estimate, and marked as one.
pub fn of_answer(request: &Request, answer: &Answer, prices: &PriceTable) -> Used {
    let amount = |usage: &Usage| Amount {
        tokens: usage.total_tokens(),
        micro_dollars: prices.cost(&request.model, usage),
    };
    match &answer.usage {
        Some(usage) => Used::Reported(amount(usage)),
        None => Used::Estimated(amount(&estimate(request, &answer.text))),
    }
}

/// What a failed call counts as; `None` when it cost nothing and its reservation can be released.
pub fn of_failure(error: &ModelError, heard: Heard) -> Option<Used> {
    let free = match error {
        ModelError::Unavailable { .. }
        | ModelError::RateLimited { .. }
        | ModelError::OutOfCredit { .. }
        | ModelError::Unauthorized { .. }
        | ModelError::BadRequest { .. }
        | ModelError::ContextTooLong { .. }
        | ModelError::TimedOut { phase: Phase::Connecting } => heard == Heard::Nothing,
        // The provider had the request, and may have worked on it whether anyone heard of it or not.
        ModelError::Refused { .. }
        | ModelError::TimedOut { phase: Phase::Waiting | Phase::Silence | Phase::Whole }
        | ModelError::CutStream { .. }
        | ModelError::Malformed { .. }
        | ModelError::Excessive { .. }
        | ModelError::Cancelled => false,
    };
    (!free).then_some(Used::Unknown)
}

fn estimate(request: &Request, answer: &str) -> Usage {
    let prompt: u64 = request.messages.iter().map(|message| message.text.len() as u64).sum();
    Usage {
        input_tokens: prompt.div_ceil(BYTES_A_TOKEN),
        output_tokens: (answer.len() as u64).div_ceil(BYTES_A_TOKEN).min(request.output_tokens_max.into()),
        ..Usage::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::model::Finish;
    use protocol::model::{Format, Message};

    fn request(model: &str) -> Request {
        Request {
            model: model.to_owned(),
            messages: vec![Message::user("x".repeat(300))],
            output_tokens_max: 100,
            temperature_milli: None,
            format: Format::Text,
        }
    }

    fn answer(usage: Option<Usage>) -> Answer {
        Answer { text: "y".repeat(90), usage, finish: Finish::Stop }
    }

    fn prices() -> PriceTable {
        PriceTable::embedded().expect("the table that comes along")
    }

    #[test]
    fn what_is_reported_or_estimated_lies_within_what_was_reserved() {
        let request = request("gpt-4o-mini");
        // 380 tokens of input at 0.15 and 100 of output at 0.60 dollars a million.
        assert_eq!(worst(&request, &prices()), Amount { tokens: 480, micro_dollars: Some(117) });
        let usage = Usage { input_tokens: 75, output_tokens: 20, ..Usage::default() };
        let reported = of_answer(&request, &answer(Some(usage)), &prices());
        assert_eq!(reported, Used::Reported(Amount { tokens: 95, micro_dollars: Some(24) }));
        let estimated = of_answer(&request, &answer(None), &prices());
        assert_eq!(estimated, Used::Estimated(Amount { tokens: 130, micro_dollars: Some(33) }));
    }

    #[test]
    fn models_without_a_price_are_counted_in_tokens_alone() {
        let request = request("a-model-of-my-own");
        assert_eq!(worst(&request, &prices()), Amount { tokens: 480, micro_dollars: None });
    }

    #[test]
    fn only_what_was_surely_free_is_released() {
        let busy = ModelError::RateLimited { detail: "busy".to_owned(), retry_after_ms: None };
        let cut = ModelError::CutStream { detail: "cut".to_owned() };
        assert_eq!(of_failure(&busy, Heard::Nothing), None);
        assert_eq!(of_failure(&busy, Heard::Parts), Some(Used::Unknown));
        assert_eq!(of_failure(&cut, Heard::Nothing), Some(Used::Unknown));
        assert_eq!(of_failure(&ModelError::Cancelled, Heard::Nothing), Some(Used::Unknown));
        let unreached = ModelError::TimedOut { phase: Phase::Connecting };
        assert_eq!(of_failure(&unreached, Heard::Nothing), None);
    }
}
