//! Tokens and money. A micro-dollar is a millionth of a dollar; sums never wrap.

use serde::{Deserialize, Serialize};

/// Of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub tokens: u64,
    /// `None` where the model's price is unknown.
    pub micro_dollars: Option<u64>,
}

/// What may be spent; nothing means no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    pub tokens_max: Option<u64>,
    pub micro_dollars_max: Option<u64>,
}

/// Of several calls. Calls without a price count in `unpriced` instead of in the money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    pub tokens: u64,
    pub micro_dollars: u64,
    pub unpriced: u64,
}

impl Total {
    pub const ZERO: Self = Self { tokens: 0, micro_dollars: 0, unpriced: 0 };

    pub(super) fn of(amount: &Amount) -> Self {
        Self {
            tokens: amount.tokens,
            micro_dollars: amount.micro_dollars.unwrap_or(0),
            unpriced: u64::from(amount.micro_dollars.is_none()),
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.saturating_add(other.tokens),
            micro_dollars: self.micro_dollars.saturating_add(other.micro_dollars),
            unpriced: self.unpriced.saturating_add(other.unpriced),
        }
    }

    pub(super) fn above(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.saturating_sub(other.tokens),
            micro_dollars: self.micro_dollars.saturating_sub(other.micro_dollars),
            unpriced: self.unpriced.saturating_sub(other.unpriced),
        }
    }
}
