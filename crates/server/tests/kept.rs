//! Kept checks through the router, on both databases: nothing typed is lost, nothing is overwritten unseen, nobody else
//! sees it.

use app::{Clock, Statements};
use axum::http::StatusCode;
use jiff::ToSpan;

use crate::house::{Answer, Device, House, PASSWORD, houses};

/// What a form sends of one item; what stood before, and the draft that was known.
fn fields(item: &str, base: &str, (was, noted): (&str, &str), (answer, note): (&str, &str)) -> Vec<(String, String)> {
    let parts = [("base", base), ("was", was), ("noted", noted), ("answer", answer), ("note", note)];
    parts.into_iter().map(|(name, value)| (format!("{name}:tics-19/{item}"), value.to_owned())).collect()
}

async fn post(house: &House, device: &mut Device, path: &str, form: &[(String, String)]) -> Answer {
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
        let today = Clock::System.today();
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
async fn an_executive_is_asked_on_the_page_and_where_there_is_none_the_page_leads_to_inviting_one() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        let check = house.check(&mut manager).await;
        post(&house, &mut staff, &check, &fields("1", "0", ("", ""), ("partial", ""))).await;
        let page = house.get(&mut manager, &check).await.text();
        assert!(
            page.contains("経営者が、まだメンバーにいません") && page.contains("/members#invite"),
            "{}",
            house.name
        );
        let page = house.get(&mut staff, &check).await.text();
        assert!(page.contains("経営者が、まだメンバーにいません"), "{}", house.name);
        assert!(!page.contains("/members#invite") && page.contains("経営者、管理責任者"), "{}", house.name);
        let ask = format!("{check}/ask");
        let refused = house.post(&mut staff, &ask, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(refused.text().contains("経営者をメンバーに招待してから"), "{}", refused.text());
        let mut president = house.joined(&mut manager, "見本社長", "executive").await;
        let offered = house.get(&mut staff, &check).await.text();
        assert!(offered.contains("確認をお願いする</button>") && offered.contains("見本社長 さん"), "{}", house.name);
        assert!(!offered.contains("メールも届きます"), "{}: nothing is mailed here", house.name);
        let done = house.post(&mut staff, &ask, &[]).await;
        assert_eq!(done.location, format!("{check}#sign-off"), "{}", house.name);
        for device in [&mut staff, &mut manager, &mut president] {
            let page = house.get(device, &check).await.text();
            assert!(page.contains("佐藤 さんが見本社長 さんに確認をお願いしました"), "{}: {page}", house.name);
            assert!(!page.contains("確認をお願いする</button>"), "{}: once", house.name);
        }
        let today = house.get(&mut president, "/today").await.text();
        assert!(today.contains("佐藤 さんからチェックの確認をお願いされました"), "{}: {today}", house.name);
        assert!(!house.get(&mut manager, "/today").await.text().contains("お願いされました"), "{}", house.name);
        assert!(house.get(&mut staff, "/history").await.text().contains("確認をお願いした"), "{}", house.name);
        // Another answer is another state: it can be asked for again.
        post(&house, &mut staff, &check, &fields("2", "0", ("", ""), ("partial", ""))).await;
        let page = house.get(&mut staff, &check).await.text();
        assert!(page.contains("確認をお願いする</button>") && !page.contains("お願いしました"), "{}", house.name);
        let mut viewer = house.joined(&mut manager, "見る人", "viewer").await;
        assert_eq!(house.post(&mut viewer, &ask, &[]).await.status, StatusCode::FORBIDDEN, "{}", house.name);
    }
}

#[tokio::test]
async fn what_a_supporter_entered_bears_their_name_and_the_last_day_of_the_support() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        let (today, until) = (Clock::System.today(), Clock::System.today() + 40.days());
        let invited = [("name", "田中支援"), ("role", "supporter"), ("until", &until.to_string())];
        let made = house.post(&mut manager, "/members/invite", &invited).await.text();
        let at = made.find("/invitations/").unwrap();
        let path: String = made[at..].chars().take_while(|c| *c != '<').collect();
        let mut supporter = Device::default();
        let accepted = house.post(&mut supporter, &path, &[("password", PASSWORD)]).await;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}: {}", house.name, accepted.text());
        post(&house, &mut supporter, &check, &fields("1", "0", ("", ""), ("partial", ""))).await;
        let day = app::Texts::new(criteria::text::Lang::Ja).date(until, today);
        let page = house.get(&mut manager, &check).await.text();
        let said = format!("入力：田中支援 さん （支援者による代行、支援は{day}まで）");
        assert!(question(&page, "1").contains(&said), "{}: {said} in {}", house.name, question(&page, "1"));
        assert!(!question(&page, "2").contains("代行"), "{}", house.name);
        let book = house.get(&mut manager, &format!("{check}/result/xlsx")).await.body;
        let sheets = document::read::read(&book).unwrap();
        let giver = format!("田中支援（支援者による代行、支援は{day}まで）");
        assert!(sheets[0].cells().any(|cell| cell.text == giver), "{}: {giver}", house.name);
        // Gone, the day they went stands there.
        let person = house.get(&mut manager, "/members").await.text();
        let card = person.split("class=\"card\"").find(|card| card.contains("田中支援")).unwrap();
        let to = card.split("action=\"/members/").nth(1).unwrap().split('"').next().unwrap();
        let gone = house.post(&mut manager, &format!("/members/{to}"), &[("change", "remove")]).await;
        assert_ne!(gone.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", house.name);
        let page = house.get(&mut manager, &check).await.text();
        let ended = question(&page, "1").contains(&app::Texts::new(criteria::text::Lang::Ja).date(today, today));
        assert_eq!(ended, gone.status == StatusCode::SEE_OTHER && !gone.location.contains("confirm"), "{}", house.name);
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

/// The versions a page offers to be confirmed, as the form sends them.
fn seen(page: &str) -> Vec<(String, String)> {
    let parts = page.split("name=\"seen:").skip(1).map(|rest| {
        let mut parts = rest.split('"');
        (format!("seen:{}", parts.next().unwrap()), parts.nth(1).unwrap().to_owned())
    });
    let mut seen: Vec<(String, String)> = parts.collect();
    seen.sort();
    seen.dedup();
    seen
}

#[tokio::test]
async fn the_page_of_the_three_ways_keeps_the_input_and_names_every_fault() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let mut president = house.joined(&mut manager, "見本社長", "executive").await;
        let check = house.check(&mut manager).await;
        let ways = format!("{check}/sign-off");
        assert!(house.get(&mut manager, &ways).await.text().contains("まだ回答がありません"), "{}", house.name);
        post(&house, &mut manager, &check, &fields("1", "0", ("", ""), ("implemented", "カナリア"))).await;
        let page = house.get(&mut manager, &ways).await.text();
        for shown in ["紙に記名押印", "電子契約サービス", "保存しません", "見本社長"] {
            assert!(page.contains(shown), "{}: {shown}", house.name);
        }
        assert!(!page.contains("この内容を確認・記名する</button>"), "{}: not the manager", house.name);
        // By a mandate that cannot be read: what was typed is there again.
        let mut form = seen(&house.get(&mut president, &ways).await.text());
        assert_eq!(form.len(), 9);
        form.push(("mandate_scope".to_owned(), "チェックの確認".to_owned()));
        form.push(("mandate_until".to_owned(), "いつか".to_owned()));
        let again = post(&house, &mut president, &ways, &form).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        let text = again.text();
        for shown in ["チェックの確認", "いつか", "委任の期限"] {
            assert!(text.contains(shown), "{}: {shown}", house.name);
        }
        form.retain(|(name, _)| name != "mandate_until");
        form.push(("mandate_until".to_owned(), "2099-03-31".to_owned()));
        assert_eq!(post(&house, &mut president, &ways, &form).await.status, StatusCode::SEE_OTHER, "{}", house.name);
        let page = house.get(&mut manager, &check).await.text();
        assert!(
            page.contains("見本社長 さんが確認・記名しました") && page.contains("チェックの確認"),
            "{}",
            house.name
        );
        let nobody = uuid::Uuid::new_v4();
        assert_eq!(house.get(&mut manager, &format!("/checks/{nobody}/sign-off")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_is_taken_out_says_what_it_is_and_who_may_not_gets_nothing() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        post(&house, &mut manager, &check, &fields("1", "0", ("", ""), ("partial", "メモ😀"))).await;
        let paths: Vec<String> =
            ["result/pdf", "result/xlsx", "result/json", "sign-off.pdf"].map(|end| format!("{check}/{end}")).into();
        for path in &paths {
            let file = house.get(&mut manager, path).await;
            assert_eq!(file.status, StatusCode::OK, "{} {path}", house.name);
            let starts: &[u8] = match path.rsplit(['/', '.']).next().unwrap() {
                "pdf" => b"%PDF-",
                "xlsx" => b"PK",
                _ => b"{",
            };
            assert!(file.body.starts_with(starts), "{} {path}", house.name);
            assert_eq!(file.cache, "no-store", "{path}");
        }
        assert_eq!(house.get(&mut manager, &format!("{check}/result/exe")).await.status, StatusCode::NOT_FOUND);
        let mut viewer = house.joined(&mut manager, "見る人", "viewer").await;
        for path in &paths {
            assert_eq!(house.get(&mut viewer, path).await.status, StatusCode::FORBIDDEN, "{} {path}", house.name);
        }
        house.register(&mut viewer, "架空精機株式会社", "").await;
        for path in paths.iter().cloned().chain(["compare", "close", "sign-off"].map(|end| format!("{check}/{end}"))) {
            assert_eq!(house.get(&mut viewer, &path).await.status, StatusCode::NOT_FOUND, "{} {path}", house.name);
        }
        let foreign = house.post(&mut viewer, "/checks", &[("from", check.trim_start_matches("/checks/"))]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", house.name);
    }
}

#[tokio::test]
async fn a_check_is_closed_compared_carried_over_and_drawn_over_time() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        post(&house, &mut manager, &check, &fields("1", "0", ("", ""), ("partial", ""))).await;
        let id = check.trim_start_matches("/checks/");
        let next = house.post(&mut manager, "/checks", &[("from", id)]).await.location;
        let page = house.get(&mut manager, &next).await.text();
        assert!(page.contains("19問のうち1問に回答"), "{}", house.name);
        post(&house, &mut manager, &next, &fields("1", "2", ("partial", ""), ("implemented", ""))).await;
        let list = house.get(&mut manager, "/checks").await.text();
        assert!(list.contains("class=\"trend\"") && list.contains("2回のチェックの点です"), "{}", house.name);
        // Both are of today: the earlier one stands first.
        let told = list.split("2回のチェックの点です").nth(1).unwrap().split("でした").next().unwrap();
        assert!(told.find("50点") < told.find("100点"), "{}: {told}", house.name);
        let choice = house.get(&mut manager, &format!("{next}/compare")).await.text();
        assert!(choice.contains(&format!("compare?with={id}")), "{}", house.name);
        let compared = house.get(&mut manager, &format!("{next}/compare?with={id}")).await;
        assert_eq!(compared.status, StatusCode::OK);
        assert!(compared.text().contains("変わった回答"), "{}", house.name);
        // Another checklist is kept as well, and compares with none of these.
        let other = house.post(&mut manager, "/checks", &[("pack", "handbook-32")]).await.location;
        assert!(house.get(&mut manager, &other).await.text().contains("32問のうち0問に回答"), "{}", house.name);
        let nothing = house.get(&mut manager, &format!("{other}/compare?with={id}")).await.text();
        assert!(nothing.contains("くらべられません"), "{}", house.name);
        assert_eq!(house.post(&mut manager, "/checks", &[("pack", "no-such")]).await.status, StatusCode::NOT_FOUND);
        // Closed, nothing of it changes.
        let close = format!("{check}/close");
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        assert_eq!(house.post(&mut staff, &close, &[]).await.status, StatusCode::FORBIDDEN, "{}", house.name);
        assert!(house.get(&mut manager, &close).await.text().contains("経営者の確認がまだです"), "{}", house.name);
        assert_eq!(house.post(&mut manager, &close, &[]).await.status, StatusCode::SEE_OTHER, "{}", house.name);
        let page = house.get(&mut manager, &check).await.text();
        assert!(page.contains("回答は変えられません") && !page.contains("保存する</button>"), "{}", house.name);
        let late = post(&house, &mut manager, &check, &fields("2", "0", ("", ""), ("partial", ""))).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", house.name);
        assert!(house.get(&mut manager, "/checks").await.text().contains("締めた"), "{}", house.name);
    }
}

/// The hidden fields of the form that takes answers over.
fn carried(page: &str) -> Vec<(String, String)> {
    let form = page.split("action=\"/checks/claim\"").nth(1).unwrap().split("</form>").next().unwrap();
    let hidden = form.split("type=\"hidden\" name=\"").skip(1).map(|rest| {
        let mut parts = rest.split('"');
        (parts.next().unwrap().to_owned(), parts.nth(1).unwrap().to_owned())
    });
    hidden.collect()
}

#[tokio::test]
async fn a_filled_sheet_is_shown_before_it_is_taken_with_what_is_left_out_and_why() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let sheet = "番号,項目,回答\n1,,○\n2,,△\n3,,検討中\n9,,×\n";
        let shown =
            house.post_file(&mut manager, "/checks/claim/file", &[("pack", "tics-19")], ("点検.csv", sheet.as_bytes()));
        let shown = shown.await;
        assert_eq!(
            (shown.status, shown.cache.as_str()),
            (StatusCode::OK, "no-store"),
            "{}: {}",
            house.name,
            shown.text()
        );
        let page = shown.text();
        for said in [
            "19問のうち3問の回答を取り込みます",
            "株式会社見本製作所",
            "取り込まないもの",
            "検討中",
            "回答のない質問：3、4",
        ] {
            assert!(page.contains(said), "{}: {said} in {page}", house.name);
        }
        assert!(
            house.get(&mut manager, "/checks").await.text().contains("まだチェックがありません"),
            "nothing is kept"
        );
        // A day that does not fit: everything comes back with it.
        let fields = carried(&page);
        let tomorrow = (Clock::System.today() + 1.day()).to_string();
        for (typed, said) in [(tomorrow.as_str(), "先の日付"), ("先週", "のように入力してください")] {
            let mut form = fields.clone();
            form.push(("reported_on".to_owned(), typed.to_owned()));
            let again = post(&house, &mut manager, "/checks/claim", &form).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
            assert!(again.text().contains(said) && again.text().contains(typed), "{}: {typed}", house.name);
            assert_eq!(carried(&again.text()), fields, "{}: nothing is lost", house.name);
            assert!(again.text().contains("検討中"), "{}: nor why something is left out", house.name);
        }
        let mut form = fields.clone();
        form.push(("reported_on".to_owned(), "令和8年4月1日".to_owned()));
        let done = post(&house, &mut manager, "/checks/claim", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}: {}", house.name, done.text());
        let kept = house.get(&mut manager, &done.location).await.text();
        for said in ["記入ずみの点検表から取り込み。", "4月1日（水）の回答です", "19問のうち3問に回答"]
        {
            assert!(kept.contains(said), "{}: {said} in {kept}", house.name);
        }
        // Sent once more it is the same check; of somebody else it is another.
        let again = post(&house, &mut manager, "/checks/claim", &form).await;
        assert_eq!(again.location, done.location, "{}", house.name);
        let mut staff = house.joined(&mut manager, "佐藤", "staff").await;
        let other = post(&house, &mut staff, "/checks/claim", &form).await;
        assert!(other.status == StatusCode::SEE_OTHER && other.location != done.location, "{}", house.name);
        let mut viewer = house.joined(&mut manager, "見る人", "viewer").await;
        assert_eq!(house.get(&mut viewer, "/checks/claim").await.status, StatusCode::FORBIDDEN, "{}", house.name);
        assert_eq!(post(&house, &mut viewer, "/checks/claim", &form).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_result_file_and_the_answers_of_the_device_are_taken_with_their_day() {
    for house in houses().await {
        let mut manager = house.manager().await;
        let check = house.check(&mut manager).await;
        post(&house, &mut manager, &check, &fields("1", "0", ("", ""), ("partial", ""))).await;
        let file = house.get(&mut manager, &format!("{check}/result/json")).await.body;
        let shown = house.post_file(&mut manager, "/checks/claim/file", &[], ("結果.json", &file)).await.text();
        let mut form = carried(&shown);
        assert!(form.contains(&("source".to_owned(), "result_file".to_owned())), "{}: {form:?}", house.name);
        form.push(("reported_on".to_owned(), Clock::System.today().to_string()));
        let done = post(&house, &mut manager, "/checks/claim", &form).await;
        let page = house.get(&mut manager, &done.location).await.text();
        assert!(page.contains("結果のファイルから取り込み。"), "{}", house.name);
        // From the result page: the day they were changed last is proposed, and no earlier one is taken.
        let yesterday = Clock::System.today() - 1.day();
        let device = [("tics-19/1", "implemented"), ("prefecture", "13"), ("saved_on", &yesterday.to_string())];
        let asked = house.post(&mut manager, "/checks/claim", &device).await;
        assert_eq!(asked.status, StatusCode::OK, "{}: {}", house.name, asked.text());
        assert!(asked.text().contains(&format!("value=\"{yesterday}\"")), "{}: proposed", house.name);
        let mut form = carried(&asked.text());
        form.push(("reported_on".to_owned(), (yesterday - 1.day()).to_string()));
        let early = post(&house, &mut manager, "/checks/claim", &form).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", house.name);
        assert!(early.text().contains("に変わっています"), "{}: {}", house.name, early.text());
        // What cannot be read is told, and so is what holds no answer.
        for (name, bytes, said) in [
            ("写真.jpg", &b"\xff\xd8\xff\xe0"[..], "このファイルからは取り込めません"),
            ("空.csv", "番号,項目,回答\n1,,\n2,,\n".as_bytes(), "取り込める回答が見つかりませんでした"),
            ("別.json", br#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":"maybe"}]}"#, "取り込めません"),
        ] {
            let refused = house.post_file(&mut manager, "/checks/claim/file", &[], (name, bytes)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}: {name}", house.name);
            assert!(refused.text().contains(said), "{}: {name}: {}", house.name, refused.text());
        }
    }
}
