//! Whether what was issued for somebody is still worth something: asked whenever it is used.
//!
//! Person, groups, bindings and the demand for a second factor are those of now; proofs, network
//! and hours are those with which the person came in.

use gantry_core::access::{Entering, Entry, Judgement};
use gantry_core::client::Client;
use gantry_core::group::Group;
use gantry_core::methods::{Assurance, Methods};
use gantry_core::user::User;
use gantry_store::sessions::LiveSession;
use gantry_store::{Conn, memberships};

use crate::access::group_ids;
use crate::accounts::Accounts;
use crate::error::Error;
use crate::factors::demand::lacks_factor;
use crate::settings::Policy;

/// Somebody for whom something was issued.
#[derive(Debug, Clone, Copy)]
pub struct Admitted<'a> {
    /// Who it is.
    pub user: &'a User,
    /// What was proven.
    pub methods: Methods,
    /// Where and when the person came in.
    pub entry: Entry,
}

/// Why it is worth nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The bindings keep the person out.
    Entry,
    /// More has to be proven than was.
    Proof,
}

impl Accounts {
    /// Where and when somebody who stands at the door comes in.
    #[must_use]
    pub fn entry(&self, live: &LiveSession) -> Entry {
        Entry {
            at: Some(self.env.now()),
            from: live.address,
        }
    }

    /// Why what was issued for a client is worth nothing any more, if it is.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn lost(&self, client: &Client, who: &Admitted<'_>) -> Result<Option<Lost>, Error> {
        let one = who.methods.assurance() == Assurance::OneFactor;
        if client.settings.access.is_open() && !one {
            return Ok(None);
        }
        let mut conn = self.store.read().await?;
        self.lost_in(&mut conn, client, who).await
    }

    /// The same for whoever holds a connection.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn lost_in(
        &self,
        conn: &mut Conn,
        client: &Client,
        who: &Admitted<'_>,
    ) -> Result<Option<Lost>, Error> {
        let groups = memberships::groups_of(conn, who.user.id).await?;
        let policy = self.settings_in(conn).await?;
        Ok(self.lost_by((&policy, &groups), client, who))
    }

    /// The same with policy and groups at hand.
    #[must_use]
    pub fn lost_by(
        &self,
        (policy, groups): (&Policy, &[Group]),
        client: &Client,
        who: &Admitted<'_>,
    ) -> Option<Lost> {
        let own = group_ids(groups);
        let entering = Entering {
            person: who.user.id,
            groups: &own,
            entry: who.entry,
            assurance: who.methods.assurance(),
            now: self.env.now(),
        };
        let access = &client.settings.access;
        if access.judge(&entering) != Judgement::Admitted {
            let proof = access.demands(&entering).is_some();
            return Some(if proof { Lost::Proof } else { Lost::Entry });
        }
        lacks_factor((policy, groups), who.user, who.methods).then_some(Lost::Proof)
    }
}
