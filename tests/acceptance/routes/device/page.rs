//! `/device`: typed in any way, never allowed by a link, and not to be guessed.

use gantry_core::Seconds;
use gantry_core::access::Access;
use gantry_test_support::{TestApp, Visitor};

use crate::device::{Device, PENDING};

#[tokio::test]
async fn whoever_is_not_signed_in_signs_in_first_and_comes_back_with_the_code() {
    let device = Device::start("openid", |_| {}).await;
    let stranger = device.app.visitor();
    let path = format!("/device?user_code={}", device.user_code());

    let login = stranger.walk(&path).await.page();
    let page = stranger.log_in(&login, "alice").await.page();

    let typed = page.attribute("#user_code", "value");
    assert_eq!(typed.as_deref(), Some(device.user_code()));
    assert_eq!(page.text("#device-allow"), None, "a link allows nothing");
    assert_eq!(device.poll().await, PENDING);
}

#[tokio::test]
async fn the_code_is_read_however_it_is_typed_and_the_question_names_everything() {
    let device = Device::start("openid email offline_access", |_| {}).await;
    let plain = device.user_code().replace('-', "");
    let visitor = &device.visitor;
    let entry = visitor.get("/device").await;

    for typed in [
        plain.to_lowercase(),
        plain.clone(),
        format!(" {} ", device.user_code()),
    ] {
        let fields = [("user_code", typed.as_str())];
        let page = visitor
            .submit_once(&entry, "#device-continue", &fields)
            .await;
        let text = page.text("main").unwrap();

        assert_eq!(page.status, 200, "{typed}");
        assert_eq!(
            page.text("#device-code").as_deref(),
            Some(device.user_code())
        );
        for part in ["Television <b>", "alice", "e-mail", "while you are away"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(page.text("#device-warning").unwrap().contains("send you"));
    }
    assert_eq!(device.poll().await, PENDING);
}

#[tokio::test]
async fn german_is_spoken_too() {
    let device = Device::start("openid", |_| {}).await;
    let german = [("accept-language", "de")];
    let request = device.visitor.http.get(device.visitor.address("/device"));

    let page = device
        .visitor
        .send(request.header(german[0].0, german[0].1))
        .await;

    assert_eq!(page.text("h1").as_deref(), Some("Gerät anmelden"));
}

#[tokio::test]
async fn a_form_without_its_token_or_a_decision_allows_nothing() {
    let device = Device::start("openid", |_| {}).await;
    let fields = [("user_code", device.user_code()), ("decision", "allow")];

    let forged = device.visitor.post("/device", &fields).await;
    let elsewhere = device.visitor.http.post(device.visitor.address("/device"));
    let elsewhere = elsewhere
        .header("origin", "https://evil.example")
        .form(&fields);
    let foreign = device.visitor.send(elsewhere).await;
    let undecided = device.answer("perhaps").await;

    assert_eq!(
        (forged.status.as_u16(), foreign.status.as_u16()),
        (403, 403)
    );
    assert_eq!(undecided.as_deref(), Some("denied"));
}

#[tokio::test]
async fn an_answer_counts_once() {
    let device = Device::start("openid", |_| {}).await;

    let first = device.answer("deny").await;
    let entry = device.visitor.get("/device").await;
    let fields = [("user_code", device.user_code()), ("decision", "allow")];
    let second = device
        .visitor
        .submit_once(&entry, "#device-continue", &fields)
        .await;

    assert_eq!(first.as_deref(), Some("denied"));
    assert_eq!(second.status, 422);
    assert!(second.text("#user_code-problem").is_some());
    assert_eq!(device.poll().await, "400 access_denied");
}

async fn guess(visitor: &Visitor, code: &str) -> u16 {
    let page = visitor.get("/device").await;
    let fields = [("user_code", code)];
    let answer = visitor
        .submit_once(&page, "#device-continue", &fields)
        .await;
    answer.status.as_u16()
}

#[tokio::test]
async fn guesses_are_slowed_down() {
    let device = Device::start("openid", |_| {}).await;
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(guess(&device.visitor, "BBBB-BBBB").await);
    }
    let waiting = guess(&device.visitor, device.user_code()).await;
    let nonsense = guess(&device.visitor, "no code at all").await;

    device.app.advance(Seconds::new(2));
    let later = guess(&device.visitor, device.user_code()).await;

    assert_eq!(answers, [422, 422, 422, 422, 422, 429]);
    assert_eq!((waiting, nonsense, later), (429, 422, 200));
}

#[tokio::test]
async fn who_may_not_enter_is_told_so_and_allows_nothing() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff"]).await;
    app.add_person("bob", &["staff"], |new| new.email_verified = false)
        .await;
    app.add_user("carol").await;
    let staff = app.group("staff").await;
    let client = app
        .add_app("App", |it| {
            it.access = Access::any_group([staff]);
            it.verified_email_only = true;
        })
        .await;
    let told = app.ask_as_device(&client, "openid email").await;
    let code = told["user_code"].as_str().unwrap();

    for (name, reason) in [("bob", "no_verified_email"), ("carol", "not_allowed")] {
        let visitor = app.visitor();
        visitor.sign_in(name).await;
        let page = visitor.answer_device(code, "allow").await;
        assert_eq!(
            (page.status.as_u16(), page.problem().as_deref()),
            (403, Some(reason))
        );
    }
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let page = visitor.answer_device(code, "allow").await;

    let result = page.attribute("#device-done", "data-result");
    assert_eq!(result.as_deref(), Some("allowed"));
    let trail = app.trail().await;
    assert!(
        trail.contains(&"authorize not_allowed".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn an_application_that_wants_a_fresh_password_check_gets_one() {
    let device = Device::start("openid", |it| {
        it.default_max_age = Some(Seconds::minutes(5));
    })
    .await;
    device.app.advance(Seconds::minutes(6));
    let fresh = device.app.ask_as_device(&device.client, "openid").await;
    let code = fresh["user_code"].as_str().unwrap();
    let entry = device.visitor.get("/device").await;

    let sent = device
        .visitor
        .submit(&entry, "#device-continue", &[("user_code", code)])
        .await
        .page();
    let back = device.visitor.log_in(&sent, "alice").await.page();

    assert_eq!(back.attribute("#user_code", "value").as_deref(), Some(code));
    let done = device.visitor.answer_device(code, "allow").await;
    let result = done.attribute("#device-done", "data-result");
    assert_eq!(result.as_deref(), Some("allowed"));
}

#[tokio::test]
async fn a_right_code_gives_no_further_guesses() {
    let device = Device::start("openid", |_| {}).await;
    let mut answers = Vec::new();

    for _ in 0..4 {
        answers.push(guess(&device.visitor, "BBBB-BBBB").await);
    }
    answers.push(guess(&device.visitor, device.user_code()).await);
    let written = device.answer("deny").await;
    for _ in 0..2 {
        answers.push(guess(&device.visitor, "BBBB-BBBB").await);
    }

    assert_eq!(written.as_deref(), Some("denied"));
    assert_eq!(answers, [422, 422, 422, 422, 200, 422, 429]);
}

#[tokio::test]
async fn a_right_code_costs_no_guess() {
    let device = Device::start("openid", |_| {}).await;

    let mut answers = Vec::new();
    for _ in 0..12 {
        answers.push(guess(&device.visitor, device.user_code()).await);
    }

    assert_eq!(answers, [200; 12]);
}

#[tokio::test]
async fn a_right_code_does_not_excuse_the_guesses_of_its_network() {
    let device = Device::start("openid", |_| {}).await;
    let app = &device.app;
    app.add_user("bob").await;
    let bob = app.visitor();
    bob.sign_in("bob").await;
    for _ in 0..50 {
        assert_eq!(guess(&device.visitor, "BBBB-BBBB").await, 422);
        app.advance(Seconds::minutes(5));
    }

    let fresh = app.ask_as_device(&device.client, "openid").await;
    let right = guess(&device.visitor, fresh["user_code"].as_str().unwrap()).await;
    let first = guess(&bob, "BBBB-BBBB").await;
    let second = guess(&bob, "BBBB-BBBB").await;

    assert_eq!((right, first, second), (200, 422, 429));
}
