//! The log of a server that was used well and badly: what it never says.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use gantry_test_support::{AuthorizeRequest, PASSWORD, TestApp};
use reqwest::header::COOKIE;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::calls::userinfo_by_query;

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Signs in with a mistake at every step; what may never be logged.
async fn use_well_and_badly() -> Vec<String> {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let request = AuthorizeRequest::legacy(&chat);
    let visitor = app.visitor();

    let login = visitor.walk(&request.path()).await.page();
    let login = visitor
        .log_in_with(&login, "alice", "mistyped-secret-word")
        .await
        .page();
    let code = visitor
        .log_in(&login, "alice")
        .await
        .parameter("code")
        .unwrap();
    let in_url = format!(
        "{}/application/o/token/?client_secret={}",
        app.url, chat.secret
    );
    app.call(app.http.post(in_url).form(&[("code", &code)]))
        .await;
    let tokens = app.redeem(&chat, &code).await.json();
    let token = tokens["access_token"].as_str().unwrap();
    userinfo_by_query(&app, token).await;
    app.redeem(&chat, &code).await;
    userinfo_by_query(&app, token).await;
    let other = app
        .http
        .get(format!("{}/apps", app.url))
        .header(COOKIE, "gantry-session=c00kie");
    app.call(other).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    [&*code, token, id_token, &*chat.secret]
        .map(str::to_owned)
        .into()
}

#[tokio::test]
async fn rc_oauth_44_no_line_of_the_log_contains_a_token_a_code_or_a_password() {
    let kept = Kept::default();
    // With one subscriber alone, a thread of another test could decide for all that it hears
    // nothing; beside a second one each is asked.
    let _second = tracing_subscriber::fmt()
        .with_writer(io::sink)
        .finish()
        .set_default();
    let everything = tracing_subscriber::fmt()
        .with_env_filter("debug,gantry_web=trace,gantry_oidc=trace,gantry_accounts=trace")
        .with_ansi(false)
        .with_writer(kept.clone());
    let _until_dropped = everything.finish().set_default();

    let secrets = use_well_and_badly().await;

    let log = kept.text();
    assert!(
        log.contains("request.answered") && log.contains("token_parameters_in_url"),
        "{log}"
    );
    let words = [
        PASSWORD,
        "mistyped-secret-word",
        "access_token=",
        "client_secret=",
        "c00kie",
    ];
    for secret in secrets.iter().map(String::as_str).chain(words) {
        assert!(!log.contains(secret), "the log contains {secret}");
    }
}
