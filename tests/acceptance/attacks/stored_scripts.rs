//! Row 5: no header and no stored text becomes markup, and every page carries its policy.

use gantry_accounts::permissions::Administrator;
use gantry_core::client::Client;
use gantry_core::redirect_uri::RedirectUri;
use gantry_test_support::{AuthorizeRequest, RocketChatClient};
use reqwest::Method;

use crate::browser::Browser;
use crate::html::{Kind, PAYLOADS, assert_harmless, assert_policy};
use crate::scripts::{asking_app, assert_sound};

#[tokio::test]
async fn advisory_05_no_header_and_no_cookie_becomes_markup() {
    let (app, _) = asking_app().await;
    app.add_admin("root").await;
    let mut browser = Browser::signed_in(&app, "root").await;

    for payload in PAYLOADS {
        for header in [
            "user-agent",
            "accept-language",
            "x-forwarded-for",
            "referer",
            "x-forwarded-host",
        ] {
            let request = browser
                .request(Method::GET, "/login?next=/account")
                .header(header, payload);
            let page = Browser::new(&app).send(request).await;
            assert_sound(&page, &format!("{header}: {payload}"));
        }
        let login = Browser::new(&app).get("/login").await;
        let (_, mut fields) = login.form_with("#login-submit");
        fields.retain(|(name, _)| name == "form_token");
        for cookie in ["gantry-lang", "gantry-theme", "gantry-device"] {
            browser
                .cookies
                .insert(cookie.to_owned(), payload.replace([';', '"', ','], ""));
        }
        for path in ["/account", "/apps", "/admin/trail"] {
            let page = browser.walk(path).await;
            assert_sound(&page, &format!("{path} with cookies {payload}"));
        }
    }
}

#[tokio::test]
async fn advisory_05_no_stored_text_becomes_markup() {
    let (app, client) = asking_app().await;
    let root = app.add_admin("root").await;
    let by = Administrator::operator();
    for (number, payload) in PAYLOADS.iter().enumerate() {
        if let Ok(name) = payload.parse() {
            app.accounts.add_group(&by, name).await.unwrap();
        }
        app.add_person(&format!("person{number}"), &[], |new| {
            new.name = payload
                .parse()
                .unwrap_or_else(|_| "Person".parse().unwrap());
        })
        .await;
        let mut settings = client.client.settings.clone();
        settings.launch_url = Some("https://chat.example.org/".to_owned());
        let named = app.add_client(payload, settings).await;
        let wrong = AuthorizeRequest::legacy(&named).with("redirect_uri", payload);
        app.visitor().get(&wrong.path()).await;
        app.visitor()
            .get(&wrong.with("client_id", payload).path())
            .await;
        let mut other = Browser::new(&app);
        let login = other.get("/login").await;
        other.try_password(&login, payload, payload).await;
    }
    let mut browser = Browser::signed_in(&app, "root").await;

    let clients = app.accounts.list_clients(None, 50).await.unwrap();
    let slugs = clients
        .iter()
        .map(|client| format!("/admin/applications/{}", client.slug));
    let mut paths: Vec<String> = slugs.collect();
    for path in [
        "/apps",
        "/account",
        "/admin",
        "/admin/people",
        "/admin/groups",
        "/admin/trail",
    ] {
        paths.push(path.to_owned());
    }
    paths.push("/admin/applications".to_owned());
    paths.push(format!("/admin/people/{}", root.id));
    for path in paths {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_harmless(&page, &path);
    }
    for client in clients {
        assert_harmless_consent(&mut browser, client).await;
    }
}

/// The consent page, which shows the client's name.
async fn assert_harmless_consent(browser: &mut Browser, client: Client) {
    let named = RocketChatClient {
        id: client.client_id.to_string(),
        secret: String::new(),
        redirect_uri: client.settings.redirect_uris[0].to_string(),
        client,
    };
    let page = browser.start(&AuthorizeRequest::legacy(&named)).await;
    assert!(page.text("#consent-allow").is_some(), "{}", page.body);
    assert_harmless(&page, &named.client.name);
}

#[tokio::test]
async fn advisory_05_every_page_carries_its_policy() {
    let (app, client) = asking_app().await;
    app.add_admin("root").await;
    let mut browser = Browser::new(&app);
    let login = browser.start(&AuthorizeRequest::legacy(&client)).await;
    assert_policy(&login, Kind::Journey, "login");
    let wrong = browser.try_password(&login, "root", "wrong password").await;
    assert_policy(&wrong, Kind::Journey, "login again");
    let consent = browser.log_in(&login, "root").await;
    assert_policy(&consent, Kind::Journey, "consent");

    for path in [
        "/logout",
        "/logged-out",
        "/setup",
        "/consent?request=x",
        "/application/o/authorize/",
    ] {
        let page = browser.get(path).await;
        assert_policy(&page, Kind::Journey, path);
    }
    let site = [
        "",
        "/people",
        "/groups",
        "/applications",
        "/applications/new",
        "/trail",
        "/keys",
    ];
    let admin = site.iter().map(|path| format!("/admin{path}"));
    let others = ["/apps", "/account", "/not/found", "/admin/people/nobody"];
    for path in admin.chain(others.map(str::to_owned)) {
        let page = browser.get(&path).await;
        assert_policy(&page, Kind::Site, &path);
    }
    let refused = Browser::new(&app)
        .post("/account/profile", &[("name", "x")])
        .await;
    assert!(refused.status.is_client_error() || refused.status.is_redirection());
}

#[tokio::test]
async fn advisory_05_no_address_that_runs_can_be_stored() {
    let (app, client) = asking_app().await;
    for address in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        " javascript:alert(1)",
    ] {
        assert!(address.parse::<RedirectUri>().is_err(), "{address}");
        let mut after = client.client.clone();
        after.settings.launch_url = Some(address.to_owned());
        let by = Administrator::operator();

        let stored = app.accounts.change_client(&by, &client.client, after).await;

        assert!(stored.is_err(), "{address}");
    }
}
