//! Sign-in with Google and GitHub: identities of providers that accounts are signed in to, never joined by an address alone.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Setting, Table};
use crate::app::{AppPlan, Endpoint, RefreshStorage};
use crate::endpoints;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::SocialLogin,
    folder: "social_login",
    title: "Sign-in with Google and GitHub",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

/// What the addresses of providers may begin with: TLS, or the machine itself, as tests have it.
const PROVIDER_URL: &str = r#"pattern=r"^(https|http://127\.0\.0\.1)[:/].*[^/]$""#;

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: open(plan).into_iter().chain(own(plan)).collect(),
        routers: vec!["social_login"],
        tables: vec![identities(), spent_flows()],
        of_the_product: vec!["spent_flows"],
        models: vec![
            Class { module: "social_identities", name: "SocialIdentity" },
            Class { module: "spent_flows", name: "SpentFlow" },
        ],
        settings: settings(plan),
        installs: vec!["social_login"],
        guards: guards(),
        places: vec![
            Place::part("accountPanels", "IdentitiesPanel", "social-login/IdentitiesPanel"),
            Place::part("signInWays", "ProviderLinks", "social-login/ProviderLinks"),
            Place::part("openPages", "SignedInPage", "social-login/SignedInPage")
                .at("signed-in", "Signing in"),
        ],
        changes: vec![
            "People sign in with Google or GitHub, and link them to accounts that they have.".to_owned(),
        ],
        readme: readme(plan),
        quiet: vec!["spent_flows"],
        ..Addition::default()
    }
}

fn endpoint(operation: &str, method: &str, path: &str, summary: &str) -> Endpoint {
    Endpoint::added(FEATURE.name, operation, method, &format!("/auth/social{path}"), summary)
}

fn open(plan: &AppPlan) -> Vec<Endpoint> {
    let anyone = |it: Endpoint| it.under(endpoints::anyone(plan));
    vec![
        anyone(endpoint("list_social_providers", "GET", "", "The providers that people can sign in with")),
        anyone(endpoint(
            "start_social_login",
            "GET",
            "/{provider}/start",
            "Send the browser to a provider to sign in",
        ))
        .answers(303, &[404, 422, 429]),
        anyone(endpoint(
            "finish_social_login",
            "GET",
            "/{provider}/callback",
            "Where a provider sends the browser back to",
        ))
        .answers(303, &[404, 422, 429]),
        anyone(endpoint(
            "open_social_session",
            "POST",
            "/session",
            "Trade a finished sign-in, which this browser's cookie names, for tokens",
        ))
        .answers(200, &[403, 429]),
    ]
}

fn own(plan: &AppPlan) -> Vec<Endpoint> {
    let members = |it: Endpoint| it.under(endpoints::members(plan));
    vec![
        members(endpoint(
            "list_social_identities",
            "GET",
            "/identities",
            "How one can sign in to one's own account",
        ))
        .answers(200, &[401, 403]),
        members(endpoint(
            "link_social_identity",
            "POST",
            "/{provider}/link",
            "Begin to link an identity to one's own account",
        ))
        .answers(200, &[401, 403, 404, 409, 422]),
        members(endpoint(
            "unlink_social_identity",
            "DELETE",
            "/identities/{identity_id}",
            "Unlink an identity from one's own account, unless nothing else signs in to it",
        ))
        .answers(204, &[401, 403, 404, 409, 422]),
        members(endpoint(
            "choose_first_password",
            "POST",
            "/password",
            "Choose a password for one's own account that has none",
        ))
        .answers(204, &[401, 403, 409, 422]),
    ]
}

fn identities() -> Table {
    Table {
        name: "social_identities",
        columns: vec![
            Column::of("user_id", "id"),
            Column::of("provider", "sa.String(16)"),
            Column::of("person", "sa.String(272)"),
            Column::of("shown_as", "sa.String(254)"),
        ],
        links: vec![Link { column: "user_id", to: "users", on_delete: "CASCADE" }],
        uniques: vec!["person"],
        indexes: vec!["user_id"],
    }
}

fn spent_flows() -> Table {
    Table {
        name: "spent_flows",
        columns: vec![
            Column::of("flow_hash", "sa.String(64)"),
            Column::of("expires_at", "sa.DateTime(timezone=True)"),
        ],
        links: Vec::new(),
        uniques: vec!["flow_hash"],
        indexes: vec!["expires_at"],
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
    let text =
        |name: &str, about: &str| setting(name, "", about, format!("{}: str = \"\"", name.to_lowercase()));
    let secret = |name: &str, about: &str| {
        setting(name, "", about, format!("{}: SecretStr = SecretStr(\"\")", name.to_lowercase()))
    };
    let url = |name: &str, value: &str, about: &str| {
        let field = format!(
            "{}: str = Field(\n        default=\"{value}\", {PROVIDER_URL}\n    )",
            name.to_lowercase()
        );
        setting(name, value, about, field)
    };
    let home = home(plan);
    vec![
        setting(
            "SOCIAL_LOGIN_URL",
            &home,
            "Where people reach the product, without a slash at the end: providers send browsers back to it.",
            format!("social_login_url: str = Field(default=\"{home}\", pattern=r\"^https?://[^/\\s]+$\")"),
        ),
        text("GOOGLE_CLIENT_ID", "Google's id of this product; empty for no sign-in with Google."),
        secret("GOOGLE_CLIENT_SECRET", "The secret that goes with it; it belongs in `.env` alone."),
        url(
            "GOOGLE_URL",
            "https://accounts.google.com",
            "Where Google asks people, and how it calls itself.",
        ),
        url("GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com", "Where Google says who came back."),
        text("GITHUB_CLIENT_ID", "GitHub's id of this product; empty for no sign-in with GitHub."),
        secret("GITHUB_CLIENT_SECRET", "The secret that goes with it; it belongs in `.env` alone."),
        url(
            "GITHUB_URL",
            "https://github.com",
            "Where GitHub asks people; a company's own server has its own address.",
        ),
        url("GITHUB_API_URL", "https://api.github.com", "Where that GitHub says who came back."),
    ]
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Sign-in through providers",
            what: "authorization code with PKCE (S256); state, nonce and verifier are made from a secret in an HttpOnly, SameSite=Lax \
                   cookie that is good for ten minutes and once, so an answer that another browser asked for is refused; no token \
                   is ever in an address"
                .to_owned(),
            place: "backend/app/services/social_flows.py",
        },
        Guard {
            concern: "Who a provider names",
            what: "issuer, audience, expiry and nonce of Google's ID token, which comes from Google over TLS; GitHub's number of the \
                   person; no token of a provider is kept; answers are limited in time and size, and no redirect is followed"
                .to_owned(),
            place: "backend/app/services/social_providers.py",
        },
        Guard {
            concern: "Linked identities",
            what: "an account is found by provider and subject, never by address, so nobody takes one over with an address; linking, \
                   unlinking and a first password need a login of the last 15 minutes; the last way to sign in stays"
                .to_owned(),
            place: "backend/app/services/social_login.py",
        },
    ]
}

fn readme(plan: &AppPlan) -> String {
    let tokens = match plan.choices.refresh_storage {
        RefreshStorage::Cookie => "an access token and the refresh cookie",
        RefreshStorage::LocalStorage => "an access token and a refresh token",
    };
    let page = if plan.parts.frontend {
        "the client's page `/signed-in`"
    } else {
        "`/signed-in`, a page of your own client"
    };
    format!(
        "A provider is offered once its id and secret are set. Make an OAuth client at Google (web application) or an OAuth app at \
         GitHub, and name this as where it sends people back to, with the provider's name in small letters:\n\n\
         ```text\n{}/api/v1/auth/social/google/callback\n```\n\n\
         `SOCIAL_LOGIN_URL` is how that address begins; open the product by the same name, since the cookie that holds a sign-in \
         together is kept for that host alone. `GET /api/v1/auth/social` lists the providers, and a visit of \
         `/api/v1/auth/social/<provider>/start?next=/` begins a sign-in. It ends at {page}, which trades the cookie at \
         `POST /api/v1/auth/social/session` for {tokens}.\n\n\
         People are known by the provider's own number of them. Somebody new gets an account without a password, if the provider \
         has confirmed the address and no account has it. If one has, they log in to that account and link the provider to it: \
         addresses alone never join accounts.\n",
        home(plan),
    )
}
