//! What a paper looks like from outside: judged by the tools of poppler, which know nothing of how it was made.

#[path = "../examples/sample/paper.rs"]
mod sample;

use std::process::Command;

use document::{Align, Block, Column, Entry, Lang, Paper, PaperError, Table, pdf, unprintable};

/// What a tool prints about a PDF.
fn ask(tool: &str, arguments: &[&str], bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new(tool).args(arguments).arg(&file).args(after(tool)).output().unwrap();
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    // pdfinfo writes titles of headings in UTF-16.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// `pdftotext` writes to a file unless it is told otherwise.
fn after(tool: &str) -> &'static [&'static str] {
    if tool == "pdftotext" { &["-"] } else { &[] }
}

fn text_of(bytes: &[u8]) -> String {
    ask("pdftotext", &["-layout"], bytes)
}

/// The text without the places where lines were broken.
fn letters_of(bytes: &[u8]) -> String {
    text_of(bytes).split_whitespace().collect()
}

fn paper(lang: Lang, blocks: Vec<Block>) -> Paper {
    Paper {
        lang,
        title: "題 Title".to_owned(),
        subtitle: Vec::new(),
        headline: None,
        blocks,
        foot: Vec::new(),
        running: "欄外 running".to_owned(),
        author: "著者".to_owned(),
        date: (2026, 11, 20),
    }
}

fn one(text: &str) -> Paper {
    paper(Lang::Ja, vec![Block::Text(text.to_owned())])
}

fn column(share: u8) -> Column {
    Column { share, align: Align::Left }
}

#[test]
fn a_paper_with_every_block_is_set_in_both_languages() {
    for (lang, number) in [(Lang::Ja, "1 / 4 ページ"), (Lang::En, "page 1 / 4")] {
        let paper = sample::paper(lang);
        let bytes = pdf(&paper).unwrap();
        let text = text_of(&bytes);
        assert!(text.contains(number), "{text}");
        let letters = letters_of(&bytes);
        for said in
            paper.subtitle.iter().chain(&paper.foot).chain(&paper.headline).chain([&paper.title, &paper.running])
        {
            let said: String = said.split_whitespace().collect();
            assert!(letters.contains(&said), "{said}");
        }
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = sample::paper(Lang::Ja);
    assert!(pdf(&paper).unwrap() == pdf(&paper).unwrap());
}

#[test]
fn a_paper_is_a4_tagged_pdf_a_2a_and_pdf_ua_1() {
    let paper = sample::paper(Lang::En);
    let bytes = pdf(&paper).unwrap();
    let about = ask("pdfinfo", &[], &bytes);
    let line = |start: &str| about.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
    assert!(line("Title:").ends_with(&paper.title), "{about}");
    assert!(line("Author:").ends_with(&paper.author), "{about}");
    assert!(line("CreationDate:").contains("Nov 20 00:00:00 2026"), "{about}");
    assert!(line("Tagged:").ends_with("yes"), "{about}");
    assert!(line("Page size:").ends_with("(A4)"), "{about}");
    let declared = ask("pdfinfo", &["-meta"], &bytes);
    for part in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "<rdf:li>en<"] {
        assert!(declared.contains(part), "{part} in {declared}");
    }
}

#[test]
fn headings_tables_lists_and_figures_are_what_they_are_for_a_screen_reader() {
    let bytes = pdf(&sample::paper(Lang::Ja)).unwrap();
    let structure = ask("pdfinfo", &["-struct"], &bytes);
    let count = |tag: &str| structure.lines().filter(|line| line.split([':', ' ']).any(|word| word == tag)).count();
    assert_eq!(count("H1"), 4, "{structure}");
    assert_eq!(count("TH"), 3 + 4, "the repeated heads are no second heads");
    assert_eq!(count("TR"), 1 + 6 + 1 + 60);
    assert_eq!(count("Figure"), 1);
    assert_eq!(count("LI"), 2 + 2);
    // Each run of one script is a piece in quotation marks.
    let pieces = ask("pdfinfo", &["-struct-text"], &bytes);
    let read: String = pieces.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"')).collect();
    assert!(read.contains("次に取り組むこと") && read.contains("情報管理プロセスの設定"), "{read}");
    assert!(!read.contains("4 / 4"), "page numbers are not read out: {read}");
}

#[test]
fn every_font_is_embedded() {
    for lang in [Lang::Ja, Lang::En] {
        let fonts = ask("pdffonts", &[], &pdf(&sample::paper(lang)).unwrap());
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(rows.len() >= 3, "{fonts}");
        for row in rows {
            assert!(row.contains(" yes yes yes "), "embedded, a subset, with its letters: {row}");
        }
        assert!(fonts.contains("BIZUDGothic-Regular") && fonts.contains("MamoriFallback"), "{fonts}");
    }
}

#[test]
fn the_letters_of_names_are_printed() {
    for names in [
        "𠮷田 髙橋 﨑山 ①㈱ ㈲ 濵 德 Ⅻ ㊿",
        "𡈽 𣘺 塚\u{fa10} ○◯△×−✓ か゚ セ゚ が ①",
        "葛\u{e0100} 葛\u{e0101} 辻\u{e0100} 塚\u{fe00}",
    ] {
        assert_eq!(unprintable(names), Vec::<char>::new());
        let read = letters_of(&pdf(&one(names)).unwrap());
        let names: String = names.split_whitespace().collect();
        assert!(read.contains(&names), "{names} in {read}");
    }
}

/// A font that lacks a compatibility form, but has the common one, would draw that.
#[test]
fn a_form_of_a_kanji_is_never_drawn_as_another() {
    let rare = |letter: char| {
        let fonts = ask("pdffonts", &[], &pdf(&one(&format!("名{letter}"))).unwrap());
        fonts.contains("MamoriFallback")
    };
    for (form, common) in [('\u{f907}', '龜'), ('\u{2f815}', '冬'), ('\u{2f8e5}', '梅')] {
        assert!(!rare(common) && rare(form), "{form}");
    }
    assert!(!rare('\u{fa10}'), "BIZ UDGothic has this form itself");
    // What is drawn in two parts is read out twice.
    for name in ["Nguyễn", "\u{212b}ngström ≠ \u{2126}"] {
        for lang in [Lang::Ja, Lang::En] {
            let read = letters_of(&pdf(&paper(lang, vec![Block::Text(name.to_owned())])).unwrap());
            assert!(read.contains(&name.replace(' ', "")), "{read}");
        }
    }
}

#[test]
fn what_no_font_has_is_refused_by_name() {
    let refused = |text: &str| pdf(&one(text)).unwrap_err();
    assert_eq!(refused("山田🙂太郎"), PaperError::Letters(vec!['🙂']));
    assert_eq!(refused("🙂🙃🙂"), PaperError::Letters(vec!['🙂', '🙃']), "each once, in order");
    assert_eq!(refused("未定義\u{378}"), PaperError::Letters(vec!['\u{378}']));
    assert_eq!(refused("外字\u{e000}"), PaperError::Letters(vec!['\u{e000}']));
    assert_eq!(refused("\tx\u{202e}y\u{200b}"), PaperError::Letters(vec!['\t', '\u{202e}', '\u{200b}']));
    assert_eq!(refused("葛\u{e01ef}"), PaperError::Letters(vec!['葛', '\u{e01ef}']), "a form that is not there");
    assert_eq!(refused("𠮷\u{301}"), PaperError::Letters(vec!['\u{301}']), "no font has both");
    assert_eq!(unprintable("一行\r\n二行\n三行"), Vec::<char>::new());
    assert_eq!(unprintable("一行\r二行"), ['\r']);
    let mut paper = Paper { author: String::new(), ..one("本文") };
    assert!(pdf(&paper).is_ok(), "an author need not be named");
    paper.author = "🙂".to_owned();
    assert_eq!(pdf(&paper).unwrap_err(), PaperError::Letters(vec!['🙂']), "also where it is only metadata");
    assert_eq!(PaperError::Letters(vec!['\u{e000}']).to_string(), "no font has `\u{e000}` (U+E000)");
}

/// The promise of `unprintable`: what it lets pass is set, and comes out. In English, Latin has its own font.
#[test]
fn whatever_is_not_refused_is_printed() {
    let planes = (' '..='\u{3ffff}').chain('\u{e0000}'..='\u{e01ef}');
    let all: Vec<char> = planes.filter(|letter| unprintable(&format!(" {letter}")).is_empty()).collect();
    assert!(all.len() > 22_000, "{}", all.len());
    let latin: Vec<char> = all.iter().copied().filter(|letter| *letter < '\u{3000}').collect();
    for (lang, letters) in [(Lang::Ja, all), (Lang::En, latin)] {
        let lines =
            letters.chunks(45).map(|letters| Block::Note(letters.iter().flat_map(|&letter| [letter, ' ']).collect()));
        let read = letters_of(&pdf(&paper(lang, lines.collect())).unwrap());
        for letter in ['𠮷', '髙', '﨑', 'ế', '㊿', '✓'] {
            assert!(!letters.contains(&letter) || read.contains(letter), "{letter}");
        }
    }
}

#[test]
fn what_looks_like_markup_is_printed_as_it_stands() {
    let tricks = [
        r##"#import"x" #eval("1+1") #panic() *b* _i_ $x^2$ `raw` <label> @ref \ \n \u{41} // /* = - + ~ -- "quoted" 'so'"##,
        "</svg><script>alert(1)</script> &amp; &lt; %PDF (a) [b] <<c>>",
        "= 見出しではない",
        "{\"kind\":\"heading\"}",
    ];
    let column = Column { share: 1, align: Align::Left };
    for trick in tricks {
        let mut paper = one(trick);
        paper.title = trick.to_owned();
        paper.running = trick.to_owned();
        paper.subtitle = vec![trick.to_owned()];
        paper.blocks.extend([
            Block::Heading(trick.to_owned()),
            Block::Bullets(vec![trick.to_owned()]),
            Block::Entries(vec![Entry { title: trick.to_owned(), lines: vec![(trick.to_owned(), trick.to_owned())] }]),
            Block::Table(Table {
                caption: Some(trick.to_owned()),
                head: vec![trick.to_owned()],
                columns: vec![column],
                rows: vec![vec![trick.to_owned()]],
            }),
            Block::Radar(figures::Radar {
                title: trick.to_owned(),
                description: trick.to_owned(),
                spokes: ["決める", "</svg>", "#x"].map(spoke).to_vec(),
            }),
        ]);
        let read = letters_of(&pdf(&paper).unwrap());
        let said: String = trick.split_whitespace().collect();
        assert!(read.matches(&said).count() >= 6, "{said} in {read}");
        assert!(read.contains("</svg>"), "{read}");
    }
}

fn spoke(label: &str) -> figures::Spoke {
    figures::Spoke { id: label.to_owned(), label: label.to_owned(), value: Some(50), before: None }
}

#[test]
fn a_long_table_repeats_its_head_and_breaks_no_row() {
    let bytes = pdf(&sample::paper(Lang::Ja)).unwrap();
    let text = ask("pdftotext", &["-layout", "-f", "2"], &bytes);
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.is_empty()).collect();
    assert_eq!(pages.len(), 3);
    for (i, page) in pages.iter().enumerate() {
        assert_eq!(page.matches("問い").count(), 1, "{page}");
        assert!(page.contains(&format!("{} / 4 ページ", i + 2)), "{page}");
        let row = page
            .lines()
            .skip_while(|line| !line.contains("問い"))
            .find(|line| !line.is_empty() && !line.contains("問い"));
        assert!(row.unwrap().trim_start().starts_with(|letter: char| letter.is_ascii_digit()), "{page}");
    }
}

#[test]
fn a_heading_and_a_caption_stay_with_the_first_row_of_their_table() {
    let row = |text: &str| vec![text.to_owned(), "二行になる長さの文章を".repeat(5)];
    let mut moved = 0;
    for above in [34, 36, 38, 40] {
        let mut blocks = vec![Block::Note("段落".to_owned()); above];
        blocks.push(Block::Heading("見出し".to_owned()));
        blocks.push(Block::Table(Table {
            caption: Some("説明".to_owned()),
            head: row("頭"),
            columns: vec![column(1), column(2)],
            rows: vec![row("最初の行"), row("次の行")],
        }));
        let first = ask("pdftotext", &["-l", "1"], &pdf(&paper(Lang::Ja, blocks)).unwrap());
        let there = ["見出し", "説明", "頭", "最初の行"].map(|text| first.contains(text));
        assert!(there == [true; 4] || there == [false; 4], "{above} paragraphs above: {there:?}");
        moved += usize::from(there == [false; 4]);
    }
    assert!(moved > 0 && moved < 4, "the table stood at the end of a page: {moved}");
}

#[test]
fn nothing_is_lost_where_a_text_is_longer_than_a_page_or_a_word_longer_than_a_line() {
    let long = "これは長い回答です。".repeat(400);
    let word = "x".repeat(300);
    for lang in [Lang::Ja, Lang::En] {
        let blocks = vec![
            Block::Table(Table {
                caption: Some("表".to_owned()),
                head: vec!["甲".to_owned(), "乙".to_owned()],
                columns: vec![column(1), column(3)],
                rows: vec![vec![word.clone(), long.clone()]],
            }),
            Block::Entries(vec![Entry { title: word.clone(), lines: vec![("丙".to_owned(), long.clone())] }]),
            Block::Beside(vec![Block::Framed(vec![long.clone()])], vec![Block::Text(word.clone())]),
            Block::Together(vec![Block::Text(long.clone())]),
        ];
        let read = letters_of(&pdf(&paper(lang, blocks)).unwrap());
        assert_eq!(read.matches('長').count(), 1600);
        assert_eq!(read.matches('x').count(), 900);
    }
}

#[test]
fn what_is_no_paper_is_refused_and_what_is_empty_is_left_out() {
    let table = |head: &[&str], rows: &[&[&str]]| {
        let words = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let rows = rows.iter().map(|row| words(row)).collect();
        Block::Table(Table { caption: None, head: words(head), columns: vec![column(1), column(1)], rows })
    };
    let refused = |paper: Paper| match pdf(&paper).unwrap_err() {
        PaperError::Layout(why) => why,
        PaperError::Letters(letters) => panic!("{letters:?}"),
    };
    assert_eq!(
        refused(paper(Lang::Ja, vec![table(&["a", "b"], &[&["1", "2", "3"]])])),
        "a table of 2 columns has a row of 3"
    );
    assert_eq!(refused(paper(Lang::Ja, vec![table(&["a"], &[])])), "a table of 2 columns has a head of 1");
    assert_eq!(refused(Paper { date: (2026, 13, 1), ..one("x") }), "2026-13-1 is no day");
    assert_eq!(refused(Paper { title: " ".to_owned(), ..one("x") }), "a paper without a title");
    assert!(refused(one(&"長".repeat(500_001))).contains("letters"));

    let nothing = vec![
        Block::Heading(String::new()),
        Block::Text(" \n".to_owned()),
        Block::Note(String::new()),
        Block::Framed(vec![String::new()]),
        Block::Bullets(Vec::new()),
        Block::Entries(Vec::new()),
        table(&[], &[]),
        Block::Beside(Vec::new(), vec![Block::NewPage]),
        Block::Together(vec![Block::NewPage]),
        table(&[], &[&["", ""]]),
        Block::Entries(vec![Entry { title: "名前だけ".to_owned(), lines: Vec::new() }]),
        Block::NewPage,
    ];
    let bytes = pdf(&paper(Lang::En, nothing)).unwrap();
    assert!(letters_of(&bytes).contains("名前だけ"));
}
