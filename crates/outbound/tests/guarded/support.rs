//! A listener that answers once, and two clients.

use gantry_outbound::{Outbound, OutboundRules};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// Answers one request with the given bytes and hands back what was asked.
pub(crate) async fn answering(answer: String) -> (Url, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 8192];
        let read = stream.read(&mut buffer).await.unwrap();
        // A client that has seen enough hangs up.
        let _ = stream.write_all(answer.as_bytes()).await;
        buffer.truncate(read);
        String::from_utf8(buffer).unwrap()
    });
    (
        Url::parse(&format!("http://127.0.0.1:{port}/api/info")).unwrap(),
        asked,
    )
}

pub(crate) fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
}

pub(crate) fn lenient() -> Outbound {
    Outbound::new(&OutboundRules {
        allow_private: true,
        ..OutboundRules::default()
    })
    .unwrap()
}

pub(crate) fn strict() -> Outbound {
    Outbound::new(&OutboundRules::default()).unwrap()
}
