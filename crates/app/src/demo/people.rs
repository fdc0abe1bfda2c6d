//! The people of the sample. Family names are words such as 見本 and 架空, and the addresses end with `.example`, where
//! there is no mail (RFC 2606): nobody can be meant.

/// Somebody with a mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Someone {
    /// Name.
    pub(super) name: &'static str,
    /// How it is read.
    pub(super) reading: &'static str,
    /// The mail address, in small letters.
    pub(super) email: &'static str,
    /// `ja` or `en`.
    pub(super) language: &'static str,
}

macro_rules! people {
    ($($key:ident = $name:literal, $reading:literal, $email:literal, $language:literal;)*) => {
        $(pub(super) const $key: Someone =
            Someone { name: $name, reading: $reading, email: $email, language: $language };)*

        /// Everybody, in the order of the list for whoever tries it out.
        pub(super) const ALL: [Someone; [$(stringify!($key)),*].len()] = [$($key),*];
    };
}

people! {
    PRESIDENT = "見本 太郎", "ミホン タロウ", "taro@press.example", "ja";
    PLANT_MANAGER = "架空 誠", "カクウ マコト", "makoto@press.example", "ja";
    CLERK = "仮名 恵", "カメイ メグミ", "megumi@press.example", "ja";
    FOREMAN = "試作 健", "シサク ケン", "ken@press.example", "ja";
    INSPECTOR = "雛形 直子", "ヒナガタ ナオコ", "naoko@press.example", "ja";
    TRAINEE = "例文 修", "レイブン オサム", "osamu@press.example", "ja";
    NEWCOMER = "架空 新一", "カクウ シンイチ", "shinichi@press.example", "ja";
    SUPPORTER = "見本 支子", "ミホン シコ", "shiko@unei.example", "ja";
    GRINDER = "雛形 一人", "ヒナガタ ヒトリ", "hitori@kenma.example", "ja";
    PLATER = "例文 鍍子", "レイブン トコ", "toko@mekki.example", "ja";
    PROFESSOR = "例文 教子", "レイブン キョウコ", "kyoko@lab.example", "ja";
    RESEARCHER = "架空 博", "カクウ ヒロシ", "hiroshi@lab.example", "ja";
    GUEST = "Alex Sample", "アレックス サンプル", "alex@lab.example", "en";
    ADMINISTRATOR = "架空 律", "カクウ リツ", "ritsu@ninsho.example", "ja";
    RECEPTION = "見本 受子", "ミホン ウケコ", "ukeko@ninsho.example", "ja";
    ADVISER = "試作 導", "シサク シルベ", "shirube@ninsho.example", "ja";
    AUDITOR = "仮名 検", "カメイ ケン", "ken@ninsho.example", "ja";
    NEWER_AUDITOR = "見本 査子", "ミホン サコ", "sako@ninsho.example", "ja";
    REVIEWER = "雛形 読子", "ヒナガタ ヨミコ", "yomiko@ninsho.example", "ja";
    DECISION_MAKER = "例文 判", "レイブン ハン", "han@ninsho.example", "ja";
    SECOND_DECIDER = "試作 定", "シサク サダム", "sadamu@ninsho.example", "ja";
    THIRD_DECIDER = "架空 議子", "カクウ ギコ", "giko@ninsho.example", "ja";
    DOCUMENTS = "見本 文子", "ミホン フミコ", "fumiko@kakusho.example", "ja";
    DRAFTING = "架空 案", "カクウ アン", "an@kakusho.example", "ja";
    CONSULTATION = "仮名 合", "カメイ ゴウ", "go@kakusho.example", "ja";
    APPROVAL = "例文 決", "レイブン ケツ", "ketsu@kakusho.example", "ja";
    STATISTICS = "試作 数", "シサク カズ", "kazu@kakusho.example", "ja";
    CHAIR = "見本 会", "ミホン カイ", "kai@kogyokai.example", "ja";
    SECRETARY = "架空 世話子", "カクウ セワコ", "sewako@kogyokai.example", "ja";
    OPERATOR = "仮名 営子", "カメイ エイコ", "eiko@unei.example", "ja";
    HEAD = "試作 統", "シサク オサム", "osamu@unei.example", "ja";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_can_be_meant() {
        for someone in ALL {
            let family = someone.name.split(' ').next().unwrap_or_default();
            let invented = ["見本", "架空", "仮名", "試作", "雛形", "例文"].contains(&family);
            assert!(invented || someone.name.ends_with(" Sample"), "{}", someone.name);
            assert!(someone.email.ends_with(".example"), "{}: a domain that never exists", someone.email);
            assert_eq!(someone.email, someone.email.to_lowercase());
            assert_eq!(ALL.iter().filter(|other| other.email == someone.email).count(), 1, "{}", someone.email);
        }
    }
}
