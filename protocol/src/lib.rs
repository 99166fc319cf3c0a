//! What travels between a client and a session, and the one fold that turns events into a view. Serde only: no I/O, no clock.

pub mod requirements;
