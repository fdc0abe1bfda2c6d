//! The pages of who runs the installation, on both databases: how that begins, what they do there, who is refused.

use app::jobs::NewJob;
use axum::http::{Method, StatusCode};
use uuid::Uuid;

use crate::house::{Device, House, PASSWORD, houses};

/// Every page of theirs, and what is sent to it.
const PAGES: [(Method, &str); 12] = [
    (Method::GET, "/operator"),
    (Method::GET, "/operator/organisations/new"),
    (Method::POST, "/operator/organisations/new"),
    (Method::GET, "/operator/organisations/00000000-0000-0000-0000-000000000000/invite"),
    (Method::POST, "/operator/organisations/00000000-0000-0000-0000-000000000000/invite"),
    (Method::GET, "/operator/jobs"),
    (Method::POST, "/operator/jobs/00000000-0000-0000-0000-000000000000/retry"),
    (Method::GET, "/operator/letters"),
    (Method::GET, "/operator/storage"),
    (Method::GET, "/operator/accreditations"),
    (Method::GET, "/operator/organisations/00000000-0000-0000-0000-000000000000/accreditation"),
    (Method::POST, "/operator/organisations/00000000-0000-0000-0000-000000000000/accreditation"),
];

/// The first person, whose company runs the installation.
pub(crate) async fn operator(house: &House) -> Device {
    let mut device = house.manager().await;
    let begun = house.post(&mut device, "/operator/begin", &[]).await;
    assert_eq!((begun.status, begun.location.as_str()), (StatusCode::SEE_OTHER, "/operator"), "{}", begun.text());
    device
}

/// The address of the invitation a page shows.
pub(crate) fn invitation(text: &str) -> String {
    let at = text.find("/invitations/").unwrap();
    text[at..].chars().take_while(|c| *c != '<').collect()
}

/// Where a list leads to invite somebody.
fn invite_path(text: &str) -> String {
    let mut paths = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    paths.find(|path| path.ends_with("/invite")).unwrap().to_owned()
}

#[tokio::test]
async fn who_sets_the_installation_up_is_asked_and_everybody_else_is_refused() {
    for house in houses().await {
        let mut device = house.manager().await;
        let asked = house.get(&mut device, "/operator").await;
        assert!(asked.text().contains("/operator/begin"), "{}: {}", house.name, asked.text());
        let mut president = house.joined(&mut device, "社長", "executive").await;
        let begun = house.post(&mut president, "/operator/begin", &[]).await;
        assert_eq!(begun.status, StatusCode::FORBIDDEN, "{}", house.name);
        for (method, path) in PAGES {
            let answer = house.ask(&mut president, method.clone(), path, &[]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}: {method} {path}", house.name);
            let open = house.ask(&mut Device::default(), method.clone(), path, &[]).await;
            assert!(open.location.starts_with("/sign-in"), "{}: {method} {path}", house.name);
        }
        assert!(!house.get(&mut president, "/today").await.text().contains("\"/operator\""), "{}", house.name);

        let begun = house.post(&mut device, "/operator/begin", &[]).await;
        assert_eq!(begun.location, "/operator", "{}", house.name);
        assert!(
            house.get(&mut device, "/today").await.text().contains("\"/operator\""),
            "{}: the way there",
            house.name
        );
        for (method, path) in PAGES {
            let answer = house.ask(&mut president, method.clone(), path, &[]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}: {method} {path}", house.name);
        }
        let again = house.post(&mut device, "/operator/begin", &[]).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN, "{}: once", house.name);
    }
}

#[tokio::test]
async fn the_box_is_offered_while_nobody_runs_the_installation() {
    for house in houses().await {
        let mut device = house.manager().await;
        let form = house.get(&mut device, "/organisations/new").await;
        assert!(form.text().contains("name=\"operates\""), "{}", house.name);
        let fields = [("kinds", "association"), ("name", "見本工業会"), ("operates", "yes"), ("employees", "x")];
        let wrong = house.post(&mut device, "/organisations/new", &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(wrong.text().contains("value=\"yes\" checked"), "{}: what was ticked stays ticked", house.name);
        let fields = [("kinds", "association"), ("name", "見本工業会"), ("operates", "yes")];
        let done = house.post(&mut device, "/organisations/new", &fields).await;
        assert_eq!(done.location, "/today", "{}: {}", house.name, done.text());
        assert_eq!(house.get(&mut device, "/operator/jobs").await.status, StatusCode::OK, "{}", house.name);
        let form = house.get(&mut device, "/organisations/new").await;
        assert!(!form.text().contains("name=\"operates\""), "{}: somebody does now", house.name);
        let second = [("kinds", "company"), ("name", "次の会社"), ("operates", "yes")];
        let refused = house.post(&mut device, "/organisations/new", &second).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", house.name);
    }
}

#[tokio::test]
async fn an_organisation_is_registered_for_its_people_and_faults_stand_at_their_fields() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let nothing = house.post(&mut device, "/operator/organisations/new", &[("person_email", "x")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let text = nothing.text();
        for fault in ["name-fault", "person_name-fault", "person_email-fault"] {
            assert!(text.contains(&format!("id=\"{fault}\"")), "{}: {fault}", house.name);
        }
        assert!(text.contains("value=\"x\""), "{}: what was typed is kept", house.name);

        let fields = [
            ("kinds", "certification_body"),
            ("name", "見本認証センター"),
            ("person_name", "管理 者"),
            ("person_email", "one@example.jp"),
        ];
        let made = house.post(&mut device, "/operator/organisations/new", &fields).await;
        assert_eq!(made.status, StatusCode::OK, "{}: {}", house.name, made.text());
        let first = invitation(&made.text());
        let list = house.get(&mut device, "/operator").await.text();
        let again = invite_path(&list);
        let form = house.get(&mut device, &again).await;
        assert!(form.text().contains("見本認証センター"), "{}", house.name);
        let wrong = house.post(&mut device, &again, &[("person_name", ""), ("person_email", "y")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(wrong.text().contains("value=\"y\""), "{}", house.name);
        let made =
            house.post(&mut device, &again, &[("person_name", "管理 代理"), ("person_email", "two@example.jp")]).await;
        let second = invitation(&made.text());
        let mut person = Device::default();
        let over = house.post(&mut person, &first, &[("password", PASSWORD)]).await;
        assert_eq!(over.status, StatusCode::CONFLICT, "{}: taken back", house.name);
        let done = house.post(&mut person, &second, &[("password", PASSWORD)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", house.name, done.text());
        // Nobody there can be an operator, so none is named; where the installation is run, the role is.
        let refused = house.get(&mut person, "/operator").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", house.name);
        assert!(refused.text().contains("この操作ができる役割がありません"), "{}: {}", house.name, refused.text());
        let mut staff = house.joined(&mut device, "担当 次郎", "staff").await;
        let refused = house.get(&mut staff, "/operator").await.text();
        assert!(refused.contains("この操作ができる役割：運営者"), "{}: {refused}", house.name);
        let members = house.get(&mut person, "/members").await.text();
        assert!(members.contains("管理 代理") && !members.contains("管理 者"), "{}", house.name);
        // Somebody is there: nobody else is invited from outside, and the operator sees no name of theirs.
        assert_eq!(house.get(&mut device, &again).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        let late =
            house.post(&mut device, &again, &[("person_name", "三人 目"), ("person_email", "three@example.jp")]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "{}", house.name);
        assert!(!house.get(&mut device, "/operator").await.text().contains("管理 代理"), "{}", house.name);
    }
}

#[tokio::test]
async fn an_organisation_that_is_sent_twice_is_registered_once() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let form = house.get(&mut device, "/operator/organisations/new").await.text();
        let key = form.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [
            ("once", key.as_str()),
            ("kinds", "company"),
            ("name", "Nido"),
            ("person_name", "二度 押子"),
            ("person_email", "nido@example.jp"),
        ];
        let first = house.post(&mut device, "/operator/organisations/new", &fields).await;
        let second = house.post(&mut device, "/operator/organisations/new", &fields).await;
        assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK), "{}", house.name);
        assert_eq!(invitation(&first.text()), invitation(&second.text()), "{}: the same link", house.name);
        let listed = house.get(&mut device, "/operator?q=Nido").await.text();
        assert_eq!(listed.matches("<b>Nido</b>").count(), 1, "{}", house.name);
    }
}

#[tokio::test]
async fn a_dead_letter_is_shown_with_its_reason_and_tried_again() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let id = Uuid::now_v7();
        let job = NewJob {
            id,
            kind: "mail",
            key: "one".to_owned(),
            payload: "{\"letter\":\"invitation\",\"to\":\"nobody\"}".to_owned(),
            sealed: None,
            made_at: 1_764_000_000_000_000,
            due_at: 1,
        };
        let buried = house.office.store().write(move |tx| {
            let job = job.clone();
            Box::pin(async move {
                tx.add_job(&job).await?;
                let held = tx.take_jobs(Uuid::nil(), 2, 3, 1).await?;
                tx.bury_job(&held[0], 2, "mail_refused").await
            })
        });
        assert!(buried.await.unwrap(), "{}", house.name);
        let page = house.get(&mut device, "/operator/jobs").await.text();
        assert!(page.contains("メールサーバーが、この宛先への送信を断りました"), "{}: {page}", house.name);
        assert!(!page.contains("nobody"), "{}: what a job holds is not shown", house.name);
        // Nothing seals behind this router.
        assert!(page.contains("改ざん検知ログ") && page.contains("まだ何も固定していません"), "{}: {page}", house.name);
        let retry = format!("/operator/jobs/{id}/retry");
        let done = house.post(&mut device, &retry, &[]).await;
        assert_eq!(done.location, "/operator/jobs", "{}", house.name);
        assert!(!house.get(&mut device, "/operator/jobs").await.text().contains(&retry), "{}", house.name);
        let twice = house.post(&mut device, &retry, &[]).await;
        assert_eq!(twice.status, StatusCode::NOT_FOUND, "{}", house.name);
    }
}

#[tokio::test]
async fn every_letter_is_shown_in_both_languages() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let page = house.get(&mut device, "/operator/letters").await.text();
        assert_eq!(page.matches("<details").count(), 2 * app::mail::Letter::WORDS.len(), "{}", house.name);
        assert!(page.contains("見本 花子") && page.contains("Hanako Mihon"), "{}", house.name);
    }
}

#[tokio::test]
async fn the_page_of_the_vault_tells_where_it_stands_and_how_much_there_is_and_no_file() {
    for house in houses().await {
        let mut device = operator(&house).await;
        let page = house.get(&mut device, "/operator/storage").await.text();
        for said in ["フォルダ", "/vault", "ファイルを預けている組織は、まだありません", "まだ行われていません"]
        {
            assert!(page.contains(said), "{}: {said}", house.name);
        }
        let kept = evidence_of(&house, &mut device, &vec![b'x'; 1_500_000]).await;
        house.office.tidy_vault(house.office.door.clock().now()).await.unwrap();
        let page = house.get(&mut device, "/operator/storage").await.text();
        for said in ["株式会社見本製作所", "1.5 MB", "ゆうべの見回り", "保管庫に問題はありません"]
        {
            assert!(page.contains(said), "{}: {said}: {page}", house.name);
        }
        for hidden in ["名簿", kept.rsplit('/').next().unwrap()] {
            assert!(!page.contains(hidden), "{}: {hidden}", house.name);
        }
        let further = house.get(&mut device, "/operator/storage?before=a312e").await;
        assert_eq!(further.status, StatusCode::BAD_REQUEST, "{}: nobody was given that way", house.name);
        assert_eq!(house.get(&mut device, "/en/operator/storage").await.status, StatusCode::OK, "{}", house.name);
    }
}

/// Keeps a file by the form; gives where its page is.
async fn evidence_of(house: &House, device: &mut Device, bytes: &[u8]) -> String {
    let head = "--part\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n教育の名簿\r\n--part\r\n\
        Content-Disposition: form-data; name=\"from\"\r\n\r\n2026-10-01\r\n--part\r\n\
        Content-Disposition: form-data; name=\"files\"; filename=\"名簿.txt\"\r\n\r\n";
    let body = [head.as_bytes(), bytes, b"\r\n--part--\r\n"].concat();
    let sent = ("multipart/form-data; boundary=part", body);
    let done = house.send(device, (Method::POST, "/evidence"), sent, "same-origin").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    done.location
}
