//! The page that Rocket.Chat frames, and the window in which people sign in for it.

use askama::Template;

use crate::markup::Markup;
use crate::render::Shell;

/// What the framed page knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Somebody is signed in: the chat may try again.
    Ready,
    /// Nobody is signed in.
    SignIn,
    /// Somebody is, but the password was checked too long ago.
    SignInAgain,
    /// Somebody is, and has to prove more than was proven.
    ProveMore,
    /// Somebody is, and may not come in.
    Obstacle,
}

/// `/rocketchat/<slug>/login`. Its script talks to Rocket.Chat; nothing is typed into it.
#[derive(Template)]
#[template(path = "rocketchat/bridge.html")]
pub struct Bridge {
    /// The frame.
    pub shell: Shell,
    /// The name of the workspace.
    pub application: String,
    /// What is to do.
    pub state: State,
    /// The stable reason of an obstacle, or empty.
    pub reason: &'static str,
    /// Where people sign in.
    pub window: String,
    /// `/rocketchat/<slug>`.
    pub base: String,
    /// The token is handed over by a message, for Rocket.Chat's app.
    pub phone: bool,
    /// Windows of its own do not share their cookies with the desktop client.
    pub electron: bool,
    /// The only origin that is spoken to.
    pub origin: String,
}

impl Bridge {
    /// What the script has to do first.
    #[must_use]
    pub const fn task(&self) -> &'static str {
        match (self.state, self.phone) {
            (State::Ready, true) => "hand-over",
            (State::Ready, false) => "try",
            _ => "wait",
        }
    }

    /// What is in the way, in a few words.
    #[must_use]
    pub fn title(&self) -> String {
        self.shell.t(self.key("title"))
    }

    /// What is in the way, in words.
    #[must_use]
    pub fn explanation(&self) -> Markup {
        let key = self.key("text");
        self.shell.strong(&key, "application", &self.application)
    }

    fn key(&self, part: &str) -> String {
        format!("problem-{}-{part}", self.reason.replace('_', "-"))
    }

    /// Where people sign in when there is no frame to come back to.
    #[must_use]
    pub fn whole_window(&self) -> String {
        format!("{}/window", self.base)
    }
}

/// `/rocketchat/<slug>/window`, once somebody is signed in.
#[derive(Template)]
#[template(path = "rocketchat/window.html")]
pub struct Window {
    /// The frame.
    pub shell: Shell,
    /// The name of the workspace.
    pub application: String,
    /// Its address.
    pub chat: String,
    /// The code for the frame, or empty.
    pub code: String,
}
