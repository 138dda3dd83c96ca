//! Everybody as a table, for spreadsheets and for another server.

use std::collections::BTreeSet;

use csv::WriterBuilder;
use gantry_core::audit::Event;
use gantry_core::claim_name::ClaimName;
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_store::{audit, memberships, users};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::spreadsheet::harmless;
use crate::trail::Line;
use crate::users::find::MOST;
use crate::users::table::{ATTRIBUTE, COLUMNS, joined_groups};

const BROKEN: Refusal = Refusal::Settings("the table could not be written");

impl Accounts {
    /// Everybody as CSV with a byte order mark, without passwords, in the order of user names. What
    /// would be a formula in a spreadsheet has a quote before it.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn export_people(&self, by: &Administrator) -> Result<String, Error> {
        let attributes = self.attribute_names().await?;
        let mut writer = WriterBuilder::new().from_writer("\u{feff}".as_bytes().to_vec());
        let columns = COLUMNS.into_iter().filter(|column| *column != "password");
        let titles = attributes.iter().map(|name| format!("{ATTRIBUTE}{name}"));
        let header: Vec<String> = columns.map(str::to_owned).chain(titles).collect();
        writer.write_record(&header).map_err(|_| BROKEN)?;
        let mut after: Option<String> = None;
        let mut written: u64 = 0;
        loop {
            let mut conn = self.store.read().await?;
            let page = users::list(&mut conn, after.as_deref(), MOST).await?;
            for user in &page {
                let groups = memberships::direct_groups_of(&mut conn, user.id).await?;
                let groups = joined_groups(groups.iter().map(|group| group.name.as_str()));
                let record = record(user, &groups, &attributes);
                writer.write_record(&record).map_err(|_| BROKEN)?;
                written += 1;
            }
            let Some(last) = page.last() else { break };
            after = Some(last.username.folded());
        }
        self.note_export(by, written).await?;
        let bytes = writer.into_inner().map_err(|_| BROKEN)?;
        Ok(String::from_utf8(bytes).map_err(|_| BROKEN)?)
    }

    /// Every attribute that anybody has, in the order of names.
    async fn attribute_names(&self) -> Result<BTreeSet<ClaimName>, Error> {
        let mut names = BTreeSet::new();
        let mut after: Option<String> = None;
        loop {
            let mut conn = self.store.read().await?;
            let page = users::list(&mut conn, after.as_deref(), MOST).await?;
            let Some(last) = page.last() else {
                return Ok(names);
            };
            after = Some(last.username.folded());
            names.extend(
                page.into_iter()
                    .flat_map(|user| user.attributes.into_keys()),
            );
        }
    }

    async fn note_export(&self, by: &Administrator, people: u64) -> Result<(), Error> {
        let line = Line {
            detail: format!("{people} people"),
            ..Line::by(by, Event::Exported)
        };
        let written = self.store.write_one(line.entry(&self.env), |tx, entry| {
            Box::pin(audit::insert(tx, entry))
        });
        Ok(written.await?)
    }
}

fn record(user: &User, groups: &str, attributes: &BTreeSet<ClaimName>) -> Vec<String> {
    let email = user.email.as_ref().map_or("", |email| email.as_str());
    let disabled = if user.disabled { "yes" } else { "no" };
    let own = [
        user.username.as_str(),
        user.name.as_str(),
        email,
        groups,
        user.role.map_or("", Role::as_str),
        disabled,
        user.language.as_deref().unwrap_or_default(),
    ];
    let further = attributes
        .iter()
        .map(|name| user.attributes.get(name).map_or("", String::as_str));
    own.into_iter().chain(further).map(harmless).collect()
}
