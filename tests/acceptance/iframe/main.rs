//! Rocket.Chat's second door: the iframe bridge, the queue, and sign-out in both directions.
//!
//! Tests named `rc_iframe_NN_…` prove one statement of the list that iframe mode has to meet.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says where"
)]

mod api;
mod api_methods;
mod api_once;
mod api_origin;
mod api_trouble;
mod api_under_way;
mod attacks;
mod attacks_cookie;
mod attacks_log;
mod chat;
mod gate;
mod guest;
mod hand_off;
mod hand_off_cookie;
mod legacy;
mod page;
mod page_framing;
mod page_phone;
mod page_window;
mod people;
mod people_closed;
mod people_left_over;
mod sign_out;
mod sign_out_accounts;
mod sign_out_doors;
mod sign_out_everywhere;
mod sign_out_late;
mod sign_out_queue;
mod step_up;
