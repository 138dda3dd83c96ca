//! `/application/o/authorize/`: what comes in, what is asked of the person, what goes back.

mod client_id;
mod journey;
mod pages;
mod parameters;
mod pkce;
mod post;
mod prompt;
mod redirect_uri;
mod refusal;
mod request;
mod state;
