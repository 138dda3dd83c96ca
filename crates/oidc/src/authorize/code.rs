//! Issuing the code, and with it the answer to a request.

use gantry_accounts::Error;
use gantry_accounts::trail::Line;
use gantry_core::Seconds;
use gantry_core::audit::Event;
use gantry_core::authorization::{Asked, AuthorizationRequestId, Code};
use gantry_core::client::Client;
use gantry_core::correlation::Correlation;
use gantry_core::token::Token;
use gantry_store::sessions::LiveSession;
use gantry_store::{authorization_requests, codes};

use crate::authorize::problem::{Problem, ProblemKind};
use crate::authorize::waiting::Waiting;
use crate::authorize::{Answer, Checked};
use crate::provider::Provider;

/// RFC 6749 §4.1.2: a code is short-lived. <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2>
const LIFETIME: Seconds = Seconds::new(60);

impl Provider {
    /// Answers a request that was never stored: nothing but the code is written.
    pub(super) async fn grant(
        &self,
        checked: &Checked,
        live: &LiveSession,
    ) -> Result<Answer, Error> {
        let (code, token) = self.new_code(
            &checked.client.client,
            &checked.asked,
            checked.correlation,
            live,
        );
        let digest = token.digest();
        let written = self
            .accounts
            .store()
            .write_one((code.clone(), digest), |tx, (code, digest)| {
                Box::pin(codes::insert(tx, code, *digest))
            });
        written.await?;
        self.note_code(&code);
        Ok(Answer::Reply(
            checked.address.reply(&[("code", token.encode().expose())]),
        ))
    }

    /// Answers a stored request, once.
    pub(super) async fn grant_stored(
        &self,
        waiting: &Waiting,
        live: &LiveSession,
    ) -> Result<Answer, Error> {
        let request = &waiting.request;
        let (code, token) = self.new_code(
            &waiting.client.client,
            &request.asked,
            request.correlation,
            live,
        );
        let act = (request.id, code.clone(), token.digest());
        let finished = self
            .accounts
            .store()
            .write(act, |tx, (request, code, digest)| {
                Box::pin(async move {
                    let first = authorization_requests::finish(tx, *request, now_of(code)).await?;
                    if first {
                        codes::insert(tx, code, *digest).await?;
                    }
                    Ok(first)
                })
            });
        if !finished.await? {
            return Ok(Answer::Problem(request_over(request.correlation)));
        }
        self.note_code(&code);
        let address = self.address(waiting)?;
        Ok(Answer::Reply(
            address.reply(&[("code", token.encode().expose())]),
        ))
    }

    /// Answers a stored request with an error, once; `false` if it was answered before.
    pub(super) async fn finish(&self, id: AuthorizationRequestId) -> Result<bool, Error> {
        let act = (id, self.accounts.env().now());
        let finished = self.accounts.store().write_one(act, |tx, (id, now)| {
            Box::pin(authorization_requests::finish(tx, *id, *now))
        });
        Ok(finished.await?)
    }

    fn new_code(
        &self,
        client: &Client,
        asked: &Asked,
        correlation: Correlation,
        live: &LiveSession,
    ) -> (Code, Token<Code>) {
        let env = self.accounts.env();
        let token = Token::generate(env);
        let code = Code {
            id: token.id(),
            client_id: client.id,
            user_id: live.user.id,
            session_id: live.session.id,
            authenticated_at: live.session.authenticated_at,
            redirect_uri: asked.redirect_uri.clone(),
            scopes: asked.scopes.clone(),
            nonce: asked.nonce.clone(),
            code_challenge: asked.code_challenge.clone(),
            requested: asked.requested.clone(),
            correlation,
            expires_at: env.now().plus(LIFETIME),
        };
        (code, token)
    }

    fn note_code(&self, code: &Code) {
        let line = |event| Line {
            client_id: Some(code.client_id),
            user_id: Some(code.user_id),
            correlation: Some(code.correlation),
            ..Line::new(event)
        };
        let steps = [line(Event::Authorize), line(Event::Code)];
        self.accounts.trail().succeeded_in_order(steps);
    }
}

fn now_of(code: &Code) -> gantry_core::Timestamp {
    code.expires_at.minus(LIFETIME)
}

pub(super) const fn request_over(correlation: Correlation) -> Problem {
    Problem::new(ProblemKind::RequestOver, Some(correlation))
}
