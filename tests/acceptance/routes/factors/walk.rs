//! Random walks of two browsers over sign-in, factor, step-up and [`reset`]. What holds after every
//! step, as rows 10 and 11 of the advisories ask: the session id changes at each sign-in, proofs only
//! grow, nobody is signed in without the factor, a cookie works for its owner only, and no password
//! is set without the mailed link, which ends every session and sign-in.

mod reset;

use std::collections::HashMap;

use gantry_core::Seconds;
use gantry_core::methods::{Assurance, Methods};
use gantry_core::session::{Session, SessionId};
use gantry_core::token::Token;
use gantry_test_support::{PASSWORD, Page, SmtpServer, Visitor};
use proptest::bool::weighted;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{Armed, session_cookie};

#[derive(Debug, Clone, Copy)]
enum Act {
    Password(bool),
    Factor(bool),
    StepUp(bool),
    SignOut,
    /// Posts the factor form of the other browser.
    Borrow,
    Wait,
    /// Asks for a letter, which goes out.
    AskReset,
    /// Sets a password: with the mailed link, or with a guess.
    Reset(bool),
}

/// One browser, and what is known of it.
struct Side {
    visitor: Visitor,
    session: Option<String>,
    /// With the number of resets before it.
    factor_page: Option<(Page, usize)>,
}

struct World {
    armed: Armed,
    sides: [Side; 2],
    seen: HashMap<SessionId, Methods>,
    smtp: SmtpServer,
    password: String,
    hash: String,
    /// What the newest letter leads to, until it is used.
    link: Option<String>,
    resets: usize,
}

impl World {
    async fn new() -> Self {
        let armed = Armed::new().await;
        let smtp = armed.app.with_mail().await;
        let hash = reset::hash_of(&armed.app, armed.user.id).await;
        let side = || Side {
            visitor: armed.app.visitor(),
            session: None,
            factor_page: None,
        };
        let sides = [side(), side()];
        Self {
            armed,
            sides,
            seen: HashMap::new(),
            smtp,
            password: PASSWORD.to_owned(),
            hash,
            link: None,
            resets: 0,
        }
    }

    async fn act(&mut self, side: usize, act: Act) {
        match act {
            Act::Password(right) => self.password(side, right).await,
            Act::Factor(right) => self.factor(side, side, right).await,
            Act::Borrow => self.factor(side, 1 - side, true).await,
            Act::StepUp(right) => self.step_up(side, right).await,
            Act::SignOut => {
                let page = self.sides[side].visitor.walk("/logout").await.page();
                if page.text("#logout-yes").is_some() {
                    let _left = self.sides[side]
                        .visitor
                        .submit(&page, "#logout-yes", &[("decision", "yes")])
                        .await
                        .page();
                }
                self.sides[side].session = None;
            }
            Act::Wait => self.armed.app.advance(Seconds::new(90)),
            Act::AskReset => self.ask_reset(side).await,
            Act::Reset(mailed) => self.reset(side, mailed).await,
        }
        self.check().await;
    }

    async fn password(&mut self, side: usize, right: bool) {
        let visitor = self.sides[side].visitor.clone();
        let login = visitor.walk("/login?again=yes").await.page();
        let word = if right { &self.password } else { "wrong" };
        let typed = [("username", "alice"), ("password", word)];
        let answer = visitor.submit_once(&login, "#login-submit", &typed).await;
        assert!(
            session_cookie(&answer).is_none(),
            "a session without the factor"
        );
        if right && answer.status.is_redirection() {
            let page = visitor.follow(answer).await.page();
            self.sides[side].factor_page = Some((page, self.resets));
        }
    }

    /// Posts the factor form of one browser in another.
    async fn factor(&mut self, side: usize, form_of: usize, right: bool) {
        let Some((page, begun)) = self.sides[form_of].factor_page.clone() else {
            return;
        };
        if page.text("#code-hint").is_none() {
            return;
        }
        let code = if right {
            self.armed.phone.next_code(&self.armed.app)
        } else {
            "000000".to_owned()
        };
        let visitor = self.sides[side].visitor.clone();
        let typed = [("code", code.as_str())];
        let answer = visitor.submit_once(&page, "#factor-submit", &typed).await;
        let Some(new) = session_cookie(&answer) else {
            return;
        };
        assert!(
            right && side == form_of && begun == self.resets,
            "entered by a wrong factor, another's form, or from before a reset"
        );
        let before = self.sides[side].session.replace(new.clone());
        assert_ne!(
            before.as_deref().map(id),
            Some(id(&new)),
            "the id is a new one"
        );
        assert!(!self.seen.contains_key(&id(&new)));
        self.sides[side].factor_page = None;
    }

    async fn step_up(&mut self, side: usize, right: bool) {
        let visitor = self.sides[side].visitor.clone();
        let page = visitor.walk("/login/step-up?next=/account").await.page();
        if page.text("#factor-submit").is_none() {
            assert!(self.sides[side].session.is_none(), "{}", page.url);
            return;
        }
        let code = if right {
            self.armed.phone.next_code(&self.armed.app)
        } else {
            "000000".to_owned()
        };
        let typed = [("code", code.as_str())];
        let answer = visitor.submit_once(&page, "#factor-submit", &typed).await;
        let Some(new) = session_cookie(&answer) else {
            return;
        };
        assert!(right);
        let old = self.sides[side].session.replace(new.clone()).unwrap();
        assert_eq!(id(&old), id(&new), "a step-up keeps the session");
        let found = self.armed.app.accounts.session(&old).await.unwrap();
        assert!(found.is_none(), "the old cookie still works");
    }

    async fn check(&mut self) {
        let hash = reset::hash_of(&self.armed.app, self.armed.user.id).await;
        assert_eq!(hash, self.hash, "a password that nobody set by a letter");
        let accounts = &self.armed.app.accounts;
        for side in &self.sides {
            let works = side.visitor.get("/account").await.status == 200;
            assert_eq!(works, side.session.is_some());
            let Some(cookie) = &side.session else {
                continue;
            };
            let live = accounts.session(cookie).await.unwrap().unwrap();
            assert_eq!(live.user.id, self.armed.user.id);
            let methods = live.session.methods;
            assert!(methods.assurance() >= Assurance::TwoFactors);
            if let Some(before) = self.seen.insert(live.session.id, methods) {
                let had = before.to_string();
                let kept = had
                    .split(' ')
                    .all(|word| methods.to_string().contains(word));
                assert!(kept, "{before} became {methods}");
            }
        }
    }
}

fn id(cookie: &str) -> SessionId {
    Token::<Session>::parse(cookie).unwrap().id()
}

fn acts() -> impl Strategy<Value = (usize, Act)> {
    let mostly = || weighted(0.75);
    let act = prop_oneof![
        3 => mostly().prop_map(Act::Password),
        4 => mostly().prop_map(Act::Factor),
        3 => mostly().prop_map(Act::StepUp),
        1 => Just(Act::SignOut),
        1 => Just(Act::Borrow),
        1 => Just(Act::Wait),
        2 => Just(Act::AskReset),
        2 => any::<bool>().prop_map(Act::Reset),
    ];
    (any::<bool>().prop_map(usize::from), act)
}

#[tokio::test]
async fn advisory_11_no_walk_of_two_browsers_breaks_what_must_hold() {
    let (mut entered, mut resets) = (0, 0);
    for seed in 0..4_u8 {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let walk = proptest::collection::vec(acts(), 40)
            .new_tree(&mut runner)
            .unwrap();
        let mut world = World::new().await;
        for (side, act) in walk.current() {
            world.act(side, act).await;
        }
        entered += world.seen.len();
        resets += world.resets;
    }
    assert!(
        entered > 3 && resets > 3,
        "{entered} sessions, {resets} resets"
    );
}
