//! Generating projects: requirements and decisions become one application plan, and packs render it. Pure.

pub mod app;
pub mod checks;
pub mod choices;
pub mod emit;
pub mod endpoints;
pub mod features;
pub mod fragments;
pub mod lookups;
pub mod names;
pub mod pack;
pub mod packs;
pub mod reserved;
pub mod resolve;
pub mod scenarios;
pub mod templates;

pub use choices::Decisions;
pub use fragments::Fragments;
pub use pack::{Kit, Pack, PackRole, RenderError, RenderedFile, packs, packs_for_role, render, render_all};
pub use resolve::{ResolveError, resolve};
pub use templates::Templates;
