//! Charts for administrators: what was made over time, by state and choice, and what its numbers sum up to.

mod emit;

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Place};
use crate::app::{AppPlan, Endpoint};
use crate::pack::Draft;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Charts,
    folder: "charts",
    title: "Charts",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |plan| vec![Draft::new("backend/app/services/charted.py", emit::charted(plan))],
};

fn adds(_plan: &AppPlan) -> Addition {
    let endpoint = Endpoint::added(
        FEATURE.name,
        "get_charts",
        "GET",
        "/admin/charts/{kind}",
        "What was made of one kind over time, by state and choice, and what its numbers sum up to",
    );
    Addition {
        endpoints: vec![endpoint.answers(200, &[401, 403, 404, 422])],
        routers: vec!["charts"],
        guards: vec![Guard {
            concern: "Charts",
            what: "sums and counts for administrators alone, never a record; at most a year at a time, read along the index of \
                   `created_at` by a fixed number of queries"
                .to_owned(),
            place: "backend/app/services/charting.py",
        }],
        places: vec![Place::part("adminPages", "ChartsPage", "charts/ChartsPage").at("charts", "Charts")],
        changes: vec![
            "Charts for administrators: what is new by day, week or month, by state and choice, with sums and averages.".to_owned(),
        ],
        readme: "Administrators see under *Admin*, *Charts* how many records of each kind and how many accounts were made in the last 7, 30 \
                 or 90 days or 12 months, how they divide by state, choice or yes and no, and what their numbers sum up to and are \
                 on average. The same is at `GET /api/v1/admin/charts/<records>?period=30_days`.\n\n\
                 Days, weeks (from Monday) and months begin at midnight UTC, wherever the server and the reader are; the database \
                 puts records into them, and those without any count zero. The last one is still under way: what came before is \
                 compared over the same length of time. A share says how the records made in that time stand now. What is in the \
                 database but hidden, as in a trash, is not counted.\n\n\
                 Charts are drawn without a library. The arrow keys move along one, and each can be shown as a table.\n"
            .to_owned(),
        ..Addition::default()
    }
}
