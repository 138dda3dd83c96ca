//! The plan for logins that a third party begins: Core §4.
//! <https://openid.net/specs/openid-connect-core-1_0.html#ThirdPartyInitiatedLogin>

use serde_json::{Value, json};

use crate::dynamic::client::{bench, is_refused, register_with};
use crate::variant::CODE;

const ADDRESS: &str = "https://rp.example.org/initiate";

#[tokio::test]
async fn oidcc_3rd_party_init_login() {
    let bench = bench().await;

    let client = register_with(&bench, CODE, |metadata, _| {
        metadata["initiate_login_uri"] = json!(ADDRESS);
    })
    .await;

    assert_eq!(client.document["initiate_login_uri"], ADDRESS);
    assert_eq!(client.read().await["initiate_login_uri"], ADDRESS);
    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_3rd_party_init_login_nohttps() {
    let bench = bench().await;
    let change = |metadata: &mut Value, _: &_| {
        metadata["initiate_login_uri"] = json!(ADDRESS.replace("https:", "http:"));
    };

    is_refused(&bench, CODE, change, &["invalid_client_metadata"]).await;
}
