//! In which form a module runs: response type, response mode, client authentication.

/// How the application authenticates at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Basic,
    Post,
    PrivateKeyJwt,
}

impl Method {
    /// The registration's word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}

/// One column of a plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variant {
    pub(crate) response_type: &'static str,
    pub(crate) form_post: bool,
    pub(crate) method: Method,
}

pub(crate) const CODE: Variant = Variant::of("code");
pub(crate) const ID_TOKEN: Variant = Variant::of("id_token");
pub(crate) const ID_TOKEN_TOKEN: Variant = Variant::of("id_token token");
pub(crate) const CODE_ID_TOKEN: Variant = Variant::of("code id_token");
pub(crate) const CODE_TOKEN: Variant = Variant::of("code token");
pub(crate) const CODE_ID_TOKEN_TOKEN: Variant = Variant::of("code id_token token");

impl Variant {
    const fn of(response_type: &'static str) -> Self {
        Self {
            response_type,
            form_post: false,
            method: Method::Basic,
        }
    }

    /// The same with answers in a posted form.
    pub(crate) const fn posted(self) -> Self {
        Self {
            form_post: true,
            ..self
        }
    }

    /// The same with another client authentication.
    pub(crate) const fn with(self, method: Method) -> Self {
        Self { method, ..self }
    }

    /// Whether the front channel answers with a `code`, an `id_token`, a `token`.
    pub(crate) fn has(self, word: &str) -> bool {
        self.response_type.split(' ').any(|it| it == word)
    }

    /// Whether an access token is issued at all.
    pub(crate) fn has_access_token(self) -> bool {
        self.has("code") || self.has("token")
    }
}
