//! TLS as Node sees it: the server sends its certificate with everything up to the root.

use std::net::{SocketAddr, TcpListener};

use axum_server::tls_rustls::RustlsConfig;
use gantry_test_support::TestApp;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use reqwest::{Certificate, Client};

/// A root, an intermediate, and a certificate for this machine.
struct Chain {
    root: String,
    intermediate: String,
    leaf: String,
    key: String,
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

impl Chain {
    fn new() -> Self {
        let new_key = || KeyPair::generate().unwrap();
        let root = CertifiedIssuer::self_signed(authority("Root"), new_key()).unwrap();
        let middle = authority("Intermediate");
        let middle = CertifiedIssuer::signed_by(middle, new_key(), &root).unwrap();
        let key = new_key();
        let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &middle).unwrap();
        Self {
            root: root.pem(),
            intermediate: middle.pem(),
            leaf: leaf.pem(),
            key: key.serialize_pem(),
        }
    }

    /// What a client that trusts only the root gets from a server with this certificate file.
    async fn ask(&self, app: &TestApp, certificate_file: String) -> Result<u16, reqwest::Error> {
        // Another test of this process may have been first.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let key = self.key.clone().into_bytes();
        let config = RustlsConfig::from_pem(certificate_file.into_bytes(), key)
            .await
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let service = app
            .router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        let server = axum_server::from_tcp_rustls(listener, config).unwrap();
        let serving = tokio::spawn(async move { server.serve(service).await });
        let root = Certificate::from_pem(self.root.as_bytes()).unwrap();
        let client = Client::builder().tls_certs_only([root]).build().unwrap();
        let address = format!("https://localhost:{port}/.well-known/openid-configuration");
        let answer = client.get(address).send().await;
        serving.abort();
        answer.map(|answer| answer.status().as_u16())
    }
}

#[tokio::test]
async fn rc_oauth_71_a_client_that_knows_only_the_root_accepts_the_full_chain() {
    let app = TestApp::start().await;
    let chain = Chain::new();

    let full = chain
        .ask(&app, format!("{}{}", chain.leaf, chain.intermediate))
        .await;

    assert_eq!(full.unwrap(), 200);
}

#[tokio::test]
async fn rc_oauth_71_the_certificate_alone_is_not_enough() {
    let app = TestApp::start().await;
    let chain = Chain::new();

    let alone = chain.ask(&app, chain.leaf.clone()).await;

    assert!(alone.unwrap_err().is_connect());
}
