//! Who may enter an application, asked with everything at hand: at the door; [`later`] asks again.

pub mod changes;
pub mod later;

use gantry_core::access::{Access, Binding, Condition, Entering, Judgement, Mode};
use gantry_core::client::Client;
use gantry_core::group::{Group, GroupId};
use gantry_core::methods::Assurance;
use gantry_core::user::UserId;
use gantry_store::sessions::LiveSession;
use gantry_store::{Conn, groups, memberships};

use crate::accounts::Accounts;
use crate::error::Error;

/// What keeps a signed-in person out, as the person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// The person is in none of these groups.
    Groups(Vec<String>),
    /// The person is in this group, whose members stay outside.
    Member(String),
    /// Only people who were named may enter.
    People,
    /// The person was named to stay outside.
    Excluded,
    /// The browser is in the wrong place.
    Network,
    /// It is the wrong time.
    Hours,
    /// The session was proven by too little.
    Factor,
    /// Nobody may enter at present.
    Closed,
}

impl Hindrance {
    /// A stable word for pages and the trail.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Groups(_) => "groups",
            Self::Member(_) => "member",
            Self::People => "people",
            Self::Excluded => "excluded",
            Self::Network => "network",
            Self::Hours => "hours",
            Self::Factor => "factor",
            Self::Closed => "closed",
        }
    }

    /// The groups that it is about.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        match self {
            Self::Groups(names) => names.clone(),
            Self::Member(name) => vec![name.clone()],
            _ => Vec::new(),
        }
    }

    /// The same in words, for the trail.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Groups(names) => format!("open to {}", names.join(", ")),
            Self::Member(name) => format!("not open to {name}"),
            Self::People => "open to people who were named".to_owned(),
            Self::Excluded => "not open to this person".to_owned(),
            Self::Network => "not open to this network".to_owned(),
            Self::Hours => "not open at this time".to_owned(),
            Self::Factor => "open to stronger proofs".to_owned(),
            Self::Closed => "no binding counts".to_owned(),
        }
    }
}

impl Accounts {
    /// What keeps somebody at the door out of an application.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn hindrance(
        &self,
        client: &Client,
        live: &LiveSession,
    ) -> Result<Option<Hindrance>, Error> {
        let access = &client.settings.access;
        if access.is_open() {
            return Ok(None);
        }
        let mut conn = self.store.read().await?;
        let own = group_ids(&memberships::groups_of(&mut conn, live.user.id).await?);
        let who = self.entering(live, &own);
        match access.judge(&who) {
            Judgement::Admitted => Ok(None),
            Judgement::NothingCounts => Ok(Some(Hindrance::Closed)),
            Judgement::Unfulfilled(binding) => {
                Ok(Some(named(&mut conn, (access, binding), &who).await?))
            }
        }
    }

    /// The least proof that would let somebody in whom the bindings keep out, if one would.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn proof_to_enter(
        &self,
        client: &Client,
        live: &LiveSession,
    ) -> Result<Option<Assurance>, Error> {
        let access = &client.settings.access;
        if access.is_open() {
            return Ok(None);
        }
        let mut conn = self.store.read().await?;
        let own = group_ids(&memberships::groups_of(&mut conn, live.user.id).await?);
        Ok(access.demands(&self.entering(live, &own)))
    }

    /// Whether somebody would be let in at the right place and time with the right proof, and so
    /// keeps an account elsewhere. What was issued is judged by [`Accounts::lost`].
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn may_stay(&self, client: &Client, person: UserId) -> Result<bool, Error> {
        let access = &client.settings.access;
        if access.is_open() {
            return Ok(true);
        }
        let mut conn = self.store.read().await?;
        let groups = memberships::groups_of(&mut conn, person).await?;
        Ok(access.could_admit(person, &group_ids(&groups), self.env.now()))
    }

    /// The same of an application that lets anybody in at all.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn may_enter(&self, client: &Client, person: UserId) -> Result<bool, Error> {
        Ok(!client.disabled && self.may_stay(client, person).await?)
    }

    /// Whether an application is listed for somebody: it is open, or would be after one more proof.
    #[must_use]
    pub fn is_open_to(&self, client: &Client, live: &LiveSession, own: &[Group]) -> bool {
        let own = group_ids(own);
        let who = self.entering(live, &own);
        let access = &client.settings.access;
        access.judge(&who) == Judgement::Admitted || access.demands(&who).is_some()
    }

    fn entering<'a>(&self, live: &LiveSession, groups: &'a [GroupId]) -> Entering<'a> {
        Entering {
            person: live.user.id,
            groups,
            entry: self.entry(live),
            assurance: live.session.methods.assurance(),
            now: self.env.now(),
        }
    }
}

/// The row ids of groups.
#[must_use]
pub fn group_ids(groups: &[Group]) -> Vec<GroupId> {
    groups.iter().map(|group| group.id).collect()
}

async fn named(
    conn: &mut Conn,
    (access, binding): (&Access, &Binding),
    who: &Entering<'_>,
) -> Result<Hindrance, Error> {
    Ok(match (&binding.condition, binding.negated) {
        (Condition::Group(_), false) => {
            let counting = access.bindings.iter().filter(|it| it.counts(who.now));
            let wanted: Vec<GroupId> = counting
                .filter(|it| access.mode == Mode::Any || *it == binding)
                .filter(|it| !it.negated)
                .filter_map(|it| match it.condition {
                    Condition::Group(id) => Some(id),
                    _ => None,
                })
                .collect();
            let mut names = Vec::new();
            for id in wanted {
                names.extend(group_name(conn, id).await?);
            }
            Hindrance::Groups(names)
        }
        (Condition::Group(id), true) => {
            Hindrance::Member(group_name(conn, *id).await?.unwrap_or_default())
        }
        (Condition::Person(_), false) => Hindrance::People,
        (Condition::Person(_), true) => Hindrance::Excluded,
        (Condition::Network(_), _) => Hindrance::Network,
        (Condition::Time(_), _) => Hindrance::Hours,
        (Condition::Factor(_), false) => Hindrance::Factor,
        (Condition::Factor(_), true) => Hindrance::Closed,
    })
}

async fn group_name(conn: &mut Conn, id: GroupId) -> Result<Option<String>, Error> {
    let group = groups::by_id(conn, id).await?;
    Ok(group.map(|group| group.name.to_string()))
}
