//! Which ID tokens vouch for a sign-out, and which are worth nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::{ClientSettings, IssuerMode, SubjectType};

use crate::end_session::{Alice, HOME, id_token, logout, settings};

const BY: Administrator = Administrator::operator();

fn request(hint: &str) -> String {
    logout(&[("id_token_hint", hint), ("post_logout_redirect_uri", HOME)])
}

#[tokio::test]
async fn a_hint_that_was_signed_by_somebody_else_ends_nothing_and_leads_nowhere() {
    let alice = Alice::signed_in().await;
    let (signed, signature) = alice.hint.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[7] ^= 1;
    let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(bytes));

    let page = alice.visitor.walk(&request(&forged)).await.page();

    assert_eq!(page.status, 400);
    assert!(alice.is_signed_in().await);
    let trail = alice.app.trail().await;
    assert!(trail.contains(&"sign_out faulty_parameters".to_owned()));
}

#[tokio::test]
async fn a_hint_without_a_signature_ends_nothing_and_leads_nowhere() {
    let alice = Alice::signed_in().await;
    let claims = alice.hint.split('.').nth(1).unwrap();
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);

    for unsigned in [format!("{header}.{claims}."), format!("{header}.{claims}")] {
        let page = alice.visitor.walk(&request(&unsigned)).await.page();

        assert_eq!(page.status, 400);
    }
    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn a_hint_that_ran_out_long_ago_is_as_good_as_a_fresh_one() {
    let alice = Alice::signed_in().await;
    alice.app.advance(Seconds::hours(11));

    let back = alice.visitor.walk(&request(&alice.hint)).await.client();

    assert_eq!(back.as_str(), HOME);
    assert!(!alice.is_signed_in().await);
}

#[tokio::test]
async fn a_hint_with_a_former_issuer_is_as_good_as_one_with_the_present() {
    let alice = Alice::signed_in().await;
    let before = &alice.client.client;
    let mut after = before.clone();
    after.settings.former_issuers = vec![alice.app.url.clone()];
    after.settings.issuer = IssuerMode::Fixed("https://id.former.example/".to_owned());
    let accounts = &alice.app.accounts;
    accounts.change_client(&BY, before, after).await.unwrap();

    let back = alice.visitor.walk(&request(&alice.hint)).await.client();

    assert_eq!(back.as_str(), HOME);
}

#[tokio::test]
async fn a_hint_with_a_pairwise_subject_is_about_the_person_it_stands_for() {
    let mut pairwise = settings();
    pairwise.subject.kind = SubjectType::Pairwise;
    let alice = Alice::signed_in_to(pairwise).await;
    alice.app.add_user("bob").await;
    let bobs_browser = alice.app.visitor();
    let bobs = id_token(&alice.app, &bobs_browser, &alice.client, "bob").await;

    let of_bob = alice.visitor.walk(&request(&bobs)).await.page();
    let before = alice.is_signed_in().await;
    let own = alice.visitor.walk(&request(&alice.hint)).await.client();

    assert!(of_bob.text("#logout-yes").is_some() && before);
    assert_eq!(own.as_str(), HOME);
}

#[tokio::test]
async fn a_hint_of_another_session_asks_first() {
    of_another_session_asks_first(SubjectType::Public).await;
}

#[tokio::test]
async fn a_pairwise_hint_of_another_session_asks_first_too() {
    of_another_session_asks_first(SubjectType::Pairwise).await;
}

async fn of_another_session_asks_first(kind: SubjectType) {
    let mut settings = settings();
    settings.subject.kind = kind;
    let alice = Alice::signed_in_to(settings).await;
    let second = alice.app.visitor();
    let elsewhere = id_token(&alice.app, &second, &alice.client, "alice").await;

    let question = alice.visitor.walk(&request(&elsewhere)).await.page();
    let before = alice.is_signed_in().await;
    let back = alice
        .visitor
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await
        .client();

    assert!(before);
    assert_eq!(back.as_str(), HOME);
    assert!(second.get("/apps").await.status == 200, "only this browser");
}

#[tokio::test]
async fn a_hint_for_another_application_than_the_one_named_is_refused() {
    let alice = Alice::signed_in().await;
    let others = ClientSettings {
        redirect_uris: vec!["https://other.example.org/callback".parse().unwrap()],
        ..settings()
    };
    let other = alice.app.add_client("Other", others).await;
    let parameters = [
        ("id_token_hint", &*alice.hint),
        ("client_id", &other.id),
        ("post_logout_redirect_uri", HOME),
    ];

    let page = alice.visitor.walk(&logout(&parameters)).await.page();

    assert_eq!(page.problem().as_deref(), Some("faulty_parameters"));
    assert!(alice.is_signed_in().await);
}
