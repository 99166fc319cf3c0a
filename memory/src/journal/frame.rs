//! One record as bytes: head, envelope, body; and a group of them as one write.

use std::io::{self, Read};

use super::{BODY_BYTES_MAX, GROUP_BYTES_MAX, GROUP_RECORDS_MAX, JournalError, NewRecord, Record};
use crate::codec::{self, ENVELOPE_BYTES, Envelope, FRAME_HEAD_BYTES, FrameHead};

/// A batch, encoded: one write, and where each record begins in it.
pub(super) struct Group {
    pub bytes: Vec<u8>,
    pub starts: Vec<u64>,
    /// Hash of its last record.
    pub head: [u8; 32],
}

/// What stands at a place where a record should begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// The payload is in the caller's buffer.
    Whole(FrameHead),
    /// The bytes end before the record does.
    Short,
    BadHead,
    BadPayload,
}

impl Group {
    /// Chains the batch after the record whose hash is `head`; `next_seq` is the number of its first record.
    pub(super) fn encode(
        batch: &[NewRecord],
        next_seq: u64,
        mut head: [u8; 32],
    ) -> Result<Self, JournalError> {
        limit("batch in records", batch.len(), GROUP_RECORDS_MAX)?;
        let mut group = Group { bytes: Vec::new(), starts: Vec::with_capacity(batch.len()), head };
        for (place, (record, seq)) in batch.iter().zip(next_seq..).enumerate() {
            limit("record", record.body.len(), BODY_BYTES_MAX)?;
            let payload = payload(record, seq, head);
            head = hash(&payload);
            group.starts.push(group.bytes.len() as u64);
            group.bytes.extend_from_slice(&frame_head(&payload, place, batch.len() - 1 - place));
            group.bytes.extend_from_slice(&payload);
            limit("batch", group.bytes.len(), GROUP_BYTES_MAX)?;
        }
        group.head = head;
        Ok(group)
    }
}

/// What the chain calls a record that is appended as number `seq` after the one called `prev`.
pub(crate) fn link(prev: [u8; 32], seq: u64, record: &NewRecord) -> [u8; 32] {
    hash(&payload(record, seq, prev))
}

fn limit(what: &'static str, bytes: usize, bytes_max: usize) -> Result<(), JournalError> {
    if bytes > bytes_max { Err(JournalError::TooLarge { what, bytes, bytes_max }) } else { Ok(()) }
}

fn payload(record: &NewRecord, seq: u64, prev: [u8; 32]) -> Vec<u8> {
    let NewRecord { time_ms, kind, version, ref body } = *record;
    let mut payload = codec::encode(&Envelope { seq, time_ms, kind, version, prev });
    payload.extend_from_slice(body);
    payload
}

fn frame_head(payload: &[u8], place: usize, left: usize) -> Vec<u8> {
    // The limits keep the length far below 4 GiB and the counts below 2^16.
    let head = FrameHead {
        payload_bytes: payload.len() as u32,
        place: place as u16,
        left: left as u16,
        payload_crc: crc32c::crc32c(payload),
        crc: 0,
    };
    codec::encode(&codec::sealed(head, |head| &mut head.crc))
}

/// The name of a record in the chain: BLAKE3 of envelope and body.
pub(super) fn hash(payload: &[u8]) -> [u8; 32] {
    *blake3::hash(payload).as_bytes()
}

/// The record in a payload whose checksum was right.
pub(super) fn record(payload: &[u8]) -> Option<Record> {
    let (envelope, body) = payload.split_at_checked(ENVELOPE_BYTES)?;
    let Envelope { seq, time_ms, kind, version, prev } = codec::decode(envelope)?;
    Some(Record { seq, time_ms, kind, version, prev, body: body.to_vec() })
}

/// The envelope alone, for those who walk without looking at bodies.
pub(super) fn envelope(payload: &[u8]) -> Option<Envelope> {
    codec::decode(payload.get(..ENVELOPE_BYTES)?)
}

/// Reads the frame at the reader's place, of which `left` bytes remain in the file. The payload replaces `buffer`.
pub(super) fn read(reader: &mut impl Read, left: u64, buffer: &mut Vec<u8>) -> io::Result<Frame> {
    buffer.clear();
    let mut head_bytes = [0; FRAME_HEAD_BYTES];
    if left < FRAME_HEAD_BYTES as u64 || !fill(reader, &mut head_bytes)? {
        return Ok(Frame::Short);
    }
    let Some(head) = head(&head_bytes) else { return Ok(Frame::BadHead) };
    if left - (FRAME_HEAD_BYTES as u64) < u64::from(head.payload_bytes) {
        return Ok(Frame::Short);
    }
    buffer.resize(head.payload_bytes as usize, 0);
    if !fill(reader, buffer)? {
        return Ok(Frame::Short);
    }
    Ok(if crc32c::crc32c(buffer) == head.payload_crc { Frame::Whole(head) } else { Frame::BadPayload })
}

/// A head with the right checksum and a length that we would have written.
pub(super) fn head(bytes: &[u8]) -> Option<FrameHead> {
    let possible = ENVELOPE_BYTES..=ENVELOPE_BYTES + BODY_BYTES_MAX;
    // The length first: whoever looks for a head at every byte meets few that could be one.
    let FrameHead { payload_bytes, .. } = codec::decode(bytes)?;
    possible
        .contains(&(payload_bytes as usize))
        .then(|| codec::decode_sealed(bytes, |head: &FrameHead| head.crc))?
}

/// False if the file has become shorter than it was when it was measured.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The head and the payload of a whole record, if one begins here.
pub(super) fn whole(bytes: &[u8]) -> Option<(FrameHead, &[u8])> {
    let (head_bytes, after) = bytes.split_at_checked(FRAME_HEAD_BYTES)?;
    let head = head(head_bytes)?;
    let payload = after.get(..head.payload_bytes as usize)?;
    (crc32c::crc32c(payload) == head.payload_crc).then_some((head, payload))
}

/// The record that begins here, if it is whole, and the bytes it takes.
pub(crate) fn whole_record(bytes: &[u8]) -> Option<(Record, usize)> {
    let (_, payload) = whole(bytes)?;
    Some((record(payload)?, FRAME_HEAD_BYTES + payload.len()))
}

/// Bytes that the frame of a payload takes in the file.
pub(super) fn bytes(payload: &[u8]) -> u64 {
    (FRAME_HEAD_BYTES + payload.len()) as u64
}
