//! Clients that are slow, or that only hold a connection: each is gone after a bounded time, and meanwhile a good client is
//! served. On real sockets.

use std::time::{Duration, Instant};

use server::{Limits, Patience};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{sleep, timeout};

use crate::served::{LONG, patience, served, settings};

/// What a test shortens, to this.
const SHORT: Duration = Duration::from_millis(400);

/// A form of this many bytes, without them.
fn head(path: &str, bytes: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {bytes}\r\n\r\n"
    )
}

fn json_head(path: &str, bytes: usize) -> String {
    head(path, bytes).replace("x-www-form-urlencoded", "json")
}

/// A filled form, in two parts.
const FORM: [&str; 2] = ["tics", "-19%2F1=partial"];

#[tokio::test]
async fn who_sends_no_head_or_one_byte_by_byte_is_gone_after_the_time_for_a_head() {
    let served = served(settings(Patience { head: SHORT, ..patience() })).await;
    let mut silent = served.connect().await;
    let mut drop_by_drop = served.connect().await;
    let begun = Instant::now();
    let mut sent = 0;
    for byte in "GET / HTTP/1.1\r\nHost: x\r\nX-Long: ".bytes().chain(std::iter::repeat(b'a')) {
        if drop_by_drop.0.write_all(&[byte]).await.is_err() {
            break;
        }
        sent += 1;
        assert!(sent < 500, "it is never closed");
        sleep(Duration::from_millis(20)).await;
        if sent % 10 == 0 {
            served.is_well().await;
        }
    }
    assert!(begun.elapsed() >= SHORT, "not before its time");
    assert_eq!(silent.rest().await, "", "nothing is said to who said nothing");
    // One that was answered and then only held goes as well.
    let mut held = served.connect().await;
    held.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let begun = Instant::now();
    assert!(held.rest().await.starts_with("HTTP/1.1 200 "));
    assert!(begun.elapsed() >= SHORT && begun.elapsed() < LONG);
    served.is_well().await;
}

#[tokio::test]
async fn who_sends_a_body_that_stops_in_the_middle_is_told_and_gone() {
    let served = served(settings(Patience { body: SHORT, ..patience() })).await;
    let mut stuck = served.connect().await;
    let begun = Instant::now();
    stuck.send(&(json_head("/api/v1/checks:score", 1_000) + "{\"pack\"")).await;
    // As long as something comes now and then, it is waited for.
    let mut slow = served.connect().await;
    let body = "{\"pack\":\"tics-19\",\"answers\":[]}";
    slow.send(&json_head("/api/v1/checks:score", body.len())).await;
    for part in body.as_bytes().chunks(8) {
        sleep(SHORT / 3).await;
        slow.send(std::str::from_utf8(part).unwrap()).await;
        served.is_well().await;
    }
    assert!(slow.until("\r\n\r\n").await.starts_with("HTTP/1.1 200 "));
    let answer = stuck.rest().await;
    assert!(answer.starts_with("HTTP/1.1 4") && begun.elapsed() >= SHORT, "{answer}");
}

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_gone() {
    let served = served(settings(Patience { answer: SHORT, ..patience() })).await;
    let mut deaf = served.connect().await;
    // Many answers in a row, so that the system cannot keep them all.
    let asked = "GET /licences/fonts.txt HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    let sending = async {
        // It is broken off in the middle.
        let _ = deaf.0.write_all(asked.as_bytes()).await;
    };
    timeout(LONG, sending).await.unwrap();
    let begun = Instant::now();
    while served.number("mamori_http_connections").await > 0.0 {
        assert!(begun.elapsed() < LONG, "it is never closed");
        served.is_well().await;
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn many_idle_connections_make_room_for_who_has_a_request() {
    let few = Patience { connections: 8, of_one_network: 8, ..patience() };
    let served = served(settings(few)).await;
    let mut idle = Vec::new();
    for _ in 0..50 {
        idle.push(served.connect().await);
    }
    let begun = Instant::now();
    for _ in 0..20 {
        served.is_well().await;
    }
    assert!(begun.elapsed() < LONG, "nobody waits for the time of a head to be over");
    assert!(served.number("mamori_http_connections").await <= 8.0);
    assert!(served.number("mamori_http_connections_turned_away_total").await >= 42.0);
    // The first of them went.
    assert_eq!(idle[0].rest().await, "");
}

#[tokio::test]
async fn one_network_with_many_requests_leaves_room_for_the_others() {
    let few = Patience { connections: 8, of_one_network: 3, ..patience() };
    let served = served(settings(few)).await;
    let mut busy = Vec::new();
    for _ in 0..3 {
        let mut client = served.connect_from(2).await;
        client.send(&(head("/check/tics-19/result", 100) + "tics")).await;
        busy.push(client);
    }
    // Until all three have their request.
    sleep(SHORT).await;
    assert_eq!(served.connect_from(2).await.rest().await, "", "a fourth is not taken");
    served.is_well().await;
    // Once one of them is answered, there is room again.
    busy[0].send(&"a".repeat(96)).await;
    busy[0].until("\r\n\r\n").await;
    sleep(SHORT).await;
    let mut fourth = served.connect_from(2).await;
    fourth.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(fourth.rest().await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let served = served(settings(Patience { head: SHORT, ..patience() })).await;
    for long in [format!("X-Long: {}\r\n", "a".repeat(100_000)), "X-Many: a\r\n".repeat(200)] {
        let mut client = served.connect().await;
        // The answer may come before all was sent.
        let _ = client.0.write_all(format!("GET / HTTP/1.1\r\nHost: x\r\n{long}\r\n").as_bytes()).await;
        let answer = client.rest().await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
        served.is_well().await;
    }
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_service_stops_and_one_that_never_ends_is_broken_off() {
    let served = served(settings(Patience { farewell: SHORT * 4, ..patience() })).await;
    let (mut under_way, mut endless) = (served.connect().await, served.connect().await);
    let mut idle = served.connect().await;
    let whole = FORM.concat().len();
    under_way.send(&(head("/check/tics-19/result", whole) + FORM[0])).await;
    endless.send(&(head("/check/tics-19/result", whole) + FORM[0])).await;
    idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    idle.until("\r\n\r\n").await;
    let (address, begun) = (served.address, Instant::now());
    let running = served.stop();
    idle.rest().await;
    assert!(begun.elapsed() < SHORT * 3, "who has no request is not waited for");
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody new is taken");
    under_way.send(FORM[1]).await;
    let answer = under_way.rest().await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("</html>"), "{answer}");
    timeout(LONG, running).await.unwrap().unwrap();
    assert!(begun.elapsed() >= SHORT * 4, "the one that never ends was waited for as long as it is waited for");
}

#[tokio::test]
async fn what_is_counted_for_a_network_is_counted_where_a_connection_comes_from() {
    let mut settings = settings(patience());
    settings.limits = Limits { requests: 1, ..Limits::USUAL };
    let served = served(settings).await;
    let ask = head("/check/tics-19/result", 4).replace("Host: x", "Host: x\r\nConnection: close") + "a=b\n";
    let mut statuses = Vec::new();
    for from in [2, 2, 3] {
        let mut client = served.connect_from(from).await;
        client.send(&ask).await;
        statuses.push(client.rest().await[9..12].to_owned());
    }
    assert_eq!(statuses[1], "429", "{statuses:?}");
    assert!(statuses[0] != "429" && statuses[2] != "429", "{statuses:?}");
}
