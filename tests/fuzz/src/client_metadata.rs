//! [`gantry_oidc::untrusted::client_metadata`] on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = gantry_oidc::untrusted::client_metadata(text);
});
