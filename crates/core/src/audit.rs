//! The trail: what happened, to whom, through which client, and why it was refused.

use serde::{Deserialize, Serialize};

use crate::client::ClientRowId;
use crate::clock::Timestamp;
use crate::correlation::Correlation;
use crate::id::Id;
use crate::user::UserId;

/// A trail row's id.
pub type AuditId = Id<AuditEntry>;

/// One line of the trail.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Row id, ordered by time.
    pub id: AuditId,
    /// When it happened.
    pub at: Timestamp,
    /// What was done.
    pub event: Event,
    /// `None` for success, otherwise the stable reason code of the refusal.
    pub reason: Option<String>,
    /// Joins the steps of one login.
    pub correlation: Option<Correlation>,
    /// About whom.
    pub user_id: Option<UserId>,
    /// By whom, for administrative acts.
    pub actor_id: Option<UserId>,
    /// Through which client.
    pub client_id: Option<ClientRowId>,
    /// A short text for people, never a secret.
    pub detail: String,
}

/// What was done. The words are stable: operators search for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A request arrived at the authorization endpoint.
    Authorize,
    /// A code was sent to the client.
    Code,
    /// The token endpoint answered.
    Token,
    /// The userinfo endpoint answered.
    Userinfo,
    /// A password was checked.
    SignIn,
    /// A session was ended.
    SignOut,
    /// A person agreed, or refused, on the consent page.
    Consent,
    /// A person was added.
    UserAdded,
    /// A person's data was changed.
    UserChanged,
    /// A person was deleted.
    UserDeleted,
    /// A password was set.
    PasswordSet,
    /// A group or its members changed.
    GroupChanged,
    /// A client was added.
    ClientAdded,
    /// A client was changed.
    ClientChanged,
    /// A client was removed.
    ClientRemoved,
    /// A client secret was added or removed.
    ClientSecretChanged,
    /// A token that lets others register clients was added or removed.
    RegistrationTokenChanged,
    /// Signing keys were made or rotated.
    KeysRotated,
    /// The first administrator was made.
    SetUp,
    /// The connection to a Rocket.Chat workspace was changed.
    WorkspaceChanged,
    /// Who a person is in a workspace was changed, or the account there was.
    ChatAccountChanged,
    /// A person was let into a workspace by the iframe bridge.
    ChatSignIn,
    /// Login tokens of a workspace were ended.
    ChatSignOut,
    /// A second factor was checked.
    FactorUsed,
    /// A second factor was added, removed or reset.
    FactorChanged,
    /// A way back into an account was asked for.
    RecoveryAsked,
    /// An address was proven.
    EmailVerified,
    /// Somebody was invited.
    InvitationSent,
    /// An invitation became an account.
    InvitationAccepted,
    /// Counted attempts on an account were forgotten.
    Unlocked,
    /// A token for the API was added or ended.
    ApiTokenChanged,
    /// The API was called.
    ApiCall,
    /// Settings of the whole place were changed.
    SettingsChanged,
    /// Data of many people was taken out.
    Exported,
    /// A back-up was restored.
    Restored,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 35] = [
        Self::Authorize,
        Self::Code,
        Self::Token,
        Self::Userinfo,
        Self::SignIn,
        Self::SignOut,
        Self::Consent,
        Self::UserAdded,
        Self::UserChanged,
        Self::UserDeleted,
        Self::PasswordSet,
        Self::GroupChanged,
        Self::ClientAdded,
        Self::ClientChanged,
        Self::ClientRemoved,
        Self::ClientSecretChanged,
        Self::RegistrationTokenChanged,
        Self::KeysRotated,
        Self::SetUp,
        Self::WorkspaceChanged,
        Self::ChatAccountChanged,
        Self::ChatSignIn,
        Self::ChatSignOut,
        Self::FactorUsed,
        Self::FactorChanged,
        Self::RecoveryAsked,
        Self::EmailVerified,
        Self::InvitationSent,
        Self::InvitationAccepted,
        Self::Unlocked,
        Self::ApiTokenChanged,
        Self::ApiCall,
        Self::SettingsChanged,
        Self::Exported,
        Self::Restored,
    ];

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Code => "code",
            Self::Token => "token",
            Self::Userinfo => "userinfo",
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::Consent => "consent",
            Self::UserAdded => "user_added",
            Self::UserChanged => "user_changed",
            Self::UserDeleted => "user_deleted",
            Self::PasswordSet => "password_set",
            Self::GroupChanged => "group_changed",
            Self::ClientAdded => "client_added",
            Self::ClientChanged => "client_changed",
            Self::ClientRemoved => "client_removed",
            Self::ClientSecretChanged => "client_secret_changed",
            Self::RegistrationTokenChanged => "registration_token_changed",
            Self::KeysRotated => "keys_rotated",
            Self::SetUp => "set_up",
            Self::WorkspaceChanged => "workspace_changed",
            Self::ChatAccountChanged => "chat_account_changed",
            Self::ChatSignIn => "chat_sign_in",
            Self::ChatSignOut => "chat_sign_out",
            Self::FactorUsed => "factor_used",
            Self::FactorChanged => "factor_changed",
            Self::RecoveryAsked => "recovery_asked",
            Self::EmailVerified => "email_verified",
            Self::InvitationSent => "invitation_sent",
            Self::InvitationAccepted => "invitation_accepted",
            Self::Unlocked => "unlocked",
            Self::ApiTokenChanged => "api_token_changed",
            Self::ApiCall => "api_call",
            Self::SettingsChanged => "settings_changed",
            Self::Exported => "exported",
            Self::Restored => "restored",
        }
    }

    /// The event of a stable word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }
}
