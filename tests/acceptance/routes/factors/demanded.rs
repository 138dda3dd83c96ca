//! What is demanded is asked where tokens are issued and used, not where a page was shown: row 14 of
//! the advisories.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::{FactorDemand, Policy};
use gantry_accounts::users::UserChange;
use gantry_core::access::{Access, Binding, Condition};
use gantry_core::methods::Assurance;
use gantry_core::user::UserId;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::Value;

use super::{Armed, add_phone, with_password};
use crate::wire::code_of;

const OPERATOR: Administrator = Administrator::operator();
const SCOPE: &str = "openid offline_access";

/// Demands a factor of one person.
pub(super) async fn demand_of(app: &TestApp, id: UserId) {
    let change = UserChange {
        factor_demanded: Some(true),
        ..UserChange::default()
    };
    let changed = app.accounts.change_user(&OPERATOR, id, change);
    changed.await.unwrap();
}

/// Alice with no more than a password, and an application that holds her tokens.
struct Held {
    app: TestApp,
    alice: UserId,
    client: RocketChatClient,
    tokens: Value,
}

impl Held {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let alice = app.add_user_in("alice", &["staff"]).await.id;
        let client = app.add_app("App", |_| {}).await;
        let tokens = app.tokens(&client, SCOPE, "alice").await;
        Self {
            app,
            alice,
            client,
            tokens,
        }
    }

    fn text(&self, name: &str) -> &str {
        self.tokens[name].as_str().unwrap()
    }

    /// Whether the access token is good at userinfo, introspection and exchange.
    async fn uses(&self) -> [bool; 3] {
        let token = self.text("access_token");
        [
            self.app.userinfo(token).await.status == 200,
            self.app.introspect(&self.client, token).await["active"] == true,
            self.app.exchange(&self.client, token, &[]).await.status == 200,
        ]
    }
}

#[tokio::test]
async fn advisory_14_a_factor_demanded_since_ends_what_was_issued_for_less() {
    for by in ["person", "group", "policy", "binding"] {
        let it = Held::new().await;
        let refresh = it.text("refresh_token").to_owned();
        let request = AuthorizeRequest::legacy(&it.client);
        let code = it.app.code(&request, "alice").await;
        let before = it.uses().await;

        let accounts = &it.app.accounts;
        match by {
            "person" => demand_of(&it.app, it.alice).await,
            "group" => {
                let staff = it.app.group("staff").await;
                let demanded = accounts.demand_factor_of_group(&OPERATOR, staff, true);
                demanded.await.unwrap();
            }
            "policy" => {
                let policy = Policy {
                    factors: FactorDemand::Everybody,
                    ..Policy::default()
                };
                accounts.change_settings(&OPERATOR, policy).await.unwrap();
            }
            _ => {
                let mut after = it.client.client.clone();
                let factor = Binding::of(Condition::Factor(Assurance::TwoFactors));
                after.settings.access = Access {
                    bindings: vec![factor],
                    ..Access::default()
                };
                let changed = accounts.change_client(&OPERATOR, &it.client.client, after);
                changed.await.unwrap();
            }
        }
        let refreshed = it.app.refresh(&it.client, &refresh, &[]).await;
        let redeemed = it.app.redeem(&it.client, &code).await;

        assert_eq!(before, [true; 3], "{by}");
        assert_eq!(it.uses().await, [false; 3], "{by}");
        let gone = "400 invalid_grant";
        assert_eq!(refreshed.status_and_error(), gone, "{by}");
        assert_eq!(redeemed.status_and_error(), gone, "{by}");
        let trail = it.app.trail().await;
        let missing = trail.iter().filter(|line| *line == "token factor_missing");
        assert!(missing.count() >= 3, "{by}: {trail:?}");
        assert!(
            trail.contains(&"userinfo factor_missing".to_owned()),
            "{by}"
        );
    }
}

#[tokio::test]
async fn advisory_14_a_device_that_was_allowed_for_less_gets_nothing() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let client = app.add_app("Television", |_| {}).await;
    let told = app.ask_as_device(&client, "openid").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let user_code = told["user_code"].as_str().unwrap();
    visitor.answer_device(user_code, "allow").await;

    demand_of(&app, alice.id).await;
    let refused = app
        .poll(&client, told["device_code"].as_str().unwrap())
        .await;

    assert_eq!(refused.status_and_error(), "400 invalid_grant");
    let trail = app.trail().await;
    assert!(
        trail.contains(&"token factor_missing".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn advisory_14_whoever_proved_enough_goes_on() {
    let armed = Armed::new().await;
    let app = &armed.app;
    let client = app.add_app("App", |_| {}).await;
    let request = AuthorizeRequest::legacy(&client).with("scope", SCOPE);
    let arrived = armed.visitor.walk(&request.path()).await.client();
    let tokens = app.redeem(&client, &code_of(&arrived)).await.json();

    demand_of(app, armed.user.id).await;
    let token = tokens["access_token"].as_str().unwrap();
    let told = app.userinfo(token).await;
    let refreshed = app.refresh(&client, tokens["refresh_token"].as_str().unwrap(), &[]);

    assert_eq!(told.status, 200);
    assert_eq!(refreshed.await.status, 200);
}

#[tokio::test]
async fn a_new_sign_in_with_the_factor_gets_tokens_again() {
    let it = Held::new().await;
    demand_of(&it.app, it.alice).await;

    let (visitor, page) = with_password(&it.app, "alice").await;
    add_phone(&it.app, &visitor, &page).await;
    let request = AuthorizeRequest::legacy(&it.client);
    let arrived = visitor.walk(&request.path()).await.client();
    let answer = it.app.redeem(&it.client, &code_of(&arrived)).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
}
