//! Security headers, by the kind of answer.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Pages that never lead to another site.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' https: data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
    frame-ancestors 'none'; form-action 'self'";
/// Pages on the way to an application. Browsers apply `form-action` to the whole chain of redirects
/// after a form, so that it would block the way back.
const JOURNEY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
/// The page that a workspace may frame; the origin that may comes last.
const FRAMED: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors ";
/// Pictures: whatever they might turn out to be, they run nothing.
const PICTURE: &str = "default-src 'none'; sandbox";
/// Answers that are no documents at all.
const PROTOCOL: &str = "default-src 'none'; frame-ancestors 'none'";
/// What a policy says that lets nobody frame the page.
const NOWHERE: &str = "frame-ancestors 'none'";
const A_YEAR: &str = "max-age=31536000";

/// Headers of a page that stays here.
pub(crate) async fn pages(response: Response) -> Response {
    page(response, PAGES)
}

/// Headers of a page on the way to an application; one of them may be framed.
pub(crate) async fn journey(response: Response) -> Response {
    unless_framed(response, JOURNEY)
}

/// The policy of a page of the journey that shows an application's picture from this origin.
pub(crate) fn showing(origin: &str) -> String {
    if !is_origin(origin) {
        return JOURNEY.to_owned();
    }
    JOURNEY.replace("img-src 'self'", &format!("img-src 'self' {origin}"))
}

/// The policy of a page that pages of this origin may frame.
pub(crate) fn framed_by(origin: &str) -> String {
    let origin = if is_origin(origin) { origin } else { "'none'" };
    format!("{FRAMED}{origin}")
}

/// The policy of a page on the way out that frames pages of these origins, and no others.
pub(crate) fn framing(origins: &[&str]) -> String {
    let mut sources: Vec<&str> = origins
        .iter()
        .copied()
        .filter(|one| is_origin(one))
        .collect();
    if sources.is_empty() {
        sources.push("'none'");
    }
    format!("{JOURNEY}; frame-src {}", sources.join(" "))
}

/// Whether a text is an origin and nothing that a policy would read as more: hosts of URLs may hold
/// `;` and `,`. <https://www.w3.org/TR/CSP3/#framework-directive-source-list>
fn is_origin(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_[]".contains(&byte);
    !text.is_empty() && text.bytes().all(plain)
}

/// Headers of a page that may be framed, if it said by whom; of any other page otherwise.
pub(crate) async fn framed(response: Response) -> Response {
    unless_framed(response, PAGES)
}

fn unless_framed(mut response: Response, policy: &'static str) -> Response {
    let own = response
        .headers_mut()
        .remove(header::CONTENT_SECURITY_POLICY);
    let mut response = page(response, policy);
    if let Some(policy) = own {
        let headers = response.headers_mut();
        let anywhere = policy.to_str().is_ok_and(|text| !text.contains(NOWHERE));
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        if anywhere {
            headers.remove(header::X_FRAME_OPTIONS);
        }
    }
    response
}

/// Headers of an answer to a program: nobody keeps it.
pub(crate) async fn protocol(mut response: Response) -> Response {
    set(&mut response, header::CACHE_CONTROL, "no-store");
    set(&mut response, header::PRAGMA, "no-cache");
    public(response).await
}

/// Headers of a document that anybody may keep for a while.
pub(crate) async fn public(mut response: Response) -> Response {
    set(&mut response, header::CONTENT_SECURITY_POLICY, PROTOCOL);
    set(&mut response, header::REFERRER_POLICY, "no-referrer");
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

/// Headers of a picture that anybody may show, and keep as long as it says itself.
pub(crate) async fn picture(mut response: Response) -> Response {
    set(&mut response, header::CONTENT_SECURITY_POLICY, PICTURE);
    set(&mut response, header::REFERRER_POLICY, "no-referrer");
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        &mut response,
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    );
    response
}

/// Headers of a server that is reached by https only.
pub(crate) async fn strict_transport(mut response: Response) -> Response {
    set(&mut response, header::STRICT_TRANSPORT_SECURITY, A_YEAR);
    response
}

fn page(mut response: Response, policy: &'static str) -> Response {
    // A redirect to an application must not tell it the address it comes from.
    let referrer = if response.status().is_redirection() {
        "no-referrer"
    } else {
        "same-origin"
    };
    set(&mut response, header::CONTENT_SECURITY_POLICY, policy);
    set(&mut response, header::X_FRAME_OPTIONS, "DENY");
    set(&mut response, header::REFERRER_POLICY, referrer);
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(&mut response, header::CACHE_CONTROL, "no-store");
    response
}

fn set(response: &mut Response, name: HeaderName, value: &'static str) {
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use axum::http::header;
    use axum::response::{IntoResponse, Redirect};

    use super::{framed_by, framing, journey, pages, protocol, showing};

    #[tokio::test]
    async fn pages_keep_their_forms_here_and_the_journey_may_lead_away() {
        let page = pages(().into_response()).await;
        let login = journey(().into_response()).await;

        let policy = |response: &axum::response::Response| {
            response.headers()[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert!(policy(&page).contains("form-action 'self'"));
        assert!(!policy(&login).contains("form-action"));
        for policy in [policy(&page), policy(&login)] {
            assert!(policy.contains("script-src 'self';"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
        }
    }

    #[test]
    fn policies_name_plain_origins_only() {
        for bad in [
            "https://a;sandbox",
            "https://a,b",
            "https://*",
            "",
            "'self'",
        ] {
            assert_eq!(showing(bad), super::JOURNEY);
            assert!(framed_by(bad).ends_with("frame-ancestors 'none'"), "{bad}");
            assert!(framing(&[bad]).ends_with("; frame-src 'none'"), "{bad}");
        }
        let good = ["https://a.example.org:8443", "http://[::1]:3000"];
        assert!(
            framing(&good).ends_with("; frame-src https://a.example.org:8443 http://[::1]:3000")
        );
        assert!(showing(good[0]).contains("img-src 'self' https://a.example.org:8443"));
    }

    #[tokio::test]
    async fn the_journey_lets_a_popups_opener_watch_it() {
        let login = journey(().into_response()).await;

        assert!(login.headers().get("cross-origin-opener-policy").is_none());
    }

    #[tokio::test]
    async fn nobody_keeps_protocol_answers_or_learns_where_they_came_from() {
        let token = protocol(().into_response()).await;
        let back = journey(Redirect::to("https://chat.example.org/").into_response()).await;

        assert_eq!(token.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(token.headers()[header::REFERRER_POLICY], "no-referrer");
        assert_eq!(back.headers()[header::REFERRER_POLICY], "no-referrer");
    }
}
