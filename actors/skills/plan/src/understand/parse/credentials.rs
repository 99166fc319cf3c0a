//! What people sign in with: `log in with email and password`, `sign in with Google or GitHub`.

use protocol::requirements::FeatureName;

use super::Reader;
use crate::understand::fact::Fact;
use crate::understand::lexicon::features::OTHER_PROVIDERS;
use crate::understand::lexicon::verbs::{Does, Seen};
use crate::understand::token::Span;

impl Reader<'_> {
    /// `create an account with email and password`: they sign up, and no accounts are kept beside those of the product.
    pub(super) fn opens_account(&mut self, verbs: &[Seen], at: usize, hi: usize) -> Option<usize> {
        let opens =
            verbs.iter().all(|verb| matches!(verb.base, "create" | "open" | "make" | "register" | "set"));
        let article = usize::from(matches!(self.source.low(at), "an" | "their" | "own" | "a"));
        let own = usize::from(self.source.low(at + article) == "own");
        let end = at + article + own + 1;
        let account = matches!(self.source.low(end - 1), "account" | "accounts");
        if verbs.is_empty() || !opens || !account || article == 0 || end > hi {
            return None;
        }
        let signed = if self.leads(end) { self.names_of_credentials(end, hi) } else { None };
        let behind = signed.unwrap_or(end);
        let whole = behind >= hi
            || !self.source.is_word(behind)
            || matches!(self.source.low(behind), "and" | "or" | "to" | "before" | "first");
        if !whole {
            return None;
        }
        self.facts.push(Fact::Feature { name: FeatureName::Authentication, span: Span::new(at, behind) });
        Some(behind)
    }

    /// Where the names of what accounts are opened with end, if the verbs are about that and such names follow.
    pub(super) fn credentials(&mut self, verbs: &[Seen], at: usize, hi: usize) -> Option<usize> {
        let signs_in = verbs.iter().all(|verb| verb.does == Does::Needs(FeatureName::Authentication));
        if verbs.is_empty() || !signs_in || !self.leads(at) {
            return None;
        }
        self.names_of_credentials(at, hi)
    }

    pub(super) fn names_of_credentials(&mut self, at: usize, hi: usize) -> Option<usize> {
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
        // `email+password` is one word.
        let all_plain = |at: &usize| self.source.low(*at).split('+').all(is_plain);
        let plain = (at..hi).take_while(all_plain).count();
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
