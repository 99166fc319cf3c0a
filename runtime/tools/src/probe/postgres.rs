//! A PostgreSQL server that lets us in: asked with `psql`, and without it by the first bytes of the protocol.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use tokio_util::sync::CancellationToken;

use super::{Look, POSTGRES_URL, Status, Surroundings, Version};
use crate::command::{Exit, Invocation};
use crate::ports::Shell;
use crate::redact::redact;

const NEED_MAJOR: u32 = 13;
/// Loopback answers in a millisecond; a named server may be farther away.
const CONNECT_S: u32 = 3;
/// Making a database copies a template; on a slow disk that takes seconds.
const STATEMENT_MS: u64 = 60_000;
/// What is tried when no server is named.
const USUAL_HOSTS: [&str; 2] = ["/var/run/postgresql", "127.0.0.1"];
const USUAL_PORT: u16 = 5_432;
/// Asking for TLS is the one message a server answers before it knows who is there (protocol 3.0, SSLRequest).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// How to reach a server: what may be shown, and the password, which may not.
struct Address {
    shown: String,
    arguments: Vec<String>,
    password: Option<String>,
    host_and_port: Option<(String, u16)>,
    /// What comes before and after the database's name in a SQLAlchemy address.
    around_name: (String, String),
}

impl Address {
    fn sqlalchemy_url(&self, database: &str) -> String {
        let (before, after) = &self.around_name;
        format!("postgresql+psycopg://{before}/{database}{after}")
    }
}

pub(super) async fn look(look: &Look<'_>) -> Status {
    let mut refusals = Vec::new();
    for address in addresses(look.around.postgres_url.as_deref()) {
        let answer = match look.around.environment.find_program("psql") {
            Some(psql) => ask_with_psql(look, &psql.display().to_string(), &address).await,
            None => handshake(&address).await,
        };
        match answer {
            Ok(status) => return status,
            Err(refusal) => refusals.push(format!("{}: {refusal}", address.shown)),
        }
    }
    let tried = refusals.join("; ");
    Status::missing(format!(
        "start PostgreSQL, or set {POSTGRES_URL} to a server where databases may be created, for example \
         postgres://user:password@localhost:5432/postgres ({tried})"
    ))
}

/// A server that `psql` reaches, for making and dropping databases.
pub(crate) struct Server {
    psql: String,
    address: Address,
}

impl Server {
    /// The first of the usual or named servers that lets us in.
    pub(crate) async fn find(
        shell: &dyn Shell,
        around: &Surroundings,
        cancel: CancellationToken,
    ) -> Option<Self> {
        let psql = around.environment.find_program("psql")?.display().to_string();
        let look = Look { shell, around, cancel };
        for address in addresses(around.postgres_url.as_deref()) {
            if ask_with_psql(&look, &psql, &address).await.is_ok() {
                return Some(Self { psql, address });
            }
        }
        None
    }

    /// Runs one statement; what the server says against it is the error.
    pub(crate) async fn run(&self, shell: &dyn Shell, statement: &str) -> Result<(), String> {
        let fixed =
            ["--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement];
        let arguments = fixed.into_iter().chain(self.address.arguments.iter().map(String::as_str));
        let argv = std::iter::once(self.psql.as_str()).chain(arguments);
        let mut invocation =
            Invocation::new(argv, "/", STATEMENT_MS).env("PGCONNECT_TIMEOUT", CONNECT_S.to_string());
        if let Some(password) = &self.address.password {
            invocation = invocation.env("PGPASSWORD", password);
        }
        let outcome = shell.run(invocation, CancellationToken::new()).await;
        if outcome.success() {
            Ok(())
        } else {
            Err(format!("PostgreSQL refused: {}", outcome.stderr.text().trim()))
        }
    }

    /// The address of one of its databases, as SQLAlchemy with psycopg writes it.
    pub(crate) fn sqlalchemy_url(&self, database: &str) -> String {
        self.address.sqlalchemy_url(database)
    }
}

async fn ask_with_psql(look: &Look<'_>, psql: &str, address: &Address) -> Result<Status, String> {
    let fixed =
        ["--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--command", "show server_version"];
    let argv = std::iter::once(psql).chain(fixed).chain(address.arguments.iter().map(String::as_str));
    let mut env = vec![("PGCONNECT_TIMEOUT", CONNECT_S.to_string())];
    env.extend(address.password.clone().map(|password| ("PGPASSWORD", password)));
    let answer = look.ask(argv, &env).await;
    match Version::in_text(&answer.text) {
        Some(version) if answer.exit == Exit::Code(0) => Ok(judge(address, version)),
        _ => Err(answer
            .text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")),
    }
}

fn judge(address: &Address, version: Version) -> Status {
    let path = address.shown.clone().into();
    if version.major < NEED_MAJOR {
        return Status::TooOld { path, found: version.to_string(), need: NEED_MAJOR.to_string() };
    }
    // Since version 10 the second number is the patch level.
    Status::Found { path, version: format!("{}.{}", version.major, version.minor) }
}

/// Tells a PostgreSQL server from anything else; whether it would let us in stays open, and the answer says so.
async fn handshake(address: &Address) -> Result<Status, String> {
    let (host, port) = address
        .host_and_port
        .clone()
        .ok_or("psql is not installed, and a socket folder cannot be asked without it")?;
    let exchange = async {
        let mut stream = TcpStream::connect((host.as_str(), port)).await?;
        stream.write_all(&SSL_REQUEST).await?;
        stream.read_u8().await
    };
    let reply = tokio::time::timeout(Duration::from_secs(u64::from(CONNECT_S)), exchange).await;
    match reply {
        Ok(Ok(b'S' | b'N')) => {
            let version = "not known (install psql to ask)".to_owned();
            Ok(Status::Found { path: address.shown.clone().into(), version })
        }
        Ok(Ok(_)) => Err("something else than PostgreSQL answers".to_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer".to_owned()),
    }
}

fn addresses(url: Option<&str>) -> Vec<Address> {
    match url {
        Some(url) => vec![of_url(url)],
        None => USUAL_HOSTS
            .into_iter()
            .flat_map(|host| [None, Some("postgres")].map(|user| of_host(host, user)))
            .collect(),
    }
}

/// A host as the current user, or as the user that every server has.
fn of_host(host: &str, user: Option<&str>) -> Address {
    let mut arguments =
        vec![format!("--host={host}"), format!("--port={USUAL_PORT}"), "--dbname=postgres".to_owned()];
    arguments.extend(user.map(|user| format!("--username={user}")));
    let who = user.map(|user| format!(" as {user}")).unwrap_or_default();
    let host_and_port = (!host.starts_with('/')).then(|| (host.to_owned(), USUAL_PORT));
    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    let around_name = if host.starts_with('/') {
        (user, format!("?host={host}"))
    } else {
        (format!("{user}{host}:{USUAL_PORT}"), String::new())
    };
    let shown = format!("{host}:{USUAL_PORT}{who}");
    Address { shown, arguments, password: None, host_and_port, around_name }
}

/// Takes the password out of the address: a command line can be read by every user of the machine.
fn of_url(url: &str) -> Address {
    // SQLAlchemy writes postgresql+driver://, which psql does not know.
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(authority_end);
    let (userinfo, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let (user, password) = match userinfo.map(|userinfo| userinfo.split_once(':').unwrap_or((userinfo, ""))) {
        Some((user, password)) => {
            (format!("{user}@"), (!password.is_empty()).then(|| percent_decoded(password)))
        }
        None => (String::new(), None),
    };
    let public = format!("postgresql://{user}{host}{path}");
    let (name, port) = host
        .rsplit_once(':')
        .map_or((host, USUAL_PORT), |(name, port)| (name, port.parse().unwrap_or(USUAL_PORT)));
    let query = path.find('?').map(|at| path[at..].to_owned()).unwrap_or_default();
    Address {
        around_name: (authority.to_owned(), query),
        shown: redact(&public),
        arguments: vec![format!("--dbname={public}")],
        password,
        host_and_port: (!name.is_empty()).then(|| (name.to_owned(), port)),
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let decoded = (*first == b'%').then(|| after.get(..2)).flatten().and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_reaches_neither_the_command_line_nor_the_answer() {
        let address = of_url("postgresql+psycopg://blog:p%40ss%3Aw@db.local:5433/blog?sslmode=require");
        assert_eq!(address.arguments, ["--dbname=postgresql://blog@db.local:5433/blog?sslmode=require"]);
        assert_eq!(address.password.as_deref(), Some("p@ss:w"));
        assert_eq!(address.host_and_port, Some(("db.local".to_owned(), 5_433)));
        assert_eq!(address.shown, "postgresql://blog@db.local:5433/blog?sslmode=require");
    }

    #[test]
    fn databases_are_addressed_as_sqlalchemy_does() {
        let url =
            of_url("postgres://blog:p%40ss@db.local:5433/blog?sslmode=require").sqlalchemy_url("scratch");
        assert_eq!(url, "postgresql+psycopg://blog:p%40ss@db.local:5433/scratch?sslmode=require");
        let socket = of_host("/var/run/postgresql", Some("postgres")).sqlalchemy_url("scratch");
        assert_eq!(socket, "postgresql+psycopg://postgres@/scratch?host=/var/run/postgresql");
        let loopback = of_host("127.0.0.1", None).sqlalchemy_url("scratch");
        assert_eq!(loopback, "postgresql+psycopg://127.0.0.1:5432/scratch");
    }

    #[test]
    fn the_usual_places_are_tried_when_none_is_named() {
        let shown: Vec<String> = addresses(None).into_iter().map(|address| address.shown).collect();
        let expected = [
            "/var/run/postgresql:5432",
            "/var/run/postgresql:5432 as postgres",
            "127.0.0.1:5432",
            "127.0.0.1:5432 as postgres",
        ];
        assert_eq!(shown, expected);
    }
}
