//! Row 25: each stage with an empty, a repeated and an out-of-order POST.

use gantry_test_support::{TestApp, Visitor};

use super::told::{NEW, opens, path_of, post, recovery_link, signed_in, submit};

#[tokio::test]
async fn advisory_25_empty_and_early_posts_change_nothing() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    let user = app.add_user("alice").await;
    let visitor = Visitor::new(&app.url);

    for path in [
        "/recover",
        "/recover/x",
        "/invitation/x",
        "/verify/x",
        "/account/email",
        "/account/email/prove",
        "/admin/mail",
        "/admin/invitations",
    ] {
        for fields in [&[][..], &[("username", "")], &[("new_password", NEW)]] {
            let bare = visitor.post(path, fields).await;
            let with_token = post(&visitor, path, fields).await;

            assert!(!bare.status.is_success(), "{path}: {}", bare.status);
            assert!(with_token.text("#recovered").is_none(), "{path}");
        }
    }
    app.send_mail().await;

    assert!(smtp.all().is_empty());
    assert!(!opens(&app, "alice", NEW).await);
    let now = app.accounts.user(user.id).await.unwrap().unwrap();
    assert_eq!(now, user_before(&user, &now));
}

/// The same person; only the time of the last sign-in may differ.
fn user_before(
    before: &gantry_core::user::User,
    now: &gantry_core::user::User,
) -> gantry_core::user::User {
    gantry_core::user::User {
        signed_in_at: now.signed_in_at,
        ..before.clone()
    }
}

#[tokio::test]
async fn advisory_25_a_real_link_with_an_empty_form_sets_nothing_and_stays() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let link = recovery_link(&app, &smtp, "alice").await;
    let visitor = Visitor::new(&app.url);

    let bare = visitor.post(&link, &[]).await;
    let empty = post(&visitor, &link, &[]).await;
    let twice = post(
        &visitor,
        &link,
        &[("new_password", NEW), ("new_password", "x")],
    )
    .await;
    let page = visitor.get(&link).await;
    let set = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;
    let repeated = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;

    assert_eq!((bare.status.as_u16(), empty.status.as_u16()), (403, 422));
    assert!(twice.status.is_client_error(), "{}", twice.status);
    assert!(set.text("#recovered").is_some(), "{}", set.body);
    assert_eq!(repeated.status, 410);
}

#[tokio::test]
async fn advisory_25_a_link_of_one_purpose_opens_no_other_stage() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;
    let recovery = recovery_link(&app, &smtp, "alice").await;
    let page = alice.get("/account/email").await;
    let change = [
        ("email", "new@example.org"),
        ("current_password", gantry_test_support::PASSWORD),
    ];
    submit(&alice, &page, "#email-submit", &change).await;
    app.send_mail().await;
    let address = path_of(&app, &smtp, "verify");
    let root = signed_in(&app, "root").await;
    let page = root.get("/admin/invitations").await;
    submit(
        &root,
        &page,
        "#invite-submit",
        &[("email", "zoe@example.org")],
    )
    .await;
    app.send_mail().await;
    let invitation = path_of(&app, &smtp, "invitation");

    let links = [
        ("recover", recovery),
        ("verify", address),
        ("invitation", invitation),
    ];
    for (own, link) in &links {
        let token = link.rsplit('/').next().unwrap();
        for (stage, _) in links.iter().filter(|(stage, _)| stage != own) {
            let path = format!("/{stage}/{token}");
            let shown = alice.get(&path).await;
            assert_eq!(
                shown.problem().as_deref(),
                Some("link_over"),
                "{own} at {stage}"
            );
        }
    }
    for (_, link) in &links {
        assert_eq!(alice.get(link).await.status, 200, "{link}");
    }
}
