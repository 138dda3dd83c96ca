//! `/admin/mail`.

use gantry_core::role::Role;
use gantry_test_support::{Mood, Page, TestApp, Visitor};

use super::told::{ask, signed_in, submit};

pub(super) async fn save(visitor: &Visitor, changes: &[(&str, &str)]) -> Page {
    let page = visitor.get("/admin/mail").await;
    submit(visitor, &page, "#mail-save", changes).await
}

pub(super) async fn test_mail(visitor: &Visitor) -> Page {
    let page = visitor.get("/admin/mail").await;
    submit(visitor, &page, "[action='/admin/mail/test'] button", &[]).await
}

#[tokio::test]
async fn an_administrator_sets_the_server_and_tests_it() {
    let app = TestApp::start().await;
    let smtp = gantry_test_support::SmtpServer::start().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let sending = app.keep_sending_mail();
    let port = smtp.port.to_string();
    let server = [
        ("host", "127.0.0.1"),
        ("port", port.as_str()),
        ("security", "none"),
        ("from", "gantry@example.org"),
    ];

    let saved = save(&root, &server).await;
    let tested = test_mail(&root).await;
    smtp.be(Mood::Refusing);
    let refused = test_mail(&root).await;
    sending.abort();

    assert_eq!(saved.location(), "/admin/mail?said=mail-saved");
    assert_eq!(tested.location(), "/admin/mail?said=mail-test-handed-over");
    assert_eq!(smtp.last().to, ["root@example.org"]);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("550"), "{}", refused.body);
}

#[tokio::test]
async fn a_server_that_cannot_be_is_refused() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let good = [
        ("host", "mail.example.org"),
        ("port", "465"),
        ("security", "tls"),
        ("from", "gantry@example.org"),
    ];
    for (field, value) in [
        ("host", ""),
        ("host", "mail example"),
        ("host", "mail.example.org/x"),
        ("host", "me@mail.example.org"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "smtp"),
        ("from", "gantry"),
        ("from", "a@example.org\r\nBcc: b@example.org"),
    ] {
        let mut typed = good.to_vec();
        typed.push((field, value));

        let refused = save(&root, &typed).await;

        assert_eq!(refused.status, 422, "{field}={value}");
    }
    let mut open = good.to_vec();
    open.extend([
        ("security", "none"),
        ("login", "me"),
        ("login_password", "secret"),
    ]);
    let refused = save(&root, &open).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.body.contains("secret\""));
}

#[tokio::test]
async fn a_password_is_kept_sealed_and_never_goes_to_another_server() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let server = [
        ("host", "mail.example.org"),
        ("port", "465"),
        ("security", "tls"),
        ("login", "gantry"),
        ("login_password", "an open secret"),
        ("from", "gantry@example.org"),
    ];
    save(&root, &server).await;
    let stored = sealed(&app).await.unwrap();

    let page = root.get("/admin/mail").await;
    save(&root, &[("port", "587"), ("security", "start_tls")]).await;
    let kept = sealed(&app).await;
    save(&root, &[("host", "evil.example.org")]).await;
    let dropped = sealed(&app).await;

    assert!(!page.body.contains("an open secret"));
    assert!(!String::from_utf8_lossy(&stored).contains("an open secret"));
    assert_eq!(kept, Some(stored));
    assert_eq!(dropped, None);
}

#[tokio::test]
async fn without_tls_a_password_does_not_go_to_another_port_either() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let server = [
        ("host", "localhost"),
        ("port", "465"),
        ("security", "tls"),
        ("login", "gantry"),
        ("login_password", "an open secret"),
        ("from", "gantry@example.org"),
    ];
    save(&root, &server).await;

    save(&root, &[("port", "2525"), ("security", "none")]).await;

    assert_eq!(sealed(&app).await, None);
}

async fn sealed(app: &TestApp) -> Option<Vec<u8>> {
    let mail = app.accounts.mail_settings().await.unwrap();
    mail.server.unwrap().sealed_password
}

#[tokio::test]
async fn the_outbox_shows_what_stopped_and_never_a_text() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    app.add_user("alice").await;
    smtp.be(Mood::Refusing);
    ask(&app, "alice").await;
    app.send_mail().await;
    let root = signed_in(&app, "root").await;

    let page = root.get("/admin/mail").await;
    let again = submit(&root, &page, "[action='/admin/mail/again'] button", &[]).await;
    smtp.be(Mood::Good);
    app.send_mail().await;

    assert!(page.body.contains("alice@example.org"));
    assert!(page.body.contains("The server refused it"));
    assert!(!page.body.contains("/recover/"));
    assert_eq!(again.location(), "/admin/mail?said=mail-resumed");
    assert_eq!(smtp.all().len(), 1);
}

#[tokio::test]
async fn auditors_look_and_the_helpdesk_changes_nothing() {
    let app = TestApp::start().await;
    let _smtp = app.with_mail().await;
    for (name, role) in [("audrey", Role::Auditor), ("hannah", Role::Helpdesk)] {
        app.add_person(name, &[], |new| new.role = Some(role)).await;
        let visitor = signed_in(&app, name).await;

        let page = visitor.get("/admin/mail").await;

        assert_eq!(page.status, 200, "{name}");
        let apps = visitor.get("/account").await;
        let token = apps.attribute("[name=form_token]", "value").unwrap();
        for path in [
            "/admin/mail",
            "/admin/mail/test",
            "/admin/mail/again",
            "/admin/mail/off",
        ] {
            let fields = [("form_token", token.as_str()), ("confirm", "yes")];
            let refused = visitor.post(path, &fields).await;
            assert_eq!(refused.status, 403, "{name} {path}");
        }
    }
    assert!(app.accounts.mail_is_set_up().await.unwrap());
}

#[tokio::test]
async fn mail_is_switched_off_when_it_is_meant() {
    let app = TestApp::start().await;
    let _smtp = app.with_mail().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let page = root.get("/admin/mail").await;
    let button = "[action='/admin/mail/off'] button";

    let hasty = submit(&root, &page, button, &[]).await;
    let still = app.accounts.mail_is_set_up().await.unwrap();
    let meant = submit(&root, &page, button, &[("confirm", "yes")]).await;

    assert_eq!(hasty.status, 422);
    assert!(still);
    assert_eq!(meant.location(), "/admin/mail?said=mail-switched-off");
    assert!(!app.accounts.mail_is_set_up().await.unwrap());
}
