//! Passkeys, by an authenticator in software.

use gantry_core::methods::{Assurance, Method};
use gantry_test_support::{PASSWORD, Page, TestApp, Visitor};
use serde_json::{Value, json};
use url::Url;
use webauthn_authenticator_rs::AuthenticatorBackend;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

use super::{is_signed_in, prove, with_password};

pub(super) const HOST: &str = "id.ship.localhost";

/// A person with a passkey.
pub(super) struct Keyed {
    pub(super) app: TestApp,
    pub(super) user: gantry_core::user::User,
    key: SoftPasskey,
    credential: String,
    pub(super) recovery_codes: Vec<String>,
    pub(super) visitor: Visitor,
}

impl Keyed {
    pub(super) async fn new() -> Self {
        let app = TestApp::named(HOST).await;
        let user = app.add_user("alice").await;
        let visitor = app.visitor();
        visitor.sign_in("alice").await;
        let page = visitor.walk("/account/factors/new").await.page();
        let mut key = SoftPasskey::new(true);
        let made = create(&mut key, &page, &app.url);
        let credential = made["rawId"].as_str().unwrap().to_owned();
        let answer = [("answer", made.to_string())];
        let answer = answer
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let shown = visitor
            .submit(&page, "#enrol-passkey", &answer)
            .await
            .page();
        let codes = shown.text("#recovery-codes");
        let codes = codes.unwrap_or_else(|| panic!("{}", shown.body));
        Self {
            recovery_codes: codes.split(' ').map(str::to_owned).collect(),
            app,
            user,
            key,
            credential,
            visitor,
        }
    }

    /// What the script does with a question: the answer, with the name of its owner.
    pub(super) fn answer(&mut self, options: &str, origin: &str) -> String {
        let mut options: Value = serde_json::from_str(options).unwrap();
        options["publicKey"]["allowCredentials"] =
            json!([{ "type": "public-key", "id": self.credential }]);
        let options = serde_json::from_value(options["publicKey"].clone()).unwrap();
        let origin = Url::parse(origin).unwrap();
        let shown = self.key.perform_auth(origin, options, 60_000).unwrap();
        let mut shown = serde_json::to_value(shown).unwrap();
        shown["response"]["userHandle"] = json!(handle(&self.user));
        shown.to_string()
    }

    /// Asks and answers at the login page, from a page of this origin.
    pub(super) async fn sign_in(&mut self, visitor: &Visitor, origin: &str) -> (Page, [String; 2]) {
        let login = visitor.walk("/login").await.page();
        let asked = visitor.post("/login/passkey/question", &[]).await.json();
        let question = asked["question"].as_str().unwrap().to_owned();
        let answer = self.answer(asked["options"].as_str().unwrap(), origin);
        let fields = [("question", question.as_str()), ("answer", answer.as_str())];
        let landed = visitor.submit(&login, "#login-passkey", &fields).await;
        (landed.page(), [question, answer])
    }
}

fn handle(user: &gantry_core::user::User) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(user.id.as_uuid().as_bytes())
}

pub(super) fn create(key: &mut SoftPasskey, page: &Page, origin: &str) -> Value {
    let options = page
        .attribute("form[data-passkey=create]", "data-options")
        .unwrap();
    let options: Value = serde_json::from_str(&options).unwrap();
    assert_eq!(
        options["publicKey"]["authenticatorSelection"]["residentKey"],
        "preferred"
    );
    let options = serde_json::from_value(options["publicKey"].clone()).unwrap();
    let made = key
        .perform_register(Url::parse(origin).unwrap(), options, 60_000)
        .unwrap();
    serde_json::to_value(made).unwrap()
}

#[tokio::test]
async fn a_passkey_signs_in_without_a_name_and_proves_everything() {
    let mut keyed = Keyed::new().await;
    let origin = keyed.app.url.clone();
    let visitor = keyed.app.visitor();

    let (landed, _) = keyed.sign_in(&visitor, &origin).await;

    assert!(
        landed.url.ends_with("/apps"),
        "{} {}",
        landed.url,
        landed.body
    );
    let sessions = keyed.app.accounts.sessions_of(keyed.user.id).await.unwrap();
    assert_eq!(
        sessions[0].methods.assurance(),
        Assurance::PhishingResistant
    );
    assert!(!sessions[0].methods.contains(Method::Password));
}

#[tokio::test]
async fn an_answer_counts_once() {
    let mut keyed = Keyed::new().await;
    let origin = keyed.app.url.clone();
    let first = keyed.app.visitor();
    let (_, [question, answer]) = keyed.sign_in(&first, &origin).await;

    let second = keyed.app.visitor();
    let login = second.walk("/login").await.page();
    let fields = [("question", question.as_str()), ("answer", answer.as_str())];
    let replayed = second
        .submit(&login, "#login-passkey", &fields)
        .await
        .page();

    assert_eq!(replayed.status, 422);
    assert!(!is_signed_in(&second).await);
}

/// Row 21 of the advisories: `badexample.com` is not `example.com`.
#[tokio::test]
async fn advisory_21_only_pages_of_exactly_this_origin_may_ask_for_a_passkey() {
    let mut keyed = Keyed::new().await;
    let port = Url::parse(&keyed.app.url).unwrap().port().unwrap();

    for origin in [
        format!("http://bad{HOST}:{port}"),
        format!("http://sub.{HOST}:{port}"),
        format!("http://ship.localhost:{port}"),
        format!("http://{HOST}.example.org:{port}"),
        format!("https://{HOST}:{port}"),
        format!("http://{HOST}"),
        format!("http://{HOST}:{}", port ^ 1),
        "https://example.org".to_owned(),
    ] {
        let visitor = keyed.app.visitor();
        let (refused, _) = keyed.sign_in(&visitor, &origin).await;

        assert_eq!(refused.status, 422, "{origin}");
        assert!(!is_signed_in(&visitor).await, "{origin}");
        keyed.app.advance(gantry_core::Seconds::minutes(6));
    }
}

#[tokio::test]
async fn advisory_21_a_passkey_made_for_another_origin_is_not_added() {
    let app = TestApp::named(HOST).await;
    let alice = app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let page = visitor.walk("/account/factors/new").await.page();
    let made = create(
        &mut SoftPasskey::new(true),
        &page,
        "http://evil.example.org",
    );

    let answer = made.to_string();
    let refused = visitor
        .submit(&page, "#enrol-passkey", &[("answer", &answer)])
        .await
        .page();

    assert_eq!(refused.status, 422);
    assert!(
        app.accounts
            .factors_of(alice.id)
            .await
            .unwrap()
            .all
            .is_empty()
    );
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_too() {
    let mut keyed = Keyed::new().await;
    let origin = keyed.app.url.clone();
    let (visitor, page) = with_password(&keyed.app, "alice").await;
    let options = page
        .attribute("form[data-passkey=get]", "data-options")
        .unwrap();
    let answer = keyed.answer(&options, &origin);

    let proven = [("answer", answer.as_str())];
    let landed = visitor
        .submit(&page, "#factor-passkey", &proven)
        .await
        .page();
    let (other, again) = with_password(&keyed.app, "alice").await;
    let replayed = other
        .submit(&again, "#factor-passkey", &proven)
        .await
        .page();

    assert!(page.url.contains("/login/factor"), "{}", page.url);
    assert!(landed.url.ends_with("/apps"), "{}", landed.url);
    assert_eq!(replayed.status, 422);
    assert!(!is_signed_in(&other).await);
}

#[tokio::test]
async fn somebody_elses_handle_is_refused() {
    let mut keyed = Keyed::new().await;
    let origin = keyed.app.url.clone();
    let bob = keyed.app.add_user("bob").await;
    keyed.user = bob;
    let visitor = keyed.app.visitor();

    let (refused, _) = keyed.sign_in(&visitor, &origin).await;

    assert_eq!(refused.status, 422);
    assert!(!is_signed_in(&visitor).await);
    assert!(is_signed_in(&keyed.visitor).await);
}

#[tokio::test]
async fn recovery_codes_help_where_a_passkey_is_lost() {
    let keyed = Keyed::new().await;
    let page = keyed.visitor.walk("/account/factors").await.page();
    let renew = "form[action$='/recovery-codes'] button";
    let shown = keyed.visitor.submit(&page, renew, &[]).await.page();
    let codes = shown.text("#recovery-codes").unwrap();
    let code = codes.split(' ').next().unwrap();

    let (visitor, asked) = with_password(&keyed.app, "alice").await;
    let entered = prove(&visitor, &asked, code).await.page();

    assert!(entered.url.ends_with("/apps"), "{}", entered.url);
    assert_ne!(PASSWORD, code);
}
