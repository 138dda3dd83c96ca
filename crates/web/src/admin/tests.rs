//! What the administration promises, page by page.

use axum::http::StatusCode;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::correlation::Correlation;

use super::paths;
use super::test_site::TestSite;

/// A path with something in every gap.
fn filled(path: &str) -> String {
    path.replace("{slug}", "chat").replace("{id}", "1").replace("{code}", "0VR-3K7-4Q2")
}

#[tokio::test]
async fn strangers_are_sent_to_sign_in_at_every_door() {
    let site = TestSite::start().await;
    let stranger = site.stranger();

    for path in paths().map(filled) {
        for answer in [stranger.get(&path).await, stranger.post_bare(&path, &[]).await] {
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
async fn adding_a_rocketchat_shows_its_secret_once() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [("name", "Team chat"), ("url", "chat.example.org"), ("service", "Gantry")];

    let added = alice.post("/admin/applications/new/rocketchat", &form).await;
    let later = alice.get("/admin/applications/team-chat/values?version=8.4").await;

    assert_eq!(added.status, StatusCode::OK);
    assert!(added.text.contains("http://localhost:9000/application/o"), "{}", added.text);
    let before = "Accounts_OAuth_Custom_Gantry_secret: &#34;";
    let secret = added.text.split(before).nth(1).unwrap().split("&#34;").next().unwrap();
    assert!(secret.len() >= 43, "{secret}");
    assert_eq!(later.status, StatusCode::OK);
    assert!(!later.text.contains(secret) && later.text.contains("/secrets/add"));
}

#[tokio::test]
async fn a_workspace_on_plain_http_comes_back_with_what_was_typed() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [("name", "Team chat"), ("url", "http://chat.example.org"), ("service", "gantry")];

    let answer = alice.post("/admin/applications/new/rocketchat", &form).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("id=\"url-problem\""), "{}", answer.text);
    assert!(answer.text.contains("value=\"http://chat.example.org\""));
}

#[tokio::test]
async fn an_application_is_changed_disabled_and_deleted() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let uri = "https://wiki.example.org/cb";
    alice.post("/admin/groups", &[("name", "staff")]).await;
    alice.post("/admin/applications/new", &[("name", "Wiki"), ("redirect_uris", uri)]).await;
    let page = "/admin/applications/wiki";
    let form = [
        ("name", "Our wiki"),
        ("redirect_uris", uri),
        ("allowed_groups", "Staff"),
        ("algorithm", "ES256"),
        ("refresh_tokens", "on"),
    ];

    let changed = alice.post(page, &form).await;
    let disabled = alice.post("/admin/applications/wiki/disable", &[]).await;
    let shown = alice.get(&disabled.location).await;
    let deleted = alice.post("/admin/applications/wiki/delete", &[("confirm", "yes")]).await;

    assert_eq!(changed.location, "/admin/applications/wiki?done=application-saved");
    assert!(shown.text.contains("Our wiki is disabled."), "{}", shown.text);
    assert!(shown.text.contains("\nstaff</textarea>"), "{}", shown.text);
    assert_eq!(deleted.location, "/admin/applications?done=application-deleted");
    assert_eq!(alice.get(page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unknown_group_is_named_beside_its_field() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let uri = "https://wiki.example.org/cb";
    alice.post("/admin/applications/new", &[("name", "Wiki"), ("redirect_uris", uri)]).await;
    let form = [
        ("name", "Wiki"),
        ("redirect_uris", uri),
        ("released_groups", "ghosts"),
        ("algorithm", "RS256"),
    ];

    let answer = alice.post("/admin/applications/wiki", &form).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("There is no group ghosts."), "{}", answer.text);
    assert!(answer.text.contains("id=\"released_groups-problem\""));
}

#[tokio::test]
async fn people_are_added_found_and_grouped() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    alice.post("/admin/groups", &[("name", "staff")]).await;
    let form = [("name", "Bert Brand"), ("username", "bert"), ("email", ""), ("password", "")];

    let added = alice.post("/admin/people", &form).await;
    let again = alice.post("/admin/people", &form).await;
    let found = alice.get("/admin/people?q=bra").await;
    let page = added.location.split('?').next().unwrap().to_owned();
    let group = site.accounts.group_by_name(&"staff".parse().unwrap()).await.unwrap().unwrap();
    let id = group.id.to_string();
    let grouped = alice.post(&format!("{page}/groups"), &[("group", &id)]).await;

    assert!(added.location.ends_with("?done=people-added"), "{}", added.location);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("id=\"username-problem\""));
    assert!(found.text.contains("Bert Brand") && !found.text.contains("alice@example.org"));
    assert!(grouped.location.ends_with("?done=person-saved"), "{}", grouped.text);
    assert!(alice.get(&format!("/admin/groups/{id}")).await.text.contains("Bert Brand"));
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
    let agreed = alice.post(&page, &[&form[..], &[("confirm_username", "on")]].concat()).await;

    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("confirm_username") && asked.text.contains("value=\"bertram\""));
    assert!(agreed.location.ends_with("?done=person-saved"), "{}", agreed.text);
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
        assert!(answer.text.contains("This is your own account."), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_group_that_applications_name_stays() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let added = alice.post("/admin/groups", &[("name", "staff")]).await;
    let group = added.location.split('?').next().unwrap().to_owned();
    let uri = "https://wiki.example.org/cb";
    alice.post("/admin/applications/new", &[("name", "Wiki"), ("redirect_uris", uri)]).await;
    let form = [
        ("name", "Wiki"),
        ("redirect_uris", uri),
        ("allowed_groups", "staff"),
        ("algorithm", "RS256"),
    ];
    alice.post("/admin/applications/wiki", &form).await;

    let kept = alice.post(&format!("{group}/delete"), &[("confirm", "yes")]).await;

    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(kept.text.contains("in their settings: Wiki."), "{}", kept.text);
}

#[tokio::test]
async fn rotated_keys_wait_their_turn() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;

    let rotated = alice.post("/admin/keys/rotate", &[]).await;
    let shown = alice.get(&rotated.location).await;

    assert_eq!(shown.text.matches("Waits its turn").count(), 3, "{}", shown.text);
    assert_eq!(shown.text.matches("Signs now").count(), 3);
}

/// Notes a step of one sign-in at the application.
async fn noted(site: &TestSite, code: Correlation, event: Event, reason: Option<&'static str>) {
    let client = site.accounts.client_by_slug(&"team-chat".parse().unwrap()).await.unwrap();
    let client_id = client.map(|client| client.id);
    let line = Line { correlation: Some(code), client_id, reason, ..Line::new(event) };
    site.accounts.trail().refused(line).await.unwrap();
}

#[tokio::test]
async fn a_sign_in_is_green_up_to_where_it_broke() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [("name", "Team chat"), ("url", "chat.example.org"), ("service", "gantry")];
    alice.post("/admin/applications/new/rocketchat", &form).await;
    let code = Correlation::generate(site.accounts.env());
    noted(&site, code, Event::Authorize, None).await;
    noted(&site, code, Event::Code, None).await;
    noted(&site, code, Event::Token, Some("client_authentication")).await;

    let one = alice.get(&format!("/admin/trail?code={code}")).await.location;
    let shown = alice.get(&one).await.text;
    let listed = alice.get("/admin/trail?application=team-chat&only_failures=on").await.text;

    let classes: Vec<&str> = ["done", "broken", "waiting"]
        .into_iter()
        .flat_map(|state| shown.matches(&format!("<li class=\"{state}\">")[..]).map(move |_| state))
        .collect();
    assert_eq!(classes, ["done", "done", "done", "broken", "waiting"], "{shown}");
    assert!(shown.contains("sent a wrong secret"), "{shown}");
    assert_eq!(listed.matches("client_authentication").count(), 1, "{listed}");
    assert!(alice.get("/admin").await.text.contains(&code.to_string()));
}

#[tokio::test]
async fn a_code_that_was_never_redeemed_counts_as_a_failure() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let code = Correlation::generate(site.accounts.env());
    noted(&site, code, Event::Authorize, None).await;
    noted(&site, code, Event::Code, None).await;

    let shown = alice.get(&format!("/admin/trail/{code}")).await.text;

    assert!(shown.contains("data-reason=\"not_finished\""), "{shown}");
}

#[tokio::test]
async fn a_workspace_that_cannot_be_asked_is_told_with_the_reason() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [("name", "Chat"), ("url", "http://localhost:3000"), ("service", "gantry")];
    alice.post("/admin/applications/new/rocketchat", &form).await;

    let checked = alice.post("/admin/applications/chat/values/check", &[]).await;

    assert_eq!(checked.status, StatusCode::OK);
    assert!(checked.text.contains("The workspace cannot be asked"), "{}", checked.text);
}
