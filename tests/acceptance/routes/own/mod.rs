//! The own account, pictures, and what an administrator sets for the whole place.

mod account;
mod password_rules;
mod pictures;
mod settings;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_test_support::{Page, Visitor};
use reqwest::multipart::{Form, Part};

/// One pixel with transparency.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/// One other pixel.
const OTHER_PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

fn bytes(picture: &str) -> Vec<u8> {
    STANDARD.decode(picture).unwrap()
}

/// Posts a file to the form of a page that has one for this address.
async fn upload(visitor: &Visitor, page: &str, address: &str, file: Vec<u8>) -> Page {
    let shown = visitor.get(page).await;
    let (_, fields) = shown.form_with(&format!("form[action='{address}'] button"));
    let token = fields
        .iter()
        .find(|(name, _)| name == "form_token")
        .unwrap();
    send(visitor, address, &token.1, file).await
}

/// Posts a file with any token.
async fn send(visitor: &Visitor, address: &str, token: &str, file: Vec<u8>) -> Page {
    let part = Part::bytes(file)
        .file_name("me.png")
        .mime_str("image/png")
        .unwrap();
    let form = Form::new()
        .text("form_token", token.to_owned())
        .part("picture", part);
    let request = visitor.http.post(visitor.address(address)).multipart(form);
    let origin = visitor.address("/");
    let request = request
        .header("origin", origin.trim_end_matches('/'))
        .header("sec-fetch-site", "same-origin");
    visitor.send(request).await
}
