//! A listener with real certificates, and clients that look at what they are shown.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{cipher_suite, default_provider};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    CipherSuite, ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned,
    SupportedCipherSuite,
};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{provider, read};
use crate::listen::Listener;
use crate::settings::TlsFiles;

const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A running listener and the folder of its certificate.
struct Served {
    address: SocketAddr,
    files: TlsFiles,
    folder: TempDir,
    _stop: DropGuard,
}

impl Served {
    async fn start() -> (Self, CertificateDer<'static>) {
        let folder = tempfile::tempdir().unwrap();
        let files = TlsFiles {
            cert: folder.path().join("cert.pem"),
            key: folder.path().join("key.pem"),
        };
        let certificate = write_certificate(&files);
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.address();
        let stop = CancellationToken::new();
        let router = Router::new().route("/", get(|| async { "here" }));
        let (named, stopped) = (files.clone(), stop.clone());
        tokio::spawn(async move {
            let served = listener.serve_looking(router, Some(&named), stopped, LOOK_EVERY);
            served.await.unwrap();
        });
        let served = Self {
            address,
            files,
            folder,
            _stop: stop.drop_guard(),
        };
        served.until_shown(&certificate).await;
        (served, certificate)
    }

    /// Connects with these suites; the certificate is not checked but compared by the tests.
    async fn connect(
        &self,
        trusted: &CertificateDer<'static>,
        suites: Vec<SupportedCipherSuite>,
    ) -> std::io::Result<Connection> {
        let (address, trusted) = (self.address, trusted.clone());
        tokio::task::spawn_blocking(move || Connection::open(address, trusted, suites))
            .await
            .unwrap()
    }

    async fn modern(&self, trusted: &CertificateDer<'static>) -> std::io::Result<Connection> {
        self.connect(trusted, default_provider().cipher_suites)
            .await
    }

    /// Waits until the listener shows this certificate.
    async fn until_shown(&self, certificate: &CertificateDer<'static>) -> Connection {
        for _ in 0..500 {
            if let Ok(connection) = self.modern(certificate).await {
                return connection;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        panic!("the new certificate is not used");
    }
}

fn write_certificate(files: &TlsFiles) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    replace(&files.key, &signing_key.serialize_pem());
    replace(&files.cert, &cert.pem());
    cert.der().clone()
}

/// As renewal tools do: written beside, then moved.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(beside, path).unwrap();
}

/// A connection that is open, on which several requests can be made.
struct Connection(StreamOwned<ClientConnection, TcpStream>);

impl Connection {
    fn open(
        address: SocketAddr,
        trusted: CertificateDer<'static>,
        cipher_suites: Vec<SupportedCipherSuite>,
    ) -> std::io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(trusted).unwrap();
        let provider = CryptoProvider {
            cipher_suites,
            ..default_provider()
        };
        let config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let client = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut connection = Self(StreamOwned::new(client, TcpStream::connect(address)?));
        connection.ask_now()?;
        Ok(connection)
    }

    fn ask_now(&mut self) -> std::io::Result<()> {
        self.0
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        let mut answer = [0; 1024];
        let mut length = 0;
        while !answer[..length].ends_with(b"here") {
            match self.0.read(&mut answer[length..])? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                more => length += more,
            }
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"));
        Ok(())
    }

    async fn ask(self) -> Self {
        let mut connection = self;
        let asked = tokio::task::spawn_blocking(move || {
            connection.ask_now().unwrap();
            connection
        });
        asked.await.unwrap()
    }

    fn version(&self) -> Option<ProtocolVersion> {
        self.0.conn.protocol_version()
    }

    fn suite(&self) -> Option<CipherSuite> {
        let suite = self.0.conn.negotiated_cipher_suite();
        suite.map(|suite| suite.suite())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_used_at_once_and_open_connections_go_on() {
    let (served, first) = Served::start().await;
    let open = served.modern(&first).await.unwrap();

    let second = write_certificate(&served.files);
    let new = served.until_shown(&second).await;

    let _still_open = open.ask().await;
    new.ask().await;
    assert!(served.modern(&first).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_used_change_nothing_until_good_ones_come() {
    let (served, first) = Served::start().await;
    let other = TlsFiles {
        cert: served.folder.path().join("other-cert.pem"),
        key: served.folder.path().join("other-key.pem"),
    };
    write_certificate(&other);
    let foreign_key = std::fs::read_to_string(&other.key).unwrap();

    for (path, broken) in [
        (&served.files.cert, "no certificate"),
        (&served.files.key, "no key"),
        (&served.files.key, foreign_key.as_str()),
    ] {
        let good = std::fs::read_to_string(path).unwrap();
        replace(path, broken);
        assert!(read(&served.files).await.is_err(), "{broken}");
        tokio::time::sleep(LOOK_EVERY * 5).await;
        assert!(served.modern(&first).await.is_ok(), "{broken}");
        replace(path, &good);
    }
    std::fs::remove_file(&served.files.cert).unwrap();
    tokio::time::sleep(LOOK_EVERY * 5).await;
    assert!(served.modern(&first).await.is_ok());

    let second = write_certificate(&served.files);
    served.until_shown(&second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_version_is_preferred_and_the_older_one_has_four_suites() {
    let (served, certificate) = Served::start().await;

    let newest = served.modern(&certificate).await.unwrap();
    assert_eq!(newest.version(), Some(ProtocolVersion::TLSv1_3));

    let aes = cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    let older = served.connect(&certificate, vec![aes]).await.unwrap();
    assert_eq!(older.version(), Some(ProtocolVersion::TLSv1_2));
    assert_eq!(older.suite(), Some(aes.suite()));
    let chacha = cipher_suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256;
    assert!(served.connect(&certificate, vec![chacha]).await.is_err());
}

#[test]
fn every_suite_of_the_older_version_has_aes_gcm_and_forward_secrecy() {
    let provider = provider();
    let older = provider
        .cipher_suites
        .iter()
        .filter(|suite| suite.tls13().is_none());
    let names: Vec<String> = older.map(|suite| format!("{:?}", suite.suite())).collect();

    assert_eq!(names.len(), 4);
    for name in names {
        assert!(
            name.starts_with("TLS_ECDHE_") && name.contains("_GCM_"),
            "{name}"
        );
    }
}
