//! What some people find later than others: one module that keeps it from them, in every product in which a feature does so.

use super::of;
use crate::app::AppPlan;

/// Of its templates, by the path that they are written to.
pub(super) const TEMPLATES: &str = "shared/held_back";

/// Whether a feature of the plan keeps records from somebody who may read such records otherwise.
pub(super) fn is_any(plan: &AppPlan) -> bool {
    of(plan).any(|it| (it.adds)(plan).holds_back)
}
