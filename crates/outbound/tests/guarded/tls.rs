//! Certificates are checked, against the system's authorities and those the operator adds.

use std::net::TcpListener;

use axum::Router;
use axum::routing::get;
use axum_server::tls_rustls::RustlsConfig;
use gantry_outbound::{Outbound, OutboundError, OutboundRules};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use url::Url;

/// An authority of the operator's own, and a server with a certificate from it.
async fn private_server() -> (String, Url) {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &authority).unwrap();
    let config = RustlsConfig::from_pem(leaf.pem().into(), key.serialize_pem().into())
        .await
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new().route("/", get(async || "{}"));
    let server = axum_server::from_tcp_rustls(listener, config).unwrap();
    tokio::spawn(async move { server.serve(router.into_make_service()).await });
    let url = Url::parse(&format!("https://localhost:{port}/")).unwrap();
    (authority.pem(), url)
}

fn trusting(extra_ca_pem: Option<String>) -> Outbound {
    let rules = OutboundRules {
        allow_private: true,
        extra_ca_pem: extra_ca_pem.map(String::into_bytes),
        ..OutboundRules::default()
    };
    Outbound::new(&rules).unwrap()
}

#[tokio::test]
async fn rc_iframe_33_a_certificate_of_an_unknown_authority_is_refused() {
    let (_, url) = private_server().await;

    let error = trusting(None).get_json(&url).await.unwrap_err();

    let OutboundError::Connect(reason) = error else {
        unreachable!("{error:?}")
    };
    assert!(reason.contains("certificate"), "{reason}");
}

#[tokio::test]
async fn rc_iframe_33_an_authority_that_the_operator_adds_is_trusted() {
    let (authority, url) = private_server().await;

    let answer = trusting(Some(authority)).get_json(&url).await.unwrap();

    assert_eq!(answer.status, 200);
}
