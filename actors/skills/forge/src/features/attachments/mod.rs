//! Files and pictures that are kept with records: taken in parts, known by their content, and gone with their record.

mod emit;

use protocol::requirements::FeatureName;

use super::{
    Addition, Class, Column, Feature, Folder, Guard, LargeBody, Link, Place, RecordLink, Setting, Table,
};
use crate::app::{AppPlan, Endpoint, EntityPlan};
use crate::pack::Draft;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Attachments,
    folder: "attachments",
    title: "Files and pictures",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| vec![Draft::new("backend/app/api/attached_files.py", emit::api(plan))],
};

const TABLE: &str = "attached_files";
const FOLDER: Folder = Folder { setting: "FILES_FOLDER", name: "uploads" };
const LARGE_BODY: LargeBody = LargeBody { path_end: "files", setting: "FILE_SIZE_MAX_MB", megabytes: 10 };

fn adds(plan: &AppPlan) -> Addition {
    let link = |entity: &EntityPlan| RecordLink {
        table: TABLE,
        column: format!("{}_id", entity.names.snake),
        to: entity.table.clone(),
    };
    Addition {
        endpoints: kept_with(plan).flat_map(|it| Act::ALL.map(|act| act.endpoint(it))).collect(),
        routers: vec!["attached_files"],
        tables: vec![table()],
        record_links: kept_with(plan).map(link).collect(),
        models: vec![Class { module: "attached_files", name: "AttachedFile" }],
        settings: settings(),
        folders: vec![FOLDER],
        large_bodies: vec![LARGE_BODY],
        picture_sources: vec!["blob:"],
        installs: vec!["attached_discards"],
        guards: guards(),
        places: vec![Place::part("recordPanels", "AttachmentsPanel", "attachments/AttachmentsPanel")],
        changes: vec!["Files and pictures can be kept with records.".to_owned()],
        readme: readme(plan),
        ..Addition::default()
    }
}

/// Kinds of records that have files: not those that are shown as parts of another record.
fn kept_with(plan: &AppPlan) -> impl Iterator<Item = &EntityPlan> {
    plan.entities.iter().filter(|it| it.parent.is_none())
}

fn table() -> Table {
    Table {
        name: TABLE,
        columns: vec![
            Column::of("name", "sa.String(120)"),
            Column::of("media_type", "sa.String(100)"),
            Column::of("size", "sa.BigInteger()"),
            Column::optional("width", "sa.Integer()"),
            Column::optional("height", "sa.Integer()"),
            Column::of("stored_as", "sa.String(32)"),
            Column::optional("added_by_id", "id"),
        ],
        links: vec![Link { column: "added_by_id", to: "users", on_delete: "SET NULL" }],
        uniques: vec!["stored_as"],
        indexes: vec!["added_by_id"],
    }
}

fn settings() -> Vec<Setting> {
    let setting = |name: &str, value: &str, about: &str, field: String| Setting {
        variable: variable(name, value, about),
        field,
    };
    let megabytes = LARGE_BODY.megabytes;
    vec![
        setting(
            FOLDER.setting,
            FOLDER.name,
            "Where attached files are kept: a folder that no web server shows. A relative path begins at the repository's root.",
            format!("files_folder: Path = Path(\"{}\")", FOLDER.name),
        ),
        setting(
            LARGE_BODY.setting,
            &megabytes.to_string(),
            "The most megabytes that one file may have.",
            format!("file_size_max_mb: int = Field(default={megabytes}, ge=1, le=1000)"),
        ),
        setting(
            "FILES_PER_RECORD_MAX",
            "20",
            "The most files that are kept with one record.",
            "files_per_record_max: int = Field(default=20, ge=1, le=200)".to_owned(),
        ),
        setting(
            "FILES_PER_ACCOUNT_MAX_MB",
            "500",
            "The most megabytes of files that one account may have added.",
            "files_per_account_max_mb: int = Field(default=500, ge=1)".to_owned(),
        ),
    ]
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Files",
            what: "under the rules of their record, asked before the first byte is read and again when the last is there; with limits \
                   of size, of number and of one account's total that hold for uploads at the same time too; slow uploads are ended"
                .to_owned(),
            place: "backend/app/services/attached_files.py",
        },
        Guard {
            concern: "Kinds of files",
            what: "pictures, PDF, office documents, ZIP archives and plain text, told by their content; one whose name says another kind \
                   is refused, and so are HTML and SVG; archives are never unpacked"
                .to_owned(),
            place: "backend/app/services/attached_kinds.py",
        },
        Guard {
            concern: "Pictures",
            what: "written anew from the parts that show something, so that place and time of a photograph, and whatever hides behind \
                   its end, are gone; at most fifty million pixels; documents keep what their programs wrote into them"
                .to_owned(),
            place: "backend/app/services/attached_pictures.py",
        },
        Guard {
            concern: "Stored files",
            what: "under random names in a folder of their own that no web server shows; what people call them is no path anywhere"
                .to_owned(),
            place: "backend/app/services/attached_bytes.py",
        },
        Guard {
            concern: "Downloads",
            what: "always as an attachment, never to be shown in place: no sniffing, a sandbox, no caching; pages show pictures from memory"
                .to_owned(),
            place: "backend/app/api/attached_downloads.py",
        },
        Guard {
            concern: "Deleted files",
            what: "the database deletes their rows with the record; the bytes follow when that is sure, and what a crash leaves goes at \
                   the next start"
                .to_owned(),
            place: "backend/app/services/attached_discards.py",
        },
    ]
}

fn readme(plan: &AppPlan) -> String {
    let kinds: Vec<String> = kept_with(plan).map(|it| it.names.title_plural.to_lowercase()).collect();
    format!(
        "Files and pictures are kept with these kinds of records: {}. Whoever may read a record sees and downloads its files; whoever \
         may change it adds and removes them.\n\n\
         An upload is the file itself as the body, with its name in the address, so that neither side holds it in memory: \
         `curl --data-binary @plan.pdf -H 'Content-Type: application/octet-stream' -H 'Authorization: Bearer …' \
         'http://localhost:{}/api/v1/<records>/<id>/files?name=plan.pdf'`.\n\n\
         JPEG, PNG, GIF, WebP, PDF, office documents, ZIP and plain text in UTF-8 are taken, told by their content. Pictures lose what \
         cameras write into them, such as the place; documents are kept as they are, with their authors' names. Nothing looks for \
         viruses: put a scanner before it if strangers may upload.\n\n\
         The bytes are in the folder `FILES_FOLDER`: back it up with the database, the database first. `FILE_SIZE_MAX_MB`, \
         `FILES_PER_RECORD_MAX` and `FILES_PER_ACCOUNT_MAX_MB` set the limits.\n",
        kinds.join(", "),
        plan.choices.backend_port,
    )
}

/// What is done with the files of one kind of record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    List,
    Add,
    Download,
    Remove,
}

impl Act {
    const ALL: [Act; 4] = [Act::List, Act::Add, Act::Download, Act::Remove];

    fn endpoint(self, entity: &EntityPlan) -> Endpoint {
        let (snake, title) = (&entity.names.snake, entity.names.title.to_lowercase());
        // One name for every kind: what takes a file in is the same for all.
        let all = format!("/{}/{{record_id}}/files", entity.names.kebab_plural);
        let one = format!("{all}/{{file_id}}");
        let added = |operation: String, method: &str, path: &str, summary: String| {
            Endpoint::added(FEATURE.name, operation, method, path, summary)
        };
        match self {
            Act::List => added(
                format!("list_files_of_{snake}"),
                "GET",
                &all,
                format!("List the files of one {title}, and what may be added"),
            )
            .allowed_as(entity, "read")
            .answers(200, &[401, 403, 404, 422]),
            Act::Add => {
                let summary = format!("Keep a file with one {title}; the body is the file");
                added(format!("add_file_to_{snake}"), "POST", &all, summary)
                    .allowed_as(entity, "update")
                    .answers(201, &[401, 403, 404, 408, 409, 413, 415, 422, 429, 507])
            }
            Act::Download => {
                added(format!("download_file_of_{snake}"), "GET", &one, format!("A file of one {title}"))
                    .allowed_as(entity, "read")
                    .answers(200, &[401, 403, 404, 422])
            }
            Act::Remove => {
                let summary = format!("Remove a file from one {title}");
                added(format!("remove_file_of_{snake}"), "DELETE", &one, summary)
                    .allowed_as(entity, "update")
                    .answers(204, &[401, 403, 404, 422])
            }
        }
    }
}
