//! What a library that somebody else wrote makes of everything beyond the code in a query.

mod answers;
mod device;
mod encrypted;
mod logout;
mod registration;

use gantry_core::client::ClientSettings;
use gantry_test_support::{Landing, Pending, RocketChatClient, TestApp, Visitor};
use url::Url;

const SCOPES: [&str; 2] = ["profile", "email"];

/// An application that asks nobody for consent.
async fn add_application(
    app: &TestApp,
    change: impl FnOnce(&mut ClientSettings),
) -> RocketChatClient {
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    change(&mut settings);
    app.add_client("Wiki", settings).await
}

/// Sends a browser on its way and signs alice in.
async fn signed_in(visitor: &Visitor, pending: &Pending) -> Landing {
    let login = visitor.walk(pending.address.as_str()).await.page();
    visitor.log_in(&login, "alice").await
}

/// An address as if what came in another way had come in its query.
fn as_query(address: &str, fields: &[(String, String)]) -> Url {
    let mut address = Url::parse(address).unwrap();
    address.query_pairs_mut().clear().extend_pairs(fields);
    address
}

/// The parameters of a fragment.
fn fragment(arrived: &Url) -> Vec<(String, String)> {
    assert_eq!(arrived.query(), None, "{arrived}");
    let text = arrived.fragment().unwrap_or_default();
    url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// One of them.
fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or_else(|| panic!("no {name} in {fields:?}"), |(_, value)| value)
}
