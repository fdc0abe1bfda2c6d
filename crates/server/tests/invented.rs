//! Nothing leaves an installation with the sample without saying that it is invented (spec 7 §21).

use app::{Clock, Operator, packs};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use server::{Site, router};
use tower::ServiceExt as _;

use crate::outside::printed;
use crate::town::{Answer, Device, Town, small_town};

const LABEL: &str = "架空データ";

/// What a person reads in it.
fn read(answer: &Answer, path: &str) -> String {
    match answer.kind.split(';').next().unwrap() {
        "application/pdf" => printed(&answer.bytes),
        kind if kind.contains("spreadsheetml") => {
            format!("{:?}", document::read::read(&answer.bytes).unwrap_or_else(|why| panic!("{path}: {why:?}")))
        }
        // A calendar's lines are joined first, as its readers do.
        _ => answer.text().replace("\r\n ", ""),
    }
}

/// Whether it is something a person reads or keeps.
fn is_read(answer: &Answer) -> bool {
    let kind = answer.kind.split(';').next().unwrap_or_default();
    let read = ["text/html", "text/csv", "text/calendar", "application/pdf"].contains(&kind);
    read || kind.contains("spreadsheetml")
}

async fn says_so(town: &Town, who: &str, device: &Device) -> usize {
    let mut kinds = std::collections::BTreeMap::new();
    for (path, answer) in town.pages(device).await {
        if is_read(&answer) && !answer.status.is_redirection() {
            assert!(read(&answer, &path).contains(LABEL), "{who}: {path} does not say so");
            *kinds.entry(answer.kind.clone()).or_insert(0) += 1;
        }
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{who}: {path}");
    }
    kinds.values().sum()
}

#[tokio::test]
async fn every_page_paper_workbook_and_table_says_that_it_is_invented() {
    let town = small_town().await;
    for (email, organisation) in [
        ("taro@press.example", "株式会社見本プレス（架空）"),
        ("ritsu@ninsho.example", "見本認証センター（架空）"),
        ("eiko@unei.example", "見本運営事務局（架空）"),
    ] {
        let device = town.sign_in(email, organisation).await;
        let seen = says_so(&town, email, &device).await;
        assert!(seen > 20, "{email}: {seen} pages");
    }
    let mut stranger = Device::default();
    assert!(says_so(&town, "nobody", &stranger).await > 10);
    // What is made of a form.
    for path in [
        "/check/tics-19/result",
        "/check/tics-19/result.pdf",
        "/check/tics-19/result.xlsx",
        "/en/check/tics-19/result.pdf",
    ] {
        let made = town.post(&mut stranger, path, &[("tics-19/1", "implemented")]).await;
        assert_eq!(made.status, StatusCode::OK, "{path}");
        assert!(read(&made, path).contains(LABEL), "{path}");
    }
    // And the refusals.
    for path in ["/nothing", "/en/nothing", "/checks/nothing"] {
        assert!(town.get(&mut stranger, path).await.text().contains(LABEL) || path.starts_with("/checks"), "{path}");
    }
}

#[tokio::test]
async fn an_installation_of_ones_own_never_says_so() {
    let site = Site::new(packs::shipped().unwrap(), Operator::default(), Clock::System);
    for path in ["/", "/check/tics-19", "/check/tics-19/sheet.xlsx", "/en", "/nothing"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router(site.clone()).oneshot(request).await.unwrap();
        assert!(response.headers().get("mamori-data").is_none(), "{path}");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let page = String::from_utf8_lossy(&bytes);
        assert!(!page.contains(LABEL) && !page.contains("class=\"invented\""), "{path}");
    }
}
