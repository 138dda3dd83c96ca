//! `/admin/people/{id}/as/{slug}`.

use gantry_accounts::permissions::Administrator;
use gantry_core::access::Access;
use gantry_core::client::SubjectType;
use gantry_core::role::Role;
use gantry_test_support::{Page, TestApp};
use serde_json::Value;

use super::staff;

fn claims(page: &Page, id: &str) -> Value {
    let text = page.text(id).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test]
async fn userinfo_is_shown_as_the_application_gets_it() {
    let app = TestApp::start().await;
    let bob = app.add_user_in("bob", &["staff"]).await;
    let client = app
        .add_rocketchat_with(|settings| settings.subject.kind = SubjectType::Pairwise)
        .await;
    let carol = staff(&app, "carol", Role::Auditor).await;

    let page = carol
        .get(&format!("/admin/people/{}/as/team-chat", bob.id))
        .await;
    let told = app.claims(&client, "bob").await;

    assert_eq!(claims(&page, "#userinfo"), told);
    assert_eq!(claims(&page, "#id-token")["sub"], told["sub"]);
    assert_ne!(told["sub"], bob.subject.as_str());
    assert_eq!(page.attribute("#entry", "data-entry").unwrap(), "good");
    let chat = page.text("#chat").unwrap();
    assert!(
        chat.contains("bob") && chat.contains("bob@example.org"),
        "{chat}"
    );
}

#[tokio::test]
async fn what_stands_in_the_way_is_told() {
    let app = TestApp::start().await;
    let group = app.group("staff").await;
    let bob = app
        .add_person("bob", &[], |new| {
            new.email_verified = false;
            new.username = "bob".parse().unwrap();
        })
        .await;
    app.add_rocketchat_with(|settings| settings.access = Access::any_group([group]))
        .await;
    let carol = staff(&app, "carol", Role::Helpdesk).await;

    let page = carol
        .get(&format!("/admin/people/{}/as/team-chat", bob.id))
        .await;

    assert_eq!(page.attribute("#entry", "data-entry").unwrap(), "bad");
    let told = page.text("#entry").unwrap();
    assert!(told.contains("confirmed e-mail addresses only"), "{told}");
    assert!(told.contains("No binding lets this person in"), "{told}");
    assert!(page.body.contains("Members of staff"));
    let warnings = page.text("#chat-warnings").unwrap();
    assert!(warnings.contains("no e-mail address"), "{warnings}");
    assert!(page.text("#chat-refused").is_some());
}

#[tokio::test]
async fn attributes_and_groups_become_claims_without_code() {
    let app = TestApp::start().await;
    let bob = app
        .add_user_in("bob", &["chat-admin", "chat-user", "staff"])
        .await;
    let client = app
        .add_rocketchat_with(|settings| {
            for (name, source) in [("team", "attribute:department"), ("roles", "groups:chat-")] {
                let (name, source) = (name.parse().unwrap(), source.parse().unwrap());
                settings.extra_claims.insert(name, source);
            }
        })
        .await;
    let department = "department".parse().unwrap();
    let change = gantry_accounts::users::UserChange {
        attributes: Some([(department, "Engines".to_owned())].into()),
        ..gantry_accounts::users::UserChange::default()
    };
    let operator = Administrator::operator();
    let changed = app.accounts.change_user(&operator, bob.id, change);
    changed.await.unwrap();

    let told = app.claims(&client, "bob").await;

    assert_eq!(told["team"], "Engines");
    assert_eq!(told["roles"], serde_json::json!(["admin", "user"]));
}

#[tokio::test]
async fn somebody_or_something_that_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let bob = app.add_user("bob").await;
    app.add_rocketchat().await;
    let carol = staff(&app, "carol", Role::Auditor).await;

    let missing = carol
        .get(&format!("/admin/people/{}/as/wiki", bob.id))
        .await;
    let nobody = carol.get("/admin/people/nobody/as/team-chat").await;
    let choice = carol.get(&format!("/admin/people/{}/as", bob.id)).await;
    let asked = carol
        .get("/admin/applications/team-chat/as?person=bob")
        .await;

    assert_eq!(
        (missing.status.as_u16(), nobody.status.as_u16()),
        (404, 404)
    );
    assert!(choice.body.contains("May enter"));
    assert_eq!(
        asked.header("location"),
        format!("/admin/people/{}/as/team-chat", bob.id)
    );
}
