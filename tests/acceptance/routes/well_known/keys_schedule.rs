//! Rotation by itself: in time, once, and without a gap.

use gantry_core::Seconds;
use gantry_core::client::IssuerMode;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::TestApp;

use crate::well_known::id_token::{client_with, id_token, is_signed_by, kid};
use crate::well_known::jwks::key_set;

#[tokio::test]
async fn keys_are_replaced_when_their_time_has_come_and_not_before() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::Rs256, IssuerMode::Global).await;
    let first = id_token(&app, &client).await;
    let announced = app.provider.next_rotation().await.unwrap().unwrap();

    app.advance(Seconds::days(89));
    assert_eq!(app.provider.rotate_keys_on_schedule().await.unwrap(), 0);
    app.advance(Seconds::days(1));
    assert!(announced.published <= app.accounts.env().now());
    assert_eq!(app.provider.rotate_keys_on_schedule().await.unwrap(), 2);
    assert_eq!(app.provider.rotate_keys_on_schedule().await.unwrap(), 0);

    let during = key_set(&app).await;
    let still = id_token(&app, &client).await;
    app.advance(Seconds::minutes(61));
    let next = id_token(&app, &client).await;
    let elsewhere = app.second_node().await;
    assert_eq!(kid(&id_token(&elsewhere, &client).await), kid(&next));
    app.advance(Seconds::hours(25));
    let after = key_set(&app).await;

    assert_eq!((during.len(), after.len()), (4, 2));
    assert_eq!(kid(&still), kid(&first));
    assert_ne!(kid(&next), kid(&first));
    // Whoever fetched the keys when the new ones came can read every one of these.
    for token in [&first, &still, &next] {
        assert!(is_signed_by(token, &during), "{token}");
    }
    assert!(is_signed_by(&next, &after));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_servers_make_exactly_one_successor() {
    let app = TestApp::start().await;
    let (one, two, three) = (
        app.second_node().await,
        app.second_node().await,
        app.second_node().await,
    );
    for rotation in 1..=3 {
        app.advance(Seconds::days(90));

        let changed = tokio::join!(
            app.provider.rotate_keys_on_schedule(),
            one.provider.rotate_keys_on_schedule(),
            two.provider.rotate_keys_on_schedule(),
            three.provider.rotate_keys_on_schedule(),
        );

        let changed = [changed.0, changed.1, changed.2, changed.3];
        let changed: usize = changed.into_iter().map(Result::unwrap).sum();
        let keys = app.provider.keys().await.unwrap();
        assert_eq!((changed, keys.len()), (2, 2 + 2 * rotation));
        for other in [&one, &two, &three] {
            assert_eq!(key_set(other).await, key_set(&app).await);
        }
    }
}

#[tokio::test]
async fn a_rotation_by_hand_starts_the_time_anew() {
    let app = TestApp::start().await;
    let by = gantry_accounts::permissions::Administrator::operator();
    let first = app.provider.next_rotation().await.unwrap().unwrap();
    app.advance(Seconds::days(60));
    app.provider.rotate_keys(&by, false).await.unwrap();

    app.advance(Seconds::days(60));
    let changed = app.provider.rotate_keys_on_schedule().await.unwrap();
    let second = app.provider.next_rotation().await.unwrap().unwrap();

    assert_eq!(changed, 0);
    let later = second.published.since(first.published).as_i64();
    assert!((59 * 86400..=61 * 86400).contains(&later), "{later}");
}

#[tokio::test]
async fn the_page_of_the_administrator_says_when() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    app.add_admin("root").await;
    visitor.sign_in("root").await;

    let page = visitor.get("/admin/keys").await;

    assert!(page.text("#keys-schedule").is_some(), "{}", page.body);
}
