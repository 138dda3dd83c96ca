//! A sign-out that other applications hear of in the same browser, and that then goes on by itself.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Html;
use axum::routing::get;
use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Browser, TestApp};
use tokio::net::TcpListener;
use url::Url;

use super::chat::log_in;

const PAGE: Html<&str> = Html("<title>App</title><h1 id=here>App</h1>");

/// An application; what browsers asked it for, in this order.
struct Application {
    url: String,
    seen: Arc<Mutex<Vec<Uri>>>,
}

impl Application {
    /// Whose frame takes this long.
    async fn start(frame: Duration) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let slow = move |State(seen): State<Arc<Mutex<Vec<Uri>>>>, uri: Uri| async move {
            seen.lock().unwrap().push(uri);
            tokio::time::sleep(frame).await;
            PAGE
        };
        let page = |State(seen): State<Arc<Mutex<Vec<Uri>>>>, uri: Uri| async move {
            seen.lock().unwrap().push(uri);
            PAGE
        };
        let router = Router::new()
            .route("/frame", get(slow))
            .route("/callback", get(page))
            .route("/signed-out", get(page))
            .with_state(Arc::clone(&seen));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, seen }
    }

    fn settings(&self) -> ClientSettings {
        let mut settings = ClientSettings {
            redirect_uris: vec![format!("{}/callback", self.url).parse().unwrap()],
            post_logout_redirect_uris: vec![format!("{}/signed-out", self.url).parse().unwrap()],
            consent: false,
            ..ClientSettings::default()
        };
        settings.logout.frontchannel_uri = Some(format!("{}/frame?own=1", self.url));
        settings
    }

    fn paths(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|uri| uri.path().to_owned()).collect()
    }
}

/// Signs in and out again; how long the way out took.
async fn in_and_out(application: &Application) -> Duration {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_client("App", application.settings()).await;
    let browser = Browser::start().await;
    let request = AuthorizeRequest::legacy(&client).path();
    browser.open(&format!("{}{request}", app.url)).await;
    log_in(&browser, "alice").await;
    let callback = format!("{}/callback", application.url);
    browser.wait_for_address(&callback).await;
    let arrived = Url::parse(&browser.address().await).unwrap();
    let code = arrived.query_pairs().find(|(name, _)| name == "code");
    let tokens = app.redeem(&client, &code.unwrap().1).await.json();
    let mut end = Url::parse(&format!("{}/application/o/end-session/", app.url)).unwrap();
    end.query_pairs_mut()
        .append_pair("id_token_hint", tokens["id_token"].as_str().unwrap())
        .append_pair(
            "post_logout_redirect_uri",
            &format!("{}/signed-out", application.url),
        )
        .append_pair("state", "s1");

    let begun = Instant::now();
    browser.open(end.as_str()).await;
    let home = format!("{}/signed-out?state=s1", application.url);
    browser.wait_for_address(&home).await;
    begun.elapsed()
}

#[tokio::test]
async fn the_browser_tells_the_application_and_then_goes_on_without_a_click() {
    let application = Application::start(Duration::from_millis(300)).await;

    in_and_out(&application).await;

    assert_eq!(application.paths(), ["/callback", "/frame", "/signed-out"]);
    let seen = application.seen.lock().unwrap();
    let frame = seen[1].query().unwrap();
    assert!(frame.starts_with("own=1&iss=http"), "{frame}");
    assert!(frame.contains("&sid="), "{frame}");
}

#[tokio::test]
async fn an_application_that_does_not_answer_keeps_nobody_for_long() {
    let application = Application::start(Duration::from_mins(2)).await;

    let took = in_and_out(&application).await;

    assert!(took < Duration::from_secs(12), "{took:?}");
    assert_eq!(application.paths(), ["/callback", "/frame", "/signed-out"]);
}
