//! An application that makes codes, and the codes for the day on which the phone is gone.

use gantry_core::Seconds;
use gantry_test_support::{Browser, TestApp, Visitor};
use totp_rs::{Builder, Secret, Totp};

use super::{enter, is_in, leave, offer};

/// The application on the phone.
pub(super) struct Phone(Totp);

impl Phone {
    /// Types in the seed as the page shows it.
    pub(super) async fn reading(browser: &Browser) -> Self {
        Self::knowing(&browser.text("#totp-seed").await)
    }

    /// Types in a seed.
    fn knowing(seed: &str) -> Self {
        let secret = Secret::try_from_base32(seed.replace(' ', "")).unwrap();
        let builder = Builder::new().with_secret(secret);
        Self(builder.with_account_name("x").build().unwrap())
    }

    /// The code of this moment.
    pub(super) fn code(&self, app: &TestApp) -> String {
        let now = app.accounts.env().now().as_i64();
        self.0.generate(u64::try_from(now).unwrap()).to_string()
    }

    /// The code of the next step: no step is accepted twice.
    pub(super) fn next_code(&self, app: &TestApp) -> String {
        app.advance(Seconds::new(31));
        self.code(app)
    }

    /// Adds one for a person elsewhere, where no browser is needed for it.
    pub(super) async fn added_elsewhere(app: &TestApp, username: &str) -> Self {
        let visitor = Visitor::new(&app.url);
        visitor.sign_in(username).await;
        let page = visitor.walk("/account/factors/new").await.page();
        let phone = Self::knowing(&page.text("#totp-seed").unwrap());
        let code = phone.code(app);
        let typed = [("code", code.as_str())];
        let shown = visitor.submit(&page, "#enrol-totp", &typed).await.page();
        assert!(shown.text("#recovery-codes").is_some(), "{}", shown.body);
        phone
    }
}

/// Adds the application at the page that offers it; returns it with the recovery codes.
pub(super) async fn add(app: &TestApp, browser: &Browser) -> (Phone, Vec<String>) {
    let phone = Phone::reading(browser).await;
    browser.type_into("#code", &phone.code(app)).await;
    browser.click("#enrol-totp").await;
    let codes = browser.text("#recovery-codes").await;
    let codes = codes.split_whitespace().map(str::to_owned).collect();
    (phone, codes)
}

/// Types a code at the page that asks for one.
pub(super) async fn prove(browser: &Browser, code: &str) {
    browser.type_into("#code", code).await;
    browser.click("#factor-submit").await;
}

#[tokio::test]
async fn a_person_adds_an_app_with_codes_and_signs_in_with_it() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let browser = Browser::start().await;

    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;
    let picture = "const it = document.querySelector('.qr svg').getBoundingClientRect(); \
                   return Math.min(it.width, it.height)";
    let picture = browser.script(picture).await;
    let seed = browser.text("#totp-seed").await;
    prove_wrongly(&browser, "#enrol-totp").await;
    assert_eq!(browser.text("#totp-seed").await, seed);
    let (phone, codes) = add(&app, &browser).await;
    browser.click("#recovery-continue").await;
    let factors = browser.text("#factors").await;
    leave(&browser).await;
    enter(&app, &browser, "alice").await;
    let notice = prove_wrongly(&browser, "#factor-submit").await;
    prove(&browser, &phone.next_code(&app)).await;
    is_in(&app, &browser).await;

    assert!(picture.as_f64().unwrap() >= 150.0, "{picture}");
    assert_eq!(codes.len(), 10);
    assert!(factors.contains("App on my phone"), "{factors}");
    assert_eq!(
        notice,
        "That is not right, or was used before. Codes from an app change every 30 seconds."
    );
}

/// Types a code that is none, and reads what the page says to it.
async fn prove_wrongly(browser: &Browser, button: &str) -> String {
    browser.type_into("#code", "000000").await;
    browser.click(button).await;
    browser.text("[role=alert]").await
}

#[tokio::test]
async fn a_recovery_code_lets_in_once() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let browser = Browser::start().await;
    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;
    let (_, codes) = add(&app, &browser).await;
    browser.click("#recovery-continue").await;

    leave(&browser).await;
    enter(&app, &browser, "alice").await;
    prove(&browser, &codes[3]).await;
    is_in(&app, &browser).await;
    browser.open(&format!("{}/account/factors", app.url)).await;
    let left = browser.text("[aria-labelledby=recovery-heading]").await;
    leave(&browser).await;
    enter(&app, &browser, "alice").await;
    prove(&browser, &codes[3]).await;
    let refused = browser.text("[role=alert]").await;
    prove(&browser, &codes[4].to_lowercase()).await;
    is_in(&app, &browser).await;

    assert!(left.contains("Codes that are left: 9."), "{left}");
    assert!(refused.starts_with("That is not right"), "{refused}");
}
