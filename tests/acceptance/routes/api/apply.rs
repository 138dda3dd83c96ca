//! `/api/v1/apply` and `/api/v1/export`

use gantry_test_support::TestApp;
use serde_json::{Value, json};

use super::Program;

fn place() -> Value {
    json!({
        "settings": { "policy": { "password_length": 12 } },
        "groups": [
            { "name": "chemistry", "parent": "science", "factor_demanded": true },
            { "name": "science" }
        ],
        "applications": [{
            "slug": "wiki", "name": "Wiki", "settings": {
                "redirect_uris": ["https://wiki.example.org/callback"],
                "released_groups": ["science"],
                "access": { "mode": "all", "bindings": [
                    { "condition": { "group": "chemistry" } },
                    { "condition": { "person": "alice" }, "negated": true },
                    { "condition": { "network": ["10.0.0.0/8"] } }
                ] }
            }
        }],
        "people": [{
            "username": "alice", "name": "Alice Smith", "email": "alice@example.org",
            "email_verified": true, "groups": ["chemistry"],
            "attributes": { "department": "Chemistry" }
        }]
    })
}

async fn apply(program: &Program, document: &Value) -> Value {
    let answer = program.post("/api/v1/apply", document.clone()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn a_document_is_put_into_force_once() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    let dry = program
        .post("/api/v1/apply?dry_run=true", place())
        .await
        .json();
    let nothing_yet = program.get("/api/v1/groups").await.json();
    let applied = apply(&program, &place()).await;
    let again = apply(&program, &place()).await;

    let what = |applied: &Value| {
        let changes = applied["changes"].as_array().unwrap();
        let lines = changes.iter().map(|it| {
            format!(
                "{} {}",
                it["kind"].as_str().unwrap(),
                it["what"].as_str().unwrap()
            )
        });
        lines.collect::<Vec<_>>()
    };
    assert_eq!(what(&dry), what(&applied));
    assert_eq!(nothing_yet["items"], json!([]));
    assert_eq!(
        what(&applied),
        [
            "added group chemistry",
            "added group science",
            "changed group chemistry",
            "changed settings policy",
            "added person alice",
            "added application wiki",
        ]
    );
    assert_eq!(applied["secrets"][0]["slug"], "wiki");
    assert_eq!(again, json!({ "changes": [], "secrets": [] }));
}

#[tokio::test]
async fn applying_what_was_exported_changes_nothing() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.add_rocketchat().await;
    app.add_user_in("bob", &["staff"]).await;
    apply(&program, &place()).await;

    let document = program.get("/api/v1/export?people=true").await.json();
    let applied = apply(&program, &document).await;

    assert_eq!(
        applied,
        json!({ "changes": [], "secrets": [] }),
        "{document}"
    );
}

#[tokio::test]
async fn what_was_exported_makes_the_same_place_elsewhere() {
    let (here, there) = (TestApp::start().await, TestApp::start().await);
    let from = Program::administering(&here).await;
    let to = Program::administering(&there).await;
    apply(&from, &place()).await;

    let document = from.get("/api/v1/export?people=true").await.json();
    apply(&to, &document).await;
    let copy = to.get("/api/v1/export?people=true").await.json();

    assert_eq!(copy, document);
}

#[tokio::test]
async fn a_change_is_told_and_made() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let mut document = place();
    apply(&program, &document).await;

    document["applications"][0]["settings"]["consent"] = json!(false);
    document["groups"][0]["factor_demanded"] = json!(false);
    let applied = apply(&program, &document).await;
    let wiki = program.get("/api/v1/applications/wiki").await.json();

    let details: Vec<&Value> = applied["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["details"])
        .collect();
    assert_eq!(
        details,
        [
            &json!(["factor_demanded: true → false"]),
            &json!(["settings.consent: true → false"])
        ]
    );
    assert_eq!(wiki["settings"]["consent"], false);
}

#[tokio::test]
async fn nothing_is_removed_unless_the_document_prunes() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    apply(&program, &place()).await;
    let empty = json!({ "groups": [], "applications": [] });

    let kept = apply(&program, &empty).await;
    let mut pruning = empty;
    pruning["prune"] = json!(true);
    let pruned = apply(&program, &pruning).await;
    let left = program.get("/api/v1/export?people=true").await.json();

    assert_eq!(kept["changes"], json!([]));
    assert_eq!(pruned["changes"].as_array().unwrap().len(), 3);
    assert_eq!(left["groups"], json!([]));
    assert_eq!(left["applications"], json!([]));
    assert_eq!(left["people"].as_array().unwrap().len(), 2, "{left}");
}

#[tokio::test]
async fn every_problem_of_a_document_is_told_at_once() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let document = json!({
        "grups": [],
        "groups": [{ "name": "a", "colour": "red" }, { "name": "a" }, { "parent": "b" }],
        "applications": [{ "slug": "wiki", "name": "Wiki", "settings": {}, "owner": "x" }]
    });
    let deeper = json!({
        "settings": { "weather": {}, "policy": { "tpyo": 1 } },
        "groups": [{ "name": "a", "parent": "b" }, { "name": "c", "parent": "c" }],
        "applications": [
            { "slug": "wiki", "name": "Wiki", "secret_file": "x", "settings": { "tpyo": 1 } },
            { "slug": "two", "name": "Two", "settings": { "released_groups": ["zzz"] } }
        ]
    });

    let first = program.post("/api/v1/apply", document).await.json();
    let second = program.post("/api/v1/apply", deeper).await.json();
    let groups = program.get("/api/v1/groups").await.json();

    assert_eq!(first["problems"].as_array().unwrap().len(), 5, "{first}");
    for words in [
        "no section weather",
        "policy: unknown field `tpyo`",
        "a: there is no group b",
        "c is below itself",
        "wiki: secret_file is read by the command only",
        "wiki: there is no setting tpyo",
        "two: there is no group zzz",
    ] {
        let problems = second["problems"].as_array().unwrap();
        let mut texts = problems.iter().map(|it| it.as_str().unwrap());
        assert!(texts.any(|text| text.contains(words)), "{words}: {second}");
    }
    assert_eq!(groups["items"], json!([]));
}
