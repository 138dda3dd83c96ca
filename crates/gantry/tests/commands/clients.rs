//! Applications: what the flags set, and what is refused.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::{Server, gantry, run};

const CHAT: &str = "client add Chat --template rocketchat --url https://chat.example.org";

/// The exit code and what went to standard error.
fn refusal(folder: &Path, line: &str) -> (Option<i32>, String) {
    let output = gantry(folder, line).output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn flags_say_what_an_application_learns_and_how_it_is_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "group add staff --json");

    let client = run(
        folder.path(),
        "client add Wiki --redirect-uri https://wiki.example.org/cb --id-token-alg EdDSA \
         --allow-group staff --release-group staff --group-prefix wiki- --claim alias=nickname \
         --query-token --bare-authorization --no-consent --no-userinfo --claims-in-id-token \
         --issuer https://old.example.org/ --post-logout-redirect-uri https://wiki.example.org/ \
         --json",
    );

    for (member, expected) in [
        ("id_token_alg", json!("EdDSA")),
        ("allowed_groups", json!(["staff"])),
        ("released_groups", json!(["staff"])),
        ("group_prefix", json!("wiki-")),
        ("extra_claims", json!({ "alias": "nickname" })),
        ("query_token", json!(true)),
        ("bare_authorization", json!(true)),
        ("consent", json!(false)),
        ("userinfo", json!(false)),
        ("claims_in_id_token", json!(true)),
        ("issuer", json!("https://old.example.org/")),
        (
            "post_logout_redirect_uris",
            json!(["https://wiki.example.org/"]),
        ),
    ] {
        assert_eq!(client[member], expected, "{member}");
    }
}

#[test]
fn metadata_say_what_flags_then_change() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("metadata.json");
    let metadata = json!({
        "redirect_uris": ["https://wiki.example.org/cb"],
        "response_types": ["code", "code id_token"],
        "subject_type": "pairwise",
        "backchannel_logout_uri": "https://wiki.example.org/out",
        "default_max_age": 600,
    });
    std::fs::write(&file, metadata.to_string()).unwrap();

    let line = format!(
        "client add Wiki --metadata {} --require-par --jwt-access-tokens --resource urn:wiki \
         --auth-method client_secret_jwt --userinfo-alg PS256 --json",
        file.display()
    );
    let client = run(folder.path(), &line);

    let told = &client["metadata"];
    for (member, value) in metadata.as_object().unwrap() {
        assert_eq!(&told[member], value, "{member}");
    }
    assert_eq!(told["client_name"], "Wiki");
    assert_eq!(told["require_pushed_authorization_requests"], true);
    assert_eq!(told["token_endpoint_auth_method"], "client_secret_jwt");
    assert_eq!(told["userinfo_signed_response_alg"], "PS256");
    assert_eq!(client["jwt_access_tokens"], true);
    assert_eq!(client["resources"], json!(["urn:wiki"]));
}

#[test]
fn initial_access_tokens_are_made_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();

    let made = run(
        folder.path(),
        "registration token add CI --uses 3 --days 2 --json",
    );
    let listed = run(folder.path(), "registration token list --json");
    let line = format!("registration token remove {}", made["id"].as_str().unwrap());
    let removed = gantry(folder.path(), &line).output().unwrap();

    assert_eq!(made["initial_access_token"].as_str().unwrap().len(), 64);
    assert_eq!(
        (&made["uses_left"], &made["good"]),
        (&json!(3), &json!(true))
    );
    assert_eq!(listed[0]["id"], made["id"]);
    assert!(listed[0].get("initial_access_token").is_none());
    assert!(removed.status.success());
    assert_eq!(
        run(folder.path(), "registration token list --json"),
        json!([])
    );
}

#[test]
fn a_change_sets_what_is_named_and_keeps_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let before = run(folder.path(), &format!("{CHAT} --json"));

    let after = run(
        folder.path(),
        "client change chat --name Talk --id-token-alg ES256 --query-token=false --json",
    );

    let mut expected = before;
    expected.as_object_mut().unwrap().remove("client_secret");
    expected["name"] = json!("Talk");
    expected["id_token_alg"] = json!("ES256");
    expected["metadata"]["client_name"] = json!("Talk");
    expected["metadata"]["id_token_signed_response_alg"] = json!("ES256");
    expected["query_token"] = json!(false);
    assert_eq!(after, expected);
    assert_eq!(run(folder.path(), "client show chat --json"), expected);
}

#[test]
fn a_claim_that_would_harm_rocketchat_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();

    let refused = refusal(folder.path(), &format!("{CHAT} --claim user_id=nickname"));

    let reason = "gantry: the claim user_id would harm this application: Rocket.Chat would read \
                  it as the account's id\n";
    assert_eq!(refused, (Some(1), reason.to_owned()));
    assert_eq!(run(folder.path(), "client list --json"), json!([]));
}

#[test]
fn a_group_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();

    let refused = refusal(folder.path(), &format!("{CHAT} --allow-group staff"));

    assert_eq!(
        refused,
        (Some(1), "gantry: there is no group staff\n".to_owned())
    );
}

#[test]
fn a_secret_that_leaked_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(gantry(folder.path(), "serve --listen 127.0.0.1:0"));
    let first = run(folder.path(), &format!("{CHAT} --json"));
    let second = run(folder.path(), "client rotate-secret chat --json");
    let third = run(folder.path(), "client rotate-secret chat --now --json");

    let answers = [first, second, third].map(|client| error_of_token(&server, &client));
    server.stop();

    assert_eq!(
        answers,
        ["invalid_client", "invalid_client", "invalid_grant"]
    );
}

/// What the token endpoint says to a client with this id and secret, and a code that never was.
fn error_of_token(server: &Server, client: &Value) -> String {
    let text = |name: &str| client[name].as_str().unwrap();
    let body = format!(
        "grant_type=authorization_code&code=x&redirect_uri=https://chat.example.org/&client_id={}\
         &client_secret={}",
        text("client_id"),
        text("client_secret")
    );
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let answer = server.ask("POST /application/o/token/", form, &body);
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    body.get("error").unwrap().as_str().unwrap().to_owned()
}

#[test]
fn the_printed_environment_is_that_of_the_compose_file() {
    let folder = tempfile::tempdir().unwrap();
    let add = "client add Chat --template rocketchat --url http://localhost:3000 \
               --client-id rocketchat --json";
    run(folder.path(), add);

    let mut printed: BTreeMap<String, Value> = serde_json::from_value(run(
        folder.path(),
        "rocketchat settings chat --format env --rocketchat-version 8.4.0 --json \
         --public-url http://id.localhost:9000",
    ))
    .unwrap();

    // The secret is known only to whoever made the client; what concerns no account is optional.
    assert!(
        printed
            .remove("Accounts_OAuth_Custom_Gantry_secret")
            .is_some()
    );
    let script = printed.remove("OVERWRITE_SETTING_Custom_Script_On_Logout");
    let script = script.unwrap().as_str().unwrap().to_owned();
    assert!(
        script.contains("\"http://id.localhost:9000/rocketchat/chat/logout\""),
        "{script}"
    );
    assert_eq!(printed, compose());
}

/// The variables of Rocket.Chat's accounts in the compose file, but for the secret.
fn compose() -> BTreeMap<String, Value> {
    include_str!("../../../../docker-compose.yml")
        .lines()
        .filter_map(|line| line.trim().split_once(": "))
        .filter(|(name, _)| {
            name.starts_with("Accounts_") || name.starts_with("OVERWRITE_SETTING_Accounts_")
        })
        .filter(|(name, _)| !name.ends_with("_secret"))
        .map(|(name, value)| (name.to_owned(), json!(value.trim_matches('"'))))
        .collect()
}
