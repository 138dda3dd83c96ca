//! An application that is no chat: what an administrator sets in the browser is what it gets.

use gantry_test_support::{Application, Browser, Finished, RelyingParty, TestApp};
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::{ClientId, ClientSecret, OAuth2TokenResponse, RedirectUrl};
use serde_json::{Value, json};
use url::Url;

use super::super::chat::log_in;
use super::{administer, change_places, choose, enter, notice, open, tick, unfold, upload};

/// A registered application with a web server.
pub(super) struct Wiki {
    pub(super) site: Application,
    pub(super) id: String,
    pub(super) secret: String,
}

impl Wiki {
    /// Registers it as the list of applications leads there.
    pub(super) async fn register(app: &TestApp, browser: &Browser) -> Self {
        let site = Application::start().await;
        open(app, browser, "/admin/applications").await;
        browser.click("a[href='/admin/applications/new']").await;
        browser.type_into("#name", "Wiki").await;
        browser
            .type_into("#redirect_uris", &site.address("/callback"))
            .await;
        browser
            .click("form[action='/admin/applications/new'] button")
            .await;
        Self {
            secret: browser.text("#new-secret").await,
            id: browser.text("#client-id").await,
            site,
        }
    }

    /// Somebody signs in there and agrees.
    async fn sign_in(&self, app: &TestApp, browser: &Browser, issuer: &str) -> Finished {
        let secret = Some(ClientSecret::new(self.secret.clone()));
        let credentials = (ClientId::new(self.id.clone()), secret);
        let back = RedirectUrl::new(self.site.address("/callback")).unwrap();
        let party = RelyingParty::discover_as(app, issuer, credentials, back).await;
        let pending = party.begin(&["profile", "email", "phone", "offline_access"]);
        browser.open(pending.address.as_str()).await;
        log_in(browser, "alice").await;
        browser.click("#consent-allow").await;
        browser
            .wait_for_address(&self.site.address("/callback"))
            .await;
        let arrived: Url = browser.address().await.parse().unwrap();
        party.finish(pending, &arrived).await
    }

    /// What becomes of a refresh token.
    async fn refresh(&self, app: &TestApp, token: &str) -> String {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
        ];
        app.token(&fields).await.status_and_error()
    }
}

/// Sets everything that the page of an application offers to most of them.
async fn fill_in(browser: &Browser) {
    unfold(browser).await;
    choose(browser, "algorithm", "ES256").await;
    browser
        .type_into(
            "#extra_claims",
            "team = groups:team-\ndesk = attribute:desk",
        )
        .await;
    browser.type_into("#access_token_lifetime", "120").await;
    browser.type_into("#refresh_token_lifetime", "3600").await;
    tick(browser, "#scope_phone", false).await;
    browser
        .click("#issuer_mode option[value='per_client']")
        .await;
    tick(browser, "#pairwise", true).await;
    tick(browser, "#claims_in_id_token", true).await;
    browser
        .click("form[action='/admin/applications/wiki'] button.primary")
        .await;
    notice(browser).await;
}

#[tokio::test]
async fn what_an_administrator_sets_is_what_the_application_gets() {
    let app = TestApp::start().await;
    let alice = app.add_user_in("alice", &["team-red", "cooks"]).await;
    let (browser, mut hers) = (Browser::start().await, Vec::new());

    administer(&app, &browser).await;
    let wiki = Wiki::register(&app, &browser).await;
    fill_in(&browser).await;
    let issuer = browser.text("#issuer").await;
    change_places(&browser, &mut hers).await;
    let finished = wiki.sign_in(&app, &browser, &issuer).await;
    let token = finished.tokens.access_token().secret();
    let told = app.userinfo(token).await.json();
    let refresh = finished.tokens.refresh_token().unwrap().secret();
    app.advance(gantry_core::Seconds::new(3700));
    let late = wiki.refresh(&app, refresh).await;

    assert_eq!(issuer, format!("{}/application/o/wiki/", app.url));
    assert_eq!(finished.claims.issuer().as_str(), issuer);
    let algorithm = CoreJwsSigningAlgorithm::EcdsaP256Sha256;
    assert_eq!(finished.algorithm, algorithm);
    assert_ne!(finished.claims.subject().as_str(), alice.subject.as_str());
    assert_eq!(told["team"], json!(["red"]));
    assert_eq!(told["desk"], Value::Null);
    assert_eq!(finished.tokens.expires_in().unwrap().as_secs(), 120);
    let scopes = finished.tokens.scopes().unwrap();
    assert!(scopes.iter().all(|scope| scope.as_str() != "phone"));
    assert!(finished.claims.name().is_some());
    assert_eq!(late, "400 invalid_grant");
}

/// Whether a picture of the page was loaded.
async fn is_loaded(browser: &Browser, selector: &str) -> bool {
    browser.find(selector).await;
    let loaded =
        format!("(it => it.complete && it.naturalWidth > 0)(document.querySelector('{selector}'))");
    browser.wait_until(&loaded).await;
    true
}

#[tokio::test]
async fn its_icon_and_its_address_show_where_people_open_it() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let (browser, mut hers) = (Browser::start().await, Vec::new());

    administer(&app, &browser).await;
    let wiki = Wiki::register(&app, &browser).await;
    browser
        .type_into("#launch_url", &wiki.site.address("/start"))
        .await;
    browser
        .click("form[action='/admin/applications/wiki'] button.primary")
        .await;
    notice(&browser).await;
    browser.click("#open-appearance").await;
    upload(&browser, "/wiki/icon").await;
    let in_administration = is_loaded(&browser, "#icon").await;
    change_places(&browser, &mut hers).await;
    enter(&app, &browser, "alice").await;
    let on_the_card = is_loaded(&browser, ".app img.app-icon").await;
    let card = browser.text(".app-grid").await;
    browser.click(".app").await;
    browser.wait_for_address(&wiki.site.address("/start")).await;

    assert!(in_administration && on_the_card);
    let host = wiki.site.url.trim_start_matches("http://");
    assert_eq!(card.lines().collect::<Vec<_>>(), ["Wiki", host]);
}
