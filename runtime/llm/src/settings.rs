//! Which server and model, from the person's configuration. The key stays in here: no error, log or debug output has it.

use std::net::IpAddr;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

pub const URL: &str = "SAMRIDDH_MODEL_URL";
pub const MODEL: &str = "SAMRIDDH_MODEL";
pub const KEY: &str = "SAMRIDDH_MODEL_KEY";

#[derive(Clone, Debug)]
pub struct Settings {
    /// As requests name it.
    pub model: String,
    pub output_limit_field: OutputLimitField,
    /// Ask for a count of tokens at the end of the stream; a few servers refuse the question.
    pub ask_for_usage: bool,
    endpoint: Url,
    pub(crate) key: Option<SecretString>,
}

/// The field that limits the answer. OpenAI's newer models refuse the old one; most other servers know only that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputLimitField {
    MaxTokens,
    MaxCompletionTokens,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    #[error("{set} is set, but {missing} is not; set both, or neither to work without a model")]
    Incomplete { set: &'static str, missing: &'static str },
    #[error("SAMRIDDH_MODEL_URL cannot be used: {why}; it looks like https://api.example.com/v1")]
    BadUrl { why: String },
    #[error(
        "SAMRIDDH_MODEL_KEY would travel unprotected; use an https address, or leave the key away where none is needed"
    )]
    Unprotected,
    #[error("SAMRIDDH_MODEL_KEY holds spaces or other characters that no key has; copy it again")]
    BadKey,
    #[error("connections to the model's server cannot be made: {why}")]
    Client { why: String },
}

impl Settings {
    /// Reads what `lookup` finds under the names of the environment. `None` when no model is configured.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, SettingsError> {
        let given = |name| lookup(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        match (given(URL), given(MODEL)) {
            (Some(url), Some(model)) => Self::new(&url, &model, given(KEY).map(SecretString::from)).map(Some),
            (None, None) => Ok(None),
            (Some(_), None) => Err(SettingsError::Incomplete { set: URL, missing: MODEL }),
            (None, Some(_)) => Err(SettingsError::Incomplete { set: MODEL, missing: URL }),
        }
    }

    /// `url` is the part before `/chat/completions`.
    pub fn new(url: &str, model: &str, key: Option<SecretString>) -> Result<Self, SettingsError> {
        let url = checked(url)?;
        if let Some(key) = &key {
            let fit = key.expose_secret().bytes().all(|byte| byte.is_ascii_graphic());
            fit.then_some(()).ok_or(SettingsError::BadKey)?;
            (url.scheme() == "https" || is_this_machine(&url))
                .then_some(())
                .ok_or(SettingsError::Unprotected)?;
        }
        let output_limit_field = match url.host_str() {
            Some("api.openai.com") => OutputLimitField::MaxCompletionTokens,
            Some(_) | None => OutputLimitField::MaxTokens,
        };
        let model = model.to_owned();
        Ok(Self { model, output_limit_field, ask_for_usage: true, endpoint: endpoint(url), key })
    }

    pub(crate) fn endpoint(&self) -> Url {
        self.endpoint.clone()
    }

    pub(crate) fn is_protected(&self) -> bool {
        self.endpoint.scheme() == "https"
    }
}

/// Errors do not repeat the address: people have put keys into it.
fn checked(text: &str) -> Result<Url, SettingsError> {
    let bad = |why: &str| SettingsError::BadUrl { why: why.to_owned() };
    let url = Url::parse(text).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("it begins with neither http:// nor https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a name or a password; the key belongs into SAMRIDDH_MODEL_KEY"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("it holds a `?` or a `#`"));
    }
    Ok(url)
}

fn endpoint(mut url: Url) -> Url {
    let path = format!("{}/chat/completions", url.path().trim_end_matches('/'));
    url.set_path(&path);
    url
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Option<Settings>, SettingsError> {
        let found =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Settings::read(found)
    }

    #[test]
    fn the_key_is_in_no_output() {
        let pairs = [(URL, "https://api.example.com/v1/"), (MODEL, "m"), (KEY, " sk-canary-1\n")];
        let settings = read(&pairs).expect("usable").expect("configured");
        assert!(!format!("{settings:?} {settings:#?}").contains("canary"));
        assert_eq!(settings.endpoint().as_str(), "https://api.example.com/v1/chat/completions");
        assert_eq!(settings.output_limit_field, OutputLimitField::MaxTokens);
        assert_eq!(settings.key.expect("a key").expose_secret(), "sk-canary-1");
    }

    #[test]
    fn nothing_configured_is_no_error_and_half_of_it_is_one() {
        assert!(read(&[(KEY, "k"), (URL, " ")]).expect("no error").is_none());
        let errors = [
            read(&[(URL, "https://a.example")]),
            read(&[(MODEL, "m")]),
            read(&[(URL, "api.canary.example"), (MODEL, "m")]),
            read(&[(URL, "ftp://canary"), (MODEL, "m")]),
            read(&[(URL, "https://me:canary@a.example"), (MODEL, "m")]),
            read(&[(URL, "https://a.example/v1?key=canary"), (MODEL, "m")]),
            read(&[(URL, "http://a.example/v1"), (MODEL, "m"), (KEY, "canary")]),
            read(&[(URL, "https://a.example/v1"), (MODEL, "m"), (KEY, "can ary")]),
        ];
        let texts: Vec<String> =
            errors.into_iter().filter_map(Result::err).map(|error| error.to_string()).collect();
        expect_test::expect![[r#"
            SAMRIDDH_MODEL_URL is set, but SAMRIDDH_MODEL is not; set both, or neither to work without a model
            SAMRIDDH_MODEL is set, but SAMRIDDH_MODEL_URL is not; set both, or neither to work without a model
            SAMRIDDH_MODEL_URL cannot be used: relative URL without a base; it looks like https://api.example.com/v1
            SAMRIDDH_MODEL_URL cannot be used: it begins with neither http:// nor https://; it looks like https://api.example.com/v1
            SAMRIDDH_MODEL_URL cannot be used: it holds a name or a password; the key belongs into SAMRIDDH_MODEL_KEY; it looks like https://api.example.com/v1
            SAMRIDDH_MODEL_URL cannot be used: it holds a `?` or a `#`; it looks like https://api.example.com/v1
            SAMRIDDH_MODEL_KEY would travel unprotected; use an https address, or leave the key away where none is needed
            SAMRIDDH_MODEL_KEY holds spaces or other characters that no key has; copy it again"#]].assert_eq(&texts.join("\n"));
    }

    #[test]
    fn a_key_may_travel_unprotected_on_this_machine_alone() {
        for host in ["127.0.0.1:1", "localhost:1", "[::1]:1"] {
            assert!(read(&[(URL, &format!("http://{host}/v1")), (MODEL, "m"), (KEY, "k")]).is_ok(), "{host}");
        }
        for host in ["10.0.0.1", "localhost.example", "127.0.0.1.example"] {
            let refused = read(&[(URL, &format!("http://{host}/v1")), (MODEL, "m"), (KEY, "k")]);
            assert_eq!(refused.expect_err("refused"), SettingsError::Unprotected, "{host}");
        }
        assert!(read(&[(URL, "http://10.0.0.1/v1"), (MODEL, "m")]).is_ok());
    }

    #[test]
    fn openais_own_server_wants_the_newer_field() {
        let settings = read(&[(URL, "https://api.openai.com/v1"), (MODEL, "m")]).expect("usable");
        assert_eq!(settings.expect("configured").output_limit_field, OutputLimitField::MaxCompletionTokens);
    }
}
