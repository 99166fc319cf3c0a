//! What is found is told with its place and version; what is not, with what to do.

use std::os::unix::fs::PermissionsExt;

use tools::fake::{Reply, ScriptedShell};
use tools::ports::Shell;
use tools::probe::{Probe, Status, Surroundings, Tool, probe, probe_all};
use tools::{CancellationToken, Environment, LocalShell};

/// A folder with programs that only the script knows how to answer for.
struct Machine {
    folder: tempfile::TempDir,
    shell: ScriptedShell,
    around: Surroundings,
}

fn machine(replies: &[(&str, &[&str], Reply)]) -> Machine {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut shell = ScriptedShell::new();
    for (name, arguments, reply) in replies {
        let program = folder.path().join(name);
        std::fs::write(&program, "").expect("written");
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).expect("executable");
        let argv =
            std::iter::once(program.display().to_string()).chain(arguments.iter().map(|a| (*a).to_owned()));
        shell = shell.on(argv, reply.clone());
    }
    let path = folder.path().display().to_string();
    let environment = Environment::allowed([("PATH".to_owned(), path.clone()), ("HOME".to_owned(), path)]);
    Machine { folder, shell, around: Surroundings { environment, postgres_url: None, redis_url: None } }
}

impl Machine {
    async fn look(&self, tool: Tool) -> Status {
        probe(tool, &self.shell, &self.around, CancellationToken::new()).await.status
    }

    fn program(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

#[tokio::test]
async fn programs_are_found_too_old_or_missing() {
    let machine = machine(&[
        ("git", &["--version"], Reply::ok("git version 2.47.3\n")),
        ("python3", &["--version"], Reply::ok("Python 3.9.2\n")),
        ("node", &["--version"], Reply::failed(127, "node: libnode.so not found")),
    ]);
    let found = Status::Found { path: machine.program("git"), version: "2.47.3".to_owned() };
    assert_eq!(machine.look(Tool::Git).await, found);
    let old = Status::TooOld {
        path: machine.program("python3"),
        found: "3.9.2".to_owned(),
        need: "3.11".to_owned(),
    };
    assert_eq!(machine.look(Tool::Python).await, old);
    for tool in [Tool::Node, Tool::Npm, Tool::Venv, Tool::Chromium] {
        let status = machine.look(tool).await;
        assert!(
            matches!(&status, Status::Missing { what_to_do } if what_to_do.contains("install")),
            "{tool}: {status:?}"
        );
    }
}

#[tokio::test]
async fn the_venv_module_is_asked_for_what_it_needs() {
    let whole = machine(&[("python3", &["-c"], Reply::ok("24.0\n"))]);
    assert!(matches!(whole.look(Tool::Venv).await, Status::Found { version, .. } if version == "pip 24.0.0"));
    let without = machine(&[(
        "python3",
        &["-c"],
        Reply::failed(1, "ModuleNotFoundError: No module named 'ensurepip'"),
    )]);
    assert!(matches!(without.look(Tool::Venv).await, Status::Missing { .. }));
}

#[tokio::test]
async fn a_postgres_that_is_named_is_asked_without_showing_its_password() {
    let mut machine = machine(&[("psql", &[], Reply::ok("15.20 (Debian 15.20-0+deb12u1)\n"))]);
    machine.around.postgres_url = Some("postgresql+psycopg://blog:canary@db:5433/postgres".to_owned());
    let status = machine.look(Tool::Postgres).await;
    let found =
        Status::Found { path: "postgresql://blog@db:5433/postgres".into(), version: "15.20".to_owned() };
    assert_eq!(status, found);
    let asked = machine.shell.asked();
    assert!(asked.iter().all(|invocation| !invocation.argv.join(" ").contains("canary")));
    assert_eq!(asked[0].env.get("PGPASSWORD").map(String::as_str), Some("canary"));
}

#[tokio::test]
async fn a_postgres_that_refuses_says_why_and_what_to_do() {
    let machine = machine(&[("psql", &[], Reply::failed(2, "psql: error: role \"me\" does not exist\n"))]);
    let Status::Missing { what_to_do } = machine.look(Tool::Postgres).await else { panic!("it was found") };
    assert!(what_to_do.contains("SAMRIDDH_POSTGRES_URL"), "{what_to_do}");
    assert!(what_to_do.contains("role \"me\" does not exist"), "{what_to_do}");
    assert_eq!(machine.shell.asked().len(), 4, "each usual place is tried");
}

#[tokio::test]
async fn the_newest_browser_of_playwright_is_found() {
    let mut machine = machine(&[]);
    for build in ["chromium-1100", "chromium-999", "firefox-2000"] {
        let folder = machine.folder.path().join(".cache/ms-playwright").join(build).join("chrome-linux");
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("chrome"), "").expect("written");
        std::fs::set_permissions(folder.join("chrome"), PermissionsExt::from_mode(0o755))
            .expect("executable");
    }
    let newest = machine.folder.path().join(".cache/ms-playwright/chromium-1100/chrome-linux/chrome");
    machine.shell =
        ScriptedShell::new().on([newest.display().to_string()], Reply::ok("Chromium 131.0.6778.33"));
    if cfg!(target_os = "linux") {
        let found = Status::Found { path: newest, version: "131.0.6778".to_owned() };
        assert_eq!(machine.look(Tool::Chromium).await, found);
    }
}

/// A server that says what a real one says, on a free port.
async fn server(reply: &'static [u8]) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::task::spawn_blocking(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().expect("a client");
        let mut request = [0; 64];
        let _ = stream.read(&mut request).expect("a request");
        stream.write_all(reply).expect("a reply");
    });
    port
}

#[tokio::test]
async fn without_psql_the_protocol_itself_is_asked() {
    let mut machine = machine(&[]);
    machine.around.postgres_url = Some(format!("postgres://u:p@127.0.0.1:{}/db", server(b"N").await));
    assert!(machine.look(Tool::Postgres).await.usable());
    machine.around.postgres_url =
        Some(format!("postgres://u:p@127.0.0.1:{}/db", server(b"HTTP/1.1 400").await));
    let status = machine.look(Tool::Postgres).await;
    assert!(
        matches!(&status, Status::Missing { what_to_do } if what_to_do.contains("something else")),
        "{status:?}"
    );
}

#[tokio::test]
async fn a_redis_that_answers_is_found() {
    let mut machine = machine(&[]);
    machine.around.redis_url =
        Some(format!("redis://127.0.0.1:{}/0", server(b"$9\r\nredis_version:7.2.4\r\n").await));
    assert!(matches!(machine.look(Tool::Redis).await, Status::Found { version, .. } if version == "7.2.4"));
}

#[tokio::test]
async fn this_machine_is_probed_whole() {
    let shell = LocalShell::new(Environment::of_process()).expect("a shell");
    let shell: &dyn Shell = &shell;
    let started = tokio::time::Instant::now();
    let probes: Vec<Probe> = probe_all(shell, &Surroundings::of_process(), CancellationToken::new()).await;
    for probe in &probes {
        println!("{}: {:?}", probe.tool, probe.status);
    }
    println!("{:?}", started.elapsed());
    assert_eq!(probes.iter().map(|probe| probe.tool).collect::<Vec<_>>(), Tool::ALL);
}
