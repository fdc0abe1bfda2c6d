//! How to use the API: a token, the commonest tasks, the rules, every kind of problem, and the viewer of its description.

use maud::{Markup, html};

use super::Frame;
use super::layout::{Layout, Switch, layout};
use crate::assets;
use crate::error::Refusal;

/// The commonest tasks: the key of each heading, and the command.
const TASKS: [(&str, &str); 6] = [
    ("api-task-me", "curl -H \"Authorization: Bearer $TOKEN\" $MAMORI/api/v1/me"),
    (
        "api-task-begin",
        "curl -X POST -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n  \
         -H 'Idempotency-Key: check-2026-11' -d '{\"pack\": \"tics-19\"}' $MAMORI/api/v1/checks",
    ),
    (
        "api-task-file",
        "curl -X POST -H \"Authorization: Bearer $TOKEN\" -H 'Idempotency-Key: sheet-2026-11' \\\n  \
         --data-binary @sheet.xlsx \"$MAMORI/api/v1/checks:claim-file?pack=tics-19&reported_on=2026-11-20\"",
    ),
    (
        "api-task-answer",
        "curl -X PUT -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n  \
         -H 'If-Match: \"v0\"' -d '{\"answer\": \"implemented\", \"note\": \"\"}' \\\n  \
         $MAMORI/api/v1/checks/$CHECK/items/tics-19%2F1",
    ),
    (
        "api-task-result",
        "curl -H \"Authorization: Bearer $TOKEN\" $MAMORI/api/v1/checks/$CHECK/result.json -o result.json",
    ),
    ("api-task-history", "curl -H \"Authorization: Bearer $TOKEN\" \"$MAMORI/api/v1/history?limit=100\""),
];

const RULES: [&str; 6] = [
    "api-rule-organisation",
    "api-rule-once",
    "api-rule-seen",
    "api-rule-pages",
    "api-rule-language",
    "api-rule-grave",
];

/// The page.
pub(crate) fn page(frame: Frame<'_>) -> Markup {
    let main = html! {
        link rel="stylesheet" href=(assets::url("vendor/swagger-ui/swagger-ui.css"));
        script src=(assets::url("vendor/swagger-ui/swagger-ui-bundle.js")) {}
        div.wrap.prose {
            h1 { (frame.t("nav-api")) }
            p.lead { (frame.t("api-lead")) }
            section.card {
                h2 { (frame.t("api-token-title")) }
                p { (frame.t("api-token")) }
                p.actions { a.btn.sub href=(frame.href("/account/tokens")) { (frame.t("api-token-go")) } }
                p { (frame.t("api-token-use")) }
                pre { code { "MAMORI=https://mamori.example.jp\nTOKEN=mamori_…" } }
            }
            section.card {
                h2 { (frame.t("api-tasks")) }
                @for (heading, command) in TASKS {
                    h3 { (frame.t(heading)) }
                    pre { code { (command) } }
                }
            }
            section.card {
                h2 { (frame.t("api-rules")) }
                ul { @for rule in RULES { li { (frame.t(rule)) } } }
            }
            section.card {
                h2 { (frame.t("api-problems")) }
                p { (frame.t("api-problems-lead")) }
                dl.problems {
                    @for problem in Refusal::documented() {
                        dt id=(format!("problem-{}", problem.kind())) { code { (problem.kind()) } " " span.note { (problem.status().as_u16()) } }
                        dd { (problem.said(frame.texts)) }
                    }
                }
            }
        }
        div.wrap {
            h2 { (frame.t("api-description")) }
            p { a href="/api/v1/openapi.json" { "openapi.json" } }
            p.notice.no-js { (frame.t("api-docs-noscript")) }
            div #viewer {}
        }
    };
    let title = frame.t("nav-api");
    layout(
        frame,
        &Layout { title: &title, path: "/api/docs", class: "api", scripts: &["api-docs.js"], switch: Switch::Link },
        &main,
    )
}
