//! Pages that say what is in the way, why, and what to do next.

use askama::Template;

use super::redirect_difference::{self, Compared};
use crate::render::Shell;

/// What kind of obstacle, and what that kind needs to explain itself.
#[derive(Clone, Debug)]
pub enum ProblemKind {
    /// The texts come from the reason: `problem-<reason>-title`, `-text`, `-do`.
    Generic,
    /// The redirect URI of the request is not registered.
    UnregisteredRedirect {
        /// The name of the application.
        application: String,
        /// What came.
        received: String,
        /// What is registered.
        registered: Vec<String>,
    },
    /// The application's bindings keep the person out.
    NotAllowed {
        /// The name of the application.
        application: String,
        /// The groups that the binding is about.
        groups: Vec<String>,
        /// What the binding asks, e.g. `groups` or `network`.
        why: &'static str,
    },
    /// The sign-in outlived the patience of the application.
    TooSlow {
        /// The name of the application.
        application: String,
        /// Where the sign-in starts again.
        start_again: String,
    },
}

/// How an application gets the answer that it expects.
#[derive(Clone, Debug)]
pub enum Back {
    /// By a link.
    Link(String),
    /// By a form.
    Form {
        /// Where it goes.
        action: String,
        /// The parameters of the answer.
        fields: Vec<(String, String)>,
    },
}

/// Any refusal that ends on a page of ours: `#problem` with `data-reason`.
#[derive(Template)]
#[template(path = "pages/problem.html")]
pub struct Problem {
    /// The frame.
    pub shell: Shell,
    /// The stable reason code, e.g. `unknown_client`.
    pub reason: String,
    /// The code to tell an administrator, e.g. `K7-4Q2M`.
    pub code: Option<String>,
    /// The obstacle.
    pub kind: ProblemKind,
    /// What exactly, in the words of the protocol, for whoever looks after the application.
    pub detail: Option<String>,
    /// Where "back to the application" leads, if there is one that expects an answer.
    pub back: Option<Back>,
    /// Where the way on leads, if there is one, e.g. `/apps`.
    pub way_on: Option<String>,
    /// Where somebody else can sign in for the same purpose.
    pub switch: Option<String>,
}

impl Problem {
    /// A text of the generic page: that of the reason if there is one, else the general one.
    #[must_use]
    pub fn text(&self, part: &str) -> String {
        let reason = self.reason.replace('_', "-");
        self.shell
            .lang
            .find(&format!("problem-{reason}-{part}"), &[])
            .unwrap_or_else(|| self.shell.t(format!("problem-generic-{part}")))
    }

    /// The heading.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.kind {
            ProblemKind::Generic => self.text("title"),
            ProblemKind::UnregisteredRedirect { .. } => self.shell.t("problem-redirect-title"),
            ProblemKind::NotAllowed { .. } => self.shell.t("problem-not-allowed-title"),
            ProblemKind::TooSlow { .. } => self.shell.t("problem-too-slow-title"),
        }
    }

    /// Whether long addresses need more room than the sign-in card has.
    #[must_use]
    pub const fn is_wide(&self) -> bool {
        matches!(self.kind, ProblemKind::UnregisteredRedirect { .. })
    }

    /// Whether signing in is the way on for who is not signed in.
    #[must_use]
    pub fn sign_in_helps(&self) -> bool {
        let known = ["setup_done", "not_found", "method_not_allowed"];
        self.way_on.is_none() && known.contains(&self.reason.as_str())
    }

    /// Every registered address beside the received one, the closest first.
    #[must_use]
    pub fn compared(&self) -> Vec<Compared> {
        match &self.kind {
            ProblemKind::UnregisteredRedirect {
                received,
                registered,
                ..
            } if !received.is_empty() => redirect_difference::compare_all(received, registered),
            _ => Vec::new(),
        }
    }
}
