//! The self-test: credentials, permissions, tokens.

use gantry_emulator::Outage;
use gantry_rocketchat::workspaces::{Level, Report};

use crate::support::{OPERATOR, SERVICE, Ship};

/// The keys of one level.
pub(crate) fn keys(report: &Report, level: Level) -> Vec<&'static str> {
    let findings = report.findings.iter().filter(|it| it.level == level);
    findings.map(|it| it.key).collect()
}

/// The details of one key.
pub(crate) fn details<'a>(report: &'a Report, key: &str) -> Vec<&'a str> {
    let findings = report.findings.iter().filter(|it| it.key == key);
    findings.filter_map(|it| it.detail.as_deref()).collect()
}

#[tokio::test]
async fn a_sound_workspace_is_found_sound_and_leaves_no_token() {
    let ship = Ship::start().await;

    let report = ship.check().await;

    assert_eq!(keys(&report, Level::Bad), Vec::<&str>::new(), "{report:?}");
    let good = keys(&report, Level::Good);
    for key in [
        "check-connected",
        "check-reachable",
        "check-credentials",
        "check-token",
        "check-permissions",
        "check-create-token",
        "check-same-site",
        "check-tasks",
    ] {
        assert!(good.contains(&key), "{key}: {report:?}");
    }
    assert_eq!(report.version.unwrap().to_string(), "8.7.0");
    assert!(ship.chat.login_tokens(SERVICE).is_empty());
    assert_eq!(ship.chat.personal_access_tokens(SERVICE).len(), 1);
}

#[tokio::test]
async fn missing_permissions_are_told_by_name_and_hide_nothing() {
    let ship = Ship::start().await;
    for permission in ["create-user", "logout-other-user", "api-bypass-rate-limit"] {
        ship.chat.set_permission(permission, "admin", false);
    }

    let report = ship.check().await;

    let missing = details(&report, "check-permission-missing");
    assert_eq!(missing, ["create-user", "logout-other-user"]);
    assert!(keys(&report, Level::Warn).contains(&"check-rate-limited"));
    assert!(keys(&report, Level::Good).contains(&"check-create-token"));
}

#[tokio::test]
async fn roles_need_their_permissions_only_where_groups_decide_about_them() {
    let ship = Ship::start().await;
    ship.chat
        .set_permission("access-permissions", "admin", false);
    let before = ship.check().await;
    assert!(details(&before, "check-permission-missing").is_empty());

    let crew = ship.group("crew", &[]).await;
    ship.chat.add_named_role("r4nd0m", "Crew");
    ship.keep_roles([(crew, "Crew")]).await;

    let report = ship.check().await;
    let missing = details(&report, "check-permission-missing");
    assert_eq!(missing, ["access-permissions"]);
    let role = details(&report, "check-role-missing");
    assert_eq!(role, ["Crew: the id is r4nd0m"]);
}

#[tokio::test]
async fn rc_iframe_35_a_token_without_the_bypass_is_found_before_it_stops_a_task() {
    let ship = Ship::with_token("8.7.0", false).await;
    assert!(keys(&ship.check().await, Level::Bad).contains(&"check-token-two-factor"));

    let ada = ship.person("ada").await;
    let change = gantry_accounts::users::UserChange {
        name: Some("Ada Lovelace".parse().unwrap()),
        ..gantry_accounts::users::UserChange::default()
    };
    ship.accounts()
        .change_user(&OPERATOR, ada.id, change)
        .await
        .unwrap();
    ship.work().await;
    assert_eq!(ship.stopped().await, ["rocketchat-two-factor"]);
    ship.chat.clear_journal();
    ship.work().await;
    assert_eq!(ship.written(), Vec::<String>::new());

    let report = ship.check().await;
    let stopped = details(&report, "check-tasks-stopped");
    assert_eq!(stopped, ["1 × rocketchat-two-factor"]);
}

#[tokio::test]
async fn rc_iframe_32_refused_login_tokens_are_explained_by_version() {
    for (version, variable, key) in [
        (
            "7.10.0",
            "CREATE_TOKENS_FOR_USERS",
            "rocketchat-create-token-switch",
        ),
        (
            "8.7.0",
            "CREATE_TOKENS_FOR_USERS_SECRET",
            "rocketchat-create-token-secret",
        ),
    ] {
        let ship = Ship::of_version(version).await;
        ship.chat.apply_env([(variable, "another")]);

        let report = ship.check().await;

        let found = report.findings.iter().find(|it| it.key == key).unwrap();
        assert_eq!(found.level, Level::Bad);
        assert!(found.text.contains(variable), "{found:?}");
        let detail = found.detail.as_deref().unwrap_or_default();
        assert!(detail.contains("user-generate-access-token"));
    }
}

#[tokio::test]
async fn rc_iframe_52_without_login_tokens_the_end_of_personal_tokens_is_told() {
    let ship = Ship::start().await;
    ship.chat
        .apply_env([("CREATE_TOKENS_FOR_USERS_SECRET", "another")]);

    let report = ship.check().await;

    let warned = report
        .findings
        .iter()
        .find(|it| it.key == "check-personal-tokens-end")
        .unwrap();
    assert!(warned.text.contains("personal access tokens too"));
}

#[tokio::test]
async fn versions_that_make_tokens_for_anybody_are_told() {
    let ship = Ship::of_version("8.4.0").await;
    assert!(keys(&ship.check().await, Level::Warn).contains(&"check-create-token-unguarded"));
}

#[tokio::test]
async fn a_chat_that_is_down_or_knows_the_token_no_more_hides_nothing_that_is_here() {
    let ship = Ship::start().await;
    ship.chat.set_outage(Outage::Refuse503);
    let down = ship.check().await;
    assert_eq!(keys(&down, Level::Bad), ["rocketchat-unavailable"]);
    assert!(keys(&down, Level::Good).contains(&"check-same-site"));
    assert!(keys(&down, Level::Good).contains(&"check-tasks"));
    assert_eq!(down.version.unwrap().to_string(), "8.7.0");

    ship.chat.set_outage(Outage::None);
    let id = ship.chat_user(SERVICE).id;
    ship.service_rest().logout_user(&id).await.unwrap();
    let report = ship.check().await;
    assert_eq!(keys(&report, Level::Bad), ["rocketchat-not-signed-in"]);
    assert!(keys(&report, Level::Good).contains(&"check-iframe-off"));
}

#[tokio::test]
async fn a_workspace_that_is_not_connected_is_looked_at_as_a_stranger() {
    let ship = Ship::start().await;
    let client = ship.client.client.id;
    assert!(ship.workspaces.disconnect(&OPERATOR, client).await.unwrap());

    let report = ship.check().await;

    assert_eq!(keys(&report, Level::Bad), ["check-not-connected"]);
    assert_eq!(report.version.unwrap().to_string(), "8.7");
}
