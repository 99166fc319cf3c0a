//! What proves the product: the checks that its packs bring, each run by the pack's specialist.

use plan::answer::TeamShape;
use protocol::check::CheckSpec;

use super::role_for;
use crate::briefing::Briefing;

/// In the order of the packs, and of each pack's own list; the team's own word for each role.
pub(super) fn checks(briefing: &Briefing, shape: &TeamShape) -> Vec<CheckSpec> {
    let packs = forge::packs().iter().filter_map(|pack| Some((pack, briefing.fragments.get(pack.name)?)));
    let planned = packs.flat_map(|(pack, fragments)| {
        let role = role_for(pack.role, shape);
        fragments.checks.iter().map(move |check| CheckSpec { role: role.clone(), ..check.clone() })
    });
    planned.collect()
}
