//! One-time links: one purpose, one use, an hour or a week.

use gantry_core::audit::Event;
use gantry_core::email::Email;
use gantry_core::token::Token;
use gantry_core::user::UserId;
use gantry_core::{Digest, Seconds, Secret};
use gantry_store::mail_links::{self, MailLink};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::trail::Line;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Choosing a new password.
    Recovery,
    /// Proving an address.
    Address,
    /// Making an account.
    Invitation,
}

impl Purpose {
    /// The word in rows.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Address => "address",
            Self::Invitation => "invitation",
        }
    }

    /// How long such a link works.
    pub(crate) const fn lifetime(self) -> Seconds {
        match self {
            Self::Recovery | Self::Address => Seconds::hours(1),
            Self::Invitation => Seconds::days(7),
        }
    }

    /// What the trail calls its use.
    const fn event(self) -> Event {
        match self {
            Self::Recovery => Event::PasswordSet,
            Self::Address => Event::EmailVerified,
            Self::Invitation => Event::InvitationAccepted,
        }
    }
}

/// Whom a new link is for.
pub(crate) struct Addressee<'a> {
    /// The person, if there is one.
    pub(crate) user: Option<UserId>,
    /// Where it is sent to.
    pub(crate) email: &'a Email,
    /// Who has it sent.
    pub(crate) by: Option<UserId>,
}

/// A link that has not been written yet.
#[derive(Debug, Clone)]
pub(crate) struct NewLink {
    pub(crate) link: MailLink,
    pub(crate) digest: Digest,
    pub(crate) token: Secret,
}

impl Accounts {
    /// A new link.
    pub(crate) fn new_link(&self, purpose: Purpose, to: &Addressee<'_>, detail: String) -> NewLink {
        let token = Token::<MailLink>::generate(&self.env);
        let now = self.env.now();
        let link = MailLink {
            id: token.id(),
            purpose: purpose.as_str().to_owned(),
            user_id: to.user,
            email: to.email.clone(),
            detail,
            created_by: to.by,
            used_at: None,
            created_at: now,
            expires_at: now.plus(purpose.lifetime()),
        };
        NewLink {
            link,
            digest: token.digest(),
            token: token.encode(),
        }
    }

    /// The link of a token, if it still serves this purpose. Looking uses nothing up: programs that
    /// check mails open links too.
    pub(crate) async fn open_link(&self, purpose: Purpose, text: &str) -> Result<MailLink, Error> {
        let Some(token) = Token::<MailLink>::parse(text) else {
            return Err(Refusal::LinkOver.into());
        };
        let mut conn = self.store.read().await?;
        let found = mail_links::find(&mut conn, token.id()).await?;
        drop(conn);
        let genuine = found.filter(|(_, digest)| digest.matches(&token.digest()));
        let Some((link, _)) = genuine.filter(|(link, _)| link.purpose == purpose.as_str()) else {
            return Err(Refusal::LinkOver.into());
        };
        let refusal = if link.used_at.is_some() {
            Refusal::LinkUsed
        } else if link.expires_at <= self.env.now() {
            Refusal::LinkExpired
        } else {
            return Ok(link);
        };
        let noted = Line {
            reason: Some(refusal.code()),
            user_id: link.user_id,
            ..Line::new(purpose.event())
        };
        self.trail.refused(noted).await?;
        Err(refusal.into())
    }
}
