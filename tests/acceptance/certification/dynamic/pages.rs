//! What people are shown of a client, already on the login page.

use gantry_test_support::Page;
use serde_json::json;

use crate::dynamic::client::{bench, register_with};
use crate::variant::CODE;

/// The login page of a client with one more address, and the address.
async fn login_page(member: &str) -> (Page, String) {
    let bench = bench().await;
    bench.site.publish("/shown", "image/svg+xml", LOGO);
    let address = bench.site.address("/shown");
    let client = register_with(&bench, CODE, |metadata, _| {
        metadata[member] = json!(address);
    })
    .await;
    let done = client.case.complete(&client.case.request()).await;
    assert_eq!(client.document[member], address.as_str());
    client.clean_up().await;
    let mut logins = done.shown.logins;
    (logins.pop().unwrap(), address)
}

const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";

fn has_link(page: &Page, address: &str) -> bool {
    let link = format!("a[href='{address}']");
    page.text(&link).is_some_and(|text| !text.is_empty())
}

#[tokio::test]
async fn oidcc_registration_logo_uri() {
    let (page, address) = login_page("logo_uri").await;

    let picture = page.attribute(&format!("img[src='{address}']"), "alt");
    assert!(picture.is_some(), "{}", page.body);
    let origin = address.trim_end_matches("/shown");
    let policy = page.header("content-security-policy");
    let of_images = policy
        .split(';')
        .find(|it| it.trim().starts_with("img-src"));
    assert!(of_images.is_some_and(|it| it.contains(origin)), "{policy}");
}

#[tokio::test]
async fn oidcc_registration_policy_uri() {
    let (page, address) = login_page("policy_uri").await;

    assert!(has_link(&page, &address), "{}", page.body);
}

#[tokio::test]
async fn oidcc_registration_tos_uri() {
    let (page, address) = login_page("tos_uri").await;

    assert!(has_link(&page, &address), "{}", page.body);
}
