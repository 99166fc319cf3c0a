//! `doctor`: whether the data folder can be used, which tools are here, and what a missing one means for a session.

pub(super) mod contents;
mod folder;

use std::path::Path;

use cli::Exit;
use cli::render::style;
use llm::Settings;
use protocol::problem::{Code, Problem};
use serde_json::{Value, json};
use tools::probe::{Probe, Status, Surroundings, Tool, probe_all};
use tools::{CancellationToken, LocalShell};

use crate::wiring;

pub async fn run(home: &Path, json: bool) -> Result<Exit, Problem> {
    let around = Surroundings::of_process();
    let shell = LocalShell::new(around.environment.clone())
        .map_err(|error| Problem::new(Code::Internal, error.to_string(), "try again"))?;
    let probes = probe_all(&shell, &around, CancellationToken::new()).await;
    let folder = folder::look(home);
    let model = wiring::model_settings();
    super::shown(
        json,
        || document(home, &folder, &probes, &model),
        || [folder::lines(home, &folder), tool_lines(&probes), vec![of_model(&model)]].concat().join("\n"),
    );
    Ok(if folder.is_well() { Exit::Done } else { Exit::Failed })
}

type Model = Result<Option<Settings>, Problem>;

fn document(home: &Path, folder: &folder::Folder, probes: &[Probe], model: &Model) -> Value {
    let tools: Vec<Value> = probes
        .iter()
        .map(|probe| {
            json!({
                "name": probe.tool.name(),
                "tool": probe.tool,
                "optional": probe.optional,
                "usable": probe.status.usable(),
                "status": probe.status,
                "without_it": without(probe.tool),
            })
        })
        .collect();
    let model = match model {
        Ok(settings) => json!({ "name": settings.as_ref().map(|settings| &settings.model) }),
        Err(problem) => json!({ "problem": problem.message }),
    };
    json!({ "home": home, "data_folder": folder, "tools": tools, "model": model })
}

fn tool_lines(probes: &[Probe]) -> Vec<String> {
    let mut lines = vec![style::strong("tools")];
    let wide = probes.iter().map(|probe| probe.tool.name().len()).max().unwrap_or(0);
    for probe in probes {
        let name = format!("{:wide$}", probe.tool.name());
        match &probe.status {
            Status::Found { path, version } => {
                let place = style::quiet(&path.display().to_string());
                lines.push(format!("{} {name}  {} {place}", style::good("✓"), style::clean(version)));
            }
            Status::Missing { what_to_do } => {
                lines.push(format!("{} {name}  missing: {}", style::warn("–"), style::clean(what_to_do)));
                lines.push(format!("  {:wide$}  {}", "", style::quiet(without(probe.tool))));
            }
            Status::TooOld { path, found, need } => {
                let place = path.display();
                lines.push(format!(
                    "{} {name}  {found} at {place} is too old; {need} is needed",
                    style::warn("–")
                ));
                lines.push(format!("  {:wide$}  {}", "", style::quiet(without(probe.tool))));
            }
        }
    }
    lines
}

/// Its name and nothing else of its settings.
fn of_model(model: &Model) -> String {
    match model {
        Ok(Some(settings)) => {
            format!("{} model: {} is configured", style::good("✓"), style::clean(&settings.model))
        }
        Ok(None) => style::quiet("· no model is configured, and none is needed"),
        Err(problem) => format!("{} model: {}", style::warn("–"), style::clean(&problem.message)),
    }
}

/// What a session lacks without the tool. It is made all the same.
fn without(tool: Tool) -> &'static str {
    match tool {
        Tool::Git => "without it: a result has its files but no history",
        Tool::Python | Tool::Venv => "without it: nothing of a backend is checked",
        Tool::Node | Tool::Npm => "without it: nothing of a web client is checked",
        Tool::Postgres => "without it: migrations and the running API are not checked on PostgreSQL",
        Tool::Chromium => "without it: no journey is tried in a browser",
        Tool::Redis => "without it: the cache of a product that has one is not checked on a server",
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use expect_test::expect;

    use super::*;

    #[test]
    fn a_missing_tool_says_what_to_do_and_what_it_means() {
        let probe = |tool, status| Probe { tool, optional: false, status };
        let probes = [
            probe(Tool::Git, Status::Found { path: PathBuf::from("/usr/bin/git"), version: "2.47.0".into() }),
            probe(Tool::Npm, Status::Missing { what_to_do: "install Node 20 or newer".into() }),
            probe(
                Tool::Python,
                Status::TooOld {
                    path: PathBuf::from("/usr/bin/python3"),
                    found: "3.9".into(),
                    need: "3.11".into(),
                },
            ),
        ];
        expect![[r#"
            [1mtools[0m
            [32m✓[0m git      2.47.0 [2m/usr/bin/git[0m
            [33m–[0m npm      missing: install Node 20 or newer
                       [2mwithout it: nothing of a web client is checked[0m
            [33m–[0m python3  3.9 at /usr/bin/python3 is too old; 3.11 is needed
                       [2mwithout it: nothing of a backend is checked[0m"#]]
        .assert_eq(&tool_lines(&probes).join("\n").replace('\u{1b}', ""));
    }

    #[test]
    fn of_a_model_its_name_is_said_and_its_key_is_not() {
        let key = Some("sk-canary".to_owned().into());
        let model = Settings::new("https://api.example.com/v1", "m", key).expect("usable");
        let line = of_model(&Ok(Some(model)));
        assert!(line.ends_with("model: m is configured"), "{line}");
        assert!(of_model(&Ok(None)).contains("no model is configured"));
    }
}
