//! The scheme as rules: accreditation (認定) of certification bodies, certification (認証) of companies.
//!
//! Knows the rules and the words of the law; knows no clock, file, network, database or screen. Two life
//! cycles exist so far: an [`organisation`] and what a person is in one ([`member`]). Two questions are answered
//! for a company: who may certify us ([`eligibility`]), and, on the way, whether we are a small or medium-sized
//! enterprise ([`sme`]).

pub mod accreditation;
pub mod application;
pub mod assignment;
pub mod case;
pub mod certification;
pub mod competence;
pub mod confirmation;
pub mod eligibility;
pub mod member;
pub mod name;
pub mod organisation;
pub mod partiality;
pub mod period;
pub mod rules;
#[cfg(test)]
mod samples;
pub mod sme;
pub mod word;
mod written;
