//! Who comes in: no more connections than fit, and none that keeps silent.
//!
//! HTTP/1 and HTTP/2 are told apart by the first bytes, and no limit of theirs counts until then: a
//! [`Guest`] has a deadline for them.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};

/// RFC 9113 §3.4: how a connection begins that speaks HTTP/2.
/// <https://www.rfc-editor.org/rfc/rfc9113#section-3.4>
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Lets connections in through another acceptor, as many as there are places.
#[derive(Clone)]
pub(super) struct Door<A> {
    inner: A,
    places: Arc<Semaphore>,
    patience: Duration,
}

impl<A> Door<A> {
    /// A door to this many places, before which nobody may be silent for longer than `patience`.
    pub(super) fn new(inner: A, places: usize, patience: Duration) -> Self {
        Self {
            inner,
            places: Arc::new(Semaphore::new(places)),
            patience,
        }
    }
}

impl<A, I, S> Accept<I, S> for Door<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
{
    type Stream = Guest<A::Stream>;
    type Service = A::Service;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            metrics::counter!("gantry_connections_refused_total").increment(1);
            return Box::pin(async { Err(ErrorKind::ConnectionRefused.into()) });
        };
        let patience = self.patience;
        let accepted = self.inner.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            Ok((Guest::new(stream, place, patience), service))
        })
    }
}

/// A connection that has a place.
pub(super) struct Guest<S> {
    stream: S,
    /// Until it is known what the connection speaks.
    silence: Option<Silence>,
    _place: OwnedSemaphorePermit,
}

struct Silence {
    /// Bytes of the preface that were read.
    heard: usize,
    end: Pin<Box<Sleep>>,
}

impl<S> Guest<S> {
    fn new(stream: S, place: OwnedSemaphorePermit, patience: Duration) -> Self {
        let end = Box::pin(sleep(patience));
        Self {
            stream,
            silence: Some(Silence { heard: 0, end }),
            _place: place,
        }
    }
}

impl Silence {
    /// Whether these bytes still leave open what the connection speaks.
    fn goes_on(&mut self, bytes: &[u8]) -> bool {
        let awaited = PREFACE.get(self.heard..).unwrap_or_default();
        self.heard += bytes.len();
        awaited.starts_with(bytes) && self.heard < PREFACE.len()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guest<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        let Some(silence) = &mut this.silence else {
            return read;
        };
        if read.is_pending() {
            ready!(silence.end.as_mut().poll(cx));
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        if !silence.goes_on(buf.filled().get(before..).unwrap_or_default()) {
            this.silence = None;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guest<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use axum_server::accept::DefaultAcceptor;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_connection_that_leaves_open_what_it_speaks_is_ended() {
        let door = Door::new(DefaultAcceptor::new(), 1, SHORT);
        let (mut outside, inside) = duplex(64);
        let (mut guest, ()) = door.accept(inside, ()).await.unwrap();
        let mut bytes = [0; 64];

        outside.write_all(b"PRI").await.unwrap();
        let heard = guest.read(&mut bytes).await.unwrap();
        let ended = guest.read(&mut bytes).await;

        assert_eq!(heard, 3);
        assert_eq!(ended.unwrap_err().kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_request_may_wait_for_its_answer() {
        let door = Door::new(DefaultAcceptor::new(), 1, SHORT);
        for beginning in [&b"GET /"[..], b"POST /", PREFACE] {
            let (mut outside, inside) = duplex(64);
            let (mut guest, ()) = door.accept(inside, ()).await.unwrap();
            let mut bytes = [0; 64];

            outside.write_all(beginning).await.unwrap();
            let heard = guest.read(&mut bytes).await.unwrap();
            let waited = tokio::time::timeout(2 * SHORT, guest.read(&mut bytes)).await;

            assert_eq!(heard, beginning.len());
            assert!(waited.is_err(), "{beginning:?}");
        }
    }

    #[tokio::test]
    async fn a_full_house_refuses_until_somebody_leaves() {
        let door = Door::new(DefaultAcceptor::new(), 1, SHORT);
        let first = door.accept(duplex(1).0, ()).await.unwrap();

        let refused = door.accept(duplex(1).0, ()).await;
        drop(first);

        assert!(refused.is_err());
        assert!(door.accept(duplex(1).0, ()).await.is_ok());
    }
}
