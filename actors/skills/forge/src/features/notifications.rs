//! What concerns a person: noted in the transaction of the change, read by them alone, and sent by e-mail if they want that.

use protocol::requirements::FeatureName;

use super::{Addition, Class, Column, Feature, Guard, Link, Place, Table};
use crate::app::{AppPlan, Endpoint};
use crate::endpoints;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Notifications,
    folder: "notifications",
    title: "Notifications",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        endpoints: operations(plan),
        routers: vec!["notifications"],
        tables: vec![notifications(), preferences()],
        models: vec![
            Class { module: "notifications", name: "Notification" },
            Class { module: "notification_preferences", name: "NotificationPreference" },
        ],
        installs: vec!["notifying"],
        all_records: true,
        actor: true,
        mail: true,
        guards: guards(),
        places: vec![
            Place::part("topBar", "NotificationBell", "notifications/NotificationBell"),
            Place::part("accountPanels", "NotificationPanel", "notifications/NotificationPanel"),
            Place::part("openPages", "NotificationsPage", "notifications/NotificationsPage")
                .at("notifications", "Notifications"),
            Place::part("openPages", "UnsubscribePage", "notifications/UnsubscribePage")
                .at("turn-off-emails", "Turn off e-mails"),
        ],
        changes: vec![
            "People are told of what concerns them, in the product and, if they want it, by e-mail."
                .to_owned(),
        ],
        readme: readme(plan),
        quiet: vec!["notification_preferences", "notifications"],
        ..Addition::default()
    }
}

fn readme(plan: &AppPlan) -> String {
    let steps = if plan.entities.iter().any(|it| it.workflow.is_some()) {
        ", or moves it along its workflow. Those whose role may move a record on are told when it comes into a state from which they \
         may: administrators only where no other role may, and at most fifty people, those with the oldest accounts first"
    } else {
        ""
    };
    format!(
        "Whose record it is is told when somebody else adds a part to it, changes it, or points at it from another record{steps}. An \
         account that a record points at is told, too. Nobody is told of what they did themselves, nor of what a script did: only \
         changes of people who are signed in, or of their API keys, count.\n\n\
         The same thing done again by the same person within ten minutes moves the notification up instead of making another, and \
         one person causes another at most thirty an hour. A notification is shown, counted and sent only as long as its reader may \
         read the record, and is forgotten after 90 days.\n\n\
         Each person chooses on the account page, for each kind of event, to be told in the product, by e-mail too, or not at all; \
         there are no e-mails until somebody asks for them, and no more than ten an hour. They go through the server in \
         `SMTP_HOST` after the change is there, and each has a link and the headers of RFC 8058 that turn them off: `PUBLIC_URL` has \
         to be an `https` address that leads to this server for mail programs to offer that. What cannot be sent is noted in the \
         server's log and not tried again; the notification stays in the product.\n"
    )
}

fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, method: &str, path: &str, summary: &str| {
        let path = format!("/notifications{path}");
        Endpoint::added(FEATURE.name, operation, method, &path, summary).under(endpoints::members(plan))
    };
    vec![
        endpoint("list_notifications", "GET", "", "What concerns oneself, unread first or newest first")
            .answers(200, &[401, 403, 422]),
        endpoint("count_unread_notifications", "GET", "/unread", "How many notifications are unread")
            .answers(200, &[401, 403]),
        endpoint("read_notifications", "POST", "/read", "Mark a notification and all before it as read")
            .answers(204, &[401, 403, 404, 422]),
        endpoint("read_notification", "POST", "/{notification_id}/read", "Mark one notification as read")
            .answers(204, &[401, 403, 404, 422]),
        endpoint("remove_notification", "DELETE", "/{notification_id}", "Remove one notification")
            .answers(204, &[401, 403, 404, 422]),
        endpoint(
            "get_notification_preferences",
            "GET",
            "/preferences",
            "How one is told, for each kind of event",
        )
        .answers(200, &[401, 403]),
        endpoint(
            "update_notification_preferences",
            "PATCH",
            "/preferences",
            "Choose how one is told, for each kind of event",
        )
        .answers(200, &[401, 403, 422]),
        endpoint(
            "unsubscribe_from_notifications",
            "POST",
            "/unsubscribe",
            "Turn off e-mails with the token of one of them",
        )
        .under(endpoints::anyone(plan))
        .answers(204, &[422]),
    ]
}

fn notifications() -> Table {
    Table {
        name: "notifications",
        columns: vec![
            Column::of("user_id", "id"),
            Column::optional("actor_id", "id"),
            Column::of("event", "sa.String(16)"),
            Column::of("kind", "sa.String(63)"),
            Column::of("record_id", "id"),
            Column::optional("part_kind", "sa.String(63)"),
            Column::optional("part_id", "id"),
            Column::of("state", "sa.String(63)"),
            Column::of("happened_at", "sa.DateTime(timezone=True)"),
            Column::optional("read_at", "sa.DateTime(timezone=True)"),
        ],
        links: vec![
            Link { column: "user_id", to: "users", on_delete: "CASCADE" },
            Link { column: "actor_id", to: "users", on_delete: "SET NULL" },
        ],
        uniques: Vec::new(),
        indexes: vec!["actor_id", "happened_at", "user_id"],
    }
}

fn preferences() -> Table {
    Table {
        name: "notification_preferences",
        columns: vec![
            Column::of("user_id", "id"),
            Column::of("added", "sa.String(16)"),
            Column::of("changed", "sa.String(16)"),
            Column::of("linked", "sa.String(16)"),
            Column::of("moved", "sa.String(16)"),
            Column::of("waiting", "sa.String(16)"),
        ],
        links: vec![Link { column: "user_id", to: "users", on_delete: "CASCADE" }],
        uniques: vec!["user_id"],
        indexes: Vec::new(),
    }
}

fn guards() -> Vec<Guard> {
    vec![
        Guard {
            concern: "Notifications",
            what: "each person has their own alone, other people's answer `404`; whether they may read the record is asked again \
                   whenever they are listed, counted or sent, so that one of a hidden record tells nothing"
                .to_owned(),
            place: "backend/app/services/notifications.py",
        },
        Guard {
            concern: "Floods of notifications",
            what: "repetitions within ten minutes are one, a person causes another at most thirty an hour, a change tells at most \
                   fifty of a role, and a person is sent at most ten e-mails an hour"
                .to_owned(),
            place: "backend/app/services/notifying.py",
        },
        Guard {
            concern: "E-mails of notifications",
            what: "off until the person asks for them; names and titles are put on one line and cut, and begin no header; the token \
                   that turns them off is signed, does nothing else, and is no access token. It stands in the address, as RFC 8058 \
                   wants it, and so in access logs"
                .to_owned(),
            place: "backend/app/services/notification_mail.py",
        },
    ]
}
