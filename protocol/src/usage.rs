//! What calls of models may cost and have cost: reserved before at the worst case, settled after with what was used.
//!
//! Money is counted in micro-dollars, a millionth of a dollar; sums never wrap.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::CallId;

/// One step of the account of a session's calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageEvent {
    pub call: CallId,
    /// The version of the price table that the amounts were worked out from.
    pub prices: String,
    #[serde(flatten)]
    pub entry: LedgerEvent,
}

/// Given out in order, from 1. One that was given out and is no longer held has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReservationId(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum LedgerEvent {
    Reserved {
        id: ReservationId,
        worst: Amount,
    },
    Settled {
        id: ReservationId,
        used: Amount,
        basis: Basis,
    },
    /// The call cost nothing: it was never sent, or refused before any work.
    Released {
        id: ReservationId,
    },
}

/// Where the amount of a settled call comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The provider counted.
    Reported,
    /// Worked out from the texts.
    Estimated,
    /// Nobody knows: all that was reserved counts as used.
    AssumedWorst,
}

/// An event or a wish that does not fit what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    #[error("reservation {0:?} is not held: it was never made, or has ended already")]
    NotHeld(ReservationId),
    #[error("reservation {0:?} comes out of order")]
    OutOfOrder(ReservationId),
}

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

impl Budget {
    pub fn is_unlimited(&self) -> bool {
        *self == Self::default()
    }
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

    pub fn of(amount: &Amount) -> Self {
        Self {
            tokens: amount.tokens,
            micro_dollars: amount.micro_dollars.unwrap_or(0),
            unpriced: u64::from(amount.micro_dollars.is_none()),
        }
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.saturating_add(other.tokens),
            micro_dollars: self.micro_dollars.saturating_add(other.micro_dollars),
            unpriced: self.unpriced.saturating_add(other.unpriced),
        }
    }

    pub fn above(self, other: Self) -> Self {
        Self {
            tokens: self.tokens.saturating_sub(other.tokens),
            micro_dollars: self.micro_dollars.saturating_sub(other.micro_dollars),
            unpriced: self.unpriced.saturating_sub(other.unpriced),
        }
    }
}

/// The fold of the account's events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    given_out: u64,
    held: BTreeMap<ReservationId, Amount>,
    spent: Total,
    overrun: Total,
}

impl Spending {
    pub fn apply(&mut self, event: &LedgerEvent) -> Result<(), Misfit> {
        match event {
            LedgerEvent::Reserved { id, worst } => {
                (id.0 == self.given_out + 1).then_some(()).ok_or(Misfit::OutOfOrder(*id))?;
                self.given_out += 1;
                self.held.insert(*id, *worst);
            }
            LedgerEvent::Settled { id, used, basis: _ } => {
                let worst = self.held.remove(id).ok_or(Misfit::NotHeld(*id))?;
                self.spent = self.spent.plus(Total::of(used));
                self.overrun = self.overrun.plus(Total::of(used).above(Total::of(&worst)));
            }
            LedgerEvent::Released { id } => {
                self.held.remove(id).ok_or(Misfit::NotHeld(*id))?;
            }
        }
        Ok(())
    }

    /// The id that the next reservation gets.
    pub fn next_id(&self) -> ReservationId {
        ReservationId(self.given_out + 1)
    }

    /// What is reserved for a call that has not ended.
    pub fn worst(&self, id: ReservationId) -> Option<Amount> {
        self.held.get(&id).copied()
    }

    /// The worst case of the calls that are going on.
    pub fn reserved(&self) -> Total {
        self.held.values().fold(Total::ZERO, |sum, worst| sum.plus(Total::of(worst)))
    }

    pub fn held(&self) -> impl Iterator<Item = (ReservationId, Amount)> + '_ {
        self.held.iter().map(|(id, worst)| (*id, *worst))
    }

    pub fn spent(&self) -> Total {
        self.spent
    }

    /// The part of `spent` that went above what had been reserved for it.
    pub fn overrun(&self) -> Total {
        self.overrun
    }
}
