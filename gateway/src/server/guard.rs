//! Who may come in: only names of this machine (a page elsewhere could be led here by its name), only our own pages, and
//! only who knows this start's token or has a visitor's cookie.

use hyper::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::{Method, StatusCode, Uri};
use protocol::problem::{Code, Problem};

use super::answer::Refusal;
use super::doors::Doors;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a request must show.
pub struct Guard {
    hosts: [String; 3],
    /// Hashes of tokens are compared, in constant time and without telling the length.
    token: blake3::Hash,
}

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Look at something; nothing is changed.
    Read,
    /// Change something, or open a socket: a page elsewhere could make a browser try.
    Act,
}

impl Wish {
    pub fn of(method: &Method) -> Self {
        if matches!(*method, Method::GET | Method::HEAD) { Wish::Read } else { Wish::Act }
    }
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
        if only(headers, ORIGIN).is_none_or(|origin| self.is_our_origin(origin)) {
            Ok(())
        } else {
            Err(forbidden("the Origin is another site", "use the page that this gateway serves"))
        }
    }

    /// The request knows the token: as a bearer, or in the address, as browsers cannot give a socket a header.
    pub fn token(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let query = uri.query().unwrap_or_default();
        let in_address = query.split('&').find_map(|pair| pair.strip_prefix("token="));
        let given = bearer(headers).or(in_address);
        if given.is_some_and(|given| self.is_token(given)) {
            Ok(())
        } else {
            let hint = "use the address that `samriddh serve` printed; the token changes with each start";
            Err(unauthorized("the token is missing or wrong", hint))
        }
    }

    pub fn is_token(&self, given: &str) -> bool {
        blake3::hash(given.as_bytes()) == self.token
    }

    /// The request may do what it wishes: it has the bearer's token, or a visitor's cookie from our own page.
    pub fn admit(&self, doors: &Doors, headers: &HeaderMap, wish: Wish) -> Result<(), Refusal> {
        if headers.contains_key(AUTHORIZATION) {
            return self.token(&Uri::default(), headers);
        }
        if !doors.knows(headers) {
            let hint = "open the address that `samriddh serve` prints, or type the code of `samriddh page`";
            return Err(unauthorized("nobody with this cookie is in, or it is too old", hint));
        }
        let site = only(headers, FETCH_SITE);
        let elsewhere = site.is_some_and(|site| !matches!(site, Some("same-origin" | "none")));
        let ours = only(headers, ORIGIN).is_some_and(|origin| self.is_our_origin(origin));
        if elsewhere || (wish == Wish::Act && !ours) {
            let hint = "use the page that this gateway serves, or send the token as a bearer";
            return Err(forbidden("with a cookie, this needs the Origin of the gateway's own page", hint));
        }
        Ok(())
    }

    fn is_our_origin(&self, origin: Option<&str>) -> bool {
        origin.and_then(|origin| origin.strip_prefix("http://")).is_some_and(|host| self.is_ours(host))
    }

    fn is_ours(&self, host: &str) -> bool {
        self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    only(headers, AUTHORIZATION).flatten().and_then(|value| value.strip_prefix("Bearer "))
}

/// A header's value: none when absent; some none when it is unreadable or there are several.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<Option<&str>> {
    let mut values = headers.get_all(name).into_iter();
    let first = values.next()?;
    Some(if values.next().is_some() { None } else { first.to_str().ok() })
}

fn forbidden(message: &str, hint: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, Problem::new(Code::Unauthorized, message, hint))
}

fn unauthorized(message: &str, hint: &str) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, Problem::new(Code::Unauthorized, message, hint))
}

#[cfg(test)]
mod tests {
    use hyper::header::{COOKIE, HeaderValue};

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

    #[test]
    fn a_cookie_counts_from_our_own_page_alone() {
        let (guard, doors) = (Guard::new(7878, "secret"), Doors::new(7878));
        let set = doors.enter(&doors.code()).unwrap();
        let cookie = set.split(';').next().unwrap();
        let status = |wish: Wish, pairs: &[(HeaderName, &str)]| {
            let pairs: Vec<_> = pairs.iter().cloned().chain([(COOKIE, cookie)]).collect();
            guard.admit(&doors, &headers(&pairs), wish).err().map(|refusal| refusal.status.as_u16())
        };
        let ours = (ORIGIN, "http://127.0.0.1:7878");
        assert_eq!(status(Wish::Read, &[]), None);
        assert_eq!(status(Wish::Act, &[]), Some(403));
        assert_eq!(status(Wish::Act, std::slice::from_ref(&ours)), None);
        assert_eq!(status(Wish::Act, &[(ORIGIN, "http://127.0.0.1:3000")]), Some(403));
        assert_eq!(status(Wish::Act, &[(ORIGIN, "null")]), Some(403));
        // Another port of this machine is the same site to a browser.
        for site in ["same-site", "cross-site"] {
            assert_eq!(status(Wish::Read, &[(FETCH_SITE, site)]), Some(403), "{site}");
            assert_eq!(status(Wish::Act, &[ours.clone(), (FETCH_SITE, site)]), Some(403), "{site}");
        }
        assert_eq!(status(Wish::Act, &[ours.clone(), (FETCH_SITE, "same-origin")]), None);
        assert_eq!(
            status(Wish::Read, &[(AUTHORIZATION, "Bearer wrong")]),
            Some(401),
            "the cookie is no way around"
        );
        assert_eq!(
            guard.admit(&doors, &headers(&[]), Wish::Read).unwrap_err().status,
            StatusCode::UNAUTHORIZED
        );
    }
}
