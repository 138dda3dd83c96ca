//! Every parser of text that strangers send, as plain functions for the fuzz targets in
//! `tests/fuzz/` and for the test that drives them over the committed corpus.
//!
//! Each takes any text and says whether something was made of it. None may panic, and what it
//! promises beyond that is checked beside the parser.

use gantry_core::Timestamp;
use gantry_core::claims_request::ClaimsRequest;
use gantry_core::client::{ClientSettings, ResponseType};
use gantry_core::redirect_uri::RedirectUri;
use gantry_core::scope::ScopeSet;
use gantry_core::signing_key::SigningAlgorithm;

use crate::authorize::request_object;
use crate::client_authentication;
use crate::jwt::{self, Expected, Key};
use crate::params::Params;
use crate::registration::metadata::ClientMetadata;
use crate::webfinger::place_of;

/// A parser, under the name of its corpus folder.
pub type Parser = (&'static str, fn(&str) -> bool);

/// All of them.
pub const PARSERS: [Parser; 10] = [
    ("params", params),
    ("jwt", token),
    ("claims_request", claims_request),
    ("redirect_uri", redirect_uri),
    ("basic_header", basic_header),
    ("request_object", object),
    ("scope", scope),
    ("response_type", response_type),
    ("webfinger", webfinger),
    ("client_metadata", client_metadata),
];

/// The parameters of a request.
#[must_use]
pub fn params(text: &str) -> bool {
    let params = Params::parse(text);
    let again = Params::parse(&params.to_form());
    params.fault().is_none() && again.fault().is_none()
}

/// A token of a client: the first line is a JWK, the second the token.
#[must_use]
pub fn token(text: &str) -> bool {
    let (key, token) = text.split_once('\n').unwrap_or(("", text));
    let keys: Vec<Key> = serde_json::from_str(key).into_iter().map(Key::of).collect();
    let algorithms = SigningAlgorithm::ALL.map(jwt::algorithm);
    let expected = Expected {
        algorithms: &algorithms,
        types: &["jwt"],
        longest: 8192,
        now: Timestamp::from_i64(1_800_000_000),
    };
    jwt::verify(token.trim_end(), &keys, &expected).is_ok()
}

/// The `claims` parameter.
#[must_use]
pub fn claims_request(text: &str) -> bool {
    ClaimsRequest::parse(text).is_ok()
}

/// A redirect URI to register, and its comparison with itself.
#[must_use]
pub fn redirect_uri(text: &str) -> bool {
    let Ok(uri) = text.parse::<RedirectUri>() else {
        return false;
    };
    uri.is(text) && !uri.origin().is_empty()
}

/// The `Authorization` header of a client.
#[must_use]
pub fn basic_header(text: &str) -> bool {
    client_authentication::from_header(text).is_ok()
}

/// The parameters inside a request object that is not yet believed.
#[must_use]
pub fn object(text: &str) -> bool {
    request_object::unbelieved(text).is_some()
}

/// The `scope` parameter.
#[must_use]
pub fn scope(text: &str) -> bool {
    let scopes = ScopeSet::parse_known(text);
    ScopeSet::parse_known(&scopes.to_string()) == scopes && !scopes.to_string().is_empty()
}

/// The `response_type` parameter.
#[must_use]
pub fn response_type(text: &str) -> bool {
    text.parse::<ResponseType>().is_ok()
}

/// The `resource` parameter of WebFinger.
#[must_use]
pub fn webfinger(text: &str) -> bool {
    place_of(text).is_some()
}

/// What a client that registers says of itself.
#[must_use]
pub fn client_metadata(text: &str) -> bool {
    let metadata = ClientMetadata::parse(text.as_bytes());
    metadata.is_ok_and(|metadata| metadata.to_settings(&ClientSettings::default()).is_ok())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/corpus");

    /// What is in a folder of the corpus: name, text.
    fn corpus(folder: &str) -> Vec<(String, String)> {
        let folder = Path::new(CORPUS).join(folder);
        let files = std::fs::read_dir(&folder).unwrap();
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let entry = entry.unwrap();
            let bytes = std::fs::read(entry.path()).unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, String::from_utf8_lossy(&bytes).into_owned())
        };
        files.map(read).collect()
    }

    #[test]
    fn every_parser_judges_its_corpus_as_the_file_names_say() {
        let mut wrong = Vec::new();
        for (folder, parse) in PARSERS {
            for (name, text) in corpus(folder) {
                let text = text.strip_suffix('\n').unwrap_or(&text);
                if parse(text) != name.starts_with("good-") {
                    wrong.push(format!("{folder}/{name}"));
                }
            }
        }

        assert_eq!(wrong, [""; 0]);
    }
}
