//! Which states hide a record: what is a draft is for its author and for whoever publishes it.

use protocol::requirements::{Action, FeatureName, Scope, Visibility, Workflow};

use super::draft::{Builder, Course};
use super::product::join;
use crate::understand::fact::Fact;
use crate::understand::morph;

/// States that are before anything is to be seen.
const UNSHOWN: &[&str] = &["draft", "unpublished"];
/// States in which a record is to be seen, whatever comes later.
const SHOWN: &[&str] = &["published", "live", "public", "posted", "released"];
/// Where what is not to be seen ends.
const TURNED_DOWN: &[&str] = &["rejected", "declined", "withdrawn", "retracted", "unpublished"];

impl Builder<'_> {
    /// `a blog with drafts` gives posts a course where they have none.
    pub(super) fn drafted(&mut self) {
        let Some(words) = self.drafts_words() else { return };
        let has_course =
            |at: &usize| self.records[*at].states.is_some() || !self.records[*at].steps.is_empty();
        if (0..self.records.len()).any(|at| has_course(&at)) {
            return;
        }
        let Some(target) = self.written_before().or_else(|| self.spoken_about().0) else { return };
        if let Some(at) = self.find(&target) {
            let states = ["draft", "published"].map(str::to_owned).to_vec();
            self.records[at].states = Some(Course { states, moves: Vec::new(), words });
        }
    }

    /// The record that is named last before its drafts are.
    fn written_before(&self) -> Option<String> {
        let span = self.facts.iter().find_map(|fact| match fact {
            Fact::Feature { name: FeatureName::Drafts, span } => Some(*span),
            _ => None,
        })?;
        let named = |at: usize| {
            let word = morph::singular(self.source.low(at));
            self.records.iter().find(|it| morph::snake(&morph::name_words(&it.name)) == word)
        };
        (0..span.to).rev().find_map(named).map(|it| it.name.clone())
    }

    pub(super) fn drafts_words(&self) -> Option<String> {
        self.features.iter().find(|it| it.name == FeatureName::Drafts).map(|it| it.words.clone())
    }

    /// After it is known who reads: states that keep what others may read from them.
    pub(super) fn hide_drafts(&mut self) {
        let asked = self.drafts_words().is_some();
        let excluded = self.no_features.iter().any(|(name, _)| *name == FeatureName::Drafts);
        let mut any = false;
        for at in 0..self.records.len() {
            let record = &self.records[at];
            let open = matches!(record.visibility, Some(Visibility::Public | Visibility::Members));
            let Some(workflow) = record.workflow.as_ref().filter(|_| open && !excluded) else { continue };
            let hidden = hidden(workflow, asked);
            if hidden.is_empty() || hidden.len() == workflow.states.len() {
                continue;
            }
            let name = record.name.clone();
            // Where everybody who signs in publishes, there is nobody to hide it from.
            let changes = |role: &str| {
                self.rights.iter().any(|right| {
                    right.role == role
                        && right.entity == name
                        && matches!(right.action, Action::Update | Action::Transition(_))
                        && right.scope != Some(Scope::Own)
                })
            };
            let public = record.visibility == Some(Visibility::Public);
            if !asked && !public && self.roles.iter().all(|role| role.name == "admin" || changes(&role.name))
            {
                continue;
            }
            any = true;
            let states: Vec<String> = hidden.iter().map(|it| it.replace('_', " ")).collect();
            let text = format!(
                "{} that are {} are found by their owner and by whoever may publish or change them alone.",
                morph::capital(&morph::spoken_plural(&name)),
                join(&states)
            );
            self.assume(format!("{name}.hidden"), text);
            if let Some(workflow) = &mut self.records[at].workflow {
                workflow.hidden = hidden;
            }
        }
        if any && !asked {
            self.has_feature(FeatureName::Drafts, String::new());
        } else if asked && !any {
            self.without_drafts();
        }
    }

    /// Asked for, and nothing has a state that others may not see: said so, and not left in the plan as if it were there.
    fn without_drafts(&mut self) {
        self.features.retain(|it| it.name != FeatureName::Drafts);
        let private = self.records.iter().any(|it| it.workflow.is_some());
        if private {
            self.assume(
                "features.drafts",
                "Drafts need no hiding: nobody but their owner reads such records anyway.",
            );
        } else if self.facts.iter().any(|it| matches!(it, Fact::Feature { name: FeatureName::Drafts, .. })) {
            self.left_out("drafts");
        }
    }
}

/// The states in which others do not find a record: what comes before the one in which it is published or, where the request
/// says that it is looked at first, approved.
fn hidden(workflow: &Workflow, asked: bool) -> Vec<String> {
    let shown = |state: &String| {
        SHOWN.contains(&state.as_str()) || asked && matches!(state.as_str(), "approved" | "accepted")
    };
    let published = workflow.states.iter().position(|it| SHOWN.contains(&it.as_str()));
    let first = published.or_else(|| workflow.states.iter().position(shown));
    let begins = UNSHOWN.contains(&workflow.initial.as_str());
    let Some(first) = first.filter(|_| begins || asked) else {
        return workflow
            .states
            .iter()
            .filter(|it| begins && UNSHOWN.contains(&it.as_str()))
            .cloned()
            .collect();
    };
    let before = workflow.states[..first].iter();
    let down = workflow.states[first..].iter().filter(|it| TURNED_DOWN.contains(&it.as_str()));
    before.chain(down).cloned().collect()
}
