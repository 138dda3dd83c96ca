//! Who asks, and with what.

use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};
use reqwest::Method;

use crate::browser::{Browser, sent};
use crate::guessing::generous;
use crate::inventory::bait;
use crate::leaks::{Live, session_secrets, stored_secrets};

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    Anonymous,
    Person,
    Helpdesk,
    Auditor,
    Administrator,
    /// A program with an access token of an application.
    ClientToken,
}

/// Everybody who asks, in the order of the tables.
pub(super) const ASKING: [Asking; 6] = [
    Asking::Anonymous,
    Asking::Person,
    Asking::Helpdesk,
    Asking::Auditor,
    Asking::Administrator,
    Asking::ClientToken,
];

/// An id that nothing has.
const NOBODY: &str = "01890000-0000-7000-8000-000000000000";

/// Everybody, signed in, with something for each path to be about.
pub(super) struct Cast {
    pub(super) app: TestApp,
    alice: User,
    client: RocketChatClient,
    group: String,
    token: String,
    browsers: Vec<(Asking, Browser)>,
    bait: Live,
    /// Tokens of the API, the weakest first.
    programs: Vec<String>,
    spares: usize,
}

impl Cast {
    /// A server with one of each.
    pub(super) async fn gather() -> Self {
        let app = TestApp::start_with(generous()).await;
        let alice = app.add_user_in("alice", &["staff"]).await;
        let client = app.add_rocketchat().await;
        let group = app.group("staff").await.to_string();
        let mut browsers = Vec::new();
        for who in ASKING {
            let browser = signed_in(&app, who, &format!("{who:?}").to_lowercase()).await;
            browsers.push((who, browser));
        }
        let mut browser = Browser::signed_in(&app, "alice").await;
        let answer = browser.start(&AuthorizeRequest::legacy(&client)).await;
        let tokens = app.redeem(&client, &sent(&answer, "code").unwrap()).await;
        let token = tokens.json()["access_token"].as_str().unwrap().to_owned();
        let mut bait = bait::lay(&app, &alice, &client).await;
        let owner = app.accounts.user_by_login("administrator").await.unwrap();
        let mut programs = Vec::new();
        for scopes in ["read", "people", "everything"] {
            let owner = owner.as_ref().unwrap();
            programs.push(bait::api_token(&app, owner, scopes, &mut bait).await);
        }
        Self {
            app,
            bait,
            programs,
            alice,
            client,
            group,
            token,
            browsers,
            spares: 0,
        }
    }

    /// What must be in no answer.
    pub(super) async fn secrets(&self) -> Live {
        let mut live = stored_secrets(&self.app, &self.alice, &self.client).await;
        for (_, browser) in &self.browsers {
            if !browser.cookie("gantry-session").is_empty() {
                session_secrets(&mut live, browser);
            }
        }
        live.push(("access token", self.token.clone()));
        live.extend(self.bait.iter().cloned());
        live
    }

    /// Asks for a route of the API with each token of it.
    pub(super) async fn ask_as_programs(&self, method: &str, path: &str) -> Vec<Page> {
        let mut told = Vec::new();
        for token in &self.programs {
            let mut browser = Browser::new(&self.app);
            let address = self.filled(method, path);
            let request = browser.request(method.parse().unwrap(), &address);
            let request = request
                .bearer_auth(token)
                .header("content-type", "application/json")
                .body("{}");
            told.push(browser.send(request).await);
        }
        told
    }

    /// Asks for a route. What reads is asked about things that are there, what changes about
    /// nothing, so that nobody's request stands in another's way.
    pub(super) async fn ask(&mut self, who: Asking, method: &str, path: &str) -> Page {
        let mut browser = self.browser(who, method, path).await;
        let address = self.filled(method, path);
        let method: Method = method.parse().unwrap();
        let mut request = browser
            .request(method.clone(), &address)
            .header("origin", &browser.origin)
            .header("sec-fetch-site", "same-origin");
        if who == Asking::ClientToken {
            request = request.bearer_auth(&self.token);
        }
        if method != Method::GET {
            let token = form_token(&mut browser).await;
            request = request.form(&[("form_token", token)]);
        }
        browser.send(request).await
    }

    /// Asks for a route as the one who may do most.
    pub(super) async fn ask_as_administrator(&mut self, method: &str, path: &str) -> Page {
        self.ask(Asking::Administrator, method, path).await
    }

    /// What changes one's own account is done by somebody who is not needed afterwards.
    async fn browser(&mut self, who: Asking, method: &str, path: &str) -> Browser {
        let harmless = (method == "GET" && path != "/logout")
            || path.starts_with("/admin")
            || path.starts_with("/api");
        if harmless || matches!(who, Asking::Anonymous | Asking::ClientToken) {
            let found = self.browsers.iter().find(|(asking, _)| *asking == who);
            return found.unwrap().1.clone();
        }
        self.spares += 1;
        signed_in(&self.app, who, &format!("spare{}", self.spares)).await
    }

    fn filled(&self, method: &str, path: &str) -> String {
        let reads = method == "GET";
        let id = match (reads, path) {
            (true, path) if path.contains("/people/") || path.contains("/users/") => {
                self.alice.id.to_string()
            }
            (true, path) if path.contains("/groups/") => self.group.clone(),
            _ => NOBODY.to_owned(),
        };
        let slug = if reads || path.starts_with("/application") {
            self.client.client.slug.as_str()
        } else {
            "nothing"
        };
        let filled = path.replace("{id}", &id).replace("{slug}", slug);
        let mut filled = filled.replace("{section}", "mail");
        while let Some((before, rest)) = filled.split_once('{') {
            let (_, after) = rest.split_once('}').unwrap();
            filled = format!("{before}{NOBODY}{after}");
        }
        filled
    }
}

async fn signed_in(app: &TestApp, who: Asking, name: &str) -> Browser {
    let role = match who {
        Asking::Anonymous | Asking::ClientToken => return Browser::new(app),
        Asking::Person => None,
        Asking::Helpdesk => Some(Role::Helpdesk),
        Asking::Auditor => Some(Role::Auditor),
        Asking::Administrator => Some(Role::Administrator),
    };
    app.add_person(name, &[], |new| new.role = role).await;
    Browser::signed_in(app, name).await
}

/// The token that this browser's forms carry.
async fn form_token(browser: &mut Browser) -> String {
    let page = browser.get("/logout").await;
    let page = browser.follow(page).await;
    page.attribute("input[name=form_token]", "value")
        .unwrap_or_default()
}
