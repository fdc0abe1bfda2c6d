//! Connections: how many there may be, and how long one may keep us waiting.
//!
//! Knows sockets, time and the router; of a request it knows nothing but that it begins and ends. Whoever sends nothing, or a
//! byte now and then, holds a place for a bounded time only, and gives it up as soon as somebody else needs it.

mod patient;
mod places;
mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::proxies::Proxies;
use patient::{Sent, Steady};

pub(crate) use places::Places;
use places::{Full, Place};
pub(crate) use tls::Tls;
pub use tls::{NoTls, NoTlsWhy, Renewal, TlsFiles};

/// The lines of a head at most.
const HEADERS: usize = 100;
/// The largest head, in bytes, and what is read ahead.
const HEAD: usize = 64 * 1024;
/// After this long the next connection is looked for, where the system had no room for one.
const BREATH: Duration = Duration::from_millis(500);

/// How long a client may keep the service waiting, and how many of them there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until the head of a request is there as a whole, counted from the beginning of the connection or the end of the
    /// answer before it; so a connection without requests ends after this long, too.
    pub head: Duration,
    /// Between two parts of what is sent with a request.
    pub body: Duration,
    /// Until the client takes more of an answer.
    pub answer: Duration,
    /// For requests under way when the service is stopped.
    pub farewell: Duration,
    /// Connections at once.
    pub connections: usize,
    /// Of them from one network. The addresses of trusted proxies have no such limit: everybody comes from there.
    pub of_one_network: usize,
}

impl Patience {
    /// What holds where nobody says anything else.
    pub const USUAL: Self = Self {
        head: Duration::from_secs(30),
        body: Duration::from_secs(10),
        answer: Duration::from_secs(30),
        farewell: Duration::from_secs(25),
        connections: 512,
        of_one_network: 128,
    };

    /// The same with so many connections at once, a quarter of them from one network.
    #[must_use]
    pub fn connections(self, connections: usize) -> Self {
        Self { connections, of_one_network: (connections / 4).max(1), ..self }
    }
}

/// Where connections come from, and who answers them.
pub(crate) struct Serving {
    pub(crate) listener: TcpListener,
    pub(crate) router: Router,
    pub(crate) patience: Patience,
    pub(crate) places: Places,
    pub(crate) proxies: Proxies,
    /// None = HTTP without TLS.
    pub(crate) tls: Option<Tls>,
}

/// Everything one connection takes with it.
struct Connection {
    place: Place,
    peer: SocketAddr,
    router: Router,
    patience: Patience,
    watcher: Watcher,
    tls: Option<TlsAcceptor>,
}

impl Serving {
    /// Answers until `stop` is done. Requests under way are finished first, as long as that takes no longer than is waited
    /// for them.
    pub(crate) async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let all = GracefulShutdown::new();
        loop {
            let taken = tokio::select! {
                () = &mut stop => break,
                taken = self.take() => taken,
            };
            let Some((stream, peer, place)) = taken else { continue };
            let (router, patience) = (self.router.clone(), self.patience);
            let connection = Connection {
                place,
                peer,
                router,
                patience,
                watcher: all.watcher(),
                tls: self.tls.as_ref().map(Tls::acceptor),
            };
            tokio::spawn(connection.serve(stream));
        }
        let Self { listener, patience, .. } = self;
        drop(listener);
        if timeout(patience.farewell, all.shutdown()).await.is_err() {
            tracing::warn!("some requests were not finished in time and are broken off");
        }
    }

    /// The next connection, once there is a place for it; none = it is not taken.
    async fn take(&self) -> Option<(TcpStream, SocketAddr, Place)> {
        let (stream, peer) = match self.listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // One that is gone already says nothing about the next; where the system has no room, some goes free.
                if !is_of_the_connection(&error) {
                    tracing::error!(%error, "no connection can be taken now");
                    tokio::time::sleep(BREATH).await;
                }
                return None;
            }
        };
        let network = (!self.proxies.trusts(peer.ip())).then(|| app::sign_in::network(peer.ip()));
        let place = loop {
            match self.places.take(network.as_deref()) {
                Ok(place) => break place,
                Err(Full::Network) => return None,
                // Whoever comes meanwhile waits in the queue of the system, which is bounded, too.
                Err(Full::All) => self.places.room().await,
            }
        };
        // Answers are written whole: waiting for more to send only makes them late.
        let _ = stream.set_nodelay(true);
        Some((stream, peer, place))
    }
}

fn is_of_the_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

impl Connection {
    async fn serve(mut self, stream: TcpStream) {
        let steady = Steady::new(stream, self.patience.answer);
        let Some(tls) = self.tls.take() else { return self.answer(steady).await };
        // A handshake takes as long as a head at most; one that fails is the client's affair.
        let shaken = tokio::select! {
            shaken = timeout(self.patience.head, tls.accept(steady)) => shaken,
            () = self.place.evicted() => return,
        };
        if let Ok(Ok(stream)) = shaken {
            self.answer(stream).await;
        }
    }

    /// Answers what comes over `io` until it ends, keeps us waiting for too long, or has to make room.
    async fn answer(self, io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { place, peer, router, patience, watcher, .. } = self;
        let evicted = place.evicted();
        let service = service_fn(move |request: Request<Incoming>| {
            let (router, busy) = (router.clone(), place.busy());
            async move {
                let mut request = request.map(|body| Body::new(Sent::new(body, patience.body)));
                request.extensions_mut().insert(ConnectInfo(peer));
                let Ok(response): Result<Response, Infallible> = router.oneshot(request).await;
                // The place counts as busy until the answer is written.
                Ok::<_, Infallible>(response.map(|body| Body::new(busy.until_written(body))))
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .max_headers(HEADERS)
            .max_header_size(HEAD)
            .max_buf_size(HEAD)
            .serve_connection(TokioIo::new(io), service);
        tokio::select! {
            // How a connection ends is the client's affair: it went, or it was too slow.
            _ = watcher.watch(connection) => {}
            () = evicted => {}
        }
    }
}
