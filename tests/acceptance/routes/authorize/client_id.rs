//! The name of a client, which Rocket.Chat puts into addresses as it is.

use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_core::client::ClientSettings;
use gantry_core::client_id::ClientId;
use gantry_test_support::{Page, TestApp};
use proptest::prelude::{Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

const CALLBACK: &str = "https://chat.example.org/_oauth/authentik";

/// RFC 3986 §2.3. <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>
fn is_unreserved(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
}

fn chosen_ids() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z0-9._~-]{1,80}", "[ -~]{1,12}", "\\PC{1,12}"]
}

/// Registers a client by this id, if it may have it, and asks for it without escaping.
async fn registered(app: &TestApp, client_id: Option<ClientId>) -> (String, Page) {
    let settings = ClientSettings {
        redirect_uris: vec![CALLBACK.parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let new = NewClient {
        name: "Chat".into(),
        slug: None,
        client_id,
        secret: None,
        settings,
    };
    let added = app
        .accounts
        .add_client(&Administrator::operator(), new)
        .await
        .unwrap();
    let id = added.client.client_id.to_string();
    let path = format!(
        "/application/o/authorize/?client_id={id}&redirect_uri=https%3A%2F%2Fchat.example.org\
         %2F_oauth%2Fauthentik&response_type=code&prompt=none&scope=openid&state=s"
    );
    (id, app.visitor().get(&path).await)
}

#[test]
fn rc_oauth_06_client_ids_need_no_escaping_in_an_address() {
    let runtime = Runtime::new().unwrap();
    let _inside = runtime.enter();
    let app = runtime.block_on(TestApp::start());
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };

    for _ in 0..8 {
        let (id, page) = runtime.block_on(registered(&app, None));
        assert!(is_unreserved(&id), "{id}");
        assert!(page.location().starts_with(CALLBACK), "{id}: {}", page.body);
    }
    let chosen = TestRunner::new(config).run(&chosen_ids(), |text| {
        let parsed = text.parse::<ClientId>();
        assert_eq!(parsed.is_ok(), is_unreserved(&text), "{text:?}");
        if let Ok(client_id) = parsed {
            // The same text may come up twice, so that it gets a tail of its own.
            let unique = format!("{client_id}.{}", app.accounts.env().id::<()>());
            let (id, page) = runtime.block_on(registered(&app, unique.parse().ok()));
            assert_eq!(id, unique);
            assert!(page.location().starts_with(CALLBACK), "{id}: {}", page.body);
        }
        Ok(())
    });

    chosen.unwrap();
}
