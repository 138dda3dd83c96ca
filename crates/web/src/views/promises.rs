//! What password managers, scripts and certification tests rely on: ids, names, no inline code.

use askama::Template;

use super::consent::{Consent, Shared};
use super::login::{Destination, Login};
use super::logout::{LoggedOut, Logout};
use super::problem::{Problem, ProblemKind};
use crate::render::Shell;

fn destination() -> Destination {
    Destination {
        name: "Team <chat>".to_owned(),
        ..Destination::default()
    }
}

fn login() -> String {
    let view = Login {
        shell: Shell::default(),
        destination: Some(destination()),
        request: Some("r\"1".to_owned()),
        next: None,
        username: String::new(),
        passkeys: true,
        slow_down_seconds: Some(8),
    };
    view.render().unwrap()
}

fn redirect_problem() -> String {
    let view = Problem {
        shell: Shell::default(),
        reason: "redirect_uri_mismatch".to_owned(),
        code: Some("K7-4Q2M".to_owned()),
        kind: ProblemKind::UnregisteredRedirect {
            application: "Team chat".to_owned(),
            received: "http://chat.example.org/<script>".to_owned(),
            registered: vec!["https://chat.example.org/".to_owned()],
        },
        detail: None,
        back: None,
        way_on: None,
        switch: None,
    };
    view.render().unwrap()
}

fn assert_has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn login_keeps_its_ids_and_names() {
    let html = login();

    assert_has(
        &html,
        &[
            "id=\"username\" name=\"username\"",
            "id=\"password\" name=\"password\"",
            "id=\"login-submit\"",
            "name=\"cancel\"",
            "name=\"form_token\"",
            "name=\"request\" value=\"r&#34;1\"",
            "<strong>Team &lt;chat&gt;</strong>",
        ],
    );
}

#[test]
fn consent_keeps_its_ids() {
    let view = Consent {
        shell: Shell::default(),
        destination: destination(),
        host: "chat.example.org".to_owned(),
        request: "r1".to_owned(),
        shared: Shared::of(["openid"], []),
        person: "alice".to_owned(),
    };

    assert_has(
        &view.render().unwrap(),
        &["id=\"consent-allow\"", "id=\"consent-deny\""],
    );
}

#[test]
fn signing_out_keeps_its_ids() {
    let question = Logout {
        shell: Shell::default(),
        application: None,
        action: "/logout".to_owned(),
        hidden: vec![("state".to_owned(), "s1".to_owned())],
    };
    let afterwards = LoggedOut {
        shell: Shell::default(),
        application: None,
        back_to: None,
        onward: None,
        frames: Vec::new(),
    };

    assert_has(
        &question.render().unwrap(),
        &[
            "id=\"logout-yes\"",
            "id=\"logout-no\"",
            "name=\"state\" value=\"s1\"",
        ],
    );
    assert_has(&afterwards.render().unwrap(), &["id=\"logged-out\""]);
}

#[test]
fn a_problem_shows_its_reason_its_code_and_the_difference() {
    assert_has(
        &redirect_problem(),
        &[
            "id=\"problem\" data-reason=\"redirect_uri_mismatch\"",
            "K7-4Q2M",
            "http<mark><span class=\"gap\">nothing here</span></mark>://",
            "http<mark>s</mark>://",
            "&#60;script&#62;",
        ],
    );
}

#[test]
fn pages_hold_no_inline_code() {
    for html in [login(), redirect_problem()] {
        let inline = html
            .split("<script")
            .skip(1)
            .any(|rest| !rest.contains("src=\"/assets/"));

        assert!(
            !inline && !html.contains("<style") && !html.contains(" style="),
            "{html}"
        );
    }
}
