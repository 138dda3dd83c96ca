//! The answer of the authorization endpoint: where it stands and what is in it.

use std::collections::BTreeMap;

use gantry_test_support::Received;
use serde_json::Value;
use url::Url;

use crate::bench::Case;
use crate::checks::{has_entropy, is_description, is_lifetime};
use crate::request::Request;

type Pairs = Vec<(String, String)>;

/// What came where.
#[derive(Debug)]
pub(crate) struct Place {
    /// The address without query and fragment.
    base: String,
    query: Pairs,
    fragment: Option<Pairs>,
    posted: Option<Pairs>,
}

/// The parameters of a checked answer.
#[derive(Debug)]
pub(crate) struct Answer(BTreeMap<String, String>);

impl Answer {
    /// A parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The error, which must be one of these.
    pub(crate) fn refused_with(&self, expected: &[&str]) {
        let error = self.get("error").unwrap_or("no error");
        assert!(expected.contains(&error), "{expected:?} {self:?}");
    }
}

impl Place {
    /// A redirect.
    pub(crate) fn of_address(url: &Url) -> Self {
        let read = |text: &str| {
            let pairs = url::form_urlencoded::parse(text.as_bytes());
            pairs.into_owned().collect::<Pairs>()
        };
        Self {
            base: base_of(url),
            query: read(url.query().unwrap_or_default()),
            fragment: url.fragment().map(read),
            posted: None,
        }
    }

    /// A posted form.
    pub(crate) fn of_post(received: &Received) -> Self {
        assert_eq!(received.method, "POST");
        let content_type = received.header("content-type");
        assert_eq!(content_type, "application/x-www-form-urlencoded");
        let host = received.header("host");
        Self {
            base: format!("http://{host}{}", received.path),
            query: received.parameters(),
            fragment: None,
            posted: Some(received.form()),
        }
    }

    /// The parameters of the answer, which stand in exactly one place.
    fn parameters(&self, request: &Request) -> Pairs {
        let registered = Url::parse(request.get("redirect_uri").unwrap()).unwrap();
        assert_eq!(self.base, base_of(&registered));
        let own: Pairs = registered.query_pairs().into_owned().collect();
        let further = self.query.strip_prefix(own.as_slice());
        let further = further.expect("the query of the redirect URI is kept");
        let mode = request.get("response_mode").unwrap_or_default();
        if mode == "form_post" {
            assert!(further.is_empty() && self.fragment.is_none(), "{self:?}");
            return self.posted.clone().expect("a posted form");
        }
        assert!(self.posted.is_none(), "{self:?}");
        if let None | Some("code" | "none") = request.get("response_type") {
            assert!(self.fragment.is_none(), "{self:?}");
            return further.to_vec();
        }
        assert!(further.is_empty(), "nothing may leak here: {self:?}");
        self.fragment.clone().expect("a fragment")
    }
}

fn base_of(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

/// Every check that does not depend on the module.
pub(crate) fn check(case: &Case<'_>, request: &Request, place: &Place) -> Answer {
    let pairs = place.parameters(request);
    let parameters: BTreeMap<String, String> = pairs.iter().cloned().collect();
    assert_eq!(parameters.len(), pairs.len(), "repeated: {pairs:?}");
    let answer = Answer(parameters);
    assert_eq!(answer.get("state"), request.get("state"));
    // RFC 9207 §2: discovery promises it. <https://www.rfc-editor.org/rfc/rfc9207#section-2>
    assert_eq!(answer.get("iss"), Some(case.issuer()));
    if answer.get("error").is_some() {
        check_error(&answer);
    } else {
        check_success(request.get("response_type").unwrap(), &answer);
    }
    answer
}

fn check_error(answer: &Answer) {
    only(
        answer,
        &[
            "error",
            "error_description",
            "error_uri",
            "state",
            "session_state",
            "iss",
        ],
    );
    is_description(answer.get("error_description").unwrap_or_default());
    if let Some(address) = answer.get("error_uri") {
        Url::parse(address).unwrap();
    }
}

fn check_success(response_type: &str, answer: &Answer) {
    let asked = |word: &str| response_type.split(' ').any(|it| it == word);
    let common = ["state", "iss", "session_state"];
    let of_token = ["access_token", "token_type", "expires_in", "scope"];
    let mut allowed = common.to_vec();
    for (word, names) in [
        ("code", &["code"][..]),
        ("id_token", &["id_token"]),
        ("token", &of_token),
    ] {
        assert_eq!(answer.get(names[0]).is_some(), asked(word), "{answer:?}");
        if asked(word) {
            allowed.extend(names);
        }
    }
    only(answer, &allowed);
    if let Some(code) = answer.get("code") {
        has_entropy(code);
    }
    if let Some(token) = answer.get("access_token") {
        has_entropy(token);
        let kind = answer.get("token_type").unwrap();
        assert!(kind.eq_ignore_ascii_case("bearer"), "{kind}");
        let seconds: i64 = answer.get("expires_in").unwrap().parse().unwrap();
        is_lifetime(&Value::from(seconds));
    }
}

fn only(answer: &Answer, allowed: &[&str]) {
    for name in answer.0.keys() {
        assert!(allowed.contains(&name.as_str()), "{name} in {answer:?}");
    }
}
