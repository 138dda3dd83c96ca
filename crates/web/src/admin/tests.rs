//! What the administration promises: who comes in, people, groups and keys.

use axum::http::StatusCode;

use super::paths;
use super::test_site::TestSite;

/// A path with something in every gap.
fn filled(path: &str) -> String {
    path.replace("{slug}", "chat")
        .replace("{id}", "1")
        .replace("{code}", "0VR-3K7-4Q2")
}

#[tokio::test]
async fn strangers_are_sent_to_sign_in_at_every_door() {
    let site = TestSite::start().await;
    let stranger = site.stranger();

    for path in paths().map(filled) {
        for answer in [
            stranger.get(&path).await,
            stranger.post_bare(&path, &[]).await,
        ] {
            let asked = answer.location.starts_with("/login?next=%2Fadmin");
            let refused = answer.status == StatusCode::METHOD_NOT_ALLOWED;
            assert!(asked || refused, "{path}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn people_without_the_right_find_every_door_closed() {
    let site = TestSite::start().await;
    site.person("bert", false).await;
    let bert = site.browser("bert").await;
    let closed = [StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED];

    for path in paths().map(filled) {
        for answer in [bert.get(&path).await, bert.post(&path, &[]).await] {
            assert!(closed.contains(&answer.status), "{path}: {}", answer.status);
        }
        let slash = format!("{path}/");
        assert!(closed.contains(&bert.get(&slash).await.status), "{slash}");
    }
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;

    let answer = alice.post_bare("/admin/groups", &[("name", "staff")]).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(!alice.get("/admin/groups").await.text.contains(">staff<"));
}

#[tokio::test]
async fn people_are_added_found_and_grouped() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    alice.post("/admin/groups", &[("name", "staff")]).await;
    let form = [
        ("name", "Bert Brand"),
        ("username", "bert"),
        ("email", ""),
        ("password", ""),
    ];

    let added = alice.post("/admin/people", &form).await;
    let again = alice.post("/admin/people", &form).await;
    let found = alice.get("/admin/people?q=bra").await;
    let page = added.location.split('?').next().unwrap().to_owned();
    let group = site
        .accounts
        .group_by_name(&"staff".parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let id = group.id.to_string();
    let grouped = alice
        .post(&format!("{page}/groups"), &[("group", &id)])
        .await;

    assert!(
        added.location.ends_with("?done=people-added"),
        "{}",
        added.location
    );
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("id=\"username-problem\""));
    assert!(found.text.contains("Bert Brand") && !found.text.contains("alice@example.org"));
    assert!(
        grouped.location.ends_with("?done=person-saved"),
        "{}",
        grouped.text
    );
    assert!(
        alice
            .get(&format!("/admin/groups/{id}"))
            .await
            .text
            .contains("Bert Brand")
    );
}

#[tokio::test]
async fn another_username_waits_for_a_yes() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let bert = site.person("bert", false).await;
    let alice = site.browser("alice").await;
    let page = format!("/admin/people/{}", bert.id);
    let form = [("name", "Bert"), ("username", "bertram"), ("email", "")];

    let asked = alice.post(&page, &form).await;
    let agreed = alice
        .post(&page, &[&form[..], &[("confirm_username", "on")]].concat())
        .await;

    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("confirm_username") && asked.text.contains("value=\"bertram\""));
    assert!(
        agreed.location.ends_with("?done=person-saved"),
        "{}",
        agreed.text
    );
}

#[tokio::test]
async fn nobody_disables_or_deletes_the_own_account() {
    let site = TestSite::start().await;
    let own = site.person("alice", true).await;
    let alice = site.browser("alice").await;

    for act in ["disable", "delete"] {
        let path = format!("/admin/people/{}/{act}", own.id);
        let answer = alice.post(&path, &[("confirm", "yes")]).await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.text.contains("This is your own account."),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn rotated_keys_wait_their_turn() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;

    let rotated = alice.post("/admin/keys/rotate", &[]).await;
    let shown = alice.get(&rotated.location).await;

    assert_eq!(
        shown.text.matches("Waits its turn").count(),
        2,
        "{}",
        shown.text
    );
    assert_eq!(shown.text.matches("Signs now").count(), 2);
}

#[tokio::test]
async fn who_comes_before_the_first_administrator_is_told_about_the_link() {
    let site = TestSite::start().await;

    let before = site.stranger().get("/login").await;
    site.person("alice", true).await;
    let after = site.stranger().get("/login").await;

    assert!(before.text.contains("one-time link"), "{}", before.text);
    assert!(!after.text.contains("one-time link"), "{}", after.text);
}
