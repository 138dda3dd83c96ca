//! Why a person is not let into a workspace.

use gantry_core::methods::Assurance;

use crate::rest::RestError;

/// Why there is no login token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The browser session is over.
    SessionOver,
    /// The password was checked too long ago for this workspace.
    Reauthenticate,
    /// More has to be proven first: as much as this.
    ProveMore(Assurance),
    /// The application is disabled, or no connected workspace.
    NotConnected,
    /// The person is in none of the groups that may enter.
    NotAllowed,
    /// The person has no verified address, without which the chat makes no account.
    NoAddress,
    /// The chat has an account of this name or address that nobody said is this person's.
    Conflict,
    /// The chat does not take the user name.
    UsernameRefused,
    /// The chat does not take addresses of this domain.
    DomainRefused,
    /// The chat refused to make the account for another reason.
    Refused,
    /// The account that is linked no longer exists.
    Missing,
    /// The account that is linked is a bot's or an app's.
    NotAPerson,
    /// The account administers the chat, and nobody agreed that this person does.
    ChatAdministrator,
    /// An administrator of the chat has closed the account.
    Deactivated,
    /// The chat does not take the service account's token.
    ServiceAccount,
    /// The chat makes no login tokens for the service account.
    CreateToken,
    /// The chat cannot be reached, or asks to wait.
    Down,
}

/// What a caller of the API URL is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Sign in first.
    SignIn,
    /// Not for this person.
    Forbidden,
    /// Not now.
    Unavailable,
}

impl Obstacle {
    /// Those that are remembered until an administrator mends them.
    const LASTING: [Self; 5] = [
        Self::Conflict,
        Self::UsernameRefused,
        Self::DomainRefused,
        Self::Refused,
        Self::Missing,
    ];

    /// The stable word for pages and the trail.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SessionOver => "chat_session_over",
            Self::Reauthenticate => "chat_reauthenticate",
            Self::ProveMore(_) => "chat_prove_more",
            Self::NotConnected => "chat_not_connected",
            Self::NotAllowed => "not_allowed",
            Self::NoAddress => "chat_no_address",
            Self::Conflict => "chat_account_conflict",
            Self::UsernameRefused => "chat_username_refused",
            Self::DomainRefused => "chat_domain_refused",
            Self::Refused => "chat_account_refused",
            Self::Missing => "chat_account_missing",
            Self::NotAPerson => "chat_not_a_person",
            Self::ChatAdministrator => "chat_administrator",
            Self::Deactivated => "chat_deactivated",
            Self::ServiceAccount => "chat_service_account",
            Self::CreateToken => "chat_create_token",
            Self::Down => "chat_down",
        }
    }

    /// What a caller of the API URL is told.
    #[must_use]
    pub const fn answer(self) -> Answer {
        match self {
            Self::SessionOver | Self::Reauthenticate | Self::ProveMore(_) => Answer::SignIn,
            Self::ServiceAccount | Self::CreateToken | Self::Down => Answer::Unavailable,
            _ => Answer::Forbidden,
        }
    }

    /// The lasting obstacle of a stored word.
    pub(crate) fn lasting(word: &str) -> Option<Self> {
        let mut all = Self::LASTING.into_iter();
        all.find(|obstacle| obstacle.code() == word)
    }

    /// What an error of the service account's own calls means.
    pub(crate) const fn of_service(error: &RestError) -> Self {
        match error {
            RestError::NotSignedIn | RestError::TwoFactorRequired => Self::ServiceAccount,
            _ => Self::Down,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Obstacle;

    #[test]
    fn a_lasting_obstacle_is_found_by_its_word_and_a_passing_one_is_not() {
        for obstacle in Obstacle::LASTING {
            assert_eq!(Obstacle::lasting(obstacle.code()), Some(obstacle));
        }
        assert_eq!(Obstacle::lasting(Obstacle::Down.code()), None);
    }
}
