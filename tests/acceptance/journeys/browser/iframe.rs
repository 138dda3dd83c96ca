//! Iframe mode: the chat frames Gantry's page, and a sign-in there is a sign-in here.
//!
//! [`chat`] is a connected chat with the settings that Gantry prints; the other modules are stories.

mod chat;
mod clients;
mod doors;
mod foreign_domains;
mod looks;
mod one_domain;
mod sign_out;
mod somebody_else;
mod trouble;
