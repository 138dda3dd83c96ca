//! What the pages of a sign-in show of an application: picture, policy, terms, and what is shared.

use gantry_core::client::{ClientSettings, Presentation};
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};

async fn set_up(presentation: Presentation) -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        presentation,
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    (app, client)
}

fn presentation() -> Presentation {
    Presentation {
        logo_uri: Some("https://cdn.example.org/logo.svg".to_owned()),
        policy_uri: Some("https://app.example.org/privacy".to_owned()),
        tos_uri: Some("https://app.example.org/terms".to_owned()),
        ..Presentation::default()
    }
}

async fn pages(app: &TestApp, client: &RocketChatClient) -> [Page; 2] {
    let visitor = app.visitor();
    let request = AuthorizeRequest::legacy(client).path();
    let login = visitor.walk(&request).await.page();
    let consent = visitor.log_in(&login, "alice").await.page();
    assert!(consent.text("#consent-allow").is_some());
    [login, consent]
}

#[tokio::test]
async fn login_and_consent_show_the_picture_and_lead_to_policy_and_terms() {
    let (app, client) = set_up(presentation()).await;

    for page in pages(&app, &client).await {
        let leads_to = |id: &str, name: &str| page.attribute(id, name).unwrap();
        assert_eq!(
            leads_to("#app-logo", "src"),
            "https://cdn.example.org/logo.svg"
        );
        assert_eq!(
            leads_to("#app-policy", "href"),
            "https://app.example.org/privacy"
        );
        assert_eq!(
            leads_to("#app-terms", "href"),
            "https://app.example.org/terms"
        );
        assert_eq!(leads_to("#app-terms", "rel"), "noopener noreferrer");
    }
}

#[tokio::test]
async fn pictures_may_come_from_that_one_origin_and_no_other() {
    let (app, client) = set_up(presentation()).await;
    let (_, plain) = set_up(Presentation::default()).await;
    let plain = app.add_client("Plain", plain.client.settings).await;
    let sources = |page: &Page| {
        let policy = page.header("content-security-policy").to_owned();
        let images = policy.split("; ").find(|it| it.starts_with("img-src"));
        images.unwrap().to_owned()
    };

    for page in pages(&app, &client).await {
        assert_eq!(
            sources(&page),
            "img-src 'self' https://cdn.example.org data:"
        );
        assert_eq!(page.header("x-frame-options"), "DENY");
    }
    for page in pages(&app, &plain).await {
        assert_eq!(sources(&page), "img-src 'self' data:");
        assert_eq!(page.attribute("#app-logo", "src"), None);
        assert_eq!(page.attribute("#app-policy", "href"), None);
    }
}

#[tokio::test]
async fn the_consent_page_lists_every_scope_in_words() {
    let (app, client) = set_up(Presentation::default()).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let request = AuthorizeRequest::legacy(&client)
        .with(
            "scope",
            "openid profile email address phone groups offline_access",
        )
        .with("ui_locales", "de");

    let page = visitor.walk(&request.path()).await.page();

    let text = page.text("main").unwrap();
    for line in [
        "Ihr Profil",
        "Ihre E-Mail-Adresse",
        "Ihre Postanschrift",
        "Ihre Telefonnummer",
        "Die Gruppen, denen Sie angehören",
        "Zugriff auch dann",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}
