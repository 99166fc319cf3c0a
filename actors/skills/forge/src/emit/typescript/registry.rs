//! `src/entities/index.ts`: every kind of record in one list.

use super::layout::{Brackets, Source};
use crate::app::AppPlan;

pub fn file(plan: &AppPlan) -> String {
    let mut source = Source::default();
    source.line(0, "/** Every kind of record this product keeps, parents before their children. */");
    source.line(0, "import type { EntityModel } from '../schema/entity';");
    let constants: Vec<String> = plan.entities.iter().map(|it| it.names.camel_plural.clone()).collect();
    for entity in &plan.entities {
        let module = format!("./{}/model", entity.names.kebab_plural);
        source.import("import", std::slice::from_ref(&entity.names.camel_plural), &module);
    }
    source.blank();
    let head = "export const allEntities: readonly EntityModel[] = ";
    source.group(0, head, Brackets::Square, &constants, ";");
    source.blank();
    lookup(&mut source, "Key", "key");
    if plan.admin_dashboard {
        source.blank();
        lookup(&mut source, "Name", "name");
    }
    source.finish()
}

fn lookup(source: &mut Source, suffix: &str, member: &str) {
    source
        .line(0, &format!("export function entityBy{suffix}({member}: string): EntityModel | undefined {{"));
    source.line(1, &format!("return allEntities.find((entity) => entity.{member} === {member});"));
    source.line(0, "}");
}
