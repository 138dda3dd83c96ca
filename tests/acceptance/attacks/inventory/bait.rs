//! A secret of every kind that the database keeps, laid where routes could find it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use gantry_accounts::api_tokens::NewApiToken;
use gantry_accounts::mail::{NewMailPassword, NewMailServer};
use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::MailSecurity;
use gantry_core::factor::TotpFactor;
use gantry_core::seal::Purpose;
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_core::workspace::Workspace;
use gantry_core::{Digest, Seconds, Secret};
use gantry_store::mail_links::{self, MailLink};
use gantry_store::{recovery_codes, totp_factors, workspaces};
use gantry_test_support::{RocketChatClient, TestApp};

use crate::leaks::{Live, digests};

const OPERATOR: Administrator = Administrator::operator();
const MAIL_PASSWORD: &str = "a word between mail servers";
const PERSONAL_TOKEN: &str = "Vb9yTzQkWm3nLr7xPd5sHf2cJg8aKe4u";
const SEED: [u8; 20] = *b"\x91twenty secret bytes";
/// The same in base 32, as applications on a phone read it.
const SEED_TEXT: &str = "SF2HOZLOOR4SA43FMNZGK5BAMJ4XIZLT";
const RECOVERY_CODE: &str = "K7QXM2ZPT4LWD6RB";

/// Lays everything; what must be in no answer.
pub(super) async fn lay(app: &TestApp, alice: &User, client: &RocketChatClient) -> Live {
    let mut live = Live::new();
    mail_password(app, &mut live).await;
    second_factors(app, alice, &mut live).await;
    workspace(app, client, &mut live).await;
    mail_link(app, alice, &mut live).await;
    live
}

/// A token of the API for somebody with a role.
pub(super) async fn api_token(
    app: &TestApp,
    owner: &User,
    scopes: &str,
    live: &mut Live,
) -> String {
    let new = NewApiToken {
        name: "Bait".to_owned(),
        scopes: scopes.parse().unwrap(),
        lifetime: Seconds::days(1),
    };
    let made = app.accounts.make_api_token(&OPERATOR, owner.id, new).await;
    let (row, text) = made.unwrap();
    let text = text.expose().to_owned();
    token(live, "API token", text.strip_prefix("gat_").unwrap());
    digests(live, "API token's digest", row.digest);
    text
}

/// Its text, and the half of it that is secret.
fn token(live: &mut Live, what: &'static str, text: &str) {
    live.push((what, text.to_owned()));
    live.push((what, text[24..].to_owned()));
}

fn bytes(live: &mut Live, what: &'static str, bytes: &[u8]) {
    live.push((what, STANDARD_NO_PAD.encode(bytes)));
    live.push((what, URL_SAFE_NO_PAD.encode(bytes)));
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    live.push((what, hex.concat()));
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    live.push((what, numbers.join(",")));
}

async fn mail_password(app: &TestApp, live: &mut Live) {
    let new = NewMailServer {
        // Nothing answers there, and nobody asks: no test of this file sends what waits.
        host: "127.0.0.1".to_owned(),
        port: 9,
        security: MailSecurity::Tls,
        username: Some("gantry".to_owned()),
        password: NewMailPassword::Set(Secret::new(MAIL_PASSWORD.to_owned())),
        from: "gantry@example.org".parse().unwrap(),
    };
    let set = app.accounts.set_mail_server(&OPERATOR, Some(new));
    set.await.unwrap();
    let stored = app.accounts.mail_settings().await.unwrap();
    let sealed = stored.server.unwrap().sealed_password.unwrap();
    live.push(("mail password", MAIL_PASSWORD.to_owned()));
    live.push(("mail password in a query", MAIL_PASSWORD.replace(' ', "+")));
    bytes(live, "sealed mail password", &sealed);
}

async fn second_factors(app: &TestApp, alice: &User, live: &mut Live) {
    let env = app.accounts.env();
    let id = env.id::<TotpFactor>();
    let key = app.accounts.master_key();
    let sealed = key.seal(Purpose::TotpSeed, id.as_uuid(), &SEED).unwrap();
    let factor = TotpFactor {
        id,
        user_id: alice.id,
        name: "Phone".parse().unwrap(),
        sealed: sealed.clone(),
        last_step: 0,
        last_used_at: None,
        created_at: env.now(),
    };
    let code = (env.id(), Digest::of(RECOVERY_CODE.as_bytes()));
    let act = (factor, code, alice.id, env.now());
    let stored = app
        .accounts
        .store()
        .write_one(act, |tx, (factor, code, user, now)| {
            Box::pin(async move {
                totp_factors::insert(tx, factor).await?;
                recovery_codes::insert(tx, *user, *code, *now).await
            })
        });
    stored.await.unwrap();
    live.push(("TOTP seed", SEED_TEXT.to_owned()));
    bytes(live, "TOTP seed", &SEED);
    bytes(live, "sealed TOTP seed", &sealed);
    live.push(("recovery code", RECOVERY_CODE.to_owned()));
    let digest = Digest::of(RECOVERY_CODE.as_bytes());
    digests(live, "recovery code's digest", digest);
}

async fn workspace(app: &TestApp, client: &RocketChatClient, live: &mut Live) {
    let row = client.client.id;
    let key = app.accounts.master_key();
    let seal = |purpose, text: &str| key.seal(purpose, row.as_uuid(), text.as_bytes()).unwrap();
    let token = seal(Purpose::WorkspaceToken, PERSONAL_TOKEN);
    let workspace = Workspace {
        client_id: row,
        site: "http://127.0.0.1:9".to_owned(),
        service_user_id: "service".to_owned(),
        sealed_token: token.clone(),
        sealed_secret: None,
        version: "8.0.0".to_owned(),
        sync: gantry_core::workspace::SyncSettings::default(),
        reconcile_at: app.accounts.env().now().plus(Seconds::days(9)),
        updated_at: app.accounts.env().now(),
    };
    let stored = app.accounts.store().write_one(workspace, |tx, workspace| {
        Box::pin(workspaces::put(tx, workspace))
    });
    stored.await.unwrap();
    live.push(("personal access token", PERSONAL_TOKEN.to_owned()));
    bytes(live, "sealed personal access token", &token);
}

async fn mail_link(app: &TestApp, alice: &User, live: &mut Live) {
    for purpose in ["recovery", "invitation"] {
        let env = app.accounts.env();
        let link = Token::<MailLink>::generate(env);
        let row = MailLink {
            id: link.id(),
            purpose: purpose.to_owned(),
            user_id: (purpose == "recovery").then_some(alice.id),
            email: "alice@example.org".parse().unwrap(),
            detail: "{}".to_owned(),
            created_by: None,
            used_at: None,
            created_at: env.now(),
            expires_at: env.now().plus(Seconds::hours(1)),
        };
        let act = (row, link.digest());
        let stored = app.accounts.store().write_one(act, |tx, (row, digest)| {
            Box::pin(mail_links::insert(tx, row, *digest))
        });
        stored.await.unwrap();
        token(live, "link in a mail", link.encode().expose());
        digests(live, "digest of a link in a mail", link.digest());
    }
}
