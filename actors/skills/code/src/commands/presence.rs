//! What a file's name alone tells.

use std::collections::BTreeSet;

use super::{Command, Commands, Given, Kind, folder, kind};

pub fn add(files: &BTreeSet<&str>, to: &mut Commands) {
    for path in files {
        let by_name = |line: &str| -> Command { Given { path, text: "" }.command_at(0, line, "") };
        let name = path.rsplit('/').next().unwrap_or(path);
        match name {
            "go.mod" => {
                to.install.push(by_name("go build ./..."));
                to.test.push(by_name("go test ./..."));
            }
            "Gemfile" => to.install.push(by_name("bundle install")),
            "composer.json" => to.install.push(by_name("composer install")),
            "pom.xml" if folder(path).is_empty() => {
                to.install.push(by_name("mvn package"));
                to.test.push(by_name("mvn test"));
            }
            "build.gradle" | "build.gradle.kts" if folder(path).is_empty() => {
                let gradle = if files.contains("gradlew") { "./gradlew" } else { "gradle" };
                to.install.push(by_name(&format!("{gradle} build")));
                to.test.push(by_name(&format!("{gradle} test")));
            }
            "docker-compose.yml" | "docker-compose.yaml" | "compose.yml" | "compose.yaml" => {
                to.run.push(by_name("docker compose up"));
            }
            "manage.py" => to.run.push(by_name("python manage.py runserver")),
            // Scripts that repositories have by custom, in a folder of their own at the root.
            name if matches!(folder(path), "scripts" | "script" | "bin") && is_script(name) => {
                let stem = name.trim_end_matches(".sh");
                let list = match kind(stem) {
                    Kind::Test => &mut to.test,
                    Kind::Tidy => &mut to.tidy,
                    Kind::Run if matches!(stem, "install" | "setup" | "bootstrap") => &mut to.install,
                    // A script of shell says by its ending what it is.
                    Kind::Run if is_customary(stem) || name.ends_with(".sh") => &mut to.run,
                    Kind::Run => continue,
                };
                let line = format!("./{path}");
                list.push(Command { folder: String::new(), ..by_name(&line) });
            }
            "tox.ini" => to.test.push(by_name("tox")),
            "noxfile.py" => to.test.push(by_name("nox")),
            name if name.starts_with("requirements") && name.ends_with(".txt") => {
                to.install.push(by_name(&format!("pip install -r {name}")));
            }
            _ => {}
        }
    }
}

fn is_script(name: &str) -> bool {
    !name.contains('.') || name.ends_with(".sh")
}

fn is_customary(name: &str) -> bool {
    matches!(
        name,
        "server"
            | "start"
            | "run"
            | "dev"
            | "build"
            | "lint"
            | "format"
            | "release"
            | "publish"
            | "docs"
            | "deploy"
    )
}
