//! One function a module, for any variant; what it checks beyond [`crate::checks`].

pub(crate) mod codes;
pub(crate) mod happy;
pub(crate) mod parameters;
pub(crate) mod prompts;
pub(crate) mod redirect_uris;
pub(crate) mod refresh;
pub(crate) mod request_objects;
pub(crate) mod response_types;
pub(crate) mod scopes;
pub(crate) mod userinfo;
