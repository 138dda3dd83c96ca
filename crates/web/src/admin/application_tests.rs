//! What the pages of applications promise.

use axum::http::StatusCode;

use super::test_site::TestSite;

#[tokio::test]
async fn adding_a_rocketchat_shows_its_secret_once() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [
        ("name", "Team chat"),
        ("url", "chat.example.org"),
        ("service", "Gantry"),
    ];

    let added = alice
        .post("/admin/applications/new/rocketchat", &form)
        .await;
    let later = alice
        .get("/admin/applications/team-chat/values?version=8.4")
        .await;

    assert_eq!(added.status, StatusCode::OK);
    assert!(
        added.text.contains("http://localhost:9000/application/o"),
        "{}",
        added.text
    );
    let before = "Accounts_OAuth_Custom_Gantry_secret: &#34;";
    let secret = added
        .text
        .split(before)
        .nth(1)
        .unwrap()
        .split("&#34;")
        .next()
        .unwrap();
    assert!(secret.len() >= 43, "{secret}");
    assert_eq!(later.status, StatusCode::OK);
    assert!(!later.text.contains(secret) && later.text.contains("/secrets/add"));
}

#[tokio::test]
async fn a_workspace_on_plain_http_comes_back_with_what_was_typed() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [
        ("name", "Team chat"),
        ("url", "http://chat.example.org"),
        ("service", "gantry"),
    ];

    let answer = alice
        .post("/admin/applications/new/rocketchat", &form)
        .await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("id=\"url-problem\""),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("value=\"http://chat.example.org\""));
}

#[tokio::test]
async fn an_application_is_changed_disabled_and_deleted() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let uri = "https://wiki.example.org/cb";
    alice.post("/admin/groups", &[("name", "staff")]).await;
    alice
        .post(
            "/admin/applications/new",
            &[("name", "Wiki"), ("redirect_uris", uri)],
        )
        .await;
    let page = "/admin/applications/wiki";
    let form = [
        ("name", "Our wiki"),
        ("redirect_uris", uri),
        ("released_groups", "Staff"),
        ("algorithm", "ES256"),
        ("refresh_tokens", "on"),
    ];

    let changed = alice.post(page, &form).await;
    let disabled = alice.post("/admin/applications/wiki/disable", &[]).await;
    let shown = alice.get(&disabled.location).await;
    let deleted = alice
        .post("/admin/applications/wiki/delete", &[("confirm", "yes")])
        .await;

    assert_eq!(
        changed.location,
        "/admin/applications/wiki?done=application-saved"
    );
    assert!(
        shown.text.contains("Our wiki is disabled."),
        "{}",
        shown.text
    );
    assert!(shown.text.contains("\nstaff</textarea>"), "{}", shown.text);
    assert_eq!(
        deleted.location,
        "/admin/applications?done=application-deleted"
    );
    assert_eq!(alice.get(page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_unknown_group_is_named_beside_its_field() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let uri = "https://wiki.example.org/cb";
    alice
        .post(
            "/admin/applications/new",
            &[("name", "Wiki"), ("redirect_uris", uri)],
        )
        .await;
    let form = [
        ("name", "Wiki"),
        ("redirect_uris", uri),
        ("released_groups", "ghosts"),
        ("algorithm", "RS256"),
    ];

    let answer = alice.post("/admin/applications/wiki", &form).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("There is no group ghosts."),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("id=\"released_groups-problem\""));
}

#[tokio::test]
async fn a_group_that_applications_name_stays() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let added = alice.post("/admin/groups", &[("name", "staff")]).await;
    let group = added.location.split('?').next().unwrap().to_owned();
    let uri = "https://wiki.example.org/cb";
    alice
        .post(
            "/admin/applications/new",
            &[("name", "Wiki"), ("redirect_uris", uri)],
        )
        .await;
    let form = [
        ("name", "Wiki"),
        ("redirect_uris", uri),
        ("released_groups", "staff"),
        ("algorithm", "RS256"),
    ];
    alice.post("/admin/applications/wiki", &form).await;

    let kept = alice
        .post(&format!("{group}/delete"), &[("confirm", "yes")])
        .await;

    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        kept.text.contains("in their settings: Wiki."),
        "{}",
        kept.text
    );
}

#[tokio::test]
async fn a_workspace_that_cannot_be_asked_is_told_with_the_reason() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [
        ("name", "Chat"),
        ("url", "http://localhost:3000"),
        ("service", "gantry"),
    ];
    alice
        .post("/admin/applications/new/rocketchat", &form)
        .await;

    let checked = alice
        .post("/admin/applications/chat/values/check", &[])
        .await;

    assert_eq!(checked.status, StatusCode::OK);
    assert!(
        checked.text.contains("The workspace cannot be asked"),
        "{}",
        checked.text
    );
}

#[tokio::test]
async fn every_note_beside_a_value_is_in_the_readers_language() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [
        ("name", "Chat"),
        ("url", "https://chat.example.org"),
        ("service", "gantry"),
    ];
    alice
        .post("/admin/applications/new/rocketchat", &form)
        .await;
    let hints = |page: &str| -> Vec<String> {
        let hints = page.split("<p class=\"hint\">").skip(1);
        let hints = hints.filter_map(|rest| rest.split("</p>").next());
        hints.map(ToOwned::to_owned).collect()
    };
    let address = |version: &str| format!("/admin/applications/chat/values?version={version}");
    let mut english = Vec::new();
    let pages = ["9.0", "8.4", "5.4", "9.0&door=oauth", "8.4&door=iframe"];
    for version in pages {
        english.extend(hints(&alice.get(&address(version)).await.text));
    }
    alice.post("/preferences", &[("lang", "de")]).await;
    for version in pages {
        let german = hints(&alice.get(&address(version)).await.text);

        assert!(german.len() > 5, "{german:?}");
        let left: Vec<_> = german.iter().filter(|it| english.contains(it)).collect();
        assert!(left.is_empty(), "{version}: {left:?}");
    }
}

#[tokio::test]
async fn the_values_are_shown_for_either_door_and_from_nine_for_iframe_mode_first() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [
        ("name", "Chat"),
        ("url", "https://chat.example.org"),
        ("service", "gantry"),
    ];
    alice
        .post("/admin/applications/new/rocketchat", &form)
        .await;
    let page = async |query: &str| {
        let address = format!("/admin/applications/chat/values?{query}");
        alice.get(&address).await.text
    };
    let api = "<code id=\"value-2-2\">http://localhost:9000/rocketchat/chat/api</code>";

    let (eight, nine) = (page("version=8.4").await, page("version=9.0").await);

    assert!(eight.contains("Accounts_OAuth_Custom_Gantry") && !eight.contains(api));
    assert!(nine.contains(api), "{nine}");
    assert!(nine.contains("CREATE_TOKENS_FOR_USERS_SECRET") && !nine.contains("/secrets/add"));
    assert!(nine.contains("values?version=9.0&amp;door=oauth"));
    assert!(page("version=8.4&door=iframe").await.contains(api));
    let dead = page("version=9.0&door=oauth").await;
    assert!(dead.contains("Without it take iframe mode.") && !dead.contains(api));
}
