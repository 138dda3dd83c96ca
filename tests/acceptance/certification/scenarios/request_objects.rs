//! Request objects without a signature, which the suite leaves out where discovery says that they
//! are not supported; then they must be refused, and never be overlooked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::bench::Case;
use crate::browser::{End, Walk};
use crate::checks::discovery::lists;
use crate::request::Request;

const ALGORITHMS: &str = "request_object_signing_alg_values_supported";

/// The parameters as a JWT with `alg` none.
fn unsigned(case: &Case<'_>, request: &Request) -> String {
    let mut claims = json!({ "iss": case.party.id, "aud": case.issuer() });
    for (name, value) in request.fields() {
        claims[name.as_str()] = Value::from(value.as_str());
    }
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", encode(&json!({ "alg": "none" })), encode(&claims))
}

fn says_that_it_must_be_signed(case: &Case<'_>) {
    assert!(lists(&case.bench.metadata, ALGORITHMS, "RS256"));
    assert!(!lists(&case.bench.metadata, ALGORITHMS, "none"));
}

/// Refused: at the application with one of these errors, or by a page.
fn refused(walk: &Walk, errors: &[&str]) {
    assert!(walk.shown.is_empty());
    if let End::Answered(answer) = &walk.end {
        answer.refused_with(errors);
    }
}

/// `oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported`.
pub(crate) async fn by_value(case: &Case<'_>) {
    says_that_it_must_be_signed(case);
    let request = case.request();
    let object = unsigned(case, &request);

    let walk = case.authorize(&request.with("request", &object)).await;

    refused(&walk, &["invalid_request_object", "request_not_supported"]);
}

/// `oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported`.
pub(crate) async fn by_reference(case: &Case<'_>) {
    let address = case.bench.site.address(PATH);

    let walk = ask_by_reference(case, &address).await;

    let errors = [
        "invalid_request_uri",
        "invalid_request_object",
        "request_uri_not_supported",
    ];
    refused(&walk, &errors);
}

/// `oidcc-request-uri-unsigned`: the address is registered, so the object is read, and
/// refused in a way that the suite takes for "not supported".
pub(crate) async fn by_registered_reference(case: &Case<'_>, address: &str) {
    let walk = ask_by_reference(case, address).await;

    refused(
        &walk,
        &["request_uri_not_supported", "invalid_request_object"],
    );
    assert_eq!(case.bench.site.received(PATH).len(), 1);
}

/// Where the object is.
pub(crate) const PATH: &str = "/request.jwt";

async fn ask_by_reference(case: &Case<'_>, address: &str) -> Walk {
    says_that_it_must_be_signed(case);
    let request = case.request();
    let object = unsigned(case, &request);
    let content_type = "application/oauth-authz-req+jwt";
    case.bench.site.publish(PATH, content_type, &object);
    case.authorize(&request.with("request_uri", address)).await
}

/// `oidcc-ensure-request-object-with-redirect-uri`: the outer address is not registered, the inner
/// one is. Nothing goes to the outer one, and no refusal to the inner one.
pub(crate) async fn redirect_uri_inside(case: &Case<'_>) {
    says_that_it_must_be_signed(case);
    let request = case.request();
    let object = unsigned(case, &request);
    let elsewhere = case.bench.site.address("/elsewhere");
    let outer = request.with("redirect_uri", &elsewhere);

    let walk = case.authorize(&outer.with("request", &object)).await;

    assert!(walk.shown.is_empty());
    walk.problem();
}
