//! Request objects that are fetched from a registered address: Core §6.2.
//! <https://openid.net/specs/openid-connect-core-1_0.html#RequestUriParameter>

use serde_json::{Value, json};

use crate::bench::{Bench, Case};
use crate::browser::End;
use crate::checks::discovery::lists;
use crate::dynamic::client::{Registered, bench, register, register_with};
use crate::request::Request;
use crate::scenarios::request_objects::{self, PATH};
use crate::variant::CODE;

/// Its fragment is not the hash of what is there.
const FRAGMENT: &str = "bm90IHRoZSBoYXNoIG9mIHRoZSBjb250ZW50";

fn registered(bench: &Bench) -> String {
    format!("{}#{FRAGMENT}", bench.site.address(PATH))
}

async fn with_request_uri(bench: &Bench) -> Registered<'_> {
    register_with(bench, CODE, |metadata, _| {
        metadata["request_uris"] = json!([registered(bench)]);
        metadata["request_object_signing_alg"] = json!("RS256");
    })
    .await
}

/// All of a request as claims, signed by the client.
fn object(case: &Case<'_>, request: &Request) -> String {
    let now = case.now();
    let mut claims = json!({
        "iss": case.party.id,
        "aud": case.issuer(),
        "iat": now,
        "nbf": now,
        "exp": now + 300,
    });
    for (name, value) in request.fields() {
        claims[name.as_str()] = Value::from(value.as_str());
    }
    case.party.key.as_ref().unwrap().sign(&claims)
}

/// The suite leaves it out since discovery lists algorithms and `none` is not among them.
#[tokio::test]
async fn oidcc_request_uri_unsigned() {
    let bench = bench().await;
    let supported = bench.metadata["request_uri_parameter_supported"].clone();
    let client = with_request_uri(&bench).await;

    request_objects::by_registered_reference(&client.case, &registered(&bench)).await;

    assert_ne!(supported, json!(false));
    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_request_uri_signed_rs256() {
    let bench = bench().await;
    let name = "request_object_signing_alg_values_supported";
    let listed = lists(&bench.metadata, name, "RS256");
    let client = with_request_uri(&bench).await;
    let case = &client.case;
    let meant = case.request();
    let content_type = "application/oauth-authz-req+jwt";
    let object = object(case, &meant);
    bench.site.publish(PATH, content_type, &object);

    // What RFC 6749 makes necessary stands outside too; the state is only inside.
    let sent = meant
        .clone()
        .without("state")
        .without("nonce")
        .with("request_uri", &registered(&bench));
    let walk = case.authorize_as(&sent, &meant).await;

    assert!(listed);
    let End::Answered(answer) = walk.end else {
        panic!("no answer: {:?}", walk.end);
    };
    case.finish(&meant, &[], (walk.shown, answer)).await;
    assert_eq!(bench.site.received(PATH)[0].method, "GET");
    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_ensure_request_object_with_redirect_uri() {
    let bench = bench().await;
    let client = register(&bench, CODE).await;

    request_objects::redirect_uri_inside(&client.case).await;

    client.clean_up().await;
}
