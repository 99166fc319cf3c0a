//! Feature flags: what administrators open and close while the product runs, and for whom.

mod emit;

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Setting, Table};
use crate::app::{AppPlan, Endpoint, EntityPlan};
use crate::endpoints;
use crate::pack::Draft;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::FeatureFlags,
    folder: "feature_flags",
    title: "Feature flags",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| {
        let flags = flags(plan);
        vec![
            Draft::new("backend/app/services/feature_flags.py", emit::registry(&flags)),
            Draft::new("frontend/src/features/feature-flags/flags.ts", emit::keys(&flags)),
        ]
    },
};

/// What the product comes with: one for each kind of record that others than administrators create, and one for signing up.
struct Flag {
    /// `new-posts`
    key: String,
    about: String,
    refusal: String,
    /// Table and key of the kind of record whose creation it closes; none for signing up.
    closes: Option<(String, String)>,
}

fn flags(plan: &AppPlan) -> Vec<Flag> {
    let registration = Flag {
        key: "registration".to_owned(),
        about: "Signing up. Those who have an account can still sign in.".to_owned(),
        refusal: "Signing up is closed at the moment.".to_owned(),
        closes: None,
    };
    plan.entities.iter().filter(|it| others_create(it)).map(creation).chain([registration]).collect()
}

fn creation(entity: &EntityPlan) -> Flag {
    let plural = entity.names.title_plural.to_lowercase();
    Flag {
        key: format!("new-{}", entity.names.kebab_plural),
        about: format!("Creating new {plural}. Those that exist can still be changed."),
        refusal: format!("New {plural} cannot be added at the moment."),
        closes: Some((entity.table.clone(), entity.names.kebab_plural.clone())),
    }
}

/// Whether anybody but administrators, whom rules do not list, creates records of a kind.
fn others_create(entity: &EntityPlan) -> bool {
    let rule = entity.rules.get("create");
    rule.is_some_and(|it| it.anonymous || !it.roles.is_empty() || !it.own_roles.is_empty())
}

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(plan),
        routers: vec!["feature_flags"],
        tables: vec![rules(), changes()],
        unique_within: vec![("feature_flags", "key")],
        models: vec![
            Class { module: "feature_flag_changes", name: "FeatureFlagChange" },
            Class { module: "feature_flags", name: "FeatureFlag" },
        ],
        settings: vec![Setting {
            variable: variable(
                "FEATURE_FLAGS_OFF",
                "",
                "Feature flags that are off for everybody, whatever administrators choose, by their keys: `registration`. One that does \
                 not exist stops the start.",
            ),
            field: "feature_flags_off: str = \"\"".to_owned(),
        }],
        installs: vec!["flag_gate"],
        quiet: vec!["feature_flag_changes"],
        guards: vec![Guard {
            concern: "Feature flags",
            what: "the server refuses what is off, whatever the page shows; only administrators see and change for whom a flag is on, \
                   each change is kept with who made it, and one made from an old page is refused; others are told no more than which \
                   flags are on for them; `FEATURE_FLAGS_OFF` works without the database"
                .to_owned(),
            place: "backend/app/services/flag_gate.py",
        }],
        places: vec![
            Place::part("adminPages", "FlagsPage", "feature-flags/FlagsPage").at("feature-flags", "Feature flags"),
            Place::part("listActions", "CreationNote", "feature-flags/FlagGate"),
        ],
        changes: vec![
            "Feature flags: administrators open and close what people may do, for everybody or for some, without a deployment."
                .to_owned(),
        ],
        readme: readme(plan),
        ..Addition::default()
    }
}

fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        let path = format!("/feature-flags{path}");
        Endpoint::added(FEATURE.name, operation, method, &path, summary)
    };
    vec![
        endpoint("get_feature_flags", "GET", "", "Which feature flags are on for the caller")
            .under(endpoints::anyone(plan))
            .answers(200, &[401]),
        endpoint("list_feature_flag_rules", "GET", "/rules", "For whom each feature flag is on")
            .answers(200, &[401, 403]),
        endpoint("update_feature_flag_rule", "PATCH", "/rules/{key}", "Change for whom a feature flag is on")
            .answers(200, &[401, 403, 409, 422]),
        endpoint(
            "list_feature_flag_changes",
            "GET",
            "/changes",
            "The last changes of feature flags, the newest first",
        )
        .answers(200, &[401, 403]),
    ]
}

fn rules() -> Table {
    Table {
        name: "feature_flags",
        columns: vec![
            Column::of("key", "sa.String(80)"),
            Column::of("mode", "sa.String(8)"),
            Column::of("roles", "sa.JSON()"),
            Column::of("percentage", "sa.Integer()"),
            Column::of("accounts", "sa.JSON()"),
            Column::of("version", "sa.Integer()"),
        ],
        links: Vec::new(),
        uniques: vec!["key"],
        indexes: Vec::new(),
    }
}

fn changes() -> Table {
    Table {
        name: "feature_flag_changes",
        columns: vec![
            Column::of("key", "sa.String(80)"),
            Column::optional("actor_id", "id"),
            Column::of("actor_name", "sa.String(100)"),
            Column::of("before", "sa.JSON()"),
            Column::of("after", "sa.JSON()"),
        ],
        links: vec![Link { column: "actor_id", to: "users", on_delete: "SET NULL" }],
        uniques: Vec::new(),
        indexes: vec!["actor_id"],
    }
}

fn readme(plan: &AppPlan) -> String {
    let flags = flags(plan);
    let list: String = flags.iter().map(|it| format!("- `{}`: {}\n", it.key, it.about)).collect();
    let key = flags.first().map_or("", |it| it.key.as_str());
    format!(
        "Administrators switch these on and off under *Admin*, *Feature flags*, or at `PATCH /api/v1/feature-flags/rules/{{key}}`:\n\n\
         {list}\n\
         A flag is on for everybody, for nobody, or for some: a percentage of the accounts, roles, and up to 100 accounts by name, \
         whoever is in one of them. Which accounts a percentage reaches is computed from the flag's key and the account's id: it is the \
         same each time, and a higher percentage takes nobody out. Visitors are in none of the groups. Signing up is on or off for \
         everybody. Who is refused gets 403 with the code `switched_off`; administrators may still add records. A change needs the \
         `version` that was read before it; if somebody else was faster, it is refused with 409. The last 50 changes are shown.\n\n\
         A change holds at once in the process that takes it, and within 5 seconds in others. While the database cannot be read, what \
         was known last holds, or else the default. In an emergency, `FEATURE_FLAGS_OFF={key}` and a restart switch a flag off for \
         everybody, administrators too.\n\n\
         A new flag is an entry in `app/services/feature_flags.py` and one in `frontend/src/features/feature-flags/flags.ts`. Ask for it \
         with `flag_gate.is_on(db, \"{key}\", viewer)`, or refuse with `flag_gate.require`, and on pages with `useFlag('{key}')`: the type \
         checkers know the keys, and refuse one that is misspelt. Take a flag out of the code when everybody has it.\n"
    )
}
