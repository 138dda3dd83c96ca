//! People: added, changed, disabled and deleted by administrators; their own name and password.
//!
//! `add` says what a new person is, `change` what may change, `end` how everything that was
//! issued dies, `names` why a name is never given to somebody else.

pub(crate) mod act;
pub(crate) mod add;
pub(crate) mod change;
mod end;
pub(crate) mod find;
pub(crate) mod names;
mod passwords;
mod search;

pub use crate::users::add::NewUser;
pub use crate::users::change::UserChange;
pub use crate::users::search::FoundUsers;
