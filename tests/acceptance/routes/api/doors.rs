//! Every route, and who gets in.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::UserChange;
use gantry_core::api_token::ApiScope;
use gantry_core::role::Role;
use gantry_test_support::TestApp;
use gantry_web::{ApiRoute, api_routes};
use serde_json::json;

use super::{Answer, Program, staff, token};

/// Ids of nothing: what is let in finds nothing there.
fn path(route: &ApiRoute) -> String {
    let nothing = "01890a5d-ac96-774b-bcce-b302099a8057";
    let mut path = route.path.clone();
    for name in ["{id}", "{user}", "{session}"] {
        path = path.replace(name, nothing);
    }
    for name in ["{slug}", "{section}"] {
        path = path.replace(name, "nothing");
    }
    path.replace("{code}", "22222222")
}

async fn knock(program: &Program, route: &ApiRoute) -> Answer {
    let body = (!matches!(route.method, "GET" | "DELETE")).then(|| json!({}));
    program.call(route.method, &path(route), body).await
}

async fn set_role(app: &TestApp, program: &gantry_core::user::User, role: Option<Role>) {
    let change = UserChange {
        role: Some(role),
        ..UserChange::default()
    };
    let operator = Administrator::operator();
    app.accounts
        .change_user(&operator, program.id, change)
        .await
        .unwrap();
}

/// Callers by name, and the role that they are worth.
async fn callers(app: &TestApp) -> Vec<(&'static str, Option<Role>, Program)> {
    let root = app.add_admin("root").await;
    let helper = staff(app, "helper", Role::Helpdesk).await;
    let demoted = app.add_admin("demoted").await;
    let (read, people, everything) = (Role::Auditor, Role::Helpdesk, Role::Administrator);
    let mut callers = Vec::new();
    for (name, worth, owner, scopes) in [
        (
            "administrator, everything",
            Some(everything),
            &root,
            "everything",
        ),
        ("administrator, people", Some(people), &root, "people"),
        ("administrator, read", Some(read), &root, "read"),
        ("helpdesk, people", Some(people), &helper, "read people"),
        ("helpdesk, read", Some(read), &helper, "read"),
        ("former administrator", Some(read), &demoted, "everything"),
    ] {
        let token = token(app, owner, scopes).await;
        callers.push((name, worth, Program::with(app, &token)));
    }
    set_role(app, &demoted, Some(Role::Auditor)).await;
    callers.push(("nobody", None, Program::with(app, "")));
    let made_up = format!("gat_{}", "A".repeat(64));
    callers.push(("made up", None, Program::with(app, &made_up)));
    callers
}

#[tokio::test]
async fn every_route_lets_in_whose_token_is_worth_it() {
    let app = TestApp::start().await;
    let callers = callers(&app).await;

    for route in api_routes() {
        for (name, worth, program) in &callers {
            let answer = knock(program, &route).await;
            let what = format!("{name}: {} {}: {}", route.method, route.path, answer.text);
            let needed = route.scope.map(ApiScope::needs);
            match (needed, worth) {
                (None, _) => assert_eq!(answer.status, 200, "{what}"),
                (Some(_), None) => assert_eq!(answer.status, 401, "{what}"),
                (Some(needed), Some(worth)) if *worth < needed => {
                    let refusal = (403, "insufficient_scope".to_owned());
                    assert_eq!(answer.refusal(), refusal, "{what}");
                }
                _ => assert!(![401, 403, 405, 500].contains(&answer.status), "{what}"),
            }
            assert_plain(&answer, &what);
        }
    }
}

/// Nobody keeps an answer, no page of another site reads it, and it sets no cookie.
fn assert_plain(answer: &Answer, what: &str) {
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    assert_eq!(answer.header("access-control-allow-origin"), "", "{what}");
    assert_eq!(answer.header("set-cookie"), "", "{what}");
    if answer.status >= 400 {
        let kind = answer.header("content-type");
        assert_eq!(kind, "application/problem+json", "{what}");
        assert!(
            !answer.json()["code"].as_str().unwrap().is_empty(),
            "{what}"
        );
    }
}

#[tokio::test]
async fn every_route_answers_with_a_slash_too() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    for route in api_routes().iter().filter(|it| it.method == "GET") {
        let path = path(route);
        let plain = program.get(&path).await;
        let slashed = program.get(&format!("{path}/")).await;

        assert_eq!(plain.status, slashed.status, "{path}");
    }
}

#[tokio::test]
async fn cookies_and_tokens_of_applications_open_nothing() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("root").await;
    let tokens = app.tokens(&client, "openid", "root").await;
    let access_token = tokens["access_token"].as_str().unwrap();

    let address = visitor.address("/api/v1/me");
    let by_cookie = visitor.send(visitor.http.get(address)).await;
    let by_token = Program::with(&app, access_token).get("/api/v1/me").await;

    assert_eq!(by_cookie.status, 401);
    assert_eq!(by_token.refusal(), (401, "api_token_invalid".to_owned()));
    assert!(by_token.header("www-authenticate").starts_with("Bearer "));
}

#[tokio::test]
async fn what_is_not_there_is_told_like_every_refusal() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    let unknown = program.get("/api/v1/nothing").await;
    let wrong_method = program.delete("/api/v1/me").await;

    assert_eq!(unknown.refusal(), (404, "not_found".to_owned()));
    assert_eq!(
        wrong_method.refusal(),
        (405, "method_not_allowed".to_owned())
    );
    assert_eq!(
        wrong_method.header("content-type"),
        "application/problem+json"
    );
}
