//! What proves the product: the checks that its packs bring, each run by the pack's specialist.

use forge::checks as offered;
use plan::answer::TeamShape;
use protocol::check::{CheckSpec, Need, Tier};
use protocol::id::Role;

use super::role_for;
use crate::briefing::Briefing;

/// In the order of the packs, and of each pack's own list.
pub(super) fn checks(briefing: &Briefing, shape: &TeamShape) -> Vec<CheckSpec> {
    let packs = forge::packs().iter().filter_map(|pack| Some((pack, briefing.fragments.get(pack.name)?)));
    let planned = packs.flat_map(|(pack, fragments)| {
        let role = role_for(pack.role, shape);
        fragments.checks.iter().map(move |check| planned(check, &role))
    });
    planned.collect()
}

fn planned(check: &offered::CheckSpec, role: &Role) -> CheckSpec {
    CheckSpec {
        name: check.name.clone(),
        role: role.clone(),
        tier: match check.tier {
            offered::Tier::Quick => Tier::Quick,
            offered::Tier::Full => Tier::Full,
        },
        criterion: check.criterion.clone(),
        argv: check.argv.clone(),
        cwd: if check.cwd == "." { String::new() } else { check.cwd.clone() },
        env: check.env.clone(),
        needs: check.needs.iter().map(|need| need_of(*need)).collect(),
        after: check.after.clone(),
        setup: check.setup,
        deadline_s: u64::from(check.deadline_s),
        estimate_s: u64::from(check.estimate_s),
    }
}

fn need_of(need: offered::Need) -> Need {
    match need {
        offered::Need::Python => Need::Python,
        offered::Need::Node => Need::Node,
        offered::Need::Npm => Need::Npm,
        offered::Need::Git => Need::Git,
        offered::Need::Postgres => Need::Postgres,
        offered::Need::Chromium => Need::Chromium,
        offered::Need::Pypi => Need::Pypi,
        offered::Need::NpmRegistry => Need::NpmRegistry,
    }
}
