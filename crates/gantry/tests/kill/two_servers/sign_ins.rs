//! Sign-ins over two servers: each step at the other one, and at whichever answers.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_test_support::Visitor;
use reqwest::{RequestBuilder, Response};
use serde_json::Value;
use url::Url;

/// How many sign-ins are under way at once.
pub(crate) const WORKERS: usize = 6;
/// How long a step of the test may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// One that got through to userinfo.
#[derive(Debug, Clone)]
pub(crate) struct SignIn {
    /// What was going on when it began.
    pub(crate) phase: &'static str,
    /// Which key signed the ID token.
    pub(crate) kid: String,
    pub(crate) code_from: String,
    pub(crate) redeemed_at: String,
}

/// A connection that was cut in the middle of an answer: nobody can know what became of it.
struct Cut;

/// The load and its result.
pub(crate) struct SignIns {
    visitor: Visitor,
    client: Value,
    urls: [String; 2],
    phase: Mutex<&'static str>,
    done: Mutex<Vec<SignIn>>,
    cut: AtomicUsize,
    stopped: AtomicBool,
}

impl SignIns {
    /// Signs in once; the session is good at both servers.
    pub(crate) async fn prepare(urls: [String; 2], directory: &Path) -> Self {
        let visitor = Visitor::new(&urls[0]);
        visitor.sign_in("root").await;
        let client = std::fs::read_to_string(directory.join("client.json")).unwrap();
        Self {
            visitor,
            client: serde_json::from_str(&client).unwrap(),
            urls,
            phase: Mutex::new("both"),
            done: Mutex::default(),
            cut: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// Signs in again and again.
    pub(crate) async fn work(self: Arc<Self>, number: usize) {
        let mut turn = number;
        while !self.stopped.load(Ordering::SeqCst) {
            match self.sign_in(turn).await {
                Ok(done) => self.done.lock().unwrap().push(done),
                Err(Cut) => {
                    self.cut.fetch_add(1, Ordering::SeqCst);
                }
            }
            turn += 1;
        }
    }

    /// Waits for so many more sign-ins.
    pub(crate) async fn more(&self, count: usize) {
        let until = self.done.lock().unwrap().len() + count;
        let waited = tokio::time::timeout(PATIENCE, async {
            while self.done.lock().unwrap().len() < until {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        waited.await.expect("the sign-ins stopped");
    }

    /// Names what goes on from now on.
    pub(crate) fn phase(&self, name: &'static str) {
        *self.phase.lock().unwrap() = name;
    }

    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    pub(crate) fn done(&self) -> Vec<SignIn> {
        self.done.lock().unwrap().clone()
    }

    pub(crate) fn cut(&self) -> usize {
        self.cut.load(Ordering::SeqCst)
    }

    async fn sign_in(&self, turn: usize) -> Result<SignIn, Cut> {
        let phase = *self.phase.lock().unwrap();
        let text = |name: &str| self.client[name].as_str().unwrap().to_owned();
        let redirect_uri = self.client["redirect_uris"][0].as_str().unwrap();
        let query = [
            ("client_id", text("client_id")),
            ("redirect_uri", redirect_uri.to_owned()),
            ("response_type", "code".to_owned()),
            ("scope", "openid profile email".to_owned()),
        ];
        let authorize = |url: &str| {
            let address = format!("{url}/application/o/authorize/");
            self.visitor.http.get(address).query(&query)
        };
        let (answer, code_from) = self.ask(turn, authorize).await?;
        let code = code(&answer);

        let form = [
            ("grant_type", "authorization_code".to_owned()),
            ("code", code),
            ("redirect_uri", redirect_uri.to_owned()),
            ("client_id", text("client_id")),
            ("client_secret", text("client_secret")),
        ];
        let token = |url: &str| {
            let address = format!("{url}/application/o/token/");
            self.visitor.http.post(address).form(&form)
        };
        let (answer, redeemed_at) = self.ask(turn + 1, token).await?;
        assert_eq!(answer.status(), 200, "token at {redeemed_at}");
        let tokens: Value = answer.json().await.map_err(|_| Cut)?;

        let userinfo = |url: &str| {
            let address = format!("{url}/application/o/userinfo/");
            let token = tokens["access_token"].as_str().unwrap();
            self.visitor.http.get(address).bearer_auth(token)
        };
        let (answer, asked) = self.ask(turn, userinfo).await?;
        assert_eq!(answer.status(), 200, "userinfo at {asked}");
        let claims: Value = answer.json().await.map_err(|_| Cut)?;
        assert_eq!(claims["email"], "root@example.org");
        Ok(SignIn {
            phase,
            kid: kid(tokens["id_token"].as_str().unwrap()),
            code_from,
            redeemed_at,
        })
    }

    /// Asks one server, or the other if nobody is at home there.
    async fn ask(
        &self,
        turn: usize,
        request: impl Fn(&str) -> RequestBuilder,
    ) -> Result<(Response, String), Cut> {
        for url in [&self.urls[turn % 2], &self.urls[(turn + 1) % 2]] {
            match request(url).send().await {
                Ok(answer) => return Ok((answer, url.clone())),
                Err(error) if error.is_connect() => {}
                Err(_) => return Err(Cut),
            }
        }
        panic!("neither server can be reached");
    }
}

fn code(answer: &Response) -> String {
    let location = answer.headers().get("location");
    let location = location.unwrap_or_else(|| panic!("no redirect: {}", answer.status()));
    let url = Url::parse(location.to_str().unwrap()).unwrap();
    let code = url.query_pairs().find(|(name, _)| name == "code");
    let (_, code) = code.unwrap_or_else(|| panic!("no code: {url}"));
    code.into_owned()
}

fn kid(token: &str) -> String {
    let header = token.split('.').next().unwrap();
    let header = URL_SAFE_NO_PAD.decode(header).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

/// The ids of the published keys, which are the same at every server that answers.
pub(crate) async fn kids(urls: &[String; 2]) -> Vec<String> {
    let mut sets = Vec::new();
    for url in urls {
        let answer = reqwest::get(format!("{url}/.well-known/jwks.json")).await;
        let set: Value = answer.unwrap().json().await.unwrap();
        let keys = set["keys"].as_array().unwrap().iter();
        sets.push(
            keys.map(|key| key["kid"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(sets[0], sets[1]);
    sets.remove(0)
}
