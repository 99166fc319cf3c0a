//! What a builder gets to see: the requirements as decided, resolved into the application plan.

use forge::app::{AppPlan, DecisionNote};
use forge::pack::AllFragments;
use forge::{Decisions, ResolveError};
use protocol::view::View;

/// The application plan of one round with what each pack adds to shared files.
pub(crate) struct Briefing {
    pub round: u32,
    pub plan: AppPlan,
    pub fragments: AllFragments,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum BriefingError {
    #[error("nothing was understood yet")]
    NoRequirements,
    #[error(transparent)]
    Unresolved(#[from] ResolveError),
}

impl Briefing {
    pub fn of(view: &View) -> Result<Self, BriefingError> {
        let requirements = view.requirements.as_ref().ok_or(BriefingError::NoRequirements)?;
        let request = plan::blueprint::spoken(&view.request);
        let plan = forge::resolve(requirements, &request, &decisions(view))?;
        let fragments = forge::pack::fragments(&plan);
        Ok(Self { round: view.round, plan, fragments })
    }
}

/// The rulings as the plan's decisions. Who answered a question leaves no trace, so that equal answers give equal trees.
fn decisions(view: &View) -> Decisions {
    view.rulings.values().fold(Decisions::default(), |decisions, ruling| {
        decisions.noted(DecisionNote {
            key: ruling.key.to_string(),
            value: ruling.value.clone(),
            options: ruling.options.clone(),
            reason: ruling.reason.clone(),
        })
    })
}
