//! Who may enter an application: bindings of people, groups and conditions, in order.
//!
//! [`Access::judge`] asks everything. It is asked at the door, and whenever something is used that
//! was issued there: then the person, the groups and the bindings are those of now, proofs, network
//! and hours those of the [`Entry`]. [`Access::could_admit`] asks about person and groups only.

mod entry;
mod hours;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::group::GroupId;
use crate::methods::Assurance;
use crate::network::Network;
use crate::user::UserId;

pub use crate::access::entry::Entry;
pub use crate::access::hours::{Hours, Weekday};

/// The rules of one application. Without a binding everyone enters.
///
/// ```
/// use gantry_core::access::Access;
/// use gantry_core::Id;
///
/// let staff = Id::from_parts(1, &[0; 10]);
/// let person = Id::from_parts(2, &[0; 10]);
/// let now = gantry_core::Timestamp::from_i64(0);
/// let access = Access::any_group([staff]);
///
/// assert!(access.could_admit(person, &[staff], now));
/// assert!(!access.could_admit(person, &[], now));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Access {
    /// Whether one binding is enough.
    pub mode: Mode,
    /// In the order in which they are asked: the first that is not fulfilled is named to the person.
    pub bindings: Vec<Binding>,
}

/// How many bindings have to be fulfilled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// One of them.
    #[default]
    Any,
    /// All of them.
    All,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// What has to be so.
    pub condition: Condition,
    /// What must not be so instead.
    #[serde(default)]
    pub negated: bool,
    /// Whether it counts at all.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// When it stops to count.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// What a binding asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It is this person.
    Person(UserId),
    /// The person is in this group, or in one below it.
    Group(GroupId),
    /// The browser comes from one of these networks.
    Network(Vec<Network>),
    /// It is within these hours.
    Time(Hours),
    /// The person proved at least this much.
    Factor(Assurance),
}

/// Somebody at the door, or who came in by it.
#[derive(Debug, Clone, Copy)]
pub struct Entering<'a> {
    /// Who it is.
    pub person: UserId,
    /// All groups, also those that come from a group's parent.
    pub groups: &'a [GroupId],
    /// Where and when that was.
    pub entry: Entry,
    /// What the proofs were worth.
    pub assurance: Assurance,
    /// Which bindings count.
    pub now: Timestamp,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement<'a> {
    /// The person may enter.
    Admitted,
    /// This binding is the first that is not fulfilled.
    Unfulfilled(&'a Binding),
    /// There are bindings, and each was turned off or has expired: nobody enters.
    NothingCounts,
}

impl Access {
    /// Members of any of these groups; without a group, everyone.
    #[must_use]
    pub fn any_group(groups: impl IntoIterator<Item = GroupId>) -> Self {
        let bindings = groups.into_iter().map(Condition::Group).map(Binding::of);
        Self {
            mode: Mode::Any,
            bindings: bindings.collect(),
        }
    }

    /// Whether everyone may enter.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.bindings.is_empty()
    }

    /// Whether somebody may enter. What is not known fulfils no binding, and no negated one.
    #[must_use]
    pub fn judge(&self, who: &Entering<'_>) -> Judgement<'_> {
        self.judged(who.now, |binding| {
            let is_so = binding.condition.is_so(who);
            is_so.is_some_and(|is_so| is_so != binding.negated)
        })
    }

    /// Whether somebody would be let in at the right place and time with the right proof: network,
    /// hours and factors count as fulfilled. Nothing is issued by this.
    #[must_use]
    pub fn could_admit(&self, person: UserId, groups: &[GroupId], now: Timestamp) -> bool {
        let judgement = self.judged(now, |binding| {
            let is_so = binding.condition.is_so_of(person, groups);
            is_so.is_none_or(|is_so| is_so != binding.negated)
        });
        judgement == Judgement::Admitted
    }

    /// The least proof with which somebody whom the bindings keep out would come in.
    #[must_use]
    pub fn demands(&self, who: &Entering<'_>) -> Option<Assurance> {
        if self.judge(who) == Judgement::Admitted {
            return None;
        }
        Assurance::ALL
            .into_iter()
            .filter(|assurance| *assurance > who.assurance)
            .find(|assurance| {
                let stronger = Entering {
                    assurance: *assurance,
                    ..*who
                };
                self.judge(&stronger) == Judgement::Admitted
            })
    }

    /// The groups that bindings name, in order, whether or not they count now.
    pub fn groups(&self) -> impl Iterator<Item = GroupId> {
        self.bindings.iter().filter_map(|it| match it.condition {
            Condition::Group(id) => Some(id),
            _ => None,
        })
    }

    /// The people whom bindings name, in order, whether or not they count now.
    pub fn people(&self) -> impl Iterator<Item = UserId> {
        self.bindings.iter().filter_map(|it| match it.condition {
            Condition::Person(id) => Some(id),
            _ => None,
        })
    }

    /// The answer, given whether a binding is fulfilled.
    fn judged(&self, now: Timestamp, fulfilled: impl Fn(&Binding) -> bool) -> Judgement<'_> {
        if self.is_open() {
            return Judgement::Admitted;
        }
        let unfulfilled = |binding: &&Binding| !fulfilled(binding);
        let counting = || self.bindings.iter().filter(|binding| binding.counts(now));
        let Some(first) = counting().find(unfulfilled) else {
            return if counting().next().is_some() {
                Judgement::Admitted
            } else {
                Judgement::NothingCounts
            };
        };
        match self.mode {
            Mode::Any if !counting().all(|binding| unfulfilled(&binding)) => Judgement::Admitted,
            Mode::Any | Mode::All => Judgement::Unfulfilled(first),
        }
    }
}

impl Binding {
    /// A binding that counts from now on.
    #[must_use]
    pub const fn of(condition: Condition) -> Self {
        Self {
            condition,
            negated: false,
            enabled: true,
            expires_at: None,
        }
    }

    /// Whether it counts: turned on, and not expired.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> bool {
        self.enabled && self.expires_at.is_none_or(|end| now < end)
    }
}

impl Condition {
    /// `None` if it is not known.
    fn is_so(&self, who: &Entering<'_>) -> Option<bool> {
        match self {
            Self::Person(_) | Self::Group(_) => self.is_so_of(who.person, who.groups),
            Self::Network(networks) => {
                let from = who.entry.from?;
                Some(networks.iter().any(|it| it.contains(from)))
            }
            Self::Time(hours) => Some(hours.contain(who.entry.at?)),
            Self::Factor(least) => Some(who.assurance >= *least),
        }
    }

    /// The same where nothing but the person is known.
    fn is_so_of(&self, person: UserId, groups: &[GroupId]) -> Option<bool> {
        match self {
            Self::Person(id) => Some(*id == person),
            Self::Group(id) => Some(groups.contains(id)),
            Self::Network(_) | Self::Time(_) | Self::Factor(_) => None,
        }
    }
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests;
