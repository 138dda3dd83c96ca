//! What is wrong, for a page of our own: nothing of it may be sent to the client.

use gantry_accounts::access::Hindrance;
use gantry_core::correlation::Correlation;

use crate::authorize::return_address::Reply;

/// A problem to show to the person in front of the browser.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The stable reason code.
    pub reason: &'static str,
    /// The trail's code, to tell an administrator.
    pub correlation: Option<Correlation>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The kinds of problem, with what their pages show.
#[derive(Debug, Clone)]
pub enum ProblemKind {
    /// No client has this id.
    UnknownClient {
        /// What was presented.
        presented: String,
    },
    /// The client is switched off.
    ClientDisabled {
        /// Its name.
        client_name: String,
    },
    /// The redirect URI is missing or not registered.
    RedirectUri {
        /// The client's name.
        client_name: String,
        /// What was presented.
        presented: Option<String>,
        /// What is registered.
        registered: Vec<String>,
    },
    /// Parameters that decide where to answer are faulty.
    Parameters {
        /// What about them.
        description: &'static str,
    },
    /// The request was answered before, or an hour has passed.
    RequestOver,
    /// The request was begun in another browser.
    OtherBrowser,
    /// The client's bindings keep the person out.
    NotAllowed {
        /// The client's name.
        client_name: String,
        /// Which one.
        hindrance: Hindrance,
        /// Where "back" leads: the client, with `access_denied`.
        back: Reply,
    },
    /// The client needs a verified address, and the person has none.
    NoVerifiedEmail {
        /// The client's name.
        client_name: String,
        /// Where "back" leads: the client, with `access_denied`.
        back: Reply,
    },
}

impl Problem {
    /// A problem with the reason code of its kind.
    #[must_use]
    pub const fn new(kind: ProblemKind, correlation: Option<Correlation>) -> Self {
        let reason = match kind {
            ProblemKind::UnknownClient { .. } => "unknown_client",
            ProblemKind::ClientDisabled { .. } => "client_disabled",
            ProblemKind::RedirectUri { .. } => "redirect_uri_mismatch",
            ProblemKind::Parameters { .. } => "faulty_parameters",
            ProblemKind::RequestOver => "request_unknown",
            ProblemKind::OtherBrowser => "other_browser",
            ProblemKind::NotAllowed { .. } => "not_allowed",
            ProblemKind::NoVerifiedEmail { .. } => "no_verified_email",
        };
        Self {
            reason,
            correlation,
            kind,
        }
    }

    /// A line for the trail.
    pub(crate) fn detail(&self) -> String {
        match &self.kind {
            ProblemKind::UnknownClient { presented } => format!("client_id {presented}"),
            ProblemKind::RedirectUri {
                presented: Some(presented),
                ..
            } => {
                let shown: String = presented.chars().take(500).collect();
                format!("redirect_uri {shown}")
            }
            ProblemKind::RedirectUri {
                presented: None, ..
            } => "no redirect_uri".to_owned(),
            ProblemKind::Parameters { description } => (*description).to_owned(),
            ProblemKind::NotAllowed { hindrance, .. } => hindrance.words(),
            _ => String::new(),
        }
    }
}
