//! How long a server asks to be left alone: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).

use std::time::UNIX_EPOCH;

use reqwest::header::HeaderMap;

pub(super) fn asked_for(headers: &HeaderMap, now_ms: u64) -> Option<u64> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let ms = text("retry-after-ms").and_then(|value| whole_ms(value, 1.0));
    ms.or_else(|| {
        let value = text("retry-after")?;
        whole_ms(value, 1000.0).or_else(|| until(value, now_ms))
    })
}

/// Fractions are not in the standard, but in use.
fn whole_ms(value: &str, unit_ms: f64) -> Option<u64> {
    let number: f64 = value.parse().ok()?;
    let ms = (number * unit_ms).ceil();
    // Above 2^53 a float is no whole number any more, and the wait is longer than any caller's.
    (ms.is_finite() && (0.0..=9e15).contains(&ms)).then_some(ms as u64)
}

fn until(value: &str, now_ms: u64) -> Option<u64> {
    let at = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let at_ms = u64::try_from(at.as_millis()).ok()?;
    Some(at_ms.saturating_sub(now_ms))
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn asked(pairs: &[(&'static str, &'static str)]) -> Option<u64> {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        asked_for(&pairs.iter().map(header).collect(), 1_700_000_000_000)
    }

    #[test]
    fn every_way_to_say_it_is_understood() {
        assert_eq!(asked(&[]), None);
        assert_eq!(asked(&[("retry-after", "2")]), Some(2_000));
        assert_eq!(asked(&[("retry-after", "0.25")]), Some(250));
        assert_eq!(asked(&[("retry-after", "9"), ("retry-after-ms", "120")]), Some(120));
        assert_eq!(asked(&[("retry-after", "Tue, 14 Nov 2023 22:13:30 GMT")]), Some(10_000));
        assert_eq!(asked(&[("retry-after", "Tue, 14 Nov 2023 22:13:10 GMT")]), Some(0));
        for nonsense in ["-1", "soon", "NaN", "inf", "1e300", ""] {
            assert_eq!(asked(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
    }
}
