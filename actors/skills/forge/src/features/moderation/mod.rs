//! Moderation: what people write for others to read waits until somebody who may delete it has approved it.

mod emit;
mod kinds;

use protocol::requirements::FeatureName;

use super::{
    AddedBase, AddedColumn, AddedField, Addition, Class, Column, Feature, Guard, Link, Place, Setting, Table,
};
use crate::app::{AppPlan, Endpoint, EntityPlan, Rule};
use crate::endpoints;
use crate::pack::Draft;
use crate::packs::backend::contribution::variable;
use kinds::moderated;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Moderation,
    folder: "moderation",
    title: "Comment moderation",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| {
        vec![
            Draft::new("backend/app/api/moderation.py", emit::api(plan)),
            Draft::new("backend/app/schemas/moderated.py", emit::schemas(plan)),
            Draft::new("frontend/src/features/moderation/moderated.ts", emit::keys(plan)),
        ]
    },
};

fn adds(plan: &AppPlan) -> Addition {
    let kinds = moderated(plan);
    let refuses = kinds.is_empty().then(|| {
        "has nothing to moderate here: it needs records that people who are no moderators write and others read, \
         as comments, reviews or listings with an owner"
            .to_owned()
    });
    Addition {
        refuses,
        endpoints: std::iter::once(counts(&kinds))
            .chain(kinds.iter().flat_map(|it| Act::ALL.map(|act| act.endpoint(plan, it))))
            .collect(),
        routers: vec!["moderation"],
        tables: vec![reports()],
        columns: kinds.iter().flat_map(|it| columns(it)).collect(),
        bases: kinds
            .iter()
            .map(|it| AddedBase {
                entity: it.names.pascal.clone(),
                class: "Moderated",
                module: "app.models.moderated",
            })
            .collect(),
        shown: kinds.iter().flat_map(|it| shown(it)).collect(),
        models: vec![Class { module: "moderation_reports", name: "ModerationReport" }],
        settings: settings(),
        installs: vec!["moderating", "held_back"],
        all_records: true,
        actor: true,
        holds_back: true,
        guards: guards(),
        places: vec![
            Place::part("navigationItems", "ModerationLink", "moderation/ModerationLink"),
            Place::part("recordMarks", "ModerationMark", "moderation/ModerationMark"),
            Place::part("recordActions", "ReportButton", "moderation/ReportButton"),
            Place::part("openPages", "ModerationPage", "moderation/ModerationPage")
                .at("moderation", "Moderation"),
        ],
        changes: vec![
            "What people write for others to read waits for approval, and can be reported to the moderators."
                .to_owned(),
        ],
        readme: readme(&kinds),
        ..Addition::default()
    }
}

fn readme(kinds: &[&EntityPlan]) -> String {
    let names: Vec<String> = kinds.iter().map(|it| it.names.title_plural.to_lowercase()).collect();
    format!(
        "These wait for approval before others see them: {}. Until then they are shown to their author, marked as awaiting approval, and to \
         moderators: administrators, and whoever may delete any of them. Nobody else finds them in any list, count, search or export, or by \
         id. What moderators write themselves is there at once, and so is what was there before moderation.\n\n\
         Moderators find what is open under *Moderation*: they approve or reject it, with a reason that its author sees, one by one or several \
         at once, with the mouse or with the keys J, K, X, A and R. An author who changes an approved one puts it back into the queue, and so \
         does anybody who reports it. A decision holds for the text that was looked at: if its author has changed it meanwhile, it stays \
         where it is.\n\n\
         `MODERATION_TRUST_AFTER=3` approves at once what people write of whom three are approved and none is rejected; by default nobody is \
         trusted so. Reports are limited to `MODERATION_REPORTS_PER_HOUR` for each account, counted in one process.\n\n\
         Whom a session of the database works for is in `session.info[\"actor\"]`; a job without one sees what everybody sees, and what it \
         writes is approved.\n",
        names.join(", ")
    )
}

fn columns(entity: &EntityPlan) -> [AddedColumn; 3] {
    let column = |column: Column, indexed: bool| AddedColumn { table: entity.table.clone(), column, indexed };
    [
        column(Column::optional("moderation_held_at", "sa.DateTime(timezone=True)"), true),
        column(Column::optional("moderation_reason", "sa.String(500)"), false),
        column(Column::optional("moderation_reported_at", "sa.DateTime(timezone=True)"), true),
    ]
}

fn shown(entity: &EntityPlan) -> [AddedField; 2] {
    let field = |name: &'static str, kind: &'static str, module: &'static str| AddedField {
        entity: entity.names.pascal.clone(),
        name,
        kind,
        module,
    };
    [
        field("moderation", "ModerationState", "app.models.moderated"),
        field("moderation_reason", "str | None", ""),
    ]
}

fn reports() -> Table {
    Table {
        name: "moderation_reports",
        columns: vec![
            Column::of("kind", "sa.String(63)"),
            Column::of("record_id", "id"),
            Column::of("written_at", "sa.DateTime(timezone=True)"),
            Column::of("reporter_id", "id"),
            Column::of("reason", "sa.String(16)"),
            Column::of("note", "sa.String(500)"),
            Column::of("key", "sa.String(200)"),
        ],
        links: vec![Link { column: "reporter_id", to: "users", on_delete: "CASCADE" }],
        uniques: vec!["key"],
        indexes: vec!["record_id", "reporter_id"],
    }
}

fn settings() -> Vec<Setting> {
    vec![
        Setting {
            variable: variable(
                "MODERATION_TRUST_AFTER",
                "0",
                "How many approved ones, and none rejected, make an author's next ones be approved at once; 0 for never.",
            ),
            field: "moderation_trust_after: int = Field(default=0, ge=0, le=1000)".to_owned(),
        },
        Setting {
            variable: variable(
                "MODERATION_REPORTS_PER_HOUR",
                "20",
                "Reports that one account may send in an hour.",
            ),
            field: "moderation_reports_per_hour: int = Field(default=20, ge=1, le=1000)".to_owned(),
        },
    ]
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "What awaits approval",
            what: "every query of every session leaves it out, but for its author and for moderators; it is held when it is written or \
                   changed, whichever code does that; no request can set its state"
                .to_owned(),
            place: "backend/app/services/moderating.py",
        },
        Guard {
            concern: "Decisions and reports",
            what: "under the rule of deleting any; a decision names the version that was seen, so that no text is approved unseen; a report \
                   of what is hidden answers as one of what is not there; one for each person and record, so many an hour"
                .to_owned(),
            place: "backend/app/services/moderation.py",
        },
    ]
}

/// Who decides: administrators, and whoever may delete any record of the kind.
fn moderators(entity: &EntityPlan) -> Rule {
    let roles = entity.rules.get("delete").map(|it| it.roles.clone()).unwrap_or_default();
    Rule { roles, ..Rule::default() }
}

fn counts(kinds: &[&EntityPlan]) -> Endpoint {
    let mut roles: Vec<String> = kinds.iter().flat_map(|it| moderators(it).roles).collect();
    roles.sort();
    roles.dedup();
    Endpoint::added(
        FEATURE.name,
        "get_moderation_counts",
        "GET",
        "/moderation",
        "How much is open for the moderator, by kind",
    )
    .under(Rule { roles, ..Rule::default() })
    .answers(200, &[401, 403])
}

/// What is done with one kind of record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    List,
    Approve,
    Reject,
    Report,
}

impl Act {
    const ALL: [Act; 4] = [Act::List, Act::Approve, Act::Reject, Act::Report];

    fn endpoint(self, plan: &AppPlan, entity: &EntityPlan) -> Endpoint {
        let names = &entity.names;
        let (one, many) = (names.title.to_lowercase(), names.title_plural.to_lowercase());
        let queue = format!("/{}/moderation", names.kebab_plural);
        let added = |operation: String, method: &str, path: &str, summary: String| {
            Endpoint::added(FEATURE.name, operation, method, path, summary).under(moderators(entity))
        };
        let plural = &names.snake_plural;
        match self {
            Act::List => added(
                format!("list_{plural}_to_moderate"),
                "GET",
                &queue,
                format!("List {many} to decide on, the longest waiting first"),
            )
            .answers(200, &[401, 403, 422]),
            Act::Approve => added(
                format!("approve_{plural}_as_seen"),
                "POST",
                &format!("{queue}/approve"),
                format!("Approve {many}, as far as they are still as they were seen"),
            )
            .answers(200, &[401, 403, 422]),
            Act::Reject => added(
                format!("reject_{plural}_as_seen"),
                "POST",
                &format!("{queue}/reject"),
                format!("Reject {many}, as far as they are still as they were seen"),
            )
            .answers(200, &[401, 403, 422]),
            Act::Report => added(
                format!("report_{}_to_moderators", names.snake),
                "POST",
                &format!("{queue}/{{{}_id}}/report", names.snake),
                format!("Report one {one} to the moderators"),
            )
            .under(reporters(plan, entity))
            .answers(204, &[401, 403, 404, 409, 422, 429]),
        }
    }
}

/// Whoever is signed in and may read any of them.
fn reporters(plan: &AppPlan, entity: &EntityPlan) -> Rule {
    let read = entity.rules.get("read").cloned().unwrap_or_default();
    if read.anonymous { endpoints::members(plan) } else { Rule { roles: read.roles, ..Rule::default() } }
}
