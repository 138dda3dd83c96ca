//! [`gantry_oidc::untrusted::params`] on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = gantry_oidc::untrusted::params(text);
});
