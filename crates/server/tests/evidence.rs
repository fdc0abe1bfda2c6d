//! Evidence on its pages and by token: kept with faults told at their place and the files not lost, taken out as it came,
//! discarded after a step-up; in parts and at once.

use axum::http::{Method, StatusCode};
use uuid::Uuid;

use crate::house::{Answer, Device, House, PASSWORD, houses, houses_allowing};
use crate::stamping::Desk;
use crate::stamping::authority::GOOD;

/// A form with fields and files, as a browser sends it.
async fn post(
    house: &House,
    device: &mut Device,
    path: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!("--part\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--part--\r\n");
    house.send(device, (Method::POST, path), ("multipart/form-data; boundary=part", body), "same-origin").await
}

/// What stands in a field of a page.
fn value<'p>(page: &'p str, name: &str) -> &'p str {
    let at = page.find(&format!("name=\"{name}\" ")).unwrap_or_else(|| panic!("no {name}"));
    let rest = &page[at..];
    let from = rest.find("value=\"").unwrap() + "value=\"".len();
    &rest[from..from + rest[from..].find('"').unwrap()]
}

#[tokio::test]
async fn evidence_is_kept_from_a_form_and_a_file_leaves_as_it_came() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let page = house.get(&mut manager, "/evidence").await.text();
        let fields = [
            ("once", value(&page, "once")),
            ("title", "朝礼の名簿"),
            ("from", "令和8年10月1日"),
            ("class", "ordinary"),
        ];
        let files = [("名簿.pdf", &b"%PDF-1.7 list"[..]), ("写真.jpg", b"\xff\xd8\xff photo")];
        let done = post(&house, &mut manager, "/evidence", &fields, &files).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", house.name, done.text());
        let again = post(&house, &mut manager, "/evidence", &fields, &files).await;
        assert_eq!(again.location, done.location, "{}: the same form twice is kept once", house.name);
        let shown = house.get(&mut manager, &done.location).await.text();
        for said in ["朝礼の名簿", "名簿.pdf", "写真.jpg", "10月1日", "山田工場長", "SHA-256"] {
            assert!(shown.contains(said), "{}: {said}", house.name);
        }
        let taken = house.get(&mut manager, &format!("{}/files/1", done.location)).await;
        assert_eq!((taken.status, &taken.body[..]), (StatusCode::OK, &b"%PDF-1.7 list"[..]), "{}", house.name);
        // Never shown by the browser, and kept by no cache.
        assert_eq!(taken.kind, "application/octet-stream", "{}", house.name);
        assert!(taken.cache.contains("no-store"), "{}: {}", house.name, taken.cache);
        let listed = house.get(&mut manager, "/evidence").await.text();
        assert_eq!(listed.matches("朝礼の名簿").count(), 1, "{}", house.name);
        // Somebody who only views takes it, adds nothing, and what was taken is noted.
        let mut viewer = house.joined(&mut manager, "閲覧者", "viewer").await;
        let taken = house.get(&mut viewer, &format!("{}/files/2", done.location)).await;
        assert_eq!(taken.body, b"\xff\xd8\xff photo", "{}", house.name);
        let added = post(&house, &mut viewer, &format!("{}/files", done.location), &[], &[("a.txt", b"a")]).await;
        assert_eq!(added.status, StatusCode::FORBIDDEN, "{}", house.name);
        let shown = house.get(&mut manager, &done.location).await.text();
        assert!(shown.contains("閲覧者"), "{}", house.name);
    }
}

#[tokio::test]
async fn a_form_with_a_fault_keeps_what_was_typed_and_the_files_that_came() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let fields = [("title", "朝礼の名簿"), ("from", "2099-01-01"), ("class", "ordinary")];
        let files = [("名簿.pdf", &b"%PDF-1.7 list"[..]), ("道具.exe", b"MZ\x90\0"), ("空.txt", b"")];
        let faulty = post(&house, &mut manager, "/evidence", &fields, &files).await;
        let page = faulty.text();
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        for said in [
            "まだ来ていない日です",
            "道具.exe",
            "プログラムのファイルは預かれません",
            "空.txt",
            "選び直す必要はありません",
        ] {
            assert!(page.contains(said), "{}: {said}", house.name);
        }
        assert_eq!((value(&page, "title"), value(&page, "from")), ("朝礼の名簿", "2099-01-01"), "{}", house.name);
        let upload = value(&page, "upload").to_owned();
        let fields = [("title", "朝礼の名簿"), ("from", "2026-01-01"), ("upload", upload.as_str())];
        let done = post(&house, &mut manager, "/evidence", &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", house.name, done.text());
        let taken = house.get(&mut manager, &format!("{}/files/1", done.location)).await;
        assert_eq!(taken.body, b"%PDF-1.7 list", "{}", house.name);
        // It is named once; what is no upload is told; and nothing is nothing.
        let twice = post(&house, &mut manager, "/evidence", &fields, &[]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let forged = post(&house, &mut manager, "/evidence", &[fields[0], fields[1], ("upload", "AAAA")], &[]).await;
        assert!(forged.text().contains("もう一度選んでください"), "{}", house.name);
        let none = post(&house, &mut manager, "/evidence", &fields[..2], &[]).await;
        assert!(none.text().contains("ファイルを1つ以上選んでください"), "{}", house.name);
        let listed = house.get(&mut manager, "/evidence").await.text();
        assert_eq!(listed.matches("朝礼の名簿").count(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn a_file_that_is_too_much_is_told_at_its_place_with_what_to_do_and_the_rest_of_the_form_stays() {
    for house in houses_allowing(2_000).await {
        let mut manager = house.manager().await;
        let fields = [("title", "朝礼の名簿"), ("from", "2026-10-01"), ("class", "ordinary")];
        let long = vec![b'x'; 1_901];
        let files = [("小.txt", &b"x".repeat(100)[..]), ("大.bin", &long[..])];
        let refused = post(&house, &mut manager, "/evidence", &fields, &files).await;
        let page = refused.text();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        for said in ["大.bin", "2.0 KB まで", "いま 100 バイト", "運営者に上限を上げて", "選び直す必要はありません"]
        {
            assert!(page.contains(said), "{}: {said}: {page}", house.name);
        }
        assert_eq!(value(&page, "title"), "朝礼の名簿", "{}", house.name);
        let fields = [fields[0], fields[1], ("upload", value(&page, "upload"))];
        let done = post(&house, &mut manager, "/evidence", &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", house.name, done.text());
        let listed = house.get(&mut manager, "/evidence").await.text();
        assert!(listed.contains("100 バイト ／ 2.0 KB"), "{}: {listed}", house.name);
        // In parts, a program that sends them is told in its own way.
        let part = format!("/evidence/uploads/{}/0", Uuid::new_v4());
        let sent = ("application/octet-stream", long.clone());
        let refused = house.send(&mut manager, (Method::PUT, &part), sent, "same-origin").await;
        assert_eq!(
            (refused.status, refused.kind.as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, "application/problem+json")
        );
        assert!(refused.text().contains("problem-vault-limit"), "{}: {}", house.name, refused.text());
        let added =
            post(&house, &mut manager, &format!("{}/files", done.location), &[], &[("大.bin", &long[..])]).await;
        assert_eq!(added.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(added.text().contains("2.0 KB まで"), "{}", house.name);
    }
}

#[tokio::test]
async fn a_file_comes_in_parts_and_is_named_by_a_form() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let at = format!("/evidence/uploads/{}", Uuid::new_v4());
        for (number, part) in [(1, &b"second"[..]), (0, b"first, ")] {
            let sent = ("application/octet-stream", part.to_vec());
            let path = format!("{at}/{number}");
            let done = house.send(&mut manager, (Method::PUT, &path), sent, "same-origin").await;
            assert_eq!(done.status, StatusCode::NO_CONTENT, "{}: {}", house.name, done.text());
        }
        assert_eq!(house.get(&mut manager, &at).await.text(), r#"{"parts":[0,1]}"#, "{}", house.name);
        let whole = house.post(&mut manager, &at, &[("name", "図面.dwg"), ("parts", "3")]).await;
        assert_eq!(whole.kind, "application/problem+json", "{}: one is missing", house.name);
        let whole = house.post(&mut manager, &at, &[("name", "図面.dwg"), ("parts", "2")]).await;
        let told: serde_json::Value = serde_json::from_slice(&whole.body).unwrap();
        assert_eq!((told["name"].as_str(), told["bytes"].as_u64()), (Some("図面.dwg"), Some(13)), "{}", house.name);
        let fields = [("title", "図面"), ("from", "2026-10-01"), ("upload", told["upload"].as_str().unwrap())];
        let done = post(&house, &mut manager, "/evidence", &fields, &[]).await;
        let taken = house.get(&mut manager, &format!("{}/files/1", done.location)).await;
        assert_eq!(taken.body, b"first, second", "{}", house.name);
        // From another site nothing comes.
        let sent = ("application/octet-stream", b"x".to_vec());
        let foreign = house.send(&mut manager, (Method::PUT, &format!("{at}/0")), sent, "cross-site").await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{}", house.name);
    }
}

#[tokio::test]
async fn evidence_is_discarded_by_those_who_answer_for_it_after_a_step_up() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "担当", "staff").await;
        let fields = [("title", "名簿"), ("from", "2026-10-01")];
        let kept = post(&house, &mut staff, "/evidence", &fields, &[("a.txt", b"a")]).await.location;
        let discard = format!("{kept}/discard");
        let denied = house.post(&mut staff, &discard, &[("reason", "mistake")]).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN, "{}", house.name);
        let asked = house.get(&mut manager, &discard).await.text();
        assert!(asked.contains("取り戻せません"), "{}", house.name);
        let nothing = house.post(&mut manager, &discard, &[("reason", "because")]).await;
        assert_eq!(nothing.status, StatusCode::CONFLICT, "{}", house.name);
        let first = house.post(&mut manager, &discard, &[("reason", "mistake")]).await;
        if first.location.contains("/confirm") {
            let confirmed = house.post(&mut manager, "/confirm", &[("password", PASSWORD)]).await;
            assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", house.name);
            let done = house.post(&mut manager, &discard, &[("reason", "mistake")]).await;
            assert_eq!(done.location, kept, "{}", house.name);
        }
        let shown = house.get(&mut manager, &kept).await.text();
        assert!(shown.contains("まちがえて預けた") && !shown.contains("/files/1"), "{}", house.name);
        let gone = house.get(&mut manager, &format!("{kept}/files/1")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{}", house.name);
        // Sensitive papers are not offered to staff, and refused if they are sent all the same.
        let page = house.get(&mut staff, "/evidence").await.text();
        assert!(!page.contains("keep_until"), "{}", house.name);
        let fields =
            [("title", "誓約書"), ("from", "2026-10-01"), ("class", "sensitive"), ("keep_until", "2027-03-31")];
        let refused = post(&house, &mut staff, "/evidence", &fields, &[("a.txt", b"a")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", house.name);
        let kept = post(&house, &mut manager, "/evidence", &fields, &[("a.txt", b"a")]).await.location;
        assert_eq!(house.get(&mut staff, &kept).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        assert!(!house.get(&mut staff, "/evidence").await.text().contains("誓約書"), "{}", house.name);
        assert!(house.get(&mut manager, "/evidence").await.text().contains("誓約書"), "{}", house.name);
        // Their last day stands among the deadlines of those who may see them, and in their calendars, without a title.
        let due = "慎重に扱う書類を保管する最終日";
        for (device, sees) in [(&mut manager, true), (&mut staff, false)] {
            let page = house.get(device, "/deadlines").await.text();
            assert_eq!((page.contains(due), page.contains(&kept)), (sees, sees), "{}", house.name);
            let made = house.post(device, "/deadlines/calendar", &[("do", "renew")]).await.text();
            let at = made.find("/deadlines.ics?key=").unwrap();
            let address: String = made[at..].chars().take_while(|letter| *letter != '<').collect();
            let calendar = house.get(&mut Device::default(), &address).await.text().replace("\r\n ", "");
            assert_eq!(calendar.contains(due), sees, "{}: {calendar}", house.name);
            assert_eq!(calendar.contains("DTSTART;VALUE=DATE:20270331"), sees, "{}: {calendar}", house.name);
            assert!(!page.contains("誓約書") && !calendar.contains("誓約書"), "{}", house.name);
        }
    }
}

#[tokio::test]
async fn a_page_says_how_it_stands_with_the_time_and_who_may_read_it_takes_the_proof() {
    let desk = Desk::open(GOOD);
    for house in houses().await {
        let mut manager = house.manager().await;
        let fields = [("title", "図面の控え"), ("from", "2026-10-01"), ("class", "ordinary")];
        let done = post(&house, &mut manager, "/evidence", &fields, &[("図面.pdf", b"%PDF-1.7 drawing")]).await;
        let proof = format!("{}/proof", done.location);
        let shown = house.get(&mut manager, &done.location).await.text();
        assert!(shown.contains("時刻を証明する機関が設定されていません"), "{}", house.name);
        assert!(!shown.contains(&proof), "{}: nothing to take", house.name);
        assert_eq!(house.get(&mut manager, &proof).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        house.stamp(&desk).await;
        let shown = house.get(&mut manager, &done.location).await.text();
        for said in ["見本タイムスタンプ局 (見本時刻認証)", "が証明しました", "この証明の証明書の期限", &proof]
        {
            assert!(shown.contains(said), "{}: {said}", house.name);
        }
        let mut viewer = house.joined(&mut manager, "閲覧者", "viewer").await;
        let taken = house.get(&mut viewer, &proof).await;
        assert_eq!((taken.status, taken.kind.as_str()), (StatusCode::OK, "application/zip"), "{}", house.name);
        assert!(taken.body.starts_with(b"PK") && taken.cache.contains("no-store"), "{}", house.name);
        let shown = house.get(&mut manager, &done.location).await.text();
        assert!(shown.contains("閲覧者"), "{}: that it was taken is noted", house.name);
        // Of a sensitive paper it is not there for others; nor is it for another company, or nobody.
        let fields =
            [("title", "誓約書"), ("from", "2026-10-01"), ("class", "sensitive"), ("keep_until", "2027-10-01")];
        let done = post(&house, &mut manager, "/evidence", &fields, &[("誓約.pdf", b"%PDF-1.7 a pledge")]).await;
        house.stamp(&desk).await;
        let sensitive = format!("{}/proof", done.location);
        assert_eq!(house.get(&mut viewer, &sensitive).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        assert_eq!(house.get(&mut manager, &sensitive).await.status, StatusCode::OK, "{}", house.name);
        let nobody = house.get(&mut Device::default(), &proof).await;
        assert_eq!(nobody.status, StatusCode::SEE_OTHER, "{}: to the sign-in", house.name);
    }
}
