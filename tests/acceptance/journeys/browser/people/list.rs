//! The list of people: it narrows while somebody types.

use gantry_core::role::Role;
use gantry_test_support::{Browser, TestApp};
use thirtyfour::prelude::{Key, TypingData};

use super::{enter, is_in};

const NAMES: &str = "return [...document.querySelectorAll('#people-list tbody th')]\
                     .map((it) => it.textContent.trim().split(' ')[0])";

/// A browser in which an administrator looks at the list.
async fn looking(app: &TestApp) -> Browser {
    app.add_admin("root").await;
    app.add_user_in("alice", &["staff"]).await;
    app.add_user("bob").await;
    app.add_person("bobby", &[], |new| new.role = Some(Role::Helpdesk))
        .await;
    let browser = Browser::start().await;
    enter(app, &browser, "root").await;
    is_in(app, &browser).await;
    browser.open(&format!("{}/admin/people", app.url)).await;
    browser.find("#people-list tbody").await;
    browser.script("window.loaded = 'once'").await;
    browser
}

async fn wait_for(browser: &Browser, count: usize) {
    let rows = "document.querySelectorAll('#people-list tbody tr').length";
    browser.wait_until(&format!("{rows} === {count}")).await;
}

#[tokio::test]
async fn the_list_narrows_while_somebody_types_and_the_page_stays() {
    let app = TestApp::start().await;
    let browser = looking(&app).await;
    let here = format!("{}/admin/people", app.url);

    browser.click("#q").await;
    browser.press("bob").await;
    wait_for(&browser, 2).await;
    let found = browser.text("#people-found").await;
    browser.press("b").await;
    wait_for(&browser, 1).await;
    let names = browser.script(NAMES).await;
    let address = browser.address().await;
    browser.press("x").await;
    let none = browser.text("#people-found .empty").await;
    for _ in 0..5 {
        browser.press(TypingData::from(Key::Backspace)).await;
    }
    wait_for(&browser, 4).await;

    assert_eq!(names, serde_json::json!(["bobby"]));
    assert_eq!(address, format!("{here}?q=bobb"));
    assert_eq!(found, "2 people");
    assert!(none.contains("bobbx"), "{none}");
    assert_eq!(browser.address().await, here);
    assert_eq!(browser.focused().await, "q");
    assert_eq!(browser.script("return window.loaded").await, "once");
}

#[tokio::test]
async fn a_search_is_still_there_after_a_look_at_somebody() {
    let app = TestApp::start().await;
    let browser = looking(&app).await;

    browser.click("#filter-role option[value=helpdesk]").await;
    wait_for(&browser, 1).await;
    browser.click("#filter-role option[value='']").await;
    wait_for(&browser, 4).await;
    browser.type_into("#q", "bob").await;
    wait_for(&browser, 2).await;
    browser.click("#people-list tbody a").await;
    let person = browser.text("h1").await;
    browser.driver.back().await.unwrap();
    wait_for(&browser, 2).await;
    let typed = browser.script("return document.querySelector('#q').value");

    assert_eq!(typed.await, "bob");
    assert_eq!(person, "bob Example");
}

#[tokio::test]
async fn the_keyboard_alone_finds_a_person() {
    let app = TestApp::start().await;
    let browser = looking(&app).await;

    browser.click("#q").await;
    browser.press(TypingData::from("alice") + Key::Enter).await;
    browser.wait_until("window.loaded !== 'once'").await;
    wait_for(&browser, 1).await;
    let address = browser.address().await;
    browser.click("#q").await;
    let link = "document.activeElement.matches('#people-list a')";
    for _ in 0..8 {
        if browser.script(&format!("return {link}")).await == true {
            break;
        }
        browser.press(TypingData::from(Key::Tab)).await;
    }
    browser.press(TypingData::from(Key::Enter)).await;
    browser
        .wait_until("document.querySelector('h1').textContent === 'alice Example'")
        .await;

    assert_eq!(address, format!("{}/admin/people?q=alice", app.url));
}
