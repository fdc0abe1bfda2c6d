//! The tests of the pages and the interface, in one program: linked once, its tests side by side.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod accounts;
mod accreditations;
mod address;
mod api_access;
mod api_tokens;
mod audit;
mod bodies_api;
mod bodies_page;
mod by_token;
mod carried;
mod certification;
mod decision;
mod desk;
#[path = "../../app/tests/sign_in/device.rs"]
mod device;
mod erasure;
mod evidence;
mod field;
mod foreign;
mod house;
mod http;
mod invented;
mod kept;
mod limits;
mod operator;
mod outside;
mod people;
mod proxies;
mod reset;
mod served;
mod sheets;
mod sign_in_house;
mod sign_in_pages;
mod slow;
#[path = "../../app/tests/stamping/mod.rs"]
mod stamping;
mod tls;
mod town;
mod twice;
