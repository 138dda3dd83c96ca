//! `/account/api-tokens` and `/admin/api-tokens`: a token outlasts the session, so it asks for a
//! proof of the last minutes.

use gantry_accounts::api_tokens::NewApiToken;
use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_test_support::{PASSWORD, Page, TestApp, Visitor};

use super::{browser, post};

const OWN: &str = "/account/api-tokens";
const ALL: &str = "/admin/api-tokens";

async fn add_token(app: &TestApp, owner: &User) {
    let new = NewApiToken {
        name: "A program".to_owned(),
        scopes: "read".parse().unwrap(),
        lifetime: Seconds::days(30),
    };
    let operator = Administrator::operator();
    let made = app.accounts.make_api_token(&operator, owner.id, new);
    made.await.unwrap();
}

async fn live(app: &TestApp, owner: &User) -> usize {
    let tokens = app.accounts.own_api_tokens(owner.id, None, 50).await;
    let now = app.accounts.env().now();
    tokens.unwrap().iter().filter(|it| it.is_live(now)).count()
}

fn wish<'w>(name: &'w str, scope: &'w str, days: &'w str) -> [(&'w str, &'w str); 3] {
    [("name", name), ("scope", scope), ("days", days)]
}

fn asks_for_a_proof(page: &Page) -> bool {
    page.location().starts_with("/login/step-up?next=")
}

async fn end_first(visitor: &Visitor, path: &str) -> Page {
    let page = visitor.get(path).await;
    let selector = format!("form[action^='{path}/'][action$='/end'] button");
    visitor.submit_once(&page, &selector, &[]).await
}

#[tokio::test]
async fn advisory_09_a_token_is_made_with_a_proof_of_the_last_minutes_only() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let visitor = browser(&app, "root").await;
    app.advance(Seconds::minutes(6));

    let early = post(&visitor, OWN, &wish("Report", "read", "30")).await;
    let none = live(&app, &root).await;
    let proving = visitor.get(early.location()).await;
    let typed = [("password", PASSWORD)];
    let proven = visitor
        .submit_once(&proving, "#factor-submit", &typed)
        .await;
    let made = post(&visitor, OWN, &wish("Report", "read", "30")).await;

    assert!(asks_for_a_proof(&early), "{}", early.location());
    assert_eq!(none, 0);
    assert_eq!(proven.location(), OWN, "{}", proven.body);
    let text = made.text("#new-token").unwrap();
    assert!(text.starts_with("gat_"), "{text}");
    assert_eq!(live(&app, &root).await, 1);
    assert!(!visitor.get(OWN).await.body.contains(&text));
}

#[tokio::test]
async fn advisory_09_a_token_is_ended_with_a_proof_of_the_last_minutes_only() {
    for path in [OWN, ALL] {
        let app = TestApp::start().await;
        let root = app.add_admin("root").await;
        add_token(&app, &root).await;
        let visitor = browser(&app, "root").await;
        app.advance(Seconds::minutes(6));

        let early = end_first(&visitor, path).await;
        let still = live(&app, &root).await;
        let again = browser(&app, "root").await;
        let ended = end_first(&again, path).await;

        assert!(asks_for_a_proof(&early), "{path}: {}", early.location());
        assert_eq!(still, 1, "{path}");
        assert!(
            ended.location().contains("api-token-ended"),
            "{path}: {}",
            ended.body
        );
        assert_eq!(live(&app, &root).await, 0, "{path}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_typed_again() {
    let app = TestApp::start().await;
    let helper = app
        .add_person("helper", &[], |new| new.role = Some(Role::Helpdesk))
        .await;
    let visitor = browser(&app, "helper").await;

    for (name, scope, days) in [
        ("", "read", "30"),
        ("Report", "read", "0"),
        ("Report", "read", "366"),
        ("Report", "read", "soon"),
        ("Report", "root", "30"),
        ("Report", "everything", "30"),
    ] {
        let refused = post(&visitor, OWN, &wish(name, scope, days)).await;
        assert_eq!(refused.status, 422, "{name} {scope} {days}");
    }
    assert_eq!(live(&app, &helper).await, 0);
}

#[tokio::test]
async fn auditors_and_people_without_a_role_make_none() {
    let app = TestApp::start().await;
    let auditor = app
        .add_person("audrey", &[], |new| new.role = Some(Role::Auditor))
        .await;
    let alice = app.add_user("alice").await;
    for (name, status) in [("audrey", 422), ("alice", 403)] {
        let visitor = browser(&app, name).await;

        let refused = post(&visitor, OWN, &wish("Report", "read", "30")).await;

        assert_eq!(refused.status, status, "{name}");
    }
    assert_eq!(live(&app, &auditor).await + live(&app, &alice).await, 0);
}

#[tokio::test]
async fn only_administrators_end_tokens_of_others_and_others_only_see_them() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    add_token(&app, &root).await;
    for (name, role) in [("hannah", Role::Helpdesk), ("audrey", Role::Auditor)] {
        app.add_person(name, &[], |new| new.role = Some(role)).await;
        let visitor = browser(&app, name).await;
        let id = app.accounts.own_api_tokens(root.id, None, 1).await.unwrap()[0].id;

        let seen = visitor.get(ALL).await;
        let refused = post(&visitor, &format!("{ALL}/{id}/end"), &[]).await;
        post(&visitor, &format!("{OWN}/{id}/end"), &[]).await;

        assert!(seen.body.contains("A program"), "{name}");
        assert!(!seen.body.contains("/end\""), "{name}");
        assert_eq!(refused.status, 403, "{name}");
    }
    assert_eq!(live(&app, &root).await, 1);
}

#[tokio::test]
async fn a_token_that_ran_out_is_shown_as_ended() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    add_token(&app, &root).await;
    app.advance(Seconds::days(31));
    let visitor = browser(&app, "root").await;

    for path in [OWN, ALL] {
        let page = visitor.get(path).await;

        assert!(page.body.contains("A program"), "{path}");
        assert!(!page.body.contains("/end\""), "{path}");
    }
}
