//! What people sign in with: `log in with email and password`, `sign in with Google or GitHub`.

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::lexicon::features::OTHER_PROVIDERS;
use crate::understand::lexicon::verbs::{Does, Seen};
use crate::understand::token::Span;

impl Reader<'_> {
    /// Where the names of what accounts are opened with end, if the verbs are about that and such names follow.
    pub(super) fn credentials(&mut self, verbs: &[Seen], at: usize, hi: usize) -> Option<usize> {
        let signs_in = verbs.iter().all(|verb| verb.does == Does::Needs(FeatureName::Authentication));
        if verbs.is_empty() || !signs_in || !self.leads(at) {
            return None;
        }
        let before = self.facts.len();
        let mut end = None;
        let mut next = at;
        // `by email or with Google`.
        while let Some(behind) =
            self.credential(self.after_article(next + usize::from(self.leads(next)), hi), hi)
        {
            end = Some(behind);
            next = self.separator(behind, hi);
            if next == behind {
                return end;
            }
        }
        // `name, email and phone number` says what is kept of people.
        if end.is_some() && !self.clause_starts(next, hi) && self.any_verb(next).is_none() {
            self.facts.truncate(before);
            return None;
        }
        end
    }

    fn leads(&self, at: usize) -> bool {
        matches!(self.source.low(at), "with" | "via" | "using" | "by" | "through")
    }

    fn credential(&mut self, at: usize, hi: usize) -> Option<usize> {
        let is_plain = |word: &str| {
            matches!(
                word,
                "email" | "e-mail" | "e" | "mail" | "address" | "password" | "username" | "user" | "name"
            )
        };
        let plain = (at..hi).take_while(|it| is_plain(self.source.low(*it))).count();
        if plain > 0 {
            return Some(at + plain);
        }
        if at >= hi {
            return None;
        }
        let span = Span::new(at, at + 1);
        self.facts.push(match self.source.low(at) {
            "google" | "github" => Fact::Feature { name: FeatureName::SocialLogin, span },
            "facebook" | "apple" | "microsoft" | "linkedin" | "twitter" => {
                Fact::Unbuilt { name: OTHER_PROVIDERS, span }
            }
            _ => return None,
        });
        let account = matches!(self.source.low(at + 1), "account" | "accounts" | "login" | "logins");
        Some(at + 1 + usize::from(account && at + 1 < hi))
    }
}
