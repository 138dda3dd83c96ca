//! In a real browser, with a stand-in Rocket.Chat: what people do and see.
//!
//! Gantry is at `127.0.0.1` and the chat at `localhost`, so that each is another site to the other,
//! as in real life. [`chat`] is the stand-in; the other modules are stories.

mod applications;
mod chat;
mod first_start;
mod form_post;
mod guide;
mod iframe;
mod pages;
mod people;
mod refused;
mod session;
mod settings_form;
mod sign_in;
mod sign_out_frames;
