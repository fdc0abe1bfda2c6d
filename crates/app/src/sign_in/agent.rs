//! Which device a session is on, in two words read from the `User-Agent` of the sign-in. Only the words are kept. What
//! browsers say of themselves is often untrue: where several say the same, the word stands for all of them, and what
//! is not known by sight is not told.

/// What a device says of itself, as far as it can be believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agent {
    /// The word of its system; none = not known.
    pub system: Option<&'static str>,
    /// The word of its browser; none = not known.
    pub browser: Option<&'static str>,
}

/// Systems by what stands in the text, the first that fits. An iPad may call itself a Macintosh, and an Android that
/// shows pages for desks calls itself Linux.
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows NT", "windows"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Macintosh", "mac"),
    ("Android", "android"),
    ("CrOS", "chromeos"),
    ("Linux", "linux"),
    ("X11", "linux"),
];

/// Browsers that have a name of their own beside that of the family they imitate.
const NAMED: [(&str, &str); 6] = [
    ("Edg/", "edge"),
    ("EdgA/", "edge"),
    ("EdgiOS/", "edge"),
    ("FxiOS/", "firefox"),
    ("CriOS/", "chrome"),
    ("SamsungBrowser/", "samsung"),
];

/// Others that are known to imitate and have no word here.
const OTHERS: [&str; 12] = [
    "OPR/",
    "Opera",
    "OPiOS/",
    "Vivaldi",
    "YaBrowser",
    "UCBrowser",
    "DuckDuckGo",
    "SeaMonkey",
    "Epiphany",
    "Line/",
    "HeadlessChrome",
    "Electron",
];

/// The words of browsers, as they are kept.
const BROWSERS: [&str; 5] = ["edge", "firefox", "chrome", "samsung", "safari"];

impl Agent {
    /// Reads the `User-Agent` of a request.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let has = |part: &&str| text.contains(*part);
        let system = SYSTEMS.iter().find(|(part, _)| has(part)).map(|(_, word)| *word);
        let named = NAMED.iter().find(|(part, _)| has(part)).map(|(_, word)| *word);
        let browser = match named {
            Some(word) => Some(word),
            None if OTHERS.iter().any(has) => None,
            None if text.contains("Chrome/") && text.contains("Safari/") => Some("chrome"),
            None if text.contains("Firefox/") && text.contains("Gecko/") => Some("firefox"),
            // Elsewhere it is another browser with the same engine.
            None if text.contains("Version/") && text.contains("Safari/") => {
                system.filter(|system| matches!(*system, "mac" | "iphone" | "ipad")).map(|_| "safari")
            }
            None => None,
        };
        Self { system, browser }
    }

    /// As it is kept with the session.
    #[must_use]
    pub fn words(self) -> String {
        format!("{} {}", self.system.unwrap_or("-"), self.browser.unwrap_or("-"))
    }

    /// Reads what [`Agent::words`] wrote; anything else is unknown.
    #[must_use]
    pub fn read(words: &str) -> Self {
        let Some((system, browser)) = words.split_once(' ') else { return Self::default() };
        Self {
            system: SYSTEMS.iter().map(|(_, word)| *word).find(|word| *word == system),
            browser: BROWSERS.into_iter().find(|word| *word == browser),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_in_two_words_and_what_is_unsure_is_not_told() {
        let apple = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        let cases = [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome} Edg/142.0.0.0"), "windows edge"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome}"), "windows chrome"),
            ("Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(), "windows firefox"),
            (
                format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {apple} Version/26.0 Safari/605.1.15"),
                "mac safari",
            ),
            (
                format!(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {apple} Version/26.0 Mobile/15E148 Safari/604.1"
                ),
                "iphone safari",
            ),
            (
                format!(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {apple} CriOS/142.0 Mobile/15E148 Safari/604.1"
                ),
                "iphone chrome",
            ),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {chrome}"), "android chrome"),
            ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0".to_owned(), "android firefox"),
            (format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {chrome}"), "chromeos chrome"),
            (format!("Mozilla/5.0 (X11; Linux x86_64) {chrome}"), "linux chrome"),
            (format!("Mozilla/5.0 (X11; Linux x86_64) {apple} Version/26.0 Safari/605.1.15"), "linux -"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome} OPR/120.0.0.0"), "windows -"),
            ("Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)".to_owned(), "windows -"),
            ("curl/8.5.0".to_owned(), "- -"),
            (String::new(), "- -"),
        ];
        for (text, words) in cases {
            let agent = Agent::of(&text);
            assert_eq!(agent.words(), words, "{text}");
            assert_eq!(Agent::read(words), agent, "{words}");
        }
        for words in ["", "Firefox, Linux", "windows", "amiga edge", "Mozilla/5.0 (X11"] {
            assert_eq!(Agent::read(words).browser.filter(|_| words != "amiga edge"), None, "{words}");
        }
    }
}
