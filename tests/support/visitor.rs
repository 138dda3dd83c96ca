//! A browser without a screen: keeps cookies, follows Gantry's own redirects, fills in forms.

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use url::Url;

use crate::builders::PASSWORD;
use crate::page::Page;

/// Where a walk through Gantry's pages ended.
#[derive(Debug)]
pub enum Landing {
    /// On the way to a client, at this address.
    Client(Url),
    /// On a page of Gantry.
    Page(Box<Page>),
}

impl Landing {
    /// The address at the client.
    #[must_use]
    pub fn client(self) -> Url {
        match self {
            Self::Client(url) => url,
            Self::Page(page) => {
                panic!("a page instead: {} {} {}", page.status, page.url, page.body)
            }
        }
    }

    /// The page of Gantry.
    #[must_use]
    pub fn page(self) -> Page {
        match self {
            Self::Page(page) => *page,
            Self::Client(url) => panic!("sent to the client instead: {url}"),
        }
    }

    /// A query parameter of the address at the client.
    #[must_use]
    pub fn parameter(self, name: &str) -> Option<String> {
        parameter(&self.client(), name)
    }
}

/// A query parameter of an address.
#[must_use]
pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// One browser profile.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The HTTP client with its cookies; it follows no redirects.
    pub http: Client,
    base: String,
}

impl Visitor {
    /// A new profile for a server.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let mut builder = Client::builder()
            .cookie_store(true)
            .tls_certs_only([])
            .redirect(Policy::none());
        let server = Url::parse(base).unwrap();
        // Browsers know that names below `localhost` are this machine; this client has to be told.
        if let (Some(name), Some(port)) = (server.domain(), server.port()) {
            builder = builder.resolve(name, ([127, 0, 0, 1], port).into());
        }
        let http = builder.build().unwrap();
        Self {
            http,
            base: base.to_owned(),
        }
    }

    /// The absolute address of a path of the server.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        if path.starts_with('/') {
            format!("{}{path}", self.base)
        } else {
            path.to_owned()
        }
    }

    /// One GET, without following.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.http.get(self.address(path))).await
    }

    /// One POST of a form from the server's own pages, without following.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.http.post(self.address(path)).form(fields);
        self.send(
            request
                .header("origin", &self.base)
                .header("sec-fetch-site", "same-origin"),
        )
        .await
    }

    /// Sends any request.
    pub async fn send(&self, request: RequestBuilder) -> Page {
        Page::read(request.send().await.unwrap()).await
    }

    /// GET, then redirects as long as they stay on the server.
    pub async fn walk(&self, path: &str) -> Landing {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Follows redirects as long as they stay on the server.
    pub async fn follow(&self, mut page: Page) -> Landing {
        for _ in 0..10 {
            if !page.status.is_redirection() {
                return Landing::Page(Box::new(page));
            }
            let next = Url::parse(&page.url)
                .unwrap()
                .join(page.location())
                .unwrap();
            if !next.as_str().starts_with(&self.base) {
                return Landing::Client(next);
            }
            page = self.get(next.as_str()).await;
        }
        panic!("redirected in a circle: {}", page.url);
    }

    /// Submits the form that holds an element, with some fields changed or added, and follows.
    pub async fn submit(&self, page: &Page, selector: &str, changes: &[(&str, &str)]) -> Landing {
        let answer = self.submit_once(page, selector, changes).await;
        self.follow(answer).await
    }

    /// Submits the form that holds an element, without following.
    pub async fn submit_once(&self, page: &Page, selector: &str, changes: &[(&str, &str)]) -> Page {
        let (action, mut fields) = page.form_with(selector);
        for (name, value) in changes {
            fields.retain(|(field, _)| field != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let target = Url::parse(&page.url).unwrap().join(&action).unwrap();
        let borrowed: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(target.as_str(), &borrowed).await
    }

    /// Fills in the login page that a walk ended on, with the test password.
    pub async fn log_in(&self, page: &Page, username: &str) -> Landing {
        self.log_in_with(page, username, PASSWORD).await
    }

    /// Fills in the login page with any password.
    pub async fn log_in_with(&self, page: &Page, username: &str, password: &str) -> Landing {
        let typed = [("username", username), ("password", password)];
        self.submit(page, "#login-submit", &typed).await
    }

    /// Signs in at Gantry itself.
    pub async fn sign_in(&self, username: &str) -> Page {
        let login = self.walk("/login").await.page();
        self.log_in(&login, username).await.page()
    }
}
