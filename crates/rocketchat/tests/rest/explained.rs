//! Failures in words.

use gantry_rocketchat::rest::{Act, Explanation, RestError, explain};

use crate::support::version;

fn refused(status: u16, code: &str) -> RestError {
    RestError::Refused {
        status,
        code: Some(code.to_owned()),
        message: format!("No. [{code}]"),
    }
}

fn explained(error: &RestError, act: Act, server: &str) -> Explanation {
    explain(error, act, version(server))
}

fn key(code: &str, act: Act, server: &str) -> &'static str {
    explained(&refused(400, code), act, server).key
}

#[test]
fn rc_iframe_32_a_token_that_was_not_issued_is_explained_by_version() {
    let error = refused(400, "error-not-authorized");

    let old = explained(&error, Act::CreateToken, "7.13.0");
    let new = explained(&error, Act::CreateToken, "8.0.0");

    assert_eq!(old.key, "rocketchat-create-token-switch");
    assert!(old.text.contains("CREATE_TOKENS_FOR_USERS=true"));
    assert_eq!(new.key, "rocketchat-create-token-secret");
    assert!(new.text.contains("CREATE_TOKENS_FOR_USERS_SECRET"));
    for words in [old, new] {
        assert!(words.text.contains("user-generate-access-token"));
        assert_eq!(words.permissions, ["user-generate-access-token"]);
        assert_eq!(words.detail.as_deref(), Some("No. [error-not-authorized]"));
    }
}

#[test]
fn rc_iframe_35_a_second_factor_is_explained_by_the_tokens_option() {
    let words = explained(&RestError::TwoFactorRequired, Act::UpdateAccount, "8.7");

    assert_eq!(words.key, "rocketchat-two-factor");
    assert!(
        words.text.contains("\"Ignore Two Factor Authentication\""),
        "{}",
        words.text
    );
}

#[test]
fn rc_iframe_37_a_taken_name_is_a_conflict() {
    let key = key("error-field-unavailable", Act::CreateAccount, "8.7");

    assert_eq!(key, "rocketchat-account-conflict");
}

#[test]
fn rc_iframe_76_from_nine_a_refused_service_is_a_matter_of_licence() {
    let code = "error-action-not-allowed";

    assert_eq!(
        key(code, Act::AddCustomOAuth, "9.0.0"),
        "rocketchat-oauth-licence"
    );
    let before = explained(&refused(400, code), Act::AddCustomOAuth, "8.9.0");
    assert_eq!(before.key, "rocketchat-not-permitted");
    assert_eq!(before.permissions, ["add-oauth-service"]);
}

#[test]
fn rc_iframe_78_a_private_room_is_explained_by_its_permission() {
    for code in [
        "error-not-allowed",
        "error-unauthorized",
        "error-room-not-found",
    ] {
        let words = explained(&refused(400, code), Act::InviteToGroup, "8.7");

        assert_eq!(words.key, "rocketchat-private-room-permission", "{code}");
        assert!(words.text.contains("add-user-to-any-p-room"));
        assert_eq!(words.permissions, ["add-user-to-any-p-room"]);
    }
    let open = key("error-not-allowed", Act::InviteToChannel, "8.7");
    assert_eq!(open, "rocketchat-not-permitted");
}

#[test]
fn closing_an_account_has_its_own_obstacles() {
    let of = |code| key(code, Act::SetActive, "8.7");

    assert_eq!(of("user-last-owner"), "rocketchat-last-owner");
    assert_eq!(of("error-action-not-allowed"), "rocketchat-last-admin");
    assert_eq!(of("error-user-is-federated"), "rocketchat-federated");
}

#[test]
fn a_missing_permission_is_named() {
    let words = explained(
        &refused(403, "error-unauthorized"),
        Act::EndAllSessions,
        "8.7",
    );

    assert_eq!(words.key, "rocketchat-not-permitted");
    assert_eq!(words.permissions, ["logout-other-user"]);
}

#[test]
fn an_unknown_refusal_keeps_rocketchats_words() {
    let words = explained(&refused(400, "error-odd"), Act::CreateAccount, "8.7");

    assert_eq!(words.key, "rocketchat-refused");
    assert_eq!(words.detail.as_deref(), Some("No. [error-odd]"));
    assert_eq!(words.permissions, [""; 0]);
}

#[test]
fn a_name_is_never_broken_apart_in_a_sentence() {
    for act in [Act::CreateToken, Act::InviteToGroup, Act::SetActive] {
        let words = explained(&refused(400, "error-not-authorized"), act, "8.7");

        assert!(!words.text.contains("- "), "{}", words.text);
        assert!(!words.text.contains("  "), "{}", words.text);
    }
}
