//! What sign-in says to people: a refusal with what to do, a device, a way to sign in.

use super::{Agent, Over, PasswordFault, PinFault, Refused, ToDo, Way};
use crate::texts::{Texts, arg};

impl Texts {
    /// What was wrong, and what to do now.
    #[must_use]
    pub fn sign_in_refused(self, fault: &Refused) -> String {
        match fault {
            Refused::NotRecognised => self.t("sign-in-not-recognised"),
            Refused::CodeNeeded => self.t("sign-in-code-needed"),
            Refused::CodeWrong => self.t("sign-in-code-wrong"),
            Refused::CodeUsed => self.t("sign-in-code-used"),
            Refused::TooOften { retry_after } | Refused::Busy { retry_after } => {
                let minutes = retry_after.as_secs().div_ceil(60).max(1);
                self.with("sign-in-too-often", &[("minutes", arg(minutes))])
            }
            Refused::Password(fault) => self.password_fault(*fault),
            Refused::Pin(fault) => self.pin_fault(*fault),
            Refused::PasskeyWrong => self.t("key-wrong"),
            Refused::PasskeyKnown => self.t("key-known"),
            Refused::NoPasskeys => self.t("key-none-here"),
            Refused::TooMany { most } => self.with("key-too-many", &[("most", arg(*most))]),
            Refused::SecondThere => self.t("totp-there"),
            Refused::NoSecond => self.t("totp-none"),
            Refused::KeyLost => self.t("sign-in-key-lost"),
            Refused::PasswordWrong => self.t("confirm-password-wrong"),
            Refused::PinWrong => self.t("pin-wrong"),
            Refused::PinsDiffer => self.t("pin-differs"),
            Refused::NoName => self.t("own-name-fault"),
            Refused::NoAddress => self.t("own-address-fault"),
            Refused::AddressTaken => self.t("own-address-taken"),
            Refused::TerminalOnly => self.t("terminal-not-here"),
            Refused::Over(Over::Terminal) => self.t("terminal-over"),
            other if other.to_do() == ToDo::BeginAgain => self.t("sign-in-over"),
            _ => self.t("sign-in-refused"),
        }
    }

    fn password_fault(self, fault: PasswordFault) -> String {
        match fault {
            PasswordFault::TooShort { least, found } => {
                self.with("password-too-short", &[("least", arg(least)), ("found", arg(found))])
            }
            PasswordFault::TooLong { most } => self.with("password-too-long", &[("most", arg(most))]),
            PasswordFault::Common => self.t("password-common"),
            PasswordFault::OwnName | PasswordFault::OrganisationName => self.t("password-name"),
        }
    }

    fn pin_fault(self, fault: PinFault) -> String {
        match fault {
            PinFault::NotDigits => self.t("pin-not-digits"),
            PinFault::Length { least, most, found } => {
                self.with("pin-length", &[("least", arg(least)), ("most", arg(most)), ("found", arg(found))])
            }
            PinFault::Run => self.t("pin-run"),
            PinFault::Repetition => self.t("pin-repetition"),
        }
    }

    /// A device in plain words; what is not known is said not to be.
    #[must_use]
    pub fn device(self, agent: &Agent) -> String {
        let system = agent.system.map(|word| self.t(&format!("system-{word}")));
        let browser = agent.browser.map(|word| self.t(&format!("browser-{word}")));
        match (system, browser) {
            (Some(system), Some(browser)) => {
                self.with("device-both", &[("system", arg(system)), ("browser", arg(browser))])
            }
            (Some(system), None) => self.with("device-system", &[("system", arg(system))]),
            (None, Some(browser)) => browser,
            (None, None) => self.t("device-unknown"),
        }
    }

    /// How a session began.
    #[must_use]
    pub fn way(self, way: Way) -> String {
        self.t(match way {
            Way::Password => "way-password",
            Way::PasswordAndCode => "way-code",
            Way::PasswordAndRecovery => "way-recovery",
            Way::Passkey => "way-passkey",
            Way::Pin => "way-pin",
            Way::Invitation => "way-invitation",
        })
    }
}
