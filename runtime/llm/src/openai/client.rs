//! The connection: to the configured server alone, protected wherever a key travels.

use std::sync::Arc;

use reqwest::{Client, redirect, retry};
use rustls::{ClientConfig, RootCertStore, crypto};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::time::Duration;

use super::limits::Limits;
use crate::settings::{Settings, SettingsError};

pub(super) fn build(settings: &Settings, limits: &Limits) -> Result<Client, SettingsError> {
    let unusable = |error: &dyn std::fmt::Display| SettingsError::Client { why: error.to_string() };
    let tls = trust(settings).map_err(|error| unusable(&error))?;
    Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(settings.is_protected())
        .connect_timeout(Duration::from_millis(limits.connect_ms))
        // A redirected request would carry the prompt, and perhaps the key, to somewhere nobody configured.
        .redirect(redirect::Policy::none())
        // The schedule of retries is the caller's; a hidden one would be outside its budget.
        .retry(retry::never())
        // The environment of the process is no configuration of this server.
        .no_proxy()
        .user_agent(concat!("samriddh/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| unusable(&error))
}

/// The machine's own roots for a protected server; none for one on this machine, which needs none.
fn trust(settings: &Settings) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let verified = if settings.is_protected() {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(verified.with_no_client_auth())
}
