//! A paper with a block of every kind, in both languages: for the example and the tests.

use document::{Align, Block, Column, Entry, Lang, Paper, Table};
use figures::{Radar, Spoke};

/// The paper in one language.
pub(crate) fn paper(lang: Lang) -> Paper {
    match lang {
        Lang::Ja => japanese(),
        Lang::En => english(),
    }
}

fn spoke(label: &str, value: Option<u8>, before: Option<u8>) -> Spoke {
    Spoke { id: label.to_owned(), label: label.to_owned(), value, before }
}

fn columns(list: &[(u8, Align)]) -> Vec<Column> {
    list.iter().map(|&(share, align)| Column { share, align }).collect()
}

fn rows(list: &[&[&str]]) -> Vec<Vec<String>> {
    list.iter().map(|row| words(row)).collect()
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|&word| word.to_owned()).collect()
}

fn entry(title: &str, lines: &[(&str, &str)]) -> Entry {
    Entry {
        title: title.to_owned(),
        lines: lines.iter().map(|&(label, text)| (label.to_owned(), text.to_owned())).collect(),
    }
}

fn japanese() -> Paper {
    let radar = Radar {
        title: "取組ごとの状況".to_owned(),
        description: "決める 100、見分ける 50、責任者 100、扱い方 38、教育 0、事故はまだ答えがありません。".to_owned(),
        spokes: vec![
            spoke("決める", Some(100), Some(50)),
            spoke("見分ける", Some(50), Some(50)),
            spoke("責任者", Some(100), Some(100)),
            spoke("扱い方", Some(38), Some(25)),
            spoke("教育", Some(0), Some(0)),
            spoke("事故", None, None),
        ],
    };
    let scores = Table {
        caption: Some("取組ごとの点数（0〜100）".to_owned()),
        head: words(&["取組", "前回", "今回"]),
        columns: columns(&[(6, Align::Left), (2, Align::Right), (2, Align::Right)]),
        rows: rows(&[
            &["守る情報の決定", "50", "100"],
            &["守る情報の識別・対策整理", "50", "50"],
            &["管理責任者選任", "100", "100"],
            &["情報管理プロセスの設定", "25", "38"],
            &["従業員への対策周知や教育", "0", "0"],
            &["情報漏えい等の事故発生時の報告ルールの設定", "—", "—"],
        ]),
    };
    Paper {
        lang: Lang::Ja,
        title: "技術情報管理 自己チェックの結果".to_owned(),
        subtitle: words(&[
            "株式会社 𠮷田精密（法人番号 7123456789012）　髙橋 﨑山",
            "2026年（令和8年）11月20日　チェックリスト tics-19 2024-04 版",
        ]),
        headline: Some(
            "責任者と保管場所は整っています。\n扱い方と事故時の連絡に、これから取り組む余地があります。".to_owned(),
        ),
        blocks: vec![
            Block::Beside(vec![Block::Radar(radar)], vec![Block::Table(scores)]),
            Block::Framed(words(&[
                "この結果は、答えた方がご自身で確かめるためのものです。認証の結果ではありません。",
                "「事故」の問いにはまだ答えがないため、図では線が切れています。",
            ])),
            Block::Heading("次に取り組むこと".to_owned()),
            Block::Text(
                "効果が大きく、すぐに始められるものから順に並べました。ISO/IEC 27001 や USB メモリーのような言葉は、\
                 はじめて出るところで説明しています。30分でできる最初の一歩を、それぞれに書いています。"
                    .to_owned(),
            ),
            Block::Entries(vec![
                entry(
                    "持ち出しの決まりを紙1枚にする",
                    &[
                        ("いまの答え", "△（一部できている）"),
                        (
                            "最初の一歩",
                            "図面や加工条件を社外に持ち出すのは誰か、何に入れてか、いつ戻すかを書き出します。\
                             終わったら、責任者の机の横に貼ります。",
                        ),
                        (
                            "根拠",
                            "S2 62–66行。https://www.example.go.jp/policy/economy/guideline/technology-information-2024.pdf",
                        ),
                    ],
                ),
                entry(
                    "事故のときの連絡先を決める",
                    &[
                        ("いまの答え", "未回答"),
                        ("最初の一歩", "最初に電話する人の名前と番号を決め、\n全員に伝えます。"),
                        ("", "社外の相談窓口は、次のページの一覧にあります。"),
                    ],
                ),
            ]),
            Block::Heading("使える相談窓口".to_owned()),
            Block::Bullets(words(&[
                "よろず支援拠点：経営の相談を無料で受け付けています。",
                "IPA 情報セキュリティ安心相談窓口：ウイルスや不正アクセスの相談ができます。",
            ])),
            Block::NewPage,
            Block::Heading("すべての答え".to_owned()),
            Block::Table(answers_ja()),
            Block::Note("○：できている　△：一部できている　×：できていない　−：当てはまらない".to_owned()),
            Block::Together(vec![
                Block::Heading("記号の読み方".to_owned()),
                Block::Text("① 株式会社は㈱、有限会社は㈲と書くことがあります。部屋番号はⅫ、面積は㎡です。".to_owned()),
            ]),
        ],
        foot: words(&[
            "このページは Mamori が作りました。国の機関のサイトではありません。",
            "結果ファイルの SHA-256：e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ]),
        running: "株式会社 𠮷田精密　自己チェックの結果".to_owned(),
        author: "株式会社 𠮷田精密".to_owned(),
        date: (2026, 11, 20),
    }
}

fn answers_ja() -> Table {
    let questions = [
        "守りたい技術情報を決めている",
        "守りたい情報がどこにあるかを一覧にしている",
        "紙の図面に「秘」などの印を付けている",
        "電子データを置くフォルダーを分け、見られる人を限っている",
        "情報管理の責任者を選び、全員に知らせている",
    ];
    let marks = ["○", "△", "×", "−", "未回答"];
    Table {
        caption: None,
        head: words(&["番号", "問い", "答え", "メモ"]),
        columns: columns(&[(2, Align::Right), (12, Align::Left), (3, Align::Centre), (7, Align::Left)]),
        rows: (0..60)
            .map(|i| {
                let note = if i % 4 == 1 { "来月までに一覧を見直す。担当は山﨑。" } else { "" };
                words(&[&(i + 1).to_string(), questions[i % 5], marks[i % 5], note])
            })
            .collect(),
    }
}

fn english() -> Paper {
    let radar = Radar {
        title: "State of each effort".to_owned(),
        description: "Decide 100, Identify 50, Manager 100, Handling 38, Training 0; Incidents has no answer yet."
            .to_owned(),
        spokes: vec![
            spoke("Decide", Some(100), Some(50)),
            spoke("Identify", Some(50), Some(50)),
            spoke("Manager", Some(100), Some(100)),
            spoke("Handling", Some(38), Some(25)),
            spoke("Training", Some(0), Some(0)),
            spoke("Incidents", None, None),
        ],
    };
    let scores = Table {
        caption: Some("Score of each effort (0–100)".to_owned()),
        head: words(&["Effort", "Before", "Now"]),
        columns: columns(&[(6, Align::Left), (2, Align::Right), (2, Align::Right)]),
        rows: rows(&[
            &["Decide what to protect", "50", "100"],
            &["Tell protected information apart and plan the measures", "50", "50"],
            &["Appoint an information protection manager", "100", "100"],
            &["Set the process for managing information", "25", "38"],
            &["Inform and train employees", "0", "0"],
            &["Set reporting rules for leaks and other incidents", "—", "—"],
        ]),
    };
    Paper {
        lang: Lang::En,
        title: "Technical information management: result of your self-check".to_owned(),
        subtitle: words(&["株式会社 𠮷田精密 (Yoshida Precision), 7123456789012", "20 November 2026 · checklist tics-19, edition 2024-04"]),
        headline: Some("You have a manager and a safe place. Handling and reporting incidents leave you something to do.".to_owned()),
        blocks: vec![
            Block::Beside(vec![Block::Radar(radar)], vec![Block::Table(scores)]),
            Block::Framed(words(&[
                "This result is for you to see where you stand. It is not a certification.",
                "The question on “incidents” has no answer yet, so the line in the figure is interrupted there.",
            ])),
            Block::Heading("What to do next".to_owned()),
            Block::Text(
                "Sorted by effect, and by how soon you can begin. Each entry names a first step that takes no more than \
                 thirty minutes; words such as ISO/IEC 27001 are explained where they first stand."
                    .to_owned(),
            ),
            Block::Entries(vec![
                entry(
                    "Put the rules for taking things out on one sheet",
                    &[
                        ("Answer now", "△ (partly done)"),
                        (
                            "First step",
                            "Write down who takes drawings or process conditions out of the house, in what, and when they \
                             come back. Then pin the sheet beside the manager’s desk.",
                        ),
                        ("Source", "S2, lines 62–66. https://www.example.go.jp/policy/economy/guideline/technology-information-2024.pdf"),
                    ],
                ),
                entry(
                    "Decide whom to call in an incident",
                    &[
                        ("Answer now", "none yet"),
                        ("First step", "Choose the first person to call,\nand tell everybody."),
                        ("", "Desks outside your company are listed below."),
                    ],
                ),
            ]),
            Block::Heading("Desks you can ask".to_owned()),
            Block::Bullets(words(&[
                "Yorozu support centres: advice on running a business, free of charge.",
                "IPA information security desk: viruses and unauthorised access.",
            ])),
            Block::NewPage,
            Block::Heading("All answers".to_owned()),
            Block::Table(answers_en()),
            Block::Note("○ done   △ partly done   × not done   − does not apply".to_owned()),
            Block::Together(vec![
                Block::Heading("How to read the marks".to_owned()),
                Block::Text("① A company may write ㈱ or ㈲ before its name.".to_owned()),
            ]),
        ],
        foot: words(&[
            "Made by Mamori. This is not a site of the government.",
            "SHA-256 of the result file: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ]),
        running: "Yoshida Precision: result of the self-check".to_owned(),
        author: "Yoshida Precision".to_owned(),
        date: (2026, 11, 20),
    }
}

fn answers_en() -> Table {
    let questions = [
        "You have decided which technical information to protect",
        "You keep a list of where that information is",
        "Drawings on paper bear a mark such as “confidential”",
        "Files to protect have a folder of their own, and only some people can open it",
        "You have appointed a manager and told everybody",
    ];
    let marks = ["○", "△", "×", "−", "none"];
    Table {
        caption: None,
        head: words(&["No.", "Question", "Answer", "Note"]),
        columns: columns(&[(2, Align::Right), (12, Align::Left), (3, Align::Centre), (7, Align::Left)]),
        rows: (0..60)
            .map(|i| {
                let note = if i % 4 == 1 { "Go through the list by next month." } else { "" };
                words(&[&(i + 1).to_string(), questions[i % 5], marks[i % 5], note])
            })
            .collect(),
    }
}
