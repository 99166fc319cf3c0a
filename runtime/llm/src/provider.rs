//! The one trait. The scripted provider and the real one pass the same conformance test.

use async_trait::async_trait;

use crate::call::Call;
use crate::error::ModelError;
use crate::parts::Parts;
use crate::request::Request;

#[async_trait]
pub trait Provider: Send + Sync {
    /// Starts one attempt; what comes back is read from the parts. One attempt is one request: nothing is repeated here.
    /// Dropping the future or the parts ends it, as the call's token does.
    async fn ask(&self, request: &Request, call: Call) -> Result<Parts, ModelError>;
}
