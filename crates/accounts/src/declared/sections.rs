//! Settings of the whole place, section by section. Sealed secrets are never told, and stay.

use gantry_store::StoreError;
use serde_json::{Map, Value};

use crate::accounts::Accounts;
use crate::declared::merge::{merged, not_understood, without_nulls};
use crate::error::{Error, Refusal};
use crate::permissions::{Administrator, Reader};
use crate::settings::{Branding, Mail, Policy, Section};

/// What the name of a sealed member begins with.
const SEALED: &str = "sealed_";

/// The names of all sections.
pub const SECTIONS: [&str; 3] = [Branding::NAME, Mail::NAME, Policy::NAME];

impl Accounts {
    /// A section as a document, without secrets; `None` if there is no such section.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn section_document(&self, by: &Reader, name: &str) -> Result<Option<Value>, Error> {
        let _ = by;
        Ok(match name {
            Branding::NAME => Some(told(&self.settings::<Branding>().await?)?),
            Mail::NAME => Some(told(&self.settings::<Mail>().await?)?),
            Policy::NAME => Some(told(&self.settings::<Policy>().await?)?),
            _ => None,
        })
    }

    /// Changes a section in part (RFC 7396), and returns what it became. What is removed has its
    /// default. <https://www.rfc-editor.org/rfc/rfc7396>
    ///
    /// # Errors
    /// An unknown section or member, or values that cannot be.
    pub async fn change_section(
        &self,
        by: &Administrator,
        name: &str,
        patch: &Value,
    ) -> Result<Value, Error> {
        let before = self.section_document(&(*by).into(), name).await?;
        let before = before.ok_or_else(|| no_section(name))?;
        self.set_section(by, name, patch, merged(before, patch))
            .await
    }

    /// Replaces a section; members that are not named have their defaults.
    pub(crate) async fn replace_section(
        &self,
        by: &Administrator,
        name: &str,
        document: &Value,
    ) -> Result<Value, Error> {
        self.set_section(by, name, document, document.clone()).await
    }

    async fn set_section(
        &self,
        by: &Administrator,
        name: &str,
        given: &Value,
        document: Value,
    ) -> Result<Value, Error> {
        match name {
            Branding::NAME => {
                let after = self.branding_after(given, document).await?;
                self.written(by, after).await
            }
            Mail::NAME => {
                let after = self.section_after::<Mail>(given, document).await?;
                self.written(by, after).await
            }
            Policy::NAME => {
                let after = self.section_after::<Policy>(given, document).await?;
                self.written(by, after).await
            }
            _ => Err(no_section(name).into()),
        }
    }

    /// What a section would become, as a document; nothing is written.
    pub(crate) async fn section_would_be(
        &self,
        name: &str,
        document: &Value,
    ) -> Result<Value, Error> {
        let given = document.clone();
        match name {
            Branding::NAME => told(&self.branding_after(document, given).await?),
            Mail::NAME => told(&self.section_after::<Mail>(document, given).await?),
            Policy::NAME => told(&self.section_after::<Policy>(document, given).await?),
            _ => Err(no_section(name).into()),
        }
    }

    async fn branding_after(&self, given: &Value, document: Value) -> Result<Branding, Error> {
        let after = self.section_after::<Branding>(given, document).await?;
        self.check_logo(&after).await?;
        Ok(after)
    }

    async fn section_after<S: Section>(&self, given: &Value, document: Value) -> Result<S, Error> {
        let given = without_nulls(given.clone());
        let mut problems = Vec::new();
        find_sealed(&given, &mut problems);
        let before = serde_json::to_value(self.settings::<S>().await?).map_err(StoreError::from)?;
        let document = with_sealed(without_nulls(document), &before);
        match serde_json::from_value::<S>(document) {
            Ok(section) => {
                let understood = serde_json::to_value(&section).map_err(StoreError::from)?;
                let unread = not_understood(&given, &understood);
                problems.extend(unread.iter().map(|it| format!("there is no setting {it}")));
                if problems.is_empty() {
                    return Ok(section.checked()?);
                }
            }
            Err(error) => problems.push(error.to_string()),
        }
        let problems = problems.iter().map(|it| format!("{}: {it}", S::NAME));
        Err(Refusal::Document(problems.collect()).into())
    }

    async fn written<S: Section>(&self, by: &Administrator, section: S) -> Result<Value, Error> {
        let document = told(&section)?;
        self.change_settings(by, section).await?;
        Ok(document)
    }
}

fn no_section(name: &str) -> Refusal {
    let text = format!(
        "settings: there is no section {name}; there are {}",
        SECTIONS.join(", ")
    );
    Refusal::Document(vec![text])
}

/// A section without what is sealed in it.
fn told<S: Section>(section: &S) -> Result<Value, Error> {
    let document = serde_json::to_value(section).map_err(StoreError::from)?;
    Ok(without_sealed(document))
}

fn without_sealed(document: Value) -> Value {
    match document {
        Value::Object(members) => {
            let told = members
                .into_iter()
                .filter(|(name, _)| !name.starts_with(SEALED))
                .map(|(name, value)| (name, without_sealed(value)));
            Value::Object(told.collect())
        }
        other => other,
    }
}

/// The new document with the sealed members of the old one, wherever all beside them is the same: a
/// password is for one server, and is not sent to another.
fn with_sealed(document: Value, before: &Value) -> Value {
    let (Value::Object(mut members), Value::Object(old)) = (document.clone(), before) else {
        return document;
    };
    let place = |members: &Map<String, Value>| {
        ["host", "port", "username", "security"]
            .map(|name| members.get(name).filter(|value| !value.is_null()).cloned())
    };
    let moved = place(&members) != place(old);
    for (name, value) in old {
        if name.starts_with(SEALED) {
            if !moved && !value.is_null() {
                members.insert(name.clone(), value.clone());
            }
        } else if let Some(new) = members.remove(name) {
            members.insert(name.clone(), with_sealed(new, value));
        }
    }
    Value::Object(members)
}

fn find_sealed(given: &Value, problems: &mut Vec<String>) {
    for (name, value) in given.as_object().into_iter().flatten() {
        if name.starts_with(SEALED) {
            problems.push(format!("there is no setting {name}"));
        }
        find_sealed(value, problems);
    }
}
