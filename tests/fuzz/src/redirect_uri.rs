//! [`gantry_oidc::untrusted::redirect_uri`] on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = gantry_oidc::untrusted::redirect_uri(text);
});
