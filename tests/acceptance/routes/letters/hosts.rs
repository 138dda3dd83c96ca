//! Rows 15 and 24: where links lead and letters go never comes from a request.

use gantry_test_support::{Arrived, PASSWORD, Page, TestApp, Visitor};
use reqwest::RequestBuilder;

use super::told::{signed_in, submit};

/// What a proxy that believes everybody would pass on.
const HOSTILE: [(&str, &str); 8] = [
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-port", "444"),
    ("x-forwarded-server", "evil.example"),
    ("x-original-url", "https://evil.example/"),
    ("forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
    ("x-host", "evil.example"),
];

/// A form of a page, posted with one hostile header more.
async fn hostile(
    visitor: &Visitor,
    (page, selector): (&Page, &str),
    fields: &[(&str, &str)],
    (name, value): (&'static str, &'static str),
) -> Page {
    let (action, mut all) = page.form_with(selector);
    for (name, value) in fields {
        all.retain(|(field, _)| field != name);
        all.push(((*name).to_owned(), (*value).to_owned()));
    }
    let request: RequestBuilder = visitor.http.post(visitor.address(&action)).form(&all);
    let request = request.header("sec-fetch-site", "same-origin");
    visitor.send(request.header(name, value)).await
}

fn assert_own_links(app: &TestApp, texts: &[String]) {
    let public = app.provider.public_url();
    for text in texts {
        assert!(!text.contains("evil.example"), "{text}");
        for (at, _) in text.match_indices("http") {
            assert!(text[at..].starts_with(public), "{text}");
        }
    }
}

#[tokio::test]
async fn advisory_15_links_lead_to_the_public_url_whatever_a_request_says() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;
    for (number, header) in HOSTILE.into_iter().enumerate() {
        let name = format!("user{number}");
        app.add_user(&name).await;
        let stranger = Visitor::new(&app.url);
        let person = signed_in(&app, &name).await;
        let (new, guest) = (
            format!("{name}@new.example"),
            format!("{name}@guest.example"),
        );

        let page = stranger.get("/recover").await;
        let form = (&page, "#recover-submit");
        hostile(&stranger, form, &[("username", &name)], header).await;
        let page = person.get("/account/email").await;
        let change = [("email", new.as_str()), ("current_password", PASSWORD)];
        hostile(&person, (&page, "#email-submit"), &change, header).await;
        let page = root.get("/admin/invitations").await;
        let form = (&page, "#invite-submit");
        hostile(&root, form, &[("email", &guest)], header).await;
        let page = root.get("/admin/mail").await;
        let form = (&page, "[action='/admin/mail/test'] button");
        // Nobody sends it meanwhile, so that its page would wait: what counts is the letter.
        let sending = app.keep_sending_mail();
        hostile(&root, form, &[], header).await;
        sending.abort();
    }
    app.send_mail().await;

    let texts: Vec<String> = smtp.all().iter().map(Arrived::text).collect();
    assert_eq!(texts.len(), 4 * HOSTILE.len());
    assert_own_links(&app, &texts);
}

#[tokio::test]
async fn advisory_24_letters_go_to_the_stored_address_only() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let visitor = Visitor::new(&app.url);
    let page = visitor.get("/recover").await;
    let more = [
        ("username", "alice"),
        ("email", "mallory@evil.example"),
        ("to", "mallory@evil.example"),
        ("cc", "mallory@evil.example"),
        ("email[]", "mallory@evil.example"),
    ];

    submit(&visitor, &page, "#recover-submit", &more).await;
    for tricky in [
        "alice@example.org,mallory@evil.example",
        "alice@example.org\r\nBcc: mallory@evil.example",
        "alice@example.org\n mallory@evil.example",
        "alice@example.org;mallory@evil.example",
        "alice@example.org mallory@evil.example",
        "alice@example.org%0d%0aBcc:mallory@evil.example",
        "\"mallory@evil.example\" <alice@example.org>",
        "alıce@example.org",
    ] {
        submit(&visitor, &page, "#recover-submit", &[("username", tricky)]).await;
    }
    app.send_mail().await;

    let to: Vec<_> = smtp.all().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(to, ["alice@example.org"]);
}
