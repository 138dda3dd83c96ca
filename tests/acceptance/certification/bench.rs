//! The server, a person with every standard claim, and the application that signs them in.

use gantry_core::client::{
    AuthenticationMethod, ClientAuthentication, ClientSettings, GrantType, LogoutSettings,
    ResponseType,
};
use gantry_core::profile::Profile;
use gantry_test_support::{Application, ApplicationKey, TestApp, Visitor};
use serde_json::Value;

use crate::checks;
use crate::request::Request;
use crate::variant::{Method, Variant};

/// Who signs in.
pub(crate) const PERSON: &str = "buffy";

/// Everything that outlives a run of a module.
pub(crate) struct Bench {
    pub(crate) app: TestApp,
    /// The application's web server.
    pub(crate) site: Application,
    /// The discovery document.
    pub(crate) metadata: Value,
}

/// A client, as its developer knows it.
#[derive(Debug)]
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) redirect_uri: String,
    pub(crate) method: Method,
    /// What it signs with.
    pub(crate) key: Option<ApplicationKey>,
    /// Whether userinfo is signed for it.
    pub(crate) signed_userinfo: bool,
}

/// One run of a module: a client and a browser that is not signed in.
pub(crate) struct Case<'a> {
    pub(crate) bench: &'a Bench,
    pub(crate) variant: Variant,
    pub(crate) party: Party,
    pub(crate) browser: Visitor,
}

impl Bench {
    /// Starts it and does what the suite does at configuration time.
    pub(crate) async fn start() -> Self {
        Self::on(TestApp::start().await).await
    }

    /// The same on a server that is set up in another way.
    pub(crate) async fn on(app: TestApp) -> Self {
        app.add_person(PERSON, &[], |new| new.profile = profile())
            .await;
        let address = format!("{}/.well-known/openid-configuration", app.url);
        let metadata = app.call(app.http.get(address)).await;
        checks::discovery::of_every_module(&metadata, &app.url);
        let bench = Self {
            metadata: metadata.json(),
            site: Application::start().await,
            app,
        };
        checks::keys::check(&bench.key_set().await);
        bench
    }

    /// A member of the discovery document.
    pub(crate) fn endpoint(&self, name: &str) -> &str {
        let endpoint = self.metadata[name].as_str();
        endpoint.unwrap_or_else(|| panic!("discovery has no {name}"))
    }

    /// The published keys.
    pub(crate) async fn key_set(&self) -> Value {
        let request = self.app.http.get(self.endpoint("jwks_uri"));
        let answer = self.app.call(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// A new client of a variant, as an administrator sets it up.
    pub(crate) async fn case(&self, variant: Variant) -> Case<'_> {
        self.case_with(variant, |_| {}).await
    }

    /// The same with some settings changed.
    pub(crate) async fn case_with(
        &self,
        variant: Variant,
        change: impl FnOnce(&mut ClientSettings),
    ) -> Case<'_> {
        let mut settings = self.settings(variant);
        change(&mut settings);
        let added = self.app.add_client("Conformance", settings).await;
        self.case_of(
            variant,
            Party {
                id: added.id,
                secret: added.secret,
                redirect_uri: added.redirect_uri,
                method: variant.method,
                key: None,
                signed_userinfo: false,
            },
        )
    }

    /// A run with a client that exists already.
    pub(crate) fn case_of(&self, variant: Variant, party: Party) -> Case<'_> {
        Case {
            bench: self,
            variant,
            party,
            browser: self.app.visitor(),
        }
    }

    fn settings(&self, variant: Variant) -> ClientSettings {
        let response_type: ResponseType = variant.response_type.parse().unwrap();
        let method = match variant.method {
            Method::Basic => AuthenticationMethod::ClientSecretBasic,
            Method::Post => AuthenticationMethod::ClientSecretPost,
            Method::PrivateKeyJwt => AuthenticationMethod::PrivateKeyJwt,
        };
        let at = |path: &str| self.site.address(path).parse().unwrap();
        ClientSettings {
            redirect_uris: vec![at("/callback")],
            post_logout_redirect_uris: vec![at("/post_logout_redirect")],
            grants: [
                GrantType::AuthorizationCode,
                GrantType::RefreshToken,
                GrantType::Implicit,
            ]
            .into(),
            response_types: [response_type].into(),
            authentication: ClientAuthentication {
                method,
                ..ClientAuthentication::default()
            },
            logout: LogoutSettings::default(),
            ..ClientSettings::default()
        }
    }
}

impl Case<'_> {
    /// What the suite sends unless a module says otherwise.
    pub(crate) fn request(&self) -> Request {
        let request = Request::default()
            .with("client_id", &self.party.id)
            .with("redirect_uri", &self.party.redirect_uri)
            .with("scope", "openid")
            .with("state", &random(128))
            .with("nonce", &random(10))
            .with("response_type", self.variant.response_type);
        if self.variant.form_post {
            request.with("response_mode", "form_post")
        } else {
            request
        }
    }

    /// The issuer that everything has to name.
    pub(crate) fn issuer(&self) -> &str {
        self.bench.endpoint("issuer")
    }

    /// The server's time.
    pub(crate) fn now(&self) -> i64 {
        self.bench.app.accounts.env().now().as_i64()
    }
}

/// A module in each of the variants, one after the other on one server.
pub(crate) async fn each(variants: &[Variant], scenario: impl AsyncFn(&Case<'_>)) {
    let bench = Bench::start().await;
    for variant in variants {
        // Printed only if the test fails.
        println!("variant: {variant:?}");
        scenario(&bench.case(*variant).await).await;
    }
}

/// Letters and digits.
pub(crate) fn random(length: usize) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut bytes = vec![0; length];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    let letter = |byte: &u8| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]);
    bytes.iter().map(letter).collect()
}

/// A value for every standard claim.
fn profile() -> Profile {
    let text = |text: &str| Some(text.to_owned());
    Profile {
        given_name: text("Buffy"),
        family_name: text("Summers"),
        middle_name: text("Anne"),
        nickname: text("Buff"),
        profile: text("https://example.org/buffy"),
        picture: text("https://example.org/buffy.png"),
        website: text("https://example.org/"),
        gender: text("female"),
        birthdate: text("1981-01-19"),
        zoneinfo: text("America/Los_Angeles"),
        locale: text("en-US"),
        phone_number: text("+1 310 555 0100"),
        phone_number_verified: true,
        address: text("1630 Revello Drive\nSunnydale, CA 95037\nUSA"),
    }
}
