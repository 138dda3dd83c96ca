//! Whether everything that was said came true.

use std::time::{Duration, Instant};

use gantry_emulator::Emulator;

use crate::queue::ledger::Ledger;
use crate::queue::town::Town;

/// How long the queue may take for what is left: leases and waits run out meanwhile.
const PATIENCE: Duration = Duration::from_mins(3);

/// Waits until nothing waits any more, without helping.
pub(crate) async fn until_all_is_done(town: &Town) {
    let begun = Instant::now();
    loop {
        let waiting = town.workspaces.waiting(town.client.id, 500).await.unwrap();
        if waiting.is_empty() {
            return;
        }
        let stopped: Vec<_> = waiting
            .iter()
            .filter(|task| task.stopped.is_some())
            .collect();
        assert!(stopped.is_empty(), "these stopped: {stopped:#?}");
        assert!(
            begun.elapsed() < PATIENCE,
            "after {PATIENCE:?} these still wait: {waiting:#?}"
        );
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// Every token of an end that was acknowledged is dead, every account of somebody shut out is
/// closed, and nobody else was signed out.
pub(crate) fn assert_nothing_lost(chat: &Emulator, ledger: &Ledger, seed: &str) {
    let mut wrong = Vec::new();
    for token in ledger.ended.iter().filter(|token| chat.is_live(token)) {
        wrong.push(format!("signed out here, not there: {token}"));
    }
    for held in ledger.held.iter().filter(|held| !chat.is_live(&held.token)) {
        wrong.push(format!("signed in here, signed out there: {}", held.token));
    }
    for (name, tokens) in &ledger.disabled {
        let account = chat.user(name);
        let open = account.is_some_and(|account| account.active);
        if open || tokens.iter().any(|token| chat.is_live(token)) {
            wrong.push(format!("shut out here, not there: {name}"));
        }
    }
    for (name, tokens) in &ledger.everywhere {
        if tokens.iter().any(|token| chat.is_live(token)) || !chat.login_tokens(name).is_empty() {
            wrong.push(format!("signed out everywhere here, not there: {name}"));
        }
    }
    assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
    let acts = [
        ("sign-outs", ledger.ended.len(), 10),
        ("people shut out", ledger.disabled.len(), 2),
        ("people signed out everywhere", ledger.everywhere.len(), 2),
        ("people signed in", ledger.held.len(), 1),
    ];
    println!("{acts:?}, {} acknowledged", ledger.acknowledged);
    for (what, count, least) in acts {
        assert!(count >= least, "the load did too little: {count} {what}");
    }
}
