//! Keys for programs: made by people for themselves, shown once, kept as hashes, and good for records alone.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Table};
use crate::app::{AppPlan, Endpoint};
use crate::endpoints;

pub const FEATURE: Feature = Feature {
    name: FeatureName::ApiKeys,
    folder: "api_keys",
    title: "API keys",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        let path = format!("/auth/api-keys{path}");
        Endpoint::added(FEATURE.name, operation, method, &path, summary).under(endpoints::members(plan))
    };
    Addition {
        endpoints: vec![
            endpoint("list_api_keys", "GET", "", "One's own API keys").answers(200, &[401, 403]),
            endpoint("create_api_key", "POST", "", "Make an API key, which is shown this once")
                .answers(201, &[401, 403, 409, 422]),
            endpoint("revoke_api_key", "DELETE", "/{key_id}", "Revoke one of one's own API keys")
                .answers(204, &[401, 403, 404, 422]),
        ],
        routers: vec!["api_key_access"],
        tables: vec![table()],
        models: vec![Class { module: "api_keys", name: "ApiKey" }],
        guards: vec![Guard {
            concern: "API keys",
            what: "256 random bits, kept as hashes and shown once; they end when they are revoked, run out or their account is closed; a \
                   key that may only read changes nothing, and none reaches accounts, administration or other keys"
                .to_owned(),
            place: "backend/app/services/api_key_access.py",
        }],
        places: vec![Place::part("accountPanels", "ApiKeysPanel", "api-keys/ApiKeysPanel")],
        changes: vec!["API keys for programs: to read, or to read and write, and revocable.".to_owned()],
        readme: "Programs use the API with a key instead of signing in: `Authorization: Bearer ak_…`. People make keys on their account \
                 page or at `POST /api/v1/auth/api-keys`; each is shown once and kept as a hash. A key does what its owner's role may \
                 do with records, nothing more: with the scope `read` it changes nothing, and no key can change accounts, roles, \
                 passwords or keys. Revoking it ends it with the next request.\n"
            .to_owned(),
        ..Addition::default()
    }
}

fn table() -> Table {
    Table {
        name: "api_keys",
        columns: vec![
            Column::of("user_id", "id"),
            Column::of("name", "sa.String(100)"),
            Column::of("start", "sa.String(12)"),
            Column::of("key_hash", "sa.String(64)"),
            Column::of("scope", "sa.String(16)"),
            Column::optional("expires_at", "sa.DateTime(timezone=True)"),
            Column::optional("last_used_at", "sa.DateTime(timezone=True)"),
            Column::optional("revoked_at", "sa.DateTime(timezone=True)"),
        ],
        links: vec![Link { column: "user_id", to: "users", on_delete: "CASCADE" }],
        uniques: vec!["key_hash"],
        indexes: vec!["user_id"],
    }
}
