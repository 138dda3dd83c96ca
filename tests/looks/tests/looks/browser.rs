//! axe-core's verdict on each page, light on a desktop and dark on a phone.

use std::{env, fs};

use gantry_looks::Show;
use gantry_test_support::{Browser, Device};
use gantry_web::render::Theme;
use serde_json::Value;

/// Runs in the page; the driver's callback is the last argument.
const JUDGE: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        result => done(result.violations.map(it =>
            it.id + ': ' + it.nodes.map(node => node.target.join(' ')).join(', '))),
        error => done([String(error)]));";

#[tokio::test]
async fn no_page_has_a_violation_in_the_light_on_a_desktop() {
    let violations = violations(Device::Desktop, Theme::Light).await;

    assert_eq!(violations, Vec::<String>::new());
}

#[tokio::test]
async fn no_page_has_a_violation_in_the_dark_on_a_phone() {
    let violations = violations(Device::Phone, Theme::Dark).await;

    assert_eq!(violations, Vec::<String>::new());
}

async fn violations(device: Device, theme: Theme) -> Vec<String> {
    let axe = axe();
    let show = Show::open().await;
    let browser = Browser::start_on(device).await;
    let mut found = Vec::new();
    for name in Show::names() {
        browser.open(&show.page(name, theme)).await;
        browser
            .driver
            .execute(axe.as_str(), Vec::new())
            .await
            .unwrap();
        let verdict = browser.driver.execute_async(JUDGE, Vec::new()).await;
        let verdict = verdict.unwrap().json().clone();
        let Value::Array(violations) = verdict else {
            panic!("no verdict on {name}: {verdict}");
        };
        found.extend(violations.iter().map(|it| format!("{name}: {it}")));
    }
    found
}

fn axe() -> String {
    let file = env::var("GANTRY_TEST_AXE").unwrap_or_else(|_| {
        let home = env::var("HOME").unwrap();
        format!("{home}/.cache/gantry-tools/axe/node_modules/axe-core/axe.min.js")
    });
    fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!("{file} (tests/run fetches it; or set GANTRY_TEST_AXE): {error}")
    })
}
