//! `sessions`: what is in the data folder, newest first.

use std::path::Path;

use cli::Exit;
use cli::render::session::{self, Fork, Listed};
use protocol::problem::Problem;
use runtime::archive::{self, Summary};
use serde_json::json;

pub fn run(home: &Path, json: bool) -> Result<Exit, Problem> {
    let listed = listed(home)?;
    super::shown(json, || json!(listed), || session::list(&listed));
    Ok(Exit::Done)
}

/// The list, as terminals and pages get it.
pub fn listed(home: &Path) -> Result<Vec<Listed>, Problem> {
    Ok(archive::list(home)?.into_iter().map(listed_one).collect())
}

pub fn listed_one(summary: Summary) -> Listed {
    let state = match (&summary.damage, summary.events) {
        (Some(_), _) => "damaged",
        (None, 0) => "empty",
        (None, _) => session::standing(summary.outcome, summary.stage, summary.paused, summary.asked),
    };
    Listed {
        id: summary.id.to_string(),
        state: state.to_owned(),
        path: summary.path,
        request: summary.request,
        created_ms: summary.created_ms,
        damage: summary.damage,
        parent: summary.parent.map(|parent| Fork { session: parent.session.to_string(), at: parent.at }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "abcdefghijklmnopqrstuvwxyz";

    #[test]
    fn a_home_that_is_a_file_is_an_error_and_no_empty_list() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("afile");
        std::fs::write(&home, "x").unwrap();
        let problem = listed(&home).unwrap_err();
        assert!(problem.message.ends_with("afile is a file"), "{}", problem.message);
        assert_eq!(listed(&folder.path().join("not-yet")).unwrap(), []);
    }

    #[test]
    fn a_session_that_cannot_be_read_is_shown_as_damaged_beside_the_others() {
        let home = tempfile::tempdir().unwrap();
        let journal = |id: &str| home.path().join("sessions").join(id).join("journal");
        std::fs::create_dir_all(journal(ID).join("00000000000000000001.seg")).unwrap();
        let other: String = ID.chars().rev().collect();
        std::fs::create_dir_all(journal(&other)).unwrap();
        let listed = listed(home.path()).unwrap();
        let states: Vec<_> = listed.iter().map(|one| (one.id.as_str(), one.state.as_str())).collect();
        assert_eq!(states, [(ID, "damaged"), (other.as_str(), "empty")]);
        assert!(listed[0].damage.as_ref().is_some_and(|why| why.contains("00000000000000000001.seg")));
    }
}
