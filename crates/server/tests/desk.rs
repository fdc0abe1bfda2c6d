//! What people find on their desk, through the router, on both databases: deadlines and the calendar that leaves with
//! them, the history and what is taken out of it.

#[path = "house/organisations.rs"]
mod organisations;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use axum::http::StatusCode;

use crate::house::{Answer, Device, House, houses};

/// The ids behind a path in a page: `/members/…`.
fn ids<'p>(page: &'p str, before: &str) -> Vec<&'p str> {
    let ids = page.split(before).skip(1).filter_map(|rest| rest.get(..36));
    ids.filter(|id| id.parse::<uuid::Uuid>().is_ok()).collect()
}

async fn feed(house: &House, device: &mut Device) -> String {
    let made = house.post(device, "/deadlines/calendar", &[("do", "renew")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let page = made.text();
    let at = page.find("/deadlines.ics?key=").unwrap();
    page[at..].chars().take_while(|letter| *letter != '<').collect()
}

/// Somebody without a session, as a calendar program is.
async fn subscribed(house: &House, address: &str) -> Answer {
    house.get(&mut Device::default(), address).await
}

#[tokio::test]
async fn deadlines_are_shown_to_whom_they_concern_and_nobody_else() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        house.post(&mut manager, "/members/invite", &[("name", "まだの人"), ("role", "viewer")]).await;
        let until = house.office.today().saturating_add(jiff::ToSpan::days(20)).to_string();
        let form = [("name", "支援の田中"), ("role", "supporter"), ("until", &until)];
        assert_eq!(house.post(&mut manager, "/members/invite", &form).await.status, StatusCode::OK);
        house.check(&mut manager).await;
        let page = house.get(&mut manager, "/deadlines").await.text();
        for shown in ["まだの人", "支援の田中", "招待の期限", "チェックを終えて", "Mamori の既定"]
        {
            assert!(page.contains(shown), "{}: {shown}", house.name);
        }
        // Staff sees colleagues, but only what staff acts on is theirs.
        let all = house.get(&mut staff, "/deadlines").await.text();
        let mine = house.get(&mut staff, "/deadlines?mine=yes").await.text();
        assert!(all.contains("まだの人") && !mine.contains("まだの人"), "{}", house.name);
        assert!(mine.contains("チェックを終えて"), "{}", house.name);
        // Another company sees nothing of it.
        let mut other = house.joined(&mut manager, "鈴木", "viewer").await;
        house.register(&mut other, "架空精機株式会社", "").await;
        let theirs = house.get(&mut other, "/deadlines").await.text();
        assert!(theirs.contains("いまのところ、決まっている期限はありません"), "{}", house.name);
        assert_eq!(house.get(&mut manager, "/deadlines?month=いつか").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_calendar_is_read_under_its_secret_address_and_under_no_other() {
    for house in houses().await {
        let mut manager = house.manager().await;
        house.post(&mut manager, "/members/invite", &[("name", "まだの人"), ("role", "viewer")]).await;
        house.check(&mut manager).await;
        let first = feed(&house, &mut manager).await;
        let calendar = subscribed(&house, &first).await;
        assert_eq!((calendar.status, calendar.kind.as_str()), (StatusCode::OK, "text/calendar; charset=utf-8"));
        assert_eq!(calendar.cache, "no-store");
        let text = calendar.text().replace("\r\n ", "");
        assert!(text.contains("SUMMARY:期限：招待の期限"), "{}: {text}", house.name);
        for name in ["まだの人", "山田", "見本製作所"] {
            assert!(!text.contains(name), "{}: {name} left with the calendar", house.name);
        }
        let english = subscribed(&house, &format!("/en{first}")).await.text();
        assert!(english.contains("Last day of an invitation"), "{}", house.name);
        // Renewed: the first address is gone. What never was is answered alike.
        let second = feed(&house, &mut manager).await;
        let gone = subscribed(&house, &first).await;
        let never = subscribed(&house, &format!("/deadlines.ics?key={}", "0".repeat(64))).await;
        let broken = subscribed(&house, "/deadlines.ics?key=%27%3B--").await;
        assert_eq!([gone.status, never.status, broken.status], [StatusCode::NOT_FOUND; 3]);
        assert_eq!((gone.body == never.body, never.body == broken.body), (true, true), "{}", house.name);
        assert_eq!(subscribed(&house, "/deadlines.ics").await.status, StatusCode::NOT_FOUND);
        assert_eq!(subscribed(&house, &second).await.status, StatusCode::OK);
        house.post(&mut manager, "/deadlines/calendar", &[("do", "end")]).await;
        assert_eq!(subscribed(&house, &second).await.status, StatusCode::NOT_FOUND, "{}", house.name);
    }
}

#[tokio::test]
async fn a_right_that_ends_closes_the_calendar_with_the_next_request() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        house.check(&mut manager).await;
        let address = feed(&house, &mut staff).await;
        assert_eq!(subscribed(&house, &address).await.status, StatusCode::OK);
        let page = house.get(&mut manager, "/members").await.text();
        let card = page.split("<li").find(|card| card.contains("佐藤")).unwrap();
        let person = ids(card, "/members/")[0];
        let removed = house.post(&mut manager, &format!("/members/{person}"), &[("change", "remove")]).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.text());
        assert_eq!(subscribed(&house, &address).await.status, StatusCode::NOT_FOUND, "{}", house.name);
    }
}

/// An outside judge: the `icalendar` package reads what we write, and writes what it read.
#[tokio::test]
async fn another_program_reads_the_calendar_as_it_is_meant() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = std::env::var_os("MAMORI_TEST_PYTHON").map_or_else(|| root.join(".venv/bin/python"), Into::into);
    for house in houses().await {
        let mut manager = house.manager().await;
        house.post(&mut manager, "/members/invite", &[("name", "まだの人"), ("role", "viewer")]).await;
        house.check(&mut manager).await;
        let address = feed(&house, &mut manager).await;
        let calendar = subscribed(&house, &address).await;
        let mut judge = Command::new(&python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge_calendar.py"))
            .arg(house.office.today().to_string())
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; ./test makes it", python.display()));
        judge.stdin.take().unwrap().write_all(&calendar.body).unwrap();
        let told = judge.wait_with_output().unwrap();
        assert!(told.status.success(), "{}: {}", house.name, String::from_utf8_lossy(&told.stderr));
    }
}

#[tokio::test]
async fn the_history_is_narrowed_by_person_part_day_and_thing() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        let check = house.check(&mut manager).await;
        let other = house.check(&mut manager).await;
        for (device, path) in [(&mut staff, &check), (&mut manager, &other)] {
            let answer = [("base:tics-19/1", "0"), ("answer:tics-19/1", "implemented")];
            assert_eq!(house.post(device, path, &answer).await.status, StatusCode::SEE_OTHER);
        }
        let page = house.get(&mut manager, "/history").await.text();
        for shown in ["組織を登録した", "佐藤 さんが招待を受けた", "質問1に ○ と答えた", "担当者"]
        {
            assert!(page.contains(shown), "{}: {shown}", house.name);
        }
        let rows = |page: &str| page.matches("<tr>").count() - 1;
        let options = page.split("<select name=\"person\">").nth(1).unwrap().split("</select>").next().unwrap();
        let sato = options.split("<option").find(|option| option.contains("佐藤")).unwrap();
        let sato = &sato[sato.find('"').unwrap() + 1..][..36];
        let of_sato = house.get(&mut manager, &format!("/history?person={sato}")).await.text();
        assert_eq!(rows(&of_sato), 3, "{}: accepted, opened, answered", house.name);
        let answers = house.get(&mut manager, "/history?part=answers").await.text();
        assert_eq!(rows(&answers), 4, "{}: two sections opened and answered", house.name);
        let id = check.rsplit('/').next().unwrap();
        let about = house.get(&mut manager, &format!("/history?about={id}")).await.text();
        assert_eq!(rows(&about), 3, "{}: begun, opened, answered", house.name);
        assert!(about.contains(&format!("href=\"{check}\"")) && !about.contains(&other), "{}", house.name);
        let today = house.office.today();
        let tomorrow = today.tomorrow().unwrap();
        let none = house.get(&mut manager, &format!("/history?from={tomorrow}")).await.text();
        assert!(none.contains("あてはまる記録はありません"), "{}", house.name);
        let all = house.get(&mut manager, &format!("/history?from={today}&until={today}")).await.text();
        assert_eq!(rows(&all), rows(&page), "{}", house.name);
        let wrong = house.get(&mut manager, "/history?from=きのう").await;
        assert_eq!(wrong.status, StatusCode::OK);
        assert!(
            wrong.text().contains("日付を読み取れませんでした") && wrong.text().contains("きのう"),
            "{}",
            house.name
        );
    }
}

#[tokio::test]
async fn the_history_is_taken_out_in_three_forms_by_those_who_may() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut viewer = house.joined(&mut manager, "=2+3", "viewer").await;
        house.check(&mut manager).await;
        let csv = house.get(&mut manager, "/history.csv").await;
        let table = csv.text();
        assert!(table.starts_with('\u{feff}') && table.contains("'=2+3") && !table.contains(",=2+3"), "{}", house.name);
        assert!(table.contains("管理責任者"), "{}: the role held then", house.name);
        let book = house.get(&mut manager, "/en/history.xlsx").await;
        let sheets = document::read::read(&book.body).unwrap();
        let last = sheets.iter().flat_map(document::Sheet::cells).map(|cell| cell.row).max().unwrap();
        assert_eq!(last as usize, table.lines().count(), "{}", house.name);
        let json: serde_json::Value =
            serde_json::from_slice(&house.get(&mut manager, "/history.json").await.body).unwrap();
        assert_eq!(json["complete"], true);
        assert_eq!(json["history"].as_array().unwrap().len(), table.lines().count() - 1, "{}", house.name);
        let members = house.get(&mut manager, "/history.csv?part=members").await.text();
        assert!(members.lines().count() < table.lines().count() && members.contains("=2+3 さん"), "{}", house.name);
        assert!(house.get(&mut manager, "/history").await.text().contains("/history.xlsx"));
        assert!(!house.get(&mut viewer, "/history").await.text().contains("/history.xlsx"), "{}", house.name);
        for path in ["/history.csv", "/history.xlsx", "/history.json"] {
            let refused = house.get(&mut viewer, path).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{} {path}", house.name);
            assert!(refused.text().contains("管理責任者"), "{}: who could", house.name);
        }
    }
}
