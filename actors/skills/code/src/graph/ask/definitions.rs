//! Several definitions that bear one name: which of them an answer looked at, and how to name one.

use super::subject::Subject;
use super::{Answer, Found, Knowledge, LINES_MAX, counted};

/// Definitions of one name that an answer looks at.
pub(super) const DEFINITIONS_MAX: usize = 4;

impl Knowledge<'_> {
    /// Says how many definitions there are where there is more than one, in front of those that are looked at.
    pub(super) fn of_several(
        &self,
        subject: &Subject,
        found: &[Found<'_>],
        shown: usize,
        answer: &mut Answer,
    ) {
        let Some(first) = found.first().filter(|_| found.len() > 1 && subject.endpoint.is_none()) else {
            return;
        };
        let (by_name, name) = self.bearing_words(subject);
        if by_name.is_empty() {
            if found.len() > shown {
                answer.say(
                    0,
                    format!(
                        "{} fit these words; the best {shown} are looked at",
                        counted(found.len(), "definition")
                    ),
                );
            }
            return;
        }
        let looked = if found.len() > shown {
            format!("the first {shown} are looked at")
        } else {
            "all are looked at".to_owned()
        };
        answer.say(
            0,
            format!(
                "{} bear the name {name}; {looked}. One alone is named as `{}:{}`",
                counted(found.len(), "definition"),
                first.path,
                first.symbol.qualified
            ),
        );
    }

    /// Those that were not looked at, behind the rest.
    pub(super) fn not_looked_at(&self, found: &[Found<'_>], shown: usize, answer: &mut Answer) {
        let others = found.get(shown..).unwrap_or_default();
        if others.is_empty() {
            return;
        }
        answer.say(0, "not looked at:");
        for one in others.iter().take(LINES_MAX) {
            let text = format!("{} {}", one.symbol.kind.name(), one.symbol.qualified);
            answer.cite(1, text, one.path, one.symbol.line);
        }
        if others.len() > LINES_MAX {
            answer.say(1, format!("and {} more", others.len() - LINES_MAX));
        }
    }
}
