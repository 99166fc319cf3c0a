//! Requests that one account or address may send in a minute: buckets of tokens in the memory of the process.

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Setting};
use crate::app::AppPlan;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::RateLimits,
    folder: "rate_limits",
    title: "Rate limits",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(_plan: &AppPlan) -> Addition {
    Addition {
        settings: vec![
            setting("RATE_LIMIT_READS_PER_MINUTE", 300, "read"),
            setting("RATE_LIMIT_WRITES_PER_MINUTE", 60, "change something"),
        ],
        installs: vec!["request_limits"],
        guards: vec![Guard {
            concern: "Requests too many",
            what: "one account, or one address (a network of 64 bits in IPv6) without a good token, has a bucket for reads and one for \
                   writes, taken from before anything is looked up; the number of buckets is bounded, made-up tokens and \
                   addresses that clients claim open no others"
                .to_owned(),
            place: "backend/app/services/request_limits.py",
        }],
        changes: vec!["One account or address sends a bounded number of requests in a minute; more are answered with 429.".to_owned()],
        readme: README.to_owned(),
        ..Addition::default()
    }
}

const README: &str = "Each account may read 300 times and change something 60 times in a minute, all at once or evenly: a bucket of tokens \
fills up again by the second. Who has no access token that is good, programs with keys among them, is counted by address. Set \
`RATE_LIMIT_READS_PER_MINUTE` and `RATE_LIMIT_WRITES_PER_MINUTE`; 0 takes a limit away. Every answer below `/api/` has `RateLimit-Limit`, \
`RateLimit-Remaining` and `RateLimit-Reset`; one too many is answered with 429 and `Retry-After`. `/health` is not counted.\n\n\
Buckets are in the memory of each process: with several processes, each allows as many, so divide the limits. Behind a proxy, the \
address is the client's only where the proxy is named in `FORWARDED_ALLOW_IPS` (uvicorn reads it); otherwise all visitors are one.\n";

fn setting(name: &str, per_minute: u32, verb: &str) -> Setting {
    let about = format!(
        "Requests that {verb} which one account, or one visitor's address, may send in a minute; 0 for any number."
    );
    Setting {
        variable: variable(name, &per_minute.to_string(), &about),
        field: format!("{}: int = Field(default={per_minute}, ge=0, le=1_000_000)", name.to_lowercase()),
    }
}
