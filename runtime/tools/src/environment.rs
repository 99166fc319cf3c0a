//! What of our own environment a command gets to see: an allow-list, so that keys and tokens stay with us.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

/// Where programs, caches, certificates and the language are.
const ALLOWED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "PLAYWRIGHT_BROWSERS_PATH",
    "PLAYWRIGHT_DOWNLOAD_HOST",
    "PYTHONDONTWRITEBYTECODE",
];
/// Settings of package managers and of the tools that choose a Python or a Node.
const ALLOWED_PREFIXES: &[&str] =
    &["LC_", "PIP_", "UV_", "npm_config_", "NPM_CONFIG_", "PYENV_", "NVM_", "ASDF_", "VOLTA_"];
/// Parts of names that speak of secrets, whatever the prefix: `npm_config__authToken`, `UV_PUBLISH_PASSWORD`.
const SECRET_WORDS: &[&str] =
    &["token", "secret", "password", "passwd", "auth", "credential", "apikey", "api_key"];
/// Variables with which a caller would change what a program loads rather than tell it something.
const LOADER_PREFIXES: &[&str] = &["LD_", "DYLD_"];
const LOADER_NAMES: &[&str] =
    &["BASH_ENV", "ENV", "IFS", "SHELLOPTS", "PYTHONSTARTUP", "PYTHONHOME", "PERL5OPT", "RUBYOPT"];

/// The allow-listed part of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Of this process, read once at the start.
    pub fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self::allowed(std::env::vars_os().filter_map(text))
    }

    /// What the allow-list leaves of `variables`.
    pub fn allowed(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(variables.into_iter().filter(|(name, _)| is_allowed(name)).collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The executable called `name` in `PATH`. Relative folders in `PATH` are passed over: they would let a generated
    /// repository supply its own `git`.
    pub fn find_program(&self, name: &str) -> Option<PathBuf> {
        if name.is_empty() || name.contains('/') {
            return None;
        }
        let folders = std::env::split_paths(self.get("PATH")?);
        folders
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(name))
            .find(|path| is_program(path))
    }
}

pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file() && access(path, Access::EXEC_OK).is_ok()
}

fn is_allowed(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let listed = ALLOWED.contains(&name) || ALLOWED_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    listed && !SECRET_WORDS.iter().any(|word| lower.contains(word))
}

/// Why a caller's variable may not be set, if it may not.
pub(crate) fn objection(name: &str, value: &str) -> Option<String> {
    let plain = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.as_bytes()[0].is_ascii_digit();
    if !plain {
        return Some(format!("`{}` is not a name for an environment variable", name.escape_debug()));
    }
    if LOADER_NAMES.contains(&name) || LOADER_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        return Some(format!("`{name}` changes what programs load and cannot be set"));
    }
    value.contains('\0').then(|| format!("the value of `{name}` contains a NUL byte"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_pass_and_settings_do() {
        let given = [
            ("PATH", true),
            ("LC_ALL", true),
            ("PIP_INDEX_URL", true),
            ("npm_config_registry", true),
            ("NODE_EXTRA_CA_CERTS", true),
            ("HTTPS_PROXY", true),
            ("ANTHROPIC_API_KEY", false),
            ("OPENAI_API_KEY", false),
            ("AWS_SECRET_ACCESS_KEY", false),
            ("GITHUB_TOKEN", false),
            ("npm_config__authToken", false),
            ("UV_PUBLISH_PASSWORD", false),
            ("LD_PRELOAD", false),
            ("GIT_DIR", false),
            ("PYTHONPATH", false),
            ("SAMRIDDH_POSTGRES_URL", false),
        ];
        let environment = Environment::allowed(given.map(|(name, _)| (name.to_owned(), "x".to_owned())));
        for (name, passes) in given {
            assert_eq!(environment.get(name).is_some(), passes, "{name}");
        }
    }

    #[test]
    fn callers_cannot_change_what_programs_load() {
        assert_eq!(objection("DATABASE_URL", "sqlite://"), None);
        for name in ["LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "A=B", "", "1A"] {
            assert!(objection(name, "x").is_some(), "{name} was accepted");
        }
        assert!(objection("A", "x\0").is_some());
    }

    #[test]
    fn relative_folders_in_path_are_passed_over() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let program = folder.path().join("tool");
        std::fs::write(&program, "#!/bin/sh\n").expect("written");
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("made executable");
        let path = |text: String| Environment::allowed([("PATH".to_owned(), text)]);
        assert_eq!(path(format!(".::{}", folder.path().display())).find_program("tool"), Some(program));
        assert_eq!(path(".:bin".to_owned()).find_program("Cargo.toml"), None);
    }
}
