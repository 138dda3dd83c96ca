//! A browser whose cookies can be read, changed and forgotten, and that remembers all it was sent.

use std::collections::BTreeMap;

use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, PASSWORD, Page, TestApp};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use url::Url;

/// One browser profile. Unlike the support's visitor it has no secrets from the test.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    base: String,
    /// The origin that its own forms name.
    pub(crate) origin: String,
    /// What it sends: name and value.
    pub(crate) cookies: BTreeMap<String, String>,
    /// Every `Set-Cookie` it received, in order.
    pub(crate) set_cookies: Vec<String>,
    /// Every answer it received, in order.
    pub(crate) answers: Vec<Page>,
    http: Client,
}

impl Browser {
    /// A new profile for a server.
    pub(crate) fn new(app: &TestApp) -> Self {
        let origin = app.provider.public_url().to_owned();
        Self {
            base: app.url.clone(),
            origin,
            cookies: BTreeMap::new(),
            set_cookies: Vec::new(),
            answers: Vec::new(),
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
        }
    }

    /// A new profile in which a person signed in at Gantry itself.
    pub(crate) async fn signed_in(app: &TestApp, username: &str) -> Self {
        let mut browser = Self::new(app);
        let login = browser.get("/login").await;
        let apps = browser.log_in(&login, username).await;
        assert_eq!(apps.status, 200, "{}", apps.body);
        browser
    }

    /// A request that [`Browser::send`] takes.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = if path.starts_with('/') {
            format!("{}{path}", self.base)
        } else {
            path.to_owned()
        };
        self.http.request(method, address)
    }

    /// Sends a request with the cookies and keeps those that come back.
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Page {
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let header = pairs.collect::<Vec<_>>().join("; ");
        let request = if header.is_empty() {
            request
        } else {
            request.header("cookie", header)
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

    /// One GET, without following.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(self.request(Method::GET, path)).await
    }

    /// One POST from the server's own pages, without following.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.request(Method::POST, path).form(fields);
        let request = request
            .header("origin", &self.origin)
            .header("sec-fetch-site", "same-origin");
        self.send(request).await
    }

    /// GET, then redirects as long as they stay on the server.
    pub(crate) async fn walk(&mut self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Follows redirects as long as they stay on the server; the one that leaves is returned.
    pub(crate) async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            match page.location() {
                path if path.starts_with('/') => page = self.get(path).await,
                _ => return page,
            }
        }
        panic!("redirected in a circle: {}", page.url);
    }

    /// Submits the form that holds an element, with some fields changed, without following.
    pub(crate) async fn submit(
        &mut self,
        page: &Page,
        selector: &str,
        changes: &[(&str, &str)],
    ) -> Page {
        let (action, mut fields) = page.form_with(selector);
        for (name, value) in changes {
            fields.retain(|(field, _)| field != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(&action, &fields).await
    }

    /// Fills in a login page with the test password and follows.
    pub(crate) async fn log_in(&mut self, page: &Page, username: &str) -> Page {
        self.try_password(page, username, PASSWORD).await
    }

    /// Fills in a login page with any password and follows.
    pub(crate) async fn try_password(&mut self, page: &Page, name: &str, password: &str) -> Page {
        let typed = [("username", name), ("password", password)];
        let answer = self.submit(page, "#login-submit", &typed).await;
        self.follow(answer).await
    }

    /// Guesses somebody's password until the next guess has to wait for a minute or more.
    pub(crate) async fn guess_until_slowed(&mut self, app: &TestApp, name: &str) -> Page {
        let login = self.get("/login").await;
        for _ in 0..40 {
            let page = self.try_password(&login, name, "a wrong password").await;
            match page.header("retry-after").parse::<i64>() {
                Ok(wait) if wait >= 60 => return page,
                Ok(wait) => app.advance(Seconds::new(wait)),
                Err(_) => {}
            }
        }
        panic!("forty guesses at {name} were heard");
    }

    /// Starts an authorization request and ends on the page it needs, or on the way out.
    pub(crate) async fn start(&mut self, request: &AuthorizeRequest) -> Page {
        self.walk(&request.path()).await
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> &str {
        self.cookies.get(name).map_or("", String::as_str)
    }

    /// Whether the server takes this browser for somebody's.
    pub(crate) async fn is_signed_in(&mut self) -> bool {
        self.get("/account").await.status == 200
    }
}

/// A query parameter of the address that an answer redirects to.
pub(crate) fn sent(page: &Page, name: &str) -> Option<String> {
    let base = Url::parse(&page.url).unwrap();
    let to = base.join(page.location()).ok()?;
    to.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// The id of the stored request that a page of the journey belongs to.
pub(crate) fn request_id(page: &Page) -> String {
    let url = Url::parse(&page.url).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == "request");
    found.map_or_else(
        || panic!("no request in {url}"),
        |(_, value)| value.into_owned(),
    )
}
