//! Tallies: how many votes, likes or bookmarks a record has, told to whoever may read the record, and never whose they are.

mod ballots;
mod emit;

use protocol::requirements::FeatureName;

use self::ballots::{Tallied, tallied};
use super::{Addition, Feature, Guard, Place};
use crate::app::{AppPlan, Endpoint, EntityPlan};
use crate::endpoints::{anyone, members};
use crate::pack::Draft;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Tallies,
    folder: "tallies",
    title: "Tallies",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| {
        vec![
            Draft::new("backend/app/services/tallied.py", emit::server(plan)),
            Draft::new("frontend/src/features/tallies/kinds.ts", emit::pages(plan)),
        ]
    },
};

/// Whether a kind of record is counted where it is cast: nobody reads a list of them there.
pub(crate) fn is_counted(plan: &AppPlan, entity: &str) -> bool {
    plan.features.contains(&FeatureName::Tallies)
        && tallied(plan).iter().any(|it| it.ballots.iter().any(|ballot| ballot.entity.names.pascal == entity))
}

fn adds(plan: &AppPlan) -> Addition {
    let kinds = tallied(plan);
    // Nothing is in the way of a new ballot where what is taken back is gone.
    let trash = plan.features.contains(&FeatureName::SoftDelete);
    Addition {
        installs: if trash { vec!["recasting"] } else { Vec::new() },
        leaves_out: if trash { Vec::new() } else { vec!["backend/app/services/recasting.py"] },
        refuses: refuses(&kinds),
        endpoints: vec![endpoint(plan, &kinds)],
        routers: vec!["tallies"],
        guards: vec![Guard {
            concern: "Tallies",
            what: "numbers of ballots for the records that the caller may read, by the query of their own lists, and of ballots the caller's \
                   own alone: nobody is told who cast the others, whoever may read them otherwise; what waits for approval or is in a trash \
                   is not counted; at most 100 records at a time, read by one query"
                .to_owned(),
            place: "backend/app/services/tallying.py",
        }],
        places: vec![Place::part("recordMarks", "TallyMark", "tallies/TallyMark")],
        changes: vec![format!("How many {} there are is seen by everybody who may read what they are for.", ballots(&kinds))],
        readme: readme(&kinds),
        ..Addition::default()
    }
}

fn refuses(kinds: &[Tallied<'_>]) -> Option<String> {
    kinds.is_empty().then(|| {
        "has nothing to count here: it needs votes, likes or bookmarks with an owner, that belong to one other record and have nothing \
         else to fill in"
            .to_owned()
    })
}

fn endpoint(plan: &AppPlan, kinds: &[Tallied<'_>]) -> Endpoint {
    let open = |it: &EntityPlan| it.rules.get("read").is_some_and(|it| it.anonymous);
    let rule = if kinds.iter().any(|it| open(it.entity)) { anyone(plan) } else { members(plan) };
    Endpoint::added(
        FEATURE.name,
        "get_tallies",
        "GET",
        "/tallies/{records}",
        "How many ballots records have, and which are the caller's own",
    )
    .under(rule)
    .answers(200, &[401, 403, 404, 422])
}

/// `bookmarks and votes`
fn ballots(kinds: &[Tallied<'_>]) -> String {
    let all = kinds.iter().flat_map(|it| &it.ballots);
    let mut titles: Vec<String> = all.map(|it| it.entity.names.title_plural.to_lowercase()).collect();
    titles.sort();
    match titles.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

fn readme(kinds: &[Tallied<'_>]) -> String {
    let kind = |it: &Tallied<'_>| {
        let ballots: Vec<String> =
            it.ballots.iter().map(|it| it.entity.names.title_plural.to_lowercase()).collect();
        format!("- {}: {}\n", it.entity.names.title_plural, ballots.join(", "))
    };
    let listed: String = kinds.iter().map(kind).collect();
    format!(
        "These are counted:\n\n{listed}\n\
         `GET /api/v1/tallies/<records>?of=<id>&of=<id>` says of each of at most 100 records how many there are of each kind, and the id of \
         the caller's own one. Records that are not there or that the caller may not read are left out of the answer. Whose the others are \
         it tells nobody; who may read them one by one is settled by their own rules, as before.\n\n\
         Pages show the numbers beside each record, with a button for whoever may add one. It makes and deletes the record itself, by the \
         operations that are there for it, and all numbers of a page are asked for at once. Somebody has as many on one record as the rules \
         of the kind allow: `unique_together` of a blueprint allows one.\n"
    )
}
