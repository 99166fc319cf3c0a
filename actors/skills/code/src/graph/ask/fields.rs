//! What somebody with one field wants to know: the data and who queries it, the endpoints and who requests them, the settings.

use super::overview::is_beside;
use super::subject::Subject;
use super::{Answer, Knowledge, LINES_MAX};
use crate::graph::models::{Model, Query};

/// Things listed before the rest is counted.
pub(super) const ITEMS_MAX: usize = 20;

/// Whether any of the words names a thing, by itself or as a part of its name. Without words everything is meant.
pub(super) fn is_meant(about: &[String], name: &str) -> bool {
    about.is_empty() || {
        let name = name.to_lowercase();
        about.iter().any(|word| name.contains(&word.to_lowercase()))
    }
}

/// Whether one of the words names a folder that a file stands in: `the tutorial`.
fn is_folder(about: &[String], file: &str) -> bool {
    let folders = file.rsplit_once('/').map_or("", |(folders, _)| folders).to_lowercase();
    folders.split('/').any(|folder| about.iter().any(|word| folder == word.to_lowercase()))
}

/// Whether the words name a model or its table as a whole, in the singular or plural.
fn is_called(about: &[String], model: &Model) -> bool {
    let plain = |name: &str| name.to_lowercase().trim_end_matches('s').to_owned();
    let names = [Some(&model.name), model.table.as_ref()];
    names.into_iter().flatten().any(|name| about.iter().any(|word| plain(word) == plain(name)))
}

fn listed(names: &[String]) -> String {
    match names.len() {
        0 => String::new(),
        _ => format!(": {}", names.iter().take(ITEMS_MAX).cloned().collect::<Vec<_>>().join(", ")),
    }
}

impl Knowledge<'_> {
    /// Models and tables whose names hold one of the words, with fields, relations and who queries them.
    pub fn models(&self, about: &[String]) -> Answer {
        self.with_unread(self.all_models(about))
    }

    pub(super) fn all_models(&self, about: &[String]) -> Answer {
        let data = &self.program.data;
        let meant = |model: &&Model| {
            is_meant(about, &model.name)
                || model.table.as_ref().is_some_and(|table| is_meant(about, table))
                || is_folder(about, &model.file)
        };
        let mut models: Vec<&Model> = data.models.iter().filter(meant).collect();
        models.sort_by_key(|model| is_beside(&model.file));
        if models.is_empty() {
            return unknown("models", data.models.len(), "models and tables", about);
        }
        let mut answer = Answer::new("models");
        for model in models.iter().take(ITEMS_MAX) {
            let fields: Vec<String> = model.fields.iter().map(|field| field.name.clone()).collect();
            let text = format!("{} ({}){}", model.name, model.framework, listed(&fields));
            answer.cite(0, text, &model.file, model.line);
            for relation in &model.relations {
                answer.say(1, format!("{} leads to {}", relation.field, relation.to));
            }
            self.queries_of(model, &mut answer);
        }
        answer.rest(models.len(), ITEMS_MAX);
        answer.based_on.push(
            "classes and tables of the database libraries that are known, and queries through them or in SQL texts".to_owned(),
        );
        answer
    }

    /// Models and tables that lead to the named one, each with the field that does.
    pub(super) fn related_models(&self, to: &[String]) -> Answer {
        let data = &self.program.data;
        let goal: Vec<&Model> = data.models.iter().filter(|model| is_called(to, model)).collect();
        if goal.is_empty() {
            return unknown("models", data.models.len(), "models and tables", to);
        }
        let mut answer = Answer::new("models");
        let leads = |name: &str| {
            let table = name.split('.').next().unwrap_or(name);
            goal.iter().any(|goal| {
                [Some(&goal.name), goal.table.as_ref()]
                    .into_iter()
                    .flatten()
                    .any(|own| own.eq_ignore_ascii_case(name) || own.eq_ignore_ascii_case(table))
            })
        };
        let mut count = 0;
        for model in &data.models {
            for relation in model.relations.iter().filter(|relation| leads(&relation.to)) {
                count += 1;
                if count <= ITEMS_MAX {
                    let text = format!(
                        "{} ({}) leads to {} by {}",
                        model.name, model.framework, relation.to, relation.field
                    );
                    answer.cite(0, text, &model.file, model.line);
                }
            }
        }
        for goal in &goal {
            let text = if count == 0 { "no relation to it was found" } else { "is what is led to" };
            answer.cite(0, format!("{} ({}): {text}", goal.name, goal.framework), &goal.file, goal.line);
        }
        answer.rest(count, ITEMS_MAX);
        answer
            .based_on
            .push("relations that classes and tables of the known database libraries declare".to_owned());
        answer
    }

    fn queries_of(&self, model: &Model, answer: &mut Answer) {
        let is_its = |query: &&Query| query.model == model.name || model.table.as_ref() == Some(&query.model);
        let queries: Vec<&Query> = self.program.data.queries.iter().filter(is_its).collect();
        for query in queries.iter().take(LINES_MAX) {
            let computed = if query.computed { ", in a text that is put together from parts" } else { "" };
            let text = format!("{} in {}{computed}", query.operation, query.within);
            answer.cite(1, text, &query.file, query.line);
        }
        answer.rest(queries.len(), LINES_MAX);
    }

    /// Endpoints whose path or handler holds one of the words, with the requests that reach them.
    pub fn endpoints(&self, about: &[String]) -> Answer {
        self.with_unread(self.all_endpoints(about))
    }

    pub(super) fn all_endpoints(&self, about: &[String]) -> Answer {
        let http = &self.program.http;
        let mut answer = Answer::new("endpoints");
        let mut count = 0;
        // Those of tests and examples come behind.
        let mut all: Vec<_> = http.endpoints.iter().enumerate().collect();
        all.sort_by_key(|(_, endpoint)| is_beside(&endpoint.file));
        for (at, endpoint) in all {
            let is_named = is_meant(about, &endpoint.path) || is_meant(about, &endpoint.handler);
            if !is_named && !is_folder(about, &endpoint.file) {
                continue;
            }
            count += 1;
            if count > ITEMS_MAX {
                continue;
            }
            self.told(at, &mut answer);
        }
        if count == 0 {
            return unknown("endpoints", http.endpoints.len(), "endpoints", about);
        }
        answer.rest(count, ITEMS_MAX);
        answer.based_on.push(
            "routes of the web frameworks that are known, and requests whose address is written in the code"
                .to_owned(),
        );
        answer
    }

    /// One endpoint with who requests it.
    pub(super) fn told(&self, at: usize, answer: &mut Answer) {
        let http = &self.program.http;
        let endpoint = &http.endpoints[at];
        let text = format!("{} {} is {}", endpoint.method, endpoint.path, endpoint.handler);
        answer.cite(0, text, &endpoint.file, endpoint.line);
        if !endpoint.takes.is_empty() {
            answer.say(1, format!("takes {}", endpoint.takes.join(", ")));
        }
        if !endpoint.gives.is_empty() {
            answer.say(1, format!("gives {}", endpoint.gives.join(", ")));
        }
        let links: Vec<_> = http.links.iter().filter(|link| link.endpoint == at).collect();
        for link in links.iter().take(LINES_MAX) {
            let request = &http.requests[link.request];
            let text = format!("requested by {} with {}", request.within, request.client);
            answer.cite(1, text, &request.file, request.line);
        }
        answer.rest(links.len(), LINES_MAX);
    }

    /// Requests to other places, by the words in their address or in the function that makes them.
    pub fn requests(&self, about: &[String]) -> Answer {
        self.with_unread(self.all_requests(about))
    }

    pub(super) fn all_requests(&self, about: &[String]) -> Answer {
        let http = &self.program.http;
        let mut answer = Answer::new("requests");
        let mut count = 0;
        let mut all: Vec<_> = http.requests.iter().enumerate().collect();
        all.sort_by_key(|(_, request)| is_beside(&request.file));
        for (at, request) in all {
            if !is_meant(about, &request.path) && !is_meant(about, &request.within) {
                continue;
            }
            count += 1;
            if count > ITEMS_MAX {
                continue;
            }
            let text = format!("{} {} in {}", request.method, request.path, request.within);
            answer.cite(0, text, &request.file, request.line);
            match http.links.iter().find(|link| link.request == at) {
                Some(link) => {
                    let endpoint = &http.endpoints[link.endpoint];
                    answer.cite(1, format!("reaches {}", endpoint.handler), &endpoint.file, endpoint.line);
                }
                None => {
                    answer.say(1, format!("reaches no endpoint that is known here{}", self.instead(request)))
                }
            }
        }
        if count == 0 {
            return unknown("requests", http.requests.len(), "requests", about);
        }
        answer.rest(count, ITEMS_MAX);
        answer.based_on.push("requests whose address is written in the code".to_owned());
        answer
    }

    /// What a change of something reaches.
    pub fn impact(&self, of: &str) -> Answer {
        self.with_unread(self.what_breaks(&Subject::name(of)))
    }

    /// What no test reaches.
    pub fn without_tests(&self) -> Answer {
        self.with_unread(self.untested())
    }
}

impl Answer {
    pub(super) fn rest(&mut self, count: usize, shown: usize) {
        if count > shown {
            self.say(0, format!("and {} more", count - shown));
        }
    }
}

pub(super) fn unknown(kind: &'static str, count: usize, things: &str, about: &[String]) -> Answer {
    let why = match (count, about) {
        (0, _) => format!("not known: no {things} were found in the files that were read"),
        (_, about) => format!("not known: none of the {count} {things} is named like {}", about.join(", ")),
    };
    Answer::unknown(kind, why)
}
