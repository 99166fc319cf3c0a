//! Caching: answers that many viewers get alike are kept in Redis until what they show changes.

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Place, Setting};
use crate::app::{AppPlan, Endpoint};
use crate::fragments::{EnvVar, Part, Service};
use crate::packs::backend::contribution::variable;
use crate::packs::devops::REDIS_IMAGE;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Caching,
    folder: "caching",
    title: "Redis caching",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(_plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(),
        routers: vec!["answer_cache"],
        settings: settings(),
        installs: vec!["caching"],
        services: vec![redis()],
        all_records: true,
        guards: guards(),
        places: vec![Place::part("adminPages", "CachePage", "answer-cache/CachePage").at("cache", "Cache")],
        changes: vec![
            "Lists and records that many people see alike are kept in Redis until what they show changes."
                .to_owned(),
        ],
        readme: README.to_owned(),
        ..Addition::default()
    }
}

fn operations() -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, method, "/admin/cache", summary)
    };
    vec![
        endpoint(
            "get_cache",
            "GET",
            "Whether answers are kept, and how often that saved reading the database",
        )
        .answers(200, &[401, 403]),
        endpoint("empty_cache", "DELETE", "Forget all answers that are kept").answers(204, &[401, 403, 409]),
    ]
}

fn settings() -> Vec<Setting> {
    let address = EnvVar {
        part: Part::Backend,
        ..variable(
            "REDIS_URL",
            "redis://127.0.0.1:6379/0",
            "The Redis that keeps answers, `redis://:password@host:6379/0`, or `rediss://` over TLS; empty for none. With a \
             password it belongs in `.env` alone.",
        )
    };
    vec![
        Setting { variable: address, field: "redis_url: SecretStr = SecretStr(\"\")".to_owned() },
        Setting {
            variable: variable("CACHE_TTL_SECONDS", "300", "The longest that an answer is kept."),
            field: "cache_ttl_seconds: int = Field(default=300, ge=1, le=86_400)".to_owned(),
        },
    ]
}

/// Nobody waits for it: the product works without.
fn redis() -> Service {
    let body = format!(
        "    image: {REDIS_IMAGE}\n\
         \x20   restart: unless-stopped\n\
         \x20   # Nothing is written to a disk: what came back from there after a crash would be old.\n\
         \x20   command: redis-server --save \"\" --appendonly no --maxmemory 128mb --maxmemory-policy allkeys-lru\n\
         \x20   healthcheck:\n\
         \x20     test: [\"CMD\", \"redis-cli\", \"ping\"]\n\
         \x20     interval: 5s\n\
         \x20     timeout: 3s\n\
         \x20     retries: 10\n\
         \x20   read_only: true\n\
         \x20   tmpfs:\n\
         \x20     - /data\n\
         \x20   security_opt:\n\
         \x20     - no-new-privileges:true\n"
    );
    Service { name: "redis".to_owned(), body }
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Who gets a cached answer",
            what: "only what everybody, or everybody of a role, is answered alike is kept, and the role is part of its key; what is \
                   somebody's own never is, nor, for who is signed in, what may be a draft or await approval. The rules are asked before the cache is"
                .to_owned(),
            place: "backend/app/services/cached_records.py",
        },
        Guard {
            concern: "Old answers",
            what: "what a transaction changes is closed in the cache before its commit and opened after it, noted by the engine for \
                   every statement; after a Redis that did not answer, everything is forgotten first"
                .to_owned(),
            place: "backend/app/services/cache_watch.py",
        },
        Guard {
            concern: "Redis",
            what: "its address stands in no log and no error; it keeps JSON, never code; nothing longer than 256 KiB, and nothing longer than \
                   `CACHE_TTL_SECONDS`. Who can write to it can forge answers, so no port of its container is published"
                .to_owned(),
            place: "backend/app/services/cache_store.py",
        },
    ]
}

const README: &str = "Answers to *list* and *read* are kept in Redis where everybody, or everybody of a role, gets the same one. `X-Cache: hit` or \
`miss` in an answer says that it is of that kind. What somebody sees of their own records only, what may be a draft or await approval (for who is signed in), \
the dashboard, search, charts and everything else is read from the database each time.\n\n\
**What holds.** While Redis answers, nobody is told what was so before a change that is committed: a transaction takes away the marks of what it \
changes before its commit, whoever commits (server, worker or background job), and answers are found by marks that are taken before the database \
is read. What is read meanwhile is not kept. Deleting counts for what the database deletes along with it.\n\n\
**When Redis is away, slow or full**, requests are answered from the database: a command has 0.3 seconds, after a failure Redis is left alone for five, \
and the log says so once. A process that could not tell Redis of a change takes nothing from it before everything that was kept is forgotten; so does \
every process that starts. Other processes that still reach Redis meanwhile may answer with what was so before that change, for \
`CACHE_TTL_SECONDS` at most. The same bound holds for what other programs (`psql`, a migration of data) change while the product runs, and \
for a Redis that comes back with old contents, so let it write nothing to disk. Administrators empty the cache under *Admin*, *Cache*.\n\n\
All processes have to name the database alike in `DATABASE_URL`: what is kept is found by its host, port and name, so that two products, or a copy for \
trying things, get along in one Redis. Without `REDIS_URL` nothing is kept.\n\n\
`tests/test_cache_redis.py` needs a Redis, at `TEST_REDIS_URL` or on this machine, and fails without one. The other tests run with a store in \
memory that is held to the same rules.\n";
