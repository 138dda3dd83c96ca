//! Registering and changing applications.

use gantry_accounts::Refusal;
use gantry_accounts::clients::NewClient;
use gantry_core::client::{Client, ClientSettings};

use crate::support::{Installation, OPERATOR, new_client, refusal};

#[tokio::test]
async fn two_clients_of_one_name_get_two_slugs() {
    let home = Installation::start().await;

    let first = home
        .accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();
    let second = home
        .accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();

    assert_eq!(first.client.slug.as_str(), "team-chat");
    assert_eq!(second.client.slug.as_str(), "team-chat-2");
}

#[tokio::test]
async fn a_taken_slug_or_client_id_is_refused() {
    let home = Installation::start().await;
    let named = |slug: &str, id: &str| NewClient {
        slug: Some(slug.parse().unwrap()),
        client_id: Some(id.parse().unwrap()),
        ..new_client("Team chat")
    };
    home.accounts
        .add_client(&OPERATOR, named("chat", "one"))
        .await
        .unwrap();

    let same_slug = home
        .accounts
        .add_client(&OPERATOR, named("chat", "two"))
        .await;
    let same_id = home
        .accounts
        .add_client(&OPERATOR, named("other", "one"))
        .await;

    assert_eq!(refusal(same_slug), Refusal::ClientTaken);
    assert_eq!(refusal(same_id), Refusal::ClientTaken);
}

#[tokio::test]
async fn settings_that_contradict_each_other_are_refused() {
    let home = Installation::start().await;
    let mut without_uri = new_client("No address");
    without_uri.settings.redirect_uris.clear();
    let mut twice = new_client("Twice");
    let uri = twice.settings.redirect_uris[0].clone();
    twice.settings.redirect_uris.push(uri);

    for new in [without_uri, twice] {
        let refused = home.accounts.add_client(&OPERATOR, new).await;
        assert_eq!(refusal(refused).code(), "contradictory_settings");
    }
}

#[tokio::test]
async fn a_public_client_must_use_pkce_and_has_no_secret() {
    let home = Installation::start().await;
    let mut new = new_client("Phone");
    new.settings.public = true;

    let added = home.accounts.add_client(&OPERATOR, new).await.unwrap();

    assert!(added.client.settings.require_pkce);
    assert!(added.secret.is_none());
}

#[tokio::test]
async fn a_change_over_somebody_elses_change_is_refused() {
    let home = Installation::start().await;
    let added = home
        .accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();
    let seen = added.client;
    let named = |name: &str| Client {
        name: name.to_owned(),
        ..seen.clone()
    };
    home.accounts
        .change_client(&OPERATOR, &seen, named("First"))
        .await
        .unwrap();

    let refused = home
        .accounts
        .change_client(&OPERATOR, &seen, named("Second"))
        .await;

    assert_eq!(refusal(refused), Refusal::Changed);
}

#[tokio::test]
async fn a_change_reaches_the_cache() {
    let home = Installation::start().await;
    let added = home
        .accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();
    let slug = added.client.slug;
    let cache = home.accounts.client_cache();
    let mut conn = home.accounts.store().read().await.unwrap();
    cache.check_version(&mut conn).await.unwrap();
    cache.by_slug(&slug).await.unwrap();

    home.accounts
        .set_client_disabled(&OPERATOR, added.client.id, true)
        .await
        .unwrap();
    cache.check_version(&mut conn).await.unwrap();

    assert!(cache.by_slug(&slug).await.unwrap().unwrap().client.disabled);
}

#[tokio::test]
async fn a_client_that_becomes_public_loses_its_secrets() {
    let home = Installation::start().await;
    let added = home
        .accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();
    let before = added.client;
    let settings = ClientSettings {
        public: true,
        ..before.settings.clone()
    };
    let after = Client {
        settings,
        ..before.clone()
    };

    home.accounts
        .change_client(&OPERATOR, &before, after)
        .await
        .unwrap();

    let secret = added.secret.unwrap();
    assert!(
        !home
            .accounts
            .authenticate_client_secret(&before, &secret)
            .await
            .unwrap()
    );
}
