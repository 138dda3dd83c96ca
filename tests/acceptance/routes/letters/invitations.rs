//! Invitations.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::UserChange;
use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_test_support::{PASSWORD, Page, SmtpServer, TestApp, Visitor};

use super::told::{NEW, opens, path_of, signed_in, submit};

async fn invite(visitor: &Visitor, fields: &[(&str, &str)]) -> Page {
    let page = visitor.get("/admin/invitations").await;
    let (action, own) = page.form_with("#invite-submit");
    let token = own
        .into_iter()
        .find(|(name, _)| name == "form_token")
        .unwrap()
        .1;
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    visitor.post(&action, &all).await
}

async fn invited(app: &TestApp, smtp: &SmtpServer, fields: &[(&str, &str)]) -> String {
    let root = signed_in(app, "root").await;
    let answer = invite(&root, fields).await;
    assert_eq!(
        answer.location(),
        "/admin/invitations?said=invitations-sent",
        "{}",
        answer.body
    );
    app.send_mail().await;
    path_of(app, smtp, "invitation")
}

async fn accept(app: &TestApp, link: &str, name: &str) -> (Visitor, Page) {
    let visitor = Visitor::new(&app.url);
    let page = visitor.get(link).await;
    let typed = [("name", "Zoë Quinn"), ("username", name), ("password", NEW)];
    let answer = submit(&visitor, &page, "#invitation-submit", &typed).await;
    (visitor, answer)
}

#[tokio::test]
async fn an_invitation_makes_a_person_in_groups_who_lands_in_the_application() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    let staff = app.group("staff").await.to_string();
    let client = app.add_rocketchat().await;
    let slug = client.client.slug.to_string();

    let fields = [
        ("email", "zoe@example.org"),
        ("group", staff.as_str()),
        ("application", slug.as_str()),
        ("language", "de"),
    ];
    let link = invited(&app, &smtp, &fields).await;
    let text = smtp.last().text();
    let (visitor, answer) = accept(&app, &link, "zoe").await;
    let again = Visitor::new(&app.url).get(&link).await;

    assert!(text.contains("root Example lädt Sie"), "{text}");
    assert_eq!(answer.location(), format!("/application/launch/{slug}"));
    assert_eq!(visitor.get("/apps").await.status, 200);
    let user = app
        .accounts
        .user_by_login("zoe@example.org")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(user.language.as_deref(), Some("de"));
    assert!(user.email_verified && user.role.is_none());
    let groups = app.accounts.groups_of(user.id).await.unwrap();
    assert_eq!(groups.len(), 1);
    assert_eq!(again.problem().as_deref(), Some("link_used"));
    assert!(opens(&app, "zoe", NEW).await);
}

#[tokio::test]
async fn without_an_application_the_way_leads_to_ones_own() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;

    let link = invited(&app, &smtp, &[("email", "zoe@example.org")]).await;
    let (_, taken) = accept(&app, &link, "root").await;
    let (_, answer) = accept(&app, &link, "zoe").await;

    assert_eq!(taken.status, 422);
    assert_eq!(answer.location(), "/apps");
}

#[tokio::test]
async fn an_invitation_runs_out_after_a_week_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    let one = invited(&app, &smtp, &[("email", "one@example.org")]).await;
    let root = signed_in(&app, "root").await;

    let page = root.get("/admin/invitations").await;
    let taken_back = submit(&root, &page, "[action$='/withdraw'] button", &[]).await;
    let gone = Visitor::new(&app.url).get(&one).await;
    let two = invited(&app, &smtp, &[("email", "two@example.org")]).await;
    app.advance(Seconds::days(8));
    let late = Visitor::new(&app.url).get(&two).await;

    assert_eq!(
        taken_back.location(),
        "/admin/invitations?said=invitations-withdrawn"
    );
    assert_eq!(gone.problem().as_deref(), Some("link_used"));
    assert_eq!(late.problem().as_deref(), Some("link_expired"));
}

#[tokio::test]
async fn without_mail_an_administrator_gets_the_link_to_pass_on() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let root = signed_in(&app, "root").await;

    let answer = invite(&root, &[("email", "zoe@example.org")]).await;
    let link = answer.text("#invitation-link").unwrap();
    let path = link.strip_prefix(app.provider.public_url()).unwrap();
    let (_, accepted) = accept(&app, path, "zoe").await;

    assert_eq!(accepted.location(), "/apps");
}

#[tokio::test]
async fn the_helpdesk_invites_into_its_own_groups_and_gives_no_role() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_person("hannah", &["own"], |new| new.role = Some(Role::Helpdesk))
        .await;
    let (own, other) = (
        app.group("own").await.to_string(),
        app.group("other").await.to_string(),
    );
    let hannah = signed_in(&app, "hannah").await;
    let email = ("email", "zoe@example.org");

    let foreign = invite(&hannah, &[email, ("group", &other)]).await;
    let role = invite(&hannah, &[email, ("role", "auditor")]).await;
    let good = invite(&hannah, &[email, ("group", &own)]).await;
    app.send_mail().await;

    assert_eq!((foreign.status.as_u16(), role.status.as_u16()), (422, 422));
    assert_eq!(good.location(), "/admin/invitations?said=invitations-sent");
    assert_eq!(smtp.all().len(), 1);
}

#[tokio::test]
async fn a_role_is_given_only_as_long_as_the_inviter_could_give_it() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("other").await;
    let root = app.add_admin("root").await;
    let fields = [("email", "zoe@example.org"), ("role", "administrator")];
    let link = invited(&app, &smtp, &fields).await;

    let demoted = UserChange {
        role: Some(Some(Role::Helpdesk)),
        ..UserChange::default()
    };
    let operator = Administrator::operator();
    app.accounts
        .change_user(&operator, root.id, demoted)
        .await
        .unwrap();
    let (_, answer) = accept(&app, &link, "zoe").await;

    assert_eq!(answer.problem().as_deref(), Some("link_over"));
    assert!(app.accounts.user_by_login("zoe").await.unwrap().is_none());
}

#[tokio::test]
async fn an_administrator_invites_administrators() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    let fields = [("email", "zoe@example.org"), ("role", "administrator")];

    let link = invited(&app, &smtp, &fields).await;
    accept(&app, &link, "zoe").await;

    let zoe = app.accounts.user_by_login("zoe").await.unwrap().unwrap();
    assert_eq!(zoe.role, Some(Role::Administrator));
}

#[tokio::test]
async fn addresses_of_people_and_people_without_a_role_are_refused() {
    let app = TestApp::start().await;
    let _smtp = app.with_mail().await;
    app.add_admin("root").await;
    app.add_user("alice").await;
    let root = signed_in(&app, "root").await;
    let alice = signed_in(&app, "alice").await;

    let taken = invite(&root, &[("email", "alice@example.org")]).await;
    let list = "a@example.org, b@example.org";
    let several = invite(&root, &[("email", list)]).await;
    let injected = invite(&root, &[("email", "a@example.org\r\nBcc: b@example.org")]).await;
    let page = alice.get("/admin/invitations").await;

    for refused in [taken, several, injected] {
        assert_eq!(refused.status, 422);
    }
    assert_eq!(page.problem().as_deref(), Some("not_admin"));
    assert_ne!(PASSWORD, NEW);
}

#[tokio::test]
async fn one_of_many_accepts_an_invitation() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    let link = invited(&app, &smtp, &[("email", "zoe@example.org")]).await;

    let (one, two, three) = tokio::join!(
        accept(&app, &link, "zoe"),
        accept(&app, &link, "zora"),
        accept(&app, &link, "zara")
    );

    let won = [one, two, three]
        .iter()
        .filter(|(_, answer)| answer.location() == "/apps")
        .count();
    assert_eq!(won, 1);
}
