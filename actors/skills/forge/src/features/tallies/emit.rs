//! Which records have ballots of which kinds, as the server and the pages know it.

use super::ballots::{Ballot, Tallied, tallied};
use crate::app::{AppPlan, EntityPlan};
use crate::emit::python::layout::{Node, atom, call, entry, group, quoted, tuple};
use crate::emit::python::services::constant;
use crate::emit::typescript::layout::{Brackets, Source, quoted as text};
use crate::features::emit::Module;

/// `app/services/tallied.py`
pub(super) fn server(plan: &AppPlan) -> String {
    let mut module = Module::new("Which records have ballots of which kinds, by the path of the records.");
    module.import("app.services.tallying", &["Ballot", "Tallied"]);
    let kinds = tallied(plan);
    for Tallied { entity, ballots } in &kinds {
        import_resource(entity, &mut module);
        for ballot in ballots {
            import_resource(ballot.entity, &mut module);
        }
    }
    let rows = kinds.iter().map(|it| entry(path(it.entity), kind(it))).collect();
    module.body.blank(1);
    module.body.statement(0, "TALLIED: dict[str, Tallied] = ", &group("{", rows, "}"), "");
    module.finish()
}

fn import_resource(entity: &EntityPlan, module: &mut Module) {
    let own = format!("app.services.{}", entity.names.module);
    module.import(&own, &[&constant(entity)]);
}

fn kind(tallied: &Tallied<'_>) -> Node {
    let ballots = tallied.ballots.iter().map(ballot).collect();
    call("Tallied", vec![atom(constant(tallied.entity)), tuple(ballots)])
}

fn ballot(ballot: &Ballot<'_>) -> Node {
    let words = [path(ballot.entity), ballot.on.key.as_str()].map(|it| atom(quoted(it)));
    let [name, key] = words;
    call("Ballot", vec![name, atom(constant(ballot.entity)), key])
}

/// `src/features/tallies/kinds.ts`
pub(super) fn pages(plan: &AppPlan) -> String {
    let mut source = Source::default();
    source.line(0, "/** Which records have ballots of which kinds, by the keys of their entities. */");
    source.line(0, "export type Ballot = {");
    source.line(1, "readonly key: string;");
    source.line(1, "/** Where an input has the id of the record that it is cast on. */");
    source.line(1, "readonly on: string;");
    source.line(0, "};");
    source.blank();
    source.line(0, "export const kinds: Readonly<Record<string, readonly Ballot[]>> = {");
    for Tallied { entity, ballots } in tallied(plan) {
        let head = format!("{}: ", member(path(entity)));
        match ballots.as_slice() {
            [only] => {
                source.group(1, &head, Brackets::Square, &[described(only)], ",");
            }
            several => objects(&mut source, &head, several),
        }
    }
    source.line(0, "};");
    source.finish()
}

/// Prettier gives each of several objects a line of its own.
fn objects(source: &mut Source, head: &str, ballots: &[Ballot<'_>]) {
    source.line(1, &format!("{head}["));
    for ballot in ballots {
        source.line(2, &format!("{},", described(ballot)));
    }
    source.line(1, "],");
}

fn described(ballot: &Ballot<'_>) -> String {
    format!("{{ key: {}, on: {} }}", text(path(ballot.entity)), text(&ballot.on.key))
}

/// Prettier leaves the quotes away where the name needs none.
fn member(name: &str) -> String {
    if name.contains('-') { text(name) } else { name.to_owned() }
}

fn path(entity: &EntityPlan) -> &str {
    &entity.names.kebab_plural
}
