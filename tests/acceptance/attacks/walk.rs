//! A walk: a random sequence of steps of two browsers over every page of the flow, and what must
//! hold after each.

use std::collections::{BTreeMap, BTreeSet};

use gantry_test_support::{AuthorizeRequest, PASSWORD, Page, RocketChatClient, TestApp};

use crate::browser::{Browser, request_id, sent};

/// The session's cookie on plain http.
pub(crate) const SESSION: &str = "gantry-session";
/// Everybody who signs in on a walk.
pub(crate) const PEOPLE: [&str; 2] = ["alice", "bob"];

/// `SplitMix64`: small, even, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }
}

/// What is known from outside about one browser.
struct Side {
    browser: Browser,
    /// Who signed in here last, and has not signed out.
    person: Option<&'static str>,
    /// The step of the last sign-in here.
    signed_in_at: usize,
    /// Requests that were started here, in which step, and whether they ask for a new sign-in.
    started: BTreeMap<String, (usize, bool)>,
    /// The page that is open.
    page: Page,
}

/// Two browsers at one server.
pub(crate) struct Walk<'a> {
    app: &'a TestApp,
    client: &'a RocketChatClient,
    sides: Vec<Side>,
    /// Every session cookie that was ever given.
    sessions: BTreeSet<String>,
    /// Who agreed on a consent page.
    agreed: BTreeSet<&'static str>,
    step: usize,
    dice: Dice,
}

/// What one step of one browser did.
struct Done {
    /// The answer, before any redirect is followed.
    answer: Page,
    /// Whose password was typed, if one was.
    typed: &'static str,
    /// Whether the request that it may have started asks for a new sign-in.
    prompts: bool,
    /// For messages.
    told: String,
}

impl<'a> Walk<'a> {
    /// Walks so many steps and says how many codes were given on the way.
    pub(crate) async fn run(
        app: &'a TestApp,
        client: &'a RocketChatClient,
        seed: u64,
        steps: usize,
    ) -> usize {
        let mut walk = Self::begin(app, client, seed).await;
        for step in 0..steps {
            walk.step = step;
            let at = walk.dice.below(walk.sides.len());
            let done = walk.take_step(at).await;
            walk.observe(at, done).await;
        }
        let answers = walk.sides.iter().flat_map(|side| &side.browser.answers);
        answers
            .filter(|answer| sent(answer, "code").is_some())
            .count()
    }

    async fn begin(app: &'a TestApp, client: &'a RocketChatClient, seed: u64) -> Self {
        let mut sides = Vec::new();
        for _ in PEOPLE {
            let mut browser = Browser::new(app);
            let page = browser.get("/login").await;
            let started = BTreeMap::new();
            sides.push(Side {
                browser,
                person: None,
                signed_in_at: 0,
                started,
                page,
            });
        }
        let (sessions, agreed) = (BTreeSet::new(), BTreeSet::new());
        Self {
            app,
            client,
            sides,
            sessions,
            agreed,
            step: 0,
            dice: Dice(seed),
        }
    }

    /// Any request that either browser started.
    fn any_request(&mut self) -> String {
        let all: Vec<String> = self
            .sides
            .iter()
            .flat_map(|side| side.started.keys().cloned())
            .collect();
        if all.is_empty() {
            "none".to_owned()
        } else {
            all[self.dice.below(all.len())].clone()
        }
    }

    /// Half of the steps go on with the page that is open, so that walks arrive.
    fn kind_of_step(&mut self, at: usize) -> usize {
        let page = &self.sides[at].page;
        let go_on = match (page.text("#login-submit"), page.text("#consent-allow")) {
            (Some(_), _) => Some(5),
            (_, Some(_)) => Some(8),
            _ => None,
        };
        let any = self.dice.below(10);
        go_on.filter(|_| self.dice.below(2) == 0).unwrap_or(any)
    }

    /// One random step of one browser.
    async fn take_step(&mut self, at: usize) -> Done {
        let request = self.any_request();
        let person = PEOPLE[self.dice.below(PEOPLE.len())];
        let kind = self.kind_of_step(at);
        let prompt = ["", "login", "consent"][self.dice.below(3)];
        let told = format!("browser {at}, step {}, kind {kind}, {person}", self.step);
        let side = &mut self.sides[at];
        if (kind == 7 || kind == 8) && side.page.text("#consent-allow").is_some() {
            self.agreed.extend(side.person);
        }
        let (browser, page) = (&mut side.browser, side.page.clone());
        let answer = match kind {
            0 | 1 => {
                let asked = AuthorizeRequest::legacy(self.client).with("prompt", prompt);
                browser.get(&asked.path()).await
            }
            2 => {
                browser
                    .get(&format!("/application/o/authorize/?request={request}"))
                    .await
            }
            3 => browser.get(&format!("/login?request={request}")).await,
            4 => browser.get(&format!("/consent?request={request}")).await,
            5 => {
                let typed = [("username", person), ("password", PASSWORD)];
                submit_if_there(browser, &page, "#login-submit", &typed).await
            }
            6 => {
                let typed = [
                    ("username", person),
                    ("password", PASSWORD),
                    ("request", request.as_str()),
                ];
                submit_if_there(browser, &page, "#login-submit", &typed).await
            }
            7 => {
                let posted = [("decision", "allow"), ("request", request.as_str())];
                submit_if_there(browser, &page, "#consent-allow", &posted).await
            }
            8 => submit_if_there(browser, &page, "#consent-allow", &[("decision", "allow")]).await,
            _ => {
                let question = browser.get("/logout").await;
                submit_if_there(browser, &question, "#logout-yes", &[("decision", "yes")]).await
            }
        };
        Done {
            answer,
            typed: person,
            prompts: prompt == "login",
            told,
        }
    }

    /// Follows an answer as a person's browser does, and holds every invariant on the way.
    async fn observe(&mut self, at: usize, done: Done) {
        let mut answer = done.answer;
        for _ in 0..8 {
            self.check_session(at, &answer, done.typed, &done.told);
            if sent(&answer, "code").is_some() {
                self.check_code(at, &answer, &done.told).await;
                return;
            }
            let side = &mut self.sides[at];
            if let Some(id) = newly_bound(&answer) {
                side.started.insert(id, (self.step, done.prompts));
            }
            if !answer.location().starts_with('/') {
                side.page = answer;
                return;
            }
            answer = side.browser.get(answer.location()).await;
        }
    }

    /// Invariants: a session id is new at every sign-in, and nobody has one without a password.
    fn check_session(&mut self, at: usize, answer: &Page, typed: &'static str, told: &str) {
        for header in answer.headers.get_all("set-cookie") {
            let Some(rest) = header.to_str().unwrap().strip_prefix("gantry-session=") else {
                continue;
            };
            let value = rest.split(';').next().unwrap().to_owned();
            if value.is_empty() {
                self.sides[at].person = None;
            } else {
                assert!(
                    self.sessions.insert(value),
                    "a session id came again: {told}"
                );
                self.sides[at].person = Some(typed);
                self.sides[at].signed_in_at = self.step;
            }
        }
        let has_cookie = !self.sides[at].browser.cookie(SESSION).is_empty();
        assert_eq!(has_cookie, self.sides[at].person.is_some(), "{told}");
    }

    /// Invariants: a code is for who signed in here and agreed, for a request that was started
    /// here, and after a new sign-in if the request asks for one.
    async fn check_code(&self, at: usize, answer: &Page, told: &str) {
        let side = &self.sides[at];
        let person = side
            .person
            .unwrap_or_else(|| panic!("a code for nobody: {told}"));
        assert!(
            self.agreed.contains(person),
            "{person} never agreed: {told}"
        );
        if answer.url.contains("authorize/?request=") {
            let request = side.started.get(&request_id(answer));
            let (started, prompts) = request.unwrap_or_else(|| panic!("not started here: {told}"));
            assert!(
                !prompts || side.signed_in_at > *started,
                "no new sign-in: {told}"
            );
        }
        let tokens = self
            .app
            .redeem(self.client, &sent(answer, "code").unwrap())
            .await
            .json();
        let token = tokens["access_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{tokens} {told}"));
        let claims = self.app.userinfo(token).await.json();
        assert_eq!(claims["preferred_username"], person, "{told}");
    }
}

/// The request that an answer stored and bound to the browser it went to.
fn newly_bound(answer: &Page) -> Option<String> {
    let (_, id) = answer.location().split_once("authorize/?request=")?;
    let name = format!("gantry-request-{id}=");
    let mut cookies = answer.headers.get_all("set-cookie").iter();
    cookies
        .any(|cookie| cookie.to_str().unwrap().starts_with(&name))
        .then(|| id.to_owned())
}

/// Submits a form if the page has it, and otherwise opens the login page.
pub(crate) async fn submit_if_there(
    browser: &mut Browser,
    page: &Page,
    selector: &str,
    changes: &[(&str, &str)],
) -> Page {
    match page.text(selector) {
        Some(_) => browser.submit(page, selector, changes).await,
        None => browser.get("/login").await,
    }
}
