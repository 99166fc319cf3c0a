//! Questions that every pack asks of the plan, answered once: what can be sorted, searched and filtered.

use protocol::requirements::{FieldKind, RelationKind};

use crate::app::{AppPlan, EntityPlan, FieldPlan, RelationPlan};

impl FieldPlan {
    /// Whether `?sort=` takes the field: all but text that nobody reads in order.
    pub fn sortable(&self) -> bool {
        !matches!(self.kind, FieldKind::Text | FieldKind::Url)
    }
}

impl EntityPlan {
    /// What `?sort=` takes, with or without `-` before it.
    pub fn sort_names(&self) -> Vec<String> {
        let fields = self.fields.iter().filter(|field| field.sortable()).map(|field| field.name.clone());
        ["created_at", "updated_at"].map(str::to_owned).into_iter().chain(fields).collect()
    }

    /// Relations to one record, the owner among them.
    pub fn to_one(&self) -> impl Iterator<Item = &RelationPlan> {
        self.relations.iter().filter(|it| it.kind != RelationKind::ManyToMany)
    }

    pub fn to_many(&self) -> impl Iterator<Item = &RelationPlan> {
        self.relations.iter().filter(|it| it.kind == RelationKind::ManyToMany)
    }
}

impl AppPlan {
    /// Whether the entity's list takes `?q=`.
    pub fn searchable(&self, entity: &EntityPlan) -> bool {
        self.search && !entity.search_fields.is_empty()
    }

    pub fn entity(&self, pascal: &str) -> Option<&EntityPlan> {
        self.entities.iter().find(|it| it.names.pascal == pascal)
    }
}
