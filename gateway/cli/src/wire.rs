//! The two ends of a connection inside one process; a remote connection is pumped into the same channels.

use protocol::frame::{ClientFrame, ServerFrame};
use protocol::problem::Problem;
use tokio::sync::mpsc;

/// Frames that may wait on each way; a session writes no faster than its client reads.
const FRAMES_WAITING_MAX: usize = 256;

/// What a client hears.
#[derive(Debug)]
pub enum FromGateway {
    Frame(ServerFrame),
    /// The connection is lost and is being made again; nothing that was sent is forgotten.
    Away(Problem),
    /// It is there again. `anew` when the gateway was started in between: sessions it had at work wait to be resumed.
    Back {
        anew: bool,
    },
}

/// The client's end.
#[derive(Debug)]
pub struct Wire {
    pub to: mpsc::Sender<ClientFrame>,
    pub from: mpsc::Receiver<FromGateway>,
}

/// The gateway's end.
#[derive(Debug)]
pub struct FarEnd {
    pub from: mpsc::Receiver<ClientFrame>,
    pub to: mpsc::Sender<FromGateway>,
}

pub fn pair() -> (Wire, FarEnd) {
    let (to, far_from) = mpsc::channel(FRAMES_WAITING_MAX);
    let (far_to, from) = mpsc::channel(FRAMES_WAITING_MAX);
    (Wire { to, from }, FarEnd { from: far_from, to: far_to })
}
