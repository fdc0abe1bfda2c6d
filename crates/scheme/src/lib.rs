//! The scheme as rules: accreditation (認定) of certification bodies, certification (認証) of companies.
//!
//! Knows the rules and the words of the law; knows no clock, file, network, database or screen. Life cycles: an
//! [`organisation`], and what a person is in one ([`member`]); the [`accreditation`] of a body; a company's [`application`], and
//! the certification [`case`] a body makes of it; its [`audit`], working paper ([`requirement`]) and [`nonconformity`]; the
//! [`decision`]; the [`certificate`] and its [`suspension`]; what makes a person partial towards a company ([`partiality`]), and
//! what one is competent in ([`competence`]). Questions: who may certify us ([`eligibility`]), and, on the way, whether we are a
//! small or medium-sized enterprise ([`sme`]); who may take which function in a case ([`assignment`]). How strict each rule of a
//! case is comes from a rule pack ([`rules`]).

pub mod accreditation;
pub mod application;
pub mod assignment;
pub mod audit;
pub mod case;
pub mod certificate;
pub mod certification;
pub mod competence;
pub mod confirmation;
pub mod day;
pub mod decision;
pub mod eligibility;
#[cfg(test)]
mod given;
pub mod member;
pub mod name;
pub mod nonconformity;
pub mod organisation;
pub mod partiality;
pub mod period;
pub mod requirement;
pub mod rules;
#[cfg(test)]
mod samples;
pub mod seen;
pub mod sme;
pub mod suspension;
pub mod word;
mod written;
