//! Capabilities among the items of a list: `books with search and an audit log`, `approval by managers`.

use protocol::requirements::FeatureName;

use super::Reader;
use super::list::Owner;
use crate::understand::fact::{Fact, Noun, Only};
use crate::understand::lexicon::features::{CAPABILITIES, CART, Capability};
use crate::understand::lexicon::{fields, people, verbs};
use crate::understand::token::Span;

impl Reader<'_> {
    /// `user authentication`, `an admin dashboard`. In a record's list, only what can be no field.
    pub(super) fn capability_item(&mut self, at: usize, hi: usize, owner: &Owner) -> Option<usize> {
        let start = self.after_article(at, hi);
        let (len, capability) = CAPABILITIES.at(self.source, start)?;
        let end = start + len;
        let longer = self.noun(start, hi).is_some_and(|noun| noun.end() > end);
        let joined = self.joined_capability(end, hi);
        let meant = !self.is_taken_in(*capability, Span::new(start, end));
        if longer || end > hi || !meant || joined.is_none() && self.defines(end, hi) {
            return None;
        }
        if matches!(owner, Owner::Record(_)) && !self.is_no_field(*capability, start, end) {
            return None;
        }
        if matches!(owner, Owner::Roles) {
            return None;
        }
        self.capability(*capability, Span::new(start, end));
        let Some((joined, span)) = joined else { return Some(end) };
        self.capability(joined, span);
        Some(span.to)
    }

    /// `photos`, `notes` and `a description` of a recipe are fields of it; `image upload`, `search` and `an audit log` are none.
    fn is_no_field(&self, capability: Capability, start: usize, end: usize) -> bool {
        let last = self.source.low(end - 1);
        match capability {
            // `a paper (title, abstract, PDF)`.
            Capability::Unbuilt(_) if last == "pdf" => end > start + 1,
            Capability::Built(FeatureName::Attachments | FeatureName::RichText) => !fields::is_file(last),
            Capability::Built(
                FeatureName::Search
                | FeatureName::FullTextSearch
                | FeatureName::CsvExport
                | FeatureName::AuditLog
                | FeatureName::SoftDelete
                | FeatureName::AdminDashboard
                | FeatureName::SocialLogin
                | FeatureName::RateLimits
                | FeatureName::PasswordPolicy
                | FeatureName::Webhooks
                | FeatureName::ApiKeys
                | FeatureName::LiveUpdates
                | FeatureName::CursorPagination
                | FeatureName::Caching
                | FeatureName::BackgroundJobs
                | FeatureName::FeatureFlags
                | FeatureName::MultiTenancy
                | FeatureName::I18n
                | FeatureName::Drafts,
            ) => true,
            Capability::Unbuilt(CART) => true,
            Capability::Built(FeatureName::Payments) => end > start + 1,
            // Of several words they are no names of fields: `user authentication`, `email notifications`, `admin charts`.
            Capability::Built(_) => end > start + 1 && fields::infer(&self.words_of(start, end)).is_none(),
            Capability::Always(name) => {
                matches!(name, "filters and sorting" | "pagination" | "dark mode" | "a REST interface")
            }
            Capability::Unbuilt(_) => false,
        }
    }

    pub(super) fn begins_with_capability(&self, at: usize, hi: usize, owner: &Owner) -> bool {
        let start = self.after_article(at, hi);
        let Some((len, capability)) = CAPABILITIES.at(self.source, start) else { return false };
        let end = start + len;
        let longer = self.noun(start, hi).is_some_and(|noun| noun.end() > end);
        matches!(owner, Owner::Record(_)) && !longer && end <= hi && self.is_no_field(*capability, start, end)
    }

    /// `with charts` behind `an admin dashboard`: a capability of a capability, no record that has such a field.
    fn joined_capability(&self, at: usize, hi: usize) -> Option<(Capability, Span)> {
        if self.source.low(at) != "with" {
            return None;
        }
        let start = self.after_article(at + 1, hi);
        let (len, capability) = CAPABILITIES.at(self.source, start)?;
        let end = start + len;
        let longer = self.noun(start, hi).is_some_and(|noun| noun.end() > end);
        (end <= hi && !longer).then(|| (*capability, Span::new(start, end)))
    }

    pub(super) fn capability(&mut self, capability: Capability, span: Span) {
        self.facts.push(match capability {
            Capability::Built(name) => Fact::Feature { name, span },
            Capability::Always(name) => Fact::Always { name, span },
            Capability::Unbuilt(name) => Fact::Unbuilt { name, span },
        });
    }

    /// `expense tracking with approval by managers`: they approve what is kept.
    pub(super) fn approval_item(&mut self, at: usize, hi: usize, owner: &Owner) -> Option<usize> {
        let start = self.after_article(at, hi);
        let approval = |at: usize| matches!(self.source.low(at), "approval" | "approvals");
        let (who, end) = if approval(start) && matches!(self.source.low(start + 1), "by" | "from") {
            let who = self.noun(start + 2, hi)?;
            let end = who.end();
            (who, end)
        } else {
            let mut who =
                self.noun(start, hi).filter(|noun| noun.words.len() > 1 && approval(noun.end() - 1))?;
            let end = who.end();
            who.words.pop();
            who.span.to -= 1;
            who.last = self.source.low(who.span.to - 1).to_owned();
            (who, end)
        };
        let stem = || {
            let product = self.product.clone()?;
            let words: Vec<String> = product.words[..product.words.len() - 1].to_vec();
            (!words.is_empty()).then(|| Noun { words, span: Span::new(at, at), ..product })
        };
        let object = match owner {
            Owner::Record(record) => record.clone(),
            Owner::Product => self.topic.clone().or_else(stem)?,
            Owner::Roles => return None,
        };
        if !people::is_person(who.head()) {
            return None;
        }
        let verb = verbs::at("approve", |_, _| false)?;
        self.facts.push(Fact::Acts {
            actors: vec![who],
            verb,
            object: Some(object),
            own: false,
            only: Only::Nothing,
            denied: false,
            span: Span::new(start, end),
        });
        Some(end)
    }
}
