//! Requests of many domains and what is read in them: each `requests/*.txt` beside its `*.expected`.
//! `UPDATE_EXPECT=1 cargo test -p plan` rewrites the expectations after a change of the grammar.

mod render;

use expect_test::expect_file;
use plan::{Understanding, Verdict, understand};

/// Between two requests of a file.
const SEPARATOR: &str = "\n%%\n";

fn readings(requests: &str) -> String {
    let mut out = String::new();
    for request in requests.trim_end().split(SEPARATOR) {
        out.push_str(&format!("=== {}\n{}\n", request.trim(), understanding(&understand(request))));
    }
    out
}

fn understanding(understanding: &Understanding) -> String {
    let mut out = render::requirements(&understanding.requirements);
    if let Verdict::Refused { why } = &understanding.verdict {
        out.push_str(&format!("refused: {why}\n"));
    }
    out
}

macro_rules! requests {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            let requests = include_str!(concat!("requests/", stringify!($name), ".txt"));
            expect_file![concat!("requests/", stringify!($name), ".expected")].assert_eq(&readings(requests));
        }
    )*};
}

requests! { features held named bookings work learning shops publishing records everyday traps refused restrictions tools no_records domains notation steps lists prose short stories mixed brief daily others }

#[test]
fn there_are_at_least_sixty_requests() {
    let files = [
        include_str!("requests/held.txt"),
        include_str!("requests/named.txt"),
        include_str!("requests/bookings.txt"),
        include_str!("requests/work.txt"),
        include_str!("requests/learning.txt"),
        include_str!("requests/shops.txt"),
        include_str!("requests/publishing.txt"),
        include_str!("requests/records.txt"),
        include_str!("requests/everyday.txt"),
        include_str!("requests/traps.txt"),
        include_str!("requests/refused.txt"),
        include_str!("requests/domains.txt"),
    ];
    let count: usize = files.iter().map(|file| file.trim_end().split(SEPARATOR).count()).sum();
    assert!(count >= 60, "{count}");
}
