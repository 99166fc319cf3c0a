//! Sending e-mail: the port, its outbox and its settings, once in every product in which a feature sends any.

use super::{Setting, of};
use crate::app::AppPlan;
use crate::packs::backend::contribution::variable;

/// Of its templates, by the path that they are written to.
pub(super) const TEMPLATES: &str = "shared/mail";

/// Whether a feature of the plan sends e-mail.
pub(crate) fn is_sent(plan: &AppPlan) -> bool {
    of(plan).any(|it| (it.adds)(plan).mail)
}

pub(super) fn settings(plan: &AppPlan) -> Vec<Setting> {
    let setting = |name: &str, value: &str, about: &str, field: String| Setting {
        variable: variable(name, value, about),
        field,
    };
    let page = format!("http://localhost:{}", plan.choices.frontend_port);
    vec![
        setting(
            "PUBLIC_URL",
            &page,
            "Where people reach the product; links in e-mails begin with it.",
            format!("public_url: str = \"{page}\""),
        ),
        setting(
            "SMTP_HOST",
            "",
            "The server that takes e-mails; empty for none.",
            "smtp_host: str = \"\"".to_owned(),
        ),
        setting(
            "SMTP_PORT",
            "587",
            "Its port.",
            "smtp_port: int = Field(default=587, ge=1, le=65535)".to_owned(),
        ),
        setting(
            "SMTP_SECURITY",
            "starttls",
            "`starttls`, `tls` from the first byte, or `none` for a server on the same machine.",
            "smtp_security: Literal[\"starttls\", \"tls\", \"none\"] = \"starttls\"".to_owned(),
        ),
        setting(
            "SMTP_USERNAME",
            "",
            "Who signs in to it; empty for nobody.",
            "smtp_username: str = \"\"".to_owned(),
        ),
        setting(
            "SMTP_PASSWORD",
            "",
            "The password of that account; it belongs in `.env` alone.",
            "smtp_password: SecretStr = SecretStr(\"\")".to_owned(),
        ),
        setting(
            "MAIL_FROM",
            "noreply@example.com",
            "The address that e-mails come from.",
            "mail_from: str = \"noreply@example.com\"".to_owned(),
        ),
    ]
}
