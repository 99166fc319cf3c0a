//! Where it cannot be known whether a write has happened: the person is asked, and what their answer means.

use protocol::event::Question;
use protocol::id::{ClaimKey, QuestionId};
use protocol::view::View;

/// Look again: the person has seen to it.
pub const AGAIN: &str = "again";
/// Leave everything as it is and end the session.
pub const END: &str = "end";

const DELIVERY: &str = "delivery";
/// What stands around the reason in the question.
const BEFORE: &str = "The program ended while it put the repository in place, and ";
const AFTER: &str = ". It is not touched.";

/// What the last question about the delivery came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody was asked, or the person said to look again.
    Clear,
    Open,
    End,
}

/// The question to ask when an interrupted delivery left something that is not what was to be delivered.
pub fn about_delivery(view: &View, why: &str) -> Question {
    let number = of_delivery(view).count() + 1;
    Question {
        id: QuestionId::new(format!("{DELIVERY}.{number}")),
        key: ClaimKey::new(DELIVERY),
        text: format!(
            "{BEFORE}{why}{AFTER} To deliver, move it \
             away or empty it and choose `{AGAIN}`; to leave it as it is, choose `{END}`, which ends this session."
        ),
        options: vec![AGAIN.to_owned(), END.to_owned()],
        recommended: AGAIN.to_owned(),
    }
}

/// Why a question of [`about_delivery`] was asked; none for any other.
pub fn why(question: &Question) -> Option<&str> {
    let text = question.text.strip_prefix(BEFORE).filter(|_| question.key.as_str() == DELIVERY)?;
    text.split_once(AFTER).map(|(why, _)| why)
}

pub(crate) fn delivery(view: &View) -> Standing {
    // There are never two open ones, so the highest number is the last.
    match of_delivery(view).last().map(|asked| asked.answer.as_deref()) {
        Some(None) => Standing::Open,
        Some(Some(END)) => Standing::End,
        Some(Some(_)) | None => Standing::Clear,
    }
}

fn of_delivery(view: &View) -> impl Iterator<Item = &protocol::view::QuestionView> {
    view.questions.values().filter(|asked| asked.question.key.as_str() == DELIVERY)
}
