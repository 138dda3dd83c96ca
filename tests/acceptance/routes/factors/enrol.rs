//! Adding a factor on the way in, where one is demanded.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::{FactorDemand, Policy};
use gantry_accounts::users::UserChange;
use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, TestApp};

use super::{Armed, Phone, add_phone, is_signed_in, prove, with_password};

const OPERATOR: Administrator = Administrator::operator();

#[tokio::test]
async fn where_the_policy_demands_a_factor_one_is_added_on_the_way_in() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let policy = Policy {
        factors: FactorDemand::Everybody,
        ..Policy::default()
    };
    app.accounts
        .change_settings(&OPERATOR, policy)
        .await
        .unwrap();

    let (visitor, page) = with_password(&app, "alice").await;
    let before = is_signed_in(&visitor).await;
    let (phone, codes) = add_phone(&app, &visitor, &page).await;

    assert!(page.url.ends_with("/login/enrol"), "{}", page.url);
    assert!(!before);
    assert_eq!(codes.len(), 10);
    assert!(is_signed_in(&visitor).await);
    let (again, factor) = with_password(&app, "alice").await;
    let entered = prove(&again, &factor, &phone.next_code(&app)).await.page();
    assert!(entered.url.ends_with("/apps"), "{}", entered.url);
}

#[tokio::test]
async fn person_and_group_may_demand_a_factor_too() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    app.add_user("bob").await;
    let change = UserChange {
        factor_demanded: Some(true),
        ..UserChange::default()
    };
    app.accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();

    let (_, demanded) = with_password(&app, "alice").await;
    let (_, free) = with_password(&app, "bob").await;

    assert!(demanded.url.ends_with("/login/enrol"), "{}", demanded.url);
    assert!(free.url.ends_with("/apps"), "{}", free.url);
}

#[tokio::test]
async fn a_wrong_first_code_adds_nothing_and_shows_the_same_seed() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let page = visitor.walk("/account/factors/new").await.page();

    let wrong = visitor
        .submit(&page, "#enrol-totp", &[("code", "000000")])
        .await
        .page();
    let held = app.accounts.factors_of(alice.id).await.unwrap();
    let (_, codes) = add_phone(&app, &visitor, &wrong).await;

    assert_eq!(wrong.status, 422);
    assert!(held.all.is_empty());
    assert_eq!(wrong.text("#totp-seed"), page.text("#totp-seed"));
    assert_eq!(codes.len(), 10);
}

#[tokio::test]
async fn a_picture_of_the_seed_is_part_of_the_page() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let page = visitor.walk("/account/factors/new").await.page();

    let address = page.attribute("#totp-address", "href").unwrap();
    assert!(
        address.starts_with("otpauth://totp/Gantry:alice?"),
        "{address}"
    );
    assert!(page.body.contains("<svg") && page.text(".qr").is_some());
}

#[tokio::test]
async fn one_seed_makes_one_factor() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let page = visitor.walk("/account/factors/new").await.page();
    let phone = Phone::reading(&page);
    let _added = add_phone(&app, &visitor, &page).await;

    let code = phone.next_code(&app);
    let again = visitor
        .submit_once(&page, "#enrol-totp", &[("code", &code)])
        .await;

    assert!(!again.status.is_success());
    let held = app.accounts.factors_of(alice.id).await.unwrap();
    assert_eq!(held.all.len(), 1);
}

#[tokio::test]
async fn who_adds_a_factor_for_too_long_starts_again_at_rocket_chat_kindly() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let change = UserChange {
        factor_demanded: Some(true),
        ..UserChange::default()
    };
    app.accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();
    let request = AuthorizeRequest::legacy(&client)
        .with("code_challenge", &"a".repeat(43))
        .with("code_challenge_method", "S256");
    let visitor = app.visitor();
    let login = visitor.walk(&request.path()).await.page();
    let page = visitor.log_in(&login, "alice").await.page();

    app.advance(Seconds::new(280));
    let (_, codes) = add_phone(&app, &visitor, &page).await;
    app.advance(Seconds::new(60));
    let dispatcher = format!(
        "/application/o/authorize/?request={}",
        page.attribute("input[name=request]", "value").unwrap()
    );
    let stale = visitor.walk(&dispatcher).await.page();

    assert_eq!(codes.len(), 10);
    assert!(is_signed_in(&visitor).await);
    assert!(
        stale.body.contains("https://chat.example.org"),
        "{}",
        stale.body
    );
}

#[tokio::test]
async fn the_last_factor_stays_where_one_is_demanded() {
    let armed = Armed::new().await;
    let change = UserChange {
        factor_demanded: Some(true),
        ..UserChange::default()
    };
    let accounts = &armed.app.accounts;
    accounts
        .change_user(&OPERATOR, armed.user.id, change)
        .await
        .unwrap();
    let page = armed.visitor.walk("/account/factors").await.page();

    let kept = armed
        .visitor
        .submit(&page, "form[action$='/remove'] button", &[])
        .await
        .page();

    assert_eq!(kept.status, 422);
    assert_eq!(
        accounts.factors_of(armed.user.id).await.unwrap().all.len(),
        1
    );
}
