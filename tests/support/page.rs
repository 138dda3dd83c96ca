//! An HTTP answer, read as a page.

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use scraper::{Html, Selector};
use serde_json::Value;

/// Status, headers and body.
#[derive(Debug, Clone)]
pub struct Page {
    /// The address it was fetched from.
    pub url: String,
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The text.
    pub body: String,
}

impl Page {
    /// Reads an answer to its end.
    pub async fn read(response: Response) -> Self {
        Self {
            url: response.url().to_string(),
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// A header, or the empty text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where a redirect leads.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The text of the first element, with spaces folded; `None` if there is none.
    #[must_use]
    pub fn text(&self, selector: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        found.map(|element| {
            element
                .text()
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    /// An attribute of the first element.
    #[must_use]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        found.and_then(|element| element.attr(name).map(str::to_owned))
    }

    /// The reason code of a problem page.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.attribute("#problem", "data-reason")
    }

    /// The fields of the form that holds an element, and the form's action.
    #[must_use]
    pub fn form_with(&self, selector: &str) -> (String, Vec<(String, String)>) {
        let html = Html::parse_document(&self.body);
        let inside = Selector::parse(selector).unwrap();
        let form = html
            .select(&Selector::parse("form").unwrap())
            .find(|form| form.select(&inside).next().is_some())
            .unwrap_or_else(|| panic!("no form with {selector} in {}", self.body));
        let inputs = Selector::parse("input[name], textarea[name], select[name]").unwrap();
        let fields = form
            .select(&inputs)
            .filter(|input| {
                let kind = input.attr("type").unwrap_or("text");
                (kind != "checkbox" && kind != "radio") || input.attr("checked").is_some()
            })
            .map(|input| {
                let value = match input.value().name() {
                    "textarea" => input
                        .text()
                        .collect::<String>()
                        .trim_start_matches('\n')
                        .to_owned(),
                    "select" => input
                        .select(&Selector::parse("option[selected]").unwrap())
                        .next()
                        .and_then(|option| option.attr("value"))
                        .unwrap_or("")
                        .to_owned(),
                    _ => input.attr("value").unwrap_or("").to_owned(),
                };
                (input.attr("name").unwrap_or("").to_owned(), value)
            })
            .collect();
        (form.attr("action").unwrap_or("").to_owned(), fields)
    }
}
