//! How the program ends, as scripts see it.

use protocol::check::CheckStatus;
use protocol::event::Outcome;
use protocol::problem::Code;
use protocol::view::View;

use crate::render::check;

/// Exit codes; the help of the program lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked is verified, or nobody asked for it to be.
    Done,
    /// A check or the work failed, or a record is damaged.
    Failed,
    /// A bad or unsupported request; nothing was written.
    Refused,
    /// Nothing that was to be verified could run here.
    NothingRan,
    /// The plan or a question waits for the person.
    NeedsAnswer,
    /// Another samriddh has the data folder; nothing was written.
    InUse,
    Interrupted,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Refused => 2,
            Exit::NothingRan => 3,
            Exit::NeedsAnswer => 4,
            Exit::InUse => 5,
            Exit::Interrupted => 130,
        }
    }

    /// What a problem that stopped the program means to a script.
    pub fn of_code(code: Code) -> Self {
        match code {
            Code::Malformed | Code::NotFound | Code::NotNow | Code::Unbuildable | Code::TooLarge => {
                Exit::Refused
            }
            Code::Locked => Exit::InUse,
            Code::Version | Code::Unauthorized | Code::Overloaded | Code::Storage | Code::Internal => {
                Exit::Failed
            }
        }
    }

    /// What a session's state means; one that has not ended waits for its person.
    pub fn of_view(view: &View) -> Self {
        match view.outcome {
            None => Exit::NeedsAnswer,
            Some(Outcome::Refused) => Exit::Refused,
            Some(Outcome::Failed | Outcome::Cancelled) => Exit::Failed,
            Some(Outcome::Done) => of_checks(view),
        }
    }
}

fn of_checks(view: &View) -> Exit {
    let proofs: Vec<CheckStatus> =
        check::asked(view).filter(|line| !line.spec.setup).map(|line| line.result.status).collect();
    if view.checks.values().any(|result| result.status == CheckStatus::Failed) {
        Exit::Failed
    } else if !proofs.is_empty() && proofs.iter().all(|status| *status == CheckStatus::NotChecked) {
        Exit::NothingRan
    } else {
        Exit::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn one_verified_check_is_done_and_one_failed_check_is_failed() {
        assert_eq!(
            Exit::of_view(&fixture::finished(&[CheckStatus::Verified, CheckStatus::NotChecked])),
            Exit::Done
        );
        assert_eq!(
            Exit::of_view(&fixture::finished(&[CheckStatus::Verified, CheckStatus::Failed])),
            Exit::Failed
        );
    }

    #[test]
    fn an_install_alone_proves_nothing() {
        let view = fixture::finished(&[CheckStatus::NotChecked, CheckStatus::NotChecked]);
        assert_eq!(Exit::of_view(&view), Exit::NothingRan);
    }

    #[test]
    fn a_data_folder_in_use_is_no_bad_request() {
        assert_eq!(Exit::of_code(Code::Locked).code(), 5);
        assert_eq!(Exit::of_code(Code::Malformed).code(), 2);
    }

    #[test]
    fn a_session_that_waits_needs_an_answer() {
        assert_eq!(Exit::of_view(&fixture::planned()), Exit::NeedsAnswer);
    }
}
