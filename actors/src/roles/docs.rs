//! The technical writer: what people read before and after they run it.

use forge::PackRole;

use super::Specialty;

pub(super) const SPECIALTY: Specialty =
    Specialty { role: "docs", knowledge: include_str!("../../packs/docs.toml"), packs: PackRole::Docs };
