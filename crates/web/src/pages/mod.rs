//! What people see on the way in and out.
//!
//! [`setup`] on the first day; [`login`], [`select_account`], [`consent`] and [`stale`] on the way to an application and
//! [`form_post`] on the way back, [`problem`] when something is in the way; [`home`], [`apps`] and [`launch`] for who is here;
//! [`preferences`] at the foot of every page; [`logout`] at the end.

pub(crate) mod apps;
pub(crate) mod avatar;
pub(crate) mod consent;
pub(crate) mod destination;
pub(crate) mod device;
pub(crate) mod factor;
pub(crate) mod form_post;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod launch;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod mail_links;
pub(crate) mod preferences;
pub(crate) mod problem;
pub(crate) mod recover;
pub(crate) mod select_account;
pub(crate) mod setup;
pub(crate) mod stale;
pub(crate) mod verify;
