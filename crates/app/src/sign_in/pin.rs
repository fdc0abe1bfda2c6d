//! Which PINs can be chosen. A PIN is worth something only together with a registered terminal.

use super::{PinFault, Refused, typed};

/// Digits at least.
const LEAST: usize = 6;
/// Digits at most.
const MOST: usize = 12;

/// The PIN as it is hashed, if it can be chosen.
pub(super) fn choose(typed: &str) -> Result<String, Refused> {
    let pin = typed::code(typed);
    match fault(&pin) {
        Some(fault) => Err(Refused::Pin(fault)),
        None => Ok(pin),
    }
}

fn fault(pin: &str) -> Option<PinFault> {
    let digits = pin.as_bytes();
    if !digits.iter().all(u8::is_ascii_digit) {
        return Some(PinFault::NotDigits);
    }
    let found = digits.len();
    if !(LEAST..=MOST).contains(&found) {
        return Some(PinFault::Length { least: LEAST, most: MOST, found });
    }
    // After 9 comes 0.
    let follows = |step: u8| digits.windows(2).all(|pair| (pair[0] - b'0' + step) % 10 == pair[1] - b'0');
    if follows(1) || follows(9) {
        return Some(PinFault::Run);
    }
    let repeats = |part: usize| digits.chunks(part).all(|chunk| digits.starts_with(chunk));
    (1..=3).any(repeats).then_some(PinFault::Repetition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_digits_that_are_no_run_and_no_repetition() {
        let length = |found| PinFault::Length { least: 6, most: 12, found };
        let refused = [
            ("", length(0)),
            ("12345", length(5)),
            ("1357902468135", length(13)),
            ("12345a", PinFault::NotDigits),
            ("123456", PinFault::Run),
            ("890123", PinFault::Run),
            ("987654", PinFault::Run),
            ("210987", PinFault::Run),
            ("111111", PinFault::Repetition),
            ("121212", PinFault::Repetition),
            ("123123", PinFault::Repetition),
            ("1231231", PinFault::Repetition),
        ];
        for (typed, fault) in refused {
            assert_eq!(choose(typed), Err(Refused::Pin(fault)), "{typed}");
        }
        for (typed, pin) in [("471288", "471288"), ("４７１ ２８８", "471288"), ("112233", "112233")] {
            assert_eq!(choose(typed).as_deref(), Ok(pin), "{typed}");
        }
    }
}
