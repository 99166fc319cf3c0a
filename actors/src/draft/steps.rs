//! Steps and milestones: the packs that have something to write, after those they need.

use std::collections::BTreeMap;

use forge::app::AppPlan;
use forge::{Pack, RenderError, Templates};
use plan::answer::TeamShape;
use protocol::id::TaskId;
use protocol::plan::{Milestone, Step};

use super::role_for;
use crate::briefing::Briefing;
use crate::roster::StepData;

/// Names that a title lists before it only counts: a commit's first line stays short.
const NAMES_MAX: usize = 3;

pub(super) struct Measure {
    pub files: u32,
    pub lines: u32,
}

/// Renders every pack once to count it. That is also the first proof that it can be rendered.
pub(super) fn measure(
    briefing: &Briefing,
    templates: &Templates,
) -> Result<BTreeMap<&'static str, Measure>, RenderError> {
    let mut measured = BTreeMap::new();
    for pack in forge::packs().iter().filter(|pack| (pack.applies)(&briefing.plan)) {
        let files = forge::render(pack, &briefing.plan, &briefing.fragments, templates)?;
        let lines: usize =
            files.iter().map(|file| file.bytes.iter().filter(|byte| **byte == b'\n').count()).sum();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        measured.insert(pack.name, Measure { files: count(files.len()), lines: count(lines) });
    }
    Ok(measured)
}

/// One step for each pack that has files, in the team's order.
pub(super) fn steps(
    plan: &AppPlan,
    shape: &TeamShape,
    data: &[StepData],
    measured: &BTreeMap<&'static str, Measure>,
) -> Vec<Step> {
    let files = |pack: &str| measured.get(pack).map_or(0, |it| it.files);
    let planned = data.iter().filter(|it| files(&it.pack) > 0);
    let step = |data: &StepData| {
        let pack = pack(&data.pack)?;
        Some(Step {
            task: task(&data.pack),
            role: role_for(pack.role, shape),
            title: title(&data.title, plan),
            pack: data.pack.clone(),
            after: data.after.iter().filter(|name| files(name) > 0).map(|name| task(name)).collect(),
            files: files(&data.pack),
        })
    };
    planned.filter_map(step).collect()
}

fn pack(name: &str) -> Option<&'static Pack> {
    forge::packs().iter().find(|pack| pack.name == name)
}

fn task(pack: &str) -> TaskId {
    TaskId::new(format!("render.{pack}"))
}

fn title(text: &str, plan: &AppPlan) -> String {
    let entities: Vec<&str> = plan.entities.iter().map(|it| it.names.title_plural.as_str()).collect();
    let lower: Vec<String> = entities.iter().map(|name| name.to_lowercase()).collect();
    text.replace("{entities}", &list(&lower.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// `posts and comments`; many names are only counted.
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => "accounts".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] if names.len() <= NAMES_MAX => format!("{} and {last}", most.join(", ")),
        many => format!("{} kinds of records", many.len()),
    }
}

/// Milestones in the order in which the steps name them.
pub(super) fn milestones(steps: &[Step], data: &[StepData]) -> Vec<Milestone> {
    let mut milestones: Vec<Milestone> = Vec::new();
    for step in steps {
        let Some(name) = data.iter().find(|it| it.pack == step.pack).map(|it| &it.milestone) else {
            continue;
        };
        match milestones.iter_mut().find(|it| it.name == *name) {
            Some(milestone) => milestone.steps.push(step.task.clone()),
            None => milestones.push(Milestone { name: name.clone(), steps: vec![step.task.clone()] }),
        }
    }
    milestones
}
