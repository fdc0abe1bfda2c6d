//! The tables a search for an industry reads: divisions, and everyday words. Knows no search.

use std::sync::LazyLock;

use criteria::text::Lang;

use super::key;

// --------------------------------------------------------------------------- divisions (大分類)

/// A division of the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// Its letter.
    pub letter: &'static str,
    ja: &'static str,
    en: &'static str,
}

impl Division {
    /// Its name.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::En => self.en,
        }
    }

    /// What finds all of it: the letter alone, or its name.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        [self.letter, self.ja, self.en].into_iter().map(key)
    }
}

const fn div(letter: &'static str, ja: &'static str, en: &'static str) -> Division {
    Division { letter, ja, en }
}

/// The divisions, by public code lists and unconfirmed like the names in the pack; English names are
/// renderings. They stand here because the released bytes of the pack, which has no divisions, never change.
pub const DIVISIONS: [Division; 20] = [
    div("A", "農業，林業", "Agriculture and forestry"),
    div("B", "漁業", "Fisheries"),
    div("C", "鉱業，採石業，砂利採取業", "Mining and quarrying"),
    div("D", "建設業", "Construction"),
    div("E", "製造業", "Manufacturing"),
    div("F", "電気・ガス・熱供給・水道業", "Electricity, gas, heat and water"),
    div("G", "情報通信業", "Information and communications"),
    div("H", "運輸業，郵便業", "Transport and postal services"),
    div("I", "卸売業，小売業", "Wholesale and retail"),
    div("J", "金融業，保険業", "Finance and insurance"),
    div("K", "不動産業，物品賃貸業", "Real estate and goods rental"),
    div("L", "学術研究，専門・技術サービス業", "Research, professional and technical services"),
    div("M", "宿泊業，飲食サービス業", "Accommodation and food services"),
    div("N", "生活関連サービス業，娯楽業", "Personal services and amusement"),
    div("O", "教育，学習支援業", "Education and learning support"),
    div("P", "医療，福祉", "Medical care and welfare"),
    div("Q", "複合サービス事業", "Compound services"),
    div("R", "サービス業（他に分類されないもの）", "Other services, not elsewhere classified"),
    div("S", "公務（他に分類されるものを除く）", "Government, except elsewhere classified"),
    div("T", "分類不能の産業", "Unclassifiable industries"),
];

// ------------------------------------------------------------------------------- search words

/// Everyday words, and the industries they may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Spellings in Japanese; the first is the one that is shown.
    ja: &'static [&'static str],
    /// Spellings in English, likewise.
    en: &'static [&'static str],
    /// Codes of the industries.
    pub codes: &'static [&'static str],
}

impl Word {
    /// Every spelling.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> {
        self.ja.iter().chain(self.en).copied()
    }

    /// The spelling that is shown to a reader.
    #[must_use]
    pub fn shown(self, lang: Lang) -> Option<&'static str> {
        match lang {
            Lang::Ja => self.ja.first().copied(),
            Lang::En => self.en.first().copied(),
        }
    }
}

/// The search words that lead to an industry.
pub fn words_of(code: &str) -> impl Iterator<Item = Word> {
    WORDS.iter().copied().filter(move |word| word.codes.contains(&code))
}

/// The search words that lead to an industry, each as it is shown and as it is compared.
pub(super) fn word_keys(code: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    static KEYS: LazyLock<Vec<Vec<(&str, String)>>> =
        LazyLock::new(|| WORDS.iter().map(|word| word.all().map(|word| (word, key(word))).collect()).collect());
    let leading = WORDS.iter().zip(KEYS.iter()).filter(move |(word, _)| word.codes.contains(&code));
    leading.flat_map(|(_, keys)| keys.iter().map(|(word, key)| (*word, key.as_str())))
}

const fn word(ja: &'static [&'static str], en: &'static [&'static str], codes: &'static [&'static str]) -> Word {
    Word { ja, en, codes }
}

/// The search words. They are ours, and labelled so wherever one shows; no source has them. They only ever
/// offer, and never decide. A word stands here only where the names and explanations of the classification leave
/// no doubt; a product stands for those who make it, and a word with several homes for all of them. They are no part
/// of the pack, whose released bytes never change and whose names are the classification's.
#[rustfmt::skip] // A table: one row, one line.
pub(super) const WORDS: &[Word] = &[
    word(&["食品", "食品加工"], &["food processing"], &["E09"]),
    word(&["菓子", "製菓"], &["confectionery"], &["E09"]),
    word(&["惣菜", "そう菜"], &["ready-made dishes"], &["E09"]),
    word(&["水産加工"], &["seafood processing"], &["E09"]),
    word(&["酒造", "清酒"], &["brewery"], &["E10"]),
    word(&["縫製"], &["sewing"], &["E11"]),
    word(&["染色"], &["dyeing"], &["E11"]),
    word(&["織物", "紡績", "ニット"], &["weaving", "spinning", "knitwear"], &["E11"]),
    word(&["製材", "合板"], &["sawmill", "plywood"], &["E12"]),
    word(&["建具"], &["fittings"], &["E13"]),
    word(&["段ボール", "ダンボール", "紙器"], &["cardboard"], &["E14"]),
    word(&["製本"], &["bookbinding"], &["E15"]),
    word(&["塗料"], &["paints"], &["E16"]),
    word(&["製薬", "医薬品"], &["pharmaceuticals"], &["E16"]),
    word(&["化粧品"], &["cosmetics"], &["E16"]),
    word(&["樹脂成形", "射出成形", "プラスチック成形"], &["plastic moulding", "injection moulding"], &["E18"]),
    word(&["樹脂"], &["resin"], &["E16", "E18"]),
    word(&["ガラス"], &["glass"], &["E21"]),
    word(&["陶磁器", "セラミックス", "ファインセラミックス"], &["porcelain"], &["E21"]),
    word(&["セメント", "生コン"], &["cement"], &["E21"]),
    word(&["砥石", "と石"], &["grindstones"], &["E21"]),
    word(&["鋳造", "鋳物"], &["casting", "foundry"], &["E22", "E23"]),
    word(&["鍛造"], &["forging"], &["E22", "E23"]),
    word(&["ダイカスト", "ダイキャスト"], &["die casting"], &["E23"]),
    word(&["電線", "ケーブル"], &["cables"], &["E23"]),
    word(&["伸銅"], &["copper rolling"], &["E23"]),
    word(&["アルミ", "アルミニウム"], &["aluminium", "aluminum"], &["E23", "E24"]),
    word(&["プレス", "プレス加工"], &["stamping"], &["E24"]),
    word(&["板金", "製缶"], &["sheet metal"], &["E24"]),
    word(&["めっき", "メッキ", "鍍金"], &["plating"], &["E24"]),
    word(&["熱処理", "焼入れ", "焼き入れ"], &["heat treatment"], &["E24"]),
    word(&["ねじ", "ネジ", "ボルト", "ナット"], &["screws", "bolts", "nuts"], &["E24"]),
    word(&["ばね", "バネ", "スプリング"], &["springs"], &["E24"]),
    word(&["刃物"], &["cutlery"], &["E24"]),
    word(&["鉄骨"], &["steel frames"], &["E24"]),
    word(&["塗装"], &["painting", "coating"], &["E24", "D07"]),
    word(&["ポンプ"], &["pumps"], &["E25"]),
    word(&["コンプレッサー", "コンプレッサ", "圧縮機"], &["compressors"], &["E25"]),
    word(&["油圧機器", "空圧機器"], &["hydraulic equipment"], &["E25"]),
    word(&["歯車", "減速機"], &["gears"], &["E25"]),
    word(&["軸受", "ベアリング"], &["bearings"], &["E25"]),
    word(&["バルブ"], &["valves"], &["E25"]),
    word(&["ボイラ", "ボイラー"], &["boilers"], &["E25"]),
    word(&["エレベーター", "エレベータ"], &["lifts", "elevators"], &["E25"]),
    // A part belongs with the machine it is for; made to order for any machine it is 2599.
    word(&["機械加工", "切削", "切削加工", "旋盤", "部品加工"], &["machining", "turning", "milling"], &["E25", "E26", "E31"]),
    word(&["金属加工"], &["metalworking"], &["E24", "E25", "E26", "E31"]),
    word(&["金型"], &["moulds", "molds", "dies", "tool and die"], &["E26"]),
    word(&["工作機械"], &["machine tools"], &["E26"]),
    word(&["金属加工機械", "プレス機械"], &["metalworking machinery"], &["E26"]),
    word(&["切削工具", "超硬工具"], &["cutting tools"], &["E26"]),
    word(&["ロボット"], &["robots"], &["E26"]),
    word(&["半導体製造装置"], &["semiconductor manufacturing equipment"], &["E26"]),
    word(&["建設機械", "建機"], &["construction machinery"], &["E26"]),
    word(&["農業機械", "農機"], &["agricultural machinery"], &["E26"]),
    word(&["食品機械"], &["food machinery"], &["E26"]),
    word(&["包装機械"], &["packaging machinery"], &["E26"]),
    word(&["医療機器", "医療用具"], &["medical devices"], &["E27"]),
    word(&["計測器", "測定器", "計量器", "分析機器"], &["measuring instruments"], &["E27"]),
    word(&["光学機器", "レンズ", "カメラ"], &["optical instruments", "lenses", "cameras"], &["E27"]),
    word(&["事務機", "複写機"], &["office machines"], &["E27"]),
    word(&["自動販売機"], &["vending machines"], &["E27"]),
    word(&["武器"], &["weapons"], &["E27"]),
    word(&["半導体", "集積回路"], &["semiconductors"], &["E28"]),
    word(&["電子基板", "基板", "プリント基板", "プリント配線板"], &["circuit boards"], &["E28"]),
    word(&["コネクタ", "コネクター"], &["connectors"], &["E28"]),
    word(&["モーター", "モータ", "電動機"], &["motors"], &["E29"]),
    word(&["配電盤", "制御盤", "変圧器"], &["switchboards", "transformers"], &["E29"]),
    word(&["電池", "バッテリー"], &["batteries"], &["E29"]),
    word(&["照明器具"], &["lighting"], &["E29"]),
    word(&["家電"], &["household appliances"], &["E29"]),
    word(&["通信機器", "携帯電話"], &["communication equipment", "mobile phones"], &["E30"]),
    word(&["パソコン", "コンピューター", "コンピュータ"], &["computers"], &["E30"]),
    word(&["自動車部品", "自動車"], &["car parts", "automotive parts", "cars"], &["E31"]),
    word(&["航空機部品", "航空機"], &["aircraft parts", "aircraft"], &["E31"]),
    word(&["造船", "船舶"], &["shipbuilding"], &["E31"]),
    word(&["鉄道車両"], &["rolling stock"], &["E31"]),
    word(&["フォークリフト"], &["forklifts"], &["E31"]),
    word(&["自転車"], &["bicycles"], &["E31"]),
    word(&["時計"], &["watches", "clocks"], &["E32"]),
    word(&["楽器"], &["musical instruments"], &["E32"]),
    word(&["玩具", "おもちゃ"], &["toys"], &["E32"]),
    word(&["眼鏡", "めがね", "メガネ"], &["spectacles"], &["E32"]),
    word(&["文房具", "文具"], &["stationery"], &["E32"]),
    word(&["建設", "建築工事"], &["building work"], &["D06", "D07", "D08"]),
    word(&["土木"], &["civil engineering"], &["D06"]),
    word(&["電気工事", "管工事", "配管"], &["electrical work", "plumbing"], &["D08"]),
    word(&["発電"], &["power generation"], &["F33"]),
    word(&["ソフトウェア", "ソフトウエア", "ソフト"], &["software"], &["G39"]),
    word(&["システム開発", "プログラム"], &["system development", "programming"], &["G39"]),
    word(&["情報処理"], &["data processing"], &["G39"]),
    word(&["運送", "トラック"], &["trucking", "haulage"], &["H44"]),
    word(&["バス", "タクシー"], &["bus", "taxi"], &["H43"]),
    word(&["倉庫"], &["warehouse"], &["H47"]),
    word(&["物流"], &["logistics"], &["H44", "H47", "H48"]),
    word(&["梱包", "こん包"], &["packing"], &["H48"]),
    word(&["商社", "問屋"], &["trading company"], &["I50", "I51", "I52", "I53", "I54", "I55"]),
    word(&["自動車販売", "中古車"], &["car dealer"], &["I59"]),
    word(&["通信販売", "通販", "ネット販売"], &["mail order", "online sales"], &["I61"]),
    word(&["リース", "レンタル"], &["leasing", "rental"], &["K70"]),
    word(&["研究開発", "研究所"], &["research and development"], &["L71"]),
    word(&["コンサルティング", "コンサルタント"], &["consulting"], &["L72", "L74"]),
    word(&["デザイン"], &["design studio"], &["L72"]),
    word(&["会計事務所", "税理士"], &["accounting"], &["L72"]),
    word(&["機械設計", "設計"], &["mechanical design"], &["L74"]),
    word(&["測量"], &["surveying"], &["L74"]),
    word(&["非破壊検査"], &["non-destructive testing"], &["L74"]),
    word(&["ホテル", "旅館"], &["hotel"], &["M75"]),
    word(&["病院", "診療所"], &["hospital", "clinic"], &["P83"]),
    word(&["産業廃棄物", "産廃"], &["industrial waste"], &["R88"]),
    word(&["人材派遣"], &["temporary staff"], &["R91"]),
    word(&["警備", "ビルメンテナンス"], &["security guards", "building maintenance"], &["R92"]),
];
