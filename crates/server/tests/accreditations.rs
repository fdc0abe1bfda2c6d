//! What bodies are accredited for, as who runs the installation enters it: once in each way, each fault at its field, each rule
//! with its facts, on both databases.

use axum::http::StatusCode;

use crate::house::{Device, House, houses};
use crate::operator::operator;

/// The address at which the accreditation of a body is entered; the body is registered.
pub(crate) async fn body(house: &House, device: &mut Device) -> String {
    let fields = [
        ("kinds", "certification_body"),
        ("name", "見本認証センター"),
        ("person_name", "管理 者"),
        ("person_email", "one@example.jp"),
    ];
    house.post(device, "/operator/organisations/new", &fields).await;
    let list = house.get(device, "/operator").await.text();
    let mut paths = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    paths.find(|path| path.ends_with("/accreditation")).unwrap().to_owned()
}

/// A form that is right.
pub(crate) fn entered<'a>(from: &'a str, until: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("deed", "enter"),
        ("number", "第12号"),
        ("scope", "製造業"),
        ("industries", "Ｅ"),
        ("from", from),
        ("until", until),
        ("source", "見本の資料、2026年11月20日に確認"),
    ]
}

/// The stream that the forms of a page change.
fn stream(page: &str) -> String {
    page.split("name=\"of\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_accreditation_is_entered_renewed_changed_and_ended() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let path = body(&house, &mut device).await;
        let empty = house.get(&mut device, &path).await.text();
        assert!(empty.contains("この機関の認定の記録はありません"), "{}", house.name);
        let today = house.office.today();
        let day = |days: i64| today.saturating_add(jiff::ToSpan::days(days)).to_string();
        let done = house.post(&mut device, &path, &entered(&day(-100), &day(900))).await;
        assert_eq!(done.location, path, "{}: {}", house.name, done.text());
        let page = house.get(&mut device, &path).await.text();
        for shown in ["第12号", "業種：E", "まで認定されています"] {
            assert!(page.contains(shown), "{}: {shown}: {page}", house.name);
        }
        let list = house.get(&mut device, "/operator/accreditations").await.text();
        assert!(list.contains("見本認証センター") && list.contains("製造業"), "{}: {list}", house.name);

        let of = stream(&page);
        let (later, last) = (day(901), day(1800));
        let renewed = [("deed", "renew"), ("of", &of), ("from", &later), ("until", &last), ("source", "見本の資料")];
        assert_eq!(house.post(&mut device, &path, &renewed).await.location, path, "{}", house.name);
        let from = day(10);
        let scope = [
            ("deed", "scope"),
            ("of", &of),
            ("scope", "航空分野に係る製造業"),
            ("industries", "E29, E31"),
            ("fields", "aviation"),
            ("sme", "yes"),
            ("from", &from),
            ("source", "見本の資料"),
        ];
        assert_eq!(house.post(&mut device, &path, &scope).await.location, path, "{}", house.name);
        let page = house.get(&mut device, &path).await.text();
        assert!(page.contains("業種：E29 E31 · 分野：航空 · 中小企業者だけ"), "{}: {page}", house.name);
        let on = day(0);
        let ended = [("deed", "end"), ("of", &of), ("ending", "revoked"), ("from", &on), ("source", "見本の資料")];
        // It ends before the scope that was to change: the later day never comes.
        let answer = house.post(&mut device, &path, &ended).await;
        assert_eq!(answer.location, path, "{}: {}", house.name, answer.text());
        let page = house.get(&mut device, &path).await.text();
        assert!(page.contains("に取り消されました") && !page.contains("value=\"renew\""), "{}: {page}", house.name);
        // Accredited anew: another record, and the earlier one stays.
        let (from, until) = (day(0), day(1000));
        assert_eq!(house.post(&mut device, &path, &entered(&from, &until)).await.location, path, "{}", house.name);
        let page = house.get(&mut device, &path).await.text();
        assert!(page.contains("に取り消されました") && page.contains("まで認定されています"), "{}", house.name);
        let history = house.get(&mut device, "/history").await.text();
        for sentence in ["認証機関の認定を記録した", "認定の更新を記録した", "認定の終わりを記録した"]
        {
            assert!(history.contains(sentence), "{}: {sentence}", house.name);
        }
    }
}

#[tokio::test]
async fn faults_stand_at_their_fields_and_rules_name_their_facts() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let path = body(&house, &mut device).await;
        let nothing = house.post(&mut device, &path, &[("deed", "enter"), ("industries", "金属")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        for field in ["scope", "industries", "from", "until", "source"] {
            assert!(nothing.text().contains(&format!("id=\"enter-{field}-fault\"")), "{}: {field}", house.name);
        }
        assert!(nothing.text().contains("value=\"金属\""), "{}: what was typed is kept", house.name);
        let long = house.post(&mut device, &path, &entered("2026-01-01", "2029-01-01")).await;
        assert_eq!(long.status, StatusCode::CONFLICT, "{}", house.name);
        let said = "2026年1月1日（木）から2028年12月31日（日）までの日にしてください。2029年1月1日（月）となっています";
        assert!(long.text().contains(said), "{}: {}", house.name, long.text());
        assert!(long.text().contains("value=\"第12号\""), "{}", house.name);
        let english = house.post(&mut device, &format!("/en{path}"), &entered("2026-01-01", "2029-01-01")).await;
        assert!(english.text().contains("Expected a last day from Thu 1 January 2026"), "{}", house.name);
        let none = house.post(&mut device, &path, &[("deed", "dance")]).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{}", house.name);
    }
}

#[tokio::test]
async fn only_a_certification_body_is_accredited_and_one_of_another_is_not_changed() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let path = body(&house, &mut device).await;
        let company = house.get(&mut device, "/operator").await.text();
        let invite = company.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let ids: Vec<&str> = invite.filter_map(|path| path.strip_prefix("/operator/organisations/")).collect();
        assert_eq!(ids.iter().filter(|path| path.ends_with("/accreditation")).count(), 1, "{}: {ids:?}", house.name);
        house.post(&mut device, &path, &entered("2026-01-01", "2028-12-31")).await;
        let of = stream(&house.get(&mut device, &path).await.text());
        // A second body cannot be named with the record of the first.
        let fields = [
            ("kinds", "certification_body"),
            ("name", "架空審査機構"),
            ("person_name", "管理 者"),
            ("person_email", "two@example.jp"),
        ];
        house.post(&mut device, "/operator/organisations/new", &fields).await;
        let list = house.get(&mut device, "/operator").await.text();
        let mut paths = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let other = paths.find(|found| found.ends_with("/accreditation") && *found != path).unwrap().to_owned();
        let ended = [("deed", "end"), ("of", &of), ("ending", "revoked"), ("from", "2026-06-01"), ("source", "見本")];
        assert_eq!(house.post(&mut device, &other, &ended).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        let page = house.get(&mut device, &path).await.text();
        assert!(page.contains("まで認定されています"), "{}", house.name);
    }
}
