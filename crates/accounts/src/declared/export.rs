//! Everything that a document can say, written out.

use std::collections::BTreeMap;

use gantry_core::audit::Event;
use gantry_core::group::GroupId;
use gantry_core::group_name::GroupName;
use gantry_store::{StoreError, audit};
use serde_json::{Map, Value, json};

use crate::accounts::Accounts;
use crate::declared::merge::{without_defaults, without_nulls};
use crate::declared::sections::SECTIONS;
use crate::error::Error;
use crate::permissions::Reader;
use crate::trail::Line;

impl Accounts {
    /// A document that says what is there, without any secret; applying it changes nothing.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn export(&self, by: &Reader, with_people: bool) -> Result<Value, Error> {
        let mut document = Map::new();
        document.insert("settings".to_owned(), self.exported_sections(by).await?);
        document.insert("groups".to_owned(), self.exported_groups().await?);
        let mut applications = Vec::new();
        for client in self.all_clients().await? {
            applications.push(self.application_document(&client).await?);
        }
        document.insert("applications".to_owned(), Value::Array(applications));
        if with_people {
            document.insert("people".to_owned(), self.exported_people().await?);
        }
        let detail = if with_people {
            "settings, groups, applications, people"
        } else {
            "settings, groups, applications"
        };
        let line = Line {
            detail: detail.to_owned(),
            ..Line::by(by, Event::Exported)
        };
        let entry = line.entry(&self.env);
        let written = self
            .store
            .write_one(entry, |tx, entry| Box::pin(audit::insert(tx, entry)));
        written.await?;
        Ok(Value::Object(document))
    }

    async fn exported_sections(&self, by: &Reader) -> Result<Value, Error> {
        let mut sections = Map::new();
        for name in SECTIONS {
            let section = self.section_document(by, name).await?.unwrap_or_default();
            sections.insert(name.to_owned(), without_nulls(section));
        }
        Ok(Value::Object(sections))
    }

    async fn exported_groups(&self) -> Result<Value, Error> {
        let groups = self.all_groups().await?;
        let names: BTreeMap<GroupId, &GroupName> =
            groups.iter().map(|group| (group.id, &group.name)).collect();
        let exported = groups.iter().map(|group| {
            let mut members = Map::new();
            members.insert("name".to_owned(), json!(group.name));
            if let Some(parent) = group.parent_id.and_then(|id| names.get(&id)) {
                members.insert("parent".to_owned(), json!(parent));
            }
            if group.factor_demanded {
                members.insert("factor_demanded".to_owned(), Value::Bool(true));
            }
            Value::Object(members)
        });
        Ok(Value::Array(exported.collect()))
    }

    async fn exported_people(&self) -> Result<Value, Error> {
        let mut people = Vec::new();
        let mut after = None;
        loop {
            let page = self.list_users(after.as_ref(), i64::MAX).await?;
            let Some(last) = page.last() else {
                return Ok(Value::Array(people));
            };
            after = Some(last.username.clone());
            for user in &page {
                let person = self.declared_person(user).await?;
                let person = serde_json::to_value(person).map_err(StoreError::from)?;
                people.push(said(person));
            }
        }
    }
}

/// A person without what is not said.
fn said(person: Value) -> Value {
    let silence = json!({
        "role": null, "email": null, "language": null, "email_verified": false,
        "disabled": false, "factor_demanded": false, "attributes": {},
    });
    let mut person = without_defaults(person, &silence);
    if let Some(profile) = person.get_mut("profile") {
        let unsaid = json!({ "phone_number_verified": false });
        *profile = without_defaults(profile.take(), &unsaid);
    }
    person
}
