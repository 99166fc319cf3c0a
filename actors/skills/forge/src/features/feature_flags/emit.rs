//! The flags by their keys, as the server and the client know them.

use super::Flag;
use crate::emit::python::layout::{Source, atom, call, entry, group, literal, named, quoted};
use crate::emit::typescript::layout::{Source as SourceTs, quoted as quoted_ts};

/// `app/services/feature_flags.py`
pub(super) fn registry(flags: &[Flag]) -> String {
    let mut source = Source::default();
    source.line(
        0,
        "\"\"\"Every feature flag there is, by its key; `app/services/flag_gate.py` asks for them.\"\"\"",
    );
    source.blank(1);
    source.line(0, "from typing import Literal");
    source.blank(1);
    source.line(0, "from app.services.flag_rules import Flag");
    source.blank(1);
    let keys: Vec<String> = flags.iter().map(|it| it.key.clone()).collect();
    source.statement(0, "FlagKey = ", &literal(&keys), "");
    source.blank(1);
    // Always an entry a line, however short.
    source.line(0, "FLAGS: dict[FlagKey, Flag] = {");
    for flag in flags {
        let kind = if flag.closes.is_some() { "spares_admins" } else { "visitors" };
        let values = vec![
            named("about", atom(quoted(&flag.about))),
            named("refusal", atom(quoted(&flag.refusal))),
            named(kind, atom("True")),
        ];
        source.statement(1, "", &entry(&flag.key, call("Flag", values)), ",");
    }
    source.line(0, "}");
    source.blank(1);
    source.line(0, "# By table: the flag without which nobody but administrators adds a record.");
    let closing = flags.iter().filter_map(|it| {
        let (table, _) = it.closes.as_ref()?;
        Some(entry(table, atom(quoted(&it.key))))
    });
    let closing = group("{", closing.collect(), "}");
    source.statement(0, "CREATION_FLAGS: dict[str, FlagKey] = ", &closing, "");
    source.finish()
}

/// `src/features/feature-flags/flags.ts`
pub(super) fn keys(flags: &[Flag]) -> String {
    let mut source = SourceTs::default();
    source.line(0, "/** Every feature flag there is: what holds until the API has answered, and why something is closed. */");
    source.line(0, "export const flags = {");
    for flag in flags {
        source.line(1, &format!("{}: {{", property(&flag.key)));
        source.line(2, "byDefault: true,");
        source.assign(2, "refusal:", &quoted_ts(&flag.refusal), ",");
        source.line(1, "},");
    }
    source.line(0, "} as const;").blank();
    source.line(0, "export type FlagKey = keyof typeof flags;").blank();
    source.line(0, "/** By kind of record: the flag without which nobody but administrators adds one. */");
    let before = "export const creationFlags: Readonly<Record<string, FlagKey>> = {";
    let closing: Vec<_> = flags.iter().filter_map(|it| Some((&it.closes.as_ref()?.1, &it.key))).collect();
    if closing.is_empty() {
        source.line(0, &format!("{before}}};"));
        return source.finish();
    }
    source.line(0, before);
    for (kind, key) in closing {
        source.assign(1, &format!("{}:", property(kind)), &quoted_ts(key), ",");
    }
    source.line(0, "};");
    source.finish()
}

/// A name in an object, quoted only where it has to be.
fn property(name: &str) -> String {
    let plain = name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    if plain { name.to_owned() } else { quoted_ts(name) }
}
