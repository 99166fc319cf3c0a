//! What calls may cost and have cost: reserved before at the worst case, settled after with what was used. Pure.
//!
//! Deciding gives an event, applying changes the state; the state is the fold of the recorded events. What is reserved and
//! what is spent are together never above the budget, as long as no provider charges more than the worst case; where one
//! does, the difference is kept as overrun and nothing more is reserved.

pub use protocol::usage::{Amount, Basis, Budget, LedgerEvent, Misfit, ReservationId, Spending, Total};

/// Far more than calls can be going on; reaching it means that reservations are not being ended.
pub const HELD_MAX: usize = 10_000;

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    budget: Budget,
    spending: Spending,
}

impl Ledger {
    pub fn new(budget: Budget) -> Self {
        Self::resumed(budget, Spending::default())
    }

    /// The account as it was recorded. Reservations that are still held then belonged to calls that nobody waits for any
    /// more: settle them as unknown.
    pub fn resumed(budget: Budget, spending: Spending) -> Self {
        Self { budget, spending }
    }

    /// The state after recorded events.
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
        if self.spending.held().count() >= HELD_MAX {
            return Err(Denied::TooManyHeld);
        }
        let taken = self.spent().plus(self.reserved());
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
        Ok(LedgerEvent::Reserved { id: self.spending.next_id(), worst })
    }

    /// A call that was sent has ended, well or not.
    pub fn settle(&self, id: ReservationId, used: Used) -> Result<LedgerEvent, Misfit> {
        let worst = self.spending.worst(id).ok_or(Misfit::NotHeld(id))?;
        let (used, basis) = match used {
            Used::Reported(amount) => (amount, Basis::Reported),
            Used::Estimated(amount) => (amount, Basis::Estimated),
            Used::Unknown => (worst, Basis::AssumedWorst),
        };
        Ok(LedgerEvent::Settled { id, used, basis })
    }

    /// A call that cost nothing has ended.
    pub fn release(&self, id: ReservationId) -> Result<LedgerEvent, Misfit> {
        self.spending.worst(id).map(|_| LedgerEvent::Released { id }).ok_or(Misfit::NotHeld(id))
    }

    pub fn apply(&mut self, event: &LedgerEvent) -> Result<(), Misfit> {
        self.spending.apply(event)
    }

    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// The worst case of the calls that are going on.
    pub fn reserved(&self) -> Total {
        self.spending.reserved()
    }

    pub fn held(&self) -> impl Iterator<Item = (ReservationId, Amount)> + '_ {
        self.spending.held()
    }

    pub fn spent(&self) -> Total {
        self.spending.spent()
    }

    /// The part of `spent` that went above what had been reserved for it.
    pub fn overrun(&self) -> Total {
        self.spending.overrun()
    }
}

#[cfg(test)]
mod tests;
