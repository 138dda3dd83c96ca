//! The way to the mail server: encrypted as the administrator says or not at all, and nothing that
//! a server says comes back to a page.

use gantry_accounts::settings::MailSecurity;
use gantry_test_support::{MAIL_PASSWORD, Mood, Page, SmtpServer, TestApp};

use super::administration::{save, test_mail};
use super::told::{ask, signed_in};

/// The answer to a test mail by way of this server, to which `localhost` may be called otherwise.
async fn tested(smtp: &SmtpServer, host: &str, security: &str) -> Page {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let sending = app.keep_sending_mail();
    let port = smtp.port.to_string();
    let server = [
        ("host", host),
        ("port", port.as_str()),
        ("security", security),
        ("from", "gantry@example.org"),
    ];
    save(&root, &server).await;
    let page = test_mail(&root).await;
    sending.abort();
    page
}

#[tokio::test]
async fn a_letter_goes_over_tls_and_over_starttls() {
    for security in [MailSecurity::Tls, MailSecurity::StartTls] {
        let app = TestApp::start().await;
        let smtp = match security {
            MailSecurity::Tls => SmtpServer::with_tls().await,
            _ => SmtpServer::with_starttls().await,
        };
        app.use_mail_of(&smtp, security).await;
        app.add_user("alice").await;
        ask(&app, "alice").await;

        app.send_mail_trusting(smtp.authority.clone()).await;

        let mail = smtp.last();
        assert_eq!(mail.to, ["alice@example.org"]);
        assert!(mail.encrypted, "{security:?}");
        assert!(!mail.raw.contains(MAIL_PASSWORD));
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_refused_and_the_page_says_so() {
    for (smtp, security) in [
        (SmtpServer::with_tls().await, "tls"),
        (SmtpServer::with_starttls().await, "start_tls"),
    ] {
        let page = tested(&smtp, "localhost", security).await;

        assert_eq!(page.status, 422, "{security}");
        let words = "the certificate of the server is not trusted";
        assert!(page.body.contains(words), "{security}: {}", page.body);
        assert!(smtp.all().is_empty(), "{security}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let app = TestApp::start().await;
    let smtp = SmtpServer::with_tls().await;
    app.use_mail_of(&smtp, MailSecurity::Tls).await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let elsewhere = [("host", "127.0.0.1"), ("login", "")];
    let saved = save(&root, &elsewhere).await;
    app.add_user("alice").await;
    ask(&app, "alice").await;

    app.send_mail_trusting(smtp.authority.clone()).await;

    let page = root.get("/admin/mail").await;
    assert_eq!(saved.location(), "/admin/mail?said=mail-saved");
    assert!(page.body.contains("is not trusted"), "{}", page.body);
    assert!(smtp.all().is_empty());
}

#[tokio::test]
async fn a_letter_never_leaves_in_the_open_where_protection_was_chosen() {
    let smtp = SmtpServer::start().await;

    for (security, words) in [
        ("start_tls", "the server does not offer STARTTLS"),
        ("tls", "no encrypted connection"),
    ] {
        let page = tested(&smtp, "localhost", security).await;

        assert_eq!(page.status, 422, "{security}");
        assert!(page.body.contains(words), "{security}: {}", page.body);
    }
    assert!(smtp.all().is_empty());
}

/// An administrator may name any machine and any port: the test must not read them to him.
#[tokio::test]
async fn what_a_server_says_of_itself_is_not_shown() {
    let smtp = SmtpServer::start().await;
    for (mood, code, words) in [
        (Mood::Chatty, "554", "inner secrets"),
        (Mood::Refusing, "550", "nobody of that name"),
        (Mood::Busy, "451", "come back later"),
    ] {
        smtp.be(mood);

        let page = tested(&smtp, "127.0.0.1", "none").await;

        assert_eq!(page.status, 422, "{mood:?}");
        let told = format!("the server answered {code}");
        assert!(page.body.contains(&told), "{mood:?}: {}", page.body);
        assert!(!page.body.contains(words), "{mood:?}");
    }
}

#[tokio::test]
async fn a_port_on_which_something_else_speaks_says_no_more_than_that() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            use tokio::io::AsyncWriteExt;
            let _ = stream
                .write_all(b"SSH-2.0-OpenSSH_9.9 inner secrets\r\n")
                .await;
        }
    });
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    let sending = app.keep_sending_mail();
    let port = port.to_string();
    let server = [
        ("host", "127.0.0.1"),
        ("port", port.as_str()),
        ("security", "none"),
        ("from", "gantry@example.org"),
    ];

    save(&root, &server).await;
    let page = test_mail(&root).await;
    sending.abort();

    assert!(page.body.contains("is no mail server"), "{}", page.body);
    assert!(!page.body.contains("OpenSSH") && !page.body.contains("inner secrets"));
}
