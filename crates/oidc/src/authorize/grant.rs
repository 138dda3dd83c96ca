//! Granting a request: what its response type names is made, written at once, and sent.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::authorization::{Asked, AuthorizationRequestId, Code};
use gantry_core::correlation::Correlation;
use gantry_core::{Digest, Secret};
use gantry_store::sessions::LiveSession;

use crate::authorize::front_channel::FrontToken;
use crate::authorize::return_address::{Reply, ReturnAddress};
use crate::authorize::rows::Rows;
use crate::authorize::waiting::{Waiting, request_over};
use crate::authorize::{Answer, Checked};
use crate::provider::Provider;

/// Who is granted what.
pub(super) struct Granting<'a> {
    pub(super) client: &'a CachedClient,
    pub(super) asked: &'a Asked,
    pub(super) correlation: Correlation,
    pub(super) live: &'a LiveSession,
}

/// What an answer holds, and the rows that stand behind it.
struct Made {
    code: Option<(Code, Digest, Secret)>,
    token: Option<FrontToken>,
    id_token: Option<String>,
}

impl Provider {
    /// Answers a request that was never stored. For a code nothing but the code is written.
    pub(super) async fn grant(
        &self,
        checked: &Checked,
        live: &LiveSession,
    ) -> Result<Answer, Error> {
        let granting = Granting {
            client: &checked.client,
            asked: &checked.asked,
            correlation: checked.correlation,
            live,
        };
        if let Err(error) = self.check_front_channel(&granting) {
            let (client, address) = (&checked.client, &checked.address);
            return self
                .refuse(client, address, checked.correlation, error)
                .await;
        }
        let made = self.make(&granting).await?;
        let rows = self.rows(&granting, &made, None).await?;
        if !self.write_answer(rows).await? {
            return Ok(Answer::Problem(request_over(checked.correlation)));
        }
        self.note_answer(&granting, &made);
        Ok(Answer::Reply(made.reply(&checked.address, &granting)))
    }

    /// Answers a stored request, once.
    pub(super) async fn grant_stored(
        &self,
        waiting: &Waiting,
        live: &LiveSession,
    ) -> Result<Answer, Error> {
        let request = &waiting.request;
        let granting = Granting {
            client: &waiting.client,
            asked: &request.asked,
            correlation: request.correlation,
            live,
        };
        if let Err(error) = self.check_front_channel(&granting) {
            return self.refuse_stored(waiting, error).await;
        }
        let made = self.make(&granting).await?;
        let rows = self.rows(&granting, &made, Some(request.id)).await?;
        if !self.write_answer(rows).await? {
            return Ok(Answer::Problem(request_over(request.correlation)));
        }
        self.note_answer(&granting, &made);
        let address = self.address(waiting)?;
        Ok(Answer::Reply(made.reply(&address, &granting)))
    }

    /// OAuth 2.0 Multiple Response Types: everything that the type names, and nothing else.
    /// <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html>
    async fn make(&self, granting: &Granting<'_>) -> Result<Made, Error> {
        let kind = granting.asked.response_type;
        let code = kind.has_code().then(|| {
            let (code, token) = self.new_code(granting);
            (code, token.digest(), token.encode())
        });
        let token = if kind.has_token() {
            let authorization = code.as_ref().map(|(code, ..)| code.id);
            Some(self.front_access_token(granting, authorization).await?)
        } else {
            None
        };
        let id_token = if kind.has_id_token() {
            let beside = code.as_ref().map(|(.., text)| text);
            Some(
                self.front_id_token(granting, beside, token.as_ref())
                    .await?,
            )
        } else {
            None
        };
        Ok(Made {
            code,
            token,
            id_token,
        })
    }

    /// The rows that stand behind an answer.
    async fn rows(
        &self,
        granting: &Granting<'_>,
        made: &Made,
        request: Option<AuthorizationRequestId>,
    ) -> Result<Rows, Error> {
        let code = made.code.as_ref();
        let token = made.token.as_ref();
        Ok(Rows {
            request,
            pushed: granting.asked.pushed,
            code: code.map(|(code, digest, _)| (code.clone(), *digest)),
            token: token.map(|token| (token.new.row.clone(), token.new.digest, token.origin)),
            hearing: self.front_hearing(granting).await?,
            now: self.accounts.env().now(),
        })
    }

    fn note_answer(&self, granting: &Granting<'_>, made: &Made) {
        let line = |event| Line {
            client_id: Some(granting.client.client.id),
            user_id: Some(granting.live.user.id),
            correlation: Some(granting.correlation),
            ..Line::new(event)
        };
        let trail = self.accounts.trail();
        let first = line(Event::Authorize);
        let has_tokens = made.token.is_some() || made.id_token.is_some();
        match (made.code.is_some(), has_tokens) {
            (true, false) => trail.succeeded_in_order([first, line(Event::Code)]),
            (true, true) => {
                trail.succeeded_in_order([first, line(Event::Code), line(Event::Token)]);
            }
            (false, true) => trail.succeeded_in_order([first, line(Event::Token)]),
            (false, false) => trail.succeeded(first),
        }
    }
}

impl Made {
    /// OpenID Connect Core §3.2.2.5 and §3.3.2.5: the parameters of the answer.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#HybridAuthResponse>
    fn reply(&self, address: &ReturnAddress, granting: &Granting<'_>) -> Reply {
        let (lifetime, scope);
        let mut parameters = Vec::new();
        if let Some((.., code)) = &self.code {
            parameters.push(("code", code.expose()));
        }
        if let Some(token) = &self.token {
            lifetime = token.lifetime.as_i64().to_string();
            scope = granting.asked.scopes.to_string();
            parameters.push(("access_token", token.new.text.expose()));
            parameters.push(("token_type", "Bearer"));
            parameters.push(("expires_in", &lifetime));
            parameters.push(("scope", &scope));
        }
        if let Some(id_token) = &self.id_token {
            parameters.push(("id_token", id_token));
        }
        address.reply(&parameters)
    }
}
