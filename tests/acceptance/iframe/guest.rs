//! A browser whose cookies can be seen, kept and moved: what Rocket.Chat's page and the framed page
//! have of each other.

use std::collections::BTreeMap;

use gantry_test_support::{PASSWORD, Page, TestApp};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};

use crate::chat::Chat;

/// The session's cookie on plain http.
pub(crate) const SESSION: &str = "gantry-session";
/// The bridge's own cookie on plain http.
pub(crate) const BRIDGE: &str = "gantry-bridge";
/// What a hand-off code is bound to, on plain http.
pub(crate) const FRAME: &str = "gantry-frame";

/// One browser profile; it follows no redirects.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    base: String,
    origin: String,
    http: Client,
    /// What it sends.
    pub(crate) cookies: BTreeMap<String, String>,
    /// Every `Set-Cookie` it received.
    pub(crate) set_cookies: Vec<String>,
    /// Every answer it received.
    pub(crate) answers: Vec<Page>,
}

impl Guest {
    /// A new profile.
    pub(crate) fn new(app: &TestApp) -> Self {
        Self {
            base: app.url.clone(),
            origin: app.provider.public_url().to_owned(),
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
            cookies: BTreeMap::new(),
            set_cookies: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// A new profile in which a person signed in at Gantry itself.
    pub(crate) async fn signed_in(app: &TestApp, username: &str) -> Self {
        let mut guest = Self::new(app);
        let login = guest.get("/login").await;
        guest.log_in(&login, username).await;
        assert_eq!(guest.get("/account").await.status, 200);
        guest
    }

    /// A profile with one cookie and no other.
    pub(crate) fn with_cookie(app: &TestApp, name: &str, value: &str) -> Self {
        let mut guest = Self::new(app);
        guest.cookies.insert(name.to_owned(), value.to_owned());
        guest
    }

    /// A request that [`Guest::send`] takes.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends a request with the cookies and keeps those that come back.
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Page {
        let pairs = self.cookies.iter();
        let header: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = if header.is_empty() {
            request
        } else {
            request.header("cookie", header.join("; "))
        };
        let page = Page::read(request.send().await.unwrap()).await;
        for value in page.headers.get_all("set-cookie") {
            self.keep(value.to_str().unwrap());
        }
        self.answers.push(page.clone());
        page
    }

    fn keep(&mut self, header: &str) {
        self.set_cookies.push(header.to_owned());
        let (pair, attributes) = header.split_once(';').unwrap_or((header, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() || attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// One GET.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(self.request(Method::GET, path)).await
    }

    /// One POST by the server's own pages.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.request(Method::POST, path).form(fields);
        let request = request
            .header("origin", &self.origin)
            .header("sec-fetch-site", "same-origin");
        self.send(request).await
    }

    /// Fills in a login page; the answer is a redirect.
    pub(crate) async fn log_in(&mut self, login: &Page, username: &str) -> Page {
        let (action, mut fields) = login.form_with("#login-submit");
        fields.retain(|(name, _)| name != "username" && name != "password");
        fields.push(("username".to_owned(), username.to_owned()));
        fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(&action, &fields).await
    }

    /// The API URL, as a page of the chat calls it.
    pub(crate) async fn api(&mut self, chat: &Chat) -> Page {
        let call = self.request(Method::POST, &chat.path("api"));
        self.send(call.header("origin", &chat.origin)).await
    }

    /// The value of a cookie, or the empty text.
    pub(crate) fn cookie(&self, name: &str) -> &str {
        self.cookies.get(name).map_or("", String::as_str)
    }
}

/// The member `loginToken` of an answer, if it has one.
pub(crate) fn login_token(page: &Page) -> Option<String> {
    let json = page.header("content-type") == "application/json";
    let body = (page.status == 200 && json).then(|| page.json())?;
    body["loginToken"].as_str().map(str::to_owned)
}
