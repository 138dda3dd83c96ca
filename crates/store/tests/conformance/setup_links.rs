//! One-time links.

use gantry_core::Env;
use gantry_core::token::Token;
use gantry_store::setup_links;

use crate::builders::{LATER, NOW};
use crate::support::{TestStore, read, written};

#[tokio::test]
async fn a_link_is_open_until_it_is_used_once() {
    let store = TestStore::open().await;
    let link = Token::generate(&Env::system());
    let id = link.id();
    written!(store, [link], tx => setup_links::insert(tx, link, LATER));

    let open = read!(store, conn => setup_links::open(conn, id, NOW));
    let first = written!(store, [id], tx => setup_links::consume(tx, *id, NOW));
    let second = written!(store, [id], tx => setup_links::consume(tx, *id, NOW));
    let used = read!(store, conn => setup_links::open(conn, id, NOW));

    assert!(open.unwrap().matches(&link.digest()));
    assert_eq!((first, second), (true, false));
    assert!(used.is_none());
}

#[tokio::test]
async fn a_link_that_ran_out_or_never_was_is_refused() {
    let store = TestStore::open().await;
    let (link, other) = (
        Token::generate(&Env::system()),
        Token::generate(&Env::system()),
    );
    let (id, unknown) = (link.id(), other.id());
    written!(store, [link], tx => setup_links::insert(tx, link, LATER));

    let open = read!(store, conn => setup_links::open(conn, id, LATER));
    let late = written!(store, [id], tx => setup_links::consume(tx, *id, LATER));
    let never = written!(store, [unknown], tx => setup_links::consume(tx, *unknown, NOW));

    assert!(open.is_none());
    assert_eq!((late, never), (false, false));
}
