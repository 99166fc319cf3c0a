//! Several languages: the interface, errors and e-mails in the language that whoever reads them chose.

mod catalogue;
mod docs;
mod languages;
pub mod layout;
mod lift;
mod names;
mod server;
mod write;

use std::collections::BTreeSet;

use protocol::requirements::FeatureName;

pub use catalogue::{Catalogue, Message};
pub use languages::{LANGUAGES, Language};
pub(crate) use languages::{asked_for, by_codes};

use super::{AddedColumn, Addition, Column, Feature, Guard, Place};
use crate::app::{AppPlan, Endpoint};
use crate::emit::typescript::layout::quoted;
use crate::endpoints;
use crate::pack::{Draft, RenderError};
use crate::templates::Templates;

pub const FEATURE: Feature = Feature {
    name: FeatureName::I18n,
    folder: "i18n",
    title: "Several languages",
    needs: &[],
    conflicts: &[],
    adds,
    writes: server::files,
};

/// The column of accounts with the language that each of them chose.
pub const COLUMN: &str = "language";
/// A file that shows what features of all areas say.
const ANY: &str = "*";
const CLIENT: &str = "frontend/src/";

pub fn is_on(plan: &AppPlan) -> bool {
    plan.features.contains(&FEATURE.name)
}

fn adds(plan: &AppPlan) -> Addition {
    let languages = by_codes(&plan.languages);
    let spoken: Vec<&str> = languages.iter().map(|it| it.name).collect();
    Addition {
        endpoints: operations(plan),
        routers: vec!["own_language"],
        columns: vec![AddedColumn {
            table: "users".to_owned(),
            column: Column::optional(COLUMN, "sa.String(8)"),
            indexed: false,
        }],
        installs: vec!["languages"],
        guards: vec![Guard {
            concern: "Languages",
            what: "a language is one of the product's own list before it chooses a catalogue: a header or a choice that names another is \
                   passed over or refused, and names no file. What is filled into a sentence is shown as text, never as markup. Codes of \
                   errors are the same in every language, and so is what is told of anybody's account; answers say by `Vary` that they \
                   depend on the language"
                .to_owned(),
            place: "backend/app/services/languages.py",
        }],
        places: vec![Place::part("topBar", "LanguageSwitch", "language/LanguageSwitch")],
        changes: vec![format!("The interface, errors and e-mails in {}.", spoken.join(", "))],
        readme: readme(plan, &languages),
        refuses: refusal(plan),
        ..Addition::default()
    }
}

fn refusal(plan: &AppPlan) -> Option<String> {
    let taken = plan.account.fields.iter().any(|it| it.name == COLUMN);
    taken.then(|| format!("keeps `{COLUMN}` of accounts itself; choose another name for yours"))
}

fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, method, "/auth/me/language", summary)
            .under(endpoints::members(plan))
    };
    vec![
        endpoint("get_own_language", "GET", "The language that one's own account has chosen")
            .answers(200, &[401, 403]),
        endpoint("choose_own_language", "PATCH", "Choose the language of one's own account")
            .answers(200, &[401, 403, 422]),
    ]
}

fn readme(plan: &AppPlan, languages: &[Language]) -> String {
    let spoken: Vec<String> = languages.iter().map(|it| format!("{} (`{}`)", it.name, it.code)).collect();
    let first = languages.first().map_or("English", |it| it.name);
    let client = if plan.parts.frontend {
        "In the browser the language is chosen in the top bar, and kept on the device and with the account. The page is loaded anew in it. \
         What is said stands in `frontend/src/i18n/`, one catalogue for each language, loaded when it is needed; a key that one of them \
         lacks is a type error, and `npm run i18n:missing` names what is still in English. Numbers, times, plural forms and order follow \
         the language. `docs/translations.md` says how a language is added.\n\n"
    } else {
        ""
    };
    format!(
        "The product speaks {}. {first} is for whom nothing else was said.\n\n{client}\
         The API answers in the language that the account has chosen (`PATCH /api/v1/auth/me/language`), else in the one that \
         `Accept-Language` prefers. Errors keep their `code` in every language; their `message` and `details` are translated where \
         `backend/app/languages/` has the sentence, and `Content-Language` says which language it is in. E-mails are in the language of \
         whom they are sent to.\n",
        spoken.join(", ")
    )
}

/// The drafts of the client with their texts lifted, and the catalogues beside them.
pub(crate) fn lift_client(
    drafts: &mut Vec<Draft>,
    plan: &AppPlan,
    templates: &Templates,
) -> Result<Lifting, RenderError> {
    let catalogue = Catalogue::read(templates)?;
    let laid_out = layout::read(templates)?;
    let own = names::Names::of(plan);
    let mut all = Lifting::default();
    for draft in drafts.iter_mut().filter(|it| is_lifted(&it.path)) {
        let Ok(source) = std::str::from_utf8(&draft.bytes) else { continue };
        let inner = draft.path.trim_start_matches(CLIENT).to_owned();
        let named = with_names(source, &inner, &own, &catalogue);
        let area = if inner == "app/places.ts" { ANY } else { area(&draft.path, plan) };
        let lifted = lift::lift(&named, &inner, area, &catalogue);
        all.keys.extend(lifted.keys);
        let escaped = lifted.escaped.into_iter().filter(|it| !is_known(templates, it));
        all.escaped.extend(escaped.map(|it| (inner.clone(), it)));
        draft.bytes = layout::apply(&laid_out, &inner, &lifted.source).into_bytes();
    }
    let shown = write::Shown { catalogue: &catalogue, keys: &all.keys, names: &own };
    for language in by_codes(&plan.languages) {
        drafts.push(Draft::new(format!("{CLIENT}i18n/{}.ts", language.code), shown.file(&language)));
    }
    Ok(all)
}

/// The client of a plan, of which only what is lifted counts.
pub fn lifting(plan: &AppPlan, templates: &Templates) -> Result<Lifting, RenderError> {
    let frontend = crate::packs().iter().find(|it| it.name == "frontend");
    let Some(pack) = frontend.filter(|_| plan.parts.frontend) else { return Ok(Lifting::default()) };
    let mut drafts = crate::pack::drafts(pack, plan, &crate::pack::fragments(plan), templates)?;
    lift_client(&mut drafts, plan, templates)
}

/// What of a client's texts is looked up, and what is not.
#[derive(Clone, Debug, Default)]
pub struct Lifting {
    /// Keys of messages that are shown.
    pub keys: BTreeSet<String>,
    /// Texts that look as if somebody reads them, by the file below `src/`, which no catalogue has.
    pub escaped: Vec<(String, String)>,
}

fn is_lifted(path: &str) -> bool {
    let source = path.ends_with(".ts") || path.ends_with(".tsx");
    let test = path.contains(".test.") || path.starts_with("frontend/src/test/");
    // The product's title and what it is for are the person's own words.
    let own = path.starts_with("frontend/src/i18n/") || path == "frontend/src/config.ts";
    source && !test && !own && path.starts_with(CLIENT)
}

/// The file of messages that belongs to a file of the client.
fn area(path: &str, plan: &AppPlan) -> &'static str {
    let own = |it: &&'static Feature| {
        let template = format!("features/{}/{path}", it.folder);
        Templates::paths().binary_search(&template).is_ok()
    };
    if let Some(feature) = super::of(plan).find(own) {
        return feature.folder;
    }
    catalogue::COMMON
}

/// Titles of records, fields and roles, which are written from the plan, as keys.
fn with_names(source: &str, inner: &str, own: &names::Names, catalogue: &Catalogue) -> String {
    let model = inner.starts_with("entities/") && inner.ends_with("/model.ts");
    let account = inner == "features/account/fields.ts";
    let roles = inner == "auth/roles.ts";
    if inner == "features/feature-flags/flags.ts" {
        return with_refusals(source, own);
    }
    if !(model || account || roles) {
        return source.to_owned();
    }
    let mut out = String::with_capacity(source.len());
    for line in source.lines() {
        let text = line.trim_start();
        let found = text
            .split_once(": ")
            .filter(|(name, _)| roles && line.starts_with("  ") || name.starts_with("title"));
        let value = found.and_then(|(name, value)| Some((name, value.strip_suffix(',')?)));
        let literal = value.filter(|(_, value)| value.starts_with(['\'', '"']));
        let key = literal.and_then(|(_, value)| {
            let english = lift::unquoted(value);
            let common = if account {
                catalogue.find(catalogue::COMMON, &english).map(|it| it.key.clone())
            } else {
                None
            };
            common.or_else(|| own.key_of(&english))
        });
        match (literal, key) {
            (Some((name, _)), Some(key)) => {
                let indent = &line[..line.len() - text.len()];
                out.push_str(&format!("{indent}{name}: t({}),", quoted(&key)));
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// Why nobody adds a kind of record, in which its name is filled in.
fn with_refusals(source: &str, own: &names::Names) -> String {
    // A long one stands on a line of its own.
    let source = source.replace("    refusal:\n      ", "    refusal: ");
    let mut out = String::with_capacity(source.len());
    for line in source.lines() {
        let inside = line.trim_start().trim_start_matches("refusal: ").strip_prefix("'New ");
        let kind = inside.and_then(|it| it.strip_suffix(" cannot be added at the moment.',"));
        let key = kind.and_then(|kind| own.titles.iter().find(|it| it.english.to_lowercase() == kind));
        match key {
            // Members on lines of their own stay there, however short they are.
            Some(name) => out.push_str(&format!(
                "    refusal: t('featureFlags.newCannotBeAddedAtThe', {{\n      titles: inSentence(t('names.{}')),\n    }}),",
                name.key
            )),
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// Texts that only look as if they were for people: `i18n/unseen.txt`, one a line.
fn is_known(templates: &Templates, text: &str) -> bool {
    templates.text("i18n/unseen.txt").is_ok_and(|known| known.lines().any(|it| it == text))
}
