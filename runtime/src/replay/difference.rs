//! What is otherwise between two runs of a session: what was ruled, planned, made and proved. Pure.

use std::collections::{BTreeMap, BTreeSet};

use protocol::check::CheckResult;
use protocol::claim::Ruling;
use protocol::event::Outcome;
use protocol::id::{ClaimKey, QuestionId, Role, TaskId};
use protocol::plan::Plan;
use protocol::view::{FileView, View};
use serde::Serialize;

/// The other run beside the recorded one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Keys with another value, in order.
    pub rulings: Vec<Changed<ClaimKey, Ruling>>,
    /// Keys with the same value for another reason.
    pub other_basis: Vec<Changed<ClaimKey, Ruling>>,
    /// Questions to the person that are asked in one run alone; the text of the question.
    pub questions: Vec<Changed<QuestionId, String>>,
    /// Steps of the plan that are another role's, or in one run alone.
    pub steps: Vec<Changed<TaskId, Role>>,
    /// Checks that are planned in one run alone; what each proves.
    pub planned_checks: Vec<Changed<String, String>>,
    /// Tasks that were begun in one run alone.
    pub tasks: Vec<Changed<TaskId, Role>>,
    pub files: Vec<Changed<String, FileView>>,
    /// Files and lines, of the recorded run and of the other.
    pub size: [(usize, u32); 2],
    /// Checks that came out otherwise.
    pub checks: Vec<Changed<String, CheckResult>>,
    pub outcome: [Option<Outcome>; 2],
    pub outcome_reason: [String; 2],
}

/// Something that is not the same; none where a run does not have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed<K, V> {
    pub name: K,
    pub before: Option<V>,
    pub after: Option<V>,
}

pub fn difference(before: &View, after: &View) -> Difference {
    let other_value = |a: &Ruling, b: &Ruling| a.value != b.value;
    let other_basis = |a: &Ruling, b: &Ruling| a.value == b.value && a.basis != b.basis;
    Difference {
        rulings: changed(&before.rulings, &after.rulings, other_value),
        other_basis: both(changed(&before.rulings, &after.rulings, other_basis)),
        questions: changed(&questions(before), &questions(after), |a, b| a != b),
        steps: changed(&steps(before), &steps(after), |a, b| a != b),
        planned_checks: changed(&planned(before), &planned(after), |_, _| false),
        tasks: changed(&tasks(before), &tasks(after), |_, _| false),
        files: changed(&before.files, &after.files, |a, b| {
            (&a.hash, a.executable) != (&b.hash, b.executable)
        }),
        size: [before, after].map(|view| (view.files.len(), view.lines())),
        checks: changed(&before.checks, &after.checks, |a, b| a.status != b.status),
        outcome: [before.outcome, after.outcome],
        outcome_reason: [before, after].map(|view| view.outcome_reason.clone()),
    }
}

impl Difference {
    /// True where the other rules led to the same.
    pub fn is_none(&self) -> bool {
        self.rulings.is_empty()
            && self.questions.is_empty()
            && self.steps.is_empty()
            && self.planned_checks.is_empty()
            && self.files.is_empty()
            && self.checks.is_empty()
            && self.outcome[0] == self.outcome[1]
    }
}

fn changed<K: Ord + Clone, V: Clone>(
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
    differ: impl Fn(&V, &V) -> bool,
) -> Vec<Changed<K, V>> {
    let names: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    let pairs = names.into_iter().map(|name| (name, before.get(name), after.get(name)));
    let differing = pairs.filter(|(_, a, b)| match (a, b) {
        (Some(a), Some(b)) => differ(a, b),
        (a, b) => a.is_some() != b.is_some(),
    });
    differing
        .map(|(name, a, b)| Changed { name: name.clone(), before: a.cloned(), after: b.cloned() })
        .collect()
}

fn both<K, V>(changes: Vec<Changed<K, V>>) -> Vec<Changed<K, V>> {
    changes.into_iter().filter(|it| it.before.is_some() && it.after.is_some()).collect()
}

fn questions(view: &View) -> BTreeMap<QuestionId, String> {
    view.questions.iter().map(|(id, asked)| (id.clone(), asked.question.text.clone())).collect()
}

fn plan(view: &View) -> impl Iterator<Item = &Plan> {
    view.plan.iter()
}

fn steps(view: &View) -> BTreeMap<TaskId, Role> {
    plan(view).flat_map(|plan| &plan.steps).map(|step| (step.task.clone(), step.role.clone())).collect()
}

fn planned(view: &View) -> BTreeMap<String, String> {
    plan(view).flat_map(|plan| &plan.checks).map(|it| (it.name.clone(), it.criterion.clone())).collect()
}

fn tasks(view: &View) -> BTreeMap<TaskId, Role> {
    view.tasks.iter().map(|(id, task)| (id.clone(), task.spec.role.clone())).collect()
}
