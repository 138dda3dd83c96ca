//! Making the code of an answer.

use gantry_core::Seconds;
use gantry_core::authorization::Code;
use gantry_core::token::Token;

use crate::authorize::grant::Granting;
use crate::provider::Provider;

/// RFC 6749 §4.1.2: a code is short-lived. <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2>
const LIFETIME: Seconds = Seconds::new(60);

impl Provider {
    /// A new code, and what the client gets of it.
    pub(super) fn new_code(&self, granting: &Granting<'_>) -> (Code, Token<Code>) {
        let env = self.accounts.env();
        let (asked, live) = (granting.asked, granting.live);
        let token = Token::generate(env);
        let code = Code {
            id: token.id(),
            client_id: granting.client.client.id,
            user_id: live.user.id,
            session_id: live.session.id,
            authenticated_at: live.session.authenticated_at,
            methods: live.session.methods,
            entry: self.accounts.entry(live),
            redirect_uri: asked.redirect_uri.clone(),
            scopes: asked.scopes.clone(),
            nonce: asked.nonce.clone(),
            code_challenge: asked.code_challenge.clone(),
            requested: asked.requested.clone(),
            correlation: granting.correlation,
            expires_at: env.now().plus(LIFETIME),
        };
        (code, token)
    }
}
