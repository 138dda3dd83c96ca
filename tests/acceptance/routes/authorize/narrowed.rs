//! Requests that wait for a person while an administrator narrows what their client may have.

use gantry_core::client::{ClientSettings, ResponseType};
use gantry_core::scope::{Scope, ScopeSet};
use gantry_test_support::{Arrival, AuthorizeRequest, Landing, TestApp};

use crate::authorize::response_types::{asking, every_type};
use crate::well_known::id_token::claims;

const FILES: &str = "https://files.example.org/";

type Change = fn(&mut ClientSettings);

/// Alice is at the login page while the client is changed; then she signs in.
async fn narrowed(
    app: &TestApp,
    request: impl FnOnce(AuthorizeRequest) -> AuthorizeRequest,
    kind: ResponseType,
    change: Change,
) -> Landing {
    let client = every_type(app, |settings| {
        settings.tokens.resources = vec![FILES.to_owned()];
    })
    .await;
    let visitor = app.visitor();
    let request = request(asking(&client, kind.as_str()));
    let login = visitor.walk(&request.path()).await.page();
    let mut after = client.client.clone();
    change(&mut after.settings);
    let by = gantry_accounts::permissions::Administrator::operator();
    let changed = app.accounts.change_client(&by, &client.client, after).await;
    changed.unwrap();
    visitor.log_in(&login, "alice").await
}

#[tokio::test]
async fn what_can_no_longer_be_answered_is_over() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let only_code: Change = |settings| settings.response_types = [ResponseType::Code].into();
    let no_openid: Change = |settings| settings.scopes = Some([Scope::Email].into_iter().collect());
    let no_files: Change = |settings| settings.tokens.resources.clear();
    let pkce: Change = |settings| settings.require_pkce = true;

    for (kind, change) in [
        (ResponseType::IdToken, only_code),
        (ResponseType::CodeIdTokenToken, only_code),
        (ResponseType::None, only_code),
        (ResponseType::CodeIdToken, no_openid),
        (ResponseType::Code, no_files),
        (ResponseType::Code, pkce),
    ] {
        let request = |request: AuthorizeRequest| request.with("resource", FILES);
        let page = Box::pin(narrowed(&app, request, kind, change)).await.page();

        assert_eq!(page.problem().as_deref(), Some("request_unknown"), "{kind}");
    }
}

#[tokio::test]
async fn what_the_client_may_no_longer_learn_is_left_out() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let change: Change = |settings| {
        settings.scopes = Some(
            [Scope::Openid, Scope::Profile]
                .into_iter()
                .collect::<ScopeSet>(),
        );
    };
    let request = |request: AuthorizeRequest| {
        request.with("claims", r#"{"id_token":{"email":null,"nickname":null}}"#)
    };

    let kind = ResponseType::CodeIdTokenToken;
    let answer = Arrival::read(Box::pin(narrowed(&app, request, kind, change)).await);

    let scope: Vec<&str> = answer.need("scope").split(' ').collect();
    assert!(
        scope.contains(&"openid") && scope.contains(&"profile"),
        "{scope:?}"
    );
    assert!(!scope.contains(&"email"), "{scope:?}");
    let told = claims(answer.need("id_token"));
    assert_eq!(told.get("email"), None);
    let userinfo = app.userinfo(answer.need("access_token")).await.json();
    assert_eq!(userinfo.get("email"), None);
    assert!(userinfo.get("preferred_username").is_some());
}
