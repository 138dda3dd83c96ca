//! The way of a browser: how long it may take, when it is silent, and two at the same time.

use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, TestApp};

use crate::wire::{
    code_of, legacy_address, legacy_payload, legacy_state, modern_address, modern_token, returned,
};

#[tokio::test]
async fn rc_oauth_22_a_login_within_five_minutes_works_and_a_later_one_can_start_again() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let (quick, slow, legacy) = (app.visitor(), app.visitor(), app.visitor());
    let in_time = quick.walk(&modern_address(&client)).await.page();
    let too_late = slow.walk(&modern_address(&client)).await.page();
    let patient = legacy.walk(&legacy_address(&client, "s")).await.page();

    app.advance(Seconds::minutes(4));
    let arrived = quick.log_in(&in_time, "alice").await.client();
    let redeemed = modern_token(&app, &client, &code_of(&arrived)).await;
    app.advance(Seconds::minutes(2));
    let stale = slow.log_in(&too_late, "alice").await.page();
    let legacy_arrived = legacy.log_in(&patient, "alice").await.client();

    assert_eq!(redeemed.status, 200, "{}", redeemed.body);
    assert_eq!(stale.problem().as_deref(), Some("too_slow"));
    let start_again = stale.attribute("#problem a.button", "href");
    assert_eq!(start_again.as_deref(), Some("https://chat.example.org"));
    let text = stale.text("#problem").unwrap();
    assert!(
        text.contains("Team chat") && text.contains("Start again"),
        "{text}"
    );
    // The legacy engine waits as long as it takes.
    assert!(returned(&legacy_arrived, "code").is_some());
    // Having signed in all the same, starting again takes no second login.
    assert!(returned(&slow.walk(&modern_address(&client)).await.client(), "code").is_some());
}

#[tokio::test]
async fn another_application_with_pkce_is_not_told_that_it_was_too_slow() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let generic = gantry_core::client::ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..Default::default()
    };
    let client = app.add_client("App", generic).await;
    let visitor = app.visitor();
    let login = visitor.walk(&modern_address(&client)).await.page();

    app.advance(Seconds::minutes(50));

    assert!(returned(&visitor.log_in(&login, "alice").await.client(), "code").is_some());
}

#[tokio::test]
async fn a_request_is_forgotten_after_an_hour() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    let login = visitor.walk(&legacy_address(&client, "s")).await.page();

    app.advance(Seconds::minutes(61));
    let page = visitor.log_in(&login, "alice").await.page();

    assert_eq!(page.problem().as_deref(), Some("request_unknown"));
}

#[tokio::test]
async fn rc_oauth_23_who_is_signed_in_gets_to_rocketchat_without_a_single_page() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for path in [
        legacy_address(&client, &legacy_state()),
        modern_address(&client),
    ] {
        let answer = visitor.get(&path).await;

        assert_eq!(answer.status, 303);
        assert!(
            answer
                .location()
                .starts_with(&format!("{}?code=", client.redirect_uri))
        );
    }
    // Nothing but the code was written: no request waits, no consent was given.
    let trail = app.trail().await;
    assert!(
        !trail.iter().any(|line| line.starts_with("consent")),
        "{trail:?}"
    );
}

#[tokio::test]
async fn rc_oauth_27_two_sign_ins_of_one_browser_keep_to_themselves() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let second = app
        .add_rocketchat_with(|settings| {
            let callback = "https://second.example.org/_oauth/gantry";
            settings.redirect_uris = vec![callback.parse().unwrap()];
        })
        .await;
    let visitor = app.visitor();

    let first_login = visitor.walk(&legacy_address(&chat, "first")).await.page();
    let second_login = visitor
        .walk(&legacy_address(&second, "second"))
        .await
        .page();
    let second_arrived = visitor.log_in(&second_login, "alice").await.client();
    // Each Rocket.Chat redeems its code while the browser waits.
    let second_redeemed = legacy_payload(&app, &second, &code_of(&second_arrived)).await;
    let first_arrived = visitor.log_in(&first_login, "alice").await.client();

    assert!(
        second_arrived.as_str().starts_with(&second.redirect_uri),
        "{second_arrived}"
    );
    assert_eq!(
        returned(&second_arrived, "state").as_deref(),
        Some("second")
    );
    assert!(
        first_arrived.as_str().starts_with(&chat.redirect_uri),
        "{first_arrived}"
    );
    assert_eq!(returned(&first_arrived, "state").as_deref(), Some("first"));
    let first_redeemed = legacy_payload(&app, &chat, &code_of(&first_arrived)).await;
    assert_eq!(
        (
            second_redeemed.status.as_u16(),
            first_redeemed.status.as_u16()
        ),
        (200, 200)
    );
}

#[tokio::test]
async fn rc_oauth_27_two_sign_ins_of_one_client_in_one_browser_keep_their_states() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();

    let one = visitor.walk(&legacy_address(&client, "one")).await.page();
    let two = visitor.walk(&legacy_address(&client, "two")).await.page();
    let two = visitor.log_in(&two, "alice").await.client();
    let one = visitor.log_in(&one, "alice").await.client();

    assert_eq!(returned(&one, "state").as_deref(), Some("one"));
    assert_eq!(returned(&two, "state").as_deref(), Some("two"));
    assert_ne!(code_of(&one), code_of(&two));
}

#[tokio::test]
async fn rc_oauth_28_the_code_comes_by_a_redirect_in_the_query() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    let login = visitor.walk(&legacy_address(&client, "s")).await.page();

    // After the form POST: 303 turns it into GET; the last hop leads to Rocket.Chat.
    let posted = visitor
        .submit_once(
            &login,
            "#login-submit",
            &[
                ("username", "alice"),
                ("password", gantry_test_support::PASSWORD),
            ],
        )
        .await;
    let last = visitor.get(posted.location()).await;
    let silent = visitor.get(&legacy_address(&client, "s")).await;

    assert_eq!(posted.status, 303);
    for answer in [last, silent] {
        let address: url::Url = answer.location().parse().unwrap();
        assert!(
            [302, 303].contains(&answer.status.as_u16()),
            "{}",
            answer.status
        );
        assert_eq!(address.fragment(), None);
        assert!(returned(&address, "code").is_some());
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_request_answered_in_one_browser_cannot_be_continued_in_another() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let (alice, mallory) = (app.visitor(), app.visitor());
    let login = alice
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();

    let elsewhere = mallory.walk(&login.url).await.page();

    assert_eq!(elsewhere.status, 403);
    assert_eq!(elsewhere.problem().as_deref(), Some("other_browser"));
}
