//! Pictures and their public names.

use gantry_store::images::{self, ImageKind, StoredImage};

use crate::builders::{LATER, NOW, id};
use crate::support::{TestStore, read, written};

fn picture(kind: ImageKind, bytes: &[u8]) -> StoredImage {
    StoredImage {
        kind,
        owner: id::<()>().as_uuid(),
        content_type: "image/png".to_owned(),
        bytes: Some(bytes.to_vec()),
        updated_at: NOW,
    }
}

#[tokio::test]
async fn a_new_picture_keeps_the_name_of_the_first() {
    let store = TestStore::open().await;
    let first = picture(ImageKind::Avatar, b"one");
    let second = StoredImage {
        bytes: Some(b"two".to_vec()),
        content_type: "image/jpeg".to_owned(),
        updated_at: LATER,
        ..first.clone()
    };

    let named = written!(store, [first], tx => images::put(tx, first, "first-name"));
    let again = written!(store, [second], tx => images::put(tx, second, "other-name"));
    let found = read!(store, conn => images::by_handle(conn, "first-name"));
    let other = read!(store, conn => images::by_handle(conn, "other-name"));

    assert_eq!([named.as_str(), again.as_str()], ["first-name"; 2]);
    assert_eq!(found, Some(second));
    assert_eq!(other, None);
}

#[tokio::test]
async fn a_picture_taken_away_leaves_its_name() {
    let store = TestStore::open().await;
    let one = picture(ImageKind::Icon, b"one");
    let (kind, owner) = (one.kind, one.owner);
    written!(store, [one], tx => images::put(tx, one, "a-name"));

    let cleared = written!(store, [kind, owner], tx => images::clear(tx, *kind, *owner, LATER));
    let twice = written!(store, [kind, owner], tx => images::clear(tx, *kind, *owner, LATER));
    let handle = read!(store, conn => images::handle_of(conn, kind, owner));
    let found = read!(store, conn => images::by_handle(conn, "a-name")).unwrap();

    assert!(cleared && !twice);
    assert_eq!(handle, None);
    assert_eq!(found.bytes, None);
}

#[tokio::test]
async fn kinds_and_owners_do_not_mix_and_can_be_forgotten() {
    let store = TestStore::open().await;
    let avatar = picture(ImageKind::Avatar, b"one");
    let icon = StoredImage {
        kind: ImageKind::Icon,
        ..avatar.clone()
    };
    let owner = avatar.owner;
    written!(store, [avatar], tx => images::put(tx, avatar, "avatar-name"));
    written!(store, [icon], tx => images::put(tx, icon, "icon-name"));

    written!(store, [owner], tx => images::forget(tx, ImageKind::Avatar, *owner));
    let gone = read!(store, conn => images::handle_of(conn, ImageKind::Avatar, owner));
    let kept = read!(store, conn => images::handle_of(conn, ImageKind::Icon, owner));

    assert_eq!(gone, None);
    assert_eq!(kept.as_deref(), Some("icon-name"));
}
