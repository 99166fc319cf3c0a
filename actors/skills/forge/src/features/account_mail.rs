//! Password reset and verification of e-mail addresses: links with tokens that are good once, sent through a port.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Table};
use crate::app::{AppPlan, Endpoint};
use crate::endpoints;

pub const FEATURE: Feature = Feature {
    name: FeatureName::AccountMail,
    folder: "account_mail",
    title: "Password reset and e-mail verification",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(plan),
        routers: vec!["account_mail"],
        tables: vec![tokens(), addresses()],
        models: vec![
            Class { module: "account_tokens", name: "AccountToken" },
            Class { module: "verified_addresses", name: "VerifiedAddress" },
        ],
        mail: true,
        installs: vec!["account_mail"],
        guards: guards(),
        places: vec![
            Place::part("accountPanels", "VerificationPanel", "account-mail/VerificationPanel"),
            Place::part("loginNotes", "ForgotNote", "account-mail/ForgotNote"),
            Place::part("openPages", "ForgotPage", "account-mail/ForgotPage")
                .at("forgot-password", "Forgot your password?"),
            Place::part("openPages", "ResetPage", "account-mail/ResetPage")
                .at("reset-password", "Choose a new password"),
            Place::part("openPages", "VerifyPage", "account-mail/VerifyPage")
                .at("verify-email", "Confirm your address"),
        ],
        changes: vec![
            "Forgotten passwords are chosen anew, and addresses confirmed, by links that are sent by e-mail.".to_owned(),
        ],
        readme: "Who forgot the password asks for a link at `POST /api/v1/auth/password-reset`; it is good for 30 minutes, and once, and \
                 choosing a new password with it ends every session. A new account is sent a link that confirms its address, good \
                 for two days; whether it was followed is at `GET /api/v1/auth/email-verification` and on the account page. \
                 Nothing is closed to accounts whose address is not confirmed.\n\n\
                 The answer to a request for a link is the same whether there is such an account, and nothing is looked up before it \
                 is sent. One address gets at most three messages in a quarter of an hour.\n\n\
                 Messages go to the SMTP server in `SMTP_HOST`. Where it is empty, development shows each message in the server's \
                 log, and production notes there that nothing was sent.\n"
            .to_owned(),
        ..Addition::default()
    }
}

fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        let path = format!("/auth/{path}");
        Endpoint::added(FEATURE.name, operation, method, &path, summary).under(endpoints::anyone(plan))
    };
    let own = |it: Endpoint| it.under(endpoints::members(plan));
    vec![
        endpoint(
            "request_password_reset",
            "POST",
            "password-reset",
            "Have a link for a new password sent, if there is such an account",
        )
        .answers(202, &[422, 429]),
        endpoint(
            "confirm_password_reset",
            "POST",
            "password-reset/confirm",
            "Choose a new password with the token of such a link",
        )
        .answers(204, &[422]),
        own(endpoint(
            "get_email_verification",
            "GET",
            "email-verification",
            "Whether one's own address is confirmed",
        ))
        .answers(200, &[401, 403]),
        own(endpoint(
            "request_email_verification",
            "POST",
            "email-verification",
            "Have a link that confirms one's own address sent",
        ))
        .answers(202, &[401, 403, 409, 429]),
        endpoint(
            "confirm_email",
            "POST",
            "email-verification/confirm",
            "Confirm an address with the token of such a link",
        )
        .answers(204, &[422]),
    ]
}

fn tokens() -> Table {
    Table {
        name: "account_tokens",
        columns: vec![
            Column::of("user_id", "id"),
            Column::of("purpose", "sa.String(16)"),
            Column::of("token_hash", "sa.String(64)"),
            Column::of("expires_at", "sa.DateTime(timezone=True)"),
            Column::optional("used_at", "sa.DateTime(timezone=True)"),
        ],
        links: vec![Link { column: "user_id", to: "users", on_delete: "CASCADE" }],
        uniques: vec!["token_hash"],
        indexes: vec!["user_id"],
    }
}

fn addresses() -> Table {
    Table {
        name: "verified_addresses",
        columns: vec![Column::of("user_id", "id")],
        links: vec![Link { column: "user_id", to: "users", on_delete: "CASCADE" }],
        uniques: vec!["user_id"],
        indexes: Vec::new(),
    }
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Links by e-mail",
            what: "256 random bits, kept as hashes, each for one purpose and good once; the newest replaces those before it; a reset ends \
                   every session"
                .to_owned(),
            place: "backend/app/services/account_mail.py",
        },
        Guard {
            concern: "Who has an account",
            what: "asking for a reset looks nothing up before it is answered, so that neither the answer nor its time tells; one \
                   address is sent three messages in a quarter of an hour; registration does say that an address is taken"
                .to_owned(),
            place: "backend/app/services/outbox.py",
        },
        Guard {
            concern: "Mail",
            what: "the server's certificate is checked; what people typed is in no header but the recipient's, and in no text".to_owned(),
            place: "backend/app/services/mail.py",
        },
    ]
}
