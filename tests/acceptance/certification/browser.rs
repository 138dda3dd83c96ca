//! The scripted browser: opens the authorization endpoint, types and clicks, and arrives somewhere.

use gantry_test_support::{Landing, Page};
use url::Url;

use crate::bench::{Case, PERSON};
use crate::checks::authorization::{self, Answer, Place};
use crate::request::Request;

/// The pages on which a person had to do something.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) logins: Vec<Page>,
    pub(crate) consents: Vec<Page>,
}

impl Shown {
    /// Whether nothing was shown.
    pub(crate) fn is_empty(&self) -> bool {
        self.logins.is_empty() && self.consents.is_empty()
    }
}

/// Where it went.
#[derive(Debug)]
pub(crate) enum End {
    /// Back to the application.
    Answered(Answer),
    /// On a page that says what is wrong.
    Problem(Page),
}

/// The whole walk.
#[derive(Debug)]
pub(crate) struct Walk {
    pub(crate) shown: Shown,
    pub(crate) end: End,
}

impl Walk {
    /// What the application got; it has passed the checks.
    pub(crate) fn answer(self) -> Answer {
        match self.end {
            End::Answered(answer) => answer,
            End::Problem(page) => panic!("a page instead of an answer: {}", page.body),
        }
    }

    /// The `error` that the application got, or `None` for a page.
    pub(crate) fn error_or_page(&self) -> Option<&str> {
        match &self.end {
            End::Answered(answer) => Some(answer.get("error").expect("an error")),
            End::Problem(_) => None,
        }
    }

    /// The page that says what is wrong; the application must not have heard anything.
    pub(crate) fn problem(self) -> Page {
        match self.end {
            End::Problem(page) => page,
            End::Answered(answer) => panic!("the browser was sent back: {answer:?}"),
        }
    }
}

/// The form of an answer that is posted.
const FORM: &str = "#form-post";

impl Case<'_> {
    /// Opens the authorization endpoint by GET.
    pub(crate) async fn authorize(&self, request: &Request) -> Walk {
        self.authorize_as(request, request).await
    }

    /// Sends one request that means another, as request objects do.
    pub(crate) async fn authorize_as(&self, sent: &Request, meant: &Request) -> Walk {
        let address = sent.at(self.bench.endpoint("authorization_endpoint"));
        let page = self.browser.get(&address).await;
        self.go_on(meant, page).await
    }

    /// Opens it by a form on the application's site.
    pub(crate) async fn authorize_by_post(&self, request: &Request) -> Walk {
        let endpoint = self.bench.endpoint("authorization_endpoint");
        let sent = self.browser.http.post(endpoint).form(request.fields());
        let from_elsewhere = sent
            .header("origin", &self.bench.site.url)
            .header("sec-fetch-site", "cross-site");
        let page = self.browser.send(from_elsewhere).await;
        self.go_on(request, page).await
    }

    async fn go_on(&self, request: &Request, first: Page) -> Walk {
        let mut shown = Shown::default();
        let mut landing = self.browser.follow(first).await;
        for _ in 0..5 {
            let page = match landing {
                Landing::Client(url) => {
                    let end = End::Answered(self.redirected(request, &url));
                    return Walk { shown, end };
                }
                Landing::Page(page) => *page,
            };
            if page.problem().is_some() {
                let end = End::Problem(page);
                return Walk { shown, end };
            }
            if Self::posts_itself(&page) {
                let end = End::Answered(self.posted(request, &page).await);
                return Walk { shown, end };
            }
            landing = self.do_as_asked(&mut shown, page).await;
        }
        panic!("more than five pages");
    }

    async fn do_as_asked(&self, shown: &mut Shown, page: Page) -> Landing {
        if page.text("#login-submit").is_some() {
            let landing = self.browser.log_in(&page, PERSON).await;
            shown.logins.push(page);
            landing
        } else if page.text("#consent-allow").is_some() {
            let allow = [("decision", "allow")];
            let landing = self.browser.submit(&page, "#consent-allow", &allow).await;
            shown.consents.push(page);
            landing
        } else {
            panic!("an unknown page: {} {}", page.status, page.body)
        }
    }

    fn redirected(&self, request: &Request, url: &Url) -> Answer {
        authorization::check(self, request, &Place::of_address(url))
    }

    fn posts_itself(page: &Page) -> bool {
        page.attribute(FORM, "action").is_some()
    }

    /// Submits the form as its script does, to the application's site.
    async fn posted(&self, request: &Request, page: &Page) -> Answer {
        assert_eq!(page.status, 200);
        let method = page.attribute(FORM, "method").unwrap();
        assert!(method.eq_ignore_ascii_case("post"), "{}", page.body);
        assert!(page.text("#form-post button").is_some(), "without scripts");
        let script = page.attribute("script[src*=form-post]", "src").unwrap();
        let script = self.browser.get(&script).await;
        assert!(script.body.contains("submit()"), "{}", script.body);
        // A browser applies it to where the form goes.
        let policy = page.header("content-security-policy");
        assert!(!policy.contains("form-action"), "{policy}");
        let (action, fields) = page.form_with("#form-post-submit");
        // The browser's cookies are Gantry's and stay there.
        let sent = self.bench.app.http.post(&action).form(&fields);
        sent.send().await.unwrap();
        let path = Url::parse(&action).unwrap().path().to_owned();
        let arrived = self.bench.site.received(&path).pop().unwrap();
        authorization::check(self, request, &Place::of_post(&arrived))
    }
}
