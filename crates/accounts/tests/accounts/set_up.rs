//! The first administrator.

use gantry_accounts::Refusal;
use gantry_core::Seconds;

use crate::support::{Installation, OPERATOR, new_client, new_user, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn of_32_set_ups_at_once_one_makes_the_administrator() {
    let home = Installation::start().await;
    let mut tasks = Vec::new();
    for number in 0..32 {
        let link = home.accounts.make_setup_link().await.unwrap();
        let accounts = home.accounts.clone();
        tasks.push(tokio::spawn(async move {
            let new = new_user(&format!("admin{number}"));
            accounts
                .set_up_first_administrator(link.expose(), new)
                .await
        }));
    }

    let mut made = 0;
    for task in tasks {
        made += usize::from(task.await.unwrap().is_ok());
    }

    assert_eq!(made, 1);
    assert!(!home.accounts.needs_first_administrator().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_link_used_32_times_at_once_makes_one_administrator() {
    let home = Installation::start().await;
    let link = home.accounts.make_setup_link().await.unwrap();
    let mut tasks = Vec::new();
    for number in 0..32 {
        let (accounts, link) = (home.accounts.clone(), link.clone());
        tasks.push(tokio::spawn(async move {
            let new = new_user(&format!("admin{number}"));
            accounts
                .set_up_first_administrator(link.expose(), new)
                .await
        }));
    }

    let mut made = 0;
    for task in tasks {
        made += usize::from(task.await.unwrap().is_ok());
    }

    assert_eq!(made, 1);
}

#[tokio::test]
async fn a_link_runs_out_after_a_day() {
    let home = Installation::start().await;
    let link = home.accounts.make_setup_link().await.unwrap();
    assert!(home.accounts.check_setup_link(link.expose()).await.unwrap());

    home.clock.advance(Seconds::hours(25));
    let late = home
        .accounts
        .set_up_first_administrator(link.expose(), new_user("root"))
        .await;

    assert_eq!(refusal(late), Refusal::LinkOver);
}

#[tokio::test]
async fn a_link_is_over_once_there_is_an_administrator() {
    let home = Installation::start().await;
    let link = home.accounts.make_setup_link().await.unwrap();
    home.admin("root").await;

    assert!(!home.accounts.check_setup_link(link.expose()).await.unwrap());
}

#[tokio::test]
async fn the_bootstrap_is_applied_once() {
    let home = Installation::start().await;
    let accounts = &home.accounts;
    let root = accounts
        .bootstrap_administrator(new_user("root"))
        .await
        .unwrap()
        .unwrap();
    let chat = accounts
        .bootstrap_client(new_client("Team chat"))
        .await
        .unwrap()
        .unwrap();
    accounts
        .remove_client(&OPERATOR, chat.client.id)
        .await
        .unwrap();

    let again = accounts
        .bootstrap_administrator(new_user("other"))
        .await
        .unwrap();
    let client_again = accounts
        .bootstrap_client(new_client("Team chat"))
        .await
        .unwrap();

    assert!(root.is_administrator());
    assert!(again.is_none());
    assert!(client_again.is_none());
}

#[tokio::test]
async fn a_form_token_belongs_to_its_session() {
    let home = Installation::start().await;

    let token = home.accounts.form_token("a session");

    assert!(home.accounts.form_token_matches("a session", &token));
    assert!(!home.accounts.form_token_matches("another session", &token));
}
