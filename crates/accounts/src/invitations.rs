//! Invitations: a link in a mail makes an account, with groups and an application to land in.
//!
//! The helpdesk invites into groups that it is in itself; roles come from administrators only, and
//! only as long as they are administrators.

mod accept;

use std::collections::BTreeSet;

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::{Client, ClientRowId};
use gantry_core::email::Email;
use gantry_core::group::GroupId;
use gantry_core::role::Role;
use gantry_core::user::UserId;
use gantry_core::{Secret, Timestamp};
use gantry_store::mail_links::{self, MailLink, MailLinkId};
use gantry_store::mail_outbox::WaitingMail;
use gantry_store::{Tx, audit, clients, groups, memberships, users};
use serde::{Deserialize, Serialize};

pub use crate::invitations::accept::{Acceptance, Accepted};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::mail::links::{Addressee, NewLink, Purpose};
use crate::mail::{Occasion, Reader, Writer, outbox};
use crate::permissions::{Acting, Helpdesk};
use crate::trail::Line;
use crate::users::act::{Undo, unknown};
use crate::users::add::checked_language;
use crate::users::find::MOST;

/// What somebody is invited to.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Where the letter goes; afterwards the address of the account.
    pub email: Email,
    /// The groups to be in.
    pub groups: Vec<GroupId>,
    /// The application to land in.
    pub application: Option<ClientRowId>,
    /// The language of letter and pages.
    pub language: Option<String>,
    /// What the person will do in the administration.
    pub role: Option<Role>,
}

/// What a link that invites remembers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Invited {
    /// The groups to be in, as far as they exist then.
    pub groups: Vec<GroupId>,
    /// The application to land in.
    pub application: Option<ClientRowId>,
    /// The language of the pages.
    pub language: Option<String>,
    /// What the person will do in the administration.
    pub role: Option<Role>,
}

/// An invitation that waits.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    /// The row.
    pub id: MailLinkId,
    /// Who is invited.
    pub email: Email,
    /// To what.
    pub invited: Invited,
    /// Until when.
    pub expires_at: Timestamp,
}

/// An invitation on its way into the database.
struct ReadyInvitation {
    link: NewLink,
    invited: Invited,
    mail: Option<WaitingMail>,
    by: Helpdesk,
    entry: AuditEntry,
}

impl Accounts {
    /// Invites somebody by mail. Where mail is not set up the link's token is returned instead, for
    /// an administrator to pass on.
    ///
    /// # Errors
    /// An address that is or was somebody's, an unknown group or application, a group that the
    /// helpdesk is not in, a role that whoever invites cannot give.
    pub async fn invite(
        &self,
        by: &Helpdesk,
        new: NewInvitation,
        writer: Writer<'_>,
    ) -> Result<Option<Secret>, Error> {
        let mailed = self.mail_is_set_up().await?;
        if !by.administers() {
            if new.role.is_some() {
                return Err(Refusal::BeyondRole.into());
            }
            self.needs_mail().await?;
        }
        let ready = self.ready_invitation(by, new, mailed, writer).await?;
        let token = ready.link.token.clone();
        self.act(ready, |tx, ready| Box::pin(write(tx, ready)))
            .await?;
        Ok((!mailed).then_some(token))
    }

    async fn ready_invitation(
        &self,
        by: &Helpdesk,
        new: NewInvitation,
        mailed: bool,
        writer: Writer<'_>,
    ) -> Result<ReadyInvitation, Error> {
        let purpose = Purpose::Invitation;
        let language = checked_language(new.language)?;
        let groups: BTreeSet<GroupId> = new.groups.into_iter().collect();
        let invited = Invited {
            groups: groups.into_iter().collect(),
            application: new.application,
            language: language.clone(),
            role: new.role,
        };
        let to = Addressee {
            user: None,
            email: &new.email,
            by: by.person(),
        };
        let detail = serde_json::to_string(&invited).map_err(gantry_store::StoreError::from)?;
        let link = self.new_link(purpose, &to, detail);
        let host = match by.person() {
            Some(id) => self.user(id).await?.map(|user| user.name.to_string()),
            None => None,
        };
        let application = self.landing(&invited).await?.map(|client| client.name);
        let occasion = Occasion::Invitation {
            token: link.token.clone(),
            inviter: host,
            application,
        };
        let reader = Reader {
            language,
            ..Reader::default()
        };
        let mail = if mailed {
            let letter = writer(&reader, &occasion);
            let kind = purpose.as_str();
            Some(self.sealed_mail(kind, &new.email, letter, purpose.lifetime())?)
        } else {
            None
        };
        let mut noted = Line::by(by, Event::InvitationSent);
        noted.detail = new.email.to_string();
        Ok(ReadyInvitation {
            link,
            invited,
            mail,
            by: *by,
            entry: noted.entry(&self.env),
        })
    }

    /// The application that an invitation leads to, if it is still there.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn landing(&self, invited: &Invited) -> Result<Option<Client>, Error> {
        let Some(id) = invited.application else {
            return Ok(None);
        };
        let mut conn = self.store.read().await?;
        Ok(clients::by_id(&mut conn, id).await?)
    }

    /// Invitations that wait, newest first, before one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn open_invitations(
        &self,
        before: Option<MailLinkId>,
        limit: i64,
    ) -> Result<Vec<OpenInvitation>, Error> {
        let (now, limit) = (self.env.now(), limit.clamp(1, MOST));
        let mut conn = self.store.read().await?;
        let links = mail_links::invitations(&mut conn, before, now, limit).await?;
        let open = links.into_iter().map(|link| OpenInvitation {
            id: link.id,
            invited: invited(&link),
            email: link.email,
            expires_at: link.expires_at,
        });
        Ok(open.collect())
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// One that does not wait any more, or that whoever acts could not have sent.
    pub async fn withdraw_invitation(&self, by: &Helpdesk, id: MailLinkId) -> Result<(), Error> {
        let mut noted = Line::by(by, Event::InvitationSent);
        let act = (*by, id, self.env.now());
        "taken back".clone_into(&mut noted.detail);
        let act = (act, noted.entry(&self.env));
        self.act(act, |tx, ((by, id, now), entry)| {
            Box::pin(async move {
                let found = mail_links::find(tx, *id).await?;
                let (link, _) = found.ok_or_else(|| unknown("invitation", id))?;
                if !by.administers() && link.created_by != by.person() {
                    return Err(Refusal::BeyondRole.into());
                }
                if !mail_links::consume(tx, *id, Purpose::Invitation.as_str(), *now).await? {
                    return Err(Refusal::LinkUsed.into());
                }
                let detail = format!("taken back: {}", link.email);
                let entry = entry.clone();
                Ok(audit::insert(tx, &AuditEntry { detail, ..entry }).await?)
            })
        })
        .await
    }
}

/// What a link invites to; to nothing more than an account if that cannot be read.
fn invited(link: &MailLink) -> Invited {
    serde_json::from_str(&link.detail).unwrap_or_default()
}

async fn write(tx: &mut Tx, ready: &ReadyInvitation) -> Result<(), Undo> {
    let link = &ready.link.link;
    if users::by_email(tx, &link.email).await?.is_some() {
        return Err(Refusal::EmailTaken.into());
    }
    if let Some(id) = ready.invited.application
        && clients::by_id(tx, id).await?.is_none()
    {
        return Err(unknown("client", &id).into());
    }
    for group in &ready.invited.groups {
        if groups::by_id(tx, *group).await?.is_none() {
            return Err(unknown("group", group).into());
        }
    }
    if !ready.by.administers() {
        own_groups_only(tx, ready.by.person(), &ready.invited.groups).await?;
    }
    mail_links::insert(tx, link, ready.link.digest).await?;
    outbox::insert(tx, ready.mail.as_slice()).await?;
    Ok(audit::insert(tx, &ready.entry).await?)
}

/// The helpdesk leads people where it is itself, and nowhere else.
async fn own_groups_only(
    tx: &mut Tx,
    person: Option<UserId>,
    wanted: &[GroupId],
) -> Result<(), Undo> {
    let own: BTreeSet<GroupId> = match person {
        Some(id) => {
            let groups = memberships::groups_of(tx, id).await?;
            groups.into_iter().map(|group| group.id).collect()
        }
        None => BTreeSet::new(),
    };
    if wanted.iter().all(|group| own.contains(group)) {
        Ok(())
    } else {
        Err(Refusal::BeyondRole.into())
    }
}
