//! `/application/o/userinfo/`: standard claims, signed and encrypted answers, pairwise subjects.

mod audience;
mod jwt;
mod standard;
mod subject;
