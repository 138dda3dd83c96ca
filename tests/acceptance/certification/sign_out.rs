//! The scripted browser at the end session endpoint.

use gantry_test_support::{Landing, Page};
use url::Url;

use crate::bench::Case;
use crate::request::Request;

/// Where a sign-out ended.
#[derive(Debug)]
pub(crate) enum SignedOut {
    /// At the application.
    Redirected(Url),
    /// On a page, after the person said yes if there was a question.
    Page(Page),
}

impl SignedOut {
    /// The address at the application.
    pub(crate) fn address(self) -> String {
        match self {
            Self::Redirected(url) => url.into(),
            Self::Page(page) => panic!("a page instead: {}", page.body),
        }
    }

    /// The page, for it is never the application's turn.
    pub(crate) fn page(self) -> Page {
        match self {
            Self::Page(page) => page,
            Self::Redirected(url) => panic!("sent to {url}"),
        }
    }
}

impl Case<'_> {
    /// Where the browser may be sent afterwards.
    pub(crate) fn post_logout_redirect_uri(&self) -> String {
        self.bench.site.address("/post_logout_redirect")
    }

    /// Opens the end session endpoint by GET, and says yes if asked.
    pub(crate) async fn sign_out(&self, parameters: &[(&str, &str)]) -> SignedOut {
        let mut request = Request::default();
        for (name, value) in parameters {
            request = request.with(name, value);
        }
        let endpoint = self.bench.endpoint("end_session_endpoint");
        let mut landing = self.browser.walk(&request.at(endpoint)).await;
        if let Landing::Page(page) = &landing
            && page.text("#logout-yes").is_some()
        {
            let yes = [("decision", "yes")];
            landing = self.browser.submit(page, "#logout-yes", &yes).await;
        }
        match landing {
            Landing::Client(url) => SignedOut::Redirected(url),
            Landing::Page(page) => SignedOut::Page(*page),
        }
    }
}
