//! `/application/o/token/`: who asks, in which dialect, for what, and how often.

mod answer;
mod client_secret;
mod dialects;
mod errors;
mod in_url;
mod limits;
mod narrowed;
mod races;
mod refresh;
mod replay;
mod secret_encodings;
