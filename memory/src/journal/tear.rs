//! Telling a write that was cut short from damage: the first is removed, the second never.

use super::frame::{self, Frame};
use crate::codec::FRAME_HEAD_BYTES;

/// The unit in which disks write; a sector that never arrived reads as zeros.
const SECTOR_BYTES: usize = 512;
/// Shorter runs of zeros are ordinary (the high bytes of a number), so a piece of a sector this small proves nothing.
const ZERO_PIECE_BYTES_MIN: usize = 16;

/// True if the last group of records, from which `rest` is left, was never acknowledged: it ends early or lacks sectors.
///
/// `rest` runs from the unreadable record `seq` at `offset` to the end of the last segment. A group is synced before
/// the next is written, so a later group behind it proves that record `seq` was once whole.
pub(super) fn is_torn(rest: &[u8], offset: u64, seq: u64, found: Frame) -> bool {
    let incomplete = match found {
        Frame::Short => true,
        Frame::BadHead | Frame::BadPayload => lacks_sectors(rest, offset),
        Frame::Whole(_) => false,
    };
    incomplete && !later_group_exists(rest, seq)
}

fn lacks_sectors(rest: &[u8], offset: u64) -> bool {
    let until_boundary = SECTOR_BYTES - (offset % SECTOR_BYTES as u64) as usize;
    let (first, others) = rest.split_at(until_boundary.min(rest.len()));
    let all_zero = rest.iter().all(|&byte| byte == 0);
    all_zero
        || std::iter::once(first)
            .chain(others.chunks(SECTOR_BYTES))
            .any(|piece| piece.len() >= ZERO_PIECE_BYTES_MIN && piece.iter().all(|&byte| byte == 0))
}

fn later_group_exists(rest: &[u8], seq: u64) -> bool {
    (1..rest.len()).any(|at| group_start(&rest[at..]).is_some_and(|start| start > seq))
}

/// If a whole record begins here: the first record of the group it was committed with.
fn group_start(bytes: &[u8]) -> Option<u64> {
    let (head, after) = bytes.split_at_checked(FRAME_HEAD_BYTES)?;
    let head = frame::head(head)?;
    let payload = after.get(..head.payload_bytes as usize)?;
    let sound = crc32c::crc32c(payload) == head.payload_crc;
    let envelope = frame::envelope(payload).filter(|_| sound)?;
    envelope.seq.checked_sub(u64::from(head.place))
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

    #[test]
    fn a_tail_of_zeros_is_a_torn_write() {
        assert!(is_torn(&[0; 100], 1000, 9, Frame::BadHead));
    }
}
