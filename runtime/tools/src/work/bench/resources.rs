//! What a check is lent for the time it runs: an empty database, free ports, a browser, a folder.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use protocol::check::CheckSpec;
use tokio_util::sync::CancellationToken;

use super::Bench;
use crate::probe::postgres::Server;
use crate::probe::{Status, Tool};
use crate::work::CheckOrder;

const SCRATCH_DATABASE_URL: &str = "${SCRATCH_DATABASE_URL}";
const FREE_PORTS: [&str; 2] = ["${FREE_PORT_1}", "${FREE_PORT_2}"];
const CHROMIUM: &str = "${CHROMIUM}";
const TMP: &str = "${TMP}";

/// Values for the placeholders a check names.
pub(super) struct Resources {
    values: Vec<(&'static str, String)>,
    database: Option<Scratch>,
}

struct Scratch {
    server: Server,
    name: String,
}

impl Resources {
    pub(super) async fn take(
        bench: &Bench,
        order: &CheckOrder,
        folder: &Path,
        cancel: &CancellationToken,
    ) -> Result<Self, String> {
        let spec = &order.spec;
        let mut taken = Self { values: Vec::new(), database: None };
        let tmp = folder.join("tmp");
        std::fs::create_dir_all(&tmp)
            .map_err(|error| format!("{} cannot be made: {error}", tmp.display()))?;
        taken.values.push((TMP, tmp.display().to_string()));
        // The listeners are kept until all ports are chosen, so that no two are the same.
        let mut listeners = Vec::new();
        for name in FREE_PORTS.into_iter().filter(|name| names(spec, name)) {
            let (port, listener) = free_port().map_err(|error| format!("no port is free: {error}"))?;
            taken.values.push((name, port.to_string()));
            listeners.push(listener);
        }
        if names(spec, CHROMIUM)
            && let Status::Found { path, .. } = bench.status(Tool::Chromium, cancel).await
        {
            taken.values.push((CHROMIUM, path.display().to_string()));
        }
        if names(spec, SCRATCH_DATABASE_URL) {
            taken.lend_database(bench, order, cancel).await?;
        }
        Ok(taken)
    }

    async fn lend_database(
        &mut self,
        bench: &Bench,
        order: &CheckOrder,
        cancel: &CancellationToken,
    ) -> Result<(), String> {
        let server = Server::find(bench.shell.as_ref(), &bench.around, cancel.clone()).await;
        let server = server.ok_or("PostgreSQL cannot be asked for a scratch database: install psql")?;
        let name = scratch_name(order);
        // One that an interrupted run left behind has the same name.
        server.run(bench.shell.as_ref(), &format!("drop database if exists {name} with (force)")).await?;
        server.run(bench.shell.as_ref(), &format!("create database {name}")).await?;
        self.values.push((SCRATCH_DATABASE_URL, server.sqlalchemy_url(&name)));
        self.database = Some(Scratch { server, name });
        Ok(())
    }

    /// The text with every placeholder replaced.
    pub(super) fn fill(&self, text: &str) -> String {
        self.values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    pub(super) async fn give_back(self, bench: &Bench) {
        if let Some(Scratch { server, name }) = self.database {
            let drop = format!("drop database if exists {name} with (force)");
            // A database that stays behind is dropped by the next check of that name.
            let _ = server.run(bench.shell.as_ref(), &drop).await;
        }
    }
}

fn names(spec: &CheckSpec, placeholder: &str) -> bool {
    let env = spec.env.iter().map(|(_, value)| value);
    spec.argv.iter().chain(env).any(|text| text.contains(placeholder))
}

fn free_port() -> std::io::Result<(u16, TcpListener)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok((listener.local_addr()?.port(), listener))
}

/// The same for a check that is run again after an interruption, so that what was left behind is found; another session
/// has another name. PostgreSQL keeps 63 bytes.
fn scratch_name(order: &CheckOrder) -> String {
    let plain = |text: &str, chars: usize| -> String {
        let allowed = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
        text.chars().take(chars).map(allowed).collect()
    };
    format!("samriddh_{}_{}", plain(&order.session, 26), plain(&order.spec.name, 26))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_is_filled_wherever_it_stands() {
        let values = vec![(TMP, "/t".to_owned()), (FREE_PORTS[0], "8123".to_owned())];
        let resources = Resources { values, database: None };
        assert_eq!(resources.fill("--port=${FREE_PORT_1} ${TMP}/x ${TMP}"), "--port=8123 /t/x /t");
        assert_eq!(resources.fill("${UNKNOWN}"), "${UNKNOWN}");
    }

    #[test]
    fn free_ports_differ() {
        let (first, _held) = free_port().unwrap();
        let (second, _also_held) = free_port().unwrap();
        assert_ne!(first, second);
    }
}
