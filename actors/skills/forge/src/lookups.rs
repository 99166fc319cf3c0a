//! Questions that every pack asks of the plan, answered once: what can be sorted, searched and filtered.

use protocol::requirements::{FieldKind, RelationKind};

use crate::app::{AppPlan, EntityPlan, FieldPlan, RelationPlan, RolePlan};
use crate::resolve::USER;

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

    /// Relations that give whom they point at a right to the record, where such a right is given.
    pub fn named_by(&self) -> impl Iterator<Item = &RelationPlan> {
        let given = self.rules.values().any(|rule| !rule.named_roles.is_empty());
        let names = |it: &&RelationPlan| it.kind == RelationKind::BelongsTo && it.to == USER;
        self.relations.iter().filter(move |_| given).filter(names)
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

    /// Roles beside the administrator's that set a relation to an account other than the owner: they need
    /// accounts to choose from. Nobody else gets to see who has one.
    pub fn choosers(&self) -> Vec<String> {
        let points = |entity: &&EntityPlan| {
            entity.relations.iter().any(|it| it.kind != RelationKind::OwnedBy && it.to == USER)
        };
        let chooses = |role: &RolePlan| {
            self.entities.iter().filter(points).any(|entity| {
                let rules = ["create", "update"].iter().filter_map(|action| entity.rules.get(*action));
                rules.into_iter().any(|it| {
                    it.roles.contains(&role.name)
                        || it.own_roles.contains(&role.name)
                        || it.named_roles.contains(&role.name)
                })
            })
        };
        let others = self.roles.iter().filter(|role| !role.admin && chooses(role));
        others.map(|role| role.name.clone()).collect()
    }

    pub fn entity(&self, pascal: &str) -> Option<&EntityPlan> {
        self.entities.iter().find(|it| it.names.pascal == pascal)
    }
}
