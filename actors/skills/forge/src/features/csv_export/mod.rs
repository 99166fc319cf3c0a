//! Lists as files for spreadsheets: one operation for each kind of record, under the rule of its list.

mod emit;

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Place};
use crate::app::{AppPlan, Endpoint, EntityPlan};
use crate::pack::Draft;

pub const FEATURE: Feature = Feature {
    name: FeatureName::CsvExport,
    folder: "csv_export",
    title: "CSV export",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| {
        vec![
            Draft::new("backend/app/api/csv_export.py", emit::api(plan)),
            Draft::new("backend/app/schemas/csv_export.py", emit::schemas(plan)),
        ]
    },
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: plan.entities.iter().map(endpoint).collect(),
        routers: vec!["csv_export"],
        guards: vec![Guard {
            concern: "Exports",
            what: "under the rule of the list, and only what the list would show; text that a spreadsheet would run as a formula \
                   is made plain text; read in parts, so that a large one fills no memory"
                .to_owned(),
            place: "backend/app/services/csv_export.py",
        }],
        places: vec![Place::part("listActions", "ExportButton", "csv-export/ExportButton")],
        changes: vec!["Every list can be exported as CSV, with its search, filters and order.".to_owned()],
        readme: "`GET /api/v1/<records>/export` answers with all records that the list would show over all its pages, with the same \
                 search, filters and order, as CSV in UTF-8. Who may see the list may export it, and nobody gets a record that \
                 the list would keep from them. A relation has two columns, the id and the name.\n\n\
                 Text that begins with `=`, `+`, `-` or `@` gets an apostrophe before it: spreadsheets would run it as a formula. \
                 Whoever reads the file with a program takes that apostrophe off.\n"
            .to_owned(),
        ..Addition::default()
    }
}

fn endpoint(entity: &EntityPlan) -> Endpoint {
    let operation = format!("export_{}", entity.names.snake_plural);
    let path = format!("/{}/export", entity.names.kebab_plural);
    let summary = format!("{} as CSV", entity.names.title_plural);
    Endpoint::added(FEATURE.name, operation, "GET", &path, summary)
        .allowed_as(entity, "list")
        .answers(200, &[401, 403, 422])
}
