//! How the stand-in goes wrong on purpose, and how it stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::emulator::{Emulator, EmulatorError, TlsIdentity, bind};
use crate::outage::Outage;
use crate::serving::End;
use crate::workspace::{Workspace, lock};

/// How long `shutdown` waits for open connections.
const PATIENCE: Duration = Duration::from_secs(2);

/// A stand-in that was killed: its database, so to speak, and its address.
#[derive(Debug)]
pub struct Stopped {
    pub(super) url: String,
    pub(super) address: SocketAddr,
    pub(super) tls: Option<TlsIdentity>,
    pub(super) workspace: Arc<Workspace>,
}

impl Emulator {
    /// Plays a chat that is down; `/emulator/` addresses go on.
    pub fn set_outage(&self, outage: Outage) {
        *lock(&self.workspace.outage) = outage;
    }

    /// Sets the limit of calls per client address and route, switches it on and forgets what was counted.
    pub fn set_rate_limit(&self, calls: u32, window: Duration) {
        let milliseconds = u64::try_from(window.as_millis()).unwrap_or(u64::MAX);
        let changes = [
            ("API_Enable_Rate_Limiter", true.into()),
            ("API_Enable_Rate_Limiter_Limit_Calls_Default", calls.into()),
            (
                "API_Enable_Rate_Limiter_Limit_Time_Default",
                serde_json::Value::from(milliseconds),
            ),
        ];
        for (id, value) in changes {
            // Every workspace has these settings.
            let _ = self.workspace.settings.set(id, value);
        }
        lock(&self.workspace.rate_limits).forget();
    }

    /// Lets the modern engine's sessions run out, as five minutes at the provider would.
    pub fn expire_modern_sessions(&self) {
        lock(&self.workspace.oauth_sessions).expire_all();
    }

    /// Stops serving; connections still open after two seconds are cut.
    pub async fn shutdown(self) {
        // The server may be gone already.
        let _ = self.stop.send(End::Gracefully);
        let cut = self.serving.abort_handle();
        if tokio::time::timeout(PATIENCE, self.serving).await.is_err() {
            cut.abort();
        }
    }

    /// Stops at once and cuts every connection; all state is kept.
    pub async fn kill(self) -> Stopped {
        // The server may be gone already.
        let _ = self.stop.send(End::AtOnce);
        let _ = self.serving.await;
        Stopped {
            url: self.url,
            address: self.address,
            tls: self.tls,
            workspace: self.workspace,
        }
    }

    /// Serves again on the same address with the state that was left; an outage is over.
    ///
    /// # Errors
    /// Somebody took the address.
    pub async fn restart(stopped: Stopped) -> Result<Self, EmulatorError> {
        *lock(&stopped.workspace.outage) = Outage::None;
        lock(&stopped.workspace.rate_limits).forget();
        let listener = bind(stopped.address).await?;
        Self::serve_on(listener, stopped).await
    }
}
