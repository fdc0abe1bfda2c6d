//! 法人番号: thirteen digits, the first of them a check digit.
//!
//! Source: order to the My Number Act article 35(1) and MOF ordinance No. 70 of 2014 article 2
//! (spec: sum first, then modulo 9). The check digit misses 0 ↔ 9 mistakes (2 in 90 single-digit
//! errors), so it is never taken as proof of a company's identity.

use std::fmt;
use std::str::FromStr;

/// A corporate number whose check digit holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CorporateNumber([u8; 13]);

/// Why a text is not a corporate number. Carries nothing of the text: twelve digits may be a
/// My Number, which is never stored, logged or echoed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACorporateNumber {
    /// Twelve digits: perhaps an individual's My Number.
    #[error("expected 13 digits, found 12: a corporate number has 13, and an individual number must not be entered")]
    PerhapsMyNumber,
    /// Not thirteen digits.
    #[error("expected 13 digits")]
    NotThirteenDigits,
    /// The first digit does not follow from the other twelve.
    #[error("expected the check digit to match; one digit is probably mistyped")]
    CheckDigit,
}

impl CorporateNumber {
    /// The check digit (1 to 9) of twelve base digits.
    #[must_use]
    pub fn check_digit(base: &[u8; 12]) -> u8 {
        let sum: u32 =
            base.iter().rev().zip([1, 2].into_iter().cycle()).map(|(digit, weight)| u32::from(*digit) * weight).sum();
        9 - u8::try_from(sum % 9).unwrap_or(0)
    }
}

impl FromStr for CorporateNumber {
    type Err = NotACorporateNumber;

    /// Reads digits of any width; spaces and hyphens between them are ignored.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut digits = [0_u8; 13];
        let mut count = 0;
        for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '‐' | 'ー')) {
            let digit = match c {
                '0'..='9' => c as u32 - '0' as u32,
                '０'..='９' => c as u32 - '０' as u32,
                _ => return Err(NotACorporateNumber::NotThirteenDigits),
            };
            if let Some(slot) = digits.get_mut(count) {
                *slot = u8::try_from(digit).unwrap_or(0);
            }
            count += 1;
        }
        match count {
            13 => {
                let mut base = [0; 12];
                base.copy_from_slice(&digits[1..]);
                if digits[0] == Self::check_digit(&base) {
                    Ok(Self(digits))
                } else {
                    Err(NotACorporateNumber::CheckDigit)
                }
            }
            12 => Err(NotACorporateNumber::PerhapsMyNumber),
            _ => Err(NotACorporateNumber::NotThirteenDigits),
        }
    }
}

impl fmt::Display for CorporateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

impl fmt::Debug for CorporateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CorporateNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of spec 5.1.
    const VALID: [&str; 7] = [
        "4011001098993",
        "7123456789012",
        "2120901007402",
        "4000012090001",
        "7000012050002",
        "1180301018771",
        "5010401067252",
    ];

    #[test]
    fn the_published_numbers_hold() {
        for number in VALID {
            assert_eq!(number.parse::<CorporateNumber>().unwrap().to_string(), number);
        }
    }

    #[test]
    fn full_width_digits_and_hyphens_are_read() {
        let number: CorporateNumber = "７-1234-5678-9012".parse().unwrap();
        assert_eq!(number.to_string(), "7123456789012");
    }

    #[test]
    fn twelve_digits_are_suspected_to_be_a_my_number_and_never_shown_back() {
        let error = "123456789012".parse::<CorporateNumber>().unwrap_err();
        assert_eq!(error, NotACorporateNumber::PerhapsMyNumber);
        assert!(!format!("{error} {error:?}").contains("3456"));
    }

    #[test]
    fn other_lengths_and_letters_are_refused() {
        for text in ["", "7", "71234567890123", "712345678901x", "七一二三"] {
            assert_eq!(text.parse::<CorporateNumber>(), Err(NotACorporateNumber::NotThirteenDigits), "{text}");
        }
    }

    /// Every single-digit mistake is found, except 0 ↔ 9 in the base digits.
    #[test]
    fn a_mistyped_digit_is_found_unless_it_swaps_nought_and_nine() {
        for number in VALID {
            for position in 0..13 {
                for digit in '0'..='9' {
                    let old = number.chars().nth(position).unwrap();
                    if digit == old {
                        continue;
                    }
                    let mistyped: String =
                        number.chars().enumerate().map(|(i, c)| if i == position { digit } else { c }).collect();
                    let missed = position > 0 && matches!((old, digit), ('0', '9') | ('9', '0'));
                    assert_eq!(mistyped.parse::<CorporateNumber>().is_ok(), missed, "{mistyped}");
                }
            }
        }
    }
}
