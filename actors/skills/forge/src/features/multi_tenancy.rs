//! Multi-tenancy: organisations in one product, each with its own people and data, kept apart at the connection to the database.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Table};
use crate::app::{AppPlan, Endpoint};
use crate::endpoints;

pub const FEATURE: Feature = Feature {
    name: FeatureName::MultiTenancy,
    folder: "multi_tenancy",
    title: "Multi-tenancy",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

/// The column that says whose a row is, and the table it points at.
pub const COLUMN: &str = "organisation_id";
pub const ORGANISATIONS: &str = "organisations";

pub fn is_on(plan: &AppPlan) -> bool {
    plan.features.contains(&FEATURE.name)
}

/// Whoever reads belongs to an organisation: nobody reads without an account.
pub(crate) fn close(plan: &mut AppPlan) {
    if !is_on(plan) {
        return;
    }
    let mut closed = Vec::new();
    for entity in &mut plan.entities {
        let open = entity.rules.values().any(|rule| rule.anonymous);
        for rule in entity.rules.values_mut() {
            rule.anonymous = false;
        }
        if open {
            closed.push(entity.names.title_plural.to_lowercase());
        }
    }
    if !closed.is_empty() {
        let kinds = closed.join(", ");
        plan.assumptions.push(format!(
            "Nobody reads without an account, since each organisation's records are its members': {kinds}."
        ));
    }
}

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(plan),
        routers: vec!["own_organisation"],
        tables: vec![invitations()],
        models: vec![
            Class { module: "organisations", name: "Organisation" },
            Class { module: "organisation_invitations", name: "OrganisationInvitation" },
        ],
        quiet: vec!["organisation_invitations"],
        guards: guards(),
        places: vec![
            Place::part("adminPages", "OrganisationPage", "organisation/OrganisationPage")
                .at("organisation", "Organisation"),
            Place::part("openPages", "JoinPage", "organisation/JoinPage").at("join", "Join"),
            Place::part("topBar", "OrganisationName", "organisation/OrganisationName"),
        ],
        changes: vec![
            "Organisations in one product, each with its own people and data, who join by invitations."
                .to_owned(),
        ],
        readme: README.to_owned(),
        refuses: refusal(plan),
        ..Addition::default()
    }
}

/// Names that the feature needs for itself.
fn refusal(plan: &AppPlan) -> Option<String> {
    let of_account =
        |it: &&crate::app::FieldPlan| matches!(it.name.as_str(), "organisation" | "token" | COLUMN);
    if let Some(field) = plan.account.fields.iter().find(of_account) {
        return Some(format!("keeps `{}` of accounts itself; choose another name for yours", field.name));
    }
    let taken = plan.entities.iter().find(|entity| {
        let fields = entity.fields.iter().map(|it| &it.name);
        let keys = entity.relations.iter().flat_map(|it| [&it.key, &it.name]);
        fields.chain(keys).any(|name| name == COLUMN)
    });
    taken.map(|it| {
        format!("keeps `{COLUMN}` itself, which {} has; choose another name for yours", it.names.pascal)
    })
}

fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, method, path, summary)
    };
    let joining: &[u16] =
        if plan.features.contains(&FeatureName::FeatureFlags) { &[403, 409, 422] } else { &[409, 422] };
    vec![
        endpoint("get_organisation", "GET", "/organisation", "One's own organisation")
            .under(endpoints::members(plan))
            .answers(200, &[401, 403]),
        endpoint("rename_organisation", "PATCH", "/organisation", "Rename one's own organisation")
            .answers(200, &[401, 403, 422]),
        endpoint(
            "list_invitations",
            "GET",
            "/organisation/invitations",
            "Invitations that nobody has accepted yet, the newest first",
        )
        .answers(200, &[401, 403, 422]),
        endpoint(
            "invite_to_organisation",
            "POST",
            "/organisation/invitations",
            "Invite somebody, with a token that is shown this once",
        )
        .answers(201, &[401, 403, 409, 422]),
        endpoint(
            "withdraw_invitation",
            "DELETE",
            "/organisation/invitations/{invitation_id}",
            "Withdraw an invitation",
        )
        .answers(204, &[401, 403, 404, 422]),
        endpoint("read_invitation", "POST", "/auth/invitation", "Who invites one, and as what")
            .under(endpoints::anyone(plan))
            .answers(200, &[422]),
        endpoint(
            "join_organisation",
            "POST",
            "/auth/join",
            "Make an account in the organisation that invites one",
        )
        .under(endpoints::anyone(plan))
        .answers(201, joining),
    ]
}

fn invitations() -> Table {
    Table {
        name: "organisation_invitations",
        columns: vec![
            Column::of("email", "sa.String(254)"),
            Column::of("role", "sa.String(60)"),
            Column::of("token_hash", "sa.String(64)"),
            Column::of("expires_at", "sa.DateTime(timezone=True)"),
            Column::optional("accepted_at", "sa.DateTime(timezone=True)"),
            Column::optional("withdrawn_at", "sa.DateTime(timezone=True)"),
            Column::optional("invited_by_id", "id"),
        ],
        links: vec![Link { column: "invited_by_id", to: "users", on_delete: "SET NULL" }],
        uniques: vec!["token_hash"],
        indexes: vec!["invited_by_id"],
    }
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Other organisations' data",
            what: "every table has `organisation_id`; each statement of each session is narrowed to the organisation of whoever is signed in \
                   as it is sent, and refused if it reaches a table that it is not narrowed in, also as text. A session that works for nobody \
                   yet reaches nothing"
                .to_owned(),
            place: "backend/app/organisation_fence.py",
        },
        Guard {
            concern: "Writing into another organisation",
            what: "`organisation_id` is filled by the server from who is signed in, no request holds it, a row with another one is refused and \
                   none moves; ids of others' records answer as ids that do not exist"
                .to_owned(),
            place: "backend/app/organisation_scope.py",
        },
        Guard {
            concern: "What looks into all organisations",
            what: "few places, each named `everywhere`, `see_all` or `enter_by`: finding out whose a login, token, key or signed message is, and \
                   looking after the whole database; and connections of the engine that no session has, as migrations and health \
                   checks use. The database itself has no policies for rows: whoever has its password reads everything"
                .to_owned(),
            place: "backend/app/organisation_scope.py",
        },
        Guard {
            concern: "Joining an organisation",
            what: "by an invitation of one of its administrators alone: 256 random bits, kept as a hash, shown once, for one address and one role, \
                   good once and for seven days, and withdrawn by a newer one for the same address. Its link holds it behind `#`, which no server sees"
                .to_owned(),
            place: "backend/app/services/own_organisation.py",
        },
    ]
}

const README: &str = "Many organisations use the product at once, and none sees anything of another: no record, account, list, count, search, \
export, chart, log or message. Whoever registers names their organisation and is its administrator; the others join by a link that an \
administrator makes under *Administration → Organisation*, each for one address and one role. Addresses of accounts are unique in the whole \
product, values that must be unique in each organisation. Nobody reads without an account.\n\n\
**How.** Every table has `organisation_id`. `app/organisation_fence.py` narrows each statement to the organisation of its session as it is \
sent, and reads it once more as the database gets it: what is not narrowed is refused. Code of your own needs to do nothing; where it works \
without anybody signed in, it says for whom by `enter(db, organisation_id)`, or that it works for all by `with everywhere(db):`. What raises \
`ScopeError` would have left its organisation.\n\n\
Jobs run in the organisation that put them into the queue. An administrator made by `python -m app.cli create-admin --organisation …` gets an \
organisation of their own. To remove one with all that it has, delete its row of `organisations`.\n";
