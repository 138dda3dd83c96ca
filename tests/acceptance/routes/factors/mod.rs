//! Second factors: `/login/factor`, `/login/enrol`, `/login/step-up`, `/login/passkey` and
//! `/account/factors`.
//!
//! [`sign_in`] and [`stages`]: the way in; [`guesses`]: throttles; [`enrol`]: adding one; [`own`]:
//! what a person does with them; [`step_up`]: in the middle of an authorization; [`passkeys`] by an
//! authenticator in software; [`walk`]: random walks of two browsers; [`first`]: what the first one
//! ends; [`demanded`]: what tokens are worth; [`matrix`]: method, age and cookie; [`device`].

mod boundaries;
mod demanded;
mod device;
mod enrol;
mod first;
mod guesses;
mod later_demand;
mod matrix;
mod own;
mod passkeys;
mod sign_in;
mod stages;
mod step_up;
mod walk;

use gantry_core::Seconds;
use gantry_core::user::User;
use gantry_test_support::{Landing, PASSWORD, Page, TestApp, Visitor};
use totp_rs::{Builder, Secret, Totp};

/// An application that makes codes.
pub(crate) struct Phone(Totp);

impl Phone {
    /// Types in the seed that a page shows.
    pub(crate) fn reading(page: &Page) -> Self {
        let seed = page.text("#totp-seed").unwrap().replace(' ', "");
        let secret = Secret::try_from_base32(seed).unwrap();
        let builder = Builder::new().with_secret(secret);
        Self(builder.with_account_name("x").build().unwrap())
    }

    /// The code of this moment.
    pub(crate) fn code(&self, app: &TestApp) -> String {
        let now = app.accounts.env().now().as_i64();
        self.0.generate(u64::try_from(now).unwrap()).to_string()
    }

    /// The code of the next step: no step is accepted twice.
    pub(crate) fn next_code(&self, app: &TestApp) -> String {
        app.advance(Seconds::new(31));
        self.code(app)
    }
}

/// A person with an application on the phone, and recovery codes.
pub(crate) struct Armed {
    pub(crate) app: TestApp,
    pub(crate) user: User,
    pub(crate) phone: Phone,
    pub(crate) recovery_codes: Vec<String>,
    /// The browser in which the factor was added.
    pub(crate) visitor: Visitor,
}

impl Armed {
    pub(crate) async fn new() -> Self {
        let app = TestApp::start().await;
        let user = app.add_user("alice").await;
        let visitor = app.visitor();
        visitor.sign_in("alice").await;
        let page = visitor.walk("/account/factors/new").await.page();
        let (phone, recovery_codes) = add_phone(&app, &visitor, &page).await;
        Self {
            app,
            user,
            phone,
            recovery_codes,
            visitor,
        }
    }

    /// A browser whose password was right, at the page that asks for more.
    pub(crate) async fn at_the_factor(&self) -> (Visitor, Page) {
        let visitor = self.app.visitor();
        let page = visitor.sign_in("alice").await;
        assert!(page.url.contains("/login/factor"), "{}", page.url);
        (visitor, page)
    }
}

/// Adds an application at the page that offers it; returns the recovery codes.
pub(crate) async fn add_phone(
    app: &TestApp,
    visitor: &Visitor,
    page: &Page,
) -> (Phone, Vec<String>) {
    let phone = Phone::reading(page);
    let typed = [("code", phone.code(app))];
    let typed = typed
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let shown = visitor.submit(page, "#enrol-totp", &typed).await.page();
    let codes = shown
        .text("#recovery-codes")
        .unwrap_or_else(|| panic!("{}", shown.body));
    (phone, codes.split(' ').map(str::to_owned).collect())
}

/// Types a code at the page that asks for one.
pub(crate) async fn prove(visitor: &Visitor, page: &Page, code: &str) -> Landing {
    visitor
        .submit(page, "#factor-submit", &[("code", code)])
        .await
}

/// The session cookie that an answer sets.
pub(crate) fn session_cookie(answer: &Page) -> Option<String> {
    let all = answer.headers.get_all("set-cookie").iter();
    let texts = all.map(|value| value.to_str().unwrap().to_owned());
    let own = texts.filter_map(|text| Some(text.strip_prefix("gantry-session=")?.to_owned()));
    let mut own = own.map(|text| text.split(';').next().unwrap().to_owned());
    own.rfind(|value| !value.is_empty())
}

/// Whether somebody is signed in here.
pub(crate) async fn is_signed_in(visitor: &Visitor) -> bool {
    visitor.get("/account").await.status == 200
}

/// A browser of its own with the right password.
pub(crate) async fn with_password(app: &TestApp, name: &str) -> (Visitor, Page) {
    let visitor = app.visitor();
    let login = visitor.walk("/login").await.page();
    let page = visitor.log_in_with(&login, name, PASSWORD).await.page();
    (visitor, page)
}
