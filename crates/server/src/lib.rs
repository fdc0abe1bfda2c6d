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
mod observe;
mod pages;
mod proxies;
mod ready;
mod refusals;
mod router;
mod site;
mod view;

use std::net::SocketAddr;

use app::{Clock, Operator};
use criteria::catalogue::Catalogue;
use tokio::net::TcpListener;

pub use accounts::Accounts;
pub use api::openapi::document as openapi;
pub use limits::Limits;
pub use proxies::{Network, NoNetwork, Proxies};
pub use router::router;
pub use site::Site;

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
}

/// A server that is bound to its address but does not answer yet.
pub struct Bound {
    listener: TcpListener,
    site: Site,
}

/// Binds the address and renders the pages.
///
/// # Errors
/// The address cannot be bound.
pub async fn bind(
    settings: Settings,
    catalogue: &'static Catalogue,
    clock: Clock,
    accounts: Accounts,
) -> std::io::Result<Bound> {
    let listener = TcpListener::bind(settings.listen).await?;
    let site = Site::new(catalogue, settings.operator, clock).with_accounts(accounts);
    let site = site.behind(settings.proxies).limited(settings.limits);
    Ok(Bound { listener, site })
}

impl Bound {
    /// The address, with the port the system chose where 0 was asked for.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop` is done; requests under way are finished first.
    ///
    /// # Errors
    /// The listener failed.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let service = router(self.site).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service).with_graceful_shutdown(stop).await
    }
}
