//! At the door: each condition, negation, order, expiry, any and all.

use gantry_core::Seconds;
use gantry_core::access::{Access, Binding, Condition, Hours, Mode, Weekday};
use gantry_core::methods::Assurance;
use gantry_core::user::User;
use gantry_test_support::{AuthorizeRequest, Landing, TestApp, parameter};

use super::{OPERATOR, any, negated, rebind, told, wiki};

fn network(text: &str) -> Condition {
    Condition::Network(vec![text.parse().unwrap()])
}

/// Alice is in the staff; bob is not.
async fn two_people(app: &TestApp) -> (User, User) {
    (
        app.add_user_in("alice", &["staff"]).await,
        app.add_user("bob").await,
    )
}

#[tokio::test]
async fn each_condition_lets_in_those_who_fulfil_it_and_its_reverse_the_others() {
    let app = TestApp::start().await;
    let (alice, _) = two_people(&app).await;
    let staff = Condition::Group(app.group("staff").await);
    let wiki = wiki(&app, Access::default()).await;
    let person = Condition::Person(alice.id);
    let expected = [
        (any([staff.clone()]), "in", "not_allowed"),
        (negated(any([staff])), "member", "in"),
        (any([person.clone()]), "in", "people"),
        (negated(any([person])), "excluded", "in"),
        (any([network("127.0.0.0/8")]), "in", "in"),
        (any([network("192.0.2.0/24")]), "network", "network"),
        (negated(any([network("127.0.0.0/8")])), "network", "network"),
        (negated(any([network("192.0.2.0/24")])), "in", "in"),
    ];

    for (access, for_alice, for_bob) in expected {
        rebind(&app, &wiki, access.clone()).await;

        assert_eq!(told(&app, &wiki, "alice").await, for_alice, "{access:?}");
        assert_eq!(told(&app, &wiki, "bob").await, for_bob, "{access:?}");
    }
}

#[tokio::test]
async fn members_of_a_group_within_the_named_one_enter() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["night"]).await;
    let (staff, night) = (app.group("staff").await, app.group("night").await);
    let wiki = wiki(&app, Access::any_group([staff])).await;

    let before = told(&app, &wiki, "alice").await;
    app.accounts
        .move_group(&OPERATOR, night, Some(staff))
        .await
        .unwrap();
    let after = told(&app, &wiki, "alice").await;

    assert_eq!((before.as_str(), after.as_str()), ("not_allowed", "in"));
}

#[tokio::test]
async fn hours_open_and_close_the_door() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let minute = app.accounts.env().now().as_i64().div_euclid(60);
    let at = |later: i64| (minute + later).rem_euclid(24 * 60);
    let hours = Hours::new(Weekday::ALL, at(60), at(120), 0).unwrap();
    let wiki = wiki(&app, any([Condition::Time(hours)])).await;

    let early = told(&app, &wiki, "alice").await;
    app.advance(Seconds::minutes(90));
    let inside = told(&app, &wiki, "alice").await;
    app.advance(Seconds::minutes(60));
    let late = told(&app, &wiki, "alice").await;

    assert_eq!([early, inside, late], ["hours", "in", "hours"]);
}

#[tokio::test]
async fn a_silent_request_learns_that_a_stronger_sign_in_would_help() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let factor = Condition::Factor(Assurance::TwoFactors);
    let wiki = wiki(&app, any([factor])).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let request = AuthorizeRequest::legacy(&wiki)
        .with("scope", "openid")
        .with("prompt", "none");

    let landed = visitor.walk(&request.path()).await.client();

    assert_eq!(
        parameter(&landed, "error").as_deref(),
        Some("interaction_required")
    );
}

#[tokio::test]
async fn one_is_enough_or_all_are_asked_and_the_first_in_the_way_is_told() {
    let app = TestApp::start().await;
    two_people(&app).await;
    let staff = Condition::Group(app.group("staff").await);
    let elsewhere = network("192.0.2.0/24");
    let wiki = wiki(&app, any([elsewhere.clone(), staff.clone()])).await;

    let either = (
        told(&app, &wiki, "alice").await,
        told(&app, &wiki, "bob").await,
    );
    let all = |conditions: [Condition; 2]| Access {
        mode: Mode::All,
        ..any(conditions)
    };
    rebind(&app, &wiki, all([elsewhere.clone(), staff.clone()])).await;
    let both = (
        told(&app, &wiki, "alice").await,
        told(&app, &wiki, "bob").await,
    );
    rebind(&app, &wiki, all([staff, elsewhere])).await;
    let turned = told(&app, &wiki, "bob").await;

    assert_eq!((either.0.as_str(), either.1.as_str()), ("in", "network"));
    assert_eq!((both.0.as_str(), both.1.as_str()), ("network", "network"));
    assert_eq!(turned, "not_allowed");
}

#[tokio::test]
async fn what_is_off_or_over_does_not_count_and_nothing_left_lets_nobody_in() {
    let app = TestApp::start().await;
    two_people(&app).await;
    let staff = Condition::Group(app.group("staff").await);
    let soon = app.accounts.env().now().plus(Seconds::minutes(5));
    let ending = Binding {
        expires_at: Some(soon),
        ..Binding::of(staff)
    };
    let off = Binding {
        enabled: false,
        ..Binding::of(network("127.0.0.0/8"))
    };
    let access = Access {
        mode: Mode::Any,
        bindings: vec![off, ending],
    };
    let wiki = wiki(&app, access).await;

    let before = (
        told(&app, &wiki, "alice").await,
        told(&app, &wiki, "bob").await,
    );
    app.advance(Seconds::minutes(6));
    let after = told(&app, &wiki, "alice").await;

    assert_eq!(
        (before.0.as_str(), before.1.as_str()),
        ("in", "not_allowed")
    );
    assert_eq!(after, "closed");
}

#[tokio::test]
async fn a_person_kept_out_is_told_and_the_application_gets_access_denied() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let wiki = wiki(&app, any([network("192.0.2.0/24")])).await;
    let request = AuthorizeRequest::legacy(&wiki).with("scope", "openid");

    let landed = app.arrive(&app.visitor(), &request, "bob").await;
    let Landing::Page(page) = landed else {
        panic!("bob came in");
    };

    assert_eq!(page.status, 403);
    assert_eq!(page.problem().as_deref(), Some("not_allowed"));
    let back = page.attribute("#problem-back", "href").unwrap();
    assert!(back.contains("error=access_denied"), "{back}");
    assert!(
        app.trail()
            .await
            .contains(&"authorize not_allowed".to_owned())
    );
}
