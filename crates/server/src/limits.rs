//! How often what is open to everybody may be sent: each network has an allowance that fills again by itself, and who has
//! used it up is told when to come again.
//!
//! Knows addresses and times; remembers no request and nobody. It counts in this process alone, which is enough for what
//! costs a core and no more. Passwords and links, which can be guessed, are counted in the database by `app::sign_in`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use app::sign_in::network;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;

use crate::error::Refusal;
use crate::site::Site;

/// How many networks are remembered at once. Of one that used nothing for a minute nothing is remembered.
const REMEMBERED: usize = 20_000;
/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// How often one network may send what is open to everybody, in a minute. A school or an office has one address for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Answers to be scored, industries to be found.
    pub requests: u32,
    /// Sheets to be read, papers and workbooks to be made.
    pub papers: u32,
}

impl Limits {
    /// What is allowed where nobody says anything else.
    pub const USUAL: Self = Self { requests: 600, papers: 60 };
}

/// The allowances of all networks for one sort of request.
pub(crate) struct Allowances {
    a_minute: u32,
    /// When the allowance of each is full again.
    full_at: Mutex<HashMap<String, i64>>,
}

impl Allowances {
    pub(crate) fn new(a_minute: u32) -> Self {
        Self { a_minute: a_minute.max(1), full_at: Mutex::new(HashMap::new()) }
    }

    /// Takes one from the allowance of a network; where nothing is left, how long until there is.
    fn take(&self, network: String, now: i64) -> Result<(), Duration> {
        let one = MINUTE / i64::from(self.a_minute);
        let mut all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, full_at| *full_at > now);
        }
        if all.len() >= REMEMBERED {
            // So many at once is an attack from everywhere: memory stays bounded, and everybody begins anew.
            all.clear();
        }
        let full_at = all.get(&network).copied().unwrap_or(now).max(now) + one;
        let over = full_at - now - MINUTE;
        if over > 0 {
            return Err(Duration::from_micros(over.unsigned_abs()));
        }
        all.insert(network, full_at);
        Ok(())
    }
}

/// Lets what is sent through as often as it may be; what is only read is not counted.
pub(crate) async fn requests(State(site): State<Site>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    within(&site, site.requests(), request, next).await
}

/// The same for what takes a core for a while, however it is asked for.
pub(crate) async fn papers(State(site): State<Site>, request: Request, next: Next) -> Response {
    within(&site, site.papers(), request, next).await
}

async fn within(site: &Site, allowances: &Allowances, request: Request, next: Next) -> Response {
    // Without a connection there is nobody to tell apart: a test asks the router itself.
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() else {
        return next.run(request).await;
    };
    match allowances.take(network(peer.ip()), site.clock().now().as_microsecond()) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let refusal = Refusal::TooOften(wait);
            // A page has its language; the API is asked for one.
            match request.extensions().get::<Lang>() {
                Some(lang) => site.refuse(*lang, &refusal).into_response(),
                None => refusal.problem(crate::api::reader(request.headers())).into_response(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: i64) -> i64 {
        seconds * 1_000_000
    }

    #[test]
    fn an_allowance_is_used_up_fills_again_and_is_nobody_elses() {
        let allowances = Allowances::new(6);
        let take = |network: &str, at| allowances.take(network.to_owned(), seconds(at));
        for _ in 0..6 {
            assert_eq!(take("192.0.2.1", 0), Ok(()));
        }
        assert_eq!(take("192.0.2.1", 0), Err(Duration::from_secs(10)));
        assert_eq!(take("192.0.2.1", 4), Err(Duration::from_secs(6)), "a refusal takes nothing");
        assert_eq!(take("192.0.2.2", 0), Ok(()), "another network");
        assert_eq!(take("192.0.2.1", 10), Ok(()));
        assert!(take("192.0.2.1", 10).is_err());
        for _ in 0..6 {
            assert_eq!(take("192.0.2.1", 200), Ok(()), "full again");
        }
        assert!(take("192.0.2.1", 200).is_err());
        assert_eq!(take("192.0.2.1", 0), Err(Duration::from_secs(210)), "a clock that went back gives nothing away");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let allowances = Allowances::new(1);
        for number in 0..REMEMBERED {
            allowances.take(number.to_string(), 0).unwrap_or_default();
        }
        assert_eq!(allowances.take("one more".to_owned(), seconds(61)), Ok(()));
        assert_eq!(allowances.full_at.lock().map(|all| all.len()).unwrap_or_default(), 1, "those that are full go");
        for number in 0..2 * REMEMBERED {
            allowances.take(number.to_string(), seconds(61)).unwrap_or_default();
        }
        assert!(allowances.full_at.lock().is_ok_and(|all| all.len() <= REMEMBERED));
    }
}
