//! Sign-ins, new users and new clients at the same time, until the process dies.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use gantry_test_support::{PASSWORD, Page, Visitor};
use reqwest::{Error, Response};
use serde_json::Value;
use tokio::sync::Notify;
use url::Url;

use crate::process::Process;

/// What the server said it had done.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged {
    /// Code and access token.
    pub(crate) sign_ins: Vec<(String, String)>,
    /// User names.
    pub(crate) users: Vec<String>,
    /// Client names.
    pub(crate) clients: Vec<String>,
}

impl Acknowledged {
    pub(crate) fn count(&self) -> usize {
        self.sign_ins.len() + self.users.len() + self.clients.len()
    }
}

/// An administrator's browser and a client, used by every round.
#[derive(Clone)]
pub(crate) struct Load {
    visitor: Visitor,
    client: Arc<Value>,
    people: Page,
    rocketchat: Page,
}

/// What the tasks of one round share.
struct Round {
    number: u32,
    acknowledged: Mutex<Acknowledged>,
    until: usize,
    reached: Notify,
    next: AtomicUsize,
}

impl Round {
    fn note(&self, add: impl FnOnce(&mut Acknowledged)) {
        let mut acknowledged = self.acknowledged.lock().unwrap();
        add(&mut acknowledged);
        if acknowledged.count() >= self.until {
            self.reached.notify_one();
        }
    }

    fn name(&self, kind: &str) -> String {
        format!(
            "{kind}-{}-{}",
            self.number,
            self.next.fetch_add(1, Ordering::SeqCst)
        )
    }
}

impl Load {
    /// Signs in, and reads the two forms that are posted again and again.
    pub(crate) async fn prepare(process: &Process, directory: &Path) -> Self {
        let visitor = Visitor::new(&process.url);
        visitor.sign_in("root").await;
        let text = std::fs::read_to_string(directory.join("client.json")).unwrap();
        Self {
            people: visitor.get("/admin/people").await,
            rocketchat: visitor.get("/admin/applications/new/rocketchat").await,
            client: Arc::new(serde_json::from_str(&text).unwrap()),
            visitor,
        }
    }

    /// Loads the process until it has acknowledged so much, kills it, and collects what it said.
    pub(crate) async fn run_until_killed(
        &self,
        mut process: Process,
        until: usize,
        number: u32,
    ) -> Acknowledged {
        let round = Arc::new(Round {
            number,
            acknowledged: Mutex::default(),
            until,
            reached: Notify::new(),
            next: AtomicUsize::new(0),
        });
        let mut tasks = Vec::new();
        for _ in 0..4 {
            tasks.push(tokio::spawn(self.clone().sign_ins(Arc::clone(&round))));
        }
        tasks.push(tokio::spawn(self.clone().users(Arc::clone(&round))));
        tasks.push(tokio::spawn(self.clone().clients(Arc::clone(&round))));
        round.reached.notified().await;
        process.kill();
        for task in tasks {
            // Each ends with the first call that is not answered.
            assert!(task.await.unwrap().is_err());
        }
        Arc::into_inner(round)
            .unwrap()
            .acknowledged
            .into_inner()
            .unwrap()
    }

    async fn sign_ins(self, round: Arc<Round>) -> Result<(), Error> {
        let text = |name: &str| self.client[name].as_str().unwrap().to_owned();
        let redirect_uri = self.client["redirect_uris"][0].as_str().unwrap();
        let mut authorize = Url::parse(&self.visitor.address("/application/o/authorize/")).unwrap();
        authorize
            .query_pairs_mut()
            .append_pair("client_id", &text("client_id"))
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("scope", "openid profile email");
        loop {
            let answer = self.visitor.http.get(authorize.clone()).send().await?;
            let code = code(&answer);
            let form = [
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", redirect_uri),
                ("client_id", &text("client_id")),
                ("client_secret", &text("client_secret")),
            ];
            let token = self.visitor.address("/application/o/token/");
            let answer = self.visitor.http.post(token).form(&form).send().await?;
            let json: Value = answer.json().await?;
            let token = json["access_token"].as_str().unwrap().to_owned();
            round.note(|acknowledged| acknowledged.sign_ins.push((code, token)));
        }
    }

    async fn users(self, round: Arc<Round>) -> Result<(), Error> {
        loop {
            let name = round.name("user");
            let email = format!("{name}@example.org");
            let typed = [
                ("username", name.as_str()),
                ("email", &email),
                ("name", &name),
                ("password", PASSWORD),
            ];
            let answer = self.post(&self.people, "[name=username]", &typed).await?;
            assert!(answer.status().is_redirection(), "{}", answer.status());
            round.note(|acknowledged| acknowledged.users.push(name));
        }
    }

    async fn clients(self, round: Arc<Round>) -> Result<(), Error> {
        loop {
            let name = round.name("client");
            let url = format!("https://{name}.example.org");
            let typed = [
                ("name", name.as_str()),
                ("url", &url),
                ("service", "gantry"),
            ];
            let answer = self.post(&self.rocketchat, "[name=url]", &typed).await?;
            assert_eq!(answer.status(), 200);
            answer.text().await?;
            round.note(|acknowledged| acknowledged.clients.push(name));
        }
    }

    /// Posts the form of a page that was read before the server was killed for the first time.
    async fn post(
        &self,
        page: &Page,
        selector: &str,
        typed: &[(&str, &str)],
    ) -> Result<Response, Error> {
        let (action, mut fields) = page.form_with(selector);
        fields.retain(|(name, _)| typed.iter().all(|(changed, _)| changed != name));
        fields.extend(
            typed
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let target = Url::parse(&page.url).unwrap().join(&action).unwrap();
        let origin = target.origin().ascii_serialization();
        self.visitor
            .http
            .post(target)
            .header("origin", origin)
            .form(&fields)
            .send()
            .await
    }
}

fn code(answer: &Response) -> String {
    let location = answer.headers()["location"].to_str().unwrap();
    let url = Url::parse(location).unwrap();
    let code = url.query_pairs().find(|(name, _)| name == "code");
    code.unwrap_or_else(|| panic!("no code: {location}"))
        .1
        .into_owned()
}
