//! The trail: every sign-in, and one of them drawn as a line of steps.

use askama::Template;

use crate::render::Shell;

/// One sign-in in the list.
#[derive(Clone, Debug)]
pub struct TrailRow {
    /// The code in `/admin/trail/<code>`, e.g. `0VR-3K7-4Q2`; empty for a step of its own.
    pub code: String,
    /// When, written out.
    pub time: String,
    /// Who, as far as known.
    pub person: String,
    /// Where to, as far as known.
    pub application: String,
    /// Whether it ended well.
    pub good: bool,
    /// The reason code of the refusal, empty if it ended well.
    pub reason: String,
}

/// `/admin/trail`; filters by `person`, `application`, `code`, `only_failures`, pages with `after`.
#[derive(Template)]
#[template(path = "admin/trail.html")]
pub struct Trail {
    /// The frame.
    pub shell: Shell,
    /// The filter as typed.
    pub filter: TrailFilter,
    /// Slug and name of every application, to choose from.
    pub applications: Vec<(String, String)>,
    /// The page of the list.
    pub rows: Vec<TrailRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
}

/// The filter of the list, as typed.
#[derive(Clone, Debug, Default)]
pub struct TrailFilter {
    /// Username or e-mail.
    pub person: String,
    /// The slug of an application.
    pub application: String,
    /// The code that a person read out.
    pub code: String,
    /// Only what failed.
    pub only_failures: bool,
}

/// A station of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepName {
    /// The application sent the person here.
    Authorize,
    /// The person signed in.
    SignIn,
    /// The application got a code.
    Code,
    /// The application changed the code into a token.
    Token,
    /// The application asked who the person is.
    Userinfo,
}

impl StepName {
    /// The key of its name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Authorize => "trail-step-authorize",
            Self::SignIn => "trail-step-sign-in",
            Self::Code => "trail-step-code",
            Self::Token => "trail-step-token",
            Self::Userinfo => "trail-step-userinfo",
        }
    }

    /// The key of what happens there.
    #[must_use]
    pub const fn help_key(self) -> &'static str {
        match self {
            Self::Authorize => "trail-step-authorize-help",
            Self::SignIn => "trail-step-sign-in-help",
            Self::Code => "trail-step-code-help",
            Self::Token => "trail-step-token-help",
            Self::Userinfo => "trail-step-userinfo-help",
        }
    }
}

/// What became of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It went well.
    Done,
    /// It broke here.
    Broken,
    /// It was never reached.
    Waiting,
}

impl StepState {
    /// The key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "trail-state-done",
            Self::Broken => "trail-state-broken",
            Self::Waiting => "trail-state-waiting",
        }
    }

    /// The CSS class.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Broken => "broken",
            Self::Waiting => "waiting",
        }
    }
}

/// One station of the line.
#[derive(Clone, Debug)]
pub struct TrailStep {
    /// Which station.
    pub name: StepName,
    /// What became of it.
    pub state: StepState,
    /// When, written out; empty if never.
    pub time: String,
}

/// One record of the trail, word for word.
#[derive(Clone, Debug)]
pub struct TrailEvent {
    /// When, written out.
    pub time: String,
    /// e.g. `token.refused`.
    pub event: String,
    /// The reason code, empty if there is none.
    pub reason: String,
    /// What else is known, e.g. `client authentication: basic`.
    pub detail: String,
    /// Whether it went well.
    pub good: bool,
}

/// `/admin/trail/<code>`: one sign-in, green up to where it broke.
#[derive(Template)]
#[template(path = "admin/trail_one.html")]
pub struct TrailOne {
    /// The frame.
    pub shell: Shell,
    /// The sign-in as in the list.
    pub row: TrailRow,
    /// The line.
    pub steps: Vec<TrailStep>,
    /// What follows from calls that never came.
    pub gap: Option<Gap>,
    /// Where to see what the application makes of the person.
    pub look: Option<String>,
    /// Everything recorded.
    pub events: Vec<TrailEvent>,
}

/// Behind which step nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nobody signed in.
    AtAuthorize,
    /// Somebody signed in, and no code was made.
    AtSignIn,
    /// The code was handed to the browser, and nobody changed it.
    AtCode,
    /// The code was changed, and nobody asked who it is.
    AtToken,
}

impl Gap {
    /// The key of what follows.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AtAuthorize => "trail-gap-authorize",
            Self::AtSignIn => "trail-gap-sign-in",
            Self::AtCode => "trail-gap-code",
            Self::AtToken => "trail-gap-token",
        }
    }

    /// The keys of what to check, one after the other.
    #[must_use]
    pub const fn checks(self) -> &'static [&'static str] {
        match self {
            Self::AtAuthorize => &["trail-check-left", "trail-check-cookies"],
            Self::AtSignIn => &["trail-check-left", "trail-check-consent"],
            Self::AtCode => &[
                "trail-check-browser-back",
                "trail-check-reach",
                "trail-check-tls",
                "trail-check-token-path",
                "trail-check-service-on",
            ],
            Self::AtToken => &[
                "trail-check-identity-path",
                "trail-check-proxy",
                "trail-check-sent-via",
            ],
        }
    }
}

impl TrailOne {
    /// Why it failed, in words.
    #[must_use]
    pub fn reason_words(&self, reason: &str) -> String {
        let key = reason.replace('_', "-");
        let words = self.shell.lang.find(&format!("reason-{key}"), &[]);
        words.unwrap_or_else(|| reason.to_owned())
    }

    /// What to try, if the reason has advice: `trail-advice-<reason>`.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        let reason = self.row.reason.replace('_', "-");
        self.shell.lang.find(&format!("trail-advice-{reason}"), &[])
    }

    /// What was done, in words, if the event has some: `trail-event-<event>`.
    #[must_use]
    pub fn words(&self, event: &TrailEvent) -> Option<String> {
        let name = event.event.replace('_', "-");
        self.shell.lang.find(&format!("trail-event-{name}"), &[])
    }
}
