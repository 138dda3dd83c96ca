//! Looking users up and listing them.

use gantry_emulator::NewUser;
use serde_json::json;

use super::{Program, chat, chat_of};

#[tokio::test]
async fn exactly_one_key_finds_a_user() {
    let emulator = chat().await;
    let service = Program::service(&emulator);
    let id = emulator.user("alice").unwrap().id;

    let by_id = service.get(&format!("users.info?userId={id}")).await;
    let by_email = service
        .get("users.info?email=alice@localhost.example")
        .await;
    let two = service
        .get(&format!("users.info?userId={id}&username=alice"))
        .await;
    let none = service.get("users.info").await;

    assert_eq!(by_id.body["user"]["username"], "alice");
    assert_eq!(by_email.body["user"]["_id"], id.as_str());
    assert_eq!(two.refusal(), "400 invalid-params");
    assert_eq!(none.refusal(), "400 invalid-params");
}

#[tokio::test]
async fn before_eight_four_an_address_is_no_key() {
    let emulator = chat_of(8, 3).await;

    let answer = Program::service(&emulator)
        .get("users.info?email=alice@localhost.example")
        .await;

    assert_eq!(answer.refusal(), "400 invalid-params");
}

#[tokio::test]
async fn nobody_found_is_a_400() {
    let emulator = chat().await;

    let answer = Program::service(&emulator)
        .get("users.info?username=nobody")
        .await;

    assert_eq!(answer.refusal(), "400 User not found.");
}

#[tokio::test]
async fn addresses_and_roles_of_others_need_a_permission_and_services_are_never_shown() {
    let emulator = chat().await;
    emulator.set_iframe_token("root", "secret");
    emulator.set_iframe_token("alice", "secret");
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;

    let own = alice.get("users.info?username=alice").await.body;
    let other = alice.get("users.info?username=root").await.body;
    let complete = Program::service(&emulator)
        .get("users.info?username=alice")
        .await
        .body;

    assert!(own["user"]["services"]["iframe"].is_object());
    assert!(!own.to_string().contains("secret"));
    assert_eq!(other["user"]["type"], "user");
    assert_eq!(other["user"]["active"], true);
    for hidden in ["emails", "roles", "lastLogin", "createdAt", "services"] {
        assert_eq!(other["user"].get(hidden), None);
    }
    let user = &complete["user"];
    assert_eq!(
        user["emails"],
        json!([{ "address": "alice@localhost.example", "verified": true }])
    );
    assert_eq!(user["roles"], json!(["user"]));
    assert!(user["lastLogin"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        user["createdAt"].as_str().unwrap().len(),
        "2026-11-21T12:00:00.000Z".len()
    );
    assert_eq!(user.get("services"), None);
}

#[tokio::test]
async fn users_are_listed_by_status_in_pages() {
    let emulator = chat().await;
    emulator.add_user(NewUser {
        inactive: true,
        ..NewUser::person("mallory", "mallory-password")
    });
    Program::sign_in(&emulator, "alice", "alice-password").await;
    let service = Program::service(&emulator);
    let names = async |path: &str| {
        let answer = service.get(path).await;
        let users = answer.body["users"].as_array().unwrap().clone();
        users
            .iter()
            .map(|user| user["username"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };

    assert_eq!(
        names("users.listByStatus?status=active").await,
        ["alice", "root"]
    );
    assert_eq!(
        names("users.listByStatus?status=deactivated").await,
        ["mallory"]
    );
    assert_eq!(
        names("users.listByStatus?hasLoggedIn=true").await,
        ["alice"]
    );
    assert_eq!(names("users.listByStatus?roles[]=admin").await, ["root"]);
    assert_eq!(
        names("users.listByStatus?searchTerm=mall").await,
        ["mallory"]
    );
    assert_eq!(
        names("users.listByStatus?offset=1&count=1").await,
        ["mallory"]
    );
    assert_eq!(names("users.list").await.len(), 3);
    let page = service
        .get("users.listByStatus?offset=1&count=1")
        .await
        .body;
    assert_eq!(
        (&page["total"], &page["offset"], &page["count"]),
        (&json!(3), &json!(1), &json!(1))
    );
}

#[tokio::test]
async fn generic_queries_are_refused() {
    let emulator = chat().await;
    let service = Program::service(&emulator);

    let query = service.get("users.listByStatus?query={}").await;
    let fields = service.get("users.list?fields={}").await;

    assert_eq!((query.status, fields.status), (400, 400));
}

#[tokio::test]
async fn roles_are_given_and_taken_by_their_id() {
    let emulator = chat().await;
    emulator.add_named_role("r4nd0m", "engineers");
    let service = Program::service(&emulator);
    let body = json!({ "roleId": "r4nd0m", "username": "alice" });

    let given = service.post("roles.addUserToRole", &body).await;
    let held = emulator.user("alice").unwrap().roles;
    let taken = service.post("roles.removeUserFromRole", &body).await;
    let listed = service.get("roles.list").await.body;

    assert_eq!(given.body["role"]["name"], "engineers");
    assert_eq!(held, ["user", "r4nd0m"]);
    assert_eq!(taken.status, 200);
    assert_eq!(emulator.user("alice").unwrap().roles, ["user"]);
    let engineers = json!({ "_id": "r4nd0m", "name": "engineers", "scope": "Users" });
    assert!(listed["roles"].as_array().unwrap().contains(&engineers));
}

#[tokio::test]
async fn role_names_are_gone_in_eight_and_the_last_administrator_stays() {
    let by_name = json!({ "roleName": "bot", "username": "alice" });
    let seven = chat_of(7, 9).await;
    let eight = chat_of(8, 0).await;
    let service = Program::service(&eight);

    let before = Program::service(&seven)
        .post("roles.addUserToRole", &by_name)
        .await;
    let after = service.post("roles.addUserToRole", &by_name).await;
    let last = json!({ "roleId": "admin", "username": "root" });
    let last = service.post("roles.removeUserFromRole", &last).await;

    assert_eq!(before.status, 200);
    assert_eq!(after.refusal(), "400 invalid-params");
    assert_eq!(last.refusal(), "400 error-admin-required");
}
