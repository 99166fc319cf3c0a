//! TypeScript from the plan.
