//! [`gantry_oidc::untrusted::response_type`] on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = gantry_oidc::untrusted::response_type(text);
});
