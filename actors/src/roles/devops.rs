//! The DevOps engineer: containers, pipelines, ports.

use forge::PackRole;

use super::Specialty;

pub(super) const SPECIALTY: Specialty =
    Specialty { role: "devops", knowledge: include_str!("../../packs/devops.toml"), packs: PackRole::Devops };
