//! A recorded session at the pace it happened, or faster. Nothing is executed: events are folded and told.

use std::str::FromStr;
use std::time::Duration;

use protocol::event::Event;
use protocol::id::ContentHash;
use protocol::problem::{Code, Problem};
use protocol::view::View;

use crate::render::{agents, narrate};
use crate::screen::Screen;

/// Longer pauses are waits for a person or an interruption; nobody watches those.
const GAP_MS_MAX: u64 = 2_000;
/// The board is drawn at most this often, so that a fast replay is not slowed by the terminal.
const FRAME_MS: u64 = 50;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// Times faster than it happened.
    Times(f64),
    Max,
}

impl FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "max" {
            return Ok(Speed::Max);
        }
        let times = text.parse::<f64>().ok().filter(|times| times.is_finite() && *times > 0.0);
        times.map(Speed::Times).ok_or_else(|| "give a number above 0, or max".to_owned())
    }
}

impl Speed {
    /// How long to wait for an event that came `gap_ms` after the one before.
    fn pause(self, gap_ms: u64) -> Duration {
        match self {
            Speed::Max => Duration::ZERO,
            Speed::Times(times) => {
                let seconds = gap_ms.min(GAP_MS_MAX) as f64 / 1_000.0 / times;
                // A tiny factor could overflow; a gap is never slower than this.
                Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(3_600))
            }
        }
    }
}

/// Tells the events one after another; the view at the end and its hash.
pub async fn play(
    events: impl Iterator<Item = Result<Event, Problem>>,
    speed: Speed,
    screen: &mut Screen,
) -> Result<(View, ContentHash), Problem> {
    let mut view = View::default();
    let mut before_ms = None;
    let mut owed = Duration::ZERO;
    for event in events {
        let event = event?;
        owed += speed.pause(event.at_ms.saturating_sub(before_ms.unwrap_or(event.at_ms)));
        before_ms = Some(event.at_ms);
        if owed.as_millis() as u64 >= FRAME_MS {
            tokio::time::sleep(std::mem::take(&mut owed)).await;
        }
        view.apply(&event)
            .map_err(|error| Problem::new(Code::Storage, error.to_string(), "run `samriddh verify`"))?;
        for line in narrate::lines(&view, &event) {
            screen.print(&line);
        }
        if let Some(board) = screen.board() {
            board.show(&agents::rows(&view, event.at_ms));
        }
    }
    screen.clear_board();
    let hash = view.hash().map_err(|error| Problem::new(Code::Internal, error.to_string(), ""))?;
    Ok((view, hash))
}

#[cfg(test)]
mod tests {
    use protocol::check::CheckStatus;

    use super::*;
    use crate::render::fixture;

    #[test]
    fn pauses_scale_and_long_ones_are_cut() {
        assert_eq!(Speed::Times(2.0).pause(1_000), Duration::from_millis(500));
        assert_eq!(Speed::Times(1.0).pause(86_400_000), Duration::from_secs(2));
        assert_eq!(Speed::Max.pause(1_000), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn any_speed_ends_in_the_same_view_as_the_fold() {
        let events = fixture::events(fixture::to_end(&[CheckStatus::Verified, CheckStatus::Verified]));
        let folded = View::fold(&events).unwrap();
        for speed in [Speed::Max, Speed::Times(1.0)] {
            let mut screen = Screen::to(std::io::sink(), false);
            let (view, hash) = play(events.iter().cloned().map(Ok), speed, &mut screen).await.unwrap();
            assert_eq!(view, folded);
            assert_eq!(hash, folded.hash().unwrap());
        }
    }
}
