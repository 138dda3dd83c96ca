//! Lines of the trail, joined to the sign-ins they belong to.
//!
//! A sign-in is listed where its newest line is, so that no page repeats it. Steps that belong to no
//! sign-in, such as a wrong client secret, are listed alone.

use std::collections::HashSet;

use gantry_accounts::Error;
use gantry_core::Seconds;
use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::client::{ClientRowId, Template};
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use gantry_store::audit::{self, AuditFilter};
use gantry_store::{Conn, clients};

use crate::http::state::AppState;
use crate::i18n::Language;
use crate::views::admin::trail::TrailRow;

/// Lines read at a time.
const CHUNK: i64 = 200;
/// How many times a page may go on reading while nothing is found.
const ROUNDS: usize = 10;
/// The most lines of one sign-in.
const LONGEST: i64 = 100;
/// How long after its last step a sign-in may still go on by itself: codes live for a minute.
const PATIENCE: Seconds = Seconds::minutes(2);
/// The reason of a sign-in that stopped without a refusal.
const NOT_FINISHED: &str = "not_finished";

/// Which sign-ins a reader wants to see.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// What concerns one person.
    pub(crate) user: Option<UserId>,
    /// What went through one application.
    pub(crate) client: Option<ClientRowId>,
    /// Only what failed.
    pub(crate) only_failures: bool,
    /// How many at most.
    pub(crate) rows: usize,
}

/// All lines of one sign-in, newest first; never empty.
#[derive(Debug)]
pub(crate) struct SignIn {
    newest: AuditEntry,
    earlier: Vec<AuditEntry>,
    /// Whether it came to its end, as far as its application goes.
    finished: bool,
    /// Whether it may still come to its end.
    under_way: bool,
}

/// A page of sign-ins, and where the next page begins.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) sign_ins: Vec<SignIn>,
    pub(crate) next: Option<AuditId>,
}

impl Wanted {
    const fn filter(&self) -> AuditFilter {
        match (self.user, self.client) {
            (Some(user), _) => AuditFilter::User(user),
            (None, Some(client)) => AuditFilter::Client(client),
            (None, None) => AuditFilter::All,
        }
    }

    /// Whether the filter finds a line.
    fn finds(&self, line: &AuditEntry) -> bool {
        match (self.user, self.client) {
            (Some(user), _) => line.user_id == Some(user),
            (None, Some(client)) => line.client_id == Some(client),
            (None, None) => true,
        }
    }

    fn wants(&self, sign_in: &SignIn) -> bool {
        let here = self.client.is_none() || sign_in.client() == self.client;
        here && !(self.only_failures && (sign_in.is_good() || sign_in.under_way))
    }
}

/// A page of sign-ins, newest first.
pub(crate) async fn find(
    app: &AppState,
    wanted: &Wanted,
    before: Option<AuditId>,
) -> Result<Found, Error> {
    let mut found = Found {
        sign_ins: Vec::new(),
        next: before,
    };
    let mut seen = HashSet::new();
    let mut conn = app.accounts().store().read().await?;
    for _ in 0..ROUNDS {
        let lines = audit::list(&mut conn, wanted.filter(), found.next, CHUNK).await?;
        let last = i64::try_from(lines.len()).is_ok_and(|count| count < CHUNK);
        for line in lines {
            found.next = Some(line.id);
            if line.correlation.is_some_and(|code| !seen.insert(code)) {
                continue;
            }
            if let Some(sign_in) = listed_at(app, &mut conn, wanted, line).await? {
                found.sign_ins.push(sign_in);
            }
            if found.sign_ins.len() >= wanted.rows {
                return Ok(found);
            }
        }
        if last {
            found.next = None;
            break;
        }
    }
    Ok(found)
}

/// The sign-in to list at a line: the one that the line is the newest of.
async fn listed_at(
    app: &AppState,
    conn: &mut Conn,
    wanted: &Wanted,
    line: AuditEntry,
) -> Result<Option<SignIn>, Error> {
    let Some(code) = line.correlation else {
        let alone = is_step(line.event);
        let sign_in = SignIn {
            finished: true,
            under_way: false,
            newest: line,
            earlier: Vec::new(),
        };
        return Ok(Some(sign_in).filter(|sign_in| alone && wanted.wants(sign_in)));
    };
    let sign_in = by_code(app, conn, code).await?;
    let newest = |sign_in: &SignIn| {
        sign_in
            .lines()
            .find(|line| wanted.finds(line))
            .map(|l| l.id)
    };
    Ok(sign_in.filter(|it| newest(it) == Some(line.id) && wanted.wants(it)))
}

/// The sign-in of a code.
pub(crate) async fn by_code(
    app: &AppState,
    conn: &mut Conn,
    code: Correlation,
) -> Result<Option<SignIn>, Error> {
    let lines = audit::list(conn, AuditFilter::Correlation(code), None, LONGEST).await?;
    let mut lines = lines.into_iter();
    let Some(newest) = lines.next() else {
        return Ok(None);
    };
    let mut sign_in = SignIn {
        newest,
        earlier: lines.collect(),
        finished: false,
        under_way: false,
    };
    sign_in.finished = is_finished(conn, &sign_in).await?;
    let age = app.accounts().env().now().since(sign_in.newest.at);
    let refused = sign_in.newest.reason.is_some();
    sign_in.under_way = !sign_in.finished && !refused && age < PATIENCE;
    Ok(Some(sign_in))
}

/// Rocket.Chat always asks userinfo; others may be content with the token.
async fn is_finished(conn: &mut Conn, sign_in: &SignIn) -> Result<bool, Error> {
    let reached = |event| {
        sign_in
            .lines()
            .any(|line| line.event == event && line.reason.is_none())
    };
    if reached(Event::Userinfo) || !reached(Event::Token) {
        return Ok(reached(Event::Userinfo));
    }
    let client = match sign_in.client() {
        Some(id) => clients::by_id(conn, id).await?,
        None => None,
    };
    Ok(client.is_none_or(|client| client.settings.template != Template::RocketChat))
}

const fn is_step(event: Event) -> bool {
    matches!(
        event,
        Event::Authorize
            | Event::SignIn
            | Event::Code
            | Event::Token
            | Event::Userinfo
            | Event::ChatSignIn
    )
}

impl SignIn {
    /// Newest first.
    pub(crate) fn lines(&self) -> impl DoubleEndedIterator<Item = &AuditEntry> {
        std::iter::once(&self.newest).chain(&self.earlier)
    }

    /// The newest line.
    pub(crate) const fn newest(&self) -> &AuditEntry {
        &self.newest
    }

    /// Through which application.
    pub(crate) fn client(&self) -> Option<ClientRowId> {
        self.lines().find_map(|line| line.client_id)
    }

    /// Who.
    pub(crate) fn user(&self) -> Option<UserId> {
        self.lines().find_map(|line| line.user_id)
    }

    /// Whether it ended well.
    pub(crate) fn is_good(&self) -> bool {
        self.finished && self.newest.reason.is_none()
    }

    /// Whether it may still come to its end.
    pub(crate) const fn is_under_way(&self) -> bool {
        self.under_way
    }

    /// Why it did not end well; empty if it did.
    pub(crate) fn reason(&self) -> &str {
        match &self.newest.reason {
            Some(reason) => reason,
            None if self.finished => "",
            None => NOT_FINISHED,
        }
    }
}

/// Sign-ins as the list shows them.
pub(crate) async fn rows(
    app: &AppState,
    sign_ins: &[SignIn],
    lang: Language,
) -> Result<Vec<TrailRow>, Error> {
    let mut rows = Vec::new();
    for sign_in in sign_ins {
        rows.push(row(app, sign_in, lang).await?);
    }
    Ok(rows)
}

/// One sign-in as the list shows it.
pub(crate) async fn row(
    app: &AppState,
    sign_in: &SignIn,
    lang: Language,
) -> Result<TrailRow, Error> {
    let user = match sign_in.user() {
        Some(id) => app.accounts().user(id).await?,
        None => None,
    };
    let client = match sign_in.client() {
        Some(id) => app.accounts().client_cache().by_id(id).await?,
        None => None,
    };
    let code = sign_in.newest.correlation;
    Ok(TrailRow {
        code: code.map(|code| code.to_string()).unwrap_or_default(),
        time: lang.moment(sign_in.newest.at.as_i64()),
        person: user
            .map(|user| user.username.to_string())
            .unwrap_or_default(),
        application: client
            .map(|known| known.client.name.clone())
            .unwrap_or_default(),
        good: sign_in.is_good(),
        reason: sign_in.reason().to_owned(),
    })
}
