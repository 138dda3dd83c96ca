//! People: added, changed, disabled and deleted by administrators; their own name and password.
//!
//! `add` says what a new person is, `change` what may change, `end` how everything that was
//! issued dies, `names` why a name is never given to somebody else.

pub(crate) mod act;
pub(crate) mod add;
mod breached;
pub(crate) mod change;
pub(crate) mod end;
mod export;
pub(crate) mod find;
mod import;
mod list;
pub(crate) mod names;
mod own;
mod passwords;
mod remains;
mod search;
mod strength;
mod table;
mod unlock;

pub use crate::users::add::NewUser;
pub use crate::users::breached::BreachedPasswords;
pub use crate::users::change::UserChange;
pub use crate::users::import::{Import, ImportStep, Step};
pub use crate::users::list::{ListedPerson, PeoplePage, PeopleQuery};
pub use crate::users::own::OwnHistory;
pub use crate::users::remains::Remains;
pub use crate::users::search::FoundUsers;
pub use crate::users::strength::{PasswordFlaw, PersonWords};
