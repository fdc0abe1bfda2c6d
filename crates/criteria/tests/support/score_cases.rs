//! Small cases of the score, worked by hand.

use criteria::score::Headline;

/// A case worked by hand. Strong from 80, weak below 50; ○ 100 points, △ 50, × 0.
pub(crate) struct Case {
    /// The rule it shows.
    pub(crate) rule: &'static str,
    /// Axis, weight, priority, and the numbers of the items it builds on.
    pub(crate) items: &'static [(&'static str, u16, u8, &'static [usize])],
    /// One mark per item; `.` = not answered.
    pub(crate) answers: &'static str,
    pub(crate) overall: Option<u8>,
    /// Items, answered, of these −.
    pub(crate) covered: (u32, u32, u32),
    /// Axis, percentage, standing.
    pub(crate) axes: &'static str,
    pub(crate) strong: &'static str,
    pub(crate) weak: &'static str,
    pub(crate) headline: Headline,
    /// Number, answer, missing points, which items build on it, weak axis.
    pub(crate) steps: &'static [&'static str],
}

/// All cases have the axes they name, in the order of the alphabet, and at least `a`.
#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    Case {
        rule: "what nobody answered has no score",
        items: &[("a", 1, 50, &[]), ("a", 1, 50, &[]), ("b", 1, 50, &[])], answers: "...",
        overall: None, covered: (3, 0, 0), axes: "a - Unanswered, b - Unanswered", strong: "", weak: "",
        headline: Headline::Nothing, steps: &[],
    },
    Case {
        rule: "everything done is a hundred, and nothing is left to do",
        items: &[("a", 1, 50, &[]), ("a", 1, 50, &[]), ("b", 1, 50, &[])], answers: "○○○",
        overall: Some(100), covered: (3, 3, 0), axes: "a 100 Strong, b 100 Strong", strong: "a b", weak: "",
        headline: Headline::AllStrong, steps: &[],
    },
    Case {
        rule: "one of three is 33",
        items: &[("a", 1, 50, &[]), ("a", 1, 50, &[]), ("a", 1, 50, &[])], answers: "○××",
        overall: Some(33), covered: (3, 3, 0), axes: "a 33 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["2 × 100 weak a", "3 × 100 weak a"],
    },
    Case {
        rule: "two of three are 67",
        items: &[("a", 1, 50, &[]), ("a", 1, 50, &[]), ("a", 1, 50, &[])], answers: "○○×",
        overall: Some(67), covered: (3, 3, 0), axes: "a 67 Underway", strong: "", weak: "",
        headline: Headline::Underway, steps: &["3 × 100"],
    },
    Case {
        rule: "12.5 is rounded up to 13",
        items: &[("a", 1, 50, &[]), ("a", 7, 50, &[])], answers: "○×",
        overall: Some(13), covered: (2, 2, 0), axes: "a 13 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["2 × 100 weak a"],
    },
    Case {
        rule: "37.5 from △ is rounded up to 38",
        items: &[("a", 3, 50, &[]), ("a", 1, 50, &[])], answers: "△×",
        overall: Some(38), covered: (2, 2, 0), axes: "a 38 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["2 × 100 weak a", "1 △ 50 weak a"],
    },
    Case {
        rule: "0.5 is rounded up to 1",
        items: &[("a", 1, 50, &[]), ("a", 199, 50, &[])], answers: "○×",
        overall: Some(1), covered: (2, 2, 0), axes: "a 1 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["2 × 100 weak a"],
    },
    Case {
        rule: "a little less than 0.5 is rounded down to 0",
        items: &[("a", 1, 50, &[]), ("a", 200, 50, &[])], answers: "○×",
        overall: Some(0), covered: (2, 2, 0), axes: "a 0 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["2 × 100 weak a"],
    },
    Case {
        rule: "99.5 is rounded up to 100, and the rest still stands among the steps",
        items: &[("a", 199, 50, &[]), ("a", 1, 50, &[])], answers: "○×",
        overall: Some(100), covered: (2, 2, 0), axes: "a 100 Strong", strong: "a", weak: "",
        headline: Headline::AllStrong, steps: &["2 × 100"],
    },
    Case {
        rule: "an item counts as much as its weight",
        items: &[("a", 3, 50, &[]), ("a", 1, 50, &[])], answers: "○×",
        overall: Some(75), covered: (2, 2, 0), axes: "a 75 Underway", strong: "", weak: "",
        headline: Headline::Underway, steps: &["2 × 100"],
    },
    Case {
        rule: "− leaves numerator and denominator; an axis of − alone is not applicable",
        items: &[("a", 1, 50, &[]), ("a", 9, 50, &[]), ("b", 1, 50, &[])], answers: "○−−",
        overall: Some(100), covered: (3, 3, 2), axes: "a 100 Strong, b - NotApplicable", strong: "a", weak: "",
        headline: Headline::AllStrong, steps: &[],
    },
    Case {
        rule: "an open question leaves numerator and denominator, whatever its weight",
        items: &[("a", 1, 50, &[]), ("a", 1000, 50, &[]), ("b", 1000, 50, &[])], answers: "△..",
        overall: Some(50), covered: (3, 1, 0), axes: "a 50 Underway, b - Unanswered", strong: "", weak: "",
        headline: Headline::Underway, steps: &["1 △ 50"],
    },
    Case {
        rule: "an axis of − and an open question is unanswered, not inapplicable",
        items: &[("a", 1, 50, &[]), ("a", 1, 50, &[]), ("b", 1, 50, &[])], answers: "−.○",
        overall: Some(100), covered: (3, 2, 1), axes: "a - Unanswered, b 100 Strong", strong: "b", weak: "",
        headline: Headline::AllStrong, steps: &[],
    },
    Case {
        rule: "− everywhere is no score at all",
        items: &[("a", 1, 50, &[]), ("b", 1, 50, &[])], answers: "−−",
        overall: None, covered: (2, 2, 2), axes: "a - NotApplicable, b - NotApplicable", strong: "", weak: "",
        headline: Headline::Nothing, steps: &[],
    },
    Case {
        rule: "the whole is taken over the items, not over the axes",
        items: &[("a", 1, 50, &[]), ("b", 1, 50, &[]), ("b", 1, 50, &[]), ("b", 1, 50, &[])], answers: "○×××",
        overall: Some(25), covered: (4, 4, 0), axes: "a 100 Strong, b 0 Weak", strong: "a", weak: "b",
        headline: Headline::StrongAndWeak, steps: &["2 × 100 weak b", "3 × 100 weak b", "4 × 100 weak b"],
    },
    Case {
        rule: "of two strong axes with 90 the exactly better one stands first",
        items: &[("a", 900, 50, &[]), ("a", 100, 50, &[]), ("b", 904, 50, &[]), ("b", 96, 50, &[])], answers: "○×○×",
        overall: Some(90), covered: (4, 4, 0), axes: "a 90 Strong, b 90 Strong", strong: "b a", weak: "",
        headline: Headline::AllStrong, steps: &["2 × 100", "4 × 100"],
    },
    Case {
        rule: "of two weak axes with 10 the exactly weaker one stands first",
        items: &[("a", 104, 50, &[]), ("a", 896, 50, &[]), ("b", 100, 50, &[]), ("b", 900, 50, &[])], answers: "○×○×",
        overall: Some(10), covered: (4, 4, 0), axes: "a 10 Weak, b 10 Weak", strong: "", weak: "b a",
        headline: Headline::WeakOnly, steps: &["2 × 100 weak a", "4 × 100 weak b"],
    },
    Case {
        rule: "equal axes stand in the order of the pack",
        items: &[("a", 1, 50, &[]), ("b", 2, 50, &[]), ("c", 3, 50, &[]), ("d", 4, 50, &[])], answers: "×○×○",
        overall: Some(60), covered: (4, 4, 0), axes: "a 0 Weak, b 100 Strong, c 0 Weak, d 100 Strong",
        strong: "b d", weak: "a c",
        headline: Headline::StrongAndWeak, steps: &["1 × 100 weak a", "3 × 100 weak c"],
    },
    Case {
        rule: "exactly 80 is strong, exactly 50 is not weak",
        items: &[("a", 4, 50, &[]), ("a", 1, 50, &[]), ("b", 1, 50, &[]), ("b", 1, 50, &[])], answers: "○×○×",
        overall: Some(71), covered: (4, 4, 0), axes: "a 80 Strong, b 50 Underway", strong: "a", weak: "",
        headline: Headline::StrongAndUnderway, steps: &["2 × 100", "4 × 100"],
    },
    Case {
        rule: "79 is not strong, 49 is weak",
        items: &[("a", 79, 50, &[]), ("a", 21, 50, &[]), ("b", 49, 50, &[]), ("b", 51, 50, &[])], answers: "○×○×",
        overall: Some(64), covered: (4, 4, 0), axes: "a 79 Underway, b 49 Weak", strong: "", weak: "b",
        headline: Headline::WeakOnly, steps: &["2 × 100", "4 × 100 weak b"],
    },
    Case {
        rule: "where an axis stands follows the number that is shown: 79.5 is shown as 80, 49.5 as 50",
        items: &[("a", 159, 50, &[]), ("a", 41, 50, &[]), ("b", 99, 50, &[]), ("b", 101, 50, &[])], answers: "○×○×",
        overall: Some(65), covered: (4, 4, 0), axes: "a 80 Strong, b 50 Underway", strong: "a", weak: "",
        headline: Headline::StrongAndUnderway, steps: &["2 × 100", "4 × 100"],
    },
    Case {
        rule: "steps are ordered by priority × missing points; ○, − and open questions are no steps",
        items: &[
            ("a", 1, 40, &[]), ("a", 1, 70, &[]), ("a", 1, 90, &[]), ("a", 1, 99, &[]), ("a", 1, 98, &[]), ("a", 1, 97, &[]),
        ],
        answers: "×△△○−.",
        overall: Some(50), covered: (6, 5, 1), axes: "a 50 Underway", strong: "", weak: "",
        headline: Headline::Underway, steps: &["3 △ 50", "1 × 100", "2 △ 50"],
    },
    Case {
        rule: "equal steps stand in the order of the pack",
        items: &[("a", 1, 80, &[]), ("a", 1, 40, &[]), ("a", 1, 80, &[])], answers: "△×△",
        overall: Some(33), covered: (3, 3, 0), axes: "a 33 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["1 △ 50 weak a", "2 × 100 weak a", "3 △ 50 weak a"],
    },
    Case {
        rule: "an open item waits for the open item it builds on, however urgent it is",
        items: &[("a", 1, 1, &[]), ("a", 1, 100, &[1]), ("a", 1, 50, &[])], answers: "△××",
        overall: Some(17), covered: (3, 3, 0), axes: "a 17 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["1 △ 50 for 2 weak a", "2 × 100 weak a", "3 × 100 weak a"],
    },
    Case {
        rule: "it does not wait for one that is done, inapplicable or not answered",
        items: &[("a", 1, 1, &[]), ("a", 1, 1, &[]), ("a", 1, 1, &[]), ("a", 1, 50, &[]), ("a", 1, 100, &[1, 2, 3])],
        answers: "○−.××",
        overall: Some(33), covered: (5, 4, 1), axes: "a 33 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["5 × 100 weak a", "4 × 100 weak a"],
    },
    Case {
        rule: "of several foundations the more urgent one comes first, and their own foundation before all",
        items: &[("a", 1, 10, &[]), ("a", 1, 20, &[1]), ("a", 1, 30, &[1]), ("a", 1, 90, &[2, 3]), ("a", 1, 50, &[])],
        answers: "×××××",
        overall: Some(0), covered: (5, 5, 0), axes: "a 0 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly,
        steps: &[
            "1 × 100 for 2,3 weak a", "3 × 100 for 4 weak a", "2 × 100 for 4 weak a", "4 × 100 weak a", "5 × 100 weak a",
        ],
    },
    Case {
        rule: "a foundation is named only for the items that are open themselves",
        items: &[("a", 1, 50, &[]), ("a", 1, 50, &[1]), ("a", 1, 50, &[1]), ("a", 1, 50, &[1]), ("a", 1, 50, &[1])],
        answers: "×○−.△",
        overall: Some(50), covered: (5, 4, 1), axes: "a 50 Underway", strong: "", weak: "",
        headline: Headline::Underway, steps: &["1 × 100 for 5", "5 △ 50"],
    },
    Case {
        rule: "through an item that is done there is no order",
        items: &[("a", 1, 1, &[]), ("a", 1, 50, &[1]), ("a", 1, 100, &[2])], answers: "×○×",
        overall: Some(33), covered: (3, 3, 0), axes: "a 33 Weak", strong: "", weak: "a",
        headline: Headline::WeakOnly, steps: &["3 × 100 weak a", "1 × 100 weak a"],
    },
    Case {
        rule: "an axis without items is unanswered and in nobody's way",
        items: &[("b", 1, 50, &[])], answers: "○",
        overall: Some(100), covered: (1, 1, 0), axes: "a - Unanswered, b 100 Strong", strong: "b", weak: "",
        headline: Headline::AllStrong, steps: &[],
    },
];
