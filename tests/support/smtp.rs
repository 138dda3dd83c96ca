//! A mail server on this machine: speaks enough SMTP to take mail, in the open or encrypted, and
//! keeps it for the test.

mod talk;

use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::smtp::talk::{Desk, Offer};

/// How long it waits for the next word.
const LONGEST: Duration = Duration::from_secs(20);

/// A mail that arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Every recipient on the envelope.
    pub to: Vec<String>,
    /// The sender on the envelope.
    pub from: String,
    /// Headers and body as they were sent.
    pub raw: String,
    /// Whether the connection was encrypted by then.
    pub encrypted: bool,
}

impl Arrived {
    /// Headers and body with soft line breaks and encoded characters undone.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = Vec::new();
        let joined = self.raw.replace("=\r\n", "");
        let mut rest = joined.as_bytes();
        while let [first, tail @ ..] = rest {
            let hex = (*first == b'=').then(|| tail.get(..2)).flatten();
            let code = hex.and_then(|hex| std::str::from_utf8(hex).ok());
            if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                bytes.push(byte);
                rest = &tail[2..];
            } else {
                bytes.push(*first);
                rest = tail;
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The first link in it that begins so.
    #[must_use]
    pub fn link(&self, beginning: &str) -> String {
        let text = self.text();
        let start = text
            .find(beginning)
            .unwrap_or_else(|| panic!("no {beginning} in:\n{text}"));
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<');
        let rest = &text[start..];
        rest[..rest.find(ends).unwrap_or(rest.len())].to_owned()
    }
}

/// What the server says to whoever hands it a mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    /// It takes everything.
    #[default]
    Good,
    /// It is too busy now.
    Busy,
    /// It wants no mail for anybody.
    Refusing,
    /// It is something else that says much of itself to whoever comes.
    Chatty,
}

/// The server.
pub struct SmtpServer {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    /// The authority (PEM) of its certificate for `localhost`; none if it speaks in the open.
    pub authority: Option<String>,
    desk: Arc<Desk>,
    listening: JoinHandle<()>,
}

impl SmtpServer {
    /// Starts one that speaks in the open, on a free port.
    pub async fn start() -> Self {
        Self::with(Offer::Open, None).await
    }

    /// One that encrypts from the first byte.
    pub async fn with_tls() -> Self {
        let (config, authority) = certified();
        Self::with(Offer::Tls(config), Some(authority)).await
    }

    /// One that encrypts when it is asked to.
    pub async fn with_starttls() -> Self {
        let (config, authority) = certified();
        Self::with(Offer::StartTls(config), Some(authority)).await
    }

    async fn with(offer: Offer, authority: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let desk = Arc::new(Desk::default());
        let listening = tokio::spawn(listen(listener, offer, Arc::clone(&desk)));
        Self {
            port,
            authority,
            desk,
            listening,
        }
    }

    /// Changes what it says from now on.
    pub fn be(&self, mood: Mood) {
        *self.desk.mood.lock().unwrap() = mood;
    }

    /// Everything that arrived, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Arrived> {
        self.desk.arrived.lock().unwrap().clone()
    }

    /// The newest mail.
    #[must_use]
    pub fn last(&self) -> Arrived {
        self.all().pop().expect("no mail arrived")
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, offer: Offer, desk: Arc<Desk>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (offer, desk) = (offer.clone(), Arc::clone(&desk));
        let stream = stream.into_std().unwrap();
        stream.set_nonblocking(false).unwrap();
        stream.set_read_timeout(Some(LONGEST)).unwrap();
        // Whoever hangs up without a word is no failure of the test.
        std::thread::spawn(move || talk::serve(stream, &offer, &desk));
    }
}

/// A certificate for `localhost` and the authority behind it.
fn certified() -> (Arc<ServerConfig>, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    (Arc::new(config), authority.pem())
}
