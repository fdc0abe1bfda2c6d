//! Behind a reverse proxy wrong passwords are counted where the visitor is, and nobody chooses that for themselves.

use std::net::SocketAddr;

use app::installation::{Installation, Place};
use app::{Clock, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use http_body_util::BodyExt as _;
use server::{Accounts, Proxies, Site, router};
use tower::ServiceExt as _;

/// One more wrong password; whether it has to wait now.
async fn waits(router: &Router, peer: &str, forwarded: &str) -> bool {
    let mut request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", forwarded)
        .body(Body::from("email=nobody%40example.jp&password=wrong-and-long-enough"))
        .unwrap();
    let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    let body = router.clone().oneshot(request).await.unwrap().into_body().collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let (wrong, wait) = (body.contains("組み合わせが合いません"), body.contains("しばらく受け付けません"));
    assert!(wrong != wait, "{body}");
    wait
}

#[tokio::test]
async fn attempts_are_counted_where_the_visitor_is() {
    let data = tempfile::tempdir().unwrap();
    let place = Place {
        data: data.path().to_owned(),
        database: None,
        connections: 1,
        origin: None,
        name: "Mamori".to_owned(),
        heads: None,
        vault: None,
    };
    let catalogue = packs::shipped().unwrap();
    let Installation { office, sign_in, .. } = Installation::open(&place, catalogue).await.unwrap();
    let accounts = Accounts { office, sign_in, origin: None, set_up: None };
    let site = Site::new(catalogue, Operator::default(), Clock::System).with_accounts(accounts);
    let router = router(site.behind(Proxies(vec!["10.0.0.0/8".parse().unwrap()])));

    // Through the proxy each visitor has attempts of its own, whatever it writes in front.
    let mut tried = 0;
    while !waits(&router, "10.0.0.1", "192.0.2.1, 198.51.100.1").await {
        tried += 1;
        assert!(tried < 10, "somebody who guesses has to wait");
    }
    assert!(waits(&router, "10.0.0.2", "127.0.0.1, 198.51.100.1").await, "another proxy, the same visitor");
    assert!(!waits(&router, "10.0.0.1", "198.51.100.2").await, "another visitor");

    // Past the proxy the header is nobody's word: the peer is the visitor, whatever it says.
    for attempt in 0..=tried {
        let said = format!("198.51.100.{}", 10 + attempt);
        assert_eq!(waits(&router, "203.0.113.9", &said).await, attempt == tried, "{attempt}");
    }
}
