//! Webhooks: other programs are told of changes of records, signed and until they have heard; and can tell the product things.

mod emit;

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Job, Link, Place, Setting, Table};
use crate::app::{AppPlan, Endpoint, EntityPlan};
use crate::endpoints;
use crate::pack::Draft;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Webhooks,
    folder: "webhooks",
    title: "Webhooks",
    needs: &[FeatureName::BackgroundJobs],
    conflicts: &[],
    adds,
    writes: |plan| {
        vec![
            Draft::new("backend/app/schemas/webhook_events.py", emit::events(plan)),
            Draft::new("backend/app/services/webhook_kinds.py", emit::kinds(plan)),
        ]
    },
};

/// What happens to a record, as events are called after it.
const VERBS: [&str; 3] = ["created", "updated", "deleted"];

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(plan),
        routers: vec!["webhook_admin", "webhook_inbox"],
        tables: vec![webhooks(), deliveries(), messages()],
        of_the_product: vec!["webhook_messages"],
        models: vec![
            Class { module: "webhooks", name: "Webhook" },
            Class { module: "webhook_deliveries", name: "WebhookDelivery" },
            Class { module: "webhook_messages", name: "WebhookMessage" },
        ],
        settings: settings(),
        installs: vec!["webhook_inbox"],
        jobs: vec![
            Job::of("webhooks.deliver", "webhook_delivery", "deliver"),
            Job::of("webhooks.receive", "webhook_inbox", "receive"),
            Job::of("webhooks.forget_old", "webhook_delivery", "forget_old").every("hours=6"),
        ],
        quiet: vec!["webhook_deliveries", "webhook_messages"],
        guards: guards(),
        places: vec![
            Place::part("adminPages", "WebhooksPage", "webhooks/WebhooksPage").at("webhooks", "Webhooks"),
        ],
        changes: vec![
            "Webhooks: other programs are told of changes of records, and can tell the product things, signed both ways."
                .to_owned(),
        ],
        readme: readme(plan),
        ..Addition::default()
    }
}

fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, method, &format!("/admin/webhooks{path}"), summary)
    };
    let inbox = Endpoint::added(
        FEATURE.name,
        "receive_webhook",
        "POST",
        "/webhooks/in/{source}",
        "Take a signed message of another program",
    );
    vec![
        endpoint("list_webhooks", "GET", "", "Webhooks, the newest first").answers(200, &[401, 403, 422]),
        endpoint("create_webhook", "POST", "", "Make a webhook, whose secret is shown this once")
            .answers(201, &[401, 403, 409, 422]),
        endpoint("update_webhook", "PATCH", "/{webhook_id}", "Change a webhook, or switch it on or off")
            .answers(200, &[401, 403, 404, 422]),
        endpoint("delete_webhook", "DELETE", "/{webhook_id}", "Remove a webhook and its deliveries")
            .answers(204, &[401, 403, 404, 422]),
        endpoint(
            "renew_webhook_secret",
            "POST",
            "/{webhook_id}/secret",
            "Give a webhook a new secret, which is shown this once",
        )
        .answers(200, &[401, 403, 404, 422]),
        endpoint(
            "send_webhook_test",
            "POST",
            "/{webhook_id}/test",
            "Send a webhook a message that means nothing",
        )
        .answers(202, &[401, 403, 404, 409, 422]),
        endpoint(
            "list_webhook_deliveries",
            "GET",
            "/{webhook_id}/deliveries",
            "What was sent to a webhook, the newest first",
        )
        .answers(200, &[401, 403, 404, 422]),
        endpoint(
            "redeliver_webhook",
            "POST",
            "/{webhook_id}/deliveries/{delivery_id}/redeliver",
            "Send a webhook the same message again",
        )
        .answers(202, &[401, 403, 404, 409, 422]),
        inbox.under(endpoints::anyone(plan)).answers(202, &[401, 404, 413, 422]),
    ]
}

fn webhooks() -> Table {
    Table {
        name: "webhooks",
        columns: vec![
            Column::of("url", "sa.String(2048)"),
            Column::of("events", "sa.JSON()"),
            Column::of("seed", "sa.String(64)"),
            Column::optional("failing_since", "sa.DateTime(timezone=True)"),
            Column::optional("disabled_at", "sa.DateTime(timezone=True)"),
            Column::optional("disabled_why", "sa.String(200)"),
        ],
        links: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
    }
}

fn deliveries() -> Table {
    Table {
        name: "webhook_deliveries",
        columns: vec![
            Column::of("webhook_id", "id"),
            Column::of("message_id", "sa.String(40)"),
            Column::of("event", "sa.String(80)"),
            Column::of("body", "sa.Text()"),
            Column::of("state", "sa.String(16)"),
            Column::of("attempts", "sa.Integer()"),
            Column::optional("attempted_at", "sa.DateTime(timezone=True)"),
            Column::optional("duration_ms", "sa.Integer()"),
            Column::optional("status", "sa.Integer()"),
            Column::optional("answer", "sa.String(500)"),
            Column::optional("error", "sa.String(200)"),
        ],
        links: vec![Link { column: "webhook_id", to: "webhooks", on_delete: "CASCADE" }],
        uniques: vec!["message_id"],
        indexes: vec!["webhook_id"],
    }
}

fn messages() -> Table {
    Table {
        name: "webhook_messages",
        columns: vec![
            Column::of("source", "sa.String(40)"),
            Column::of("message_id", "sa.String(256)"),
            Column::of("message_key", "sa.String(64)"),
            Column::of("body", "sa.Text()"),
            Column::optional("handled_at", "sa.DateTime(timezone=True)"),
        ],
        links: Vec::new(),
        uniques: vec!["message_key"],
        indexes: Vec::new(),
    }
}

fn settings() -> Vec<Setting> {
    vec![
        Setting {
            variable: variable(
                "WEBHOOK_PRIVATE_TARGETS",
                "false",
                "Whether webhooks may reach this machine and private networks: `true` to try them out on your own machine.",
            ),
            field: "webhook_private_targets: bool = False".to_owned(),
        },
        Setting {
            variable: variable(
                "WEBHOOK_SOURCES",
                "",
                "Who may send webhooks here, with the secret that each signs with: `shop=whsec_…,bank=whsec_…`. Two secrets of one \
                 name are both good. It belongs in `.env` alone.",
            ),
            field: "webhook_sources: SecretStr = SecretStr(\"\")".to_owned(),
        },
    ]
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Webhooks going out",
            what: "names are resolved once and only addresses of the open internet are connected to, none of this machine, of private \
                   networks or of a cloud's metadata; no redirect is followed; time and answer are limited; certificates are checked"
                .to_owned(),
            place: "backend/app/services/webhook_client.py",
        },
        Guard {
            concern: "Secrets of webhooks",
            what: "shown once and not kept: each is derived from `SECRET_KEY`, so that a copy of the database signs nothing; every \
                   attempt is signed anew over its id, time and body"
                .to_owned(),
            place: "backend/app/services/webhook_signing.py",
        },
        Guard {
            concern: "Webhooks coming in",
            what: "of sources in `WEBHOOK_SOURCES` alone; signature and time are checked, in constant time, before anything else; the \
                   same id is taken once; at most 256 KiB"
                .to_owned(),
            place: "backend/app/services/webhook_inbox.py",
        },
    ]
}

fn readme(plan: &AppPlan) -> String {
    let kinds: Vec<String> = plan.entities.iter().map(|it| format!("`{}`", it.names.snake)).collect();
    let example = plan.entities.first().map_or("", |it| &it.names.snake);
    format!(
        "Administrators register addresses under *Admin*, *Webhooks*, or at `POST /api/v1/admin/webhooks`, with the events that each is \
         told of: `created`, `updated` and `deleted` of {}. The secret is shown once. A message is kept in the transaction of the \
         change that it tells of, so none is lost and none is false; a background job sends it:\n\n\
         ```json\n\
         {{\"type\": \"{example}.created\", \"timestamp\": \"2030-01-15T10:00:00+00:00\", \"data\": {{\"id\": …}}}}\n\
         ```\n\n\
         `data` is the record as the API shows it to an administrator; of a deleted one, as it was last. Parts that the database deletes \
         along with a record are not told of apart, and a record that comes back from a trash is told of as `created`.\n\n\
         Messages are signed as [Standard Webhooks](https://www.standardwebhooks.com) says, so its libraries verify them: \
         `webhook-signature` is `v1,` and the base64 of the HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, with the bytes \
         of the secret after `whsec_`. Check it, refuse what is older than five minutes, and take each `webhook-id` once: a message may \
         come twice, and not in order. Answer with 2xx within five seconds. Anything else is tried again, 8 times in about ten hours; \
         an address that fails for three days, or answers 410, is switched off. Deliveries are listed for 30 days with status, time \
         and the beginning of the answer, and can be sent again.\n\n\
         Only addresses of the open internet are reached, by HTTPS; outside production by HTTP too. `WEBHOOK_PRIVATE_TARGETS=true` \
         lifts the first for a receiver on your own machine. Secrets are derived from `SECRET_KEY`: after changing that, give each \
         webhook a new one.\n\n\
         Messages of others come in at `POST /api/v1/webhooks/in/{{source}}`, signed in the same way with the secret that \
         `WEBHOOK_SOURCES` has for the source. They are kept in `webhook_messages` for 30 days; `receive` in \
         `app/services/webhook_inbox.py`, which notes them in the log, is the place to do more.\n",
        kinds.join(", ")
    )
}

/// Names of the events of a kind of record: `post.created`.
fn event_names(entity: &EntityPlan) -> impl Iterator<Item = String> {
    VERBS.iter().map(|verb| format!("{}.{verb}", entity.names.snake))
}
