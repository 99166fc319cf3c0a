//! The backend engineer: the API, and what callers meet there.

use forge::PackRole;

use super::Specialty;

pub(super) const SPECIALTY: Specialty = Specialty {
    role: "backend",
    knowledge: include_str!("../../packs/backend.toml"),
    packs: PackRole::Backend,
};
