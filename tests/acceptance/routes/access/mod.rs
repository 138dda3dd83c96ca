//! Who may enter an application, and who stays: bindings by every condition.

mod door;
mod entered;
mod later;
mod pages;

use gantry_accounts::permissions::Administrator;
use gantry_core::access::{Access, Binding, Condition, Mode};
use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp};

const OPERATOR: Administrator = Administrator::operator();

/// An application with these bindings.
async fn wiki(app: &TestApp, access: Access) -> RocketChatClient {
    let settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        launch_url: Some("https://wiki.example.org/".to_owned()),
        consent: false,
        access,
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await
}

/// Bindings of which one is enough.
fn any(conditions: impl IntoIterator<Item = Condition>) -> Access {
    Access {
        mode: Mode::Any,
        bindings: conditions.into_iter().map(Binding::of).collect(),
    }
}

/// The first binding of these, turned round.
fn negated(mut access: Access) -> Access {
    access.bindings[0].negated = true;
    access
}

/// Changes who may enter, as an administrator does.
async fn rebind(app: &TestApp, wiki: &RocketChatClient, access: Access) {
    let stored = app.accounts.client_by_slug(&wiki.client.slug).await;
    let stored = stored.unwrap().unwrap();
    let before = stored.settings.access.clone();
    app.accounts
        .change_access(&OPERATOR, &stored, (&before, access))
        .await
        .unwrap();
}

/// What comes of an attempt to enter in a new browser: `in`, or what is in the way.
async fn told(app: &TestApp, wiki: &RocketChatClient, person: &str) -> String {
    let request = AuthorizeRequest::legacy(wiki).with("scope", "openid");
    match app.arrive(&app.visitor(), &request, person).await {
        Landing::Client(_) => "in".to_owned(),
        Landing::Page(page) => page
            .attribute("#problem-why", "data-why")
            .or_else(|| page.problem())
            .unwrap_or_else(|| page.url.clone()),
    }
}
