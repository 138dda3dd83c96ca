//! Groups of people.

use crate::clock::Timestamp;
use crate::group_name::GroupName;
use crate::id::Id;

/// A group's row id.
pub type GroupId = Id<Group>;

/// A named set of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Row id; clients refer to it, so a renamed group keeps its rights.
    pub id: GroupId,
    /// Unique ignoring case.
    pub name: GroupName,
    /// The group whose members its members are too.
    pub parent_id: Option<GroupId>,
    /// Its members sign in with a second factor only.
    pub factor_demanded: bool,
    /// When it was made.
    pub created_at: Timestamp,
}
