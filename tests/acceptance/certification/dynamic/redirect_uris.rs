//! Redirect URIs: exact text, or a page.

use serde_json::json;

use crate::dynamic::client::{bench, is_refused, register, register_with};
use crate::scenarios::redirect_uris::is_a_page;
use crate::variant::CODE;

#[tokio::test]
async fn oidcc_ensure_redirect_uri_in_authorization_request() {
    let bench = bench().await;
    let two = ["/callback", "/callback2"].map(|path| bench.site.address(path));
    let client = register_with(&bench, CODE, |metadata, _| {
        metadata["redirect_uris"] = json!(two);
    })
    .await;

    is_a_page(&client.case, &client.case.request().without("redirect_uri")).await;

    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_redirect_uri_query_ok() {
    let bench = bench().await;
    let with_query = bench.site.address("/callback?foo=bar");
    let client = register_with(&bench, CODE, |metadata, _| {
        metadata["redirect_uris"] = json!([with_query]);
    })
    .await;

    client.case.complete(&client.case.request()).await;

    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_redirect_uri_query_mismatch() {
    let bench = bench().await;
    let with_query = bench.site.address("/callback?foo=bar");
    let another = bench.site.address("/callback?bar=foo");
    let client = register_with(&bench, CODE, |metadata, _| {
        metadata["redirect_uris"] = json!([with_query]);
    })
    .await;

    let request = client.case.request().with("redirect_uri", &another);
    is_a_page(&client.case, &request).await;

    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_redirect_uri_query_added() {
    let bench = bench().await;
    let client = register(&bench, CODE).await;
    let added = format!("{}?foo=bar", client.case.party.redirect_uri);

    let request = client.case.request().with("redirect_uri", &added);
    is_a_page(&client.case, &request).await;

    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_redirect_uri_regfrag() {
    let bench = bench().await;
    let with_fragment = bench.site.address("/callback#foobar");
    let change = |metadata: &mut serde_json::Value, _: &_| {
        metadata["redirect_uris"] = json!([with_fragment]);
    };

    let errors = ["invalid_redirect_uri", "invalid_client_metadata"];
    is_refused(&bench, CODE, change, &errors).await;
}
