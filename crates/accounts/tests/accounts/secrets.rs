//! Secrets of clients.

use gantry_accounts::clients::NewClient;
use gantry_core::{Seconds, Secret};

use crate::support::{Installation, OPERATOR, new_client, refusal};

#[tokio::test]
async fn an_old_secret_works_until_the_overlap_ends() {
    let home = Installation::start().await;
    let accounts = &home.accounts;
    let added = accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();
    let (client, old) = (added.client, added.secret.unwrap());
    let hour = Some(Seconds::hours(1));

    let new = accounts
        .add_client_secret(&OPERATOR, client.id, hour)
        .await
        .unwrap();
    let during = accounts
        .authenticate_client_secret(&client, &old)
        .await
        .unwrap();
    home.clock.advance(Seconds::hours(2));
    let after = accounts
        .authenticate_client_secret(&client, &old)
        .await
        .unwrap();

    assert_eq!((during, after), (true, false));
    assert!(
        accounts
            .authenticate_client_secret(&client, &new)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn without_an_overlap_both_secrets_live_on() {
    let home = Installation::start().await;
    let accounts = &home.accounts;
    let added = accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();
    let (client, old) = (added.client, added.secret.unwrap());

    let new = accounts
        .add_client_secret(&OPERATOR, client.id, None)
        .await
        .unwrap();
    home.clock.advance(Seconds::days(400));

    assert!(
        accounts
            .authenticate_client_secret(&client, &old)
            .await
            .unwrap()
    );
    assert!(
        accounts
            .authenticate_client_secret(&client, &new)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_removed_secret_is_over_at_once() {
    let home = Installation::start().await;
    let accounts = &home.accounts;
    let added = accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();
    let (client, secret) = (added.client, added.secret.unwrap());
    let listed = accounts.client_secrets(client.id).await.unwrap();

    accounts
        .remove_client_secret(&OPERATOR, client.id, listed[0].id)
        .await
        .unwrap();

    assert!(
        !accounts
            .authenticate_client_secret(&client, &secret)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_chosen_secret_has_at_least_32_plain_characters() {
    let home = Installation::start().await;
    let with = |secret: String| NewClient {
        secret: Some(Secret::new(secret)),
        ..new_client("Team chat")
    };

    let short = home
        .accounts
        .add_client(&OPERATOR, with("s".repeat(31)))
        .await;
    let odd = home
        .accounts
        .add_client(&OPERATOR, with("s:".repeat(16)))
        .await;
    let fitting = home
        .accounts
        .add_client(&OPERATOR, with("s".repeat(32)))
        .await;

    assert_eq!(refusal(short).code(), "invalid_value");
    assert_eq!(refusal(odd).code(), "invalid_value");
    assert_eq!(fitting.unwrap().secret.unwrap().expose(), "s".repeat(32));
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let home = Installation::start().await;
    let added = home
        .accounts
        .add_client(&OPERATOR, new_client("Team chat"))
        .await
        .unwrap();

    let wrong = Secret::new("w".repeat(64));

    assert!(
        !home
            .accounts
            .authenticate_client_secret(&added.client, &wrong)
            .await
            .unwrap()
    );
}
