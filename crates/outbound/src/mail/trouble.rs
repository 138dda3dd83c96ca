//! What went wrong with a mail server, in words of our own.
//!
//! An administrator may name any server and any port, also in the private network. None of the words
//! that come back from there are kept, only the code of an answer: whatever else listens somewhere
//! does not become readable by way of a test mail.

use std::error::Error;
use std::io;

use lettre::transport::smtp::Error as SmtpError;

/// A whole conversation that took too long.
pub(super) const NO_ANSWER: &str = "no answer in time";

/// One of a few fixed texts, or the code of an answer.
/// RFC 5321 §4.2. <https://www.rfc-editor.org/rfc/rfc5321#section-4.2>
pub(super) fn words(error: &SmtpError) -> String {
    if let Some(code) = error.status() {
        return format!("answered {code}");
    }
    let known = if error.is_timeout() {
        NO_ANSWER
    } else if let Some(tls) = find_tls(error) {
        tls_words(tls)
    } else if error.is_tls() {
        "no encrypted connection"
    } else if error.is_response() {
        "no mail server"
    } else if error.is_client() {
        "no such way offered"
    } else {
        "no connection"
    };
    known.to_owned()
}

const fn tls_words(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
            "certificate not trusted"
        }
        _ => "no encrypted connection",
    }
}

/// The failure of the encryption below a failure of the connection.
fn find_tls(error: &SmtpError) -> Option<&rustls::Error> {
    let mut cause = error.source();
    while let Some(error) = cause {
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref()) {
            return Some(tls);
        }
        if let Some(tls) = error.downcast_ref() {
            return Some(tls);
        }
        cause = error.source();
    }
    None
}
