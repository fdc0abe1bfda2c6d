//! The surface as a client meets it: pages, headers, forms, the API, and every refusal.

use app::operator::OperatorKind;
use app::{Clock, Operator, packs};
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::{Site, router};
use tower::ServiceExt as _;

const FORM: &str = "application/x-www-form-urlencoded";
const PAGES: [&str; 14] = [
    "/",
    "/bodies",
    "/check/handbook-32",
    "/check/handbook-32/result",
    "/check/tics-revised",
    "/check/tics-19",
    "/check/tics-19/result",
    "/check/tics-19/sheet",
    "/check/own",
    "/cases",
    "/desks",
    "/about",
    "/privacy",
    "/api/docs",
];

fn site(operator: Operator) -> Site {
    let clock = Clock::Fixed("2026-11-20T03:00:00Z".parse().unwrap());
    Site::new(packs::shipped().unwrap(), operator, clock)
}

async fn send(request: Request<Body>) -> Response<Body> {
    router(site(Operator::default())).oneshot(request).await.unwrap()
}

async fn get(path: &str) -> Response<Body> {
    send(Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post(path: &str, kind: &str, body: impl Into<Body>) -> Response<Body> {
    send(Request::post(path).header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()).await
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

async fn json(response: Response<Body>) -> Value {
    serde_json::from_str(&text(response).await).unwrap()
}

fn english(path: &str) -> String {
    if path == "/" { "/en".to_owned() } else { format!("/en{path}") }
}

/// A multipart form: fields, then the file.
fn multipart(fields: &[(&str, &str)], file: &str) -> (String, String) {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.json\"\r\n\r\n{file}\r\n--X--\r\n"
    );
    ("multipart/form-data; boundary=X".to_owned(), body)
}

#[tokio::test]
async fn every_page_answers_in_both_languages_with_the_security_headers() {
    for path in PAGES {
        for (lang, path) in [("ja", path.to_owned()), ("en", english(path))] {
            let response = get(&path).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
            assert!(!policy.contains("unsafe"));
            assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            let page = text(response).await;
            assert!(page.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert!(!page.contains(" style=\"") && !page.contains(" onclick="), "{path}: nothing inline");
            assert!(!page.contains("src=\"http") && !page.contains("href=\"http://"), "{path}: nothing from elsewhere");
        }
    }
}

#[tokio::test]
async fn a_page_known_to_the_browser_is_not_sent_again() {
    let tag = get("/").await.headers()[header::ETAG].clone();
    let again = send(Request::get("/").header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap()).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(text(again).await, "");
}

#[tokio::test]
async fn pages_come_zipped_when_asked_for() {
    let request =
        Request::get("/check/tics-19").header(header::ACCEPT_ENCODING, "br, gzip").body(Body::empty()).unwrap();
    let response = send(request).await;
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    assert!(bytes.starts_with(&[0x1f, 0x8b]) && bytes.len() < 40_000, "{} bytes", bytes.len());
}

#[tokio::test]
async fn only_a_ministry_speaks_without_the_disclaimer() {
    for (kind, name, expected) in [
        (OperatorKind::Company, Some("見本金型"), "国の機関のサイトではありません。運営：見本金型"),
        (OperatorKind::Body, Some("見本認証センター"), "国の機関のサイトではありません。運営：見本認証センター"),
        (OperatorKind::Ministry, Some("架空省"), ">運営：架空省<"),
        (OperatorKind::Company, None, "国の機関のサイトではありません。運営：未設定（お試しの起動）"),
    ] {
        let operator = Operator { kind, name: name.map(str::to_owned), ..Operator::default() };
        for path in ["/", "/nothing"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let page = text(router(site(operator.clone())).oneshot(request).await.unwrap()).await;
            assert_eq!(page.matches(expected).count(), 2, "header and footer of {path}: {expected}");
        }
    }
}

#[tokio::test]
async fn the_form_gives_the_result_and_the_address_stays_bare() {
    let response =
        post("/check/tics-19/result", FORM, "tics-19%2F1=implemented&tics-19%2F2=not_implemented&prefecture=23").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let page = text(response).await;
    assert!(page.contains("回答 2 / 19 · 2026年（令和8年）11月20日"));
    assert!(page.contains("まだ答えていない質問が17問あります"));
    assert!(page.contains("中部経済産業局"));
    assert!(page.contains(r#"<input type="hidden" name="tics-19/1" value="implemented">"#), "the answers travel on");
    assert!(!page.contains("?tics-19"), "no answer in an address");
}

#[tokio::test]
async fn what_cannot_be_placed_is_said_beside_what_can() {
    let body = "tics-19%2F1=implemented&tics-19%2F2=not_applicable&tics-19%2F3=perhaps&other=1";
    let response = post("/check/tics-19/result", FORM, body).await;
    assert_eq!(response.status(), StatusCode::OK);
    let page = text(response).await;
    assert!(page.contains("読み取れないところが3件あります"));
    assert!(page.contains("tics-19/2：○、△、× のいずれかにしてください。見つかったもの：「−」"));
    assert!(page.contains("tics-19/3：○、△、× のいずれかにしてください。見つかったもの：「perhaps」"));
    assert!(page.contains("ほかの回答はそのまま残っています。"));
    assert!(page.contains("回答 1 / 19"));
}

#[tokio::test]
async fn what_a_form_sends_is_shown_as_text_never_as_markup() {
    let response =
        post("/check/tics-19/result", FORM, "tics-19%2F1=%3Cscript%3Ealert(1)%3C%2Fscript%3E&%3Cb%3E=1").await;
    let page = text(response).await;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains("<script>alert") && !page.contains("<b>："));
}

#[tokio::test]
async fn files_to_take_away_carry_the_day_in_their_name() {
    for (path, kind, name) in [
        ("/check/tics-19/result.json", "application/json", "mamori-tics-19-2026-11-20.json"),
        ("/en/check/tics-19/result.svg", "image/svg+xml", "mamori-tics-19-2026-11-20.svg"),
    ] {
        let response = post(path, FORM, "tics-19%2F1=partial").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
        assert_eq!(response.headers()[header::CONTENT_DISPOSITION], format!("attachment; filename=\"{name}\""));
    }
}

#[tokio::test]
async fn a_file_is_made_whole_or_not_at_all() {
    for (body, found) in [("", "回答が一つ以上必要です"), ("tics-19%2F1=partial&tics-19%2F2=x", "「x」")] {
        let response = post("/check/tics-19/result.json", FORM, body).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(response).await.contains(found), "{body}");
    }
}

#[tokio::test]
async fn an_earlier_result_is_compared() {
    let earlier =
        json!({ "pack": "tics-19", "answers": [{ "item": "tics-19/1", "answer": "not_implemented" }] }).to_string();
    let (kind, body) = multipart(&[("tics-19/1", "implemented"), ("tics-19/5", "partial")], &earlier);
    let page = text(post("/check/tics-19/compare", &kind, body).await).await;
    assert!(page.contains("「r.json」と比べました。全体は 0 から 75 に、回答は2問変わりました。上がった取組：①決める"));
}

#[tokio::test]
async fn a_file_that_cannot_be_compared_keeps_the_result() {
    let (kind, body) = multipart(&[("tics-19/1", "implemented")], "{\"pack\":\"tics-19\",\n\"answers\":[}");
    let page = text(post("/check/tics-19/compare", &kind, body).await).await;
    assert!(page.contains("2行目：JSON の書き方に合っていません"));
    assert!(page.contains("回答 1 / 19"));
}

#[tokio::test]
async fn a_result_file_opens_as_filled_questions() {
    let file =
        json!({ "pack": "tics-19", "answers": [{ "item": "tics-19/16", "answer": "not_applicable" }] }).to_string();
    let (kind, body) = multipart(&[], &file);
    let page = text(post("/en/check/tics-19/open", &kind, body).await).await;
    assert!(page.contains("Opened the answers of &quot;r.json&quot;."));
    assert!(page.contains(r#"name="tics-19/16" value="not_applicable" data-key="4" checked"#));
}

#[tokio::test]
async fn a_die_shop_finds_its_bodies_with_reasons() {
    let page = text(post("/bodies", FORM, "main=E26&employees=40&capital=1%2C000&certify=").await).await;
    for part in [
        "中小企業者にあたります",
        "資本金 1,000万円：30,000万円以下なら該当 → 該当",
        "常時使用する従業員 40人：300人以下なら該当 → 該当",
        "業務の範囲に合う <span class=\"tag\">7</span>",
        "要確認 <span class=\"tag\">0</span>",
        "範囲外 <span class=\"tag\">1</span>",
        "受け付けるかどうかは機関の判断です",
        "令和7年9月30日現在",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("申し込める"));
}

#[tokio::test]
async fn what_the_finder_cannot_read_is_said_at_its_place_with_the_input_kept() {
    let page =
        text(post("/bodies", FORM, "main=candles&employees=forty&capital=x&certify=E99&field=space").await).await;
    assert!(page.contains("読み取れないところが4件あります"));
    for (name, value) in [("main", "candles"), ("employees", "forty"), ("capital", "x"), ("certify", "E99")] {
        assert!(page.contains(&format!("<a href=\"#field-{name}\">")), "{name} is linked");
        assert!(page.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name} is kept");
        assert!(page.contains(&format!("入力されたもの：「{value}」")), "{name} is shown back");
    }
    assert!(page.contains(r#"name="field" value="space" checked"#));
    let page =
        text(post("/bodies", FORM, "main=E31&employees=40&special=gold&field=space&fields=declared").await).await;
    assert!(page.contains("特別な区分は一覧から選んでください。"), "an unknown class is not dropped");
    assert!(
        page.contains("「どれにも係らない」を選ぶか、どちらかにしてください。"),
        "a contradiction is not guessed away"
    );
    assert!(!page.contains("業務の範囲に合う <span"));
}

#[tokio::test]
async fn an_industry_is_read_by_code_by_name_and_as_the_list_writes_it() {
    for typed in ["E26", "e26", "E26 生産用機械器具製造業", "生産用機械器具製造業", "Production machinery"]
    {
        let body = format!("main={}&employees=%EF%BC%94%EF%BC%90", typed.replace(' ', "+"));
        let page = text(post("/en/bodies", FORM, body).await).await;
        assert!(page.contains("Scope covers you <span class=\"tag\">7</span>"), "{typed}");
    }
}

/// Refusals of pages: what was asked, and what the reader is told.
#[tokio::test]
async fn refused_pages_say_what_to_do() {
    let long = "x".repeat(600 * 1024);
    for (method, path, kind, body, status, words) in [
        (Method::GET, "/nothing", "", "", 404, "ページが見つかりません"),
        (Method::GET, "/en/nothing", "", "", 404, "There is no such page"),
        (Method::GET, "/check/iso", "", "", 404, "ページが見つかりません"),
        (Method::POST, "/check/iso/result", FORM, "", 404, "そのチェックはありません"),
        (Method::GET, "/assets/0/none.js", "", "", 404, "ページが見つかりません"),
        (Method::DELETE, "/", "", "", 405, "このアドレスでは、その操作はできません"),
        (Method::GET, "/check/tics-19/compare", "", "", 405, "このアドレスでは、その操作はできません"),
        (Method::POST, "/check/tics-19/result", "text/plain", "a", 400, "送られた内容を読み取れませんでした"),
        (Method::POST, "/check/tics-19/result", FORM, &long, 413, "大きすぎて読み取れません"),
    ] {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
        let response = send(request.body(Body::from(body.to_owned())).unwrap()).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert!(text(response).await.contains(words), "{path}: {words}");
    }
}

#[tokio::test]
async fn a_browser_on_another_site_cannot_send_here() {
    for (name, value, allowed) in [
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-site", false),
        ("sec-fetch-site", "same-origin", true),
        ("sec-fetch-site", "none", true),
        ("origin", "https://elsewhere.example", false),
        ("origin", "http://mamori.example", true),
        ("origin", "null", false),
        ("x-nothing", "x", true),
    ] {
        let request = Request::post("/check/tics-19/result")
            .header(header::HOST, "mamori.example")
            .header(header::CONTENT_TYPE, FORM)
            .header(name, value)
            .body(Body::empty())
            .unwrap();
        let status = send(request).await.status();
        assert_eq!(status != StatusCode::FORBIDDEN, allowed, "{name}: {value}");
    }
}

#[tokio::test]
async fn health_is_told_without_a_page() {
    assert_eq!(json(get("/healthz").await).await, json!({ "status": "ok" }));
    assert_eq!(json(get("/readyz").await).await, json!({ "status": "ok", "packs": 10 }));
}

#[tokio::test]
async fn packs_are_listed_and_shown_with_the_hash_of_their_bytes() {
    let list = json(get("/api/v1/packs").await).await;
    let ids: Vec<&str> = list["packs"].as_array().unwrap().iter().map(|pack| pack["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "bodies-2025-09",
            "contacts",
            "handbook-32",
            "industries",
            "leak-cases",
            "reference",
            "rules",
            "tics-19",
            "tics-h30",
            "tics-revised"
        ]
    );
    for pack in list["packs"].as_array().unwrap() {
        let shown = json(get(&format!("/api/v1/packs/{}", pack["id"].as_str().unwrap())).await).await;
        assert_eq!(shown["sha256"], pack["sha256"]);
        assert_eq!(shown["kind"], pack["kind"]);
    }
}

#[tokio::test]
async fn the_score_api_gives_a_result_file_that_scores_the_same_again() {
    let answers = json!([{ "item": "tics-19/1", "answer": "implemented" }, { "item": "tics-19/4", "answer": "not_applicable" }, { "item": "tics-19/9", "answer": "partial" }]);
    let first =
        post("/api/v1/checks:score", "application/json", json!({ "pack": "tics-19", "answers": answers }).to_string())
            .await;
    assert_eq!(first.status(), StatusCode::OK);
    let first = text(first).await;
    let result: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(result["score"]["overall"], 75);
    assert_eq!(
        result["score"]["coverage"],
        json!({ "items": 19, "answered": 3, "not_applicable": 1, "implemented": 1 })
    );
    assert_eq!(result["answers"][1], json!({ "item": "tics-19/2", "answer": null }));
    let again = text(post("/api/v1/checks:score", "application/json; charset=utf-8", first.clone()).await).await;
    assert_eq!(again, first);
}

/// Refusals of the API: (language, type, body) → (status, title, pointers).
#[tokio::test]
async fn problems_are_worded_for_the_reader_and_point_at_the_place() {
    let long = format!("{{\"pack\":\"{}\"}}", "x".repeat(300 * 1024));
    for (lang, kind, body, status, title, pointers) in [
        ("ja", "application/json", "{", 422, "読み取れないところがあります", vec![""]),
        ("en", "application/json", "[]", 422, "Something could not be read", vec![""]),
        ("en", "application/json", r#"{"pack":"iso"}"#, 422, "Something could not be read", vec!["/pack"]),
        (
            "en",
            "application/json",
            r#"{"pack":"tics-19","edition":"1","sha256":"2","answers":[]}"#,
            422,
            "Something could not be read",
            vec!["/edition"],
        ),
        (
            "ja",
            "application/json",
            r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":"not_applicable"},{"item":"x"}],"name":1}"#,
            422,
            "読み取れないところがあります",
            vec!["/name", "/answers/0/answer", "/answers/1/item"],
        ),
        ("en", "text/plain", "{}", 415, "This type of data is not read", vec![]),
        ("en", "application/json", &long, 422, "Something could not be read", vec![""]),
    ] {
        let request = Request::post("/api/v1/checks:score")
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT_LANGUAGE, lang);
        let response = send(request.body(Body::from(body.to_owned())).unwrap()).await;
        assert_eq!(response.status().as_u16(), status, "{body:.60}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[header::CONTENT_LANGUAGE], lang);
        let problem = json(response).await;
        assert_eq!(problem["title"], title);
        assert_eq!(problem["status"], status);
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let found: Vec<&str> = errors.iter().map(|part| part["pointer"].as_str().unwrap()).collect();
        assert_eq!(found, pointers, "{body:.60}");
    }
}

#[tokio::test]
async fn unknown_addresses_of_the_api_are_problems_too() {
    for (path, status) in [("/api/v1/nothing", 404), ("/api/v1/packs/iso", 404)] {
        let response = get(path).await;
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{path}");
    }
    assert_eq!(post("/api/v1/packs", FORM, "").await.status(), StatusCode::METHOD_NOT_ALLOWED);
}

/// The contract is one committed file: a change of the API is a change of `docs/openapi.json`.
#[tokio::test]
async fn the_committed_description_is_current_and_refers_to_nothing_missing() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let served = json(get("/api/v1/openapi.json").await).await;
    assert_eq!(served, committed, "run `scripts/generate`");
    assert_eq!(served["openapi"], "3.1.0");
    let text = served.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(served["components"]["schemas"].get(name).is_some(), "{name}");
    }
}

/// Every item of the check stands on its page, and every case and desk on theirs.
#[tokio::test]
async fn everything_in_the_packs_is_reachable_on_screen() {
    let catalogue = packs::shipped().unwrap();
    let (check, cases, desks, about) = (
        text(get("/check/tics-19").await).await,
        text(get("/cases").await).await,
        text(get("/en/desks").await).await,
        text(get("/about").await).await,
    );
    let (_, checklist) = catalogue.checklist("tics-19").unwrap();
    for item in &checklist.items {
        for text in
            [&item.question, &item.label, &item.why, &item.good, &item.start.title, &item.start.how, &item.record]
        {
            assert!(check.contains(&maud_escaped(&text.ja)), "{}: {}", item.id, text.ja);
        }
    }
    for pack in catalogue.cases() {
        for case in &pack.cases {
            assert!(
                cases.contains(&maud_escaped(&case.story.ja)) && cases.contains(&maud_escaped(&case.look.ja)),
                "{}",
                case.id
            );
        }
        for approach in &pack.approaches {
            assert!(cases.contains(&maud_escaped(&approach.sign.ja)), "{}", approach.id);
        }
    }
    for desk in &catalogue.contacts().unwrap().desks {
        assert!(desks.contains(&desk.tel) && desks.contains(&desk.mail), "{}", desk.id);
    }
    for pack in catalogue.packs() {
        assert!(about.contains(&pack.edition.sha256));
    }
}

fn maud_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
