//! The frontend engineer: pages, forms, and what people feel of the rest.

use forge::PackRole;

use super::Specialty;

pub(super) const SPECIALTY: Specialty = Specialty {
    role: "frontend",
    knowledge: include_str!("../../packs/frontend.toml"),
    packs: PackRole::Frontend,
};
