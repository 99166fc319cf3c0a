//! Tags: short names that people give to records, one for every way to write it, and lists narrowed by them.

mod emit;

use protocol::requirements::{FeatureName, RelationKind};

use super::{AddedFilter, AddedRelation, Addition, Class, Column, Feature, Guard, Place, Table};
use crate::app::{AppPlan, Endpoint, EntityPlan, OnDelete, RelationPlan};
use crate::pack::Draft;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Tags,
    folder: "tags",
    title: "Tags",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| vec![Draft::new("backend/app/api/tagging.py", emit::api(plan))],
};

fn adds(plan: &AppPlan) -> Addition {
    let filter = |entity: &EntityPlan| AddedFilter {
        entity: entity.names.pascal.clone(),
        name: "tag",
        kind: "TagName",
        module: "app.schemas.tagging",
    };
    Addition {
        endpoints: tagged(plan).flat_map(|it| Act::ALL.map(|act| act.endpoint(it))).collect(),
        routers: vec!["tagging"],
        tables: vec![Table {
            name: "tags",
            columns: vec![Column::of("name", "sa.String(40)"), Column::of("key", "sa.String(120)")],
            links: Vec::new(),
            uniques: vec!["key"],
            indexes: Vec::new(),
        }],
        unique_within: vec![("tags", "key")],
        relations: tagged(plan).map(relation).collect(),
        filters: tagged(plan).map(filter).collect(),
        models: vec![Class { module: "tags", name: "Tag" }],
        guards: vec![Guard {
            concern: "Tags",
            what: "whoever may change a record may tag it; tags are listed by the records that the viewer may see, so that none \
                   tells of a record that is kept from them; names are short, printable and limited in number"
                .to_owned(),
            place: "backend/app/services/tagging.py",
        }],
        places: vec![
            Place::part("listFilters", "TagFilter", "tags/TagFilter"),
            Place::part("recordPanels", "TagPanel", "tags/TagPanel"),
        ],
        changes: vec!["Records can be tagged, and lists narrowed by a tag.".to_owned()],
        readme: readme(plan),
        ..Addition::default()
    }
}

fn readme(plan: &AppPlan) -> String {
    let kinds: Vec<String> = tagged(plan).map(|it| it.names.title_plural.to_lowercase()).collect();
    format!(
        "Whoever may change a record may tag it; these kinds have tags: {}. A tag is the same however it is written: `Rust`, \
         `rust` and `RUST` are one, kept as it was written first. `?tag=rust` narrows a list, and its export where there is one.\n\n\
         `GET /api/v1/<records>/tags` lists the tags of the records that one may see, with how many have each, the most used first. \
         A record has at most 20 tags of at most 40 characters.\n",
        kinds.join(", ")
    )
}

/// Kinds of records that have tags: not those that are shown as parts of another record.
fn tagged(plan: &AppPlan) -> impl Iterator<Item = &EntityPlan> {
    plan.entities.iter().filter(|it| it.parent.is_none())
}

fn relation(entity: &EntityPlan) -> AddedRelation {
    AddedRelation {
        entity: entity.names.pascal.clone(),
        relation: RelationPlan {
            name: "tagged_with".to_owned(),
            title: "Tagged with".to_owned(),
            kind: RelationKind::ManyToMany,
            to: "Tag".to_owned(),
            to_table: "tags".to_owned(),
            key: "tag_ids".to_owned(),
            required: false,
            inverse: String::new(),
            on_delete: OnDelete::Cascade,
        },
    }
}

/// What is done with the tags of one kind of record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    List,
    Add,
    Remove,
}

impl Act {
    const ALL: [Act; 3] = [Act::List, Act::Add, Act::Remove];

    fn endpoint(self, entity: &EntityPlan) -> Endpoint {
        let names = &entity.names;
        let (one, many) = (names.title.to_lowercase(), names.title_plural.to_lowercase());
        let all = format!("/{}", names.kebab_plural);
        let own = format!("{all}/{{{}_id}}/tags", names.snake);
        let added = |operation: String, method: &str, path: &str, summary: String| {
            Endpoint::added(FEATURE.name, operation, method, path, summary)
        };
        match self {
            Act::List => {
                let operation = format!("list_tags_of_{}", names.snake_plural);
                added(
                    operation,
                    "GET",
                    &format!("{all}/tags"),
                    format!("List the tags of {many}, the most used first"),
                )
                .allowed_as(entity, "list")
                .answers(200, &[401, 403, 422])
            }
            Act::Add => added(format!("tag_{}", names.snake), "POST", &own, format!("Tag one {one}"))
                .allowed_as(entity, "update")
                .answers(200, &[401, 403, 404, 409, 422]),
            Act::Remove => {
                let path = format!("{own}/{{tag_id}}");
                added(format!("untag_{}", names.snake), "DELETE", &path, format!("Take a tag off one {one}"))
                    .allowed_as(entity, "update")
                    .answers(204, &[401, 403, 404, 422])
            }
        }
    }
}
