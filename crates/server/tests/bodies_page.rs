//! The page that finds certification bodies, as somebody meets it who types an everyday word: what is
//! taken, what is offered to choose from, and that nothing of the rest gets lost on the way.

use app::{Clock, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use server::{Site, router};
use tower::ServiceExt as _;

fn app() -> Router {
    let clock = Clock::Fixed("2026-11-20T03:00:00Z".parse().unwrap());
    router(Site::new(packs::shipped().unwrap(), Operator::default(), clock))
}

async fn answer(app: &Router, request: Request<Body>) -> String {
    let response = app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

async fn get(app: &Router, path: &str) -> String {
    answer(app, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn send(app: &Router, path: &str, fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    answer(app, request.body(Body::from(form.join("&"))).unwrap()).await
}

/// The codes offered under a field.
fn offered(page: &str, field: &str) -> Vec<String> {
    let radio = format!("type=\"radio\" name=\"{field}-pick\" value=\"");
    page.split(&radio).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// What stands in a field.
fn value(page: &str, field: &str) -> String {
    let rest = page.split(&format!("name=\"{field}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn is_answered(page: &str) -> bool {
    page.contains("data-answer=\"fits\"")
}

#[tokio::test]
async fn what_names_one_industry_is_taken_and_said_back() {
    let app = app();
    for typed in ["生産用機械", "26", "Ｅ２６", "E26生産用機械器具製造業", "production mach"] {
        let page = send(&app, "/bodies", &[("main", typed), ("employees", "40")]).await;
        assert!(is_answered(&page), "{typed}");
        assert_eq!(value(&page, "main"), "E26 生産用機械器具製造業", "{typed}");
        assert!(page.contains("<dd>E26 生産用機械器具製造業</dd>"), "{typed}");
        assert!(page.contains("<dd>主たる事業と同じ</dd>"), "{typed}");
    }
    let page = send(&app, "/en/bodies", &[("main", "26"), ("employees", "40"), ("certify", "ﾌﾟﾗｽﾁｯｸ製品")]).await;
    assert!(page.contains("<dd>E18 Plastic products</dd>"), "the other industry, and the other language");
}

#[tokio::test]
async fn several_are_offered_with_the_rest_kept_and_a_pick_answers() {
    let app = app();
    let rest = [
        ("employees", "４０"),
        ("capital", "1,000"),
        ("sole", "yes"),
        ("special", "software"),
        ("certify", "自動車"),
        ("field", "space"),
    ];
    let mut fields = vec![("main", "鋳造")];
    fields.extend(rest);
    let page = send(&app, "/bodies", &fields).await;
    assert!(!is_answered(&page));
    assert_eq!(offered(&page, "main"), ["E22", "E23"]);
    assert_eq!(offered(&page, "certify"), ["E31", "I59", "R89"]);
    for (field, kept) in [("main", "鋳造"), ("employees", "４０"), ("capital", "1,000"), ("certify", "自動車")] {
        assert_eq!(value(&page, field), kept);
    }
    for kept in [
        "name=\"sole\" value=\"yes\" checked",
        "value=\"software\" selected",
        "name=\"field\" value=\"space\" checked",
        "<h2>業種を選んでください</h2>",
        "href=\"#choose-main\"",
        "href=\"#choose-certify\"",
        "E22 鉄鋼業",
        "「鋳造」から <span class=\"tag ours\">さがすための言葉：Mamori</span>",
        "href=\"#industries\"",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    assert_eq!(page.matches("autofocus").count(), 1);
    assert!(!page.contains("aria-invalid"), "a choice is no error");

    fields.extend([("main-pick", "E23"), ("certify-pick", "E31")]);
    let page = send(&app, "/bodies", &fields).await;
    assert!(is_answered(&page));
    assert_eq!(
        (value(&page, "main"), value(&page, "certify")),
        ("E23 非鉄金属製造業".into(), "E31 輸送用機械器具製造業".into())
    );
    assert!(offered(&page, "main").is_empty());
}

#[tokio::test]
async fn a_search_word_offers_even_where_it_knows_one() {
    let page = send(&app(), "/bodies", &[("main", "金型"), ("employees", "40")]).await;
    assert!(!is_answered(&page));
    assert_eq!(offered(&page, "main"), ["E26"]);
    assert!(!page.contains("checked"), "the person picks");
}

#[tokio::test]
async fn a_pick_survives_a_fault_elsewhere_and_is_asked_again_when_the_text_says_another() {
    let app = app();
    let page = send(&app, "/bodies", &[("main", "金型"), ("main-pick", "E26"), ("employees", "四十")]).await;
    assert!(page.contains("読み取れないところが1件あります"));
    assert_eq!(value(&page, "main"), "E26 生産用機械器具製造業");
    let page = send(&app, "/bodies", &[("main", "E31"), ("main-pick", "E26"), ("employees", "40")]).await;
    assert_eq!(offered(&page, "main"), ["E31", "E26"]);
    let page = send(&app, "/bodies", &[("main", "金型"), ("main-pick", "E99"), ("employees", "40")]).await;
    assert_eq!(offered(&page, "main"), ["E26"], "a pick nobody offered is none");
    let page = send(&app, "/bodies", &[("main", "金型"), ("employees", "四十")]).await;
    assert!(page.contains("読み取れないところが1件、選んでいただくところが1件あります"));
}

#[tokio::test]
async fn what_is_not_found_is_refused_with_the_way_to_the_list() {
    let app = app();
    for (path, words, list) in [
        ("/bodies", "業種を一覧から選んでください。", "業種の一覧（99）"),
        ("/en/bodies", "Choose an industry from the list.", "List of industries (99)"),
    ] {
        let page = send(&app, path, &[("main", "宇宙人"), ("employees", "40"), ("certify", "業")]).await;
        assert!(!is_answered(&page) && offered(&page, "main").is_empty() && offered(&page, "certify").is_empty());
        for part in [words, list, "href=\"#industries\"", "href=\"#field-main\"", "宇宙人"] {
            assert!(page.contains(part), "{path}: {part}");
        }
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), 2);
    }
    let page = send(&app, "/bodies", &[("main", "E26"), ("employees", "40"), ("certify", "業")]).await;
    assert!(page.contains("「業」に当てはまる業種が88あります。"));
}

#[tokio::test]
async fn what_is_typed_is_shown_as_text() {
    let page =
        send(&app(), "/bodies", &[("main", "<b>金型\"&"), ("employees", "40"), ("main-pick", "\"><script>")]).await;
    assert!(!page.contains("<b>金型") && !page.contains("\"><script>"));
    assert_eq!(value(&page, "main"), "&lt;b&gt;金型&quot;&amp;");
    assert_eq!(offered(&page, "main"), ["E26"]);
}

#[tokio::test]
async fn every_industry_can_be_read_under_its_division_and_search_words_are_labelled_ours() {
    let app = app();
    for (path, division, words, label) in [
        ("/bodies", "<dt>E 製造業</dt>", "金型 · 工作機械", "さがすための言葉：Mamori"),
        ("/en/bodies", "<dt>E Manufacturing</dt>", "moulds · machine tools", "search words: Mamori"),
    ] {
        let page = get(&app, path).await;
        let list = page.split("id=\"industries\"").nth(1).unwrap().split("</details>").next().unwrap();
        assert_eq!(list.matches("<dt>").count(), 20);
        assert_eq!(list.matches("<li>").count(), 99);
        for part in [division, words, label] {
            assert!(list.contains(part), "{part}");
        }
    }
}

/// Names and search words for the module on the device, as data; nothing runs in the page itself.
#[tokio::test]
async fn the_page_carries_the_data_of_the_suggestions_and_no_inline_script() {
    let page = get(&app(), "/bodies").await;
    let data = page.split("<script id=\"industry-data\" type=\"application/json\">").nth(1).unwrap();
    let data: Value = serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["entries"].as_array().unwrap().len(), 99);
    assert_eq!(data["divisions"]["D"][1], "建設業");
    let wood = data["entries"].as_array().unwrap().iter().find(|entry| entry["code"] == "E12").unwrap();
    assert_eq!(
        (&wood["names"][0], &wood["whole"][0]),
        (&"木材木製品製造業".into(), &"木材木製品製造業家具を除く".into())
    );
    assert_eq!(page.matches("<option value=\"E26 ").count(), 1, "without scripts the browser suggests");
    assert!(page.contains("/bodies.js\""));
    for script in page.split("<script").skip(1) {
        assert!(script.contains("src=") || script.starts_with(" id=\"industry-data\" type=\"application/json\""));
    }
}
