//! The small administration: what to look at first, people, groups, applications, trail, keys.

pub mod application_access;
pub mod application_protocol;
pub mod applications;
pub mod audit;
pub mod groups;
pub mod keys;
pub mod logout_queue;
pub mod look;
pub mod mail;
pub mod overview;
pub mod people;
pub mod people_table;
pub mod person;
pub mod plot;
pub mod rocketchat;
pub mod settings;
pub mod trail;
pub mod workspace;
