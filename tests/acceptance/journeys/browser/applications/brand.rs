//! Name, colour and logo of the place show where people sign in.

use gantry_test_support::{Browser, TestApp};

use super::{administer, notice, open, upload};

/// The colour of the button that signs people in.
const COLOUR: &str =
    "return getComputedStyle(document.querySelector('#login-submit')).backgroundColor";
/// Whether the picture at the top was loaded.
const LOGO: &str = "const it = document.querySelector('.journey-head img.logo'); \
                    return !!it && it.complete && it.naturalWidth > 0";

#[tokio::test]
async fn name_colour_and_logo_show_on_the_login_page() {
    let app = TestApp::start().await;
    let browser = Browser::start().await;

    open(&app, &browser, "/login").await;
    let before = browser.script(COLOUR).await;
    administer(&app, &browser).await;
    open(&app, &browser, "/admin").await;
    browser.click("a[href='/admin/settings']").await;
    browser.type_into("#branding #name", "Harbour").await;
    browser.type_into("#accent", "#ffee88").await;
    browser.click("#branding-save").await;
    let pale = browser.text("#accent-problem").await;
    let kept = browser.find("#branding #name").await.value().await;
    browser.type_into("#accent", "#7a1fa2").await;
    browser.click("#branding-save").await;
    notice(&browser).await;
    upload(&browser, "/settings/logo").await;
    browser.driver.delete_all_cookies().await.unwrap();
    open(&app, &browser, "/login").await;
    let name = browser.text(".journey-head .brand").await;
    let title = browser.driver.title().await.unwrap();
    let after = browser.script(COLOUR).await;
    browser
        .wait_until("document.readyState === 'complete'")
        .await;
    let logo = browser.script(LOGO).await;

    assert!(pale.contains('#'), "{pale}");
    assert_eq!(kept.unwrap().as_deref(), Some("Harbour"));
    assert_eq!(name, "Harbour");
    assert!(title.ends_with("· Harbour"), "{title}");
    assert_ne!(before, after);
    assert_eq!(after, "rgb(122, 31, 162)");
    assert_eq!(logo, true);
}
