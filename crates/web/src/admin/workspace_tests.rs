//! What the pages of a connection promise.

use axum::http::StatusCode;

use super::test_chat::{self, PAGE, SECRET, SERVICE, TOKEN};
use super::test_site::TestSite;

#[tokio::test]
async fn rc_iframe_74_a_workspace_is_connected_and_no_secret_comes_back() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    let form = [
        ("service_user_id", SERVICE),
        ("token", TOKEN),
        ("secret", SECRET),
    ];

    let connected = alice.post(PAGE, &form).await;
    let shown = alice.get(&connected.location).await.text;
    let kept = alice.post(PAGE, &[("service_user_id", SERVICE)]).await;
    let tested = alice.post(&format!("{PAGE}/check"), &[]).await.text;
    let application = alice.get("/admin/applications/chat").await.text;

    assert_eq!(
        connected.location,
        format!("{PAGE}?done=workspace-connected")
    );
    assert_eq!(kept.location, connected.location, "{}", kept.text);
    assert_eq!(shown.matches("placeholder=\"kept\"").count(), 2, "{shown}");
    assert!(!shown.contains("tokens-would-die"), "{shown}");
    assert!(tested.contains("id=\"findings\""), "{tested}");
    for page in [&shown, &tested, &application] {
        assert!(page.contains(SERVICE), "{page}");
        assert!(!page.contains(TOKEN) && !page.contains(SECRET), "{page}");
    }
}

#[tokio::test]
async fn credentials_that_the_chat_refuses_are_explained_and_not_shown() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    let wrong = [
        ("service_user_id", SERVICE),
        ("token", "planted-wrong-token"),
        ("secret", SECRET),
    ];
    let other = [("service_user_id", "somebodyElse"), ("token", TOKEN)];

    let refused = alice.post(PAGE, &wrong).await;
    let other = alice.post(PAGE, &other).await;
    let missing = alice.post(PAGE, &[("service_user_id", SERVICE)]).await;
    let nobody = alice.post(PAGE, &[("token", TOKEN)]).await;
    alice.post("/preferences", &[("lang", "de")]).await;
    let german = alice.post(PAGE, &wrong).await.text;

    for answer in [&refused, &other, &missing, &nobody] {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.text.contains("planted-"), "{}", answer.text);
        assert!(answer.text.contains("Not connected"), "{}", answer.text);
    }
    assert!(refused.text.contains("does not accept the service account"));
    assert!(other.text.contains("belongs to gantry.service"));
    assert!(missing.text.contains("id=\"token-problem\""));
    assert!(nobody.text.contains("id=\"service_user_id-problem\""));
    assert!(german.contains("nimmt das Token des Dienstkontos nicht an"));
}

#[tokio::test]
async fn without_a_secret_the_end_of_personal_tokens_is_announced() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;

    test_chat::connected(&alice).await;
    let shown = alice.get(PAGE).await.text;

    assert!(shown.contains("id=\"tokens-would-die\""), "{shown}");
}

#[tokio::test]
async fn disconnecting_waits_for_a_yes_and_keeps_the_links() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let bert = site.person("bert", false).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    test_chat::connected(&alice).await;
    test_chat::refused(&site, &bert, "chat_account_conflict").await;
    let act = format!("{PAGE}/disconnect");

    let asked = alice.post(&act, &[]).await;
    let gone = alice.post(&act, &[("confirm", "yes")]).await;
    let shown = alice.get(&gone.location).await.text;
    let people = alice.get(&format!("{PAGE}/people")).await.text;

    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.text.contains("no longer reach the chat"));
    assert!(shown.contains("The workspace is disconnected."), "{shown}");
    assert!(shown.contains("Not connected") && shown.contains("Connection changed"));
    assert!(people.contains("bert"), "{people}");
}

#[tokio::test]
async fn a_person_who_cannot_get_in_is_linked_by_an_administrator() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let bert = site.person("bert", false).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    test_chat::connected(&alice).await;
    test_chat::refused(&site, &bert, "chat_account_conflict").await;
    let id = bert.id.to_string();
    let link = async |account: &str, more: &[(&str, &str)]| {
        let form = [&[("person", id.as_str()), ("account", account)], more].concat();
        alice.post(&format!("{PAGE}/link"), &form).await
    };

    let before = alice.get(PAGE).await.text;
    let absent = link("ghost", &[]).await;
    let bot = link("rocket.cat", &[]).await;
    let boss = link("boss", &[]).await;
    let linked = link("@old.bert", &[]).await;
    let people = alice.get(&format!("{PAGE}/people")).await.text;
    let person = alice.get(&format!("/admin/people/{id}")).await.text;

    assert!(before.contains("already has an account with this user name"));
    assert!(absent.text.contains("The chat has no account ghost."));
    assert!(
        absent
            .text
            .contains(&format!("id=\"account-{id}-problem\""))
    );
    assert!(absent.text.contains("value=\"ghost\""));
    assert!(bot.text.contains("a bot or an app"), "{}", bot.text);
    assert!(boss.text.contains("administers the chat"), "{}", boss.text);
    assert_eq!(linked.location, format!("{PAGE}?done=workspace-linked"));
    assert!(people.contains("@old.bert") && person.contains("@old.bert"));
}

#[tokio::test]
async fn a_link_is_made_and_undone_on_the_list() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let bert = site.person("bert", false).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    test_chat::connected(&alice).await;
    let list = format!("{PAGE}/people");
    let form = |username| [("list", "yes"), ("username", username), ("account", "boss")];
    let yes = [&form("bert")[..], &[("may_administer", "on")]].concat();
    let undo = [("list", "yes"), ("person", &*bert.id.to_string())];

    let unknown = alice.post(&format!("{PAGE}/link"), &form("ghost")).await;
    let linked = alice.post(&format!("{PAGE}/link"), &yes).await;
    let shown = alice.get(&linked.location).await.text;
    let undone = alice.post(&format!("{PAGE}/unlink"), &undo).await;
    let after = alice.get(&undone.location).await.text;

    assert!(unknown.text.contains("id=\"username-problem\""));
    assert_eq!(linked.location, format!("{list}?done=workspace-linked"));
    assert!(shown.contains("@boss") && shown.contains("may administer the chat"));
    assert_eq!(undone.location, format!("{list}?done=workspace-unlinked"));
    assert!(!after.contains("@boss"), "{after}");
}

#[tokio::test]
async fn what_stopped_is_named_and_tried_again() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let bert = site.person("bert", false).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    test_chat::connected(&alice).await;
    test_chat::unheard(&site, &bert, "rocketchat-not-permitted").await;

    let before = alice.get(PAGE).await.text;
    let person = alice.get(&format!("/admin/people/{}", bert.id)).await.text;
    let again = alice.post(&format!("{PAGE}/again"), &[]).await;
    let after = alice.get(&again.location).await.text;

    assert!(
        before.contains("Sign out everywhere") && before.contains("give its role the permission")
    );
    assert!(person.contains("1 not heard by the chat yet"), "{person}");
    assert!(again.location.ends_with("?done=workspace-tried-again"));
    assert!(after.contains("is tried again by itself"), "{after}");
}

#[tokio::test]
async fn roles_and_rooms_are_kept_by_group() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    test_chat::connected(&alice).await;
    alice.post("/admin/groups", &[("name", "staff")]).await;
    let staff = site.accounts.group_by_name(&"staff".parse().unwrap()).await;
    let staff = staff.unwrap().unwrap().id.to_string();
    let line = |group| [("group", group), ("role", "leader"), ("room", " #general ")];
    let act = format!("{PAGE}/sync");

    let nobody = alice.post(&act, &line("")).await;
    let twice = [line(&staff), line(&staff)].concat();
    let twice = alice.post(&act, &twice).await;
    let saved = [&line(&staff)[..], &[("confirm_relinquish", "on")]].concat();
    let saved = alice.post(&act, &saved).await;
    let shown = alice.get(&saved.location).await.text;

    assert!(nobody.text.contains("Choose a group"), "{}", nobody.text);
    assert!(nobody.text.contains("value=\"leader\""), "{}", nobody.text);
    assert!(twice.text.contains("one line only"), "{}", twice.text);
    assert!(saved.location.ends_with("?done=workspace-sync-saved"));
    assert!(shown.contains(&format!("value=\"{staff}\" selected")));
    assert!(shown.contains("value=\"leader\"") && shown.contains("value=\"general\""));
    assert!(shown.contains("name=\"confirm_relinquish\" type=\"checkbox\" value=\"on\" checked"));
}

#[tokio::test]
async fn no_form_of_a_connection_is_taken_without_its_token() {
    let site = TestSite::start_asking_neighbours().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    test_chat::registered(&alice, &test_chat::start().await).await;
    test_chat::connected(&alice).await;

    for act in [
        "",
        "/disconnect",
        "/check",
        "/again",
        "/sync",
        "/link",
        "/unlink",
    ] {
        let path = format!("{PAGE}{act}");
        let answer = alice.post_bare(&path, &[("confirm", "yes")]).await;

        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(alice.get(PAGE).await.text.contains("Connected"));
}

#[tokio::test]
async fn only_a_workspace_has_a_connection() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    site.application("Wiki").await;
    let alice = site.browser("alice").await;

    let page = alice.get("/admin/applications/wiki/connection").await;
    let application = alice.get("/admin/applications/wiki").await;

    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!application.text.contains("connection-heading"));
}
