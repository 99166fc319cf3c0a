//! Python from the plan.
