//! Sessions, passwords and second factors.

use gantry_core::Seconds;
use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::settings::Section;

/// Who signs in with a second factor only; single people, groups and applications may add to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorDemand {
    /// Whoever has one, and nobody has to.
    #[default]
    Nobody,
    /// People with a role in the administration.
    Roles,
    /// Everybody.
    Everybody,
}

/// The rules of signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// How long a session lasts without use.
    pub session_idle: Seconds,
    /// How long a session lasts in all.
    pub session_whole: Seconds,
    /// The shortest password that may be chosen, in characters.
    pub password_length: u32,
    /// The least estimate of a chosen password's strength, 0 to 4, as zxcvbn counts.
    pub password_score: u8,
    /// Who must have a second factor.
    pub factors: FactorDemand,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            session_idle: Seconds::hours(12),
            session_whole: Seconds::days(30),
            password_length: 10,
            password_score: 2,
            factors: FactorDemand::Nobody,
        }
    }
}

impl Section for Policy {
    const NAME: &'static str = "policy";

    fn checked(self) -> Result<Self, Refusal> {
        let minute = Seconds::minutes(1);
        if self.session_idle < minute || self.session_whole > Seconds::days(366) {
            return Err(Refusal::Settings(
                "a session lasts between a minute and a year",
            ));
        }
        if self.session_idle > self.session_whole {
            return Err(Refusal::Settings(
                "a session may not lie idle for longer than it lasts",
            ));
        }
        if !(8..=64).contains(&self.password_length) || self.password_score > 4 {
            return Err(Refusal::Settings(
                "a password's least length is 8 to 64, its least strength 0 to 4",
            ));
        }
        Ok(self)
    }
}
