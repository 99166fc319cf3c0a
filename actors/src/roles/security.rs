//! The security engineer: passwords, tokens, and who may do what.

use forge::PackRole;

use super::Specialty;

pub(super) const SPECIALTY: Specialty = Specialty {
    role: "security",
    knowledge: include_str!("../../packs/security.toml"),
    packs: PackRole::Security,
};
