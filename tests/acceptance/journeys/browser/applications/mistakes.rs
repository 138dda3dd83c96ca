//! What is typed wrong is told beside its field, and nothing that was typed is lost.

use gantry_test_support::{Browser, TestApp};

use super::other::Wiki;
use super::{administer, unfold};

/// Types something into a field and saves; what is said beside the field then.
async fn told(browser: &Browser, field: &str, text: &str) -> String {
    unfold(browser).await;
    browser.type_into(&format!("#{field}"), text).await;
    browser
        .click("form[action='/admin/applications/wiki'] button.primary")
        .await;
    let said = browser.text(&format!("#{field}-problem")).await;
    let kept = browser.find(&format!("#{field}")).await.value().await;
    assert_eq!(kept.unwrap().as_deref(), Some(text), "{field}");
    said
}

#[tokio::test]
async fn a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let browser = Browser::start().await;

    administer(&app, &browser).await;
    Wiki::register(&app, &browser).await;
    let lifetime = told(&browser, "access_token_lifetime", "5").await;
    browser.type_into("#access_token_lifetime", "600").await;
    let refresh = told(&browser, "refresh_token_lifetime", "5").await;
    browser.type_into("#refresh_token_lifetime", "600").await;
    let no_source = told(&browser, "extra_claims", "team").await;
    let unknown = told(&browser, "extra_claims", "team = cooks").await;
    browser.type_into("#extra_claims", "").await;
    let launch = told(&browser, "launch_url", "ftp://wiki.example.org").await;
    let first = browser.find("#access_token_lifetime").await;

    assert_eq!(lifetime, "Access tokens live for 60 to 86400 seconds.");
    assert_eq!(refresh, "Refresh tokens live for 600 to 31536000 seconds.");
    assert_eq!(no_source, "Write each claim as name = source.");
    assert!(unknown.contains("its source is unknown"), "{unknown}");
    assert!(launch.contains("https://"), "{launch}");
    assert_eq!(first.value().await.unwrap().as_deref(), Some("600"));
}
