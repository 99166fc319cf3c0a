//! What a repository is built on: the packages its manifests name, the versions its locks pin, and the frameworks among them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

mod place;
mod read;

pub use place::For;

/// A package that a manifest names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Package {
    pub ecosystem: &'static str,
    pub name: String,
    /// As it is asked for; empty if any will do.
    pub wanted: String,
    /// As a lock pins it.
    pub locked: Option<String>,
    /// Where it is named.
    pub manifest: String,
    /// In the manifest, from one.
    pub line: u32,
    pub purpose: For,
    /// Only for those who work on it: for tests, tools, or to be brought by whoever uses it.
    pub development: bool,
    /// What it is, if it is one that shapes a program.
    pub framework: Option<&'static str>,
}

/// Files that say what is used, by name; each is read whole.
pub const MANIFESTS: &[&str] = &[
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "Pipfile",
    "package.json",
    "Cargo.toml",
    "go.mod",
    "Gemfile",
    "composer.json",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
];
/// Files that say which versions, by name.
pub const LOCKS: &[&str] =
    &["poetry.lock", "uv.lock", "Cargo.lock", "package-lock.json", "composer.lock", "Gemfile.lock"];

/// Packages that shape a program, as their registries spell them.
const FRAMEWORKS: &[(&str, &str)] = &[
    ("fastapi", "web API"),
    ("flask", "web"),
    ("django", "web"),
    ("starlette", "web"),
    ("aiohttp", "web"),
    ("tornado", "web"),
    ("sqlalchemy", "database"),
    ("alembic", "migrations"),
    ("pydantic", "validation"),
    ("celery", "background jobs"),
    ("pytest", "tests"),
    ("react", "user interface"),
    ("vue", "user interface"),
    ("svelte", "user interface"),
    ("@angular/core", "user interface"),
    ("next", "web"),
    ("nuxt", "web"),
    ("vite", "build"),
    ("webpack", "build"),
    ("express", "web"),
    ("fastify", "web"),
    ("@nestjs/core", "web"),
    ("prisma", "database"),
    ("@prisma/client", "database"),
    ("typeorm", "database"),
    ("jest", "tests"),
    ("mocha", "tests"),
    ("hono", "web"),
    ("koa", "web"),
    ("@sveltejs/kit", "web"),
    ("vitest", "tests"),
    ("typescript", "language"),
    ("tokio", "asynchronous runtime"),
    ("axum", "web"),
    ("actix-web", "web"),
    ("rocket", "web"),
    ("diesel", "database"),
    ("sqlx", "database"),
    ("serde", "serialization"),
    ("rails", "web"),
    ("sinatra", "web"),
    ("laravel/framework", "web"),
    ("symfony/framework-bundle", "web"),
    ("github.com/gin-gonic/gin", "web"),
    ("github.com/labstack/echo/v4", "web"),
    ("gorm.io/gorm", "database"),
    ("org.springframework.boot:spring-boot-starter-web", "web"),
];

/// One package as a manifest asks for it.
#[derive(Debug)]
struct Wanted {
    manifest: String,
    line: u32,
    purpose: For,
    ecosystem: &'static str,
    name: String,
    version: String,
}

/// Packages of manifests and locks, which may come in any order.
#[derive(Debug, Default)]
pub struct Stack {
    wanted: Vec<Wanted>,
    locked: BTreeMap<(&'static str, String), String>,
}

impl Stack {
    /// Whether a path is a manifest or a lock.
    pub fn concerns(path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        MANIFESTS.contains(&name) || LOCKS.contains(&name) || is_requirements(path)
    }

    /// Takes a file in; one that cannot be read says so, and counts for nothing.
    pub fn take(&mut self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let name = path.rsplit('/').next().unwrap_or(path);
        if LOCKS.contains(&name) {
            for (ecosystem, package, version) in read::lock(name, text)? {
                self.locked.insert((ecosystem, package), version);
            }
            return Ok(());
        }
        for (place, found) in read::manifest(path, text)? {
            for (ecosystem, name, version) in found {
                let line = place.line(text, &name);
                let purpose = place.purpose.clone();
                self.wanted.push(Wanted {
                    manifest: path.to_owned(),
                    line,
                    purpose,
                    ecosystem,
                    name,
                    version,
                });
            }
        }
        Ok(())
    }

    /// All that is named, in the order of manifests and names.
    pub fn packages(&self) -> Vec<Package> {
        // What the program itself needs is for development nowhere else in the same manifest.
        let running = self.wanted.iter().filter(|one| one.purpose == For::Running);
        let running: BTreeSet<(&str, &str)> =
            running.map(|one| (one.manifest.as_str(), one.name.as_str())).collect();
        let package = |one: &Wanted| Package {
            ecosystem: one.ecosystem,
            name: one.name.clone(),
            wanted: one.version.clone(),
            locked: self.locked.get(&(one.ecosystem, one.name.clone())).cloned(),
            manifest: one.manifest.clone(),
            line: one.line,
            purpose: one.purpose.clone(),
            development: !running.contains(&(one.manifest.as_str(), one.name.as_str())),
            framework: FRAMEWORKS.iter().find(|(known, _)| *known == one.name).map(|(_, what)| *what),
        };
        let mut packages: Vec<Package> = self.wanted.iter().map(package).collect();
        packages.sort();
        packages.dedup();
        packages
    }
}

/// `requirements-dev.txt`, `requirements/dev.txt`.
fn is_requirements(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let within = folder.rsplit('/').next() == Some("requirements");
    (name.starts_with("requirements") || within) && (name.ends_with(".txt") || name.ends_with(".in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_and_locks_of_each_ecosystem_are_read_together() {
        let mut stack = Stack::default();
        let files = [
            (
                "api/pyproject.toml",
                "[project]\ndependencies = [\"FastAPI[standard]>=0.110\", \"sqlalchemy ~= 2.0 ; python_version > '3'\"]\n[project.optional-dependencies]\ntest = [\"pytest\"]\n[tool.poetry.dependencies]\npython = \"^3.11\"\nrich = {version = \"1\"}\n",
            ),
            ("requirements-dev.txt", "# dev\nflask==3.0.0 # web\n-r other.txt\ngit+https://x\n"),
            ("uv.lock", "[[package]]\nname = \"fastapi\"\nversion = \"0.115.0\"\n"),
            (
                "web/package.json",
                "{\"dependencies\": {\"react\": \"^19\"}, \"devDependencies\": {\"vite\": \"7\"}}",
            ),
            (
                "package-lock.json",
                "{\"packages\": {\"node_modules/react\": {\"version\": \"19.1.0\"}, \"\": {}}}",
            ),
            (
                "Cargo.toml",
                "[dependencies]\ntokio = { version = \"1\", features = [] }\nserde.workspace = true\n[workspace.dependencies]\nserde = \"1\"\n",
            ),
            ("Cargo.lock", "[[package]]\nname = \"tokio\"\nversion = \"1.50.0\"\n"),
            (
                "go.mod",
                "module x\n\ngo 1.22\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.1\n\tgolang.org/x/net v0.1.0 // indirect\n)\nrequire a.b/c v1.0.0\n",
            ),
            ("Gemfile", "source 'x'\ngem 'rails', '~> 7.0'\ngem \"pg\"\n"),
            ("composer.json", "{\"require\": {\"laravel/framework\": \"^11\"}}"),
            (
                "pom.xml",
                "<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId><version>3.2</version></dependency></dependencies>",
            ),
            ("build.gradle", "implementation 'com.google.guava:guava:33.0'\n"),
        ];
        for (path, text) in files {
            assert!(Stack::concerns(path), "{path}");
            stack.take(path, text.as_bytes()).unwrap();
        }
        let shown: Vec<String> = stack
            .packages()
            .iter()
            .map(|one| {
                format!("{} {} {} {:?} {:?}", one.ecosystem, one.name, one.wanted, one.locked, one.framework)
            })
            .collect();
        expect_test::expect![[r#"
            cargo serde  None Some("serialization")
            cargo serde 1 None Some("serialization")
            cargo tokio 1 Some("1.50.0") Some("asynchronous runtime")
            composer laravel/framework ^11 None Some("web")
            gem pg  None None
            gem rails ~> 7.0 None Some("web")
            go a.b/c v1.0.0 None None
            go github.com/gin-gonic/gin v1.9.1 None Some("web")
            go golang.org/x/net v0.1.0 None None
            maven com.google.guava:guava 33.0 None None
            maven org.springframework.boot:spring-boot-starter-web 3.2 None Some("web")
            npm react ^19 Some("19.1.0") Some("user interface")
            npm vite 7 None Some("build")
            python fastapi >=0.110 Some("0.115.0") Some("web API")
            python flask ==3.0.0 None Some("web")
            python pytest  None Some("tests")
            python rich 1 None None
            python sqlalchemy ~= 2.0 None Some("database")"#]]
        .assert_eq(&shown.join("\n"));
    }

    #[test]
    fn a_broken_manifest_is_named_and_counts_for_nothing() {
        let mut stack = Stack::default();
        for (path, text) in [("package.json", "{"), ("Cargo.toml", "= x"), ("package-lock.json", "[]")] {
            drop(stack.take(path, text.as_bytes()));
        }
        assert!(stack.take("package.json", b"\xff").is_err());
        assert!(stack.take("package.json", b"{").is_err());
        assert!(stack.packages().is_empty());
    }

    #[test]
    fn what_is_only_for_development_says_so() {
        let mut stack = Stack::default();
        let package = r#"{"dependencies": {"react": "19"}, "devDependencies": {"vite": "7"}, "peerDependencies": {"vue": "3", "react": "18"}}"#;
        stack.take("package.json", package.as_bytes()).unwrap();
        stack.take("requirements-dev.txt", b"pytest\n").unwrap();
        stack
            .take(
                "pyproject.toml",
                b"[project]\ndependencies = [\"flask\"]\n[dependency-groups]\ndev = [\"celery\"]\n",
            )
            .unwrap();
        let only: Vec<String> =
            stack.packages().into_iter().filter(|one| one.development).map(|one| one.name).collect();
        assert_eq!(only, ["vite", "vue", "celery", "pytest"]);
    }
}
