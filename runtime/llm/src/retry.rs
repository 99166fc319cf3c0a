//! Whether and when to try again. Pure: the caller keeps the history, reads the clock and throws the dice.
//!
//! Exponential back-off with full jitter (Brooker, "Exponential Backoff And Jitter", 2015); a server's wish for patience
//! comes first.

use crate::error::ModelError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub attempts_max: u32,
    /// The longest pause after the first attempt; doubled after each further one.
    pub backoff_first_ms: u64,
    pub backoff_max_ms: u64,
    /// A server that wants to be left alone for longer is not waited for: the caller can do something else meanwhile.
    pub retry_after_max_ms: u64,
    /// From the start of the first attempt to the start of the last.
    pub total_ms: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            attempts_max: 4,
            backoff_first_ms: 500,
            backoff_max_ms: 8_000,
            retry_after_max_ms: 60_000,
            total_ms: 180_000,
        }
    }
}

/// What has happened until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    pub started_at_ms: u64,
    /// At least one: the one that failed just now.
    pub attempts: u32,
    pub heard: Heard,
    pub request: Repeatable,
}

/// Whether anything of a failed attempt's answer has been passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Nothing,
    Parts,
}

/// Whether someone can bear to hear the beginning of an answer twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeatable {
    /// Parts were shown as they came.
    UntilHeard,
    /// Parts were only gathered, and are thrown away.
    Always,
}

/// A draw from all 32-bit numbers, each as likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jitter(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Retry { after_ms: u64 },
    GiveUp { why: Why },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("trying again would not help")]
    NotRetryable,
    #[error("a part of the answer was already passed on")]
    AlreadyHeard,
    #[error("it was tried often enough")]
    AttemptsSpent,
    #[error("the server wants a longer pause than the {max_ms} ms that are waited for")]
    PauseTooLong { max_ms: u64 },
    #[error("the time for trying is over")]
    TimeSpent,
}

/// What to do after `error` ended an attempt at `now_ms`.
pub fn next(policy: &Policy, history: &History, error: &ModelError, now_ms: u64, jitter: Jitter) -> Decision {
    match pause(policy, history, error, now_ms, jitter) {
        Ok(after_ms) => Decision::Retry { after_ms },
        Err(why) => Decision::GiveUp { why },
    }
}

fn pause(
    policy: &Policy,
    history: &History,
    error: &ModelError,
    now_ms: u64,
    jitter: Jitter,
) -> Result<u64, Why> {
    if !error.is_retryable() {
        return Err(Why::NotRetryable);
    }
    match (history.heard, history.request) {
        (Heard::Parts, Repeatable::UntilHeard) => return Err(Why::AlreadyHeard),
        (Heard::Nothing, _) | (Heard::Parts, Repeatable::Always) => {}
    }
    if history.attempts >= policy.attempts_max {
        return Err(Why::AttemptsSpent);
    }
    let asked_ms = error.retry_after_ms().unwrap_or(0);
    if asked_ms > policy.retry_after_max_ms {
        return Err(Why::PauseTooLong { max_ms: policy.retry_after_max_ms });
    }
    // On top of what was asked for, or everyone who was sent away together comes back together.
    let after_ms = asked_ms.saturating_add(jitter.share_of(backoff_ms(policy, history.attempts)));
    let last_start_ms = history.started_at_ms.saturating_add(policy.total_ms);
    if now_ms.saturating_add(after_ms) > last_start_ms {
        return Err(Why::TimeSpent);
    }
    Ok(after_ms)
}

fn backoff_ms(policy: &Policy, attempts: u32) -> u64 {
    let doublings = attempts.saturating_sub(1).min(30);
    policy.backoff_first_ms.saturating_mul(1 << doublings).min(policy.backoff_max_ms)
}

impl Jitter {
    /// From nothing to all of `ms`.
    fn share_of(self, ms: u64) -> u64 {
        let share = u128::from(ms) * u128::from(self.0) / u128::from(u32::MAX);
        // At most `ms`.
        u64::try_from(share).unwrap_or(ms)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Phase;

    const POLICY: Policy = Policy {
        attempts_max: 4,
        backoff_first_ms: 100,
        backoff_max_ms: 300,
        retry_after_max_ms: 5_000,
        total_ms: 10_000,
    };
    const FRESH: History =
        History { started_at_ms: 1_000, attempts: 1, heard: Heard::Nothing, request: Repeatable::UntilHeard };
    const LOWEST: Jitter = Jitter(0);
    const HIGHEST: Jitter = Jitter(u32::MAX);

    fn unavailable(retry_after_ms: Option<u64>) -> ModelError {
        ModelError::Unavailable { detail: "down".to_owned(), retry_after_ms }
    }

    fn decide(history: History, error: &ModelError, now_ms: u64, jitter: Jitter) -> Decision {
        next(&POLICY, &history, error, now_ms, jitter)
    }

    #[test]
    fn pauses_double_up_to_the_limit_and_are_drawn_from_nothing_to_all() {
        let after =
            |attempts, jitter| decide(History { attempts, ..FRESH }, &unavailable(None), 1_000, jitter);
        assert_eq!(after(1, HIGHEST), Decision::Retry { after_ms: 100 });
        assert_eq!(after(2, HIGHEST), Decision::Retry { after_ms: 200 });
        assert_eq!(after(3, HIGHEST), Decision::Retry { after_ms: 300 });
        assert_eq!(after(3, Jitter(u32::MAX / 2)), Decision::Retry { after_ms: 149 });
        assert_eq!(after(3, LOWEST), Decision::Retry { after_ms: 0 });
        assert_eq!(after(4, LOWEST), Decision::GiveUp { why: Why::AttemptsSpent });
    }

    #[test]
    fn a_wish_for_patience_is_granted_or_the_call_is_given_up() {
        let after = |asked, jitter| decide(FRESH, &unavailable(Some(asked)), 1_000, jitter);
        assert_eq!(after(2_000, LOWEST), Decision::Retry { after_ms: 2_000 });
        assert_eq!(after(2_000, HIGHEST), Decision::Retry { after_ms: 2_100 });
        assert_eq!(after(5_001, LOWEST), Decision::GiveUp { why: Why::PauseTooLong { max_ms: 5_000 } });
    }

    #[test]
    fn no_attempt_starts_after_the_time_is_over() {
        let at = |now_ms| decide(FRESH, &unavailable(Some(1_000)), now_ms, LOWEST);
        assert_eq!(at(10_000), Decision::Retry { after_ms: 1_000 });
        assert_eq!(at(10_001), Decision::GiveUp { why: Why::TimeSpent });
    }

    #[test]
    fn what_someone_has_heard_is_not_said_again_unless_allowed() {
        let cut = ModelError::CutStream { detail: "half".to_owned() };
        let heard = History { heard: Heard::Parts, ..FRESH };
        assert_eq!(decide(heard, &cut, 1_000, LOWEST), Decision::GiveUp { why: Why::AlreadyHeard });
        let gathered = History { request: Repeatable::Always, ..heard };
        assert_eq!(decide(gathered, &cut, 1_000, LOWEST), Decision::Retry { after_ms: 0 });
    }

    #[test]
    fn what_will_not_get_better_is_not_tried_again() {
        let text = || "no".to_owned();
        let hopeless = [
            ModelError::OutOfCredit { detail: text() },
            ModelError::Unauthorized { detail: text() },
            ModelError::BadRequest { detail: text() },
            ModelError::ContextTooLong { detail: text() },
            ModelError::Refused { detail: text() },
            ModelError::TimedOut { phase: Phase::Whole },
            ModelError::Excessive { what: text(), limit: 1 },
            ModelError::Cancelled,
        ];
        for error in hopeless {
            let decision = decide(FRESH, &error, 1_000, LOWEST);
            assert_eq!(decision, Decision::GiveUp { why: Why::NotRetryable }, "{error:?}");
        }
    }

    proptest! {
        #[test]
        fn trying_ends_within_its_attempts_and_its_time(
            draws in proptest::collection::vec((any::<u32>(), proptest::option::of(0u64..8_000), 0u64..3_000), 1..20),
        ) {
            let mut history = FRESH;
            let mut now_ms = FRESH.started_at_ms;
            for (draw, asked, took_ms) in draws {
                now_ms += took_ms;
                match decide(history, &unavailable(asked), now_ms, Jitter(draw)) {
                    Decision::GiveUp { .. } => break,
                    Decision::Retry { after_ms } => {
                        prop_assert!(after_ms >= asked.unwrap_or(0));
                        now_ms += after_ms;
                        prop_assert!(now_ms <= FRESH.started_at_ms + POLICY.total_ms);
                        history.attempts += 1;
                        prop_assert!(history.attempts <= POLICY.attempts_max);
                    }
                }
            }
        }
    }
}
