//! `/api/v1/mail`, `/api/v1/invitations` and letters to a new password.

use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_test_support::{Mood, TestApp};
use serde_json::{Value, json};

use super::{Program, staff, token};

fn server(password: Option<&str>) -> Value {
    let mut server = json!({
        "host": "mail.example.org", "port": 465, "security": "tls",
        "username": "gantry", "from": "gantry@example.org"
    });
    if let Some(password) = password {
        server["password"] = json!(password);
    }
    server
}

#[tokio::test]
async fn a_mail_server_is_set_shown_without_its_password_and_switched_off() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    let before = program.get("/api/v1/mail").await.json();
    let set = program.put("/api/v1/mail", server(Some("sesame"))).await;
    let kept = program.put("/api/v1/mail", server(None)).await.json();
    let off = program.delete("/api/v1/mail").await;
    let after = program.get("/api/v1/mail").await.json();

    assert_eq!(before["server"], Value::Null);
    assert_eq!(set.status, 200, "{set:?}");
    assert_eq!(set.json()["server"]["has_password"], true);
    assert!(!set.text.contains("sesame"), "{}", set.text);
    assert_eq!(kept["server"]["has_password"], true);
    assert_eq!(off.status, 204);
    assert_eq!(after["server"], Value::Null);
}

#[tokio::test]
async fn a_mail_server_that_cannot_be_is_refused() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let mut open = server(Some("sesame"));
    open["security"] = json!("none");
    let mut unknown = server(None);
    unknown["tls"] = json!(true);

    let open = program.put("/api/v1/mail", open).await;
    let unknown = program.put("/api/v1/mail", unknown).await;
    let test = program.post("/api/v1/mail/test", json!({})).await;

    assert_eq!(open.status, 400, "{open:?}");
    assert_eq!(unknown.status, 400, "{unknown:?}");
    assert_eq!(test.status, 400, "{test:?}");
    assert!(!open.text.contains("sesame"));
}

#[tokio::test]
async fn a_test_mail_and_what_waits_are_told() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    let program = Program::administering(&app).await;
    let alice = app.add_user("alice").await;
    smtp.be(Mood::Refusing);

    let path = format!("/api/v1/users/{}/recovery", alice.id);
    let sent = program.post(&path, json!({})).await;
    app.send_mail().await;
    let waiting = program.get("/api/v1/mail/outbox").await;
    let stopped = program.get("/api/v1/mail").await.json();
    smtp.be(Mood::Good);
    let resumed = program.post("/api/v1/mail/resume", json!({})).await;
    app.send_mail().await;
    let sending = app.keep_sending_mail();
    let test = program.post("/api/v1/mail/test", json!({})).await;
    sending.abort();

    assert_eq!(sent.status, 202, "{sent:?}");
    let first = &waiting.json()["items"][0];
    assert_eq!(first["kind"], "recovery");
    assert_eq!(first["to"], "alice@example.org");
    assert_eq!(first["stopped"], "mail_refused");
    assert!(!waiting.text.contains("/recover/"), "{}", waiting.text);
    assert_eq!(stopped["stopped"], true);
    assert_eq!(resumed.json()["resumed"], 1);
    assert!(
        smtp.all()
            .iter()
            .any(|mail| mail.text().contains("/recover/"))
    );
    assert_eq!(test.json()["outcome"], "handed_over", "{test:?}");
}

#[tokio::test]
async fn somebody_is_invited_listed_and_not_invited_any_more() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    let program = Program::administering(&app).await;
    app.group("staff").await;
    app.add_rocketchat().await;
    let new = json!({
        "email": "alice@example.org", "groups": ["staff"], "application": "team-chat",
        "language": "de", "role": "auditor"
    });

    let invited = program.post("/api/v1/invitations", new).await;
    app.send_mail().await;
    let open = program.get("/api/v1/invitations").await;
    let id = open.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/invitations/{id}");
    let withdrawn = program.delete(&path).await;
    let again = program.delete(&path).await;
    let left = program.get("/api/v1/invitations").await.json();
    let link = smtp.last().link("/invitation/");
    let path = link
        .strip_prefix(app.provider.public_url())
        .unwrap_or(&link);
    let page = app.visitor().get(path).await;

    assert_eq!(invited.status, 201, "{invited:?}");
    assert_eq!(invited.json(), json!({ "mailed": true, "link": null }));
    let shown = &open.json()["items"][0];
    assert_eq!(shown["groups"], json!(["staff"]));
    assert_eq!(shown["application"], "team-chat");
    assert_eq!(shown["role"], "auditor");
    assert_eq!(withdrawn.status, 204);
    assert_eq!(again.refusal(), (400, "link_used".to_owned()));
    assert_eq!(left["items"], json!([]));
    assert_ne!(page.status, 200);
}

#[tokio::test]
async fn without_mail_the_answer_holds_the_link_once() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    let invited = program
        .post("/api/v1/invitations", json!({ "email": "bob@example.org" }))
        .await
        .json();
    let listed = program.get("/api/v1/invitations").await;
    let link = invited["link"].as_str().unwrap();
    let path = link.strip_prefix(app.provider.public_url()).unwrap();
    let page = app.visitor().get(path).await;

    assert_eq!(invited["mailed"], false);
    assert_eq!(page.status, 200);
    assert!(!listed.text.contains("/invitation/"), "{}", listed.text);
}

#[tokio::test]
async fn what_cannot_be_invited_is_told() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.add_user("alice").await;

    for (new, words) in [
        (json!({ "email": "alice@example.org" }), "somebody else's"),
        (json!({ "email": "nothing" }), "email"),
        (
            json!({ "email": "b@example.org", "groups": ["x"] }),
            "there is no group x",
        ),
        (
            json!({ "email": "b@example.org", "application": "x" }),
            "there is no application x",
        ),
        (
            json!({ "email": "b@example.org", "language": "tlh" }),
            "there is no language tlh",
        ),
        (
            json!({ "email": "b@example.org", "colour": 1 }),
            "unknown field",
        ),
    ] {
        let refused = program.post("/api/v1/invitations", new).await;
        assert!([400, 409].contains(&refused.status), "{refused:?}");
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    let open = program.get("/api/v1/invitations").await.json();
    assert_eq!(open["items"], json!([]));
}

#[tokio::test]
async fn the_helpdesk_invites_without_a_role_and_into_its_own_groups_only() {
    let app = TestApp::start().await;
    app.with_mail().await;
    app.group("staff").await;
    let helper = staff(&app, "helper", Role::Helpdesk).await;
    let program = Program::with(&app, &token(&app, &helper, "read people").await);
    let new = |more: Value| {
        let mut new = json!({ "email": "alice@example.org" });
        new.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        new
    };

    let role = program
        .post("/api/v1/invitations", new(json!({ "role": "auditor" })))
        .await;
    let group = program
        .post("/api/v1/invitations", new(json!({ "groups": ["staff"] })))
        .await;
    let plain = program.post("/api/v1/invitations", new(json!({}))).await;

    assert_eq!(role.status, 403, "{role:?}");
    assert!(group.status >= 400, "{group:?}");
    assert_eq!(plain.status, 201, "{plain:?}");
}

#[tokio::test]
async fn a_person_with_a_role_gets_no_letter_from_the_helpdesk() {
    let app = TestApp::start().await;
    app.with_mail().await;
    let root = app.add_admin("root").await;
    let helper = staff(&app, "helper", Role::Helpdesk).await;
    let program = Program::with(&app, &token(&app, &helper, "people").await);

    let path = format!("/api/v1/users/{}/recovery", root.id);
    let refused = program.post(&path, json!({})).await;
    app.advance(Seconds::minutes(1));

    assert_eq!(refused.refusal(), (403, "beyond_role".to_owned()));
    assert_eq!(app.send_mail().await, 0);
}
