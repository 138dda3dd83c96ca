//! Row 27: whatever cannot be written down is not reported as done, and nothing is left half done.
//!
//! A trigger lets one kind of write to one table fail; reading goes on.

use gantry_core::client::ClientSettings;
use gantry_oidc::RegistrationMode;
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

const BROKEN: &str = "CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''broken''; END'";

/// Lets `INSERT`, `UPDATE` or `DELETE` on a table fail from now on.
async fn fail(app: &TestApp, write: &str, table: &str) {
    let url = app.database.url();
    let head = format!("CREATE TRIGGER broken BEFORE {write} ON {table}");
    if url.starts_with("sqlite:") {
        let mut conn = SqliteConnection::connect(url).await.unwrap();
        let sql = AssertSqlSafe(format!("{head} BEGIN SELECT RAISE(ABORT, 'broken'); END"));
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        sqlx::query(BROKEN).execute(&mut conn).await.unwrap();
        let sql = AssertSqlSafe(format!("{head} FOR EACH ROW EXECUTE FUNCTION broken()"));
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    }
}

/// Lets it work again.
async fn mend(app: &TestApp, table: &str) {
    let url = app.database.url();
    if url.starts_with("sqlite:") {
        let mut conn = SqliteConnection::connect(url).await.unwrap();
        let sql = "DROP TRIGGER broken";
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        let sql = AssertSqlSafe(format!("DROP TRIGGER broken ON {table}"));
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    }
}

struct Held {
    app: TestApp,
    client: RocketChatClient,
    access: String,
    refresh: String,
}

async fn held() -> Held {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let client = app.add_client("Wiki", settings).await;
    let request = AuthorizeRequest::legacy(&client).with("scope", "openid offline_access");
    let code = app.code(&request, "alice").await;
    let tokens = app.redeem(&client, &code).await.json();
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    Held {
        access: text("access_token"),
        refresh: text("refresh_token"),
        app,
        client,
    }
}

impl Held {
    async fn revoke(&self, token: &str) -> u16 {
        let url = format!("{}/application/o/revoke/", self.app.url);
        let fields = [
            ("token", token),
            ("client_id", &self.client.id),
            ("client_secret", &self.client.secret),
        ];
        let request = self.app.http.post(url).form(&fields);
        self.app.call(request).await.status.as_u16()
    }

    async fn refresh(&self) -> u16 {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &self.refresh),
            ("client_id", &self.client.id),
            ("client_secret", &self.client.secret),
        ];
        self.app.token(&fields).await.status.as_u16()
    }
}

#[tokio::test]
async fn advisory_27_a_revocation_that_cannot_be_written_is_not_reported() {
    let held = held().await;

    fail(&held.app, "UPDATE", "access_tokens").await;
    assert_eq!(held.revoke(&held.access).await, 500);
    mend(&held.app, "access_tokens").await;
    assert_eq!(held.app.userinfo(&held.access).await.status, 200);
    assert_eq!(held.revoke(&held.access).await, 200);
    assert_eq!(held.app.userinfo(&held.access).await.status, 401);

    fail(&held.app, "UPDATE", "refresh_families").await;
    assert_eq!(held.revoke(&held.refresh).await, 500);
    mend(&held.app, "refresh_families").await;
    assert_eq!(held.revoke(&held.refresh).await, 200);
    assert_eq!(held.refresh().await, 400);
}

#[tokio::test]
async fn advisory_27_a_rotation_that_cannot_be_written_uses_nothing_up() {
    let held = held().await;

    for (write, table) in [("INSERT", "refresh_tokens"), ("INSERT", "access_tokens")] {
        fail(&held.app, write, table).await;
        assert_eq!(held.refresh().await, 500, "{table}");
        mend(&held.app, table).await;
    }

    // Later than a second use would be forgiven.
    held.app.advance(gantry_core::Seconds::new(60));
    assert_eq!(held.refresh().await, 200);
}

#[tokio::test]
async fn advisory_27_a_code_whose_tokens_cannot_be_written_gives_none() {
    let held = held().await;
    let request = AuthorizeRequest::legacy(&held.client).with("scope", "openid offline_access");
    let code = held.app.code(&request, "alice").await;

    for (write, table) in [
        ("UPDATE", "codes"),
        ("INSERT", "access_tokens"),
        ("INSERT", "refresh_families"),
        ("INSERT", "refresh_tokens"),
    ] {
        fail(&held.app, write, table).await;
        let answer = held.app.redeem(&held.client, &code).await;
        assert_eq!(answer.status_and_error(), "500 server_error", "{table}");
        mend(&held.app, table).await;
    }

    assert_eq!(held.app.redeem(&held.client, &code).await.status, 200);
}

#[tokio::test]
async fn advisory_27_a_sign_out_that_cannot_be_written_is_not_shown() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let page = visitor.get("/logout").await;

    fail(&app, "UPDATE", "sessions").await;
    let yes = [("decision", "yes")];
    let landing = visitor.submit(&page, "#logout-yes", &yes).await;
    mend(&app, "sessions").await;

    let Landing::Page(shown) = landing else {
        panic!("sent away as if it were done");
    };
    assert_eq!(shown.status, 500);
    assert_eq!(visitor.get("/apps").await.status, 200);
}

#[tokio::test]
async fn advisory_27_what_cannot_be_pushed_or_registered_is_not() {
    let app = TestApp::start_registering(RegistrationMode::Open).await;
    let client = app.add_rocketchat().await;

    fail(&app, "INSERT", "pushed_requests").await;
    let request = AuthorizeRequest::legacy(&client);
    let mut fields = request.fields();
    fields.push(("client_secret", &client.secret));
    let par = format!("{}/application/o/par/", app.url);
    let pushed = app.call(app.http.post(par).form(&fields)).await;
    assert_eq!(pushed.status, 500, "{}", pushed.body);

    mend(&app, "pushed_requests").await;
    fail(&app, "INSERT", "registrations").await;
    let register = format!("{}/application/o/register/", app.url);
    let metadata = json!({ "redirect_uris": ["https://notes.example.org/callback"] });
    let refused = app.call(app.http.post(&register).json(&metadata)).await;
    assert_eq!(refused.status, 500, "{}", refused.body);
    let clients = app.accounts.list_clients(None, 10).await.unwrap();
    assert_eq!(clients.len(), 1, "a client without its registration stays");
}
