//! A table in a sentence that the team reads as what it is: every column is tried before it is said.

use protocol::requirements::{Entity, EntityKind, Field, FieldConstraint, FieldKind};

use super::columns::Column;
use super::{Handed, Kind, Unread, counted};
use crate::understand::limits::FIELDS_MAX;
use crate::understand::{morph, understand};

/// What every record has without being asked.
const BUILT_IN: [&str; 3] = ["id", "created_at", "updated_at"];

pub(super) fn of(stem: &str, columns: &[Column], rows: usize) -> Result<Handed, Unread> {
    let unnamed = || Unread::Table {
        why: "its name says not what its rows are; call it after them, as in books.csv".to_owned(),
    };
    let record = record(stem).ok_or_else(unnamed)?;
    let named = Sentence { record, said: vec!["name".to_owned()] };
    named.entity().ok_or_else(unnamed)?;
    let mut sentence = Sentence { said: Vec::new(), ..named };
    let (mut own, mut lost) = (Vec::new(), Vec::new());
    for column in columns {
        let name = morph::snake(&morph::name_words(&column.name));
        if BUILT_IN.contains(&name.as_str()) {
            own.push(name);
        } else if sentence.said.len() == FIELDS_MAX || !sentence.takes(&name, column) {
            lost.push(if column.name.is_empty() {
                "a column without a name".to_owned()
            } else {
                column.name.clone()
            });
        }
    }
    if sentence.said.is_empty() {
        return Err(Unread::Table {
            why: "none of its columns can be a field; the first row says what they are called".to_owned(),
        });
    }
    let fields = sentence.entity().map(|entity| entity.fields).unwrap_or_default();
    let told: Vec<String> = fields.iter().map(told).collect();
    let mut note =
        format!("a table of {}, read as {} with {}", counted(rows, "row"), sentence.record, told.join(", "));
    if !own.is_empty() {
        note.push_str(&format!("; every record has {} already", own.join(", ")));
    }
    if !lost.is_empty() {
        note.push_str(&format!("; left out, because no words say it: {}", lost.join(", ")));
    }
    note.push_str("; its rows are not taken over");
    Ok(Handed { kind: Kind::Table, text: sentence.text(), note })
}

/// `book_list (2)` is `BookList`; none for a name of signs.
fn record(stem: &str) -> Option<String> {
    let letters: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let mut words = morph::name_words(&letters);
    words.retain(|word| !word.bytes().all(|b| b.is_ascii_digit()));
    let last = words.last_mut()?;
    *last = morph::singular(last);
    Some(morph::pascal(&words))
}

struct Sentence {
    record: String,
    said: Vec<String>,
}

impl Sentence {
    fn text(&self) -> String {
        let article = morph::article(&self.record);
        format!("Add {article} {} with {}.", self.record, self.said.join(", "))
    }

    /// Says a column in the first way in which it is read as what it is, beside all that was said before.
    fn takes(&mut self, name: &str, column: &Column) -> bool {
        let before = self.entity().map_or(0, |entity| entity.fields.len());
        ways(name, column).into_iter().any(|way| {
            self.said.push(way.words);
            let field = self.entity().filter(|entity| entity.fields.len() == before + 1);
            let field = field.and_then(|entity| entity.fields.into_iter().find(|field| field.name == name));
            let fits = field.is_some_and(|field| {
                field.kind == way.kind && is_optional(&field) == way.optional && field.values == way.choices
            });
            if !fits {
                self.said.pop();
            }
            fits
        })
    }

    /// What the sentence alone is read as: the one record, or none where it is read as anything else.
    fn entity(&self) -> Option<Entity> {
        if self.said.is_empty() {
            return None;
        }
        let found = understand(&format!("an app. {}", self.text())).requirements;
        if !found.not_understood.is_empty() || !found.unsupported.is_empty() {
            return None;
        }
        let mut records = found.entities.into_iter().filter(|entity| entity.kind == EntityKind::Record);
        let mut only = records.next().filter(|entity| entity.name == self.record)?;
        // What is added by assumption is no column.
        only.fields.retain(|field| !field.words.is_empty());
        records.next().is_none().then_some(only)
    }
}

struct Way {
    words: String,
    kind: FieldKind,
    optional: bool,
    choices: Vec<String>,
}

/// From all that is known of a column to its name alone.
fn ways(name: &str, column: &Column) -> Vec<Way> {
    let way = |words: String, kind, optional, choices: &[String]| Way {
        words,
        kind,
        optional,
        choices: choices.to_vec(),
    };
    let mut ways = Vec::new();
    if let Some(kind) = kind(column) {
        if column.optional {
            let forms = [
                format!("{name} ({kind}, optional)"),
                format!("{name} (optional, {kind})"),
                format!("optional {name} ({kind})"),
            ];
            ways.extend(forms.map(|words| way(words, column.kind, true, &column.choices)));
        }
        ways.push(way(format!("{name} ({kind})"), column.kind, false, &column.choices));
    }
    if column.optional {
        ways.push(way(format!("{name} (optional)"), FieldKind::String, true, &[]));
    }
    ways.push(way(name.to_owned(), column.kind, false, &[]));
    ways.push(way(name.to_owned(), FieldKind::String, false, &[]));
    ways
}

fn kind(column: &Column) -> Option<String> {
    Some(match column.kind {
        FieldKind::String => return None,
        FieldKind::Text => "text".to_owned(),
        FieldKind::Integer => "integer".to_owned(),
        FieldKind::Decimal => "decimal".to_owned(),
        FieldKind::Boolean => "boolean".to_owned(),
        FieldKind::Date => "date".to_owned(),
        FieldKind::DateTime => "datetime".to_owned(),
        FieldKind::Email => "email".to_owned(),
        FieldKind::Url => "url".to_owned(),
        FieldKind::Enum => column.choices.join(", "),
    })
}

fn is_optional(field: &Field) -> bool {
    field.constraints.contains(&FieldConstraint::Optional)
}

/// A field as the note says it, by what was read and not by what was meant.
fn told(field: &Field) -> String {
    let kind = match field.kind {
        FieldKind::String => None,
        FieldKind::Text => Some("text".to_owned()),
        FieldKind::Integer => Some("integer".to_owned()),
        FieldKind::Decimal => Some("decimal".to_owned()),
        FieldKind::Boolean => Some("yes or no".to_owned()),
        FieldKind::Date => Some("date".to_owned()),
        FieldKind::DateTime => Some("date and time".to_owned()),
        FieldKind::Email => Some("e-mail".to_owned()),
        FieldKind::Url => Some("link".to_owned()),
        FieldKind::Enum => Some(format!("one of {}", field.values.join(" "))),
    };
    let notes: Vec<String> =
        kind.into_iter().chain(is_optional(field).then(|| "optional".to_owned())).collect();
    if notes.is_empty() { field.name.clone() } else { format!("{} ({})", field.name, notes.join(", ")) }
}
