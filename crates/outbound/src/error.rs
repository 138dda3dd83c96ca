//! Why an outgoing request failed, in words that can be shown to an administrator.

use std::error::Error;

use crate::resolver::NameRefused;

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OutboundSetUpError {
    /// The extra certificate authority is not PEM.
    #[error("the extra certificate authority cannot be read as PEM")]
    Authority(#[source] reqwest::Error),
    /// TLS could not be prepared.
    #[error("the outgoing HTTP client cannot be prepared")]
    Client(#[source] reqwest::Error),
}

/// A request was refused by our own rules or failed on the way.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// Neither `https` nor, where private addresses are allowed, `http`.
    #[error("only https addresses are asked; http needs the setting that allows private addresses")]
    SchemeRefused,
    /// The address holds a user name or password.
    #[error("an address with a user name or password in it is not asked")]
    CredentialsInAddress,
    /// The address has no host.
    #[error("the address names no host")]
    NoHost,
    /// A header's name or value holds characters that have no place there.
    #[error("the header {0} cannot be sent with this value")]
    HeaderRefused(String),
    /// The host is, or resolves to, an address that may not be asked.
    #[error("{host} is {address}, a private or reserved address that may not be asked")]
    AddressRefused {
        /// The host as written.
        host: String,
        /// The address that was refused.
        address: String,
    },
    /// The name does not resolve.
    #[error("the name {0} cannot be resolved")]
    UnknownName(String),
    /// No connection: nobody listens, or the certificate is not trusted.
    #[error("no connection: {0}")]
    Connect(String),
    /// Five seconds for the connection, ten for everything.
    #[error("no answer in time")]
    TimedOut,
    /// The answer is larger than the limit.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The answer is not JSON.
    #[error("the answer (status {status}) is not JSON")]
    NotJson {
        /// The HTTP status.
        status: u16,
        /// The `Location` of a redirect that was not followed.
        location: Option<String>,
    },
    /// Anything else on the wire.
    #[error("the request failed: {0}")]
    Transport(String),
}

impl OutboundError {
    /// Sorts the HTTP library's error; its text never holds our query string.
    pub(crate) fn from_library(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if let Some(refused) = find_cause::<NameRefused>(&error) {
            return refused.clone().into();
        }
        if error.is_timeout() {
            return Self::TimedOut;
        }
        let text = innermost(&error);
        if error.is_connect() {
            Self::Connect(text)
        } else {
            Self::Transport(text)
        }
    }
}

impl From<NameRefused> for OutboundError {
    fn from(refused: NameRefused) -> Self {
        match refused {
            NameRefused::Address { host, address } => Self::AddressRefused {
                host,
                address: address.to_string(),
            },
            NameRefused::Unknown(host) => Self::UnknownName(host),
        }
    }
}

fn find_cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut current = Some(error);
    while let Some(cause) = current {
        if let Some(found) = cause.downcast_ref::<T>() {
            return Some(found);
        }
        current = cause.source();
    }
    None
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut current = error;
    while let Some(cause) = current.source() {
        current = cause;
    }
    current.to_string()
}
