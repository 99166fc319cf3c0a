//! Long texts of records with formatting: kept as Markdown, never as HTML, and drawn by the client from what a parser makes of it.

use protocol::requirements::{FeatureName, FieldKind};

use super::{AddedCheck, Addition, Feature, Guard};
use crate::app::AppPlan;

pub const FEATURE: Feature = Feature {
    name: FeatureName::RichText,
    folder: "rich_text",
    title: "Rich text",
    needs: &[],
    conflicts: &[],
    adds,
    writes: |_| Vec::new(),
};

fn adds(plan: &AppPlan) -> Addition {
    Addition {
        checks: vec![AddedCheck { kind: FieldKind::Text, function: "readable", module: "app.schemas.rich_text" }],
        guards: guards(plan),
        changes: vec![
            "Long texts have formatting: headings, lists, links, quotes, code and tables, written in an editor with a preview."
                .to_owned(),
        ],
        readme: "Long texts of records are [CommonMark](https://commonmark.org/) with tables, `~~strike-through~~` and bare addresses as \
                 links. They are stored, sent, searched and exported as they were written, so that a program which knows \
                 nothing of Markdown reads them too, and nothing is lost when the formatting is given up. No HTML is ever stored \
                 or made: the client draws React elements from the parser's tokens, and HTML in a text is shown as text.\n\n\
                 Links lead to `http`, `https` and `mailto` addresses alone; others stay the text that they were written as. Pictures \
                 are shown as links, because one from elsewhere would tell its server who reads the text. Lists show the words \
                 without the marks. A search finds words, and a phrase only where no mark stands between its words.\n\n\
                 The editor is a plain text area, so that undo, spelling, dictation and screen readers work as everywhere: Ctrl or Cmd \
                 with B, I or K is bold, italic or a link; Enter goes on with a list; an address pasted onto words makes them a \
                 link. The parser is loaded when there is a text to show.\n"
            .to_owned(),
        ..Addition::default()
    }
}

fn guards(plan: &AppPlan) -> Vec<Guard> {
    let stored = Guard {
        concern: "Texts that are stored",
        what: "Markdown, never HTML; control characters, and quotes, lists or brackets nested too deeply for those who read them, are refused"
            .to_owned(),
        place: "backend/app/schemas/rich_text.py",
    };
    let drawn = Guard {
        concern: "Texts that are shown",
        what: "React elements of a closed list, made from a parser's tokens; no HTML, no pictures from elsewhere, links to the web and \
               to mailboxes alone; a text too large or too deep to draw is shown as it was written"
            .to_owned(),
        place: "frontend/src/features/rich-text/Markdown.tsx",
    };
    std::iter::once(stored).chain(plan.parts.frontend.then_some(drawn)).collect()
}
