//! No answer, line of the trail or file of the database contains a link's token in clear.

use gantry_core::token::Token;
use gantry_store::audit::{self, AuditFilter};
use gantry_test_support::{Page, TestApp, Visitor};

use super::told::{NEW, ask, path_of, signed_in, submit};

fn token_of(link: &str) -> String {
    link.rsplit('/').next().unwrap().to_owned()
}

/// What must not be seen: the token, and its secret half in other writings.
fn needles(token: &str) -> Vec<Vec<u8>> {
    let parsed = Token::<()>::parse(token).unwrap();
    let digest = parsed.digest();
    let bytes = digest.as_bytes().iter();
    let hex: Vec<String> = bytes.map(|byte| format!("{byte:02x}")).collect();
    let tail = &token[24..];
    vec![
        token.as_bytes().to_vec(),
        tail.as_bytes().to_vec(),
        hex.concat().into_bytes(),
    ]
}

fn assert_absent(needles: &[Vec<u8>], hay: &[u8], place: &str) {
    for needle in needles {
        let found = hay.windows(needle.len()).any(|window| window == needle);
        assert!(!found, "a token in {place}");
    }
}

/// Headers and body; where the page's own form posts to, the token may stand.
fn without_own_form(page: &Page, link: &str) -> String {
    let headers = page
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value:?}\n"));
    let all: String = headers.chain([page.body.clone()]).collect();
    all.replace(link, "")
}

#[tokio::test]
async fn advisory_17_no_answer_or_stored_text_holds_a_token() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_admin("root").await;
    app.add_user("alice").await;
    let stranger = Visitor::new(&app.url);
    let asked = ask(&app, "alice").await;
    let root = signed_in(&app, "root").await;
    let mut answers = vec![asked, stranger.get("/recover?sent=yes").await];
    for path in [
        "/admin/mail",
        "/admin/trail",
        "/admin/invitations",
        "/admin",
    ] {
        answers.push(root.get(path).await);
    }
    let stored = everything(&app).await;
    app.send_mail().await;
    let link = path_of(&app, &smtp, "recover");
    let needles = needles(&token_of(&link));

    let page = stranger.get(&link).await;
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("cache-control"), "no-store");
    let set = submit(
        &stranger,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;
    let used = stranger.get(&link).await;
    for answer in [&page, &set, &used] {
        let seen = without_own_form(answer, &link);
        assert_absent(&needles, seen.as_bytes(), &answer.url);
        for outside in ["src=\"http", "href=\"http"] {
            assert!(!answer.body.contains(outside), "{}", answer.body);
        }
    }
    for answer in &answers {
        let seen = without_own_form(answer, "");
        assert_absent(&needles, seen.as_bytes(), &answer.url);
    }
    assert_absent(
        &needles,
        &stored,
        "the database, before the letter went out",
    );
    assert_absent(&needles, &everything(&app).await, "the database");
    for line in trail(&app).await {
        assert_absent(&needles, line.as_bytes(), "the trail");
    }
}

/// Every byte of the rows that belong to letters, as the store has them.
async fn everything(app: &TestApp) -> Vec<u8> {
    let mut conn = app.accounts.store().read().await.unwrap();
    let mails = gantry_store::mail_outbox::list(&mut conn, None, 100)
        .await
        .unwrap();
    let mut bytes: Vec<u8> = mails.into_iter().flat_map(|mail| mail.sealed).collect();
    let lines = audit::list(&mut conn, AuditFilter::All, None, 200)
        .await
        .unwrap();
    bytes.extend(lines.into_iter().flat_map(|line| line.detail.into_bytes()));
    drop(conn);
    bytes.extend(files(app));
    bytes
}

/// The files of a SQLite database; those of PostgreSQL are out of reach.
fn files(app: &TestApp) -> Vec<u8> {
    let Some(file) = app.database.url().strip_prefix("sqlite:") else {
        return Vec::new();
    };
    let all = ["", "-wal"].map(|end| std::fs::read(format!("{file}{end}")).unwrap_or_default());
    assert!(!all[0].is_empty());
    all.concat()
}

async fn trail(app: &TestApp) -> Vec<String> {
    let mut conn = app.accounts.store().read().await.unwrap();
    let lines = audit::list(&mut conn, AuditFilter::All, None, 200)
        .await
        .unwrap();
    lines.into_iter().map(|line| line.detail).collect()
}
