//! `/application/o/authorize/`: what comes in, what is asked of the person, what goes back.

mod acr;
mod claims;
mod client_id;
mod form_post;
mod front_channel;
mod front_channel_encrypted;
mod front_channel_tokens;
mod hint;
mod journey;
mod narrowed;
mod pages;
mod parameters;
mod pkce;
mod post;
mod prompt;
mod prompt_pages;
mod prompt_select;
mod redirect_uri;
mod refusal;
mod request;
mod response_types;
mod state;
