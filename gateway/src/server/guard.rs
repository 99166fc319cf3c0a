//! Who may come in: only names of this machine (a page elsewhere could be led here by its name), only our own pages, and
//! only who knows this start's token.

use hyper::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::{StatusCode, Uri};
use protocol::problem::{Code, Problem};

/// What a request must show.
pub struct Guard {
    hosts: [String; 3],
    /// Hashes of tokens are compared, in constant time and without telling the length.
    token: blake3::Hash,
}

/// A request that is turned away.
#[derive(Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub problem: Problem,
}

impl Guard {
    pub fn new(port: u16, token: &str) -> Self {
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
        Self { hosts, token: blake3::hash(token.as_bytes()) }
    }

    /// The request came by a name of this machine, and not from a page elsewhere.
    pub fn place(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = only(headers, HOST).flatten();
        if !host.is_some_and(|host| self.is_ours(host)) {
            return Err(forbidden(
                "the Host header is not this gateway's",
                "open it as http://127.0.0.1:<port>",
            ));
        }
        let origin_is_ours = match only(headers, ORIGIN) {
            None => true,
            Some(origin) => origin
                .and_then(|origin| origin.strip_prefix("http://"))
                .is_some_and(|host| self.is_ours(host)),
        };
        if origin_is_ours {
            Ok(())
        } else {
            Err(forbidden("the Origin is another site", "use the page that this gateway serves"))
        }
    }

    /// The request knows the token: as a bearer, or in the address, as browsers cannot give a socket a header.
    pub fn token(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let bearer = only(headers, AUTHORIZATION).flatten().and_then(|value| value.strip_prefix("Bearer "));
        let query = uri.query().unwrap_or_default();
        let in_address = query.split('&').find_map(|pair| pair.strip_prefix("token="));
        let given = bearer.or(in_address);
        if given.is_some_and(|given| blake3::hash(given.as_bytes()) == self.token) {
            Ok(())
        } else {
            let hint = "use the address that `samriddh serve` printed; the token changes with each start";
            let problem = Problem::new(Code::Unauthorized, "the token is missing or wrong", hint);
            Err(Refusal { status: StatusCode::UNAUTHORIZED, problem })
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host))
    }
}

/// A header's value: none when absent; some none when it is unreadable or there are several.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<Option<&str>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    Some(if values.next().is_some() { None } else { first.to_str().ok() })
}

fn forbidden(message: &str, hint: &str) -> Refusal {
    Refusal { status: StatusCode::FORBIDDEN, problem: Problem::new(Code::Unauthorized, message, hint) }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn only_this_machines_names_and_pages_pass() {
        let guard = Guard::new(7878, "secret");
        let passes = |pairs: &[(HeaderName, &str)]| guard.place(&headers(pairs)).is_ok();
        for host in ["127.0.0.1:7878", "localhost:7878", "LocalHost:7878", "[::1]:7878"] {
            assert!(passes(&[(HOST, host)]), "{host}");
        }
        for host in ["evil.example:7878", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:7878", ""] {
            assert!(!passes(&[(HOST, host)]), "{host}");
        }
        assert!(!passes(&[]));
        assert!(!passes(&[(HOST, "localhost:7878"), (HOST, "evil.example")]));
        assert!(passes(&[(HOST, "localhost:7878"), (ORIGIN, "http://localhost:7878")]));
        for origin in
            ["null", "https://localhost:7878", "http://evil.example", "http://localhost:7879", "file://"]
        {
            assert!(!passes(&[(HOST, "localhost:7878"), (ORIGIN, origin)]), "{origin}");
        }
    }

    #[test]
    fn the_token_is_taken_as_a_bearer_or_from_the_address() {
        let guard = Guard::new(7878, "secret");
        let passes = |uri: &str, bearer: Option<&str>| {
            let pairs: Vec<_> = bearer.map(|value| (AUTHORIZATION, value)).into_iter().collect();
            guard.token(&uri.parse().unwrap(), &headers(&pairs)).is_ok()
        };
        assert!(passes("/socket", Some("Bearer secret")));
        assert!(passes("/socket?a=b&token=secret", None));
        for (uri, bearer) in [
            ("/socket", None),
            ("/socket?token=", None),
            ("/socket?token=secre", None),
            ("/socket?xtoken=secret", None),
            ("/socket", Some("secret")),
            ("/socket?token=secret", Some("Bearer wrong")),
        ] {
            assert!(!passes(uri, bearer), "{uri} {bearer:?}");
        }
    }
}
