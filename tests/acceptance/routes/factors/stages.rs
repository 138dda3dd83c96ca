//! Every stage with empty, repeated and out-of-order posts: row 25 of the advisories.

use gantry_core::Seconds;

use super::{Armed, is_signed_in, prove};

#[tokio::test]
async fn advisory_25_an_empty_post_skips_no_stage() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;
    let (_, fields) = page.form_with("#factor-submit");
    let token = fields
        .iter()
        .find(|(name, _)| name == "form_token")
        .unwrap();
    let token = ("form_token", token.1.as_str());

    for stage in [
        "/login/factor",
        "/login/enrol",
        "/login/step-up",
        "/login/passkey",
        "/account/factors/new",
        "/account/factors/recovery-codes",
    ] {
        for fields in [
            vec![],
            vec![token],
            vec![token, ("code", ""), ("answer", ""), ("password", "")],
            vec![token, ("answer", "{}"), ("question", "x")],
            vec![token, ("kind", "totp")],
        ] {
            let answer = visitor.post(stage, &fields).await;

            assert_ne!(answer.status, 200, "{stage} {fields:?} {}", answer.body);
            assert!(answer.status.as_u16() < 500, "{stage} {fields:?}");
            assert!(!is_signed_in(&visitor).await, "{stage} {fields:?}");
        }
    }
}

#[tokio::test]
async fn advisory_25_a_stage_that_is_done_is_not_done_again() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;
    let code = armed.phone.next_code(&armed.app);
    let _entered = prove(&visitor, &page, &code).await;

    let next = armed.phone.next_code(&armed.app);
    let again = prove(&visitor, &page, &next).await.page();

    // The pending sign-in is used up; the session that it became is not touched.
    assert_ne!(again.status, 500);
    assert!(is_signed_in(&visitor).await);
    let sessions = armed.app.accounts.sessions_of(armed.user.id).await.unwrap();
    assert_eq!(sessions.len(), 2);
}

#[tokio::test]
async fn advisory_25_whoever_has_a_factor_cannot_add_one_on_the_way_in() {
    let armed = Armed::new().await;
    let (visitor, _) = armed.at_the_factor().await;

    let offered = visitor.walk("/login/enrol").await.page();

    assert!(offered.url.ends_with("/login/factor"), "{}", offered.url);
    assert!(offered.text("#totp-seed").is_none());
}

#[tokio::test]
async fn advisory_25_a_factor_page_without_a_password_before_it_leads_to_the_password() {
    let armed = Armed::new().await;
    let stranger = armed.app.visitor();

    for page in [
        "/login/factor",
        "/login/enrol",
        "/login/step-up",
        "/account/factors",
    ] {
        let landed = stranger.walk(page).await.page();

        assert!(landed.url.contains("/login"), "{page}: {}", landed.url);
        assert!(landed.text("#login-submit").is_some(), "{page}");
    }
}

#[tokio::test]
async fn the_pending_sign_in_of_one_browser_is_worth_nothing_in_another() {
    let armed = Armed::new().await;
    let (_first, page) = armed.at_the_factor().await;
    let other = armed.app.visitor();
    let _login = other.walk("/login").await.page();

    let code = armed.phone.next_code(&armed.app);
    let stolen = other
        .submit_once(&page, "#factor-submit", &[("code", &code)])
        .await;

    assert!(!stolen.status.is_success(), "{}", stolen.status);
    assert!(!is_signed_in(&other).await);
}

#[tokio::test]
async fn advisory_25_a_sign_in_for_one_request_is_not_finished_for_another() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;

    armed.app.advance(Seconds::new(31));
    let code = armed.phone.code(&armed.app);
    let odd = [
        ("code", code.as_str()),
        ("request", "0190a5d0-0000-7000-8000-000000000000"),
    ];
    let answer = visitor.submit_once(&page, "#factor-submit", &odd).await;

    assert!(!answer.status.is_success(), "{}", answer.status);
    assert!(!is_signed_in(&visitor).await);
}
