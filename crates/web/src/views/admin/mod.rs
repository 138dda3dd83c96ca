//! The small administration: what to look at first, people, groups, applications, trail, keys.

pub mod application_protocol;
pub mod applications;
pub mod groups;
pub mod keys;
pub mod logout_queue;
pub mod overview;
pub mod people;
pub mod rocketchat;
pub mod trail;
pub mod workspace;
