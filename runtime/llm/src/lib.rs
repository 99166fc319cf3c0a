//! Language models behind one trait: what is asked, what comes back in parts, what can go wrong, what it may cost.
//!
//! Nothing here reads a clock, draws a random number or knows a session: time and chance are arguments, waiting follows
//! tokio's clock. What a call costs is reserved and settled by pure code that the caller records.

mod call;
mod error;
mod part;
mod provider;
mod request;

mod parts;

mod openai;
mod scripted;
mod settings;

pub mod charge;
pub mod ledger;
pub mod prices;
pub mod retry;

pub use call::Call;
pub use error::{ModelError, Phase};
pub use openai::{Limits, OpenAiChat};
pub use part::Part;
pub use parts::{Answer, Bounds, Broken, Parts, Source};
pub use protocol::model::{Finish, Format, Message, Speaker, Usage};
pub use provider::Provider;
pub use request::{MESSAGES_MAX, PROMPT_BYTES_MAX, Request};
pub use scripted::{Script, Scripted, Step};
pub use secrecy::SecretString;
pub use settings::{OutputLimitField, Settings, SettingsError};
pub use tokio_util::sync::CancellationToken;
