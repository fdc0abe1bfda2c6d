//! How often what is open to everybody may be sent: every address of the router that takes something without a session,
//! an added one by itself.

use std::net::{IpAddr, SocketAddr};

use app::{Clock, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use server::{Limits, Site, router};
use tower::ServiceExt as _;

use crate::sign_in_house::{Browser, PASSWORD, at, houses, houses_that_mail};
use crate::town::routes;

/// More than any of the limits.
const MANY: usize = 400;

/// Open, and not counted by itself.
const ELSEWHERE: [(&str, &str); 2] = [
    ("/passkeys/sign-in", "takes a challenge, and those are counted where they are asked for"),
    ("/terminal/{person}", "takes the secret of a terminal, whose PINs are counted for it"),
];

struct Answer {
    status: StatusCode,
    location: String,
    retry_after: Option<u64>,
    kind: String,
    body: String,
}

async fn post(router: &Router, from: IpAddr, path: &str, body: &str) -> Answer {
    let mut request = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(from, 4711)));
    let response = router.clone().oneshot(request).await.unwrap();
    let text = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (location, kind) = (text(header::LOCATION).unwrap_or_default(), text(header::CONTENT_TYPE).unwrap_or_default());
    let (status, retry_after) = (response.status(), text(header::RETRY_AFTER).map(|seconds| seconds.parse().unwrap()));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    Answer { status, location, retry_after, kind, body: String::from_utf8_lossy(&body).into_owned() }
}

/// The address of a pattern, of something that is not there.
fn address(pattern: &str) -> String {
    let part = |part: &str| match part {
        "{pack}" => "tics-19".to_owned(),
        "{token}" => "0".repeat(64),
        part if part.starts_with('{') => uuid::Uuid::new_v4().to_string(),
        part => part.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Whether it is answered to those only who are signed in, or have a token.
fn is_closed(answer: &Answer) -> bool {
    let to_sign_in = answer.status == StatusCode::SEE_OTHER && answer.location.contains("/sign-in");
    to_sign_in || answer.status == StatusCode::UNAUTHORIZED
}

#[tokio::test]
async fn whatever_is_sent_without_signing_in_is_limited_where_it_comes_from_and_nowhere_else() {
    for house in houses_that_mail().await {
        house.manager().await;
        let site = Site::new(packs::shipped().unwrap(), Operator::default(), Clock::Fixed(at(0)));
        let site = site.with_accounts(house.accounts.clone()).limited(Limits { requests: 5, papers: 3 });
        let router = router(site);
        let (mut number, mut open) = (0, Vec::new());
        for route in routes::all().into_iter().filter(|route| route.posts) {
            for path in [address(&route.path), format!("/en{}", address(&route.path))] {
                number += 1;
                let (here, elsewhere) = (IpAddr::from([203, 0, number, 1]), IpAddr::from([203, 0, number, 2]));
                let form = "email=nobody%40example.jp&password=wrong-and-long-enough";
                let first = post(&router, here, &path, form).await;
                let is_api = route.path.starts_with("/api/");
                if is_closed(&first)
                    || ELSEWHERE.iter().any(|(known, _)| *known == route.path)
                    || is_api && path.starts_with("/en")
                {
                    continue;
                }
                let mut refused = None;
                for _ in 0..MANY {
                    let answer = post(&router, here, &path, form).await;
                    if answer.status == StatusCode::TOO_MANY_REQUESTS {
                        refused = Some(answer);
                        break;
                    }
                }
                let refused = refused.unwrap_or_else(|| panic!("{}: {path} has no limit", house.name));
                assert!(refused.retry_after.is_some_and(|seconds| seconds > 0), "{}: {path}", house.name);
                let words = if path.starts_with("/en") { "again in" } else { "もう一度お試しください" };
                assert!(refused.body.contains(words), "{}: {path}: {}", house.name, refused.body);
                assert!(
                    !is_api
                        || refused.kind == "application/problem+json" && refused.body.contains("#problem-too-often")
                );
                let other = post(&router, elsewhere, &path, form).await;
                assert_ne!(other.status, StatusCode::TOO_MANY_REQUESTS, "{}: {path} from elsewhere", house.name);
                open.push(path);
            }
        }
        for path in ["/sign-in", "/reset", "/check/tics-19/result.pdf", "/en/bodies", "/api/v1/checks:score"] {
            assert!(open.iter().any(|known| known == path), "{}: {path} in {open:?}", house.name);
        }
    }
}

#[tokio::test]
async fn whoever_tries_links_keeps_nobody_else_from_an_invitation_and_good_links_are_not_counted() {
    for house in houses().await {
        let mut manager = house.manager().await;
        // A whole shift comes in from one room.
        for number in 0..5 {
            let email = format!("sato{number}@example.jp");
            house.joined(&mut manager, "佐藤", &email, "staff").await;
        }
        let path = house.invited(&mut manager, "鈴木", "suzuki@example.jp", "staff").await;
        let mut guesser = Browser::at("203.0.113.5");
        let forged = format!("/invitations/{}", "0".repeat(64));
        let mut tried = 0;
        while house.post(&mut guesser, 0, &forged, &[("password", PASSWORD)]).await.status == StatusCode::CONFLICT {
            tried += 1;
            assert!(tried < 200, "{}", house.name);
        }
        assert_eq!(tried, 60, "{}", house.name);
        let slowed = house.post(&mut guesser, 0, &path, &[("password", PASSWORD)]).await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "{}: {}", house.name, slowed.body);
        let done = house.post(&mut Browser::at("198.51.100.7"), 0, &path, &[("password", PASSWORD)]).await;
        assert_eq!(done.location, "/today", "{}: {}", house.name, done.body);
    }
}
