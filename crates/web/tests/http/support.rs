//! A server in memory, and a browser that keeps its cookies.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use gantry_accounts::clients::{AddedClient, NewClient};
use gantry_accounts::permissions::Administrator;
use gantry_accounts::throttle::RequestLimits;
use gantry_accounts::users::NewUser;
use gantry_accounts::{Accounts, AccountsSettings};
use gantry_core::client::ClientSettings;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::seal::MasterKey;
use gantry_core::{Env, Secret};
use gantry_oidc::{Outbounds, Provider, ProviderSettings};
use gantry_rocketchat::workspaces::Workspaces;
use gantry_rocketchat::{Outbound, OutboundRules};
use gantry_store::Store;
use gantry_web::{AppState, router};
use http_body_util::BodyExt;
use tower::ServiceExt;

pub(crate) const REDIRECT_URI: &str = "https://chat.example.org/_oauth/gantry";
pub(crate) const PASSWORD: &str = "a tower for the rocket";
const OPERATOR: Administrator = Administrator::operator();

/// A server with its database.
pub(crate) struct Server {
    pub(crate) accounts: Accounts,
    router: Router,
    _folder: tempfile::TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let env = Env::system();
        let url = format!("sqlite:{}", folder.path().join("gantry.db").display());
        let store = Store::open(&url).await.unwrap();
        let settings = AccountsSettings {
            hash_workers: 2,
            limits: RequestLimits::default(),
            client_rules: &[],
        };
        let key = MasterKey::generate(&env);
        let accounts = Accounts::new(store, env, key, settings);
        let outbound = Outbound::new(&OutboundRules::default()).unwrap();
        let public_url = "https://id.example.org".parse().unwrap();
        let provider = Provider::new(
            accounts.clone(),
            Outbounds {
                administered: outbound.clone(),
                strangers: outbound.clone(),
            },
            ProviderSettings::new(public_url),
        );
        provider.ensure_keys().await.unwrap();
        let router = router(AppState {
            provider,
            workspaces: Workspaces::new(accounts.clone(), outbound),
            brand_name: Arc::from("Gantry"),
            trusted_proxies: Arc::from([]),
            secure_cookies: true,
            metrics: None,
        });
        Self {
            accounts,
            router,
            _folder: folder,
        }
    }

    pub(crate) async fn with_user(self, name: &str) -> Self {
        let new = NewUser {
            username: name.parse().unwrap(),
            email: Some(format!("{name}@example.org").parse().unwrap()),
            email_verified: true,
            name: name.parse().unwrap(),
            profile: Profile::default(),
            password: Some(Password::chosen(PASSWORD.to_owned()).unwrap()),
            role: None,
            language: None,
            groups: Vec::new(),
        };
        self.accounts.add_user(&OPERATOR, new).await.unwrap();
        self
    }

    pub(crate) async fn add_client(&self, consent: bool) -> AddedClient {
        let new = NewClient {
            name: "Team chat".to_owned(),
            slug: None,
            client_id: Some("team-chat".parse().unwrap()),
            secret: Some(Secret::new("0123456789abcdef0123456789abcdef".to_owned())),
            settings: ClientSettings {
                redirect_uris: vec![REDIRECT_URI.parse().unwrap()],
                post_logout_redirect_uris: vec!["https://chat.example.org/".parse().unwrap()],
                launch_url: Some("https://chat.example.org/".to_owned()),
                consent,
                ..ClientSettings::default()
            },
        };
        self.accounts.add_client(&OPERATOR, new).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub(crate) const fn browser(&self) -> Browser<'_> {
        Browser {
            server: self,
            cookies: BTreeMap::new(),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header("location")
    }

    /// The value of a hidden field.
    pub(crate) fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self
            .body
            .split(&start)
            .nth(1)
            .expect("a field of that name");
        rest.split('"').next().unwrap().to_owned()
    }
}

/// A browser: it keeps cookies and follows nothing by itself.
pub(crate) struct Browser<'a> {
    server: &'a Server,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, self.cookie_header());
        self.keep(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from("same-origin", path, fields).await
    }

    pub(crate) async fn post_from(
        &mut self,
        site: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::COOKIE, self.cookie_header())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site);
        self.keep(request.body(Body::from(body)).unwrap()).await
    }

    /// Signs in at Gantry itself.
    pub(crate) async fn sign_in(&mut self, name: &str) {
        let page = self.get("/login").await;
        let token = page.field("form_token");
        let fields = [
            ("form_token", &*token),
            ("username", name),
            ("password", PASSWORD),
        ];
        let answer = self.post("/login", &fields).await;
        assert_eq!(answer.location(), "/apps");
    }

    fn cookie_header(&self) -> String {
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn keep(&mut self, request: Request<Body>) -> Answer {
        let answer = self.server.send(request).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}
