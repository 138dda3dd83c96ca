//! A whole place as a document: written out and put into force again, and refused as a whole.

use gantry_core::client::SubjectType;
use gantry_test_support::TestApp;
use serde_json::{Value, json};

use super::Program;

/// Everything that a document can say, at least once.
fn place() -> Value {
    json!({
        "settings": {
            "policy": { "password_length": 14, "session_idle": 3600, "factors": "roles" },
            "branding": { "name": "The Ship", "accent": "#0b6bcb", "default_language": "de" },
            "mail": {
                "server": {
                    "host": "mail.example.org", "port": 587, "security": "start_tls",
                    "username": "gantry"
                },
                "from": "gantry@example.org"
            }
        },
        "groups": [
            { "name": "everybody" },
            { "name": "science", "parent": "everybody" },
            { "name": "chemistry", "parent": "science", "factor_demanded": true }
        ],
        "applications": [
            {
                "slug": "wiki", "name": "Wiki", "client_id": "wiki", "disabled": true,
                "settings": {
                    "redirect_uris": ["https://wiki.example.org/callback"],
                    "post_logout_redirect_uris": ["https://wiki.example.org/"],
                    "logout": { "backchannel_uri": "https://wiki.example.org/ended" },
                    "grants": ["authorization_code", "refresh_token"],
                    "released_groups": ["science", "chemistry"],
                    "group_prefix": "uni-",
                    "extra_claims": { "dept": "nickname" },
                    "access": { "mode": "all", "bindings": [
                        { "condition": { "group": "science" } },
                        { "condition": { "person": "alice" }, "negated": true, "enabled": false },
                        { "condition": { "network": ["10.0.0.0/8", "2001:db8::/32"] } },
                        { "condition": { "factor": "two_factors" }, "expires_at": 2_000_000_000 }
                    ] }
                }
            },
            { "slug": "plain", "name": "Plain", "settings": {
                "redirect_uris": ["https://plain.example.org/callback"]
            } }
        ],
        "people": [
            {
                "username": "alice", "name": "Alice Smith", "email": "alice@example.org",
                "email_verified": true, "groups": ["chemistry"], "language": "de",
                "role": "helpdesk", "factor_demanded": true,
                "attributes": { "department": "Chemistry" },
                "profile": { "nickname": "Al" }
            },
            { "username": "bob", "name": "Bob", "disabled": true }
        ]
    })
}

async fn problems(program: &Program, document: Value) -> Vec<String> {
    let answer = program.post("/api/v1/apply", document).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    let told = answer.json();
    let problems = told["problems"].as_array().unwrap().iter();
    problems.map(|it| it.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_place_with_everything_in_it_is_the_document_that_it_writes() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.add_rocketchat_with(|settings| settings.subject.kind = SubjectType::Pairwise)
        .await;
    app.add_user_in("carol", &["staff"]).await;

    let applied = program.post("/api/v1/apply", place()).await;
    let document = program.get("/api/v1/export?people=true").await.json();
    let dry = program
        .post("/api/v1/apply?dry_run=true", document.clone())
        .await;
    let again = program.post("/api/v1/apply", place()).await.json();

    assert_eq!(applied.status, 200, "{applied:?}");
    let nothing = json!({ "changes": [], "secrets": [] });
    assert_eq!(dry.json(), nothing, "{document}");
    assert_eq!(again, nothing);
}

#[tokio::test]
async fn the_place_of_every_problem_is_named() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let mut document = place();
    document["groups"][1]["parent"] = json!("nowhere");
    document["groups"][2]["name"] = json!("");
    document["applications"][0]["settings"]["grants"] = json!(["magic"]);
    document["applications"][0]["settings"]["access"]["mode"] = json!("some");
    document["applications"][1]["settings"]["redirect_uris"] = json!(["not an address"]);
    document["people"][0]["email"] = json!("nothing");
    document["people"][1]["role"] = json!("emperor");
    document["settings"]["policy"]["password_length"] = json!("long");
    let reading = problems(&program, document.clone()).await;
    document["groups"][2]["name"] = json!("chemistry");
    document["people"][0]["email"] = Value::Null;
    document["people"][1]["role"] = Value::Null;

    let planning = problems(&program, document).await;

    let named = |problems: &[String], place: &str| {
        let found = problems.iter().any(|it| it.starts_with(place));
        assert!(found, "{place}: {problems:#?}");
    };
    for place in ["groups: :", "people: alice: ", "people: bob: "] {
        named(&reading, place);
    }
    for place in [
        "groups: science: ",
        "applications: wiki: ",
        "applications: plain: ",
        "policy: ",
    ] {
        named(&planning, place);
    }
    let export = program.get("/api/v1/export").await.json();
    assert_eq!(export["groups"], json!([]));
    assert_eq!(export["applications"], json!([]));
}

/// What only shows when the steps are put together is found before the first of them.
#[tokio::test]
async fn a_document_that_cannot_be_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let deep: Vec<Value> = (0..10)
        .map(|depth| match depth {
            0 => json!({ "name": "g0" }),
            _ => json!({ "name": format!("g{depth}"), "parent": format!("g{}", depth - 1) }),
        })
        .collect();
    let root = json!({ "username": "root", "name": "Root", "groups": [] });
    let taken = json!({
        "people": [
            { "username": "dave", "name": "Dave", "email": "same@example.org" },
            { "username": "erin", "name": "Erin", "email": "same@example.org" }
        ]
    });

    for document in [
        json!({ "groups": deep }),
        json!({ "groups": [{ "name": "staff" }], "people": [root] }),
        taken,
    ] {
        let refused = program.post("/api/v1/apply", document.clone()).await;

        assert!(
            [400, 409].contains(&refused.status),
            "{document}: {refused:?}"
        );
        let problems = refused.json()["problems"].clone();
        assert!(!problems.as_array().unwrap().is_empty(), "{refused:?}");
        let left = program.get("/api/v1/export?people=true").await.json();
        assert_eq!(left["groups"], json!([]), "{document}: {refused:?}");
        assert_eq!(left["people"].as_array().unwrap().len(), 1, "{document}");
    }
}
