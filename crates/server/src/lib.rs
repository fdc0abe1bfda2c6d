//! The only HTTP: extractors, thin handlers by resource, pages, JSON API.
//!
//! Start at [`router()`]: the whole surface is one readable list. Pages that depend on nothing but
//! their language are rendered once ([`Site`]) and answered from memory. No request body is ever
//! logged.

mod accounts;
mod api;
mod assets;
mod carried;
mod cursor;
mod error;
mod forms;
mod headers;
mod invented;
mod limits;
mod metrics;
mod observe;
mod pages;
mod proxies;
mod ready;
mod refusals;
mod router;
mod serving;
mod site;
mod view;

use std::net::SocketAddr;

use app::{Clock, Operator};
use criteria::catalogue::Catalogue;
use tokio::net::TcpListener;

use metrics::{Metrics, Watched};
use serving::{Places, Serving, Tls};

pub use accounts::Accounts;
pub use api::openapi::document as openapi;
pub use limits::Limits;
pub use proxies::{Network, NoNetwork, Proxies};
pub use router::router;
pub use serving::{NoTls, NoTlsWhy, Patience, Renewal, TlsFiles};
pub use site::Site;

/// Connections to the numbers at once.
const WATCHERS: usize = 16;

/// What `serve` needs to know. Read once by `main` and passed down.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Who operates the installation.
    pub operator: Operator,
    /// The reverse proxies in front of it.
    pub proxies: Proxies,
    /// How often one network may send what is open to everybody.
    pub limits: Limits,
    /// How long a client may keep us waiting, and how many there may be.
    pub patience: Patience,
    /// Where the numbers for a program that watches over the service are read; none = nowhere.
    pub metrics: Option<SocketAddr>,
    /// Certificate and key of its own; none = HTTP without TLS, behind a proxy or on the machine itself.
    pub tls: Option<TlsFiles>,
}

/// Why it cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum NotBound {
    /// An address cannot be listened on.
    #[error("cannot listen on {address}")]
    Address {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Certificate and key cannot be used.
    #[error(transparent)]
    Tls(#[from] NoTls),
}

/// A server that is bound to its addresses but does not answer yet.
pub struct Bound {
    main: Serving,
    /// The numbers, where they are wanted.
    numbers: Option<Serving>,
}

/// Binds the addresses and renders the pages.
///
/// # Errors
/// An address cannot be bound, or certificate and key cannot be used.
pub async fn bind(
    settings: Settings,
    catalogue: &'static Catalogue,
    clock: Clock,
    accounts: Accounts,
) -> Result<Bound, NotBound> {
    let Settings { listen, operator, proxies, limits, patience, metrics, tls } = settings;
    let tls = tls.map(Tls::open).transpose()?;
    let listener = listener(listen).await?;
    let metrics_listener = match metrics {
        Some(address) => Some(self::listener(address).await?),
        None => None,
    };
    let counted = Metrics::default();
    let places = Places::new(patience.connections, patience.of_one_network);
    let renewal = tls.as_ref().map(Tls::renewal);
    let watched = Watched::new(counted.clone(), accounts.office.clone(), places.clone(), renewal, &clock);
    let site = Site::new(catalogue, operator, clock).with_accounts(accounts).counting(counted);
    let site = site.behind(proxies.clone()).limited(limits);
    let site = if tls.is_some() { site.over_tls() } else { site };
    let main = Serving { listener, router: router(site), patience, places, proxies, tls };
    let numbers = metrics_listener.map(|listener| Serving {
        listener,
        router: metrics::router(watched),
        patience,
        places: Places::new(WATCHERS, WATCHERS),
        proxies: Proxies::default(),
        tls: None,
    });
    Ok(Bound { main, numbers })
}

async fn listener(address: SocketAddr) -> Result<TcpListener, NotBound> {
    TcpListener::bind(address).await.map_err(|source| NotBound::Address { address, source })
}

impl Bound {
    /// The address, with the port the system chose where 0 was asked for.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.main.listener.local_addr()
    }

    /// By which certificate and key are looked at again; none = it speaks no TLS.
    #[must_use]
    pub fn renewal(&self) -> Option<Renewal> {
        self.main.tls.as_ref().map(Tls::renewal)
    }

    /// The address of the numbers; none = there are none.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn metrics_address(&self) -> std::io::Result<Option<SocketAddr>> {
        self.numbers.as_ref().map(|numbers| numbers.listener.local_addr()).transpose()
    }

    /// Answers until `stop` is done; requests under way are finished first, as long as [`Patience::farewell`] says.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { main, numbers } = self;
        // It ends with the service.
        let renewing = main.tls.clone().map(|tls| tokio::spawn(tls.follow()));
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        // The numbers are there as long as the service is.
        let numbers = async {
            if let Some(numbers) = numbers {
                numbers
                    .run(async {
                        let _ = ended.await;
                    })
                    .await;
            }
        };
        let main = async {
            main.run(stop).await;
            drop(end);
        };
        tokio::join!(main, numbers);
        if let Some(renewing) = renewing {
            renewing.abort();
        }
    }
}
