//! `kill -9` of the server and of the chat in the middle of sign-ins and sign-outs: whoever was
//! told to be signed out is signed out in the chat too, and nobody else is.

mod crowd;
mod ledger;
mod page;
mod planted;
mod searched;
mod town;
mod verdict;

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use gantry_emulator::Emulator;

use crate::process::Process;
use crate::queue::crowd::{Crowd, Round};
use crate::queue::town::Town;

const KILLS: u32 = 30;

/// What dies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    /// A server, by its place.
    Server(usize),
    /// The chat.
    Chat,
}

/// One round of the test, as the seed has it.
#[derive(Debug)]
struct Plan {
    /// Who dies after how many more acknowledgements.
    deaths: Vec<(usize, Victim)>,
}

impl Plan {
    fn of(seed: &str, round: u32, servers: usize) -> Self {
        let block = digest(&SHA256, format!("queue {seed} {round}").as_bytes());
        let bytes: Vec<usize> = block
            .as_ref()
            .iter()
            .map(|byte| usize::from(*byte))
            .collect();
        let server = Victim::Server(bytes[0] % servers);
        let victims = match bytes[1] % 4 {
            0 => vec![server],
            1 => vec![Victim::Chat, server],
            2 => vec![server, Victim::Chat],
            _ => vec![Victim::Chat],
        };
        let points = bytes.iter().skip(2).map(|byte| 1 + byte % 8);
        Self {
            deaths: points.zip(victims).collect(),
        }
    }
}

/// The servers and the chat of one test; each is `None` while it is dead.
struct Living {
    town: Town,
    servers: Vec<Option<Process>>,
    chat: Option<Emulator>,
}

impl Living {
    async fn begin(servers: &[&'static str]) -> Self {
        let (town, chat) = Town::found(servers).await;
        let mut living = Self {
            servers: town.launches.iter().map(|_| None).collect(),
            town,
            chat: Some(chat),
        };
        living.start_servers().await;
        living
    }

    async fn start_servers(&mut self) {
        for (place, launch) in self.town.launches.iter().enumerate() {
            if self.servers[place].is_none() {
                self.servers[place] = Some(launch.start().await);
            }
        }
    }

    /// Loads what lives, kills what the plan says, and brings it back.
    async fn suffer(&mut self, crowd: &Arc<Crowd>, plan: &Plan) {
        let round = Round::begin(crowd, self.servers.len());
        let mut chat_died = None;
        for (after, victim) in &plan.deaths {
            if self.servers.iter().any(Option::is_some) {
                round.until_more(*after).await;
            }
            match victim {
                Victim::Server(place) => drop(self.servers[*place].take()),
                Victim::Chat => chat_died = Some(self.chat.take().unwrap().kill().await),
            }
        }
        round.end().await;
        if let Some(dead) = chat_died {
            self.chat = Some(Emulator::restart(dead).await.unwrap());
        }
        self.start_servers().await;
    }
}

async fn no_sign_out_is_lost(servers: &[&'static str]) {
    let seed = std::env::var("GANTRY_TEST_SEED").unwrap_or_else(|_| std::process::id().to_string());
    println!("GANTRY_TEST_SEED={seed}");
    let mut living = Living::begin(servers).await;
    let crowd = Arc::new(Crowd::gather(&living.town).await);

    let begun = std::time::Instant::now();
    for round in 0..KILLS {
        let plan = Plan::of(&seed, round, servers.len());
        living.suffer(&crowd, &plan).await;
    }
    println!("{KILLS} rounds in {:?}", begun.elapsed());
    let chat = living.chat.as_ref().unwrap();
    verdict::until_all_is_done(&living.town).await;
    println!("all done after {:?}", begun.elapsed());
    let ledger = crowd.ledger();
    verdict::assert_nothing_lost(chat, &ledger, &seed);

    let secrets = searched::secrets(chat, &ledger, &living.town);
    drop(living.servers);
    planted::assert_nowhere(&living.town, &secrets).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_out_is_lost_to_kill_nine_of_server_or_chat() {
    no_sign_out_is_lost(&["one"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_out_is_lost_to_kill_nine_of_either_of_two_servers() {
    // Two servers share a database only if it is PostgreSQL.
    if std::env::var("GANTRY_TEST_DATABASE").as_deref() == Ok("postgres") {
        no_sign_out_is_lost(&["left", "right"]).await;
    }
}
