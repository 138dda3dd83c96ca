//! How applications hear of sign-outs: logout tokens on the back channel, frames on the front channel.
//! <https://openid.net/specs/openid-connect-backchannel-1_0.html>
//! <https://openid.net/specs/openid-connect-frontchannel-1_0.html>
//!
//! [`receiver`] is an application that hears; [`token`] is about what it is told, [`ends`] about when,
//! [`queue`] about what happens while it does not answer, [`frames`] about the front channel,
//! [`pairwise`] about names of sessions, and [`administration`] about what an administrator sees.

mod administration;
mod ends;
mod frames;
mod pairwise;
mod queue;
mod receiver;
mod token;

use gantry_core::client::ClientSettings;
use gantry_core::user::User;
use gantry_test_support::{RocketChatClient, TestApp, Visitor};
use serde_json::Value;

use crate::end_session::{id_token, settings};
use crate::logout_channels::receiver::Receiver;
use crate::well_known::id_token::claims;

/// Alice, signed in to an application that hears on the back channel.
pub(crate) struct Heard {
    pub(crate) app: TestApp,
    pub(crate) receiver: Receiver,
    pub(crate) client: RocketChatClient,
    pub(crate) visitor: Visitor,
    pub(crate) alice: User,
    pub(crate) hint: String,
}

impl Heard {
    pub(crate) async fn signed_in() -> Self {
        Self::signed_in_with(|_| {}).await
    }

    pub(crate) async fn signed_in_with(change: impl FnOnce(&mut ClientSettings)) -> Self {
        let app = TestApp::start().await;
        let alice = app.add_user("alice").await;
        let receiver = Receiver::start().await;
        let mut settings = hearing(&receiver);
        change(&mut settings);
        let client = app.add_client("App", settings).await;
        let visitor = app.visitor();
        let hint = id_token(&app, &visitor, &client, "alice").await;
        Self {
            app,
            receiver,
            client,
            visitor,
            alice,
            hint,
        }
    }

    /// The session of the first sign-in.
    pub(crate) fn sid(&self) -> String {
        claims(&self.hint)["sid"].as_str().unwrap().to_owned()
    }

    /// Delivers what is due; how many attempts that were.
    pub(crate) async fn deliver(&self) -> usize {
        self.app.provider.deliver_logouts_once().await.unwrap()
    }

    /// Delivers what is due; the sessions that the application heard of up to now.
    pub(crate) async fn told(&self) -> Vec<String> {
        self.deliver().await;
        let sid = |claims: Value| claims["sid"].as_str().unwrap().to_owned();
        self.receiver.claims().into_iter().map(sid).collect()
    }

    /// How many tokens wait, and why the first one stopped.
    pub(crate) async fn waiting(&self) -> (usize, Option<String>) {
        let waiting = self
            .app
            .provider
            .logouts_waiting(self.client.client.id, 100);
        let mut waiting = waiting.await.unwrap();
        let count = waiting.len();
        let stopped = waiting.drain(..).next().and_then(|task| task.stopped);
        (count, stopped)
    }
}

/// The settings of an application that hears on the back channel.
pub(crate) fn hearing(receiver: &Receiver) -> ClientSettings {
    let mut settings = settings();
    settings.logout.backchannel_uri = Some(receiver.url.clone());
    settings.logout.backchannel_session_required = true;
    settings
}
