//! Becoming a person by an invitation.

use gantry_core::Timestamp;
use gantry_core::audit::Event;
use gantry_core::client::Client;
use gantry_core::email::Email;
use gantry_core::group::GroupId;
use gantry_core::profile::Profile;
use gantry_core::user::{DisplayName, User};
use gantry_core::username::Username;
use gantry_store::mail_links::{self, MailLink};
use gantry_store::{Tx, groups, users};

use super::{Invited, invited, own_groups_only};
use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::mail::links::Purpose;
use crate::permissions::Helpdesk;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively};
use crate::users::add::{ReadyUser, insert};
use crate::users::{NewUser, PersonWords};

/// What somebody who was invited chooses.
#[derive(Clone)]
pub struct Acceptance {
    /// The name to sign in with.
    pub username: Username,
    /// Full name.
    pub name: DisplayName,
    /// The password.
    pub password: String,
}

/// The password is not printed.
impl std::fmt::Debug for Acceptance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Acceptance")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// An account that an invitation made.
#[derive(Debug)]
pub struct Accepted {
    /// The person.
    pub user: User,
    /// The application to land in.
    pub application: Option<Client>,
}

/// A person on the way into the database.
struct Arrival {
    link: MailLink,
    invited: Invited,
    now: Timestamp,
    groups: Vec<GroupId>,
    ready: ReadyUser,
}

impl Accounts {
    /// Who is invited to what by a link that still works.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`], [`Refusal::LinkUsed`] or [`Refusal::LinkExpired`].
    pub async fn invitation(&self, text: &str) -> Result<(Email, Invited), Error> {
        let link = self.open_link(Purpose::Invitation, text).await?;
        let invited = invited(&link);
        Ok((link.email, invited))
    }

    /// Uses a link: the person exists, with a proven address.
    ///
    /// # Errors
    /// A link that does not work, a user name that is taken, a password that is too weak.
    pub async fn accept_invitation(
        &self,
        text: &str,
        chosen: Acceptance,
    ) -> Result<Accepted, Error> {
        let link = self.open_link(Purpose::Invitation, text).await?;
        let invited = invited(&link);
        let groups = self.groups_that_are_there(&invited).await?;
        let mut new = NewUser {
            username: chosen.username,
            email: Some(link.email.clone()),
            email_verified: true,
            name: chosen.name,
            profile: Profile::default(),
            password: None,
            role: invited.role,
            language: invited.language.clone(),
            groups: groups.clone(),
        };
        let about = PersonWords::from(&new);
        new.password = Some(self.check_new_password(chosen.password, &about).await?);
        let ready = self
            .ready_user(new, Line::new(Event::InvitationAccepted))
            .await?;
        let user = ready.user.clone();
        let application = self.landing(&invited).await?;
        let act = Arrival {
            link,
            invited,
            now: self.env.now(),
            groups,
            ready,
        };
        self.act(act, |tx, act| Box::pin(write(tx, act))).await?;
        Ok(Accepted { user, application })
    }

    /// Groups may have been deleted since.
    async fn groups_that_are_there(&self, invited: &Invited) -> Result<Vec<GroupId>, Error> {
        let mut there = Vec::new();
        let mut conn = self.store.read().await?;
        for group in &invited.groups {
            if groups::by_id(&mut conn, *group).await?.is_some() {
                there.push(*group);
            }
        }
        Ok(there)
    }
}

async fn write(tx: &mut Tx, act: &Arrival) -> Result<(), Undo> {
    exclusively(tx).await?;
    if !mail_links::consume(tx, act.link.id, Purpose::Invitation.as_str(), act.now).await? {
        return Err(Refusal::LinkUsed.into());
    }
    still_grants(tx, act).await?;
    insert(tx, &act.ready).await
}

/// Nobody gives by an invitation what he could not give today.
async fn still_grants(tx: &mut Tx, act: &Arrival) -> Result<(), Undo> {
    let Some(id) = act.link.created_by else {
        return Ok(());
    };
    let inviter = users::by_id(tx, id).await?;
    let helpdesk = inviter.as_ref().and_then(Helpdesk::of);
    let Some(helpdesk) = helpdesk else {
        return Err(Refusal::LinkOver.into());
    };
    if helpdesk.administers() {
        return Ok(());
    }
    if act.invited.role.is_some() {
        return Err(Refusal::LinkOver.into());
    }
    own_groups_only(tx, Some(id), &act.groups)
        .await
        .map_err(|_| Refusal::LinkOver.into())
}
