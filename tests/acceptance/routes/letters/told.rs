//! Short ways through the pages.

use gantry_test_support::{PASSWORD, Page, SmtpServer, TestApp, Visitor};

/// A password that the policy takes.
pub(super) const NEW: &str = "seven quiet lanterns drift";

/// A browser in which a person signed in.
pub(super) async fn signed_in(app: &TestApp, name: &str) -> Visitor {
    signed_in_with(app, name, PASSWORD).await
}

/// The same with another password.
pub(super) async fn signed_in_with(app: &TestApp, name: &str, password: &str) -> Visitor {
    let visitor = Visitor::new(&app.url);
    let page = try_sign_in(&visitor, name, password).await;
    assert!(page.status.is_redirection(), "{}", page.body);
    visitor
}

/// One attempt to sign in, without following.
pub(super) async fn try_sign_in(visitor: &Visitor, name: &str, password: &str) -> Page {
    let page = visitor.get("/login").await;
    let typed = [("username", name), ("password", password)];
    submit(visitor, &page, "#login-submit", &typed).await
}

/// Posts the form that holds an element, with some fields changed, without following.
pub(super) async fn submit(
    visitor: &Visitor,
    page: &Page,
    selector: &str,
    changes: &[(&str, &str)],
) -> Page {
    let (action, mut fields) = page.form_with(selector);
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post(&action, &fields).await
}

/// Posts any fields to a path with a token that this browser's pages carry.
pub(super) async fn post(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = visitor.get("/recover").await;
    let token = page
        .attribute("[name=form_token]", "value")
        .unwrap_or_default();
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    visitor.post(path, &all).await
}

/// Asks for a new password.
pub(super) async fn ask(app: &TestApp, login: &str) -> Page {
    let visitor = Visitor::new(&app.url);
    let page = visitor.get("/recover").await;
    submit(&visitor, &page, "#recover-submit", &[("username", login)]).await
}

/// Asks, lets the letter go out, and takes the path of its link.
pub(super) async fn recovery_link(app: &TestApp, smtp: &SmtpServer, login: &str) -> String {
    ask(app, login).await;
    app.send_mail().await;
    path_of(app, smtp, "recover")
}

/// The path of the link in the newest letter.
pub(super) fn path_of(app: &TestApp, smtp: &SmtpServer, page: &str) -> String {
    let public = app.provider.public_url();
    let beginning = format!("{public}/{page}/");
    // Letters of one round leave side by side: the newest of all may be another one.
    let letters = smtp.all();
    let with_link = letters
        .iter()
        .rev()
        .find(|it| it.text().contains(&beginning));
    let link = with_link.unwrap().link(&beginning);
    link.strip_prefix(public).unwrap().to_owned()
}

/// Whether a password opens an account.
pub(super) async fn opens(app: &TestApp, name: &str, password: &str) -> bool {
    let visitor = Visitor::new(&app.url);
    let page = try_sign_in(&visitor, name, password).await;
    page.status.is_redirection()
}
