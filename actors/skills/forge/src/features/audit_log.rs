//! Who changed what: noted by the sessions of the database themselves, so that no change is forgotten.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Table};
use crate::app::{AppPlan, Endpoint};

pub const FEATURE: Feature = Feature {
    name: FeatureName::AuditLog,
    folder: "audit_log",
    title: "Audit log",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(_plan: &AppPlan) -> Addition {
    let list = Endpoint::added(
        FEATURE.name,
        "list_audit_entries",
        "GET",
        "/admin/audit-log",
        "Who changed what, newest first",
    );
    Addition {
        endpoints: vec![list.answers(200, &[401, 403, 422])],
        routers: vec!["audit_log"],
        tables: vec![table()],
        models: vec![Class { module: "audit_entries", name: "AuditEntry" }],
        actor: true,
        guards: vec![Guard {
            concern: "Who changed what",
            what: "every change of a record or an account is noted in the same transaction, with who made it; hashes are never among \
                   the values; no operation changes or deletes an entry, and only administrators read them"
                .to_owned(),
            place: "backend/app/models/audit_entries.py",
        }],
        places: vec![
            Place::part("adminPages", "AuditPage", "audit-log/AuditPage").at("audit-log", "Audit log"),
        ],
        changes: vec!["An audit log for administrators: who changed what, and when.".to_owned()],
        readme: "Every change of a record, an account or its role is noted in `audit_entries` in the transaction that makes it: who, \
                 when, what was there before and after. Administrators read it under *Admin*, or at `GET /api/v1/admin/audit-log`.\n\n\
                 Values are cut to 500 characters, and hashes of secrets are never kept. What the database itself deletes along \
                 with a record is not listed apart. Entries stay when a record or an account is gone; delete old ones by a job of \
                 your own if the law asks for it.\n"
            .to_owned(),
        ..Addition::default()
    }
}

fn table() -> Table {
    Table {
        name: "audit_entries",
        columns: vec![
            Column::optional("actor_id", "id"),
            Column::of("actor_name", "sa.String(100)"),
            Column::of("action", "sa.String(16)"),
            Column::of("kind", "sa.String(63)"),
            Column::of("record_id", "sa.String(36)"),
            Column::of("label", "sa.String(200)"),
            Column::of("changes", "sa.JSON()"),
        ],
        links: vec![Link { column: "actor_id", to: "users", on_delete: "SET NULL" }],
        uniques: Vec::new(),
        indexes: vec!["actor_id", "kind", "record_id"],
    }
}
