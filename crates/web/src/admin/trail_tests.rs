//! What the pages of the trail promise.

use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::correlation::Correlation;

use super::test_site::TestSite;

/// Notes a step of one sign-in at the application.
async fn noted(site: &TestSite, code: Correlation, event: Event, reason: Option<&'static str>) {
    let client = site
        .accounts
        .client_by_slug(&"team-chat".parse().unwrap())
        .await
        .unwrap();
    let client_id = client.map(|client| client.id);
    let line = Line {
        correlation: Some(code),
        client_id,
        reason,
        ..Line::new(event)
    };
    site.accounts.trail().refused(line).await.unwrap();
}

#[tokio::test]
async fn a_sign_in_is_green_up_to_where_it_broke() {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let form = [
        ("name", "Team chat"),
        ("url", "chat.example.org"),
        ("service", "gantry"),
    ];
    alice
        .post("/admin/applications/new/rocketchat", &form)
        .await;
    let code = Correlation::generate(site.accounts.env());
    noted(&site, code, Event::Authorize, None).await;
    noted(&site, code, Event::Code, None).await;
    noted(&site, code, Event::Token, Some("client_authentication")).await;

    let one = alice
        .get(&format!("/admin/trail?code={code}"))
        .await
        .location;
    let shown = alice.get(&one).await.text;
    let listed = alice
        .get("/admin/trail?application=team-chat&only_failures=on")
        .await
        .text;

    let stations = shown
        .split("<ol class=\"line\"")
        .nth(1)
        .unwrap()
        .split("</ol>")
        .next();
    let classes = stations.unwrap().split("<li class=\"").skip(1);
    let classes: Vec<&str> = classes.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(
        classes,
        ["done", "done", "done", "broken", "waiting"],
        "{shown}"
    );
    assert!(shown.contains("sent a wrong secret"), "{shown}");
    assert_eq!(
        listed.matches("client_authentication").count(),
        1,
        "{listed}"
    );
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
async fn who_was_kept_out_of_a_chat_is_listed() {
    let site = TestSite::start().await;
    let user = site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let line = Line {
        user_id: Some(user.id),
        reason: Some("chat_account_conflict"),
        ..Line::new(Event::ChatSignIn)
    };
    site.accounts.trail().refused(line).await.unwrap();

    let shown = alice.get("/admin/trail?only_failures=on").await.text;

    assert!(shown.contains("chat_account_conflict"), "{shown}");
}
