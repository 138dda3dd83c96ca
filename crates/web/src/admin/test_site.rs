//! A whole site in a temporary folder, and browsers that talk to its router.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_accounts::throttle::RequestLimits;
use gantry_accounts::users::NewUser;
use gantry_accounts::{Accounts, AccountsSettings};
use gantry_core::Env;
use gantry_core::client::{Client, ClientSettings};
use gantry_core::clock::MovableClock;
use gantry_core::consent::Consent;
use gantry_core::entropy::SystemEntropy;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::seal::MasterKey;
use gantry_core::user::User;
use gantry_oidc::{Outbounds, Provider, ProviderSettings};
use gantry_rocketchat::workspaces::Workspaces;
use gantry_rocketchat::{Outbound, OutboundRules};
use gantry_store::{Store, consents};
use tempfile::TempDir;
use tower::ServiceExt;
use url::form_urlencoded::Serializer;

use crate::{AppState, router};

/// The password of everybody.
pub(crate) const PASSWORD: &str = "open sesame, please";

/// The site.
pub(crate) struct TestSite {
    pub(crate) accounts: Accounts,
    router: Router,
    _folder: TempDir,
}

/// A browser, signed in or not.
pub(crate) struct Browser<'a> {
    site: &'a TestSite,
    pub(crate) cookie: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) cookies: Vec<String>,
    pub(crate) text: String,
}

impl TestSite {
    pub(crate) async fn start() -> Self {
        Self::asking(OutboundRules::default()).await
    }

    /// A site that may ask this machine.
    pub(crate) async fn start_asking_neighbours() -> Self {
        let allow_private = true;
        Self::asking(OutboundRules {
            allow_private,
            ..OutboundRules::default()
        })
        .await
    }

    async fn asking(rules: OutboundRules) -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("gantry.db").display());
        // Lines written one after the other get ids in that order: this clock never stands.
        let env = Env::new(
            Arc::new(MovableClock::default()),
            Arc::new(SystemEntropy::default()),
        );
        let settings = AccountsSettings {
            hash_workers: 2,
            limits: RequestLimits::default(),
            client_rules: &[],
        };
        let store = Store::open(&url).await.unwrap();
        let key = MasterKey::generate(&env);
        let accounts = Accounts::new(store, env, key, settings);
        let outbound = Outbound::new(&rules).unwrap();
        let public_url = "http://localhost:9000".parse().unwrap();
        let provider = Provider::new(
            accounts.clone(),
            Outbounds {
                administered: outbound.clone(),
                strangers: outbound.clone(),
            },
            ProviderSettings::new(public_url),
        );
        provider.ensure_keys().await.unwrap();
        let state = AppState {
            provider,
            workspaces: Workspaces::new(accounts.clone(), outbound),
            brand_name: "Gantry".into(),
            trusted_proxies: Arc::from([]),
            secure_cookies: false,
            metrics: None,
        };
        Self {
            accounts,
            router: router(state),
            _folder: folder,
        }
    }

    /// Adds a person.
    pub(crate) async fn person(&self, name: &str, admin: bool) -> User {
        let new = NewUser {
            username: name.parse().unwrap(),
            email: Some(format!("{name}@example.org").parse().unwrap()),
            email_verified: true,
            name: name.parse().unwrap(),
            profile: Profile::default(),
            password: Some(Password::chosen(PASSWORD.to_owned()).unwrap()),
            role: admin.then_some(Role::Administrator),
            language: Some("en".to_owned()),
            groups: Vec::new(),
        };
        self.accounts
            .add_user(&Administrator::operator(), new)
            .await
            .unwrap()
    }

    /// Registers an application.
    pub(crate) async fn application(&self, name: &str) -> Client {
        let settings = ClientSettings {
            redirect_uris: vec!["https://app.example.org/cb".parse().unwrap()],
            ..ClientSettings::default()
        };
        let new = NewClient {
            name: name.to_owned(),
            slug: None,
            client_id: None,
            secret: None,
            settings,
        };
        self.accounts
            .add_client(&Administrator::operator(), new)
            .await
            .unwrap()
            .client
    }

    /// Notes that somebody agreed to tell an application everything it asks by default.
    pub(crate) async fn agreed(&self, user: &User, client: &Client) {
        let consent = Consent {
            user_id: user.id,
            client_id: client.id,
            scopes: client.settings.default_scopes.clone(),
            claims: BTreeSet::new(),
            granted_at: self.accounts.env().now(),
        };
        let store = self.accounts.store();
        let granted = store.write_one(consent, |tx, consent| {
            Box::pin(consents::grant(tx, consent))
        });
        granted.await.unwrap();
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn stranger(&self) -> Browser<'_> {
        Browser {
            site: self,
            cookie: String::new(),
        }
    }

    /// A browser in which somebody is signed in.
    pub(crate) async fn browser(&self, name: &str) -> Browser<'_> {
        let attempt = Attempt {
            login: name.to_owned(),
            password: PASSWORD.to_owned(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: "Firefox/140.0 (X11; Linux)".to_owned(),
            device_cookie: None,
            former_session: None,
            request: None,
        };
        let SignIn::Done(begun) = self.accounts.sign_in(attempt).await.unwrap() else {
            unreachable!("{name} cannot sign in");
        };
        Browser {
            site: self,
            cookie: begun.cookie.expose().to_owned(),
        }
    }
}

impl Browser<'_> {
    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Posts a form with the token that its page would carry.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.site.accounts.form_token(&self.cookie);
        self.post_bare(path, &[fields, &[("form_token", &token)]].concat())
            .await
    }

    /// Posts a form as it is.
    pub(crate) async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = "application/x-www-form-urlencoded";
        self.send(
            Request::post(path).header(header::CONTENT_TYPE, kind),
            body.into(),
        )
        .await
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookie = format!("gantry-session={}", self.cookie);
        let request = request.header(header::COOKIE, cookie).body(body).unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
        let headers = response.headers();
        Answer {
            status: response.status(),
            location: headers.get(header::LOCATION).map(text).unwrap_or_default(),
            cookies: headers
                .get_all(header::SET_COOKIE)
                .iter()
                .map(text)
                .collect(),
            text: {
                let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
                String::from_utf8(bytes.to_vec()).unwrap()
            },
        }
    }
}
