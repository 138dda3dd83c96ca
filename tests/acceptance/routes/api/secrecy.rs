//! No answer ever contains a secret, but the one that made it.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::{Mail, MailSecurity, MailServer};
use gantry_test_support::{PASSWORD, TestApp};
use gantry_web::api_routes;

use super::Program;

#[tokio::test]
async fn no_list_and_no_document_tells_a_secret() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let alice = app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let group = app.group("staff").await;
    let mail = Mail {
        server: Some(MailServer {
            host: "mail.example.org".to_owned(),
            port: 465,
            security: MailSecurity::Tls,
            username: Some("gantry".to_owned()),
            sealed_password: Some(vec![7; 40]),
        }),
        from: Some("gantry@example.org".parse().unwrap()),
    };
    app.accounts
        .change_settings(&Administrator::operator(), mail)
        .await
        .unwrap();

    for route in api_routes().iter().filter(|it| it.method == "GET") {
        let id = if route.path.contains("groups/") {
            group.to_string()
        } else {
            alice.id.to_string()
        };
        let path = route.path.replace("{id}", &id);
        let path = path.replace("{slug}", client.client.slug.as_str());
        for section in ["mail", "policy", "branding"] {
            let answer = program.get(&path.replace("{section}", section)).await;
            for secret in [&client.secret, &program.token, PASSWORD] {
                assert!(!answer.text.contains(secret), "{path}");
            }
            if route.path.ends_with("openapi.json") {
                continue;
            }
            for word in ["sealed", "argon2", "digest", "7,7,7,7"] {
                assert!(!answer.text.contains(word), "{path}: {}", answer.text);
            }
        }
    }
}
