//! Pictures.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use gantry_accounts::users::UserChange;
use gantry_core::profile::Profile;
use tokio::net::TcpListener;

use crate::support::{OPERATOR, Ship};

/// What the server of pictures answers: media type and bytes.
type Shown = Arc<Mutex<(&'static str, Vec<u8>)>>;

async fn pictures() -> (String, Shown) {
    let shown: Shown = Arc::new(Mutex::new(("image/png", b"first picture".to_vec())));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new().fallback(show).with_state(Arc::clone(&shown));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://127.0.0.1:{port}/ada.png"), shown)
}

async fn show(State(shown): State<Shown>) -> Response<Body> {
    let (kind, bytes) = shown.lock().unwrap().clone();
    Response::builder()
        .header("content-type", kind)
        .body(Body::from(bytes))
        .unwrap()
}

async fn with_picture(ship: &Ship, address: &str) -> gantry_core::user::User {
    let ada = ship.person("ada").await;
    let profile = Profile {
        picture: Some(address.to_owned()),
        ..Profile::default()
    };
    let change = UserChange {
        profile: Some(profile),
        ..UserChange::default()
    };
    ship.accounts()
        .change_user(&OPERATOR, ada.id, change)
        .await
        .unwrap();
    ship.work().await;
    ada
}

#[tokio::test]
async fn rc_iframe_46_a_picture_is_uploaded_when_it_is_another_one() {
    let ship = Ship::start().await;
    let (address, shown) = pictures().await;
    let ada = with_picture(&ship, &address).await;
    let first = ship.chat_user("ada").avatar_hash.unwrap();
    assert_eq!(ship.written(), ["users.setAvatar"]);

    ship.follow(&ada).await;
    assert_eq!(ship.written().len(), 1);

    *shown.lock().unwrap() = ("image/webp", b"another picture".to_vec());
    ship.follow(&ada).await;
    assert_eq!(ship.written().len(), 2);
    assert_ne!(ship.chat_user("ada").avatar_hash.unwrap(), first);
    assert!(ship.known(&ada).await.avatar.is_some());
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_left_where_it_is() {
    let ship = Ship::start().await;
    let (address, shown) = pictures().await;
    *shown.lock().unwrap() = ("text/html", b"<p>".to_vec());
    let ada = with_picture(&ship, &address).await;
    *shown.lock().unwrap() = ("image/png", vec![7; 1024 * 1024 + 1]);
    ship.follow(&ada).await;
    *shown.lock().unwrap() = ("image/svg+xml", b"<svg/>".to_vec());
    ship.follow(&ada).await;

    assert_eq!(ship.chat_user("ada").avatar_hash, None);
    assert_eq!(ship.stopped().await, Vec::<String>::new());
    let waiting = ship.workspaces.waiting(ship.client.client.id, 10).await;
    assert!(waiting.unwrap().is_empty());
}
