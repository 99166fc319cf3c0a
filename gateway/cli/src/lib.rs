//! The terminal client: arguments, the conversation with a session over frames, and how everything is shown.

pub mod args;
pub mod ask;
mod board;
pub mod client;
pub mod document;
pub mod drive;
pub mod exit;
pub mod notice;
pub mod remote;
pub mod render;
pub mod replay;
pub mod request;
pub mod screen;
pub mod target;
pub mod wire;

pub use exit::Exit;
pub use screen::Screen;
