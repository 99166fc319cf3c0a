//! Which data folder to use.

use std::ffi::OsString;
use std::path::PathBuf;

use cli::args::Shared;
use protocol::problem::{Code, Problem};

const VARIABLE: &str = "SAMRIDDH_HOME";

/// The one named on the command line, else the environment's, else the platform's place.
pub fn find(shared: &Shared) -> Result<PathBuf, Problem> {
    choose(shared.home.clone(), std::env::var_os(VARIABLE), platform())
}

fn choose(
    named: Option<PathBuf>,
    variable: Option<OsString>,
    platform: Option<PathBuf>,
) -> Result<PathBuf, Problem> {
    let variable = variable.filter(|value| !value.is_empty()).map(PathBuf::from);
    let found = named.or(variable).or(platform).ok_or_else(|| {
        Problem::new(Code::Storage, "there is no home folder to keep data in", "name one with --home DIR")
    })?;
    std::path::absolute(&found).map_err(|error| {
        let message = format!("the data folder {} cannot be used: {error}", found.display());
        Problem::new(Code::Storage, message, "name another with --home DIR")
    })
}

/// Where a page makes what names no folder: below the person's own folder, where it is found again.
pub fn projects() -> Option<PathBuf> {
    directories::UserDirs::new().map(|folders| folders.home_dir().join("samriddh"))
}

fn platform() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "samriddh").map(|folders| folders.data_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_wins_and_an_empty_one_is_none() {
        let all = |named: Option<&str>, variable: &str| {
            choose(named.map(PathBuf::from), Some(variable.into()), Some("/platform".into())).unwrap()
        };
        assert_eq!(all(Some("/named"), "/variable"), PathBuf::from("/named"));
        assert_eq!(all(None, "/variable"), PathBuf::from("/variable"));
        assert_eq!(all(None, ""), PathBuf::from("/platform"));
        assert_eq!(choose(None, None, None).unwrap_err().code, Code::Storage);
    }
}
