//! Letters and what their links do: forgotten passwords, addresses, invitations, the outbox.
//!
//! [`told`] says what a test reads of a page; [`recovery`], [`addresses`] and [`invitations`] are the
//! ways through; [`outbox`], [`encryption`] and [`administration`] what carries them; [`strangers`], [`hosts`],
//! [`stages`], [`walk`] and [`leaks`] what must not happen.

mod addresses;
mod administration;
mod encryption;
mod hosts;
mod invitations;
mod leaks;
mod outbox;
mod recovery;
mod stages;
mod strangers;
mod told;
mod walk;
