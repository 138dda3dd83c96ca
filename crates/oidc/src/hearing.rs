//! That a client which hears of sign-outs was given something in a session.

use gantry_accounts::Error;
use gantry_core::client::Client;
use gantry_core::session::SessionId;
use gantry_core::user::User;
use gantry_store::session_clients::{self, SessionClient};
use gantry_store::{StoreError, Tx, sessions};

use crate::provider::Provider;

impl Provider {
    /// What has to be noted when a client is given a token in a session; nothing, and thus no
    /// further statement, for a client that gave no address to hear of its end.
    pub(crate) async fn hearing(
        &self,
        client: &Client,
        user: &User,
        session: SessionId,
    ) -> Result<Option<SessionClient>, Error> {
        if !client.settings.logout.hears_of_sign_outs() {
            return Ok(None);
        }
        Ok(Some(SessionClient {
            session_id: session,
            client_id: client.id,
            subject: self.subject(client, user)?,
            look_at: self.accounts.session_may_run_out_at().await?,
        }))
    }
}

/// Notes it, in the write that issues the token. The session's end waits for this write, and then
/// finds it; a session that has ended is not entered.
pub(crate) async fn note(tx: &mut Tx, hearing: &SessionClient) -> Result<(), StoreError> {
    if sessions::hold(tx, hearing.session_id).await? {
        session_clients::enter(tx, hearing).await?;
    }
    Ok(())
}
