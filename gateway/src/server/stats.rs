//! What is counted, for Prometheus. Labels have few values: routes as they are written in the table, never addresses as they came.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::listing::{Row, STATES};
use crate::logs;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct State {
    state: &'static str,
}

type Money = Gauge<f64, AtomicU64>;

pub struct Stats {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    connections: Gauge,
    sessions: Family<State, Gauge>,
    live: Gauge,
    tokens: Gauge,
    dollars: Money,
    conflicts: Gauge,
    lines_lost: Gauge,
}

impl Default for Stats {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("samriddh");
        let seconds: Family<Route, Histogram, fn() -> Histogram> = Family::new_with_constructor(histogram);
        let stats = Self {
            requests: Family::default(),
            seconds,
            connections: Gauge::default(),
            sessions: Family::default(),
            live: Gauge::default(),
            tokens: Gauge::default(),
            dollars: Money::default(),
            conflicts: Gauge::default(),
            lines_lost: Gauge::default(),
            registry: Registry::default(),
        };
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program that answers", version);
        registry.register("http_requests", "Requests that were answered", stats.requests.clone());
        let about = "Time until an answer began";
        registry.register_with_unit("http_answer", about, Unit::Seconds, stats.seconds.clone());
        registry.register("connections", "Open sockets and streams", stats.connections.clone());
        registry.register("sessions", "Sessions of the data folder by state", stats.sessions.clone());
        registry.register("sessions_live", "Sessions that somebody works on", stats.live.clone());
        registry.register("model_tokens", "Tokens that models used, of all sessions", stats.tokens.clone());
        registry.register("model_dollars", "What models cost, of all sessions", stats.dollars.clone());
        registry.register("conflicts", "Conflicts of the team, of all sessions", stats.conflicts.clone());
        let about = "Lines that the log has lost";
        registry.register("log_lines_lost", about, stats.lines_lost.clone());
        Self { registry, ..stats }
    }
}

impl Stats {
    pub fn answered(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let asked = Asked { route: route.to_owned(), method, status };
        self.requests.get_or_create(&asked).inc();
        self.seconds.get_or_create(&Route { route: route.to_owned() }).observe(took.as_secs_f64());
    }

    /// Everything as Prometheus reads it, with what the sessions come to now.
    pub fn text(&self, rows: &[Row], connections: usize) -> Result<String, std::fmt::Error> {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let count = |number: usize| whole(number as u64);
        self.connections.set(count(connections));
        for state in STATES {
            let of_state = rows.iter().filter(|row| row.listed.state == state).count();
            self.sessions.get_or_create(&State { state }).set(count(of_state));
        }
        self.live.set(count(rows.iter().filter(|row| row.live).count()));
        self.tokens.set(whole(rows.iter().map(|row| row.tokens).sum()));
        self.dollars.set(rows.iter().map(|row| row.cost_usd).sum());
        self.conflicts.set(count(rows.iter().map(|row| row.conflicts).sum()));
        let (unwritten, overflown) = logs::lost();
        self.lines_lost.set(whole(unwritten + overflown));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// From a millisecond to about half a minute.
fn histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 16))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const DASHBOARD: &str = include_str!("../../grafana.json");

    /// The names in a text that Prometheus reads.
    fn exported() -> BTreeSet<String> {
        let stats = Stats::default();
        stats.answered("/health", "GET", 200, Duration::from_millis(3));
        let text = stats.text(&[], 2).unwrap();
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        samples.filter_map(|line| line.split(['{', ' ']).next()).map(str::to_owned).collect()
    }

    #[test]
    fn the_dashboard_names_only_what_is_exported_and_shows_all_of_it() {
        let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
        let exported = exported();
        let mut named = BTreeSet::new();
        for panel in dashboard["panels"].as_array().unwrap() {
            for target in panel["targets"].as_array().unwrap() {
                let expression = target["expr"].as_str().unwrap();
                let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                named.extend(words.filter(|word| word.starts_with("samriddh_")).map(str::to_owned));
            }
        }
        for name in &named {
            assert!(
                exported.contains(name),
                "the dashboard names {name}, which is not exported: {exported:?}"
            );
        }
        let base = |name: &String| {
            let ends = ["_bucket", "_sum", "_count"];
            ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
        };
        let shown: BTreeSet<String> = named.iter().map(base).collect();
        assert_eq!(
            exported.iter().map(base).collect::<BTreeSet<_>>(),
            shown,
            "every metric is on the dashboard"
        );
    }
}
