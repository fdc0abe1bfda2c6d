//! Files that come and go: a filled sheet opened and compared, a result as PDF and as Excel, and every refusal.

use std::collections::BTreeMap;

use app::{Clock, Operator, intake, packs};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use criteria::answers::Answers;
use criteria::fault::Expected;
use criteria::pack::checklist::Checklist;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::{Site, router};
use tower::ServiceExt as _;

const CHECKS: [&str; 3] = ["tics-19", "handbook-32", "tics-revised"];
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn service() -> Router {
    let clock = Clock::Fixed("2026-11-20T03:00:00Z".parse().unwrap());
    router(Site::new(packs::shipped().unwrap(), Operator::default(), clock))
}

async fn get(path: &str) -> Response<Body> {
    service().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
}

async fn post(path: &str, kind: &str, body: impl Into<Body>) -> Response<Body> {
    let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(body.into()).unwrap();
    service().oneshot(request).await.unwrap()
}

async fn bytes(response: Response<Body>) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(bytes(response).await).unwrap()
}

/// A sheet made by another program, of the fixtures of `app`.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../app/tests/sheets/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What must be read from a fixture: written from the requirement, not from the reader.
fn expected(name: &str) -> Value {
    let all: Value = serde_json::from_slice(&fixture("expected.json")).unwrap();
    all.as_array().unwrap().iter().find(|entry| entry["file"] == name).unwrap().clone()
}

/// Sends a file as a browser does, with fields before it.
async fn send(path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Response<Body> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(
        format!("--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes(),
    );
    body.extend(file);
    body.extend(b"\r\n--X--\r\n");
    post(path, "multipart/form-data; boundary=X", body).await
}

async fn opened(path: &str, name: &str) -> String {
    let response = send(path, &[], name, &fixture(name)).await;
    assert_eq!(response.status(), StatusCode::OK, "{name}");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store", "{name}");
    text(response).await
}

/// Sends fields as a form does.
async fn form(path: &str, fields: &[(&str, &str)]) -> Response<Body> {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    post(path, "application/x-www-form-urlencoded", body.join("&")).await
}

/// The answers that are checked on a page of questions, by number.
fn checked(page: &str, check: &str) -> BTreeMap<String, String> {
    let radios = page.split("<input type=\"radio\" name=\"").skip(1);
    let tags = radios.map(|rest| rest.split('>').next().unwrap()).filter(|tag| tag.ends_with(" checked"));
    let parts = tags.map(|tag| {
        let (item, rest) = tag.split_once("\" value=\"").unwrap();
        (item.strip_prefix(check).unwrap()[1..].to_owned(), rest.split('"').next().unwrap().to_owned())
    });
    parts.collect()
}

/// The answers an expectation names, in the same form.
fn answers_in(expected: &Value) -> BTreeMap<String, String> {
    let answers = expected["answers"].as_object().unwrap();
    answers.iter().map(|(number, word)| (number.clone(), word.as_str().unwrap().to_owned())).collect()
}

/// The block with the faults of a page.
fn faults(page: &str) -> &str {
    page.split("<div class=\"faults\"").nth(1).unwrap_or_default().split("</div>").next().unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

// ------------------------------------------------------------------------------------------ opening a sheet

#[tokio::test]
async fn a_filled_workbook_opens_as_filled_questions() {
    let page = opened("/check/tics-19/open", "plain.xlsx").await;
    assert_eq!(checked(&page, "tics-19"), answers_in(&expected("plain.xlsx")));
    assert!(page.contains("「plain.xlsx」の回答を開きました。"));
    assert!(page.contains("1枚目のシート『点検』：19問を見つけ、19問の答えを読み取りました。"));
    assert!(faults(&page).is_empty());
    // A phone shows no other way to the result before a question.
    assert!(page.contains("<button class=\"btn sub\" type=\"submit\" form=\"check\">結果を見る</button></p></div>"));
    let english = opened("/en/check/tics-19/open", "plain.xlsx").await;
    assert!(english.contains("Sheet 1 &quot;点検&quot;: found 19 questions, read 19 answers."));
}

#[tokio::test]
async fn a_text_file_opens_whatever_it_is_encoded_in() {
    for name in ["shift-jis.csv", "utf8.csv", "unicode-text.txt", "tabs.tsv"] {
        let page = opened("/check/tics-19/open", name).await;
        assert_eq!(checked(&page, "tics-19"), answers_in(&expected(name)), "{name}");
        assert!(page.contains("ファイル全体：19問を見つけ、19問の答えを読み取りました。"), "{name}");
    }
}

#[tokio::test]
async fn each_cell_that_cannot_be_placed_is_told_once_and_leads_to_its_question() {
    let expected = expected("faults.xlsx");
    let page = opened("/check/tics-19/open", "faults.xlsx").await;
    assert_eq!(checked(&page, "tics-19"), answers_in(&expected), "the rest is filled in");
    let told = faults(&page);
    let all = expected["faults"].as_array().unwrap();
    assert!(told.contains(&format!("読み取れないところが{}件あります", all.len())));
    assert_eq!(told.matches("<li>").count(), all.len());
    for fault in all {
        let [cell, found, item] = ["cell", "found", "item"].map(|part| fault[part].as_str().unwrap());
        let sentence = format!("<li>1枚目のシート『点検』の{cell}に「{}」とあります。", escaped(found));
        assert_eq!(page.matches(&sentence).count(), 1, "{sentence}");
        let rest = told.split(&sentence).nth(1).unwrap().split("</li>").next().unwrap();
        assert!(rest.starts_with("○ △ × "), "what is allowed: {rest}");
        assert!(rest.ends_with(&format!("<a href=\"#q{item}\">質問{item}で答える</a>")), "{rest}");
        // From the question back to what else there is to mend.
        let question = page.split(&format!("id=\"q{item}\"")).nth(1).unwrap().split("</fieldset>").next().unwrap();
        assert!(question.contains("<a href=\"#brought\">読み取れなかったところの一覧へ</a>"), "{item}");
    }
    assert_eq!(page.matches("href=\"#brought\"").count(), all.len(), "and from no other question");
    assert!(told.contains("ほかの4問は読み取れています。"));
    assert!(page.contains(">ここまでの結果を見る</button></p></div>"));
    let english = opened("/en/check/tics-19/open", "faults.xlsx").await;
    assert!(english.contains("Sheet 1 &quot;点検&quot;, cell C7, says &quot;検討中&quot;. Please change it to one of ○ △ × (this question does not take −). <a href=\"#q1\">Answer question 1</a>"));
}

#[tokio::test]
async fn two_sheets_that_disagree_name_both_cells_and_answer_nothing() {
    let page = opened("/check/tics-19/open", "two-sheets-disagree.xlsx").await;
    assert_eq!(checked(&page, "tics-19"), answers_in(&expected("two-sheets-disagree.xlsx")));
    assert!(faults(&page).contains("2枚目のシート『工場』のC8に「○」とあります。同じ質問の答えが1枚目のシート『本社』のC8では「×」です。どちらかに揃えてください。 <a href=\"#q3\">"));
    for sheet in ["本社", "工場"] {
        assert!(page.contains(&format!("のシート『{sheet}』：19問を見つけ、")), "{sheet}");
    }
}

/// Files nothing can be read from: what the reader is told, in each language.
#[tokio::test]
async fn an_unreadable_file_is_told_with_the_reason_and_what_to_do() {
    for (name, ja, en) in [
        ("h-encrypted.xlsx", "パスワードがかかっています。Excel で開き、パスワードを外して", "remove the password"),
        ("old-format.xls", "古い形式の Excel ファイル（.xls）です。", "save it as an Excel workbook (.xlsx)"),
        ("other-program.ods", "点検表ではない種類のファイル（", "another kind of file ("),
        ("h-picture.xlsx", "点検表ではない種類のファイル（", "another kind of file ("),
        ("h-truncated.xlsx", "元のファイルを開いて、保存し直してください。", "Open the original and save it again."),
        ("h-empty.csv", "ファイルが空です。", "The file is empty."),
        ("h-quote.csv", "引用符「&quot;」が閉じていません。", "is never closed"),
        ("h-bomb.xlsx", "展開すると大きくなりすぎる", "unpacks to far too much"),
        ("no-questions.xlsx", "番号（1、2、…）か項目名が並んだ列が見つかりません", "no column of question numbers"),
        ("no-answers.xlsx", "回答が一つ以上必要です", "at least one answer"),
    ] {
        for (path, words) in [("/check/tics-19/open", ja), ("/en/check/tics-19/open", en)] {
            let page = opened(path, name).await;
            assert!(faults(&page).contains(words), "{name}: {}", faults(&page));
            assert!(checked(&page, "tics-19").is_empty(), "{name}");
            assert!(!page.contains(&format!("「{name}」の回答を開きました。")), "{name}: nothing was opened");
            assert!(!faults(&page).contains("ほかの回答はそのまま"), "{name}: there are no other answers");
        }
    }
}

#[tokio::test]
async fn a_sheet_of_another_check_leads_to_that_check() {
    let page = opened("/check/tics-19/open", "wrong-checklist.xlsx").await;
    assert!(checked(&page, "tics-19").is_empty());
    let told = faults(&page);
    assert!(told.contains("これは「流出を防ぐ点検（32項目）」のシートのようです。"), "{told}");
    assert!(told.contains("<a href=\"/check/handbook-32\">「流出を防ぐ点検（32項目）」を開く</a>"), "{told}");
    let english = opened("/en/check/tics-19/open", "wrong-checklist.xlsx").await;
    assert!(faults(&english).contains("<a href=\"/en/check/handbook-32\">"));
    assert!(!faults(&english).contains("流出"), "the title, too, is in the language of the page");
    let right = opened("/check/handbook-32/open", "wrong-checklist.xlsx").await;
    assert!(!checked(&right, "handbook-32").is_empty());
}

#[tokio::test]
async fn an_upload_without_a_file_is_refused_with_a_page() {
    for path in ["/check/tics-19/open", "/check/tics-19/compare"] {
        for (kind, body, status, words) in [
            ("multipart/form-data; boundary=X", "--X--\r\n", 200, "ファイルが空です。"),
            (
                "multipart/form-data; boundary=X",
                "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--X--\r\n",
                200,
                "ファイルが空です。",
            ),
            ("application/x-www-form-urlencoded", "file=x", 400, "送られた内容を読み取れませんでした"),
            ("multipart/form-data; boundary=X", "--X\r\nContent-Disp", 400, "送られた内容を読み取れませんでした"),
        ] {
            let response = post(path, kind, body).await;
            assert_eq!(response.status().as_u16(), status, "{path} {body}");
            let page = text(response).await;
            assert!(page.contains("<html lang=\"ja\">") && page.contains(words), "{path} {body}");
        }
    }
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_with_the_limits() {
    let mib = 1024 * 1024;
    for page in ["open", "compare"] {
        for (lang, words) in
            [("", ["大きすぎて読み取れません", "256 KB", "4 MB"]), ("/en", ["Too large to read", "256 KB", "4 MB"])]
        {
            let response = send(&format!("{lang}/check/tics-19/{page}"), &[], "big.xlsx", &vec![b'A'; 5 * mib]).await;
            assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
            let page = text(response).await;
            assert!(words.iter().all(|words| page.contains(words)), "{page}");
        }
        // 4 MB is read, whatever else the form carries; what stands in the file is another matter.
        let response =
            send(&format!("/check/tics-19/{page}"), &[("tics-19/1", "partial")], "a.csv", &vec![b'A'; 4 * mib]).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn what_a_sheet_says_is_shown_as_text_never_as_markup() {
    let sheet = "番号,回答\n1,<script>alert(1)</script>\n2,○\n";
    let page = text(send("/check/tics-19/open", &[], "<b>.csv", sheet.as_bytes()).await).await;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("「&lt;b&gt;.csv」"));
    assert!(!page.contains("<script>alert") && !page.contains("<b>.csv"));
}

// ------------------------------------------------------------------------------------------ comparing

#[tokio::test]
async fn a_filled_sheet_is_compared_like_a_result() {
    let now = [("tics-19/1", "implemented"), ("tics-19/3", "implemented"), ("organisation", "見本金型")];
    let page = text(send("/check/tics-19/compare", &now, "plain.xlsx", &fixture("plain.xlsx")).await).await;
    assert!(page.contains("「plain.xlsx」と比べました。"), "{}", faults(&page));
    let earlier = answers_in(&expected("plain.xlsx"));
    for (number, word) in &earlier {
        let field = format!("<input type=\"hidden\" name=\"before:tics-19/{number}\" value=\"{word}\">");
        assert_eq!(page.matches(&field).count(), 2, "it travels on with both forms: {field}");
    }
    assert!(page.contains("name=\"organisation\" maxlength=\"60\" autocomplete=\"organization\" value=\"見本金型\""));
}

#[tokio::test]
async fn a_sheet_that_cannot_be_compared_whole_keeps_the_result() {
    let now = [("tics-19/1", "implemented"), ("tics-19/3", "implemented")];
    for (name, words) in
        [("faults.xlsx", "C7に「検討中」とあります。"), ("h-encrypted.xlsx", "パスワードがかかっています。")]
    {
        let page = text(send("/check/tics-19/compare", &now, name, &fixture(name)).await).await;
        assert!(faults(&page).contains(words), "{name}");
        assert!(faults(&page).contains("ほかの回答はそのまま残っています。"), "{name}");
        assert!(page.contains("回答 2 / 19") && !page.contains("name=\"before:"), "{name}");
        assert!(!faults(&page).contains("href=\"#q"), "{name}: no question stands on this page");
    }
}

// ------------------------------------------------------------------------------------------ paper and workbook

const ANSWERS: [(&str, &str); 4] = [
    ("tics-19/1", "implemented"),
    ("tics-19/2", "partial"),
    ("tics-19/4", "not_applicable"),
    ("tics-19/9", "not_implemented"),
];

#[tokio::test]
async fn a_report_is_a_pdf_named_by_the_day_and_kept_by_nobody() {
    for (path, title) in
        [("/check/tics-19/result.pdf", "チェックの結果"), ("/en/check/tics-19/result.pdf", "Result of the check")]
    {
        let mut fields = ANSWERS.to_vec();
        fields.extend([("organisation", "𠮷田髙﨑①㈱"), ("prefecture", "23")]);
        let response = form(path, &fields).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let headers = response.headers();
        assert_eq!(headers[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        let name = "attachment; filename=\"mamori-tics-19-2026-11-20.pdf\"";
        assert_eq!(headers[header::CONTENT_DISPOSITION], name);
        let pdf = bytes(response).await;
        assert!(pdf.starts_with(b"%PDF-"));
        // What a PDF says of itself stands in it in plain letters.
        assert!(String::from_utf8_lossy(&pdf).contains(title), "{path}");
    }
}

#[tokio::test]
async fn a_report_compares_with_the_earlier_answers_a_form_carries_whatever_their_file_is_called() {
    for name in ["前回.xlsx", "前回😀\u{200b}葛\u{e0101}.json", ""] {
        let mut fields = ANSWERS.to_vec();
        fields.extend([
            ("before-file", name),
            ("before:tics-19/1", "not_implemented"),
            ("before:tics-19/5", "partial"),
        ]);
        let response = form("/check/tics-19/result.pdf", &fields).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        let pdf = bytes(response).await;
        assert!(String::from_utf8_lossy(&pdf).contains("チェックの結果（前回との比較）"), "{name}");
    }
}

#[tokio::test]
async fn a_name_that_cannot_be_printed_is_refused_with_the_letter_and_kept() {
    for (name, told) in [
        ("株式会社😀製作所", "「😀」"),
        ("見本\u{200b}金型", "「U+200B」"),
        ("\u{202e}見本", "「U+202E」"),
        ("あ".repeat(61).as_str(), "60文字以内で書いてください。見つかったもの：61"),
    ] {
        for ending in ["pdf", "xlsx"] {
            let mut fields = ANSWERS.to_vec();
            fields.extend([("organisation", name), ("before:tics-19/1", "partial"), ("before-file", "前回.json")]);
            let response = form(&format!("/check/tics-19/result.{ending}"), &fields).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
            let page = text(response).await;
            assert!(faults(&page).contains("<li>会社名：") && faults(&page).contains(told), "{}", faults(&page));
            assert!(faults(&page).contains("<a href=\"#organisation\">会社名を直す</a>"));
            assert!(page.contains(&format!("value=\"{name}\" aria-invalid=\"true\" form=\"carry\"")), "kept: {name}");
            assert!(
                page.contains("回答 4 / 19") && page.contains("「前回.json」と比べました。"),
                "all is kept: {name}"
            );
        }
    }
}

#[tokio::test]
async fn a_paper_is_made_of_answers_that_are_whole_or_not_at_all() {
    for (fields, found) in [
        (vec![], "回答が一つ以上必要です"),
        (vec![("organisation", "見本")], "回答が一つ以上必要です"),
        (vec![("tics-19/1", "partial"), ("before:tics-19/77", "partial")], "「tics-19/77」"),
        (vec![("tics-19/1", "partial"), ("before:tics-19/2", "not_applicable")], "tics-19/2：○、△、× のいずれかに"),
        (vec![("tics-19/1", "perhaps"), ("tics-19/2", "partial")], "「perhaps」"),
        (vec![("tics-19/1", "partial"), ("nothing", "x")], "「nothing」"),
    ] {
        for ending in ["pdf", "xlsx"] {
            let response = form(&format!("/check/tics-19/result.{ending}"), &fields).await;
            assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            let page = text(response).await;
            assert!(faults(&page).contains(found), "{fields:?}: {}", faults(&page));
        }
    }
}

/// Answers of a check: each item has one of its own in turn, from the `turn`th on, and every fifth stays open.
fn in_turn(checklist: &Checklist, turn: usize) -> Answers<'_> {
    let mut answers = Answers::blank(checklist);
    for (i, item) in checklist.items.iter().enumerate().filter(|(i, _)| (i + turn) % 5 != 3) {
        answers.set(&item.id, Some(item.answers[(i * turn + turn) % item.answers.len()])).unwrap();
    }
    answers
}

#[tokio::test]
async fn a_result_in_excel_reads_back_as_the_same_answers() {
    let catalogue = packs::shipped().unwrap();
    for (check, turn) in CHECKS.into_iter().flat_map(|check| (0..5).map(move |turn| (check, turn))) {
        let (_, checklist) = catalogue.checklist(check).unwrap();
        let (answers, earlier) = (in_turn(checklist, turn), in_turn(checklist, turn + 1));
        let mut fields = vec![("organisation".to_owned(), "𠮷田髙﨑①㈱".to_owned())];
        for (before, answers) in [("", &answers), ("before:", &earlier)] {
            let given = answers.iter().filter_map(|(item, answer)| Some((item, answer?.word().to_owned())));
            fields.extend(given.map(|(item, word)| (format!("{before}{}", item.id), word)));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for lang in ["", "/en"] {
            let response = form(&format!("{lang}/check/{check}/result.xlsx"), &fields).await;
            assert_eq!(response.status(), StatusCode::OK, "{check}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], WORKBOOK);
            assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
            let name = format!("attachment; filename=\"mamori-{check}-2026-11-20.xlsx\"");
            assert_eq!(response.headers()[header::CONTENT_DISPOSITION], name);
            let taken = intake::read(catalogue, check, &bytes(response).await).unwrap();
            assert_eq!(taken.reading.faults, [], "{check}, {turn}");
            assert_eq!(taken.reading.answers, answers, "{check}, {turn}");
            assert_eq!(taken.reading.sheets[1].questions, 0, "the sheet of results holds no answers");
        }
    }
}

#[tokio::test]
async fn the_workbook_to_fill_reads_back_as_no_answers() {
    let catalogue = packs::shipped().unwrap();
    for check in CHECKS {
        for lang in ["", "/en"] {
            let response = get(&format!("{lang}/check/{check}/sheet.xlsx")).await;
            assert_eq!(response.status(), StatusCode::OK, "{check}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], WORKBOOK);
            let book = bytes(response).await;
            let reading = intake::read(catalogue, check, &book).unwrap().reading;
            let faults: Vec<&Expected> = reading.faults.iter().map(|fault| &fault.expected).collect();
            assert_eq!(faults, [&Expected::SomeAnswer], "{check}{lang}");
            let questions: usize = reading.sheets.iter().map(|sheet| sheet.questions).sum();
            assert_eq!(questions, catalogue.checklist(check).unwrap().1.items.len(), "every question is found");
        }
    }
    assert_eq!(get("/check/iso/sheet.xlsx").await.status(), StatusCode::NOT_FOUND);
}

/// Two papers are made at once; the others wait for their turn, and nobody is sent away.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_who_want_a_report_at_once_all_get_it() {
    let service = service();
    let asked: Vec<_> = (0..8)
        .map(|_| {
            let request = Request::post("/check/tics-19/result.pdf")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("tics-19%2F1=partial"))
                .unwrap();
            tokio::spawn(service.clone().oneshot(request))
        })
        .collect();
    let mut papers = Vec::new();
    for one in asked {
        let response = one.await.unwrap().unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        papers.push(bytes(response).await);
    }
    assert!(papers[0].starts_with(b"%PDF-"));
    assert!(papers.iter().all(|paper| *paper == papers[0]), "the same answers give the same paper");
}

// ------------------------------------------------------------------------------------------ what stands around it

#[tokio::test]
async fn enter_in_a_field_never_presses_the_button_of_the_other_language() {
    let page = text(form("/check/tics-19/result", &ANSWERS).await).await;
    let first = page.split("<button").find(|button| button.split('>').next().unwrap().contains("form=\"carry\""));
    let tag = first.unwrap().split('>').next().unwrap();
    assert!(!tag.contains("formaction") && tag.contains("hidden"), "{tag}");
}

#[tokio::test]
async fn files_are_taken_and_given_in_both_languages_from_the_pages_that_offer_them() {
    for (lang, prefix) in [("ja", ""), ("en", "/en")] {
        let questions = text(get(&format!("{prefix}/check/tics-19")).await).await;
        let result = text(get(&format!("{prefix}/check/tics-19/result")).await).await;
        for (page, part) in [
            (&questions, format!("action=\"{prefix}/check/tics-19/open\"")),
            (&questions, format!("href=\"{prefix}/check/tics-19/sheet.xlsx\" download")),
            (&result, format!("action=\"{prefix}/check/tics-19/compare\"")),
            (&result, format!("formaction=\"{prefix}/check/tics-19/result.pdf\"")),
            (&result, format!("formaction=\"{prefix}/check/tics-19/result.xlsx\"")),
        ] {
            assert!(page.contains(&part), "{lang}: {part}");
        }
        for page in [questions, result] {
            assert!(page.contains("accept=\".json,.xlsx,.xlsm,.csv,.tsv,.txt\""), "{lang}");
        }
    }
    // A result file is still opened, compared and told from a sheet by what stands in it, not by its name.
    let file = json!({ "pack": "tics-19", "answers": [{ "item": "tics-19/1", "answer": "partial" }] }).to_string();
    let page = text(send("/check/tics-19/open", &[], "result.xlsx", file.as_bytes()).await).await;
    assert_eq!(checked(&page, "tics-19"), BTreeMap::from([("1".to_owned(), "partial".to_owned())]));
}
