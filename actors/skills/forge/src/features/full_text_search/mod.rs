//! One search over all texts of everything that somebody may read, by the database's own index and under the rule of each list.

mod emit;

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Place, Setting};
use crate::app::{AppPlan, Database, Endpoint, EntityPlan};
use crate::endpoints;
use crate::fragments::{EnvVar, Part};
use crate::pack::Draft;

pub const FEATURE: Feature = Feature {
    name: FeatureName::FullTextSearch,
    folder: "full_text_search",
    title: "Full-text search",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| vec![Draft::new("backend/app/services/searched.py", emit::searched(plan))],
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(plan),
        routers: vec!["full_text_search"],
        migration: Some(emit::migration),
        settings: vec![language()],
        guards: guards(),
        places: vec![
            Place::part("openPages", "SearchPage", "full-text-search/SearchPage").at("search", "Search"),
            Place::part("topBar", "SearchBox", "full-text-search/SearchBox"),
        ],
        changes: vec![
            "One search over everything that one may read: ranked, with the words marked, forgiving accents and typing mistakes."
                .to_owned(),
        ],
        readme: readme(plan),
        refuses: kinds(plan).next().is_none().then(|| "has no texts to search here".to_owned()),
        ..Addition::default()
    }
}

/// The kinds of records that have texts.
fn kinds(plan: &AppPlan) -> impl Iterator<Item = &EntityPlan> {
    plan.entities.iter().filter(|it| !it.search_fields.is_empty())
}

fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, path: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, "GET", path, summary).under(endpoints::anyone(plan))
    };
    vec![
        endpoint("search_everything", "/search", "The best hits of every kind that the caller may read")
            .answers(200, &[401, 422]),
        endpoint("search_kind", "/search/{kind}", "All hits of one kind, page by page")
            .answers(200, &[401, 403, 404, 422]),
    ]
}

fn language() -> Setting {
    Setting {
        variable: EnvVar {
            name: "SEARCH_LANGUAGE".to_owned(),
            value: Some("english".to_owned()),
            secret: false,
            part: Part::Backend,
            about: "The language whose forms of words the search takes for one, as PostgreSQL calls it: `english`, `german`, … or \
                    `simple` for none. After changing it, run `python -m app.search_rebuild`."
                .to_owned(),
        },
        // Migrations read it, too, which know nothing of the others.
        field: String::new(),
    }
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "The search",
            what: "under the rule of each list and within its query, so that no hit, count, snippet or corrected word tells of what the \
                   viewer may not read; what is typed never becomes syntax of the database's query language, and nothing that is \
                   typed is an error; words, hits and texts read for snippets have limits"
                .to_owned(),
            place: "backend/app/services/full_text_search.py",
        },
        Guard {
            concern: "What the search marks",
            what: "hits come as parts of text, never as HTML".to_owned(),
            place: "backend/app/services/search_words.py",
        },
    ]
}

fn readme(plan: &AppPlan) -> String {
    let titles: Vec<String> = kinds(plan).map(|it| it.names.title_plural.to_lowercase()).collect();
    let kept = if plan.choices.database == Database::Postgresql {
        "PostgreSQL keeps a column of each table up to date (`_search_vector`, with a GIN index), without any extension"
    } else {
        "SQLite keeps an FTS5 table for each kind up to date by triggers. It knows the forms of English words alone; in any other \
         `SEARCH_LANGUAGE` words are found as they are written. A migration that makes a table anew, as Alembic's batches do, \
         drops its triggers: run `python -m app.search_rebuild` after it, or a test says that they are missing"
    };
    format!(
        "The box in the header, which the key `/` leads to, searches all texts of {} at once: `GET /api/v1/search?q=` answers with \
         the best of each kind, `GET /api/v1/search/<records>?q=` with all of one kind, page by page, and at most a thousand. \
         Everybody finds what their lists would show, and nothing else.\n\n\
         All words have to be there, in any form that `SEARCH_LANGUAGE` knows; accents and case make no difference, and the last \
         word may be only begun. `\"two words\"` stand one after another, and `-word` must not be there. Words in what a record \
         is called count most, those in long texts least. Where nothing has the words, each is taken for the most similar one \
         that begins with the same two letters, among the words of what the viewer may read, and the page says so.\n\n\
         {kept}. Which columns that are stands in `app/services/searched.py`: after a change of them, or of the language, run \
         `python -m app.search_rebuild`, which locks the tables while it works. The boxes of the lists go on looking for parts of \
         words in their own kind.\n",
        titles.join(", ")
    )
}
