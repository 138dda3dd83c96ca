//! [`gantry_oidc::untrusted::scope`] on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = gantry_oidc::untrusted::scope(text);
});
