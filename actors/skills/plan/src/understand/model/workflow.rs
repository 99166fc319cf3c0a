//! Workflows from the steps people take and the states that are named.

use protocol::requirements::{Action, FieldKind, Scope, Transition, Workflow};

use super::draft::{Builder, Course, StepBy};
use super::product::join;
use crate::understand::lexicon::steps::{Place, STEPS, Step, step_to};
use crate::understand::morph;

/// Records of things lent, which come back.
const LENT: &[&str] = &["Loan", "Rental", "Hire"];

impl Builder<'_> {
    pub(super) fn workflows(&mut self) {
        for at in 0..self.records.len() {
            if self.records[at].workflow.is_some() {
                continue;
            }
            self.usual_steps(at);
            if self.records[at].steps.is_empty() && self.records[at].states.is_none() {
                continue;
            }
            let workflow = self.workflow(at);
            let name = self.records[at].name.clone();
            let workflow = self.reached(&name, workflow);
            self.records[at].fields.retain(|field| field.name != workflow.field);
            self.step_rights(at, &workflow);
            self.records[at].workflow = Some(workflow);
        }
    }

    /// Who approves may refuse, and what was lent comes back.
    fn usual_steps(&mut self, at: usize) {
        let name = self.records[at].name.clone();
        let steps = self.records[at].steps.clone();
        let has = |wanted: &[&str]| steps.iter().any(|by| wanted.contains(&by.step.name.as_str()));
        let decides = steps.iter().find(|by| matches!(by.step.name.as_str(), "approve" | "accept")).cloned();
        // A course that is told whole has no more ends than those it names.
        if let Some(by) = decides.as_ref().filter(|_| self.records[at].states.is_none())
            && !has(&["reject", "decline", "deny"])
        {
            self.add_step(at, "reject", by);
            self.assume(
                format!("{name}.reject"),
                format!("Who approves {} {} may reject it.", morph::article(&name), morph::spoken(&name)),
            );
        }
        if LENT.contains(&name.as_str()) && !has(&["return"]) {
            match decides.or_else(|| steps.first().cloned()) {
                Some(by) => {
                    self.add_step(at, "return", &by);
                    self.assume(
                        format!("{name}.return"),
                        format!(
                            "Who approves {} {} marks it as returned.",
                            morph::article(&name),
                            morph::spoken(&name)
                        ),
                    );
                }
                None => {
                    let roles: Vec<String> = self.records[at].creators.iter().cloned().collect();
                    self.add_step(
                        at,
                        "return",
                        &StepBy { step: STEPS[0].3, roles, own: true, words: String::new() },
                    );
                    self.assume(
                        format!("{name}.return"),
                        format!(
                            "Each {} is active until its owner marks it as returned.",
                            morph::spoken(&name)
                        ),
                    );
                }
            }
        }
    }

    fn add_step(&mut self, at: usize, name: &str, like: &StepBy) {
        if let Some(step) = STEPS.iter().map(|(_, _, _, step)| step).find(|step| step.name.as_str() == name) {
            self.records[at].steps.push(StepBy {
                step: *step,
                roles: like.roles.clone(),
                own: like.own,
                words: String::new(),
            });
        }
    }

    fn workflow(&mut self, at: usize) -> Workflow {
        let draft = &self.records[at];
        let words = draft.steps.first().map(|by| by.words.clone()).unwrap_or_default();
        let listed = draft.fields.iter().find(|field| {
            field.kind == FieldKind::Enum && matches!(field.name.as_str(), "status" | "state" | "stage")
        });
        let field = listed.map_or("status", |field| field.name.as_str()).to_owned();
        if let Some(course) = draft.states.clone() {
            let mut workflow = if course.moves.is_empty() {
                in_line(&field, &course.states, course.words)
            } else {
                by_moves(&field, course)
            };
            for by in &draft.steps {
                take_step(&mut workflow, &by.step);
            }
            return workflow;
        }
        let mut steps: Vec<Step> = Vec::new();
        for by in &draft.steps {
            if !steps.iter().any(|step| step.to == by.step.to) {
                steps.push(by.step);
            }
        }
        let values = listed.map(|field| field.values.clone()).unwrap_or_default();
        let initial = values
            .iter()
            .find(|value| !steps.iter().any(|step| step.to.as_str() == value.as_str()))
            .cloned()
            .unwrap_or_else(|| first_state(&steps).to_owned());
        let workflow = by_place(&field, &initial, &steps, &values, words);
        let name = self.records[at].name.clone();
        if values.is_empty() {
            let text = format!(
                "A new {} is {}; its status goes to {}.",
                morph::spoken(&name),
                initial.replace('_', " "),
                join(&workflow.states[1..].iter().map(|state| state.replace('_', " ")).collect::<Vec<_>>())
            );
            self.assume(format!("{name}.{field}"), text);
        }
        workflow
    }

    fn step_rights(&mut self, at: usize, workflow: &Workflow) {
        let name = self.records[at].name.clone();
        let steps = self.records[at].steps.clone();
        let creators = self.records[at].creators.clone();
        let only_own = steps.iter().all(|by| by.words.is_empty());
        for by in &steps {
            let Some(transition) = workflow.transitions.iter().find(|it| leads(&it.to, &by.step)) else {
                continue;
            };
            for role in &by.roles {
                let own = creators.contains(role) && (only_own || !self.is_staff(role));
                let scope = match own {
                    true => Scope::Own,
                    // Whom a record is given to does what is done with those, unless all are meant.
                    false if self.names(&name, role) && (by.own || self.is_given(&name, role)) => {
                        Scope::Named
                    }
                    false => Scope::Any,
                };
                self.right(role, &name, Action::Transition(transition.name.clone()), Some(scope), &by.words);
                self.say_all(at, role, scope);
                if !own {
                    self.right(role, &name, Action::Read, Some(scope), "");
                }
            }
        }
    }
}

impl Builder<'_> {
    /// `companies accept applications`: each of them all applications, also those to what others offer.
    fn say_all(&mut self, at: usize, role: &str, scope: Scope) {
        let name = self.records[at].name.clone();
        let Some(whole) = self.records[at].made_from.clone().and_then(|whole| self.find(&whole)) else {
            return;
        };
        let theirs = self.records[whole].creators.contains(role) && !self.is_staff(role);
        if scope != Scope::Any || !theirs {
            return;
        }
        let whole = morph::spoken_plural(&self.records[whole].name);
        let text = format!(
            "{} decide on any {}, also on those of {whole} that others have made.",
            morph::capital(&morph::plural(&role.replace('_', " "))),
            morph::spoken(&name)
        );
        self.assume(format!("permissions.{name}"), text);
    }
}

/// Whether a step leads to a state; `void` is reached by voiding.
fn leads(state: &str, step: &Step) -> bool {
    state == step.to.as_str() || state == step.name.as_str()
}

/// A transition is called by the verb that people take it with; what ends a course that does not say so ends it at its start.
fn take_step(workflow: &mut Workflow, step: &Step) {
    let name = step.name.as_str();
    let taken = workflow.transitions.iter().any(|it| it.name == name);
    if let Some(known) = workflow.transitions.iter_mut().find(|it| leads(&it.to, step)) {
        if !taken {
            known.name = name.to_owned();
        }
        return;
    }
    if matches!(step.place, Place::Refuse | Place::Abandon) && !taken {
        let to = step.to.as_str().to_owned();
        workflow.states.push(to.clone());
        workflow.transitions.push(Transition {
            name: name.to_owned(),
            from: vec![workflow.initial.clone()],
            to,
        });
    }
}

fn first_state(steps: &[Step]) -> &'static str {
    let has = |name: &str| steps.iter().any(|step| step.name.as_str() == name);
    if has("publish") {
        "draft"
    } else if has("grade") {
        "submitted"
    } else if has("resolve") || has("close") || has("reopen") {
        "open"
    } else if steps.len() == 1 && has("return") {
        "active"
    } else {
        "pending"
    }
}

/// `from pending to paid to shipped`: one transition for each pair.
fn in_line(field: &str, states: &[String], words: String) -> Workflow {
    let mut unique: Vec<String> = Vec::new();
    for state in states {
        if !unique.contains(state) {
            unique.push(state.clone());
        }
    }
    let transition = |pair: &[String]| Transition {
        name: step_name(&pair[1]),
        from: vec![pair[0].clone()],
        to: pair[1].clone(),
    };
    let mut transitions: Vec<Transition> = unique.windows(2).map(transition).collect();
    if let [.., well, badly] = transitions.as_mut_slice()
        && ends_otherwise(&well.to, &badly.to)
    {
        badly.from.clone_from(&well.from);
        // What is overdue is paid all the same.
        if matches!(badly.to.as_str(), "overdue" | "late") {
            well.from.push(badly.to.clone());
        }
    }
    // `pending, confirmed, completed or cancelled`: out of whatever is not over.
    if let Some(last) = transitions.last_mut().filter(|last| GIVEN_UP.contains(&last.to.as_str())) {
        let open = unique.iter().filter(|state| **state != last.to && !OVER.contains(&state.as_str()));
        last.from = open.cloned().collect();
    }
    Workflow {
        field: field.into(),
        initial: unique.first().cloned().unwrap_or_default(),
        states: unique,
        hidden: Vec::new(),
        transitions,
        words,
    }
}

/// What is given up, which may be at any time before it is over.
const GIVEN_UP: &[&str] = &["cancelled", "canceled", "withdrawn", "abandoned"];

/// States in which things are over.
const OVER: &[&str] = &[
    "completed",
    "done",
    "finished",
    "delivered",
    "returned",
    "closed",
    "rejected",
    "declined",
    "refused",
    "fulfilled",
    "attended",
    "missed",
    "no_show",
    "expired",
    "archived",
    "checked_out",
    "picked_up",
    "collected",
    "resolved",
    "refunded",
    "failed",
];

/// What leads to a state is called by the verb for it, or by the state.
fn step_name(state: &str) -> String {
    step_to(state).map_or_else(|| format!("mark_{state}"), |step| step.name.as_str().to_owned())
}

/// `draft -> sent -> paid, sent -> overdue`: a transition for each state that others lead to.
fn by_moves(field: &str, course: Course) -> Workflow {
    let mut transitions: Vec<Transition> = Vec::new();
    for (from, to) in course.moves {
        if let Some(known) = transitions.iter_mut().find(|transition| transition.to == to) {
            known.from.push(from);
            continue;
        }
        let name = step_name(&to);
        let taken = transitions.iter().any(|transition| transition.name == name);
        let name = if taken { format!("mark_{to}") } else { name };
        transitions.push(Transition { name, from: vec![from], to });
    }
    Workflow {
        field: field.into(),
        initial: course.states.first().cloned().unwrap_or_default(),
        states: course.states,
        hidden: Vec::new(),
        transitions,
        words: course.words,
    }
}

/// `won and lost` are two ends of one course, not one after the other.
fn ends_otherwise(well: &str, badly: &str) -> bool {
    const WELL: &[&str] = &[
        "won",
        "accepted",
        "approved",
        "passed",
        "completed",
        "delivered",
        "hired",
        "done",
        "paid",
        "returned",
    ];
    const BADLY: &[&str] = &[
        "lost",
        "rejected",
        "declined",
        "denied",
        "failed",
        "cancelled",
        "canceled",
        "refused",
        "dropped",
        "no_show",
        "missed",
        "expired",
        "overdue",
        "late",
    ];
    WELL.contains(&well) && BADLY.contains(&badly)
}

/// Each step starts from the latest states before its place in the usual course.
fn by_place(field: &str, initial: &str, steps: &[Step], values: &[String], words: String) -> Workflow {
    let mut sorted: Vec<Step> = judged_last(steps);
    sorted.sort_by_key(|step| match step.place {
        Place::Forward(place) => (0, place),
        Place::Refuse => (1, 0),
        Place::Abandon => (2, 0),
        Place::Reopen => (3, 0),
    });
    let forward: Vec<(u8, &str)> = sorted
        .iter()
        .filter_map(|step| {
            if let Place::Forward(place) = step.place { Some((place, step.to.as_str())) } else { None }
        })
        .collect();
    let before = |place: u8| -> Vec<String> {
        let latest = forward.iter().filter(|(other, _)| *other < place).map(|(other, _)| *other).max();
        let states: Vec<String> = forward
            .iter()
            .filter(|(other, _)| Some(*other) == latest)
            .map(|(_, to)| (*to).to_owned())
            .collect();
        if states.is_empty() { vec![initial.to_owned()] } else { states }
    };
    let last = forward.iter().map(|(place, _)| *place).max();
    let mut states = vec![initial.to_owned()];
    let mut transitions = Vec::new();
    for step in &sorted {
        let to = if step.place == Place::Reopen { initial.to_owned() } else { step.to.as_str().to_owned() };
        let from = match step.place {
            Place::Forward(place) => before(place),
            // `the translator delivers, the reviewer approves or rejects`.
            Place::Refuse => match sorted.iter().find(|it| JUDGES.contains(&it.name.as_str())) {
                Some(Step { place: Place::Forward(place), .. }) => before(*place),
                _ => vec![initial.to_owned()],
            },
            Place::Abandon => std::iter::once(initial)
                .chain(
                    forward.iter().filter(|(place, _)| Some(*place) != last || *place < 3).map(|(_, to)| *to),
                )
                .map(str::to_owned)
                .collect(),
            Place::Reopen => forward
                .iter()
                .filter(|(place, _)| Some(*place) == last)
                .map(|(_, to)| (*to).to_owned())
                .collect(),
        };
        let from: Vec<String> = from.into_iter().filter(|state| *state != to).collect();
        if from.is_empty() {
            continue;
        }
        if !states.contains(&to) {
            states.push(to.clone());
        }
        transitions.push(Transition { name: step.name.as_str().into(), from, to });
    }
    add_listed(&mut states, &mut transitions, values);
    Workflow { field: field.into(), initial: initial.into(), states, hidden: Vec::new(), transitions, words }
}

/// Steps of those who look at what others have done.
const JUDGES: &[&str] = &["approve", "accept", "verify", "confirm"];
/// Steps of which somebody may judge afterwards.
const JUDGED: &[&str] = &["deliver", "complete", "finish", "submit", "fulfil", "resolve"];

/// `translators deliver, reviewers approve`: told in this order, the work is judged when it is done.
fn judged_last(steps: &[Step]) -> Vec<Step> {
    let mut done: Option<u8> = None;
    let mut out = Vec::with_capacity(steps.len());
    for step in steps {
        let Place::Forward(place) = step.place else {
            out.push(*step);
            continue;
        };
        if JUDGED.contains(&step.name.as_str()) {
            done = done.max(Some(place));
        }
        let judges = JUDGES.contains(&step.name.as_str());
        let place = done.filter(|done| judges && *done >= place).map_or(place, |done| done + 1);
        out.push(Step { place: Place::Forward(place), ..*step });
    }
    out
}

/// States of what did not happen.
const NEVER_CAME: &[&str] = &["missed", "no_show", "expired", "absent"];

/// States that were listed but that no step reaches are reached from the one before them.
fn add_listed(states: &mut Vec<String>, transitions: &mut Vec<Transition>, values: &[String]) {
    for pair in values.windows(2) {
        // Who missed a class was never on the way to anything.
        let from = if NEVER_CAME.contains(&pair[1].as_str()) { &values[0] } else { &pair[0] };
        if states.contains(&pair[1]) || transitions.iter().any(|transition| transition.to == pair[1]) {
            continue;
        }
        states.push(pair[1].clone());
        transitions.push(Transition {
            name: step_name(&pair[1]),
            from: vec![from.clone()],
            to: pair[1].clone(),
        });
    }
    states.sort_by_key(|state| values.iter().position(|value| value == state).unwrap_or(usize::MAX));
}
