//! How the running product is: metrics for Prometheus, the state of each component, and a page with both.

use protocol::requirements::FeatureName;

use super::{Addition, Feature, Guard, Place, Setting, multi_tenancy};
use crate::app::{AppPlan, Endpoint};
use crate::endpoints;
use crate::packs::backend::contribution::variable;

pub const FEATURE: Feature = Feature {
    name: FeatureName::Metrics,
    folder: "metrics",
    title: "Health and metrics",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    // Administrators are of one organisation each, and what is measured is the whole product.
    let closed = multi_tenancy::is_on(plan);
    let page =
        Place::part("adminPages", "HealthPage", "system-health/HealthPage").at("health", "System health");
    let page = (!closed).then_some(page);
    Addition {
        endpoints: operations(plan),
        routers: vec!["system_health"],
        settings: vec![Setting {
            variable: variable(
                "METRICS_TOKEN",
                "",
                "What Prometheus and monitors show to read `/metrics` and `/health/components`: at least 32 characters made at random, \
                 for example by `openssl rand -hex 32`; empty for administrators alone. It belongs in `.env` alone.",
            ),
            field: "metrics_token: SecretStr = SecretStr(\"\")".to_owned(),
        }],
        installs: vec!["health_setup"],
        guards: guards(closed),
        places: page.into_iter().collect(),
        leaves_out: closed.then_some("frontend/src/features/system-health/").into_iter().collect(),
        changes: vec![
            "Metrics for Prometheus, and the state of each component, with a page for administrators."
                .to_owned(),
        ],
        readme: readme(plan),
        ..Addition::default()
    }
}

/// Monitors look for theirs beside the API; the page reads below it.
fn operations(plan: &AppPlan) -> Vec<Endpoint> {
    let endpoint = |operation: &str, path: &str, summary: &str| {
        Endpoint::added(FEATURE.name, operation, "GET", path, summary)
    };
    let beside = |operation: &str, path: &str, summary: &str| Endpoint {
        path: path.to_owned(),
        ..endpoint(operation, path, summary)
    };
    vec![
        beside("get_ready", "/ready", "Whether the service can answer requests, for load balancers")
            .under(endpoints::anyone(plan))
            .answers(200, &[503]),
        beside("get_health_components", "/health/components", "The state of each component")
            .answers(200, &[401, 403]),
        beside("get_metrics", "/metrics", "Metrics in Prometheus' text format").answers(200, &[401, 403]),
        endpoint(
            "get_metrics_summary",
            "/metrics/summary",
            "The state of each component, the busiest and the slowest routes",
        )
        .answers(200, &[401, 403]),
    ]
}

fn guards(closed: bool) -> Vec<Guard> {
    let readers = if closed { "for monitors" } else { "for administrators, and for monitors" };
    vec![
        Guard {
            concern: "Metrics and health",
            what: format!(
                "{readers} with `METRICS_TOKEN`, which is compared in constant time and reads nothing else; reasons name no address and \
                 hold no error of a driver; `/ready` tells everybody yes or no"
            ),
            place: "backend/app/api/system_health.py",
        },
        Guard {
            concern: "Floods of health checks",
            what: "components are looked at once in five seconds however many ask, by one connection of the database, and what does not \
                   answer within three seconds is not asked again meanwhile"
                .to_owned(),
            place: "backend/app/services/system_health.py",
        },
        Guard {
            concern: "Memory of metrics",
            what: "counted by templates of routes and well-known methods, never by what a client sends, so the number of series is bounded"
                .to_owned(),
            place: "backend/app/services/request_metrics.py",
        },
    ]
}

fn readme(plan: &AppPlan) -> String {
    let text = whole_readme(plan);
    if !multi_tenancy::is_on(plan) {
        return text;
    }
    text.replace("monitors, administrators", "monitors")
        .replace(
            " Administrators see them under *Admin*, *System health*, with the busiest and the slowest routes.",
            " `/api/v1/metrics/summary` has them with the busiest and the slowest routes.",
        )
        .replace("without that setting only administrators who are signed in may read", "without that setting nobody may read")
}

fn whole_readme(plan: &AppPlan) -> String {
    format!(
        "| Path | What it tells | Who |\n\
         | --- | --- | --- |\n\
         | `/health` | whether the service and its database answer | anybody |\n\
         | `/ready` | `200` if requests can be answered: the database is there and migrated; `503` if not | anybody |\n\
         | `/health/components` | each component: `ok`, `degraded` or `down`, why, and how long finding out took | monitors, administrators |\n\
         | `/metrics` | requests, times, errors and more in Prometheus' text format | monitors, administrators |\n\n\
         Components are the database and its migrations, and as far as the product has them, the mail server that is set, the disk for \
         files and the queue of background jobs. They are looked at when somebody asks, at most once in five seconds. Administrators see them under \
         *Admin*, *System health*, with the busiest and the slowest routes.\n\n\
         Monitors send `Authorization: Bearer` with `METRICS_TOKEN` after it; without that setting only administrators who are signed in \
         may read. [infra/monitoring/prometheus.yml](infra/monitoring/prometheus.yml) makes Prometheus read the metrics, and Grafana draws \
         them by [infra/monitoring/grafana-dashboard.json](infra/monitoring/grafana-dashboard.json) (*Dashboards*, *Import*). In containers \
         the web server hands out no `/metrics`, so Prometheus has to be in their network.\n\n\
         ```sh\n\
         curl -H \"Authorization: Bearer $METRICS_TOKEN\" http://127.0.0.1:{}/metrics\n\
         ```\n\n\
         Figures are in the memory of each process and begin at nothing when it starts: with several, let Prometheus read each of them.\n",
        plan.choices.backend_port
    )
}
