//! Pictures of people, of applications and of the place, under addresses that say nothing.
//!
//! `picture` makes a small picture of whatever was uploaded; this file keeps it, and `named` lets
//! documents mention no other. The public name is
//! random, belongs to its owner for good and survives every new picture.

pub(crate) mod named;
mod picture;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::{Client, ClientRowId};
use gantry_core::user::{User, UserId};
use gantry_store::images::{self, ImageKind, StoredImage};
use gantry_store::{Tx, audit, config_version, settings, users};
use uuid::Uuid;

pub use crate::images::picture::{LARGEST_UPLOAD, PictureFlaw};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::images::picture::Shape;
use crate::permissions::Administrator;
use crate::settings::{Branding, Section};
use crate::trail::Line;
use crate::users::act::{Undo, unknown};
use crate::users::change::existing;

/// What is behind a picture's public name.
#[derive(Debug, Clone)]
pub enum Shown {
    /// A picture.
    Picture {
        /// The type of its bytes.
        content_type: String,
        /// The picture.
        bytes: Vec<u8>,
    },
    /// The initials of a person without one.
    Initials(String),
}

impl Accounts {
    /// Makes a person's own picture of an upload, and returns its public name.
    ///
    /// # Errors
    /// [`crate::Refusal::Picture`], or a person who is gone.
    pub async fn set_own_picture(&self, id: UserId, upload: Vec<u8>) -> Result<String, Error> {
        let image = self.image(ImageKind::Avatar, id.as_uuid(), upload).await?;
        let act = (id, image, self.new_handle(), self.own_line(id));
        self.act(act, |tx, (id, image, handle, entry)| {
            Box::pin(async move {
                let handle = images::put(tx, image, handle).await?;
                note_change(tx, *id, entry).await?;
                Ok(handle)
            })
        })
        .await
    }

    /// Takes one's own picture away.
    ///
    /// # Errors
    /// A person who is gone.
    pub async fn remove_own_picture(&self, id: UserId) -> Result<(), Error> {
        let act = (id, self.own_line(id));
        self.act(act, |tx, (id, entry)| {
            Box::pin(async move {
                if images::clear(tx, ImageKind::Avatar, id.as_uuid(), entry.at).await? {
                    note_change(tx, *id, entry).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// The public name of a person's picture, if there is a picture.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn picture_of(&self, id: UserId) -> Result<Option<String>, Error> {
        let mut conn = self.store.read().await?;
        Ok(images::handle_of(&mut conn, ImageKind::Avatar, id.as_uuid()).await?)
    }

    /// What is behind a public name.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn shown_picture(&self, handle: &str) -> Result<Option<Shown>, Error> {
        let mut conn = self.store.read().await?;
        let Some(image) = images::by_handle(&mut conn, handle).await? else {
            return Ok(None);
        };
        if let Some(bytes) = image.bytes {
            let content_type = image.content_type;
            return Ok(Some(Shown::Picture {
                content_type,
                bytes,
            }));
        }
        if image.kind != ImageKind::Avatar {
            return Ok(None);
        }
        let user = users::by_id(&mut conn, UserId::from_uuid(image.owner)).await?;
        Ok(user.map(|user| Shown::Initials(initials(&user))))
    }

    /// Makes an application's icon of an upload, or takes it away.
    ///
    /// # Errors
    /// [`crate::Refusal::Picture`], or what a change of the client is refused for.
    pub async fn set_icon(
        &self,
        by: &Administrator,
        client: &Client,
        upload: Option<Vec<u8>>,
    ) -> Result<Client, Error> {
        let owner = client.id.as_uuid();
        let icon = match upload {
            Some(upload) => Some(self.image(ImageKind::Icon, owner, upload).await?),
            None => None,
        };
        let act = (client.id, icon, self.new_handle(), self.env.now());
        let icon = self
            .act(act, |tx, (id, icon, handle, now)| {
                Box::pin(async move {
                    if let Some(icon) = icon {
                        return Ok(Some(images::put(tx, icon, handle).await?));
                    }
                    images::clear(tx, ImageKind::Icon, id.as_uuid(), *now).await?;
                    Ok(None)
                })
            })
            .await?;
        let mut after = client.clone();
        after.settings.presentation.icon = icon;
        self.change_client(by, client, after).await
    }

    /// Makes the place's logo of an upload, or takes it away.
    ///
    /// # Errors
    /// [`crate::Refusal::Picture`].
    pub async fn set_logo(&self, by: &Administrator, upload: Option<Vec<u8>>) -> Result<(), Error> {
        let logo = match upload {
            Some(upload) => Some(self.image(ImageKind::Logo, Uuid::nil(), upload).await?),
            None => None,
        };
        let line = Line {
            detail: "logo".to_owned(),
            ..Line::by(by, Event::SettingsChanged)
        };
        let act = (logo, self.new_handle(), line.entry(&self.env));
        self.act(act, |tx, (logo, handle, entry)| {
            Box::pin(write_logo(tx, logo.as_ref(), handle, entry))
        })
        .await?;
        self.see_own_change().await
    }

    async fn image(
        &self,
        kind: ImageKind,
        owner: Uuid,
        upload: Vec<u8>,
    ) -> Result<StoredImage, Error> {
        let shape = match kind {
            ImageKind::Avatar | ImageKind::Icon => Shape::Square,
            ImageKind::Logo => Shape::Whole,
        };
        let made = picture::make(upload, shape).await?;
        Ok(StoredImage {
            kind,
            owner,
            content_type: made.content_type.to_owned(),
            bytes: Some(made.bytes),
            updated_at: self.env.now(),
        })
    }

    fn new_handle(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.env.random::<16>())
    }

    fn own_line(&self, id: UserId) -> AuditEntry {
        let line = Line {
            user_id: Some(id),
            detail: "picture".to_owned(),
            ..Line::new(Event::UserChanged)
        };
        line.entry(&self.env)
    }
}

/// Forgets the picture of a person who is deleted.
pub(crate) async fn forget_person(tx: &mut Tx, id: UserId) -> Result<(), Undo> {
    Ok(images::forget(tx, ImageKind::Avatar, id.as_uuid()).await?)
}

/// Forgets the icon of an application that is removed.
pub(crate) async fn forget_client(tx: &mut Tx, id: ClientRowId) -> Result<(), Undo> {
    Ok(images::forget(tx, ImageKind::Icon, id.as_uuid()).await?)
}

/// OpenID Connect Core §5.1: `updated_at` tells applications to look again.
/// <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>
async fn note_change(tx: &mut Tx, id: UserId, entry: &AuditEntry) -> Result<(), Undo> {
    users::hold(tx, id).await?;
    let user = existing(tx, id).await?;
    let user = User {
        updated_at: entry.at,
        ..user
    };
    if !users::update(tx, &user).await? {
        return Err(unknown("user", &id).into());
    }
    Ok(audit::insert(tx, entry).await?)
}

async fn write_logo(
    tx: &mut Tx,
    logo: Option<&StoredImage>,
    handle: &str,
    entry: &AuditEntry,
) -> Result<(), Undo> {
    config_version::bump(tx).await?;
    let logo = if let Some(logo) = logo {
        Some(images::put(tx, logo, handle).await?)
    } else {
        images::clear(tx, ImageKind::Logo, Uuid::nil(), entry.at).await?;
        None
    };
    let row = settings::get(tx, Branding::NAME).await?;
    let branding: Branding = match row {
        Some(row) => serde_json::from_str(&row).map_err(gantry_store::StoreError::from)?,
        None => Branding::default(),
    };
    let row = serde_json::to_string(&Branding { logo, ..branding });
    let row = row.map_err(gantry_store::StoreError::from)?;
    settings::set(tx, Branding::NAME, &row).await?;
    Ok(audit::insert(tx, entry).await?)
}

/// The first letters of the first and the last word of a name.
#[must_use]
pub fn initials(user: &User) -> String {
    let words: Vec<&str> = user.name.as_str().split_whitespace().collect();
    let ends = [words.first(), words.last().filter(|_| words.len() > 1)];
    ends.into_iter()
        .flatten()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}
