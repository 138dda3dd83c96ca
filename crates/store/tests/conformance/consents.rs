//! What people agreed to.

use std::collections::BTreeSet;

use gantry_core::client::ClientRowId;
use gantry_core::consent::Consent;
use gantry_core::user::UserId;
use gantry_store::consents;

use crate::builders::{LATER, NOW, id, scopes};
use crate::support::{TestStore, read, written};

fn consent(user_id: UserId, client_id: ClientRowId, text: &str) -> Consent {
    Consent {
        user_id,
        client_id,
        scopes: scopes(text),
        claims: BTreeSet::new(),
        granted_at: NOW,
    }
}

#[tokio::test]
async fn a_later_agreement_replaces_an_earlier_one() {
    let store = TestStore::open().await;
    let first = consent(id(), id(), "openid");
    let second = Consent {
        scopes: scopes("openid email"),
        claims: BTreeSet::from(["birthdate".to_owned(), "phone_number".to_owned()]),
        granted_at: LATER,
        ..first.clone()
    };

    written!(store, [first], tx => consents::grant(tx, first));
    written!(store, [second], tx => consents::grant(tx, second));
    let found = read!(store, conn => consents::find(conn, first.user_id, first.client_id)).unwrap();

    assert_eq!(format!("{found:?}"), format!("{second:?}"));
}

#[tokio::test]
async fn agreements_are_found_for_the_right_person_and_client_only() {
    let store = TestStore::open().await;
    let (user, one, two) = (id(), id(), id());
    let (a, b, foreign) = (
        consent(user, one, "openid"),
        consent(user, two, "email"),
        consent(id(), one, "openid"),
    );
    for each in [&b, &a, &foreign] {
        written!(store, [each], tx => consents::grant(tx, each));
    }

    let all = read!(store, conn => consents::of_user(conn, user));
    let missing = read!(store, conn => consents::find(conn, user, id()));

    assert_eq!(format!("{all:?}"), format!("{:?}", [a, b]));
    assert!(missing.is_none());
}

#[tokio::test]
async fn a_withdrawn_agreement_covers_nothing_and_is_not_listed() {
    let store = TestStore::open().await;
    let given = Consent {
        claims: BTreeSet::from(["birthdate".to_owned()]),
        ..consent(id(), id(), "openid")
    };
    let (user, client, mark) = (given.user_id, given.client_id, id::<()>().as_uuid());
    written!(store, [given], tx => consents::grant(tx, given));

    written!(store, [user, client, mark], tx =>
        consents::withdraw(tx, *user, *client, *mark, NOW));
    let found = read!(store, conn => consents::find(conn, user, client));
    let all = read!(store, conn => consents::of_user(conn, user));

    assert!(found.is_none_or(|consent| consent.scopes.is_empty() && consent.claims.is_empty()));
    assert!(all.is_empty());
}
