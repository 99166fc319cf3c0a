//! A trash for every kind of record: what is deleted is hidden everywhere, and comes back or goes for good by those who may delete.

mod emit;

use protocol::requirements::FeatureName;

use super::{AddedBase, AddedColumn, Addition, Column, Feature, Guard, Place};
use crate::app::{AppPlan, Endpoint, EntityPlan};
use crate::pack::Draft;

pub const FEATURE: Feature = Feature {
    name: FeatureName::SoftDelete,
    folder: "soft_delete",
    title: "Trash",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| {
        vec![
            Draft::new("backend/app/api/trash.py", emit::api(plan)),
            Draft::new("backend/app/schemas/trash.py", emit::schemas(plan)),
        ]
    },
};

fn adds(plan: &AppPlan) -> Addition {
    let column = |entity: &EntityPlan| AddedColumn {
        table: entity.table.clone(),
        column: Column::optional("deleted_at", "sa.DateTime(timezone=True)"),
        indexed: true,
    };
    Addition {
        endpoints: plan.entities.iter().flat_map(|it| Act::ALL.map(|act| act.endpoint(it))).collect(),
        routers: vec!["trash"],
        columns: plan.entities.iter().map(column).collect(),
        bases: plan.entities.iter().map(base).collect(),
        guards: vec![Guard {
            concern: "Deleted records",
            what: "every query of every session leaves them out unless it asks for them by name; only who may delete a record sees it \
                   in the trash, brings it back or deletes it for good"
                .to_owned(),
            place: "backend/app/models/deletable.py",
        }],
        places: vec![
            Place::part("listActions", "TrashLink", "trash/TrashLink"),
            Place::part("recordPages", "TrashPage", "trash/TrashPage").at("trash", "Trash"),
        ],
        changes: vec!["Deleted records go to a trash, from which they can be restored or deleted for good.".to_owned()],
        readme: "Deleting a record puts it in the trash, together with its parts: comments go with their post, and come back with it. \
                 Nothing shows it any more, until somebody who may delete such records restores it or deletes it for good. A record \
                 that others need stays where it is, as before.\n\n\
                 A value that must be unique stays taken while its record is in the trash. Nothing empties the trash by itself; \
                 where the law sets a time, delete for good by a job of your own.\n"
            .to_owned(),
        ..Addition::default()
    }
}

fn base(entity: &EntityPlan) -> AddedBase {
    AddedBase { entity: entity.names.pascal.clone(), class: "Deletable", module: "app.models.deletable" }
}

/// What is done with the trash of one kind of record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    List,
    Restore,
    Purge,
}

impl Act {
    const ALL: [Act; 3] = [Act::List, Act::Restore, Act::Purge];

    fn operation(self, entity: &EntityPlan) -> String {
        match self {
            Act::List => format!("list_deleted_{}", entity.names.snake_plural),
            Act::Restore => format!("restore_deleted_{}", entity.names.snake),
            Act::Purge => format!("purge_deleted_{}", entity.names.snake),
        }
    }

    fn method(self) -> &'static str {
        match self {
            Act::List => "GET",
            Act::Restore => "POST",
            Act::Purge => "DELETE",
        }
    }

    /// Below the prefix of all operations.
    fn path(self, entity: &EntityPlan) -> String {
        let trash = format!("/{}/trash", entity.names.kebab_plural);
        let one = format!("{trash}/{{{}_id}}", entity.names.snake);
        match self {
            Act::List => trash,
            Act::Restore => format!("{one}/restore"),
            Act::Purge => one,
        }
    }

    fn summary(self, entity: &EntityPlan) -> String {
        let (one, many) = (entity.names.title.to_lowercase(), entity.names.title_plural.to_lowercase());
        match self {
            Act::List => format!("List deleted {many}"),
            Act::Restore => format!("Restore one deleted {one}"),
            Act::Purge => format!("Delete one {one} for good"),
        }
    }

    fn endpoint(self, entity: &EntityPlan) -> Endpoint {
        let (operation, path) = (self.operation(entity), self.path(entity));
        let endpoint = Endpoint::added(FEATURE.name, operation, self.method(), &path, self.summary(entity))
            .allowed_as(entity, "delete");
        match self {
            Act::List => endpoint.answers(200, &[401, 403, 422]),
            Act::Restore => endpoint.answers(200, &[401, 403, 404, 409, 422]),
            Act::Purge => endpoint.answers(204, &[401, 403, 404, 409, 422]),
        }
    }
}
