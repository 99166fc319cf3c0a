//! The fixed shapes on disk, and the only place that names bincode.
//!
//! bincode cannot grow a field: a shape here never changes. A new shape gets a new format version.
//! Integers are little-endian and of fixed width, so every shape has one size.

use bincode::Options;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The first bytes of every segment, in every version of the format, so that an older program can refuse a newer file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Preamble {
    pub magic: [u8; 8],
    pub format_version: u16,
    /// Bytes before the first record, this preamble included.
    pub header_bytes: u16,
    /// CRC-32C of the bytes of this preamble before it.
    pub crc: u32,
}

/// What a segment continues: its first record and the hash of the record before that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    pub first_seq: u64,
    pub prev: [u8; 32],
    /// CRC-32C of the bytes of this origin before it.
    pub crc: u32,
}

/// What stands before each record. Its own checksum tells a damaged length from a write that was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FrameHead {
    /// Envelope and body together.
    pub payload_bytes: u32,
    /// Place of the record in the group it was committed with, from 0.
    pub place: u16,
    /// Records of that group that come after it: a group of which some are missing was never acknowledged.
    pub left: u16,
    pub payload_crc: u32,
    /// CRC-32C of the bytes of this head before it.
    pub crc: u32,
}

/// What is known about a record without looking into its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    pub seq: u64,
    pub time_ms: u64,
    pub kind: u16,
    pub version: u16,
    pub prev: [u8; 32],
}

pub(crate) const PREAMBLE_BYTES: usize = 16;
pub(crate) const ORIGIN_BYTES: usize = 44;
pub(crate) const FRAME_HEAD_BYTES: usize = 16;
pub(crate) const ENVELOPE_BYTES: usize = 52;
/// The checksum is the last field of each shape that has one.
const CRC_BYTES: usize = 4;

fn options() -> impl Options {
    bincode::DefaultOptions::new().with_fixint_encoding().with_little_endian().reject_trailing_bytes()
}

/// The bytes of a fixed shape. Writing integers and arrays into memory has no way to fail, so none is offered.
pub(crate) fn encode<T: Serialize>(shape: &T) -> Vec<u8> {
    options().serialize(shape).expect("integers and arrays always fit into memory")
}

/// The shape in exactly these bytes, or nothing if their number is wrong.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    options().deserialize(bytes).ok()
}

/// CRC-32C of an encoded shape without its last field, which holds it.
pub(crate) fn crc_before_last(bytes: &[u8]) -> u32 {
    crc32c::crc32c(&bytes[..bytes.len().saturating_sub(CRC_BYTES)])
}

/// Sets the `crc` of a shape from the bytes before it.
pub(crate) fn sealed<T: Serialize>(mut shape: T, crc: impl Fn(&mut T) -> &mut u32) -> T {
    let sum = crc_before_last(&encode(&shape));
    *crc(&mut shape) = sum;
    shape
}

/// A shape whose checksum is right, or nothing.
pub(crate) fn decode_sealed<T: DeserializeOwned>(bytes: &[u8], crc: impl Fn(&T) -> u32) -> Option<T> {
    decode(bytes).filter(|shape| crc(shape) == crc_before_last(bytes))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
        shape: T,
        bytes: usize,
        hex: Expect,
    ) {
        let encoded = encode(&shape);
        hex.assert_eq(&encoded.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        assert_eq!(encoded.len(), bytes);
        assert_eq!(decode::<T>(&encoded), Some(shape));
        assert_eq!(decode::<T>(&encoded[1..]), None);
        assert_eq!(decode::<T>(&[&encoded[..], &[0]].concat()), None);
    }

    #[test]
    fn the_preamble_has_golden_bytes() {
        let preamble = Preamble { magic: *b"SAMRJRNL", format_version: 1, header_bytes: 60, crc: 0 };
        check(sealed(preamble, |p| &mut p.crc), PREAMBLE_BYTES, expect!["53414d524a524e4c01003c0031a5219c"]);
    }

    #[test]
    fn the_origin_has_golden_bytes() {
        let origin = Origin { first_seq: 0x0102_0304_0506_0708, prev: [0xab; 32], crc: 0 };
        check(
            sealed(origin, |o| &mut o.crc),
            ORIGIN_BYTES,
            expect![
                "0807060504030201abababababababababababababababababababababababababababababababab02f8086c"
            ],
        );
    }

    #[test]
    fn the_frame_head_has_golden_bytes() {
        let head = FrameHead { payload_bytes: 54, place: 2, left: 0, payload_crc: 0xdead_beef, crc: 0 };
        check(sealed(head, |h| &mut h.crc), FRAME_HEAD_BYTES, expect!["3600000002000000efbeadde92c2df3c"]);
    }

    #[test]
    fn the_envelope_has_golden_bytes() {
        let envelope = Envelope { seq: 7, time_ms: 1_700_000_000_000, kind: 3, version: 1, prev: [0xcd; 32] };
        check(
            envelope,
            ENVELOPE_BYTES,
            expect![
                "07000000000000000068e5cf8b01000003000100cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
            ],
        );
    }

    #[test]
    fn a_wrong_checksum_is_no_shape() {
        let mut bytes =
            encode(&sealed(FrameHead { payload_bytes: 1, place: 0, left: 0, payload_crc: 2, crc: 0 }, |h| {
                &mut h.crc
            }));
        assert!(decode_sealed::<FrameHead>(&bytes, |h| h.crc).is_some());
        for at in 0..bytes.len() {
            bytes[at] ^= 1;
            assert_eq!(decode_sealed::<FrameHead>(&bytes, |h| h.crc), None, "byte {at}");
            bytes[at] ^= 1;
        }
    }
}
