//! What a person does with a browser: each act waits until it can be done.

use std::time::Duration;

use serde_json::{Map, Value};
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::extensions::query::{ElementPollerWithTimeout, IntoElementPoller};
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, WebElement};

use crate::browser::Browser;

/// How long a page may take; a slow machine under load needs some.
const PATIENCE: Duration = Duration::from_secs(20);
const INTERVAL: Duration = Duration::from_millis(30);

impl Browser {
    /// Goes to an address.
    pub async fn open(&self, address: &str) {
        self.driver.goto(address).await.unwrap();
    }

    /// The first element that can be seen, as soon as there is one.
    pub async fn find(&self, selector: &str) -> WebElement {
        let mut poller = ElementPollerWithTimeout::new(PATIENCE, INTERVAL).start();
        loop {
            let query = self
                .driver
                .query(By::Css(selector))
                .wait(PATIENCE, INTERVAL);
            match query.and_displayed().first().await {
                Ok(element) => return element,
                // The page was replaced while it was being looked at.
                Err(error) if is_stale(&error) => {}
                // A new window is for a moment no window, while its first page comes from another
                // process than the empty one that it was opened with.
                Err(error) if is_no_window(&error) && poller.tick().await => {}
                Err(error) => panic!("no {selector} on {}: {error}", self.described().await),
            }
        }
    }

    /// Clicks.
    pub async fn click(&self, selector: &str) {
        let clicked = self.find(selector).await.click().await;
        clicked.unwrap_or_else(|error| panic!("{selector} takes no click: {error}"));
    }

    /// Types into an empty or filled field; what was there is gone.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// The text that can be seen in an element.
    pub async fn text(&self, selector: &str) -> String {
        loop {
            match self.find(selector).await.text().await {
                Ok(text) => return text,
                Err(error) if is_stale(&error) => {}
                Err(error) => panic!("{selector} has no text: {error}"),
            }
        }
    }

    /// Whether an element can be seen just now.
    pub async fn shows(&self, selector: &str) -> bool {
        match self.driver.find(By::Css(selector)).await {
            Ok(element) => element.is_displayed().await.unwrap_or(false),
            Err(_) => false,
        }
    }

    /// Where the window is.
    pub async fn address(&self) -> String {
        let mut poller = ElementPollerWithTimeout::new(PATIENCE, INTERVAL).start();
        loop {
            match self.driver.current_url().await {
                Ok(address) => return address.to_string(),
                Err(error) if is_no_window(&error) && poller.tick().await => {}
                Err(error) => panic!("no address: {error}"),
            }
        }
    }

    /// Waits until the window is at an address that begins so.
    pub async fn wait_for_address(&self, beginning: &str) {
        let mut poller = ElementPollerWithTimeout::new(PATIENCE, INTERVAL).start();
        while !self.address().await.starts_with(beginning) {
            assert!(
                poller.tick().await,
                "not at {beginning} but {}",
                self.described().await
            );
        }
    }

    /// Waits until there are so many windows, and goes to the newest.
    pub async fn go_to_newest_window(&self, count: usize) {
        let mut poller = ElementPollerWithTimeout::new(PATIENCE, INTERVAL).start();
        loop {
            let mut windows = self.driver.windows().await.unwrap();
            if windows.len() == count {
                let newest = windows.pop().expect("a browser without a window");
                return self.driver.switch_to_window(newest).await.unwrap();
            }
            assert!(
                poller.tick().await,
                "{} windows instead of {count}",
                windows.len()
            );
        }
    }

    /// Goes into a frame of the page, as soon as it can be seen.
    pub async fn enter_frame(&self, selector: &str) {
        self.leave_frame().await;
        loop {
            match self.find(selector).await.enter_frame().await {
                Ok(()) => return,
                Err(error) if is_stale(&error) => {}
                Err(error) => panic!("{selector} is no frame: {error}"),
            }
        }
    }

    /// Goes back to the whole page.
    pub async fn leave_frame(&self) {
        self.driver.enter_default_frame().await.unwrap();
    }

    /// Waits until a condition, which is a script's expression, holds in the page.
    pub async fn wait_until(&self, condition: &str) {
        let mut poller = ElementPollerWithTimeout::new(PATIENCE, INTERVAL).start();
        let script = format!("return !!({condition})");
        // A page that is being replaced runs no script.
        while !matches!(
            self.driver.execute(script.as_str(), Vec::new()).await,
            Ok(answer) if *answer.json() == true
        ) {
            assert!(
                poller.tick().await,
                "not {condition} on {}",
                self.described().await
            );
        }
    }

    /// The cookies that the browser holds, of all sites, as its own protocol describes them.
    pub async fn all_cookies(&self) -> Vec<Value> {
        let none = Value::Object(Map::new());
        let cookies = self.command("Storage.getCookies", none).await;
        cookies["cookies"].as_array().cloned().unwrap_or_default()
    }

    /// What the browser answers to a command of its own protocol.
    pub(crate) async fn command(&self, name: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(name, parameters).await;
        answer.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Leaves a picture of the page in `target/screenshots`.
    pub async fn keep_picture(&self, name: &str) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/screenshots");
        std::fs::create_dir_all(folder).unwrap();
        let file = format!("{folder}/{name}.png");
        self.driver.screenshot(file.as_ref()).await.unwrap();
    }

    /// What a script returns.
    pub async fn script(&self, script: &str) -> Value {
        self.driver
            .execute(script, Vec::new())
            .await
            .unwrap()
            .json()
            .clone()
    }

    /// The `id` of the element that has the keyboard.
    pub async fn focused(&self) -> String {
        let id = self.script("return document.activeElement.id").await;
        id.as_str().unwrap_or_default().to_owned()
    }

    /// Types on the keyboard, wherever the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) {
        self.driver
            .active_element()
            .await
            .unwrap()
            .send_keys(keys)
            .await
            .unwrap();
    }

    /// What a failure says of the page; it must not fail itself.
    async fn described(&self) -> String {
        let address = match self.driver.current_url().await {
            Ok(address) => address.to_string(),
            Err(error) => return format!("a page that does not answer ({error})"),
        };
        let script = "return document.body ? document.body.innerText : ''";
        match self.driver.execute(script, Vec::new()).await {
            Ok(text) => format!("{address}:\n{}", text.json().as_str().unwrap_or_default()),
            Err(error) => format!("{address}, which does not answer ({error})"),
        }
    }
}

fn is_no_window(error: &WebDriverError) -> bool {
    matches!(error.as_inner(), WebDriverErrorInner::NoSuchWindow(_))
}

fn is_stale(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::StaleElementReference(_)
    )
}
