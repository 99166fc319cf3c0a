//! The test engineer: what proves the product, and what that costs.

use forge::PackRole;

use super::Specialty;

pub(super) const SPECIALTY: Specialty =
    Specialty { role: "tester", knowledge: include_str!("../../packs/tester.toml"), packs: PackRole::Tester };
