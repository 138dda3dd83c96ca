//! What may be framed, and by whom: statement 22.

use gantry_test_support::{Page, TestApp};

use crate::chat::Chat;
use crate::guest::Guest;

/// Every page; `{slug}` is the workspace's.
const PAGES: [&str; 32] = [
    "/",
    "/login",
    "/login?again=yes",
    "/login?next=/rocketchat/redirected",
    "/login?next=/apps",
    "/consent",
    "/logout",
    "/logged-out",
    "/setup",
    "/apps",
    "/application/launch/{slug}",
    "/account",
    "/application/o/authorize/",
    "/application/o/end-session/",
    "/application/o/{slug}/end-session/",
    "/rocketchat/redirect",
    "/rocketchat/{slug}/window",
    "/rocketchat/{slug}/window?frame=same-site",
    "/rocketchat/{slug}/window?frame=no-digest",
    "/rocketchat/{slug}/logout",
    "/rocketchat/nobodys/login",
    "/rocketchat/nobodys/window",
    "/admin",
    "/admin/trail",
    "/admin/keys",
    "/admin/people",
    "/admin/groups",
    "/admin/applications",
    "/admin/applications/new/rocketchat",
    "/admin/applications/{slug}",
    "/admin/applications/{slug}/values",
    "/no/such/page",
];

/// The sources of a directive of the policy.
fn directive<'a>(page: &'a Page, name: &str) -> Option<&'a str> {
    let policy = page.header("content-security-policy");
    let mut all = policy.split(';').map(str::trim);
    all.find_map(|it| it.strip_prefix(name).map(str::trim))
}

fn assert_framed_by(page: &Page, origin: &str) {
    assert_eq!(directive(page, "frame-ancestors"), Some(origin));
    assert_eq!(page.headers.get("x-frame-options"), None);
    assert_eq!(directive(page, "default-src"), Some("'none'"));
    assert_eq!(directive(page, "script-src"), Some("'self'"));
    assert_eq!(directive(page, "form-action"), Some("'none'"));
    assert_eq!(directive(page, "base-uri"), Some("'none'"));
    assert!(!page.header("content-security-policy").contains("unsafe"));
    assert_eq!(page.header("cache-control"), "no-store");
    let policies = page.headers.get_all("content-security-policy");
    assert_eq!(policies.iter().count(), 1);
}

#[tokio::test]
async fn rc_iframe_22_the_bridge_page_may_be_framed_by_its_chat_alone() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;

    for mut guest in [Guest::new(&app), Guest::signed_in(&app, "alice").await] {
        for path in ["login", "login/", "login?client=electron"] {
            let page = guest.get(&chat.path(path)).await;
            assert_eq!(page.status, 200);
            assert_framed_by(&page, &chat.origin);
        }
    }
}

#[tokio::test]
async fn rc_iframe_22_the_chats_origin_is_named_without_its_path() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let url = Some("https://chat.example.org/team".to_owned());
    chat.change(&app, |settings| settings.rocketchat_url = url)
        .await;

    let page = Guest::new(&app).get(&chat.path("login")).await;

    assert_framed_by(&page, "https://chat.example.org");
}

#[tokio::test]
async fn rc_iframe_22_each_workspace_frames_its_own_page_only() {
    let app = TestApp::start().await;
    let (one, other) = (Chat::connected(&app).await, Chat::connected(&app).await);
    let mut guest = Guest::new(&app);

    for chat in [&one, &other] {
        let page = guest.get(&chat.path("login")).await;
        assert_framed_by(&page, &chat.origin);
    }
    assert_ne!(one.origin, other.origin);
}

#[tokio::test]
async fn rc_iframe_22_no_other_page_may_be_framed_by_anybody() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_admin("root").await;
    app.add_user("alice").await;
    let mut guests = [
        Guest::new(&app),
        Guest::signed_in(&app, "alice").await,
        Guest::signed_in(&app, "root").await,
    ];

    let mut shown = 0;
    for guest in &mut guests {
        for path in PAGES {
            let path = path.replace("{slug}", chat.client.slug.as_str());
            let page = guest.get(&path).await;
            assert_eq!(
                directive(&page, "frame-ancestors"),
                Some("'none'"),
                "{path} {}",
                page.status
            );
            assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
            shown += usize::from(page.status == 200);
        }
    }
    assert!(shown > 30, "only {shown} pages were shown");
}
