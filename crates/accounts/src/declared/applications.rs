//! Applications of a document.

use std::collections::{BTreeSet, HashSet};

use gantry_core::client::{Client, ClientSettings};
use gantry_core::client_id::ClientId;
use gantry_core::slug::Slug;
use gantry_core::{Secret, Timestamp};
use gantry_store::StoreError;
use serde_json::{Value, json};

use crate::accounts::Accounts;
use crate::clients::{NewClient, rules};
use crate::declared::change::{Change, Kind};
use crate::declared::document::{DeclaredApplication, Document};
use crate::declared::merge::{merged, without_defaults};
use crate::declared::names::Names;
use crate::declared::settings_document::read_settings;
use crate::declared::{Declared, Plan, Step};
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;

impl Accounts {
    /// An application as documents have it.
    pub(crate) async fn application_document(&self, client: &Client) -> Result<Value, Error> {
        let settings = self.settings_document(&client.settings).await?;
        let mut document = json!({
            "slug": client.slug,
            "name": client.name,
            "client_id": client.client_id,
            "settings": without_defaults(settings, &defaults()?),
        });
        if client.disabled
            && let Some(members) = document.as_object_mut()
        {
            members.insert("disabled".to_owned(), Value::Bool(true));
        }
        Ok(document)
    }

    pub(crate) async fn plan_applications(
        &self,
        document: &Document,
        declared: &Declared,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        for wanted in document.applications.iter().flatten() {
            let place = format!("applications: {}: ", wanted.slug);
            if wanted.secret_file.is_some() && !declared.secrets.contains_key(&wanted.slug) {
                plan.problem(format!("{place}secret_file is read by the command only"));
            }
            let before = self.client_by_slug(&wanted.slug).await?;
            let names = self.names_expected(wanted, document).await?;
            let mut after = self.would_be(wanted, before.as_ref(), &names);
            if let Ok(client) = &after
                && let Err(error) = self.check_icon(before.as_ref(), client).await
            {
                after = Err(error);
            }
            let after = match after {
                Ok(after) => after,
                Err(error) => {
                    plan.refused(&place, error)?;
                    continue;
                }
            };
            self.plan_application(wanted, (before.as_ref(), &after), &names, plan)
                .await?;
            if let (Some(client), Some(secret)) = (&before, declared.secrets.get(&wanted.slug))
                && !self.authenticate_client_secret(client, secret).await?
            {
                let change = Change {
                    kind: Kind::Changed,
                    what: format!("application {}", wanted.slug),
                    details: vec!["another secret".to_owned()],
                };
                plan.step(Step::BringSecret(client.id, wanted.slug.clone()), change);
            }
        }
        Ok(())
    }

    async fn plan_application(
        &self,
        wanted: &DeclaredApplication,
        (before, after): (Option<&Client>, &Client),
        names: &Names,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let settings = serde_json::to_value(&after.settings).map_err(StoreError::from)?;
        let after = shown(after, &names.named(settings));
        let (kind, old) = if let Some(client) = before {
            let settings = self.settings_document(&client.settings).await?;
            (Kind::Changed, shown(client, &settings))
        } else {
            (Kind::Added, json!({ "settings": defaults()? }))
        };
        if old != after {
            let what = format!("application {}", wanted.slug);
            let change = Change::of(kind, what, &old, &after);
            plan.step(Step::Application(Box::new(wanted.clone())), change);
        }
        Ok(())
    }

    /// The names that the settings mention, those of the same document too.
    async fn names_expected(
        &self,
        wanted: &DeclaredApplication,
        document: &Document,
    ) -> Result<Names, Error> {
        let settings = Value::Object(wanted.settings.clone());
        let mut conn = self.store.read().await?;
        let mut names = Names::of_names(&mut conn, &settings).await?;
        drop(conn);
        for group in document.groups.iter().flatten() {
            names.expect_group(self.env.id(), &group.name);
        }
        for person in &document.people {
            names.expect_person(self.env.id(), &person.username);
        }
        Ok(names)
    }

    /// The application as it would be.
    fn would_be(
        &self,
        wanted: &DeclaredApplication,
        before: Option<&Client>,
        names: &Names,
    ) -> Result<Client, Error> {
        let given = Value::Object(wanted.settings.clone());
        let settings = read_settings(merged(defaults()?, &given), &given, names);
        let settings = settings.map_err(Refusal::Document)?;
        let client_id = before.map(|client| client.client_id.clone());
        if let (Some(old), Some(new)) = (&client_id, &wanted.client_id)
            && old != new
        {
            return Err(Refusal::Settings("the client_id of an application stays").into());
        }
        let client = Client {
            id: before.map_or_else(|| self.env.id(), |client| client.id),
            client_id: client_id
                .or_else(|| wanted.client_id.clone())
                .unwrap_or_else(|| ClientId::generate(&self.env)),
            slug: wanted.slug.clone(),
            name: wanted.name.clone(),
            disabled: wanted.disabled,
            settings,
            created_at: before.map_or(Timestamp::from_i64(0), |client| client.created_at),
        };
        Ok(rules::checked(client, self.client_rules)?)
    }

    pub(crate) async fn put_application(
        &self,
        by: &Administrator,
        wanted: &DeclaredApplication,
        declared: &Declared,
    ) -> Result<Option<(Slug, Secret)>, Error> {
        let before = self.client_by_slug(&wanted.slug).await?;
        let settings = Value::Object(wanted.settings.clone());
        let mut conn = self.store.read().await?;
        let names = Names::of_names(&mut conn, &settings).await?;
        drop(conn);
        let after = self.would_be(wanted, before.as_ref(), &names)?;
        let disabled = after.disabled;
        let (client, made) = if let Some(before) = before {
            let same = Client {
                disabled: before.disabled,
                ..after
            };
            (self.change_client(by, &before, same).await?, None)
        } else {
            let brought = declared.secrets.get(&wanted.slug).cloned();
            let told = brought.is_none();
            let new = NewClient {
                name: after.name,
                slug: Some(after.slug),
                client_id: Some(after.client_id),
                secret: brought,
                settings: after.settings,
            };
            let added = self.add_client(by, new).await?;
            let secret = added.secret.filter(|_| told);
            (added.client, secret)
        };
        if client.disabled != disabled {
            self.set_client_disabled(by, client.id, disabled).await?;
        }
        Ok(made.map(|secret| (client.slug, secret)))
    }

    /// Applications and groups that the document does not list.
    pub(crate) async fn plan_removals(
        &self,
        document: &Document,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        if let Some(listed) = &document.applications {
            let listed: HashSet<&Slug> = listed.iter().map(|it| &it.slug).collect();
            for client in self.all_clients().await? {
                if !listed.contains(&client.slug) {
                    let change = Change::removed(format!("application {}", client.slug));
                    plan.step(Step::RemoveApplication(client.id), change);
                }
            }
        }
        if let Some(listed) = &document.groups {
            let listed: BTreeSet<String> = listed.iter().map(|it| it.name.folded()).collect();
            for group in self.all_groups().await? {
                if !listed.contains(&group.name.folded()) {
                    let change = Change::removed(format!("group {}", group.name));
                    plan.step(Step::RemoveGroup(group.id), change);
                }
            }
        }
        Ok(())
    }

    /// Every application, in the order of their slugs.
    pub(crate) async fn all_clients(&self) -> Result<Vec<Client>, Error> {
        let mut all: Vec<Client> = Vec::new();
        loop {
            let last = all.last().map(|client| client.slug.clone());
            let page = self.list_clients(last.as_ref(), i64::MAX).await?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }
}

/// The settings of an application of which nothing is said.
fn defaults() -> Result<Value, Error> {
    let defaults = serde_json::to_value(ClientSettings::default());
    Ok(defaults.map_err(StoreError::from)?)
}

fn shown(client: &Client, settings: &Value) -> Value {
    json!({
        "name": client.name,
        "disabled": client.disabled,
        "settings": settings,
    })
}
