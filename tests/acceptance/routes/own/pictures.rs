//! Pictures of people: what is taken, what is served, and what applications are told.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::UserChange;
use gantry_core::profile::Profile;
use gantry_test_support::TestApp;

use super::{OTHER_PNG, PNG, bytes, send, upload};

const BY: Administrator = Administrator::operator();

/// Statement 66: "serve `picture` as an anonymous absolute https URL answering 200 with an image
/// type, without a private address". It begins with the public URL, whatever that is.
#[tokio::test]
async fn rc_oauth_66_the_picture_is_an_address_that_shows_everybody_an_image() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let alice = app.add_user("alice").await;
    let browser = app.visitor();
    browser.sign_in("alice").await;

    let saved = upload(&browser, "/account", "/account/picture", bytes(PNG)).await;
    let claims = app.claims(&chat, "alice").await;
    let picture = claims["picture"].as_str().unwrap();
    let path = picture.strip_prefix(app.provider.public_url()).unwrap();
    let shown = app.visitor().get(path).await;

    assert_eq!(saved.location(), "/account?done=account-picture-saved");
    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("content-type"), "image/png");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert!(shown.header("content-security-policy").contains("sandbox"));
    assert!(shown.header("cache-control").contains("public"));
    for told in [
        "alice",
        "example",
        &alice.id.to_string(),
        alice.subject.as_str(),
    ] {
        assert!(
            !picture.rsplit('/').next().unwrap().contains(told),
            "{picture}"
        );
    }
    let again = app.visitor();
    let asked = again
        .http
        .get(again.address(path))
        .header("if-none-match", shown.header("etag"));
    assert_eq!(again.send(asked).await.status, 304);
}

#[tokio::test]
async fn a_new_picture_keeps_the_address_and_one_taken_away_leaves_initials() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    app.add_user("alice").await;
    let browser = app.visitor();
    browser.sign_in("alice").await;

    upload(&browser, "/account", "/account/picture", bytes(PNG)).await;
    let first = app.claims(&chat, "alice").await["picture"].clone();
    let path = first
        .as_str()
        .unwrap()
        .strip_prefix(app.provider.public_url())
        .unwrap();
    let before = app.visitor().get(path).await;
    upload(&browser, "/account", "/account/picture", bytes(OTHER_PNG)).await;
    let second = app.claims(&chat, "alice").await["picture"].clone();
    let after = app.visitor().get(path).await;
    let page = browser.get("/account").await;
    browser
        .submit(&page, "form[action='/account/picture/remove'] button", &[])
        .await;
    let gone = app.claims(&chat, "alice").await;
    let initials = app.visitor().get(path).await;

    assert_eq!(first, second);
    assert_ne!(before.header("etag"), after.header("etag"));
    assert!(gone.get("picture").is_none(), "{gone}");
    assert_eq!(initials.header("content-type"), "image/svg+xml");
    assert!(initials.body.contains(">AE</text>"), "{}", initials.body);
    assert!(
        initials
            .header("content-security-policy")
            .contains("sandbox")
    );
}

#[tokio::test]
async fn an_address_in_the_profile_goes_before_an_uploaded_picture() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let alice = app.add_user("alice").await;
    let browser = app.visitor();
    browser.sign_in("alice").await;
    upload(&browser, "/account", "/account/picture", bytes(PNG)).await;
    let entered = "https://intranet.example.org/alice.jpg";

    let change = UserChange {
        profile: Some(Profile {
            picture: Some(entered.to_owned()),
            ..Profile::default()
        }),
        ..UserChange::default()
    };
    app.accounts
        .change_user(&BY, alice.id, change)
        .await
        .unwrap();

    assert_eq!(app.claims(&chat, "alice").await["picture"], entered);
}

#[tokio::test]
async fn advisory_18_whatever_is_no_picture_is_refused_and_never_served() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let browser = app.visitor();
    browser.sign_in("alice").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let html = b"<!doctype html><script>alert(1)</script>";
    let mut large = bytes(PNG);
    large.resize(5 * 1024 * 1024 + 1, 0);
    let short = bytes(PNG)[..30].to_vec();

    for file in [svg.to_vec(), html.to_vec(), large, short, Vec::new()] {
        let refused = upload(&browser, "/account", "/account/picture", file).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.text("#picture-problem").is_some());
    }
    assert_eq!(app.accounts.picture_of(alice.id).await.unwrap(), None);
}

#[tokio::test]
async fn advisory_18_a_picture_is_written_anew_without_what_travelled_along() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let browser = app.visitor();
    browser.sign_in("alice").await;
    let file = [bytes(PNG), b"<script>alert(1)</script>".to_vec()].concat();

    let saved = upload(&browser, "/account", "/account/picture", file).await;
    let page = browser.get("/account").await;
    let address = page.attribute("#avatar", "src").unwrap();
    let shown = app.visitor().get(&address).await;

    assert_eq!(saved.status, 303);
    assert!(!shown.body.contains("script"));
}

#[tokio::test]
async fn only_a_form_of_ours_in_the_own_browser_changes_a_picture() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let browser = app.visitor();
    browser.sign_in("alice").await;
    let stranger = app.visitor();

    let forged = send(&browser, "/account/picture", "no token", bytes(PNG)).await;
    let unknown = send(&stranger, "/account/picture", "no token", bytes(PNG)).await;
    let huge = send(&browser, "/account/picture", "", vec![0; 9 * 1024 * 1024]).await;

    assert_eq!(forged.status, 403);
    assert!(unknown.status.is_redirection() || unknown.status == 403);
    assert_eq!(huge.status, 413);
}

#[tokio::test]
async fn a_deleted_persons_picture_is_gone() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let made = app.accounts.set_own_picture(alice.id, bytes(PNG)).await;
    let path = format!("/avatar/{}", made.unwrap());

    let before = app.visitor().get(&path).await;
    app.accounts.delete_user(&BY, alice.id).await.unwrap();
    let after = app.visitor().get(&path).await;
    let nothing = app.visitor().get("/avatar/nothing-by-that-name").await;

    assert_eq!(before.status, 200);
    assert_eq!([after.status, nothing.status], [404; 2]);
}
