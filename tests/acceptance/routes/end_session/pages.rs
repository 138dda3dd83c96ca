//! What the person sees, and when a question comes first; by GET and by POST.

use gantry_test_support::Landing;

use crate::end_session::{Alice, HOME, logout, silently};

#[tokio::test]
async fn a_hint_without_an_address_signs_out_and_says_so() {
    let alice = Alice::signed_in().await;

    let page = alice
        .visitor
        .walk(&logout(&[("id_token_hint", &alice.hint)]))
        .await
        .page();

    assert!(page.text("#logged-out").is_some());
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn nothing_or_only_a_state_asks_and_then_says_so() {
    for parameters in [&[][..], &[("state", "s1")][..]] {
        let alice = Alice::signed_in().await;

        let question = alice.visitor.walk(&logout(parameters)).await.page();
        let before = alice.is_signed_in().await;
        let after = alice
            .visitor
            .submit(&question, "#logout-yes", &[("decision", "yes")])
            .await
            .page();

        assert!(before);
        assert!(after.text("#logged-out").is_some());
        let error = silently(&alice.visitor, &alice.client).await;
        assert_eq!(error.as_deref(), Some("login_required"));
    }
}

#[tokio::test]
async fn who_says_no_stays_signed_in() {
    let alice = Alice::signed_in().await;

    let question = alice.visitor.walk(&logout(&[])).await.page();
    alice
        .visitor
        .submit(&question, "#logout-no", &[("decision", "no")])
        .await;

    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn an_application_may_send_a_form_from_its_own_site() {
    let alice = Alice::signed_in().await;
    let fields = [
        ("id_token_hint", &*alice.hint),
        ("post_logout_redirect_uri", HOME),
        ("state", "a b"),
    ];
    let stranger = alice.app.visitor();
    let address = stranger.address("/application/o/end-session/");

    // Another site's form brings no cookie; the browser then comes again by itself.
    let sent = stranger
        .send(stranger.http.post(address).form(&fields))
        .await;
    let back = alice.visitor.walk(sent.location()).await.client();

    assert_eq!(sent.status, 303);
    assert_eq!(back.as_str(), format!("{HOME}?state=a%20b"));
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn a_form_that_brings_the_session_is_answered_at_once() {
    let alice = Alice::signed_in().await;
    let fields = [
        ("id_token_hint", &*alice.hint),
        ("post_logout_redirect_uri", HOME),
    ];

    let answer = alice
        .visitor
        .post("/application/o/end-session", &fields)
        .await;
    let landing = alice.visitor.follow(answer).await;

    assert_eq!(landing.client().as_str(), HOME);
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn hints_about_person_and_language_are_taken() {
    let alice = Alice::signed_in().await;
    let parameters = [("logout_hint", "alice"), ("ui_locales", "de en")];

    let question = alice.visitor.walk(&logout(&parameters)).await.page();
    let after = alice
        .visitor
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await
        .page();

    assert_eq!(question.attribute("html", "lang").as_deref(), Some("de"));
    assert_eq!(after.attribute("html", "lang").as_deref(), Some("de"));
}

#[tokio::test]
async fn broken_parameters_end_nothing() {
    let alice = Alice::signed_in().await;
    let twice = format!(
        "{}&state=1&state=2",
        logout(&[("id_token_hint", &alice.hint)])
    );
    let long = logout(&[("id_token_hint", &alice.hint), ("state", &"x".repeat(9000))]);
    let unknown = logout(&[("client_id", "nobody")]);

    for (address, reason) in [
        (twice, "faulty_parameters"),
        (long, "faulty_parameters"),
        (unknown, "unknown_client"),
    ] {
        let landing = alice.visitor.walk(&address).await;

        let Landing::Page(page) = landing else {
            panic!("led away: {landing:?}")
        };
        assert_eq!(page.problem().as_deref(), Some(reason));
    }
    assert!(alice.is_signed_in().await);
}
