//! The forgotten password, as a step of a walk.

use gantry_core::user::UserId;
use gantry_store::credentials;
use gantry_test_support::TestApp;

use super::World;
use crate::factors::session_cookie;

/// The stored hash of a person's password.
pub(super) async fn hash_of(app: &TestApp, id: UserId) -> String {
    let mut conn = app.accounts.store().read().await.unwrap();
    let found = credentials::find(&mut conn, id).await.unwrap().unwrap();
    found.1.unwrap().as_str().to_owned()
}

impl World {
    /// Asks for a letter and lets it go out; too many in a row are not written.
    pub(super) async fn ask_reset(&mut self, side: usize) {
        let visitor = self.sides[side].visitor.clone();
        let page = visitor.walk("/recover").await.page();
        let asked = visitor.submit_once(&page, "#recover-submit", &[("username", "alice")]);
        assert!(session_cookie(&asked.await).is_none());
        self.armed.app.send_mail().await;
        let public = self.armed.app.provider.public_url();
        let beginning = format!("{public}/recover/");
        let letters = self.smtp.all();
        let newest = letters
            .iter()
            .rev()
            .find(|it| it.text().contains(&beginning));
        if let Some(letter) = newest {
            let link = letter.link(&beginning);
            self.link = Some(link.strip_prefix(public).unwrap().to_owned());
        }
    }

    /// Sets a new password with the mailed link, or tries to with another.
    pub(super) async fn reset(&mut self, side: usize, mailed: bool) {
        let visitor = self.sides[side].visitor.clone();
        let link = match (mailed, &self.link) {
            (true, Some(link)) => link.clone(),
            (true, None) => return,
            (false, Some(link)) => format!("{}{}", &link[..link.len() - 20], "A".repeat(20)),
            (false, None) => format!("/recover/{}", "A".repeat(64)),
        };
        let page = visitor.get(&link).await;
        if page.text("#recovering-submit").is_none() {
            return;
        }
        assert!(mailed, "a guess opened the form");
        let new = format!("seven quiet lanterns drift {}", self.resets);
        let typed = [("new_password", new.as_str())];
        let set = visitor.submit_once(&page, "#recovering-submit", &typed);
        let set = set.await;
        assert!(set.text("#recovered").is_some(), "{}", set.body);
        assert!(session_cookie(&set).is_none(), "a reset signs nobody in");
        self.link = None;
        self.password = new;
        self.resets += 1;
        self.hash = hash_of(&self.armed.app, self.armed.user.id).await;
        for side in &mut self.sides {
            side.session = None;
        }
    }
}
