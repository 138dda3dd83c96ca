//! Where and when somebody came in stays with everything that is issued for it.

use gantry_core::access::Entry;
use gantry_core::correlation::Correlation;
use gantry_core::device_code::{DeviceAnswer, DeviceApproval, DeviceCode, UserCode};
use gantry_core::methods::Methods;
use gantry_core::{Env, Seconds};
use gantry_store::{access_tokens, codes, device_codes, refresh_tokens};

use crate::builders::{LATER, LIMITS, NOW, SignedIn, digest, entry, id, requested, scopes};
use crate::support::{TestStore, read, written};

#[tokio::test]
async fn code_token_and_family_know_the_entry() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let code = read!(store, conn => codes::find(conn, here.code.id)).unwrap();
    let token = read!(store, conn => access_tokens::find(conn, here.token.id, LIMITS)).unwrap();
    let refresh = read!(store, conn => refresh_tokens::find(conn, here.refresh, LIMITS)).unwrap();

    assert_eq!(code.code.entry, entry());
    assert_eq!(token.token.entry, entry());
    assert_eq!(refresh.token.family.entry, entry());
}

#[tokio::test]
async fn a_device_is_let_in_by_the_entry_of_whoever_allows_it() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let code = DeviceCode {
        id: id(),
        user_code: UserCode::generate(&Env::system()),
        client_id: here.client.id,
        scopes: scopes("openid"),
        requested: requested(),
        correlation: Correlation::from_i64(5),
        pause: Seconds::new(5),
        expires_at: LATER,
    };
    let approval = DeviceApproval {
        id: id::<()>().as_uuid(),
        user_id: here.user.id,
        session_id: here.session.id,
        authenticated_at: NOW,
        methods: Methods::default(),
        entry: Entry::unseen(NOW),
    };
    let asked = code.id;
    assert!(written!(store, [code], tx => device_codes::insert(tx, code, digest("device"))));
    assert!(written!(store, [asked, approval], tx =>
        device_codes::approve(tx, *asked, *approval, NOW)));

    let found = read!(store, conn => device_codes::find(conn, asked, LIMITS)).unwrap();

    let DeviceAnswer::Approved(by) = found.answer else {
        panic!("{:?}", found.answer);
    };
    assert_eq!(by.entry, Entry::unseen(NOW));
}
