//! Row 10: no sequence of requests without the mailed token reaches "set password".
//!
//! A model-based walk: two browsers of an attacker take random steps over every page of the flow
//! while the victim's letters go out, and the victim's password must open the account after each.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::token::Token;
use gantry_store::credentials;
use gantry_test_support::{PASSWORD, Page, TestApp, Visitor};

use super::told::{NEW, path_of, post, signed_in, submit};

/// `SplitMix64`: small, even, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }
}

/// Tokens that an attacker can have: guesses, and real ones of the own account and of other purposes.
struct Attacker {
    browsers: [Visitor; 2],
    tokens: Vec<String>,
    page: Page,
}

impl Attacker {
    async fn step(&mut self, app: &TestApp, dice: &mut Dice) -> Page {
        let browser = self.browsers[dice.below(2)].clone();
        let token = self.tokens[dice.below(self.tokens.len())].clone();
        let who = ["alice", "alice@example.org", "mallory"][dice.below(3)];
        let stage = ["recover", "verify", "invitation"][dice.below(3)];
        match dice.below(9) {
            0 => post(&browser, "/recover", &[("username", who)]).await,
            1 => browser.get("/recover?sent=yes").await,
            2 => browser.get(&format!("/{stage}/{token}")).await,
            3 => {
                let fields = [("new_password", NEW), ("username", who), ("user", who)];
                post(&browser, &format!("/{stage}/{token}"), &fields).await
            }
            4 => {
                let fields = [("new_password", NEW), ("password", NEW), ("username", who)];
                post(&browser, "/account/password", &fields).await
            }
            5 => {
                let fields = [("username", who), ("link", &token), ("new_password", NEW)];
                post(&browser, "/recover", &fields).await
            }
            6 => {
                app.send_mail().await;
                browser.get("/login").await
            }
            7 => match self.page.text("#recovering-submit") {
                Some(_) => {
                    let typed = [("new_password", NEW)];
                    submit(&browser, &self.page, "#recovering-submit", &typed).await
                }
                None => browser.get("/recover").await,
            },
            _ => {
                app.advance(Seconds::new(40));
                browser.get("/account/email").await
            }
        }
    }
}

async fn attacker(app: &TestApp, smtp: &gantry_test_support::SmtpServer) -> Attacker {
    let mallory = signed_in(app, "mallory").await;
    let page = mallory.get("/account/email").await;
    let change = [("email", "m@evil.example"), ("current_password", PASSWORD)];
    submit(&mallory, &page, "#email-submit", &change).await;
    app.send_mail().await;
    let own = path_of(app, smtp, "verify")
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let guess = |text: &str| text.to_owned();
    let tokens = vec![
        own,
        guess("x"),
        guess("alice"),
        Token::<()>::generate(app.accounts.env())
            .encode()
            .expose()
            .to_owned(),
        "A".repeat(64),
    ];
    let stranger = Visitor::new(&app.url);
    let page = stranger.get("/recover").await;
    Attacker {
        browsers: [mallory, stranger],
        tokens,
        page,
    }
}

async fn hash_of(app: &TestApp, id: gantry_core::user::UserId) -> String {
    let mut conn = app.accounts.store().read().await.unwrap();
    let found = credentials::find(&mut conn, id).await.unwrap().unwrap();
    found.1.unwrap().as_str().to_owned()
}

#[tokio::test]
async fn advisory_10_no_walk_without_the_mailed_token_sets_a_password() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    let alice = app.add_user("alice").await;
    app.add_user("mallory").await;
    let before = hash_of(&app, alice.id).await;
    for seed in [1, 2, 3] {
        let mut attacker = attacker(&app, &smtp).await;
        let mut dice = Dice(seed);
        for step in 0..60 {
            let page = attacker.step(&app, &mut dice).await;

            let told = format!("seed {seed}, step {step}, {} {}", page.status, page.url);
            assert!(page.text("#recovered").is_none(), "{told}");
            assert!(page.text("#recovering-submit").is_none(), "{told}");
            assert_eq!(hash_of(&app, alice.id).await, before, "{told}");
            let now = app.accounts.user(alice.id).await.unwrap().unwrap();
            assert_eq!(now.email, alice.email, "{told}");
            attacker.page = page;
        }
        app.advance(Seconds::hours(2));
    }
    let letters: Vec<_> = smtp.all();
    assert!(letters.iter().any(|mail| mail.to == ["alice@example.org"]));
    let operator = Administrator::operator();
    assert!(
        app.accounts
            .end_everything(&operator, alice.id)
            .await
            .is_ok()
    );
}
