//! `src/app/places.ts`: what features add to pages that every product has, in one list for each place.

use super::layout::{Source, quoted};
use crate::app::AppPlan;
use crate::features::{self, Place};

/// A list, the type of its items, and whether these say where they stand and what they are called.
struct List {
    name: &'static str,
    item: &'static str,
    props: &'static str,
    page: bool,
}

const LISTS: [List; 13] = [
    List { name: "accountPanels", item: "AccountPanel", props: "{ user: User }", page: false },
    List { name: "adminPages", item: "AdminPage", props: "", page: true },
    List {
        name: "listActions",
        item: "ListAction",
        props: "{ entity: EntityModel; query: ListQuery }",
        page: false,
    },
    List {
        name: "listFilters",
        item: "ListFilter",
        props: "{ entity: EntityModel; state: ListState }",
        page: false,
    },
    List { name: "loginNotes", item: "LoginNote", props: "", page: false },
    List { name: "navigationItems", item: "NavigationItem", props: "", page: false },
    List { name: "openPages", item: "OpenPage", props: "", page: true },
    List {
        name: "recordActions",
        item: "RecordAction",
        props: "{ entity: EntityModel; record: RecordData }",
        page: false,
    },
    List {
        name: "recordMarks",
        item: "RecordMark",
        props: "{ entity: EntityModel; record: RecordData }",
        page: false,
    },
    List { name: "recordPages", item: "RecordPage", props: "{ entity: EntityModel }", page: true },
    List {
        name: "recordPanels",
        item: "RecordPanel",
        props: "{ entity: EntityModel; record: RecordData }",
        page: false,
    },
    List { name: "signInWays", item: "SignInWay", props: "", page: false },
    List { name: "topBar", item: "TopBarItem", props: "", page: false },
];

/// Names of the lists that have something in them.
pub fn used(plan: &AppPlan) -> Vec<&'static str> {
    let places = all(plan);
    let has = |list: &&List| places.iter().any(|it| it.list == list.name);
    LISTS.iter().filter(has).map(|it| it.name).collect()
}

fn all(plan: &AppPlan) -> Vec<Place> {
    features::additions(plan).into_iter().flat_map(|it| it.places).collect()
}

pub fn file(plan: &AppPlan) -> Option<String> {
    let places = all(plan);
    if places.is_empty() {
        return None;
    }
    let lists = || LISTS.iter().filter(|list| places.iter().any(|it| it.list == list.name));
    let needs = |name: &str| lists().any(|it| it.props.contains(name));
    let mut source = Source::default();
    source.line(0, "/** What the product's features add to pages that every product has. */");
    source.line(0, "import type { ComponentType } from 'react';");
    if needs("ListQuery") {
        source.line(0, "import type { ListQuery } from '../api/pages';");
    }
    if needs("User") {
        source.line(0, "import type { User } from '../api/users';");
    }
    for place in &places {
        let module = format!("../features/{}", place.module);
        source.import("import", &[place.component.to_owned()], &module);
    }
    if needs("ListState") {
        source.line(0, "import type { ListState } from '../features/records/useListState';");
    }
    let types: Vec<String> =
        ["EntityModel", "RecordData"].into_iter().filter(|it| needs(it)).map(str::to_owned).collect();
    if !types.is_empty() {
        source.import("import type", &types, "../schema/entity");
    }
    for list in lists() {
        source.blank();
        write(&mut source, list, places.iter().filter(|it| it.list == list.name));
    }
    Some(source.finish())
}

fn write<'a>(source: &mut Source, list: &List, places: impl Iterator<Item = &'a Place>) {
    let component = if list.props.is_empty() {
        "ComponentType".to_owned()
    } else {
        format!("ComponentType<{}>", list.props)
    };
    if !list.page {
        source.line(0, &format!("export type {} = {component};", list.item));
        source.blank();
        let names: Vec<String> = places.map(|it| it.component.to_owned()).collect();
        let head = format!("export const {}: readonly {}[] = ", list.name, list.item);
        source.group(0, &head, super::layout::Brackets::Square, &names, ";");
        return;
    }
    source.line(0, &format!("export type {} = {{", list.item));
    for member in ["readonly path: string;", "readonly title: string;"] {
        source.line(1, member);
    }
    source.line(1, &format!("readonly Page: {component};")).line(0, "};").blank();
    source.line(0, &format!("export const {}: readonly {}[] = [", list.name, list.item));
    for place in places {
        source.line(1, "{");
        source.line(2, &format!("path: {},", quoted(place.path)));
        source.line(2, &format!("title: {},", quoted(place.title)));
        source.line(2, &format!("Page: {},", place.component));
        source.line(1, "},");
    }
    source.line(0, "];");
}
