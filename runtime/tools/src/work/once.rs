//! The writes of a session, each with the look that tells whether it happened.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use super::{Amendment, Deliverer, Order, Receipt};
use crate::effect::{Found, Write};
use crate::error::ToolError;

/// Putting a repository in place.
pub struct Delivering {
    pub deliverer: Arc<dyn Deliverer>,
    pub order: Order,
}

#[async_trait]
impl Write for Delivering {
    type Receipt = Receipt;

    async fn look_up(&self) -> Result<Found<Receipt>, ToolError> {
        self.deliverer.delivered(&self.order.target, &self.order.tree_hash).await
    }

    async fn act(&self, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        self.deliverer.deliver(self.order.clone(), cancel).await
    }
}

/// Putting repairs on top of it.
pub struct Amending {
    pub deliverer: Arc<dyn Deliverer>,
    pub amendment: Amendment,
}

#[async_trait]
impl Write for Amending {
    type Receipt = Receipt;

    async fn look_up(&self) -> Result<Found<Receipt>, ToolError> {
        self.deliverer.amended(&self.amendment).await
    }

    async fn act(&self, cancel: CancellationToken) -> Result<Receipt, ToolError> {
        self.deliverer.amend(self.amendment.clone(), cancel).await
    }
}
