//! Limits count a client and an account, since a whole workspace calls from one address.

use std::num::NonZeroU32;

use gantry_accounts::throttle::RequestLimits;
use gantry_test_support::{AuthorizeRequest, TestApp};

use crate::wire::legacy_payload;

fn five_an_account() -> RequestLimits {
    let requests_per_account = NonZeroU32::new(5).unwrap();
    RequestLimits {
        requests_per_account,
        ..RequestLimits::default()
    }
}

#[tokio::test]
async fn rc_oauth_42_a_whole_workspace_signs_in_from_one_address() {
    let app = TestApp::start_with(five_an_account()).await;
    let client = app.add_rocketchat().await;

    for number in 0..20 {
        let name = format!("person{number}");
        app.add_user(&name).await;
        let claims = app.claims(&client, &name).await;

        assert_eq!(claims["preferred_username"], name.as_str());
    }
}

#[tokio::test]
async fn rc_oauth_42_hammering_one_account_through_one_client_is_limited_and_harms_nobody_else() {
    let app = TestApp::start_with(five_an_account()).await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let (client, other) = (app.add_rocketchat().await, app.add_rocketchat().await);
    let token = app.access_token(&client, "alice").await;

    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(app.userinfo(&token).await.status.as_u16());
    }
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    let refused = legacy_payload(&app, &client, &code).await;

    assert_eq!(statuses[0], 200);
    assert_eq!(statuses[11], 429, "{statuses:?}");
    assert_eq!(refused.status_and_error(), "429 slow_down");
    assert!(!refused.header("retry-after").is_empty());
    assert!(
        app.trail()
            .await
            .contains(&"token too_many_requests".to_owned())
    );
    assert_eq!(
        app.claims(&client, "bob").await["preferred_username"],
        "bob"
    );
    assert_eq!(
        app.claims(&other, "alice").await["preferred_username"],
        "alice"
    );
}
