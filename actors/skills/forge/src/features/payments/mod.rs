//! Payments: owners pay for their records on a page of the provider's, whose signed word alone says that something is paid.

mod emit;
mod kinds;

use protocol::payable::currency_in;
use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Setting, Table};
use crate::app::{AppPlan, Endpoint, EntityPlan, Rule};
use crate::endpoints;
use crate::pack::Draft;
use crate::packs::backend::contribution::variable;
pub(crate) use kinds::leave_to_payments;
use kinds::{Paid, paid};

pub const FEATURE: Feature = Feature {
    name: FeatureName::Payments,
    folder: "payments",
    title: "Payments",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| {
        vec![
            Draft::new("backend/app/api/record_payments.py", emit::api(plan)),
            Draft::new("backend/app/services/payable_kinds.py", emit::kinds(plan)),
            Draft::new("backend/tests/payable_samples.py", emit::samples(plan)),
            Draft::new("frontend/src/features/payments/payable.ts", emit::keys(plan)),
            Draft::new("frontend/e2e/support/payable.ts", emit::journey(plan)),
        ]
    },
};

/// Where nobody says which.
const CURRENCY: &str = "EUR";

/// In capital letters.
fn currency(plan: &AppPlan) -> &'static str {
    currency_in(&plan.product.request).unwrap_or(CURRENCY)
}

fn adds(plan: &AppPlan) -> Addition {
    let kinds = paid(plan);
    let refuses = kinds.is_empty().then(|| {
        "have nothing here that can be paid: they need a record with an owner, who pays for it, and a price as a decimal field of its \
         own or of what it points at, as an order of a product, a booking with a total or a donation with an amount"
            .to_owned()
    });
    let operations = kinds.iter().flat_map(|it| Act::ALL.map(|act| act.endpoint(it.entity)));
    Addition {
        refuses,
        endpoints: operations.chain(operations_on_payments(plan)).collect(),
        routers: vec!["record_payments", "online_payments", "payment_messages"],
        tables: vec![payments(), messages()],
        of_the_product: vec!["payment_messages"],
        models: vec![
            Class { module: "online_payments", name: "OnlinePayment" },
            Class { module: "payment_messages", name: "PaymentMessage" },
        ],
        settings: settings(plan),
        installs: vec!["payment_setup"],
        quiet: vec!["online_payments", "payment_messages"],
        guards: guards(),
        places: vec![
            Place::part("recordPanels", "PaymentPanel", "payments/PaymentPanel"),
            Place::part("openPages", "PaymentDonePage", "payments/PaymentDonePage")
                .at("payment-done", "Payment"),
            Place::part("adminPages", "PaymentsPage", "payments/PaymentsPage")
                .at("online-payments", "Payments"),
        ],
        changes: vec![
            "People pay for their records with Stripe; administrators see payments and refund them."
                .to_owned(),
        ],
        readme: readme(plan, &kinds),
        ..Addition::default()
    }
}

/// What is done about the payment of one record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Look,
    Start,
}

impl Act {
    const ALL: [Act; 2] = [Act::Look, Act::Start];

    fn endpoint(self, entity: &EntityPlan) -> Endpoint {
        let (snake, title) = (&entity.names.snake, entity.names.title.to_lowercase());
        let path = format!("/{}/{{{snake}_id}}/payment", entity.names.kebab_plural);
        let added = |operation: String, method: &str, summary: String| {
            Endpoint::added(FEATURE.name, operation, method, &path, summary).under(owners(entity))
        };
        match self {
            Act::Look => added(
                format!("get_payment_of_{snake}"),
                "GET",
                format!("What one {title} comes to, and whether it is paid"),
            )
            .answers(200, &[401, 403, 404, 422]),
            Act::Start => added(
                format!("start_payment_of_{snake}"),
                "POST",
                format!("Begin to pay for one's own {title}, on a page of the provider's"),
            )
            .answers(200, &[401, 403, 404, 409, 422]),
        }
    }
}

/// Whoever may read any of them at all, of their own alone.
fn owners(entity: &EntityPlan) -> Rule {
    let read = entity.rules.get("read").cloned().unwrap_or_default();
    let create = entity.rules.get("create").cloned().unwrap_or_default();
    let mut roles: Vec<String> = Vec::new();
    for role in create.roles.into_iter().chain(read.own_roles).chain(read.roles) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    Rule { own_roles: roles, ..Rule::default() }
}

fn operations_on_payments(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, method, path, summary)
    };
    vec![
        endpoint(
            "get_online_payment",
            "GET",
            "/online-payments/{payment_id}",
            "How far one's own payment is",
        )
        .under(endpoints::members(plan))
        .answers(200, &[401, 403, 404, 422]),
        endpoint("list_online_payments", "GET", "/admin/online-payments", "Payments, the newest first")
            .answers(200, &[401, 403, 422]),
        endpoint(
            "refund_online_payment",
            "POST",
            "/admin/online-payments/{payment_id}/refund",
            "Give back all that was paid",
        )
        .answers(200, &[401, 403, 404, 409, 422]),
        endpoint(
            "take_payment_message",
            "POST",
            "/payments/webhook",
            "Take a signed message of the payment provider",
        )
        .under(endpoints::anyone(plan))
        .answers(200, &[400, 413, 422]),
    ]
}

fn payments() -> Table {
    Table {
        name: "online_payments",
        columns: vec![
            Column::optional("user_id", "id"),
            Column::of("kind", "sa.String(63)"),
            Column::of("record_id", "id"),
            Column::of("about", "sa.String(200)"),
            Column::of("reference", "sa.String(32)"),
            Column::optional("live_key", "sa.String(120)"),
            Column::of("state", "sa.String(16)"),
            Column::of("currency", "sa.String(3)"),
            Column::of("amount_minor", "sa.BigInteger()"),
            Column::of("basis", "sa.String(64)"),
            Column::optional("session_id", "sa.String(255)"),
            Column::optional("checkout_url", "sa.Text()"),
            Column::optional("intent_id", "sa.String(255)"),
            Column::optional("received_minor", "sa.BigInteger()"),
            Column::of("refunded_minor", "sa.BigInteger()"),
            Column::optional("problem", "sa.String(16)"),
            Column::optional("paid_at", "sa.DateTime(timezone=True)"),
            Column::optional("refunded_at", "sa.DateTime(timezone=True)"),
            Column::optional("refund_asked_at", "sa.DateTime(timezone=True)"),
            Column::optional("refund_asked_by_id", "id"),
        ],
        links: vec![
            Link { column: "user_id", to: "users", on_delete: "SET NULL" },
            Link { column: "refund_asked_by_id", to: "users", on_delete: "SET NULL" },
        ],
        uniques: vec!["live_key", "reference"],
        indexes: vec!["intent_id", "record_id", "refund_asked_by_id", "session_id", "user_id"],
    }
}

fn messages() -> Table {
    Table {
        name: "payment_messages",
        columns: vec![
            Column::of("message_id", "sa.String(255)"),
            Column::of("kind", "sa.String(80)"),
            Column::of("outcome", "sa.String(16)"),
        ],
        links: Vec::new(),
        uniques: vec!["message_id"],
        indexes: Vec::new(),
    }
}

/// Where people reach the product: the client's address, or the API's where it is alone.
fn home(plan: &AppPlan) -> String {
    let choices = &plan.choices;
    let port = if plan.parts.frontend { choices.frontend_port } else { choices.backend_port };
    format!("http://127.0.0.1:{port}")
}

fn settings(plan: &AppPlan) -> Vec<Setting> {
    let setting = |name: &str, value: &str, about: &str, field: String| Setting {
        variable: variable(name, value, about),
        field,
    };
    let secret = |name: &str, about: &str| {
        setting(name, "", about, format!("{}: SecretStr = SecretStr(\"\")", name.to_lowercase()))
    };
    let (home, currency) = (home(plan), currency(plan));
    vec![
        setting(
            "PAYMENTS_PROVIDER",
            "local",
            "`stripe`, or `local`: a double of Stripe inside this server, that takes no money and needs no account. In production \
             `local` is refused.",
            "payments_provider: Literal[\"local\", \"stripe\"] = \"local\"".to_owned(),
        ),
        setting(
            "PAYMENTS_CURRENCY",
            currency,
            "The currency of all prices, as ISO 4217 writes it.",
            format!("payments_currency: str = Field(default=\"{currency}\", pattern=r\"^[A-Za-z]{{3}}$\")"),
        ),
        setting(
            "PAYMENTS_URL",
            &home,
            "Where people reach the product, without a slash at the end: they come back to it when they have paid.",
            format!("payments_url: str = Field(default=\"{home}\", pattern=r\"^https?://[^/\\s]+$\")"),
        ),
        secret("STRIPE_SECRET_KEY", "Stripe's secret or restricted key, `sk_…` or `rk_…`; it belongs in `.env` alone."),
        secret(
            "STRIPE_WEBHOOK_SECRET",
            "The signing secret of Stripe's webhook endpoint, `whsec_…`; two with a comma between them while one takes over from the \
             other. It belongs in `.env` alone.",
        ),
        setting(
            "STRIPE_API_URL",
            "https://api.stripe.com",
            "Where Stripe's API is.",
            "stripe_api_url: str = Field(\n        default=\"https://api.stripe.com\", pattern=r\"^(https|http://127\\.0\\.0\\.1)[:/].*[^/]$\"\n    )"
                .to_owned(),
        ),
    ]
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "What is paid",
            what: "the server computes the amount from the record; requests name none. Only whose record it is pays for it, once: a record \
                   has one payment at a time, by a unique key; what a paid one comes to can no longer be changed"
                .to_owned(),
            place: "backend/app/services/payment_starting.py",
        },
        Guard {
            concern: "Deleting what is paid",
            what: "refused while it is being paid and until all of it is given back, with what it comes to and what it hangs on: the engine \
                   looks before every `DELETE`, also where the database would delete along; payments outlive what they were for"
                .to_owned(),
            place: "backend/app/services/payment_hold.py",
        },
        Guard {
            concern: "Whether it is paid",
            what: "by the provider's signed messages alone, never by where a browser comes back to; HMAC-SHA256 over the raw body, at most \
                   300 seconds old, compared in constant time; each message once, in the transaction of what it brings about; amount and \
                   currency are compared with what was asked for"
                .to_owned(),
            place: "backend/app/services/payment_settling.py",
        },
        Guard {
            concern: "Card data",
            what: "on the provider's page alone; browsers are sent to no address but `https` at `stripe.com`, or the double's".to_owned(),
            place: "backend/app/services/stripe_gateway.py",
        },
        Guard {
            concern: "Keys of the payment provider",
            what: "from the environment alone, never logged; in production the server does not start without them, nor with the double"
                .to_owned(),
            place: "backend/app/services/payment_setup.py",
        },
    ]
}

fn readme(plan: &AppPlan, kinds: &[Paid<'_>]) -> String {
    let amounts: String = kinds
        .iter()
        .map(|it| format!("- {}: {}{}\n", it.entity.names.title_plural, kinds::amount(it), moved(it)))
        .collect();
    let named: Vec<String> = kinds
        .iter()
        .filter(|it| kinds::is_named_by_payer(it))
        .map(|it| it.entity.names.title_plural.to_lowercase())
        .collect();
    let warning = if named.is_empty() {
        String::new()
    } else {
        format!(
            "Whoever adds one of these writes what it comes to, and pays that: {}. That is right for donations; where a price is yours \
             to say, put it on a record that only you can change, and let these point at it.\n\n",
            named.join(", ")
        )
    };
    let back = if plan.parts.frontend {
        "the page `/payment-done`, which waits for that message"
    } else {
        "`/payment-done?payment=<id>`, a page of your own client, which asks `GET /api/v1/online-payments/<id>` until that message is there"
    };
    format!(
        "Whose record it is pays for it on a page of Stripe's (Checkout), so that card data never reach this product. What is paid for, in \
         `PAYMENTS_CURRENCY`:\n\n{amounts}\n{warning}\
         `POST /api/v1/<records>/<id>/payment` answers with the address of that page. Stripe tells of the payment by a signed message; \
         people come back to {back}. A record has one payment at a time: who begins twice comes to the same page, and what is paid is not \
         paid again. Where the record was changed or taken away meanwhile, or another amount came in, the payment is kept, the record stays \
         as it is, and administrators see it marked. They see all payments under *Admin*, *Payments*, and refund whole ones. What a paid \
         record comes to can no longer be changed, and neither it nor what it hangs on can be deleted, by whomever, until all of it is given \
         back: a full refund frees the record, a part does not. From the moment that somebody begins to pay it is kept, too, until that has \
         failed or run out, a day later at most. The payment itself stays in the books, also when its record is gone. SQL that is written as \
         text, in `psql` or a migration, is not looked at.\n\n\
         While you develop, `PAYMENTS_PROVIDER=local` puts a double of Stripe into this server: its page has the buttons *Pay*, *Decline* \
         and *Cancel*, takes no money, and sends the same signed messages. It forgets its sessions when the server stops, and production \
         refuses it: `docker compose up` starts once `PAYMENTS_PROVIDER`, `STRIPE_SECRET_KEY` and `STRIPE_WEBHOOK_SECRET` are set. For \
         Stripe itself, make a webhook endpoint there at\n\n\
         ```text\nhttps://<your address>/api/v1/payments/webhook\n```\n\n\
         for `checkout.session.completed`, `checkout.session.async_payment_succeeded`, `checkout.session.async_payment_failed`, \
         `checkout.session.expired` and `charge.refunded`, with the version of the API that is pinned in `app/services/stripe_gateway.py`. \
         To try it from your own machine: `stripe listen --forward-to 127.0.0.1:{}/api/v1/payments/webhook`.\n\n\
         The double and the tests follow what Stripe documents; they were not run against Stripe itself. Try it with a test key before you \
         take money. Not there: subscriptions that recur, refunds of parts (one made at Stripe is shown), taxes, invoices as PDF, and a \
         domain of your own for Checkout.\n",
        plan.choices.backend_port,
    )
}

/// What becomes of the record.
fn moved(paid: &Paid<'_>) -> String {
    let (Some(workflow), Some(step)) = (&paid.entity.workflow, paid.how.paid_by.first()) else {
        return String::new();
    };
    let to = workflow.transitions.iter().find(|it| it.name == *step).map_or("", |it| it.to.as_str());
    format!(
        "; a payment takes it along `{step}` to `{to}`, which beside it only those do who make none themselves"
    )
}
