//! Kept checks through the router, on both databases: nothing typed is lost, nothing is overwritten unseen, nobody else
//! sees it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod house;

use app::Statements;
use axum::http::StatusCode;
use house::{Device, House, houses};

/// What a form sends of one item; what stood before, and the draft that was known.
fn fields(item: &str, base: &str, (was, noted): (&str, &str), (answer, note): (&str, &str)) -> Vec<(String, String)> {
    let parts = [("base", base), ("was", was), ("noted", noted), ("answer", answer), ("note", note)];
    parts.into_iter().map(|(name, value)| (format!("{name}:tics-19/{item}"), value.to_owned())).collect()
}

async fn post(house: &House, device: &mut Device, path: &str, form: &[(String, String)]) -> house::Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    house.post(device, path, &form).await
}

/// The part of a page that is about one question.
fn question<'p>(page: &'p str, number: &str) -> &'p str {
    let begins = page.find(&format!("id=\"q{number}\"")).unwrap();
    let rest = &page[begins..];
    &rest[..rest.find("</fieldset>").unwrap()]
}

#[tokio::test]
async fn a_conflict_shows_both_versions_side_by_side_and_the_rest_is_saved() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        let check = house.check(&mut manager).await;
        let theirs = fields("2", "0", ("", ""), ("implemented", "鍵は金庫"));
        assert_eq!(post(&house, &mut staff, &check, &theirs).await.status, StatusCode::SEE_OTHER);
        let mine = [
            fields("1", "0", ("", ""), ("partial", "")),
            fields("2", "0", ("", ""), ("not_implemented", "まだ決めていない")),
            fields("9", "0", ("", ""), ("partial", "")),
        ];
        let clash = post(&house, &mut manager, &check, &mine.concat()).await;
        assert_eq!(clash.status, StatusCode::CONFLICT, "{}", house.name);
        let clash_page = clash.text();
        let met = question(&clash_page, "2");
        for shown in ["保存されている回答", "佐藤", "鍵は金庫", "あなたの入力", "まだ決めていない", "○", "×"]
        {
            assert!(met.contains(shown), "{}: {shown} in {met}", house.name);
        }
        let today = app::Clock::System.today();
        let day = format!("{}月{}日", today.month(), today.day());
        assert!(met.contains(&day), "{}: when theirs came, in {met}", house.name);
        assert!(clash.text().contains("ほかの2問は保存しました"), "{}", house.name);
        assert!(house.get(&mut staff, &check).await.text().contains("19問のうち3問に回答"), "{}", house.name);
        // The form that came back replaces theirs, now that it was seen.
        let base = met.split("name=\"base:tics-19/2\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let again = fields("2", base, ("implemented", "鍵は金庫"), ("not_implemented", "まだ決めていない"));
        assert_eq!(post(&house, &mut manager, &check, &again).await.status, StatusCode::SEE_OTHER, "{}", house.name);
    }
}

#[tokio::test]
async fn what_could_not_be_saved_comes_back_with_the_reason_and_the_input() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        // What no page offers: the section is refused, the other one saved.
        let sent =
            [fields("1", "0", ("", ""), ("not_applicable", "ここは無い")), fields("9", "0", ("", ""), ("partial", ""))];
        let refused = post(&house, &mut manager, &check, &sent.concat()).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}: {}", house.name, refused.text());
        assert!(refused.text().contains("質問1は保存できませんでした"), "{}", house.name);
        assert!(question(&refused.text(), "1").contains("ここは無い"), "{}", house.name);
        assert!(refused.text().contains("ほかの1問は保存しました"), "{}", house.name);
    }
}

#[tokio::test]
async fn what_is_typed_is_there_after_a_reload_for_its_person_only() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        let check = house.check(&mut manager).await;
        let drafts = format!("{check}/drafts");
        let typed = fields("3", "0", ("", ""), ("partial", "書きかけのメモ"));
        let kept = post(&house, &mut manager, &drafts, &typed).await;
        assert_eq!(kept.status, StatusCode::OK, "{}: {}", house.name, kept.text());
        assert!(kept.text().contains("\"kept\":[\"tics-19/3\"]"), "{}", kept.text());
        let page = house.get(&mut manager, &check).await.text();
        let back = question(&page, "3");
        for shown in ["保存前の入力です", "書きかけのメモ"] {
            assert!(back.contains(shown), "{}: {shown} in {back}", house.name);
        }
        assert!(page.contains("保存前の入力が1問あります"), "{}", house.name);
        assert!(page.contains("19問のうち0問に回答"), "{}: nothing is saved", house.name);
        assert!(!house.get(&mut staff, &check).await.text().contains("書きかけのメモ"), "{}", house.name);
        // A second window that did not see it changes nothing, and is told.
        let blind = fields("3", "0", ("", ""), ("implemented", "別の窓"));
        let other = post(&house, &mut manager, &drafts, &blind).await;
        assert_eq!(other.status, StatusCode::CONFLICT, "{}: {}", house.name, other.text());
        assert!(other.text().contains("書きかけのメモ"), "{}", other.text());
        // Somebody answers meanwhile: both are shown before anything is saved.
        post(&house, &mut staff, &check, &fields("3", "0", ("", ""), ("implemented", "できています"))).await;
        let page = house.get(&mut manager, &check).await.text();
        let met = question(&page, "3");
        for shown in ["保存されている回答", "できています", "書きかけのメモ"] {
            assert!(met.contains(shown), "{}: {shown} in {met}", house.name);
        }
        // Taken back, it is gone; and so it is once it was saved.
        let base = met.split("name=\"base:tics-19/3\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let undone = fields("3", base, ("implemented", "できています"), ("implemented", "できています"));
        assert_eq!(post(&house, &mut manager, &drafts, &undone).await.status, StatusCode::OK);
        assert!(!house.get(&mut manager, &check).await.text().contains("書きかけのメモ"), "{}", house.name);
        // Nobody else gets in, and whoever has no session is led back to the check.
        let mut other = house.joined(&mut manager, "鈴木", "viewer").await;
        assert_eq!(post(&house, &mut other, &drafts, &typed).await.status, StatusCode::FORBIDDEN, "{}", house.name);
        house.register(&mut other, "架空精機株式会社", "").await;
        assert_eq!(post(&house, &mut other, &drafts, &typed).await.status, StatusCode::NOT_FOUND, "{}", house.name);
        for path in [&check, &drafts] {
            let out = post(&house, &mut Device::default(), path, &typed).await;
            assert_eq!(out.location, format!("/sign-in?then={check}"), "{}", house.name);
        }
    }
}

#[tokio::test]
async fn who_may_not_answer_or_confirm_sees_who_could() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        let mut viewer = house.joined(&mut manager, "見る人", "viewer").await;
        let page = house.get(&mut viewer, &check).await.text();
        assert!(!page.contains("保存する</button>") && !page.contains("kept.js"), "{}", house.name);
        assert!(page.contains("経営者、管理責任者、担当者") || page.contains("担当者"), "{}", house.name);
        let page = house.get(&mut manager, &check).await.text();
        assert!(page.contains("保存する</button>"), "{}", house.name);
        assert!(!page.contains("この内容を確認・記名する</button>"), "{}: not the manager", house.name);
    }
}

#[tokio::test]
async fn one_answer_is_saved_in_twelve_statements_with_session_and_rights_and_read_in_eight() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        let mut base = "0".to_owned();
        let mut stood = ("", "");
        for now in [("partial", ""), ("implemented", "メモ"), ("partial", "別のメモ"), ("implemented", "別のメモ")]
        {
            let form = fields("1", &base, stood, now);
            let (saved, made) = Statements::of(post(&house, &mut manager, &check, &form)).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}: {}", house.name, saved.text());
            assert!(made <= 12, "{}: {made} statements for {now:?}", house.name);
            let (page, made) = Statements::of(house.get(&mut manager, &check)).await;
            assert!(made <= 8, "{}: {made} statements to read", house.name);
            let page = page.text();
            let part = question(&page, "1");
            base = part.split("name=\"base:tics-19/1\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            stood = now;
        }
    }
}
