//! When a failed agent is started again. Pure: same history and time, same answer.
//!
//! Intensity and period as in Erlang/OTP supervisors, with exponential back-off between restarts.

/// How often, and after which pause, an agent is restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// More restarts than this within the window are given up.
    pub restarts_max: usize,
    pub window_ms: u64,
    /// Pause before the first restart in the window; doubled for each further one.
    pub backoff_first_ms: u64,
    pub backoff_max_ms: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { restarts_max: 5, window_ms: 60_000, backoff_first_ms: 50, backoff_max_ms: 5_000 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Restart { delay_ms: u64 },
    GiveUp { why: String },
}

/// What to do about a failure at `now_ms`, after restarts at `restarts_at_ms`.
pub fn decide(policy: &Policy, restarts_at_ms: &[u64], now_ms: u64) -> Decision {
    let window_start = now_ms.saturating_sub(policy.window_ms);
    let recent = restarts_at_ms.iter().filter(|at| **at >= window_start).count();
    if recent >= policy.restarts_max {
        let seconds = policy.window_ms / 1000;
        return Decision::GiveUp { why: format!("restarted {recent} times within {seconds} s") };
    }
    let doubled = policy.backoff_first_ms.saturating_mul(1 << recent.min(20));
    Decision::Restart { delay_ms: doubled.min(policy.backoff_max_ms) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy =
        Policy { restarts_max: 3, window_ms: 10_000, backoff_first_ms: 50, backoff_max_ms: 150 };

    #[test]
    fn pauses_double_up_to_the_limit_and_then_it_is_given_up() {
        let at = |history: &[u64]| decide(&POLICY, history, 20_000);
        assert_eq!(at(&[]), Decision::Restart { delay_ms: 50 });
        assert_eq!(at(&[19_000]), Decision::Restart { delay_ms: 100 });
        assert_eq!(at(&[18_000, 19_000]), Decision::Restart { delay_ms: 150 });
        let why = "restarted 3 times within 10 s".to_owned();
        assert_eq!(at(&[15_000, 18_000, 19_000]), Decision::GiveUp { why });
    }

    #[test]
    fn restarts_before_the_window_are_forgotten() {
        assert_eq!(decide(&POLICY, &[1_000, 2_000, 9_999], 20_000), Decision::Restart { delay_ms: 50 });
    }
}
