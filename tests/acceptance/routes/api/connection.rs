//! `/api/v1/applications/{slug}/rocketchat/…`: the connection of a workspace.

use gantry_emulator::{Emulator, EmulatorConfig, NewUser};
use gantry_test_support::TestApp;
use serde_json::{Value, json};

use super::{Answer, Program};

const SECRET: &str = "a secret for login tokens, long enough";

/// A workspace beside a program that connects it.
struct Connecting {
    app: TestApp,
    program: Program,
    chat: Emulator,
}

impl Connecting {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let chat = Emulator::start(EmulatorConfig::default()).await.unwrap();
        let url = chat.url().to_owned();
        chat.settings().set("Site_Url", url.clone()).unwrap();
        chat.add_user(NewUser::administrator("gantry", "a password of the chat"));
        chat.apply_env([
            ("CREATE_TOKENS_FOR_USERS", "true"),
            ("CREATE_TOKENS_FOR_USERS_SECRET", SECRET),
        ]);
        let program = Program::administering(&app).await;
        app.add_rocketchat_with(|settings| settings.rocketchat_url = Some(url))
            .await;
        Self { app, program, chat }
    }

    fn path(below: &str) -> String {
        format!("/api/v1/applications/team-chat/rocketchat/{below}")
    }

    fn credentials(&self) -> Value {
        let token = self
            .chat
            .add_personal_access_token("gantry", "Gantry", true);
        json!({
            "service_user_id": self.chat.user("gantry").unwrap().id,
            "token": token, "login_token_secret": SECRET
        })
    }

    async fn connect(&self) -> Answer {
        let path = Self::path("connection");
        self.program.put(&path, self.credentials()).await
    }

    async fn get(&self, below: &str) -> Answer {
        self.program.get(&Self::path(below)).await
    }
}

#[tokio::test]
async fn a_workspace_is_connected_shown_without_its_credentials_and_disconnected() {
    let here = Connecting::start().await;
    let credentials = here.credentials();

    let none = here.get("connection").await;
    let connected = here
        .program
        .put(&Connecting::path("connection"), credentials.clone())
        .await;
    let shown = here.get("connection").await;
    let gone = here.program.delete(&Connecting::path("connection")).await;
    let again = here.program.delete(&Connecting::path("connection")).await;

    assert_eq!(none.refusal(), (404, "not_found".to_owned()));
    assert_eq!(connected.status, 200, "{connected:?}");
    assert_eq!(shown.json()["usable"], true);
    assert_eq!(shown.json()["has_login_token_secret"], true);
    for answer in [&connected, &shown] {
        assert!(!answer.text.contains(SECRET));
        assert!(!answer.text.contains(credentials["token"].as_str().unwrap()));
    }
    assert_eq!((gone.status, again.status), (204, 404));
}

#[tokio::test]
async fn credentials_that_do_not_work_are_refused_and_not_stored() {
    let here = Connecting::start().await;
    let mut wrong = here.credentials();
    wrong["token"] = json!("x".repeat(43));
    let mut nobody = here.credentials();
    nobody["service_user_id"] = json!(" ");
    let mut unknown = here.credentials();
    unknown["password"] = json!("x");
    let path = Connecting::path("connection");

    let wrong = here.program.put(&path, wrong).await;
    let nobody = here.program.put(&path, nobody).await;
    let unknown = here.program.put(&path, unknown).await;
    let other = here
        .program
        .put(
            "/api/v1/applications/nothing/rocketchat/connection",
            json!({}),
        )
        .await;

    assert_eq!(
        wrong.refusal(),
        (400, "rocketchat_not_signed_in".to_owned()),
        "{wrong:?}"
    );
    assert_eq!(nobody.status, 400);
    assert_eq!(unknown.status, 400);
    assert!([400, 404].contains(&other.status), "{other:?}");
    assert_eq!(here.get("connection").await.status, 404);
}

#[tokio::test]
async fn roles_and_rooms_follow_groups_by_their_names() {
    let here = Connecting::start().await;
    here.app.group("staff").await;
    let sync = json!({
        "roles": { "staff": "moderator" }, "rooms": { "staff": "#lobby" },
        "confirm_relinquish": true
    });
    let path = Connecting::path("sync");

    let too_early = here.program.put(&path, sync.clone()).await;
    here.connect().await;
    let set = here.program.put(&path, sync).await;
    let shown = here.get("sync").await.json();
    let unknown = here
        .program
        .put(&path, json!({ "roles": { "nobody": "admin" } }))
        .await;
    let empty = here
        .program
        .put(&path, json!({ "rooms": { "staff": "#" } }))
        .await;

    assert_eq!(too_early.status, 400, "{too_early:?}");
    assert_eq!(set.status, 200, "{set:?}");
    let expected = json!({
        "roles": { "staff": "moderator" }, "rooms": { "staff": "lobby" },
        "confirm_relinquish": true
    });
    assert_eq!(shown, expected);
    assert!(unknown.text.contains("there is no group nobody"));
    assert_eq!(empty.status, 400);
}

#[tokio::test]
async fn a_person_is_linked_to_an_account_and_unlinked() {
    let here = Connecting::start().await;
    here.connect().await;
    here.chat
        .add_user(NewUser::person("alice.s", "a password of the chat"));
    let alice = here.app.add_user("alice").await;
    let path = Connecting::path(&format!("people/{}", alice.id));
    let nobody = "people/01890a5d-ac96-774b-bcce-b302099a8057";

    let missing = here
        .program
        .put(&path, json!({ "account": "nobody" }))
        .await;
    let admin = here
        .program
        .put(&path, json!({ "account": "gantry" }))
        .await;
    let linked = here
        .program
        .put(&path, json!({ "account": "@alice.s" }))
        .await;
    let listed = here.get("people").await.json();
    let waiting = here.get("tasks").await.json();
    let unlinked = here.program.delete(&path).await;
    let stranger = here.program.delete(&Connecting::path(nobody)).await;
    let resumed = here
        .program
        .post(&Connecting::path("tasks/resume"), json!({}))
        .await;

    assert_eq!(missing.refusal(), (400, "chat_no_account".to_owned()));
    assert!(admin.status == 400, "{admin:?}");
    assert_eq!(linked.status, 200, "{linked:?}");
    assert_eq!(listed["items"][0]["account"], "alice.s");
    assert_eq!(listed["items"][0]["user_id"], alice.id.to_string());
    assert!(waiting["items"].is_array());
    assert_eq!((unlinked.status, stranger.status), (204, 404));
    assert_eq!(resumed.status, 200);
}
