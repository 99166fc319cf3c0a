//! Telling a write that was cut short from damage: the first is removed, the second never.

use std::ops::Range;

use super::frame::{self, Frame};
use crate::codec::FRAME_HEAD_BYTES;

/// The unit in which disks write. One that never arrived reads as zeros, and so does the end of one that was torn.
const SECTOR_BYTES: u64 = 512;
/// Where a whole record may have a zero although no number of it is small: the high bytes of time, kind and version.
const HIGH_BYTES: [usize; 5] = [29, 30, 31, 33, 35];
/// Where the number of a record lies in it.
const SEQ_BYTES: Range<usize> = FRAME_HEAD_BYTES..FRAME_HEAD_BYTES + 8;

/// True if the last group of records, from which `rest` is left, was never acknowledged: it ends early or lacks bytes.
///
/// `rest` runs from the unreadable record `seq` at `offset` to the end of the last segment. A group is synced before
/// the next is written, so a later group behind it proves that record `seq` was once whole.
pub(super) fn is_torn(rest: &[u8], offset: u64, seq: u64, found: Frame) -> bool {
    let incomplete = match found {
        Frame::Short => true,
        Frame::BadHead => missing(rest, offset).any(|run| run.start < FRAME_HEAD_BYTES),
        Frame::BadPayload => missing(rest, offset).any(|run| misses_payload(rest, seq, run)),
        Frame::Whole(_) => false,
    };
    incomplete && !later_group_exists(rest, seq)
}

/// What may not have arrived: for each sector, the zeros that it ends in.
fn missing(rest: &[u8], offset: u64) -> impl Iterator<Item = Range<usize>> {
    let first_end = (SECTOR_BYTES - offset % SECTOR_BYTES) as usize;
    let ends = (first_end..rest.len()).step_by(SECTOR_BYTES as usize).chain([rest.len()]);
    ends.map(|end| {
        let sector = end.saturating_sub(SECTOR_BYTES as usize)..end;
        let zeros = rest[sector].iter().rev().take_while(|&&byte| byte == 0).count();
        end - zeros..end
    })
}

/// True if a whole record would have something else than a zero somewhere in `run`; text, for one, has no zeros.
fn misses_payload(rest: &[u8], seq: u64, run: Range<usize>) -> bool {
    let record_end = frame::head(rest.get(..FRAME_HEAD_BYTES).unwrap_or_default())
        .map_or(rest.len(), |head| FRAME_HEAD_BYTES + head.payload_bytes as usize);
    (run.start.max(FRAME_HEAD_BYTES)..run.end.min(record_end)).any(|at| {
        match seq.to_le_bytes().get(at - SEQ_BYTES.start) {
            Some(byte) => *byte != 0,
            None => !HIGH_BYTES.contains(&at),
        }
    })
}

fn later_group_exists(rest: &[u8], seq: u64) -> bool {
    (1..rest.len()).any(|at| group_start(&rest[at..]).is_some_and(|start| start > seq))
}

/// If a whole record begins here: the first record of the group it was committed with.
fn group_start(bytes: &[u8]) -> Option<u64> {
    let (head, payload) = frame::whole(bytes)?;
    frame::envelope(payload)?.seq.checked_sub(u64::from(head.place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::NewRecord;
    use crate::journal::frame::Group;

    fn group(next_seq: u64, records: usize) -> Vec<u8> {
        let record = NewRecord { time_ms: 5, kind: 1, version: 1, body: vec![b'7'; 1200] };
        Group::encode(&vec![record; records], next_seq, [0; 32]).unwrap().bytes
    }

    #[test]
    fn a_missing_sector_in_the_last_group_is_a_torn_write() {
        let mut rest = group(4, 3);
        rest[512..1024].fill(0);
        assert!(is_torn(&rest, 0, 4, Frame::BadPayload), "records 5 and 6 belong to the same group");
    }

    #[test]
    fn a_missing_sector_before_a_later_group_is_damage() {
        let mut rest = group(4, 3);
        rest[512..1024].fill(0);
        rest.extend(group(7, 1));
        assert!(!is_torn(&rest, 0, 4, Frame::BadPayload));
    }

    #[test]
    fn a_flipped_byte_in_the_last_record_is_damage() {
        let mut rest = group(4, 1);
        rest[700] ^= 1;
        assert!(!is_torn(&rest, 0, 4, Frame::BadPayload));
    }

    #[test]
    fn bytes_removed_from_an_acknowledged_record_are_damage() {
        let mut rest = group(4, 1);
        rest.truncate(600);
        assert!(is_torn(&rest, 0, 4, Frame::Short));
        rest.extend(group(5, 1));
        assert!(!is_torn(&rest, 0, 4, Frame::Short));
    }

    /// The bytes of a group of which a sector lost its end, at any place.
    #[test]
    fn a_sector_that_was_torn_anywhere_is_a_torn_write() {
        let whole = group(0x0102_0304, 3);
        for offset in (0..SECTOR_BYTES).rev().step_by(17) {
            let end = SECTOR_BYTES - offset;
            for start in (0..end.min(100)).step_by(3) {
                let mut rest = whole.clone();
                rest[start as usize..end as usize].fill(0);
                let found = frame::read(&mut &rest[..], rest.len() as u64, &mut Vec::new()).unwrap();
                let torn = matches!(found, Frame::Whole(_)) || is_torn(&rest, offset, 0x0102_0304, found);
                assert!(torn, "from {start} at {offset}: {found:?}");
            }
        }
    }

    #[test]
    fn a_tail_of_zeros_is_a_torn_write() {
        assert!(is_torn(&[0; 100], 1000, 9, Frame::BadHead));
    }
}
