//! What a browser is asked to do: kept here, answered once.

use gantry_core::factor::{Ceremony, CeremonyKind};
use gantry_core::token::Token;
use gantry_core::user::UserId;
use gantry_core::{Seconds, Secret};
use gantry_store::ceremonies;
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};

/// How long a browser may take for its answer.
const LIFETIME: Seconds = Seconds::minutes(5);

/// What a page asks of the browser.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the answer has to bring along.
    pub token: Secret,
    /// JSON for `navigator.credentials`.
    pub options: String,
}

/// What a question is about.
pub(super) struct About {
    pub(super) kind: CeremonyKind,
    pub(super) user_id: Option<UserId>,
    pub(super) bound_to: Option<Uuid>,
}

impl Accounts {
    /// Keeps what is needed to judge an answer; returns what the answer brings along.
    pub(super) async fn begin_ceremony(
        &self,
        about: About,
        state: String,
    ) -> Result<Secret, Error> {
        let token = Token::<Ceremony>::generate(&self.env);
        let ceremony = Ceremony {
            id: token.id(),
            kind: about.kind,
            user_id: about.user_id,
            bound_to: about.bound_to,
            state,
            expires_at: self.env.now().plus(LIFETIME),
        };
        let act = (ceremony, token.digest());
        let stored = self.store.write_one(act, |tx, (ceremony, digest)| {
            Box::pin(ceremonies::insert(tx, ceremony, *digest))
        });
        stored.await?;
        Ok(token.encode())
    }

    /// The ceremony of an answer: it must be of this kind, and have begun right here.
    pub(super) async fn ceremony(&self, token: &str, about: &About) -> Result<Ceremony, Error> {
        let Some(token) = Token::<Ceremony>::parse(token) else {
            return Err(Refusal::SignInOver.into());
        };
        let mut conn = self.store.read().await?;
        let found = ceremonies::open(&mut conn, token.id(), self.env.now()).await?;
        let own = found.filter(|(ceremony, digest)| {
            digest.matches(&token.digest())
                && ceremony.kind == about.kind
                && ceremony.user_id == about.user_id
                && ceremony.bound_to == about.bound_to
        });
        own.map(|(ceremony, _)| ceremony)
            .ok_or(Refusal::SignInOver.into())
    }
}

/// What the library made of an answer, or of text that is none.
pub(super) fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Refusal> {
    serde_json::from_str(json).map_err(|_| Refusal::WrongFactor)
}

/// What the library keeps, as text.
pub(super) fn text<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    Ok(serde_json::to_string(value).map_err(gantry_store::StoreError::from)?)
}
