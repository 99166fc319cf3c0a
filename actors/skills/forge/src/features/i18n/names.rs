//! What the product's own records, fields and choices are called: English by the plan, in other languages by a dictionary of
//! common words. What is not in it stays English, and is told of.

use std::collections::BTreeMap;

use super::catalogue::{Catalogue, Message, key};
use super::languages::column;
use crate::app::AppPlan;

/// The dictionary, as a file of messages that no text is looked up in.
pub(crate) const DICTIONARY: &str = "names";
/// States that features give to what they keep.
const STATES: &[&str] = &[
    "queued",
    "running",
    "done",
    "dead",
    "waiting",
    "delivered",
    "failed",
    "starting",
    "open",
    "processing",
    "paid",
    "expired",
    "refunding",
    "refunded",
    "database",
    "cache",
    "mail",
    "disk",
    "jobs",
    "webhooks",
    "user",
    "users",
    "created_at",
    "updated_at",
    "role",
    "is_active",
    "email",
    "display_name",
];

/// A name in English and where it stands in the catalogues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub key: String,
    pub english: String,
}

/// Titles by their English text, and choices by their name in the API.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub titles: Vec<Name>,
    pub choices: Vec<Name>,
}

impl Names {
    pub fn of(plan: &AppPlan) -> Self {
        let mut titles: BTreeMap<String, String> = BTreeMap::new();
        let mut keys: BTreeMap<String, String> = BTreeMap::new();
        for english in titles_of(plan) {
            if titles.contains_key(&english) {
                continue;
            }
            let wanted = key(&english);
            let mut unique = wanted.clone();
            let mut turn = 2;
            while keys.contains_key(&unique) {
                unique = format!("{wanted}{turn}");
                turn += 1;
            }
            keys.insert(unique.clone(), english.clone());
            titles.insert(english, unique);
        }
        let titles = titles.into_iter().map(|(english, key)| Name { key, english }).collect();
        let mut choices: Vec<String> = choices_of(plan);
        choices.sort();
        choices.dedup();
        let choices = choices.into_iter().map(|key| Name { english: humanized(&key), key }).collect();
        Self { titles, choices }
    }

    /// `names.dueDate` for `Due date`.
    pub fn key_of(&self, english: &str) -> Option<String> {
        self.titles.iter().find(|it| it.english == english).map(|it| format!("names.{}", it.key))
    }
}

fn titles_of(plan: &AppPlan) -> Vec<String> {
    let mut titles = Vec::new();
    for entity in &plan.entities {
        titles.extend([entity.names.title.clone(), entity.names.title_plural.clone()]);
        titles.extend(entity.fields.iter().map(|it| it.title.clone()));
        titles.extend(entity.relations.iter().map(|it| it.title.clone()));
        if let Some(workflow) = &entity.workflow {
            titles.push(workflow.title.clone());
            titles.extend(workflow.transitions.iter().map(|it| it.title.clone()));
        }
    }
    titles.extend(plan.account.fields.iter().map(|it| it.title.clone()));
    titles.extend(plan.roles.iter().map(|it| it.title.clone()));
    titles
}

fn choices_of(plan: &AppPlan) -> Vec<String> {
    let mut choices: Vec<String> = STATES.iter().map(|it| (*it).to_owned()).collect();
    for entity in &plan.entities {
        choices.push(entity.names.snake.clone());
        choices.extend(entity.sort_names());
        choices.extend(entity.relations.iter().flat_map(|it| [it.name.clone(), it.key.clone()]));
        if let Some(workflow) = &entity.workflow {
            choices.push(workflow.field.clone());
            choices.extend(workflow.states.iter().cloned());
        }
    }
    for field in plan.entities.iter().flat_map(|it| &it.fields).chain(&plan.account.fields) {
        choices.push(field.name.clone());
        choices.extend(field.values.iter().cloned());
    }
    choices
}

/// `in_progress` as `In progress`.
fn humanized(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The dictionary's word, if it has one.
pub(crate) fn translated(catalogue: &Catalogue, english: &str, language: &str) -> Option<String> {
    let lower = english.to_lowercase();
    let entry = |it: &&Message| it.texts[0].other.to_lowercase() == lower;
    let (_, words) = catalogue.areas().find(|(area, _)| *area == DICTIONARY)?;
    let found = words.iter().find(entry)?;
    Some(found.texts[column(language)].other.clone())
}
