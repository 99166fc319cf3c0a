//! Putting an entity after those it belongs to. Optional and many-to-many relations yield where they would make a circle.

use protocol::requirements::RelationKind;

use super::ResolveError;
use crate::app::EntityPlan;

pub fn by_dependency(entities: &mut Vec<EntityPlan>) -> Result<(), ResolveError> {
    let mut waiting = std::mem::take(entities);
    while !waiting.is_empty() {
        let next = ready(&waiting, false).or_else(|| ready(&waiting, true));
        let Some(next) = next else {
            return Err(ResolveError::RequiredCycle { entities: circle(&waiting) });
        };
        entities.push(waiting.remove(next));
    }
    Ok(())
}

/// The first entity that waits for none of the others; with `required_only`, optional relations do not count.
fn ready(waiting: &[EntityPlan], required_only: bool) -> Option<usize> {
    waiting.iter().position(|entity| {
        let mut needs = needs(entity, required_only);
        !needs.any(|to| waiting.iter().any(|other| other.names.pascal == to))
    })
}

fn needs(entity: &EntityPlan, required_only: bool) -> impl Iterator<Item = &str> {
    let own = entity.names.pascal.as_str();
    entity.relations.iter().filter_map(move |it| {
        let required = it.required && it.kind != RelationKind::ManyToMany;
        let counts = if required_only { required } else { required || it.to != own };
        counts.then_some(it.to.as_str())
    })
}

/// The members of one circle: follow required relations from the first entity until one comes again.
fn circle(waiting: &[EntityPlan]) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    let mut at = waiting.first();
    while let Some(entity) = at {
        let name = &entity.names.pascal;
        if let Some(start) = path.iter().position(|it| it == name) {
            return path.split_off(start);
        }
        path.push(name.clone());
        let next = needs(entity, true).find_map(|to| waiting.iter().find(|other| other.names.pascal == to));
        at = next;
    }
    path
}
