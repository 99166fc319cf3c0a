//! Live updates: pages are told over a WebSocket that a record was made, changed or deleted, and read it again by themselves.

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Place, Setting};
use crate::app::{AppPlan, Database};
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::LiveUpdates,
    folder: "live_updates",
    title: "Live updates",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    let postgresql = plan.choices.database == Database::Postgresql;
    Addition {
        routers: vec!["live_socket"],
        settings: vec![
            setting("LIVE_CONNECTIONS", 2000, 100_000, "in all, for each process of the server"),
            setting("LIVE_CONNECTIONS_PER_ACCOUNT", 20, 10_000, "of one account, each tab being one"),
            setting("LIVE_CONNECTIONS_PER_ADDRESS", 200, 100_000, "from one address"),
        ],
        installs: vec!["live_changes"],
        serving: if postgresql { vec!["live_relay"] } else { Vec::new() },
        all_records: true,
        guards: guards(),
        places: vec![Place::part("topBar", "LiveStatus", "live-updates/LiveStatus")],
        changes: vec![
            "Pages change by themselves when somebody else creates, changes, moves along or deletes what they show.".to_owned(),
        ],
        readme: readme(postgresql),
        ..Addition::default()
    }
}

fn setting(name: &str, limit: u32, limit_max: u32, whose: &str) -> Setting {
    let about = format!("Pages that may be open with live updates at a time {whose}.");
    Setting {
        variable: variable(name, &limit.to_string(), &about),
        field: format!(
            "{}: int = Field(default={limit}, ge=0, le={})",
            name.to_lowercase(),
            grouped(limit_max)
        ),
    }
}

/// `100000` to `100_000`.
fn grouped(number: u32) -> String {
    format!("{}_{:03}", number / 1000, number % 1000)
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "What live updates tell",
            what: "kind, id and whether it was created, updated or deleted, never a value; only to whom the rules of reading let read the record \
                   before or after the change, which is asked in its own transaction and of the same code that answers requests; \
                   nothing of a change that is rolled back"
                .to_owned(),
            place: "backend/app/services/live_audience.py",
        },
        Guard {
            concern: "Who listens to live updates",
            what: "no token in the address: the first message carries it, within five seconds, and no other site's page gets that far; a \
                   connection ends with its token, its session, its account or its role"
                .to_owned(),
            place: "backend/app/services/live_access.py",
        },
        Guard {
            concern: "Floods of connections",
            what: "so many of one account, of one address (a network of 64 bits in IPv6) and in all; messages of clients are short and few; what a slow client has \
                   yet to be told is bounded, and more ends its connection"
                .to_owned(),
            place: "backend/app/services/live_hub.py",
        },
    ]
}

fn readme(postgresql: bool) -> String {
    let across = if postgresql {
        "A change is told by `pg_notify` in the transaction that makes it, so processes hear of each other's changes, of those of workers too, \
         and never of one that was rolled back. Each server listens on one connection of its own to the database; a pooler in between has to \
         keep sessions (PgBouncer in transaction mode does not)."
    } else {
        "SQLite tells no process of what another did: changes are told within the process of the server. Run one process, and background \
         jobs in it (`JOBS_IN_SERVER=always`, where the product has them); what a command or another process changes shows up when pages are read anew."
    };
    format!(
        "While a page is open, what it shows changes by itself when somebody else, another tab or a background job creates, changes, moves along or \
         deletes a record. A form that is being edited is never overwritten: it says that the record was changed, and offers to load it again. \
         The top bar shows *Live*, or *Reconnecting…*; where WebSockets are blocked it shows nothing, and pages work as without them.\n\n\
         Each tab has one WebSocket at `/api/v1/live`. Messages are JSON:\n\n\
         | From | Message | When |\n\
         | --- | --- | --- |\n\
         | client | `{{\"type\": \"hello\", \"token\": …}}` | first, within five seconds: an access token, or `null` where visitors may read |\n\
         | server | `{{\"type\": \"ready\", \"expires_in\": 900}}` | in answer; in seconds, until the token is over; `null` for visitors |\n\
         | server | `{{\"type\": \"changes\", \"changes\": [{{\"kind\": …, \"id\": …, \"happened\": \"created\"}}]}}` | after each change: `created`, `updated` or `deleted`, as the listener sees it |\n\
         | server | `{{\"type\": \"reset\"}}` | more happened than is told one by one: read everything again |\n\
         | server, client | `{{\"type\": \"ping\"}}`, `{{\"type\": \"pong\"}}` | every 25 seconds; who does not answer for 70 is gone |\n\
         | client | `{{\"type\": \"token\", \"token\": …}}` | before the token is over: the next one of the same session |\n\n\
         A message names the kind and the id of a record and holds none of its values: the client reads it by the ordinary operations. It goes to those who \
         may read the record before or after the change, so a record that somebody can no longer see is `deleted` to them, and one \
         that was approved or restored is `created`.\n\n\
         Connections end with code 4401 when the token is not good, is over, or its session has ended; 4409 when the rights of the account are others, or this \
         is another account's token; 4408 after silence; 4429 when there are too many; 4400 and 1009 for messages that are wrong or too long; 1013 for a \
         client that is too slow. After any gap the client reads again what it shows, with pauses that grow.\n\n\
         {across} Without messages for 90 seconds a proxy may end a connection: nginx here waits that long. A proxy of your own has to pass `Upgrade` and \
         `Connection`, and the client's address, or all visitors count as one. API keys do not listen.\n"
    )
}
