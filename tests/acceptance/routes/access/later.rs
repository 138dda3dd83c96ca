//! At later use: whoever is no longer let in takes nothing along; place and hour are those of then.

use gantry_core::access::{Access, Binding, Condition, Hours, Mode, Weekday};
use gantry_core::user::User;
use gantry_core::{Seconds, Timestamp};
use gantry_test_support::{RocketChatClient, TestApp};
use serde_json::Value;

use super::{OPERATOR, any, rebind, wiki};

const SCOPE: &str = "openid offline_access";

/// Alice holds tokens of the wiki.
pub(super) struct Inside {
    pub(super) app: TestApp,
    pub(super) alice: User,
    pub(super) wiki: RocketChatClient,
    tokens: Value,
}

impl Inside {
    pub(super) async fn with(access: impl AsyncFnOnce(&TestApp, &User) -> Access) -> Self {
        let app = TestApp::start().await;
        let alice = app.add_user_in("alice", &["night"]).await;
        let (staff, night) = (app.group("staff").await, app.group("night").await);
        let moved = app.accounts.move_group(&OPERATOR, night, Some(staff));
        moved.await.unwrap();
        let access = access(&app, &alice).await;
        let wiki = wiki(&app, access).await;
        let tokens = app.tokens(&wiki, SCOPE, "alice").await;
        Self {
            app,
            alice,
            wiki,
            tokens,
        }
    }

    fn text(&self, name: &str) -> &str {
        self.tokens[name].as_str().unwrap()
    }

    /// Whether the access token is good, at userinfo and at introspection.
    pub(super) async fn token_is_good(&self) -> bool {
        let token = self.text("access_token");
        let userinfo = self.app.userinfo(token).await.status == 200;
        let active = self.app.introspect(&self.wiki, token).await["active"] == true;
        assert_eq!(userinfo, active);
        userinfo
    }

    pub(super) async fn refreshes(&self) -> bool {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", self.text("refresh_token")),
        ];
        let answer = self.app.call_as(&self.wiki, "token", &fields).await;
        assert!(answer.status == 200 || answer.status_and_error() == "400 invalid_grant");
        answer.status == 200
    }
}

pub(super) async fn staff(app: &TestApp) -> Condition {
    Condition::Group(app.group("staff").await)
}

/// Until five minutes from now.
fn ending(now: Timestamp, condition: Condition) -> Access {
    let mut access = any([condition]);
    access.bindings[0].expires_at = Some(now.plus(Seconds::minutes(5)));
    access
}

#[tokio::test]
async fn leaving_the_group_or_its_place_in_another_ends_what_was_issued() {
    for how in ["left", "moved", "deleted"] {
        let it = Inside::with(async |app, _| any([staff(app).await])).await;
        let night = it.app.group("night").await;
        let before = it.token_is_good().await;

        let accounts = &it.app.accounts;
        match how {
            "left" => {
                let left = accounts.remove_member(&OPERATOR, night, it.alice.id).await;
                assert!(left.unwrap());
            }
            "moved" => accounts.move_group(&OPERATOR, night, None).await.unwrap(),
            _ => accounts.delete_group(&OPERATOR, night).await.unwrap(),
        }

        assert!(before, "{how}");
        assert!(!it.token_is_good().await, "{how}");
        assert!(!it.refreshes().await, "{how}");
    }
}

#[tokio::test]
async fn a_person_who_is_named_no_more_loses_what_was_issued() {
    let it = Inside::with(async |_, alice| any([Condition::Person(alice.id)])).await;
    let before = it.token_is_good().await;
    let other = it.app.add_user("bob").await;

    rebind(&it.app, &it.wiki, any([Condition::Person(other.id)])).await;

    assert!(before);
    assert!(!it.token_is_good().await);
    assert!(!it.refreshes().await);
}

#[tokio::test]
async fn a_binding_that_runs_out_ends_what_it_let_in() {
    let it = Inside::with(async |app, _| {
        let now = app.accounts.env().now();
        ending(now, staff(app).await)
    })
    .await;
    let before = it.token_is_good().await;

    it.app.advance(Seconds::minutes(6));

    assert!(before);
    assert!(!it.token_is_good().await);
    assert!(!it.refreshes().await);
}

#[tokio::test]
async fn the_moment_of_entering_is_not_asked_about_again() {
    let it = Inside::with(async |app, _| {
        let minute = app.accounts.env().now().as_i64().div_euclid(60);
        let until = (minute + 5).rem_euclid(24 * 60);
        let from = (minute - 5).rem_euclid(24 * 60);
        let hours = Hours::new(Weekday::ALL, from, until, 0).unwrap();
        Access {
            mode: Mode::All,
            bindings: vec![
                Binding::of(staff(app).await),
                Binding::of(Condition::Time(hours)),
                Binding {
                    negated: true,
                    ..Binding::of(Condition::Network(vec!["192.0.2.0/24".parse().unwrap()]))
                },
            ],
        }
    })
    .await;

    it.app.advance(Seconds::minutes(8));

    assert!(it.token_is_good().await);
    assert!(it.refreshes().await);
}
