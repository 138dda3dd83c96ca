//! Applications that know people by names of their own know their sessions so too.

use std::collections::BTreeSet;

use gantry_core::client::{ClientSettings, SubjectType};
use gantry_test_support::{AuthorizeRequest, TestApp, Visitor};
use url::Url;

use crate::end_session::{id_token, logout};
use crate::logout_channels::hearing;
use crate::logout_channels::receiver::Receiver;
use crate::well_known::id_token::claims;

/// An application at a host of its own that hears on both channels.
fn settings(receiver: &Receiver, host: &str, kind: SubjectType) -> ClientSettings {
    let mut settings = hearing(receiver);
    settings.redirect_uris = vec![format!("https://{host}/callback").parse().unwrap()];
    settings.logout.frontchannel_uri = Some(format!("https://{host}/frame"));
    settings.subject.kind = kind;
    settings
}

struct Application {
    receiver: Receiver,
    /// What its first ID token calls Alice's session.
    sid: String,
    hint: String,
}

impl Application {
    async fn entered(app: &TestApp, visitor: &Visitor, host: &str, kind: SubjectType) -> Self {
        let receiver = Receiver::start().await;
        let client = app.add_client(host, settings(&receiver, host, kind)).await;
        let hint = id_token(app, visitor, &client, "alice").await;
        let sid = claims(&hint)["sid"].as_str().unwrap().to_owned();
        Self {
            receiver,
            sid,
            hint,
        }
    }
}

/// What the frames of a page call the session, each with its host.
fn framed(body: &str) -> BTreeSet<(String, String)> {
    let sources = body.split("<iframe").skip(1).map(|frame| {
        let source = frame.split("src=\"").nth(1).unwrap();
        source.split('"').next().unwrap().replace("&#38;", "&")
    });
    sources
        .map(|source| {
            let url = Url::parse(&source).unwrap();
            let sid = url.query_pairs().find(|(name, _)| name == "sid").unwrap().1;
            (url.host_str().unwrap().to_owned(), sid.into_owned())
        })
        .collect()
}

#[tokio::test]
async fn each_application_knows_a_session_by_one_name_everywhere_that_no_other_knows() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();
    let mut all = Vec::new();
    for (host, kind) in [
        ("one.example.org", SubjectType::Pairwise),
        ("two.example.org", SubjectType::Pairwise),
        ("public.example.org", SubjectType::Public),
    ] {
        all.push(Application::entered(&app, &visitor, host, kind).await);
    }

    let names: BTreeSet<&str> = all.iter().map(|here| here.sid.as_str()).collect();
    let page = visitor
        .walk(&logout(&[("id_token_hint", &all[0].hint)]))
        .await
        .page();
    app.provider.deliver_logouts_once().await.unwrap();

    assert_eq!(names.len(), 3, "{names:?}");
    let expected = all.iter().zip(["one", "two", "public"]);
    let expected = expected.map(|(here, name)| (format!("{name}.example.org"), here.sid.clone()));
    assert_eq!(framed(&page.body), expected.collect());
    for here in &all {
        let told = here.receiver.claims();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["sid"], here.sid.as_str());
    }
}

#[tokio::test]
async fn two_applications_that_share_names_share_those_of_sessions() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();

    let one = Application::entered(&app, &visitor, "one.example.org", SubjectType::Public).await;
    let two = Application::entered(&app, &visitor, "two.example.org", SubjectType::Public).await;

    assert_eq!(one.sid, two.sid);
}

#[tokio::test]
async fn a_refresh_keeps_the_name_of_the_session() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();
    let host = "one.example.org";
    let receiver = Receiver::start().await;
    let mut settings = settings(&receiver, host, SubjectType::Pairwise);
    settings.bound_to_session = true;
    let client = app.add_client("App", settings).await;
    let request = AuthorizeRequest::legacy(&client).with("scope", "openid offline_access");
    let code = app.arrive(&visitor, &request, "alice").await;
    let tokens = app.redeem(&client, &code.parameter("code").unwrap()).await;
    let tokens = tokens.json();
    let sid = claims(tokens["id_token"].as_str().unwrap())["sid"].clone();

    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let refreshed = app.refresh(&client, refresh_token, &[]).await.json();
    let second = refreshed["id_token"].as_str().unwrap();
    let other = Application::entered(&app, &visitor, "two.example.org", SubjectType::Public).await;

    assert_eq!(claims(second)["sid"], sid);
    assert_ne!(sid, other.sid.as_str());
}
