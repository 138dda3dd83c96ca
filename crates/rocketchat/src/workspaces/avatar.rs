//! A person's picture, uploaded when it is another one than last time.

use std::time::Duration;

use gantry_accounts::Error;
use gantry_core::Digest;
use gantry_core::workspace::ChatAccount as Known;
use gantry_store::chat_accounts;
use tokio::time::timeout;
use url::Url;

use crate::rest::{Act, explain};
use crate::workspaces::Workspaces;
use crate::workspaces::sync::Subject;
use crate::workspaces::task::Ended;

/// The pictures that Rocket.Chat shows.
const KINDS: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/// The largest picture taken.
const LARGEST: usize = 1024 * 1024;
/// A picture that takes longer comes another time.
const PATIENCE: Duration = Duration::from_secs(5);

/// A picture that was fetched.
struct Picture {
    bytes: Vec<u8>,
    kind: String,
    digest: Digest,
}

impl Workspaces {
    /// Uploads the picture. One that cannot be fetched is no reason to fail.
    pub(crate) async fn sync_avatar(
        &self,
        subject: &Subject<'_>,
        known: Known,
    ) -> Result<Ended, Error> {
        let Some(picture) = self.picture(subject).await else {
            return Ok(Ended::Done);
        };
        let digest = picture.digest;
        if known.avatar.is_some_and(|last| last.matches(&digest)) {
            return Ok(Ended::Done);
        }
        let opened = subject.opened;
        let id = &subject.account.id;
        let uploaded = opened.rest.set_avatar(id, picture.bytes, &picture.kind);
        match uploaded.await {
            Ok(()) => self.note_account(subject.task, "picture"),
            Err(error) => {
                let ended = Ended::of(&error, Act::SetAvatar, opened);
                let explained = explain(&error, Act::SetAvatar, opened.version);
                let is_about_the_picture = error.code().is_some_and(|code| {
                    code.starts_with("error-avatar") || code.starts_with("error-file")
                });
                if !is_about_the_picture || !explained.permissions.is_empty() {
                    return Ok(ended);
                }
                // The chat does not want this picture, and would not the next time.
            }
        }
        self.note_avatar(known, digest).await?;
        Ok(Ended::Done)
    }

    /// The upload took its time: what else is known of the account may have changed.
    async fn note_avatar(&self, known: Known, digest: Digest) -> Result<(), Error> {
        let mut conn = self.accounts.store().read().await?;
        let now = chat_accounts::find(&mut conn, known.client_id, known.user_id).await?;
        drop(conn);
        let Some(now) = now.filter(|now| now.chat_id == known.chat_id) else {
            return Ok(());
        };
        self.note_link(Known {
            avatar: Some(digest),
            ..now
        })
        .await
    }

    async fn picture(&self, subject: &Subject<'_>) -> Option<Picture> {
        let address = subject.user.profile.picture.as_deref()?;
        let url = Url::parse(address).ok()?;
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let accept = KINDS.join(", ");
        let fetched = self.outbound.get_bytes(&url, &accept, LARGEST);
        let answer = match timeout(PATIENCE, fetched).await.ok()? {
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(%error, "workspace.picture_not_fetched");
                return None;
            }
        };
        let kind = answer.content_type?;
        let fits = answer.status == 200 && KINDS.contains(&kind.as_str());
        (fits && !answer.body.is_empty()).then(|| Picture {
            digest: Digest::of(&answer.body),
            bytes: answer.body,
            kind,
        })
    }
}
