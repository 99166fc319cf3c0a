//! The database architect: models, migrations, and what the engine is asked to do.

use forge::PackRole;

use super::Specialty;

pub(super) const SPECIALTY: Specialty = Specialty {
    role: "database",
    knowledge: include_str!("../../packs/database.toml"),
    packs: PackRole::Database,
};
