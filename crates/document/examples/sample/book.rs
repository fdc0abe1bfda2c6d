//! A workbook with a sheet to fill in and a sheet with a chart: for the example and the tests.

use document::{Book, BookCell, BookChart, BookChoices, BookColumn, BookRow, BookSeries, BookSheet, Look};

pub(crate) fn row(cells: Vec<BookCell>) -> BookRow {
    BookRow { cells }
}

pub(crate) fn columns(widths: &[f64]) -> Vec<BookColumn> {
    widths.iter().map(|&width| BookColumn { width }).collect()
}

pub(crate) fn book(sheets: Vec<BookSheet>) -> Book {
    Book {
        title: "自己チェック & 結果".to_owned(),
        author: "株式会社 𠮷田精密".to_owned(),
        date: (2026, 11, 20),
        sheets,
    }
}

/// A sheet to fill in and a sheet with a chart.
pub(crate) fn filled() -> Book {
    let marks = BookChoices {
        list: ["○", "△", "×", "−"].map(str::to_owned).to_vec(),
        title: "選べるのは4つの記号です".to_owned(),
        message: "「○」「△」「×」「−」のいずれかを選んでください。消せば未回答に戻ります。".to_owned(),
    };
    let mut rows = vec![
        row(vec![BookCell::text("点検シート：技術情報管理の自己チェック", Look::Title).across(4)]),
        row(vec![
            BookCell::text(
                "色の付いた欄だけに書き込めます。答えは一覧から選んでください。分からない問いは空けたままで構いません。\n\
                 書き終えたら保存して、サイトの「ファイルから読み込む」で開いてください。",
                Look::Note,
            )
            .across(4),
        ]),
        row(["番号", "問い", "答え", "メモ"].map(|head| BookCell::text(head, Look::Head)).to_vec()),
    ];
    for number in 1..=19 {
        let question = if number % 3 == 0 {
            "電子データを置くフォルダーを分け、見られる人を限っている（共有フォルダーやクラウドの権限を含む）"
        } else {
            "守りたい技術情報を決めている"
        };
        let answer = if number == 2 { BookCell::blank(Look::Answer) } else { BookCell::text("○", Look::Answer) };
        rows.push(row(vec![
            BookCell::number(f64::from(number), Look::Mark),
            BookCell::text(question, Look::Plain),
            answer.choices(marks.clone()),
            BookCell::text(if number == 1 { "=1+1" } else { "" }, Look::Field),
        ]));
    }
    let fill = BookSheet {
        name: "点検".to_owned(),
        columns: columns(&[6.0, 58.0, 9.0, 30.0]),
        rows,
        frozen_rows: 3,
        repeated_row: Some(2),
        protected: true,
        ..BookSheet::default()
    };
    book(vec![fill, result()])
}

fn result() -> BookSheet {
    let score = |label: &str, before: f64, now: Option<f64>| {
        let now = now.map_or_else(|| BookCell::blank(Look::Plain), |now| BookCell::number(now, Look::Plain));
        row(vec![BookCell::text(label, Look::Plain), BookCell::number(before, Look::Plain), now])
    };
    BookSheet {
        name: "結果".to_owned(),
        columns: columns(&[30.0, 10.0, 10.0, 4.0, 50.0]),
        rows: vec![
            row(vec![BookCell::text("取組ごとの点数", Look::Title).across(3)]),
            row(["取組", "前回", "今回"].map(|head| BookCell::text(head, Look::Head)).to_vec()),
            score("決める", 50.0, Some(100.0)),
            score("見分ける", 50.0, Some(50.0)),
            score("責任者", 100.0, Some(100.0)),
            score("扱い方", 25.0, Some(38.0)),
            score("教育", 0.0, Some(0.0)),
            score("事故", 0.0, None),
            row(vec![
                BookCell::text("平均", Look::Total),
                BookCell::number(37.0, Look::Total),
                BookCell::number(57.0, Look::Total),
            ]),
        ],
        landscape: true,
        chart: Some(BookChart {
            title: "取組ごとの状況".to_owned(),
            description: "決める 100、見分ける 50。事故はまだ答えがありません。".to_owned(),
            rows: (2, 7),
            labels: 0,
            series: vec![
                BookSeries { name: "今回".to_owned(), column: 2, broken: false },
                BookSeries { name: "前回".to_owned(), column: 1, broken: true },
            ],
            most: 100.0,
            at: (1, 4),
            size: (460, 380),
        }),
        ..BookSheet::default()
    }
}
