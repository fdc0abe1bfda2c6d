//! From which address a visitor comes, where reverse proxies stand in between.
//!
//! Knows addresses and one header; knows nobody who visits. `X-Forwarded-For` is what anybody may write: it is believed
//! from a trusted proxy only, and of what it says only the part that trusted proxies added.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use crate::site::Site;

/// How many addresses of one header are looked at; nobody has more proxies in a row.
const MOST: usize = 20;

/// Addresses whose `X-Forwarded-For` is believed: `192.0.2.1`, `10.0.0.0/8`, `::1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Text that is no address and no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an address such as `192.0.2.1` or a network such as `10.0.0.0/8`")]
pub struct NoNetwork;

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().map_err(|_| NoNetwork)?
            }
            Some(_) => return Err(NoNetwork),
            None => longest,
        };
        if prefix > longest { Err(NoNetwork) } else { Ok(Self { address, prefix }) }
    }
}

impl Network {
    fn has(self, address: IpAddr) -> bool {
        let same = |ours: u128, theirs: u128, width: u32| {
            let rest = width - u32::from(self.prefix);
            ours.checked_shr(rest).unwrap_or(0) == theirs.checked_shr(rest).unwrap_or(0)
        };
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => same(ours.to_bits().into(), theirs.to_bits().into(), 32),
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => same(ours.to_bits(), theirs.to_bits(), 128),
            _ => false,
        }
    }
}

/// The proxies whose word on addresses is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(pub Vec<Network>);

impl Proxies {
    /// Whether this is one of them.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.has(address))
    }

    /// The address of the visitor whose connection comes from `peer`: the nearest one that no trusted proxy has.
    fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        let lines: Vec<&str> = headers
            .get_all(HeaderName::from_static("x-forwarded-for"))
            .into_iter()
            .map(|value| value.to_str().unwrap_or_default())
            .collect();
        for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')).take(MOST) {
            // What an address is told by that is not trusted, or cannot be read, goes no further.
            let Some(told) = address(entry.trim()).filter(|_| self.trusts(nearest)) else { break };
            nearest = told;
        }
        nearest
    }
}

/// An address as proxies write it: alone, in brackets, with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let read = bare.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    read.map(|address| address.to_canonical())
}

/// Puts the visitor's address in the place of the proxy's, for all that ask where a request comes from.
pub(crate) async fn behind(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        let visitor = site.proxies().visitor(peer.ip(), request.headers());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(visitor, peer.port())));
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let proxies = Proxies(trusted.iter().map(|text| text.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        proxies.visitor(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn who_is_not_trusted_is_not_believed() {
        assert_eq!(seen(&[], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen(&["10.0.0.0/8"], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen(&["10.0.0.0/8"], "11.0.0.1", &["198.51.100.1"]), "11.0.0.1");
    }

    #[test]
    fn the_nearest_address_that_no_trusted_proxy_has_counts() {
        let trusted = ["10.0.0.0/8", "::1"];
        for (peer, forwarded, visitor) in [
            ("10.1.2.3", &["198.51.100.1"][..], "198.51.100.1"),
            ("::1", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:10.1.2.3", &["198.51.100.1"], "198.51.100.1"),
            // What the visitor wrote itself stands on the left and does not count.
            ("10.1.2.3", &["127.0.0.1, 192.0.2.7, 198.51.100.1"], "198.51.100.1"),
            ("10.1.2.3", &["192.0.2.7", "198.51.100.1, 10.9.9.9"], "198.51.100.1"),
            ("10.1.2.3", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.1.2.3", &["[2001:db8::7]:4711"], "2001:db8::7"),
            ("10.1.2.3", &["[2001:db8::7]"], "2001:db8::7"),
            // What cannot be read hides what stands further left.
            ("10.1.2.3", &["198.51.100.1, unknown"], "10.1.2.3"),
            ("10.1.2.3", &["198.51.100.1,"], "10.1.2.3"),
            ("10.1.2.3", &[], "10.1.2.3"),
            ("10.1.2.3", &["10.4.4.4"], "10.4.4.4"),
        ] {
            assert_eq!(seen(&trusted, peer, forwarded), visitor, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_network_is_an_address_with_or_without_its_length() {
        for text in ["192.0.2.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "::/0"] {
            assert!(text.parse::<Network>().is_ok(), "{text}");
        }
        for text in ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/8/8", "::1/129", "10.0.0"] {
            assert_eq!(text.parse::<Network>(), Err(NoNetwork), "{text}");
        }
        assert!("0.0.0.0/0".parse::<Network>().unwrap().has("203.0.113.9".parse().unwrap()));
        assert!("::/0".parse::<Network>().unwrap().has("2001:db8::1".parse().unwrap()));
        assert!(!"0.0.0.0/0".parse::<Network>().unwrap().has("::1".parse().unwrap()));
    }
}
