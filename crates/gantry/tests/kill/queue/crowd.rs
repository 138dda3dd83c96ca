//! People who come in, go out and are shut out, until the server they talk to dies.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Error;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::process::Launch;
use crate::queue::ledger::{Held, Ledger};
use crate::queue::page::Profile;
use crate::queue::town::{Person, Town};

/// Browsers at once for each server.
const BROWSERS: usize = 3;
/// Beyond so many, one of those that are signed in leaves.
const STOCK: usize = 8;
/// So many stay signed in.
const FEWEST: usize = 3;
/// How long the next acknowledgement may take on a slow machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Everybody, for all rounds.
pub(crate) struct Crowd {
    servers: Vec<String>,
    api_path: String,
    origin: String,
    walkers: Vec<Person>,
    leavers: Mutex<Vec<Person>>,
    enders: Mutex<Vec<Person>>,
    next: AtomicUsize,
    administrator: Profile,
    form_token: String,
    ledger: Mutex<Ledger>,
    progress: Notify,
}

impl Crowd {
    /// Signs the administrator in.
    pub(crate) async fn gather(town: &Town) -> Self {
        let servers: Vec<String> = town.launches.iter().map(Launch::url).collect();
        let administrator = Profile::new();
        assert!(administrator.sign_in(&servers[0], "root").await.unwrap());
        let form_token = administrator.form_token(&servers[0], "/admin/people").await;
        Self {
            form_token: form_token.unwrap(),
            servers,
            api_path: format!("/rocketchat/{}/api", town.client.slug),
            origin: town.origin.clone(),
            walkers: town.walkers.clone(),
            leavers: Mutex::new(town.leavers.clone()),
            enders: Mutex::new(town.enders.clone()),
            next: AtomicUsize::new(0),
            administrator,
            ledger: Mutex::default(),
            progress: Notify::new(),
        }
    }

    /// What was said so far.
    pub(crate) fn ledger(&self) -> Ledger {
        self.ledger.lock().unwrap().clone()
    }

    fn note(&self, note: impl FnOnce(&mut Ledger)) {
        let mut ledger = self.ledger.lock().unwrap();
        note(&mut ledger);
        ledger.acknowledged += 1;
        self.progress.notify_waiters();
    }

    fn acknowledged(&self) -> usize {
        self.ledger.lock().unwrap().acknowledged
    }

    /// Comes in, or goes out.
    async fn walk(&self, server: &str) -> Result<(), Error> {
        let turn = self.next.fetch_add(1, Ordering::SeqCst);
        let leaving = {
            let mut ledger = self.ledger.lock().unwrap();
            let many = ledger.held.len() > STOCK || turn % 3 == 2 && ledger.held.len() > FEWEST;
            many.then(|| ledger.held.remove(0))
        };
        if let Some(held) = leaving {
            return self.leave(server, held).await;
        }
        let person = &self.walkers[turn % self.walkers.len()];
        if let Some(held) = self.come_in(server, person).await? {
            self.note(|ledger| ledger.held.push(held));
        }
        Ok(())
    }

    async fn come_in(&self, server: &str, person: &Person) -> Result<Option<Held>, Error> {
        let browser = Profile::new();
        if !browser.sign_in(server, &person.name).await? {
            return Ok(None);
        }
        let url = format!("{server}{}", self.api_path);
        let token = browser.login_token(&url, &self.origin).await?;
        if token.is_none() {
            // Signed in here all the same: rounds go on while the chat is dead.
            self.note(|_| ());
        }
        Ok(token.map(|token| Held { browser, token }))
    }

    async fn leave(&self, server: &str, held: Held) -> Result<(), Error> {
        let form_token = match held.browser.form_token(server, "/logout").await {
            Ok(form_token) => form_token,
            Err(error) => {
                // Nothing was asked for yet.
                self.ledger.lock().unwrap().held.push(held);
                return Err(error);
            }
        };
        let yes = (form_token.as_str(), ("decision", "yes"));
        let done = held.browser.act(server, "/logout", yes).await;
        match done {
            Ok(true) => self.note(|ledger| ledger.ended.push(held.token)),
            _ => self.ledger.lock().unwrap().unsure.push(held.token),
        }
        done.map(drop)
    }

    /// An administrator shuts somebody out, or signs somebody out everywhere, who just came in.
    async fn administrate(&self, server: &str) -> Result<(), Error> {
        let (leavers, enders) = (&self.leavers, &self.enders);
        let (pool, act) = match self.next.fetch_add(1, Ordering::SeqCst) % 2 {
            0 => (leavers, "disable"),
            _ => (enders, "sessions/end"),
        };
        let person = pool.lock().unwrap().pop();
        let Some(person) = person else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            return Ok(());
        };
        let came = self.come_in(server, &person).await?;
        let tokens: Vec<String> = came.into_iter().map(|held| held.token).collect();
        let path = format!("/admin/people/{}/{act}", person.id);
        let form = (self.form_token.as_str(), ("confirm", "yes"));
        let done = self.administrator.act(server, &path, form).await;
        match done {
            Ok(true) => self.note(|ledger| match act {
                "disable" => ledger.disabled.push((person.name, tokens)),
                _ => ledger.everywhere.push((person.name, tokens)),
            }),
            _ => self.ledger.lock().unwrap().unsure.extend(tokens),
        }
        done.map(drop)
    }
}

/// Everybody at work until something dies.
pub(crate) struct Round {
    crowd: Arc<Crowd>,
    over: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Round {
    pub(crate) fn begin(crowd: &Arc<Crowd>, servers: usize) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for place in 0..servers {
            for role in 0..=BROWSERS {
                let (crowd, over) = (Arc::clone(crowd), Arc::clone(&over));
                tasks.spawn(async move {
                    let server = crowd.servers[place].clone();
                    while !over.load(Ordering::SeqCst) {
                        let done = match role {
                            0 => crowd.administrate(&server).await,
                            _ => crowd.walk(&server).await,
                        };
                        // The server died.
                        if done.is_err() {
                            return;
                        }
                    }
                });
            }
        }
        Self {
            crowd: Arc::clone(crowd),
            over,
            tasks,
        }
    }

    /// Waits for so many acknowledgements more.
    pub(crate) async fn until_more(&self, count: usize) {
        let wanted = self.crowd.acknowledged() + count;
        let reached = async {
            loop {
                let progress = self.crowd.progress.notified();
                if self.crowd.acknowledged() >= wanted {
                    return;
                }
                progress.await;
            }
        };
        let reached = timeout(PATIENCE, reached).await;
        assert!(reached.is_ok(), "nothing was acknowledged for {PATIENCE:?}");
    }

    /// Lets everybody finish what they began.
    pub(crate) async fn end(mut self) {
        self.over.store(true, Ordering::SeqCst);
        while let Some(task) = self.tasks.join_next().await {
            task.unwrap();
        }
    }
}
