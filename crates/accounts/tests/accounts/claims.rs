//! Further claims of a client.

use gantry_accounts::Refusal;

use crate::support::{Installation, OPERATOR, new_client, refusal};

async fn refused_alias(alias: &str, source: &str) -> Refusal {
    let home = Installation::start().await;
    let mut new = new_client("Team chat");
    new.settings
        .extra_claims
        .insert(alias.parse().unwrap(), source.parse().unwrap());
    refusal(home.accounts.add_client(&OPERATOR, new).await)
}

#[tokio::test]
async fn a_further_claim_does_not_replace_a_standard_claim() {
    let refused = refused_alias("email", "nickname").await;

    assert_eq!(refused.code(), "harmful_claim");
}

#[tokio::test]
async fn a_further_claim_repeats_a_standard_claim_only() {
    let refused = refused_alias("team", "department").await;

    assert_eq!(refused.code(), "harmful_claim");
}

#[tokio::test]
async fn a_further_claim_may_repeat_the_user_name() {
    let home = Installation::start().await;
    let mut new = new_client("Team chat");
    let (alias, source) = (
        "login".parse().unwrap(),
        "preferred_username".parse().unwrap(),
    );
    new.settings.extra_claims.insert(alias, source);

    let added = home.accounts.add_client(&OPERATOR, new).await;

    assert!(added.is_ok());
}
