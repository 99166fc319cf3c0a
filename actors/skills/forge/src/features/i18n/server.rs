//! What the server says in other languages: `backend/app/languages/de.json`, sentences by their English text as gettext has
//! them, and the words for the product's own records that are filled in.

use serde_json::{Map, Value};

use super::catalogue::{Catalogue, Message};
use super::languages::{Language, by_codes, column};
use super::names::{Names, translated};
use super::write::Shown;
use crate::app::AppPlan;
use crate::pack::Draft;
use crate::templates::Templates;

const FOLDER: &str = "i18n/server";
/// Of every product, and of those that send e-mail.
const COMMON: [&str; 2] = ["app", "pydantic"];

/// What templates cannot hold, since it depends on the records and the features.
pub(super) fn files(plan: &AppPlan) -> Vec<Draft> {
    let templates = Templates::embedded();
    let Ok(sentences) = Catalogue::below(FOLDER, &templates) else { return Vec::new() };
    let Ok(words) = Catalogue::read(&templates) else { return Vec::new() };
    let names = Names::of(plan);
    let languages = by_codes(&plan.languages);
    let others = languages.iter().filter(|it| it.code != "en");
    let mut drafts: Vec<Draft> = others
        .clone()
        .map(|it| {
            let text = file(plan, &sentences, &words, &names, it);
            Draft::new(format!("backend/app/languages/{}.json", it.code), text)
        })
        .collect();
    let keys = std::collections::BTreeSet::new();
    let shown = Shown { catalogue: &words, keys: &keys, names: &names };
    let missing: Vec<(&Language, Vec<&str>)> = others.map(|it| (it, shown.missing(it))).collect();
    drafts.push(Draft::new("docs/translations.md", super::docs::page(plan, &languages, &missing)));
    drafts
}

fn file(
    plan: &AppPlan,
    sentences: &Catalogue,
    words: &Catalogue,
    names: &Names,
    language: &Language,
) -> String {
    let at = column(language.code);
    let said = |it: &Message| (it.texts[0].other.clone(), Value::from(it.texts[at].other.clone()));
    let on = |area: &str| COMMON.contains(&area) || crate::features::of(plan).any(|it| it.folder == area);
    let sentences: Map<String, Value> =
        sentences.areas().filter(|(area, _)| on(area)).flat_map(|(_, messages)| messages).map(said).collect();
    let of_product = names.titles.iter().chain(&names.choices);
    let words: Map<String, Value> = of_product
        .filter_map(|it| {
            Some((it.english.to_lowercase(), Value::from(translated(words, &it.english, language.code)?)))
        })
        .collect();
    let whole = Value::from_iter([("sentences", Value::from(sentences)), ("words", Value::from(words))]);
    format!("{whole:#}\n")
}
