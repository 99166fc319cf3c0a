//! Who queries what: through an object mapper, or in SQL texts.

use std::collections::BTreeSet;

use super::super::names::Names;
use super::super::said::{Literal, Said};
use super::Model;
use super::sql::words;

/// One query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The model's, or the table's, name.
    pub model: String,
    /// `select`, `insert`, `update`, `delete`, or the method that is called.
    pub operation: String,
    pub file: String,
    pub line: u32,
    pub within: String,
    /// The text is put together from parts: what fills them must be trusted, or bound.
    pub computed: bool,
}

pub fn find(names: &Names<'_>, models: &[Model]) -> Vec<Query> {
    let mut found = Vec::new();
    for note in names.notes {
        for said in &note.said.calls {
            let mut put = |model: &str, operation: &str, computed: bool| {
                found.push(Query {
                    model: model.to_owned(),
                    operation: operation.to_owned(),
                    file: note.path.clone(),
                    line: said.line,
                    within: said.within.clone(),
                    computed,
                });
            };
            for (model, operation) in mapped(said, models) {
                put(&model, &operation, false);
            }
            for (_, value) in &said.args {
                let computed = matches!(value, Literal::Template(_));
                for (table, operation) in value.text().map(in_text).unwrap_or_default() {
                    put(&table, operation, computed);
                }
            }
        }
    }
    found.sort_by(|one, other| {
        (&one.file, one.line, &one.model).cmp(&(&other.file, other.line, &other.model))
    });
    found.dedup();
    found
}

/// What takes new or changed rows, and what becomes of them.
const TAKERS: &[(&str, &str)] =
    &[("add", "insert"), ("add_all", "insert"), ("merge", "update"), ("bulk_save_objects", "insert")];

fn mapped(said: &Said, models: &[Model]) -> Vec<(String, String)> {
    let known = |name: &str| models.iter().any(|model| model.name == name);
    // `Model`, `module.Model`, or a column of it.
    let meant = |name: &str| name.rsplit('.').take(2).find(|part| known(part)).map(str::to_owned);
    let (object, method) = said.method();
    let asks = [
        "query",
        "select",
        "insert",
        "update",
        "delete",
        "get",
        "scalars",
        "exists",
        "getRepository",
        "find",
        "aliased",
    ];
    if asks.contains(&method) {
        let operation = if method == "query" { "select" } else { method };
        let asked =
            said.args.iter().filter(|(name, _)| name.is_none()).filter_map(|(_, value)| meant(value.name()?));
        let several = matches!(method, "query" | "select");
        let found: BTreeSet<String> = asked.take(if several { usize::MAX } else { 1 }).collect();
        if !found.is_empty() {
            return found.into_iter().map(|model| (model, operation.to_owned())).collect();
        }
    }
    if let Some((_, operation)) = TAKERS.iter().find(|(taker, _)| *taker == method) {
        let given = said.args.iter().flat_map(|(_, value)| match value {
            Literal::List(items) => items.iter().collect(),
            one => vec![one],
        });
        let made = given.filter_map(|value| match value {
            Literal::Call(call) => meant(&call.callee),
            _ => None,
        });
        let made: BTreeSet<String> = made.collect();
        return made.into_iter().map(|model| (model, (*operation).to_owned())).collect();
    }
    managed(object, method, models).into_iter().collect()
}

/// Through what an object mapper puts between: `Model.objects.filter`, `prisma.model.findMany`.
fn managed(object: &str, method: &str, models: &[Model]) -> Option<(String, String)> {
    let known = |name: &str| models.iter().any(|model| model.name == name);
    let parts: Vec<&str> = object.split('.').collect();
    match parts.as_slice() {
        [.., model, "objects"] if known(model) => Some(((*model).to_owned(), method.to_owned())),
        [.., model, "query"] if known(model) => Some(((*model).to_owned(), method.to_owned())),
        [model]
            if known(model)
                && ["findOne", "find", "create", "save", "findAll", "findByPk"].contains(&method) =>
        {
            Some(((*model).to_owned(), method.to_owned()))
        }
        [client, model] if client.contains("prisma") || *client == "db" => {
            let name = models
                .iter()
                .find(|known| known.framework == "Prisma" && known.name.eq_ignore_ascii_case(model))?;
            Some((name.name.clone(), method.to_owned()))
        }
        _ => None,
    }
}

/// Tables that an SQL text reads and writes.
fn in_text(text: &str) -> Vec<(String, &'static str)> {
    let words = words(text);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|(other, _)| other.eq_ignore_ascii_case(word));
    let operation = match () {
        () if is(0, "select") || is(0, "with") => "select",
        () if is(0, "insert") && (is(1, "into") || is(1, "or")) => "insert",
        () if is(0, "update") && (is(2, "set") || is(3, "set")) => "update",
        () if is(0, "delete") && is(1, "from") => "delete",
        () => return Vec::new(),
    };
    let mut found: Vec<(String, &'static str)> = Vec::new();
    for at in 0..words.len() {
        let first = found.is_empty();
        let takes = match operation {
            "update" if at == 0 => Some("update"),
            _ if is(at, "into") && operation == "insert" && first => Some("insert"),
            _ if is(at, "from") && operation == "delete" && first => Some("delete"),
            _ if is(at, "from") || is(at, "join") => Some("select"),
            _ => None,
        };
        let Some(operation) = takes else { continue };
        let Some((table, _)) = words.get(at + 1) else { continue };
        let plain = table.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
        if plain && !table.eq_ignore_ascii_case("select") && !found.iter().any(|(known, _)| known == table) {
            found.push((table.clone(), operation));
        }
    }
    // A sentence that begins with "select" or "update" names no table.
    if words.len() < 3 { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::in_text;

    #[test]
    fn sql_texts_name_their_tables_and_sentences_do_not() {
        let tables = |text: &str| in_text(text).iter().map(|(t, o)| format!("{o} {t}")).collect::<Vec<_>>();
        assert_eq!(
            tables("SELECT * FROM users u JOIN posts p ON p.id = u.id"),
            ["select users", "select posts"]
        );
        assert_eq!(tables("insert into \"log\" (a) values (?)"), ["insert log"]);
        assert_eq!(tables("UPDATE users SET name = ?"), ["update users"]);
        assert_eq!(tables("DELETE FROM users WHERE id = ?"), ["delete users"]);
        for sentence in ["Update available", "select an item", "delete this?", "insert coin"] {
            assert_eq!(tables(sentence), Vec::<String>::new(), "{sentence}");
        }
    }
}
