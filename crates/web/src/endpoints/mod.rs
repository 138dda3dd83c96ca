//! What programs ask for, and the addresses to which applications send browsers.
//!
//! [`authorize`], [`token`], [`userinfo`] in the order of one sign-in; [`discovery`] and [`jwks`] say
//! where they are; [`end_session`] ends it; [`machine`] is for whoever watches the server.

pub(crate) mod answer;
pub(crate) mod authorize;
pub(crate) mod device;
pub(crate) mod discovery;
pub(crate) mod document;
pub(crate) mod end_session;
pub(crate) mod introspect;
pub(crate) mod jwks;
pub(crate) mod machine;
pub(crate) mod par;
pub(crate) mod params_body;
pub(crate) mod registration;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod userinfo;
pub(crate) mod webfinger;
