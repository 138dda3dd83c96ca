//! Pages of the sign-in journey: their headers, and that a small window is enough for them.

use gantry_core::Seconds;
use gantry_test_support::{Page, TestApp};
use reqwest::Url;

use crate::wire::{legacy_address, modern_address, returned};

/// Every page and redirect of the way to a client, problems and the stale page too.
async fn journey(app: &TestApp) -> Vec<Page> {
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let visitor = app.visitor();
    let request = modern_address(&client);
    let mut seen = vec![visitor.get(&request).await];
    seen.push(visitor.get(seen[0].location()).await);
    let login = visitor.walk(seen[1].location()).await.page();
    let wrong = [("username", "alice"), ("password", "wrong")];
    seen.push(visitor.submit_once(&login, "#login-submit", &wrong).await);
    let consent = visitor.log_in(&login, "alice").await.page();
    let allowed = [("decision", "allow")];
    seen.push(
        visitor
            .submit_once(&consent, "#consent-allow", &allowed)
            .await,
    );
    seen.push(visitor.get(seen[3].location()).await);
    seen.push(
        visitor
            .get("/application/o/authorize/?client_id=nobody")
            .await,
    );
    let late = app.visitor();
    let waiting = late.walk(&request).await.page();
    app.advance(Seconds::minutes(6));
    seen.push(late.log_in(&waiting, "alice").await.page());
    assert!(
        seen[4].location().starts_with(&client.redirect_uri),
        "{}",
        seen[4].url
    );
    assert_eq!(seen[6].problem().as_deref(), Some("too_slow"));
    seen.extend([login, consent, waiting]);
    seen
}

#[tokio::test]
async fn rc_oauth_24_the_opener_of_a_popup_may_watch_every_page_of_the_journey() {
    let app = TestApp::start().await;

    for page in journey(&app).await {
        let policy = page.header("cross-origin-opener-policy");

        assert!(
            ["", "unsafe-none"].contains(&policy),
            "{}: {policy}",
            page.url
        );
    }
}

#[tokio::test]
async fn rc_oauth_26_no_policy_blocks_the_redirect_that_follows_a_form() {
    let app = TestApp::start().await;

    for page in journey(&app).await {
        let policy = page.header("content-security-policy");

        assert!(
            policy.contains("default-src 'none'"),
            "{}: {policy}",
            page.url
        );
        assert!(!policy.contains("form-action"), "{}: {policy}", page.url);
        assert!(!policy.contains("navigate-to"), "{}: {policy}", page.url);
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{}: {policy}",
            page.url
        );
    }
}

#[tokio::test]
async fn rc_oauth_26_the_login_form_leads_to_the_clients_origin() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();

    let login = visitor.walk(&legacy_address(&client, "s")).await.page();
    let arrived = visitor.log_in(&login, "alice").await.client();

    assert_eq!(
        arrived.origin(),
        Url::parse(&client.redirect_uri).unwrap().origin()
    );
    assert!(returned(&arrived, "code").is_some());
}

/// The sizes in a stylesheet that pin an element: property and pixels.
fn pinned_sizes(css: &str) -> Vec<(String, u32)> {
    let declarations = css
        .split([';', '{', '}'])
        .filter_map(|one| one.split_once(':'));
    declarations
        .filter_map(|(property, value)| {
            let pixels = value.trim().strip_suffix("px")?.parse().ok()?;
            Some((property.trim().to_owned(), pixels))
        })
        .collect()
}

#[tokio::test]
async fn rc_oauth_25_login_fits_a_small_window() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let visitor = app.visitor();
    let login = visitor.walk(&legacy_address(&client, "s")).await.page();
    let consent = visitor.log_in(&login, "alice").await.page();

    for page in [&login, &consent] {
        let viewport = page.attribute("meta[name=viewport]", "content").unwrap();
        assert!(viewport.contains("width=device-width"), "{viewport}");
        assert!(!viewport.contains("maximum-scale") && !viewport.contains("user-scalable"));
        assert!(!page.body.contains("style="), "{}", page.body);
        let stylesheet = page.attribute("link[rel=stylesheet]", "href").unwrap();
        let css = visitor.get(&stylesheet).await;
        assert_eq!(css.status, 200);
        let sizes = pinned_sizes(&css.body);
        assert!(
            sizes.iter().any(|(property, _)| property == "min-height"),
            "{sizes:?}"
        );
        for (property, pixels) in sizes {
            match property.as_str() {
                "height" | "min-height" => assert!(pixels <= 64, "{property}: {pixels}px"),
                "width" | "min-width" => assert!(pixels <= 320, "{property}: {pixels}px"),
                _ => {}
            }
        }
    }
}
