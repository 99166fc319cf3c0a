//! Cursor pagination: lists that go on after the last record that was seen, in place of numbered pages.

use protocol::requirements::FeatureName;

use super::{AddedIndex, Addition, Feature, Guard};
use crate::app::AppPlan;

pub const FEATURE: Feature = Feature {
    name: FeatureName::CursorPagination,
    folder: "cursor_pagination",
    title: "Cursor pagination",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    let index = |table: &String| AddedIndex { table: table.clone(), columns: &["created_at", "id"] };
    Addition {
        indexes: plan.entities.iter().map(|it| index(&it.table)).collect(),
        installs: vec!["record_pages"],
        guards: vec![Guard {
            concern: "Cursors",
            what: "signed (HMAC-SHA256, by a key of their own from `SECRET_KEY`) together with the kind of record, order, filters and \
                   search: one that is made up, damaged or of another list is refused. A cursor says where a list goes on and never \
                   what is shown: the rules are asked for every part anew, so that somebody else's shows nobody more. It holds the \
                   value that was sorted by and the id of a record that whoever got it was shown"
                .to_owned(),
            place: "backend/app/services/record_pages.py",
        }],
        changes: vec![
            "Lists of records go on by cursor: nothing comes twice or is left out while records come and go.".to_owned(),
        ],
        readme: readme(plan),
        ..Addition::default()
    }
}

fn readme(plan: &AppPlan) -> String {
    let page = if plan.choices.pagination == crate::app::Pagination::Page {
        "`?page=` and `?size=`"
    } else {
        "`?offset=` and `?limit=`"
    };
    let shown = if plan.parts.frontend {
        "Lists in the browser have a button *Load more* in place of page numbers, which says how many came; nothing loads by itself, so \
         that what stands below a list can be reached.\n\n"
    } else {
        ""
    };
    format!(
        "Every list of records takes `?cursor=`: `start` to begin, then the `next_cursor` of the answer before, until that is null. Filters, \
         search and `sort` have to stay the same from part to part; how many are asked for at a time may change. With other parameters, or \
         changed, a cursor is refused with 422. Answers to a cursor are not counted, so that a part takes the same time wherever it is: \
         `total` and the number of the page are null. Who asks by {page} gets them as before, and a `next_cursor` to go on from there; both \
         at once are refused.\n\n\
         The list goes on after the last record that was shown, by the column that it is sorted by and then by id: records that stay are \
         shown once each, whatever is added or deleted meanwhile. Where the sorted value itself is changed between two parts, a record \
         stands where it belongs then. Empty values come last in either direction, on every database. The order of new \
         lists, `created_at` and `id`, has an index; give other orders of long tables one too.\n\n\
         {shown}The search over everything, accounts, the trash and what administrators see go by page as before. Whoever changes `SECRET_KEY` \
         ends cursors that are under way.\n"
    )
}
