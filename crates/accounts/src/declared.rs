//! Everything an administrator sets, as one document: put into force, and written out again.
//!
//! [`Accounts::apply`] reads the document (`document`), compares it with what is there (`groups`,
//! `applications`, `people`, `sections`) and takes the steps that are left; applying it again takes
//! none. [`Accounts::export`] writes such a document. A thing that is listed is as the document says,
//! and what it leaves out has its default; a thing that is not listed is left alone, unless the
//! document says `prune`. People are never removed.

mod applications;
mod change;
mod document;
mod export;
mod foresight;
mod groups;
mod merge;
mod names;
mod people;
mod sections;
mod settings_document;

use std::collections::HashMap;

use gantry_core::Secret;
use gantry_core::client::ClientRowId;
use gantry_core::group::GroupId;
use gantry_core::slug::Slug;
use serde_json::Value;

pub use crate::declared::change::{Change, Kind};
pub use crate::declared::sections::SECTIONS;

use crate::accounts::Accounts;
use crate::declared::document::{DeclaredApplication, DeclaredGroup, DeclaredPerson, Document};
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;

/// A document, and the secrets that lie in files beside it.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// The document.
    pub document: Value,
    /// By the slug of the application whose `secret_file` was read.
    pub secrets: HashMap<Slug, Secret>,
}

/// What was changed, or would be.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// Each change, in the order in which they are made.
    pub changes: Vec<Change>,
    /// Secrets that were made for new applications, told this once.
    pub secrets: Vec<(Slug, Secret)>,
}

/// One thing that is left to be done.
pub(crate) enum Step {
    AddGroup(DeclaredGroup),
    ChangeGroup(DeclaredGroup),
    SetSection(String, Value),
    Application(Box<DeclaredApplication>),
    BringSecret(ClientRowId, Slug),
    Person(Box<DeclaredPerson>),
    RemoveApplication(ClientRowId),
    RemoveGroup(GroupId),
}

/// Steps and how they are told.
#[derive(Default)]
pub(crate) struct Plan {
    steps: Vec<Step>,
    changes: Vec<Change>,
    problems: Vec<String>,
}

impl Plan {
    pub(crate) fn step(&mut self, step: Step, change: Change) {
        self.steps.push(step);
        self.changes.push(change);
    }

    pub(crate) fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// A refusal becomes a problem of the document; a breakdown stays one.
    pub(crate) fn refused(&mut self, place: &str, error: Error) -> Result<(), Error> {
        match error {
            Error::Refused(Refusal::Document(problems)) => {
                self.problems
                    .extend(problems.iter().map(|it| format!("{place}{it}")));
                Ok(())
            }
            Error::Refused(refusal) => {
                self.problem(format!("{place}{refusal}"));
                Ok(())
            }
            breakdown => Err(breakdown),
        }
    }
}

impl Accounts {
    /// Brings this place to what a document says; `dry_run` only tells what would be done.
    ///
    /// Every step is an act of its own: what was done before a refusal stays done, and applying the
    /// document again goes on from there.
    ///
    /// # Errors
    /// Every problem of the document at once; nothing is changed then.
    pub async fn apply(
        &self,
        by: &Administrator,
        declared: &Declared,
        dry_run: bool,
    ) -> Result<Applied, Error> {
        let document = Document::read(declared.document.clone()).map_err(Refusal::Document)?;
        let plan = Box::pin(self.planned(by, &document, declared)).await?;
        if !plan.problems.is_empty() {
            return Err(Refusal::Document(plan.problems).into());
        }
        let mut secrets = Vec::new();
        if !dry_run {
            for step in &plan.steps {
                secrets.extend(Box::pin(self.take(by, step, declared)).await?);
            }
        }
        Ok(Applied {
            changes: plan.changes,
            secrets,
        })
    }

    async fn planned(
        &self,
        by: &Administrator,
        document: &Document,
        declared: &Declared,
    ) -> Result<Plan, Error> {
        let mut plan = Plan::default();
        self.plan_groups(document, &mut plan).await?;
        for (name, section) in &document.settings {
            self.plan_section(by, name, section, &mut plan).await?;
        }
        self.foresee_people(document, &mut plan).await?;
        self.plan_people(document, &mut plan).await?;
        self.plan_applications(document, declared, &mut plan)
            .await?;
        if document.prune {
            self.plan_removals(document, &mut plan).await?;
        }
        Ok(plan)
    }

    async fn plan_section(
        &self,
        by: &Administrator,
        name: &str,
        section: &Value,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let after = match self.section_would_be(name, section).await {
            Ok(after) => after,
            Err(error) => return plan.refused("", error),
        };
        let before = self.section_document(&(*by).into(), name).await?;
        let before = before.unwrap_or_default();
        if before != after {
            let change = Change::of(Kind::Changed, format!("settings {name}"), &before, &after);
            plan.step(Step::SetSection(name.to_owned(), section.clone()), change);
        }
        Ok(())
    }

    async fn take(
        &self,
        by: &Administrator,
        step: &Step,
        declared: &Declared,
    ) -> Result<Option<(Slug, Secret)>, Error> {
        match step {
            Step::AddGroup(group) => {
                self.add_group(by, group.name.clone()).await?;
            }
            Step::ChangeGroup(group) => self.change_declared_group(by, group).await?,
            Step::SetSection(name, section) => {
                self.replace_section(by, name, section).await?;
            }
            Step::Application(application) => {
                return Box::pin(self.put_application(by, application, declared)).await;
            }
            Step::BringSecret(client, slug) => {
                if let Some(secret) = declared.secrets.get(slug) {
                    self.bring_client_secret(by, *client, secret.clone())
                        .await?;
                }
            }
            Step::Person(person) => self.put_person(by, person).await?,
            Step::RemoveApplication(client) => self.remove_client(by, *client).await?,
            Step::RemoveGroup(group) => self.delete_group(by, *group).await?,
        }
        Ok(None)
    }
}
