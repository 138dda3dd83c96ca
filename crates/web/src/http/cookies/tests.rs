//! The attributes of cookies, and which are forgotten.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use gantry_core::Secret;

use super::Cookies;

fn sent(header: &str, secure: bool) -> Cookies {
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, HeaderValue::from_str(header).unwrap());
    Cookies::read(&headers, secure)
}

fn set(cookies: Cookies) -> Vec<String> {
    let response = (cookies, ()).into_response();
    let all = response.headers().get_all(header::SET_COOKIE).iter();
    all.map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn on_https_only_cookies_of_this_very_host_count() {
    let cookies = sent("gantry-session=planted; __Host-gantry-session=ours", true);

    assert_eq!(cookies.session(), Some("ours"));
    assert_eq!(sent("gantry-session=planted", true).session(), None);
    assert_eq!(sent("gantry-session=plain", false).session(), Some("plain"));
}

#[test]
fn the_session_cookie_has_every_protection() {
    let secret = Secret::new("s1".to_owned());

    let secure = set(sent("a=b", true).with_session(&secret));
    let plain = set(sent("a=b", false).with_session(&secret));

    assert_eq!(
        secure,
        ["__Host-gantry-session=s1; HttpOnly; SameSite=Lax; Secure; Path=/"]
    );
    assert_eq!(plain, ["gantry-session=s1; HttpOnly; SameSite=Lax; Path=/"]);
}

#[test]
fn the_oldest_of_too_many_waiting_requests_is_forgotten() {
    let waiting: Vec<String> = (10..30)
        .map(|number| format!("gantry-request-{number}=x"))
        .collect();
    let secret = Secret::new("new".to_owned());

    let cookies = set(sent(&waiting.join("; "), false).with_request("30", &secret));

    assert_eq!(cookies.len(), 2);
    assert!(
        cookies
            .iter()
            .any(|it| it.starts_with("gantry-request-10=;")),
        "{cookies:?}"
    );
    assert!(
        cookies
            .iter()
            .any(|it| it.starts_with("gantry-request-30=new;")),
        "{cookies:?}"
    );
}
