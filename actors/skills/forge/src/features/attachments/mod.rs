//! Files that belong to records: told by their content, kept under random names, downloaded under the record's own rule.

mod emit;

use protocol::requirements::{FeatureName, RelationKind};

use super::{AddedRelation, Addition, Class, Column, Feature, Guard, Place, Setting, Table};
use crate::app::{AppPlan, Endpoint, EntityPlan, OnDelete, RelationPlan};
use crate::pack::Draft;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Attachments,
    folder: "attachments",
    title: "File upload",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| vec![Draft::new("backend/app/api/attachments.py", emit::api(plan))],
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: plan.entities.iter().flat_map(|it| Act::ALL.map(|act| act.endpoint(it))).collect(),
        routers: vec!["attachments"],
        tables: vec![Table {
            name: "attachments",
            columns: vec![
                Column::of("name", "sa.String(200)"),
                Column::of("media_type", "sa.String(100)"),
                Column::of("size", "sa.Integer()"),
                Column::of("stored_name", "sa.String(32)"),
            ],
            links: Vec::new(),
            uniques: vec!["stored_name"],
            indexes: Vec::new(),
        }],
        relations: plan.entities.iter().map(relation).collect(),
        models: vec![Class { module: "attachments", name: "Attachment" }],
        settings: vec![Setting {
            variable: variable("UPLOADS_DIR", "uploads", "The folder that uploaded files are kept in; back it up with the database."),
            field: "uploads_dir: Path = Path(\"uploads\")".to_owned(),
        }],
        installs: vec!["attachments"],
        guards: guards(),
        places: vec![Place::part("recordPanels", "FilesPanel", "attachments/FilesPanel")],
        changes: vec!["Pictures and PDF documents can be attached to records.".to_owned()],
        readme: "Whoever may change a record may attach pictures (PNG, JPEG, GIF, WebP) and PDF documents to it: the bytes are the body of \
                 `POST /api/v1/<records>/{id}/files?name=…`, at most 5 MB, twenty to a record. Whoever may see the record may download \
                 them. What a file is, its content says; its name is only shown. Metadata of pictures, such as where they were taken, \
                 stay in them; nothing looks for viruses.\n\n\
                 The bytes lie in the folder `UPLOADS_DIR`, under random names. Files of records that are gone are cleared away \
                 with the next upload.\n"
            .to_owned(),
        ..Addition::default()
    }
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Uploaded files",
            what: "each is walked from its first byte to its last: other kinds, damaged ones, archives inside, and pictures of more points \
                   than anybody can show are refused, whatever their name says"
                .to_owned(),
            place: "backend/app/security/file_types.py",
        },
        Guard {
            concern: "Stored files",
            what: "random names that no request chooses, in a folder that nothing serves; never over another file or through a link".to_owned(),
            place: "backend/app/services/file_store.py",
        },
        Guard {
            concern: "Downloads",
            what: "under the record's own rule, and only as a part of that record; never sniffed, documents never shown inline".to_owned(),
            place: "backend/app/services/attachments.py",
        },
    ]
}

fn relation(entity: &EntityPlan) -> AddedRelation {
    AddedRelation {
        entity: entity.names.pascal.clone(),
        relation: RelationPlan {
            name: "attached_files".to_owned(),
            title: "Files".to_owned(),
            kind: RelationKind::ManyToMany,
            to: "Attachment".to_owned(),
            to_table: "attachments".to_owned(),
            key: "attached_file_ids".to_owned(),
            required: false,
            inverse: String::new(),
            on_delete: OnDelete::Cascade,
        },
    }
}

/// What is done with the files of one kind of record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Attach,
    Download,
    Remove,
}

impl Act {
    const ALL: [Act; 3] = [Act::Attach, Act::Download, Act::Remove];

    fn endpoint(self, entity: &EntityPlan) -> Endpoint {
        let names = &entity.names;
        let title = names.title.to_lowercase();
        let all = format!("/{}/{{{}_id}}/files", names.kebab_plural, names.snake);
        let one = format!("{all}/{{file_id}}");
        let added = |act: &str, method: &str, path: &str, summary: String| {
            Endpoint::added(FEATURE.name, format!("{act}_{}", names.snake), method, path, summary)
        };
        match self {
            Act::Attach => added("attach_file_to", "POST", &all, format!("Attach a file to one {title}"))
                .as_allowed(entity, "update")
                .answers(201, &[401, 403, 404, 409, 413, 422]),
            Act::Download => added("download_file_of", "GET", &one, format!("Download a file of one {title}"))
                .as_allowed(entity, "read")
                .answers(200, &[401, 403, 404, 422]),
            Act::Remove => added("remove_file_of", "DELETE", &one, format!("Remove a file of one {title}"))
                .as_allowed(entity, "update")
                .answers(204, &[401, 403, 404, 422]),
        }
    }
}
