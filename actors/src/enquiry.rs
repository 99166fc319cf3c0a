//! Questions about a repository that is there: whose field one is, what that agent asks the index, and how its findings become
//! an answer.

mod reply;
mod words;

use plan::answer::Answer;
use protocol::enquiry::Query;
use protocol::id::Role;
use protocol::view::{Enquiry, View};
use serde::Deserialize;

use crate::worker::declined;
use words::Words;

const FIELDS: &str = include_str!("../packs/fields.toml");

/// Fields as they are written down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fields {
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    pub other: Other,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Other {
    pub role: String,
}

/// What an agent knows its way about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    pub role: String,
    pub words: Vec<String>,
    pub asks: Vec<Asks>,
}

/// What it asks the index beside the question itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Asks {
    Models,
    Endpoints,
    Requests,
    Settings,
    Untested,
    Flow,
    Stack,
}

impl Fields {
    pub fn embedded() -> Result<Self, toml::de::Error> {
        toml::from_str(FIELDS)
    }

    pub fn of(&self, role: &Role) -> Field {
        self.fields.iter().find(|field| field.role == role.as_str()).cloned().unwrap_or_default()
    }
}

/// Says whose field a question is. `members` are those who are there; without the right one, the orchestrator answers itself.
pub(crate) fn route(view: &View, number: u32, fields: &Fields, members: &[Role], itself: &Role) -> Answer {
    let Some(enquiry) = view.enquiries.open.get(&number) else { return answered() };
    let words = Words::of(&enquiry.question);
    let mut best: Option<(&Field, Vec<&str>)> = None;
    for field in &fields.fields {
        let named = words.among(&field.words);
        if named.len() > best.as_ref().map_or(0, |(_, best)| best.len()) {
            best = Some((field, named));
        }
    }
    let (role, why) = match &best {
        Some((field, named)) => (field.role.as_str(), format!("it speaks of {}", named.join(", "))),
        None => (fields.other.role.as_str(), "it is about the code as a whole, or one name in it".to_owned()),
    };
    match members.iter().find(|member| member.as_str() == role) {
        Some(member) => Answer::Routed { to: member.clone(), why },
        None => Answer::Routed { to: itself.clone(), why: format!("{why}; there is no {role} in the team") },
    }
}

/// Says what to ask the index, as long as there is something to ask; then answers.
pub(crate) fn consult(view: &View, number: u32, field: &Field) -> Answer {
    let Some(enquiry) = view.enquiries.open.get(&number) else { return answered() };
    let asked = queries(enquiry, field);
    let new: Vec<Query> = asked.into_iter().filter(|query| !enquiry.queries.contains(query)).collect();
    if new.is_empty() { Answer::Reply(reply::of(enquiry)) } else { Answer::Queries(new) }
}

fn answered() -> Answer {
    declined("the question has been answered")
}

/// What belongs to the field, then the question itself.
fn queries(enquiry: &Enquiry, field: &Field) -> Vec<Query> {
    let words = Words::of(&enquiry.question);
    let mut queries: Vec<Query> = field.asks.iter().flat_map(|asks| asks.about(&words, field)).collect();
    queries.push(Query::Question { text: enquiry.question.clone() });
    queries
}

impl Asks {
    /// Words that ask for all there is of it. Where something else is asked, all of it answers nothing.
    fn listed_by(self) -> &'static [&'static str] {
        match self {
            Asks::Models => &["model", "models", "table", "tables", "schema", "database"],
            Asks::Endpoints => &["endpoint", "endpoints", "route", "routes", "api", "handlers"],
            Asks::Requests => &["request", "requests", "fetched"],
            Asks::Settings => &["env", "environment", "variable", "variables", "setting", "settings"],
            Asks::Untested => &["untested", "coverage", "uncovered", "without"],
            Asks::Stack => &[
                "docker",
                "dockerfile",
                "container",
                "containers",
                "ci",
                "pipeline",
                "workflow",
                "workflows",
                "deploy",
                "deployed",
                "deployment",
                "compose",
                "makefile",
                "manifest",
            ],
            Asks::Flow => &[],
        }
    }

    fn about(self, words: &Words, field: &Field) -> Vec<Query> {
        let about = words.things(&field.words);
        let listed = words.say(self.listed_by());
        if about.is_empty() && !listed && !matches!(self, Asks::Flow | Asks::Stack) {
            return Vec::new();
        }
        match self {
            Asks::Models => vec![Query::Models { about }],
            Asks::Endpoints => vec![Query::Endpoints { about }],
            Asks::Requests => vec![Query::Requests { about }],
            Asks::Settings => vec![Query::Settings { about }],
            Asks::Untested if listed => vec![Query::Untested],
            Asks::Stack if listed || about.is_empty() => vec![Query::Stack],
            Asks::Untested | Asks::Stack => Vec::new(),
            // A value goes somewhere only if one is named.
            Asks::Flow => words.names().into_iter().take(2).map(|from| Query::Flow { from }).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
