//! [`gantry_oidc::untrusted::claims_request`] on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = gantry_oidc::untrusted::claims_request(text);
});
