//! A whole sign-in: authorization, token and userinfo endpoint, with every check on the way.

use serde_json::Value;

use crate::bench::Case;
use crate::browser::Shown;
use crate::checks::authorization::Answer;
use crate::checks::id_token::{self, Delivery};
use crate::checks::{token, userinfo};
use crate::request::Request;

/// All that the application learnt.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) shown: Shown,
    pub(crate) answer: Answer,
    /// The claims of the ID token from the authorization endpoint.
    pub(crate) in_front: Option<Value>,
    /// What the token endpoint said.
    pub(crate) tokens: Option<Value>,
    /// The claims of the ID token from there.
    pub(crate) behind: Option<Value>,
    /// What userinfo said, if there is an access token.
    pub(crate) userinfo: Option<Value>,
}

impl Done {
    /// The claims of the ID token, the token endpoint's first.
    pub(crate) fn id_token(&self) -> &Value {
        let found = self.behind.as_ref().or(self.in_front.as_ref());
        found.expect("an ID token")
    }

    /// The ID token's text.
    pub(crate) fn id_token_text(&self) -> &str {
        let behind = self.tokens.as_ref().and_then(|it| it["id_token"].as_str());
        let found = behind.or_else(|| self.answer.get("id_token"));
        found.expect("an ID token")
    }

    /// The access token, the token endpoint's first.
    pub(crate) fn access_token(&self) -> Option<&str> {
        let behind = self
            .tokens
            .as_ref()
            .and_then(|it| it["access_token"].as_str());
        behind.or_else(|| self.answer.get("access_token"))
    }

    /// The claims about the person: from userinfo, or for want of an access token the ID token's.
    pub(crate) fn claims(&self) -> &Value {
        self.userinfo.as_ref().unwrap_or_else(|| self.id_token())
    }

    /// When the password was checked.
    pub(crate) fn auth_time(&self) -> Option<i64> {
        self.id_token()["auth_time"].as_i64()
    }
}

impl Case<'_> {
    /// Signs in and checks everything.
    pub(crate) async fn complete(&self, request: &Request) -> Done {
        self.complete_with(request, &[]).await
    }

    /// The same with further fields in the token request.
    pub(crate) async fn complete_with(&self, request: &Request, further: &[(&str, &str)]) -> Done {
        let walk = self.authorize(request).await;
        assert!(walk.shown.logins.len() <= 1 && walk.shown.consents.len() <= 1);
        let (shown, answer) = match walk.end {
            crate::browser::End::Answered(answer) => (walk.shown, answer),
            crate::browser::End::Problem(page) => panic!("refused: {}", page.body),
        };
        self.finish(request, further, (shown, answer)).await
    }

    /// Goes on with what the authorization endpoint answered.
    pub(crate) async fn finish(
        &self,
        request: &Request,
        further: &[(&str, &str)],
        (shown, answer): (Shown, Answer),
    ) -> Done {
        assert_eq!(answer.get("error"), None, "{answer:?}");
        let mut done = Done {
            in_front: self.check_front(request, &answer).await,
            shown,
            answer,
            tokens: None,
            behind: None,
            userinfo: None,
        };
        if let Some(token) = done.answer.get("access_token") {
            done.userinfo = Some(self.ask(token, done.in_front.as_ref()).await);
        }
        if let Some(code) = done.answer.get("code") {
            let tokens = token::check(&self.redeem_with(code, further).await);
            done.behind = Some(self.check_behind(request, &done, &tokens).await);
            let access_token = tokens["access_token"].as_str().unwrap();
            done.userinfo = Some(self.ask(access_token, done.behind.as_ref()).await);
            done.tokens = Some(tokens);
        }
        done
    }

    async fn check_front(&self, request: &Request, answer: &Answer) -> Option<Value> {
        let delivery = Delivery {
            id_token: answer.get("id_token")?,
            access_token: answer.get("access_token"),
            code: answer.get("code"),
            in_front: true,
        };
        Some(id_token::check(self, request, &delivery).await)
    }

    async fn check_behind(&self, request: &Request, done: &Done, tokens: &Value) -> Value {
        let delivery = Delivery {
            id_token: tokens["id_token"].as_str().expect("an ID token"),
            access_token: tokens["access_token"].as_str(),
            code: done.answer.get("code"),
            in_front: false,
        };
        let claims = id_token::check(self, request, &delivery).await;
        if let Some(in_front) = &done.in_front {
            assert_eq!(claims["sub"], in_front["sub"]);
            assert_eq!(claims["iss"], in_front["iss"]);
        }
        claims
    }

    /// Userinfo about the person of an ID token.
    async fn ask(&self, access_token: &str, id_token: Option<&Value>) -> Value {
        let answer = self.userinfo(access_token).await;
        let claims = if self.party.signed_userinfo {
            userinfo::signed(self, &answer).await
        } else {
            userinfo::plain(&answer)
        };
        let subject = id_token.unwrap_or(&claims)["sub"].clone();
        userinfo::check(claims, &subject, self.now())
    }
}
