//! What calls may cost and have cost: reserved before at the worst case, settled after with what was used. Pure.
//!
//! Deciding gives an event, applying changes the state; the state is the fold of the recorded events. What is reserved and
//! what is spent are together never above the budget, as long as no provider charges more than the worst case; where one
//! does, the difference is kept as overrun and nothing more is reserved.

mod amount;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use amount::{Amount, Budget, Total};

/// Far more than calls can be going on; reaching it means that reservations are not being ended.
pub const HELD_MAX: usize = 10_000;

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

/// What a call that was sent has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    Reported(Amount),
    Estimated(Amount),
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("{wanted} tokens could be needed and {left} are left of the budget; raise it or ask for less")]
    Tokens { wanted: u64, left: u64 },
    #[error(
        "{wanted} micro-dollars could be needed and {left} are left of the budget; raise it or ask for less"
    )]
    Money { wanted: u64, left: u64 },
    #[error(
        "the model's price is unknown, so a budget of money cannot hold it; add its price or a limit of tokens"
    )]
    Unpriced,
    #[error("{HELD_MAX} calls are going on already; wait for some to end")]
    TooManyHeld,
}

/// An event or a wish that does not fit what was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    #[error("reservation {0:?} is not held: it was never made, or has ended already")]
    NotHeld(ReservationId),
    #[error("reservation {0:?} comes out of order")]
    OutOfOrder(ReservationId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    budget: Budget,
    given_out: u64,
    held: BTreeMap<ReservationId, Amount>,
    spent: Total,
    overrun: Total,
}

impl Ledger {
    pub fn new(budget: Budget) -> Self {
        Self { budget, given_out: 0, held: BTreeMap::new(), spent: Total::ZERO, overrun: Total::ZERO }
    }

    /// The state after recorded events. Reservations that are still held then belonged to calls that nobody waits for any
    /// more: settle them as unknown.
    pub fn replay<'a>(
        budget: Budget,
        events: impl IntoIterator<Item = &'a LedgerEvent>,
    ) -> Result<Self, Misfit> {
        let mut ledger = Self::new(budget);
        events.into_iter().try_for_each(|event| ledger.apply(event))?;
        Ok(ledger)
    }

    /// Whether a call that may cost `worst` fits. The event must be applied before the next one is asked for.
    pub fn reserve(&self, worst: Amount) -> Result<LedgerEvent, Denied> {
        if self.held.len() >= HELD_MAX {
            return Err(Denied::TooManyHeld);
        }
        let taken = self.spent.plus(self.reserved());
        if let Some(max) = self.budget.tokens_max {
            let left = max.saturating_sub(taken.tokens);
            (worst.tokens <= left).then_some(()).ok_or(Denied::Tokens { wanted: worst.tokens, left })?;
        }
        match (self.budget.micro_dollars_max, worst.micro_dollars) {
            (Some(max), Some(wanted)) => {
                let left = max.saturating_sub(taken.micro_dollars);
                (wanted <= left).then_some(()).ok_or(Denied::Money { wanted, left })?;
            }
            // The limit of tokens alone holds it.
            (Some(_), None) if self.budget.tokens_max.is_some() => {}
            (Some(_), None) => return Err(Denied::Unpriced),
            (None, _) => {}
        }
        Ok(LedgerEvent::Reserved { id: ReservationId(self.given_out + 1), worst })
    }

    /// A call that was sent has ended, well or not.
    pub fn settle(&self, id: ReservationId, used: Used) -> Result<LedgerEvent, Misfit> {
        let worst = *self.held.get(&id).ok_or(Misfit::NotHeld(id))?;
        let (used, basis) = match used {
            Used::Reported(amount) => (amount, Basis::Reported),
            Used::Estimated(amount) => (amount, Basis::Estimated),
            Used::Unknown => (worst, Basis::AssumedWorst),
        };
        Ok(LedgerEvent::Settled { id, used, basis })
    }

    /// A call that cost nothing has ended.
    pub fn release(&self, id: ReservationId) -> Result<LedgerEvent, Misfit> {
        self.held.get(&id).map(|_| LedgerEvent::Released { id }).ok_or(Misfit::NotHeld(id))
    }

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

    pub fn budget(&self) -> Budget {
        self.budget
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

#[cfg(test)]
mod tests;
