//! Capabilities by every name people give them: those that packs build, those that come with every product, and those
//! that are understood but that nothing builds yet.

use std::sync::LazyLock;

use protocol::requirements::FeatureName;

use super::{Phrases, data};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    Built(FeatureName),
    /// Part of every product; the text says so.
    Always(&'static str),
    /// Canonical name, as it stands in `unsupported`.
    Unbuilt(&'static str),
}

/// Unbuilt capabilities that grammar names as well as the file does.
pub const OTHER_PROVIDERS: &str = "social login with other providers";
pub const LIKES: &str = "likes";
pub const RATINGS: &str = "ratings";
pub const CART: &str = "shopping cart";
pub const FOLLOWS: &str = "follows";
pub const BOOKMARKS: &str = "bookmarks";
pub const ACCOUNT_PICTURES: &str = "image upload for accounts";

/// Unbuilt capabilities without which the product would not be what was asked for, so that nothing is built instead.
pub const ESSENTIAL: &[&str] = &["another interface than REST", "mobile"];

static TABLE: LazyLock<Vec<(&'static str, Capability)>> = LazyLock::new(|| {
    let sections = data::phrase_sections(include_str!("data/features.txt"));
    let named = sections.into_iter().filter_map(|(heading, phrases)| Some((capability(heading)?, phrases)));
    named
        .flat_map(|(capability, phrases)| phrases.into_iter().map(move |phrase| (phrase, capability)))
        .collect()
});

pub static CAPABILITIES: LazyLock<Phrases<Capability>> =
    LazyLock::new(|| Phrases::new(TABLE.iter().map(|(phrase, capability)| (*phrase, capability))));

fn capability(heading: &'static str) -> Option<Capability> {
    let (kind, name) = heading.split_once(": ")?;
    Some(match (kind, name) {
        ("built", "authentication") => Capability::Built(FeatureName::Authentication),
        ("built", "admin dashboard") => Capability::Built(FeatureName::AdminDashboard),
        ("built", "search") => Capability::Built(FeatureName::Search),
        ("built", "comments") => Capability::Built(FeatureName::Comments),
        ("built", "csv export") => Capability::Built(FeatureName::CsvExport),
        ("built", "audit log") => Capability::Built(FeatureName::AuditLog),
        ("built", "soft delete") => Capability::Built(FeatureName::SoftDelete),
        ("built", "api keys") => Capability::Built(FeatureName::ApiKeys),
        ("built", "tags") => Capability::Built(FeatureName::Tags),
        ("built", "password reset and email verification") => Capability::Built(FeatureName::AccountMail),
        ("built", "attachments") => Capability::Built(FeatureName::Attachments),
        ("built", "rich text") => Capability::Built(FeatureName::RichText),
        ("built", "social login") => Capability::Built(FeatureName::SocialLogin),
        ("built", "background jobs") => Capability::Built(FeatureName::BackgroundJobs),
        ("built", "webhooks") => Capability::Built(FeatureName::Webhooks),
        ("built", "notifications") => Capability::Built(FeatureName::Notifications),
        ("built", "drafts") => Capability::Built(FeatureName::Drafts),
        ("built", "moderation") => Capability::Built(FeatureName::Moderation),
        ("built", "charts") => Capability::Built(FeatureName::Charts),
        ("built", "rate limits") => Capability::Built(FeatureName::RateLimits),
        ("built", "password policy") => Capability::Built(FeatureName::PasswordPolicy),
        ("built", "payments") => Capability::Built(FeatureName::Payments),
        ("built", "metrics") => Capability::Built(FeatureName::Metrics),
        ("built", "full text search") => Capability::Built(FeatureName::FullTextSearch),
        ("built", "cursor pagination") => Capability::Built(FeatureName::CursorPagination),
        ("built", "caching") => Capability::Built(FeatureName::Caching),
        ("built", "multi tenancy") => Capability::Built(FeatureName::MultiTenancy),
        ("built", "several languages") => Capability::Built(FeatureName::I18n),
        ("built", "feature flags") => Capability::Built(FeatureName::FeatureFlags),
        ("built", "live updates") => Capability::Built(FeatureName::LiveUpdates),
        ("always", name) => Capability::Always(name),
        ("unbuilt", name) => Capability::Unbuilt(name),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_a_capability_and_every_phrase_stands_once() {
        let sections = data::phrase_sections(include_str!("data/features.txt"));
        for (heading, phrases) in &sections {
            assert!(capability(heading).is_some() && !phrases.is_empty(), "{heading}");
        }
        let mut phrases: Vec<&str> = TABLE.iter().map(|(phrase, _)| *phrase).collect();
        let count = phrases.len();
        phrases.sort_unstable();
        phrases.dedup();
        assert_eq!(phrases.len(), count);
        for name in [ACCOUNT_PICTURES, LIKES, CART, FOLLOWS, BOOKMARKS] {
            assert!(sections.iter().any(|(heading, _)| *heading == format!("unbuilt: {name}")), "{name}");
        }
    }
}
