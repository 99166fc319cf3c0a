//! The real program, built once and run as a person runs it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::document;

/// The `samriddh` program.
pub struct Program {
    path: PathBuf,
    /// Set for every run of it.
    env: Vec<(String, PathBuf)>,
}

/// A gateway at work; it is killed with this value, without a word.
pub struct Serving {
    child: Child,
    /// What it said: `url`, `port`, `token`, `pid`.
    pub address: Value,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a run of it left.
pub struct Ran {
    pub code: Option<i32>,
    pub document: Value,
    pub stderr: String,
}

impl Program {
    /// Builds it with the profile of this very program, and with what all the workspace asks of its libraries: then it is the program
    /// that the tests have built, and nothing is compiled twice.
    pub fn build() -> Result<Self> {
        let me = std::env::current_exe()?;
        let folder = me.parent().context("this program lies in no folder")?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = command(Path::new(&cargo));
        build.args(["build", "--quiet", "--workspace", "--bin", "samriddh"]);
        if folder.file_name().is_some_and(|name| name == "release") {
            build.arg("--release");
        }
        ensure!(build.status().context("cargo did not start")?.success(), "samriddh does not build");
        Ok(Self { path: folder.join("samriddh"), env: Vec::new() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The same program with a variable of its environment set.
    pub fn with_env(&self, name: &str, value: &Path) -> Self {
        let mut env = self.env.clone();
        env.push((name.to_owned(), value.to_owned()));
        Self { path: self.path.clone(), env }
    }

    /// One of the gateway's examples, built like the program.
    pub fn example(&self, name: &str) -> Result<Command> {
        let folder = self.path.parent().context("the program lies in no folder")?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = command(Path::new(&cargo));
        build.args(["build", "--quiet", "--workspace", "--example", name]);
        if folder.file_name().is_some_and(|name| name == "release") {
            build.arg("--release");
        }
        ensure!(
            build.status().context("cargo did not start")?.success(),
            "the example {name} does not build"
        );
        Ok(command(&folder.join("examples").join(name)))
    }

    /// Starts `serve` and waits until it says where it is.
    pub fn serve(&self, home: &Path) -> Result<Serving> {
        let mut start = self.start(home, &["serve", "--port", "0", "--json"]);
        start.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = start.spawn().context("samriddh did not start")?;
        let output = child.stdout.take().context("it has no output")?;
        let mut said = serde_json::Deserializer::from_reader(output).into_iter::<Value>();
        let address = said.next().context("`samriddh serve` ended without a word")??;
        Ok(Serving { child, address })
    }

    fn start(&self, home: &Path, arguments: &[&str]) -> Command {
        let mut start = command(&self.path);
        start.args(arguments).env("SAMRIDDH_HOME", home).stdin(Stdio::null());
        start.envs(self.env.iter().map(|(name, value)| (name, value)));
        start
    }

    /// Runs it with `--json` and reads the one document it prints.
    pub fn json(&self, home: &Path, arguments: &[&str]) -> Result<Ran> {
        let output = self.start(home, arguments).arg("--json").output().context("samriddh did not start")?;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let document = serde_json::from_slice(&output.stdout).with_context(|| {
            format!("`samriddh {}` printed no JSON document\n{stderr}", arguments.join(" "))
        })?;
        Ok(Ran { code: output.status.code(), document, stderr })
    }

    /// The same for a run that has to end with this exit code.
    pub fn expect(&self, home: &Path, arguments: &[&str], code: i32) -> Result<Value> {
        let ran = self.json(home, arguments)?;
        if ran.code != Some(code) {
            // What says why comes last: it is what is left of a long report.
            let why = document::not_verified(ran.document["checks"].as_array().into_iter().flatten());
            bail!(
                "{}\n{}\n{why}\n`samriddh {}` ended with {:?}, not {code}",
                serde_json::to_string(&ran.document)?,
                ran.stderr,
                arguments.join(" "),
                ran.code
            );
        }
        Ok(ran.document)
    }

    /// Runs it where there is no network interface, to a good end. A kernel that permits no such place fails here.
    pub fn alone(&self, home: &Path, arguments: &[&str]) -> Result<Value> {
        let permitted = |how: &&&str| {
            let tried = command(Path::new("unshare")).args([**how, "true"]).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        };
        let how = ["-n", "-rn"].iter().find(permitted).copied();
        let how =
            how.context("no network namespace can be made here: run this as root, or permit `unshare -rn`")?;
        let mut start = command(Path::new("unshare"));
        start.arg(how).arg(&self.path).args(arguments).arg("--json");
        let output = start.env("SAMRIDDH_HOME", home).stdin(Stdio::null()).output()?;
        let shown = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "`samriddh {}` failed\n{shown}", arguments.join(" "));
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Runs it with so few open files at most; everything that it printed.
    pub fn limited(&self, home: &Path, open_files: u32, arguments: &[&str]) -> Result<String> {
        let mut start = command(Path::new("sh"));
        let script = format!("ulimit -n {open_files}; exec \"$0\" \"$@\"");
        start.arg("-c").arg(script).arg(&self.path).args(arguments);
        let output = start.env("SAMRIDDH_HOME", home).stdin(Stdio::null()).output()?;
        Ok([output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat())
    }

    /// Starts it and does not wait.
    pub fn spawn(&self, home: &Path, arguments: &[&str]) -> Result<Child> {
        let mut start = self.start(home, arguments);
        start.stdout(Stdio::null()).stderr(Stdio::null());
        start.spawn().context("samriddh did not start")
    }
}

/// Runs one test of a crate, as `cargo test` built it, and gives what it printed.
pub fn test(package: &str, name: &str, arguments: &[&str], env: &[(&str, &str)]) -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut start = command(Path::new(&cargo));
    start.args(["test", "--quiet", "--workspace", "--test", name, "--"]).args(arguments);
    let output =
        start.envs(env.iter().copied()).stdin(Stdio::null()).output().context("cargo did not start")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the test {name} of {package} failed\n{said}{complained}");
    Ok(said)
}

/// Runs another program of the machine and gives what it printed.
pub fn run(folder: &Path, argv: &[&str]) -> Result<String> {
    run_with(folder, argv, &[])
}

/// The same with variables of its environment set.
pub fn run_with(folder: &Path, argv: &[&str], env: &[(&str, &Path)]) -> Result<String> {
    let (program, arguments) = argv.split_first().context("no program")?;
    let mut start = command(Path::new(program));
    start.args(arguments).current_dir(folder).envs(env.iter().copied()).stdin(Stdio::null());
    let output = start.output().with_context(|| format!("{program} did not start"))?;
    let [said, complained] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    ensure!(output.status.success(), "`{}` failed: {said}\n{complained}", argv.join(" "));
    Ok(said.into_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "journeys start programs as a person does, without the product's own shell"
)]
fn command(program: &Path) -> Command {
    Command::new(program)
}
