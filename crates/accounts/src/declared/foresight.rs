//! What only shows when a whole document is put together: found before its first step is taken.

use std::collections::{BTreeMap, BTreeSet};

use gantry_core::role::Role;
use gantry_core::user::{User, UserId};
use gantry_store::{attention, credentials, user_lists};

use crate::accounts::Accounts;
use crate::declared::Plan;
use crate::declared::document::{DeclaredPerson, Document};
use crate::error::{Error, Refusal};

/// More administrators than one place has.
const MOST: i64 = 1000;

impl Accounts {
    /// Addresses that two people would share, and a place that nobody could administer any more.
    pub(crate) async fn foresee_people(
        &self,
        document: &Document,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        self.foresee_addresses(document, plan).await?;
        if !document.people.is_empty() && !self.keeps_an_administrator(document).await? {
            plan.problem(format!("people: {}", Refusal::LastAdministrator));
        }
        Ok(())
    }

    async fn foresee_addresses(&self, document: &Document, plan: &mut Plan) -> Result<(), Error> {
        let mut seen = BTreeSet::new();
        for wanted in &document.people {
            let Some(email) = &wanted.email else {
                continue;
            };
            let owner = self.user_by_login(email.as_str()).await?;
            let other = owner.filter(|it| it.username.folded() != wanted.username.folded());
            if !seen.insert(email.as_str()) || other.is_some() {
                let problem = Refusal::EmailTaken;
                plan.problem(format!("people: {}: {problem}", wanted.username));
            }
        }
        Ok(())
    }

    /// Whether somebody who administers now, or will, can sign in; or nobody could before.
    async fn keeps_an_administrator(&self, document: &Document) -> Result<bool, Error> {
        let mut conn = self.store.read().await?;
        let present = attention::holders(&mut conn, Role::Administrator.as_str(), MOST).await?;
        drop(conn);
        let listed = document.people.iter();
        let listed: BTreeMap<String, bool> = listed
            .map(|person| (person.username.folded(), administers(person)))
            .collect();
        let (mut before, mut after) = (false, false);
        for id in present {
            let Some(user) = self.user(id).await? else {
                continue;
            };
            let signs_in = self.has_password(user.id).await?;
            let stays = listed.get(&user.username.folded()).copied();
            before |= signs_in;
            after |= signs_in && stays.unwrap_or(true);
        }
        for person in document.people.iter().filter(|person| administers(person)) {
            if let Some(user) = self.user_by_login(person.username.as_str()).await? {
                after |= self.keeps_password(&user).await?;
            }
        }
        Ok(after || !before)
    }

    /// Whether somebody has a password still when the role is given.
    async fn keeps_password(&self, user: &User) -> Result<bool, Error> {
        let mut conn = self.store.read().await?;
        let ends = !user.is_administrator() && credentials::is_lent(&mut conn, user.id).await?;
        drop(conn);
        Ok(!ends && self.has_password(user.id).await?)
    }

    async fn has_password(&self, id: UserId) -> Result<bool, Error> {
        let mut conn = self.store.read().await?;
        Ok(user_lists::held(&mut conn, id).await?.password)
    }
}

/// Whether a person may administer this place as the document has it.
pub(crate) fn administers(person: &DeclaredPerson) -> bool {
    person.role == Some(Role::Administrator) && !person.disabled
}
