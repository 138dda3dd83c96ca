//! The Basic plan: a code in the query, a secret in the header.

use crate::bench::each;
use crate::scenarios::{
    codes, happy, parameters, prompts, redirect_uris, refresh, request_objects, response_types,
    scopes, userinfo,
};
use crate::variant::{CODE, Method, Variant};

const BASIC: [Variant; 1] = [CODE];
/// Where it matters how the client authenticates.
const BOTH: [Variant; 2] = [CODE, CODE.with(Method::Post)];

#[tokio::test]
async fn oidcc_server() {
    each(&BASIC, happy::server).await;
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    each(&BASIC, response_types::missing).await;
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    each(&BASIC, happy::idtoken_signature).await;
}

#[tokio::test]
async fn oidcc_idtoken_unsigned() {
    each(&BASIC, async |case| happy::idtoken_unsigned(case)).await;
}

#[tokio::test]
async fn oidcc_userinfo_get() {
    each(&BASIC, userinfo::get).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_header() {
    each(&BASIC, userinfo::post_header).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_body() {
    each(&BASIC, userinfo::post_body).await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    each(&BASIC, happy::without_nonce).await;
}

#[tokio::test]
async fn oidcc_scope_profile() {
    each(&BASIC, async |case| scopes::one(case, "profile").await).await;
}

#[tokio::test]
async fn oidcc_scope_email() {
    each(&BASIC, async |case| scopes::one(case, "email").await).await;
}

#[tokio::test]
async fn oidcc_scope_address() {
    each(&BASIC, async |case| scopes::one(case, "address").await).await;
}

#[tokio::test]
async fn oidcc_scope_phone() {
    each(&BASIC, async |case| scopes::one(case, "phone").await).await;
}

#[tokio::test]
async fn oidcc_scope_all() {
    each(&BASIC, scopes::all).await;
}

#[tokio::test]
async fn oidcc_alternate_happy_flow() {
    each(&BASIC, scopes::alternate_happy_flow).await;
}

#[tokio::test]
async fn oidcc_display_page() {
    each(&BASIC, async |case| {
        parameters::display(case, "page").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_display_popup() {
    each(&BASIC, async |case| {
        parameters::display(case, "popup").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_prompt_login() {
    each(&BASIC, prompts::login).await;
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    each(&BASIC, prompts::none_not_logged_in).await;
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    each(&BASIC, prompts::none_logged_in).await;
}

#[tokio::test]
async fn oidcc_max_age_1() {
    each(&BASIC, prompts::max_age_1).await;
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    each(&BASIC, prompts::max_age_10000).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    each(&BASIC, parameters::unknown).await;
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    each(&BASIC, prompts::id_token_hint).await;
}

#[tokio::test]
async fn oidcc_login_hint() {
    each(&BASIC, parameters::login_hint).await;
}

#[tokio::test]
async fn oidcc_ui_locales() {
    each(&BASIC, parameters::ui_locales).await;
}

#[tokio::test]
async fn oidcc_claims_locales() {
    each(&BASIC, parameters::claims_locales).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    each(&BASIC, parameters::acr_values).await;
}

#[tokio::test]
async fn oidcc_codereuse() {
    each(&BOTH, codes::reuse).await;
}

#[tokio::test]
async fn oidcc_codereuse_30seconds() {
    each(&BOTH, codes::reuse_after_30_seconds).await;
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    each(&BASIC, redirect_uris::unregistered).await;
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    each(&BASIC, parameters::post_request).await;
}

#[tokio::test]
async fn oidcc_server_client_secret_post() {
    each(&[CODE.with(Method::Post)], happy::server).await;
}

#[tokio::test]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    each(&BASIC, request_objects::by_reference).await;
}

#[tokio::test]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    each(&BASIC, request_objects::by_value).await;
}

#[tokio::test]
async fn oidcc_claims_essential() {
    each(&BASIC, parameters::claims_essential).await;
}

#[tokio::test]
async fn oidcc_ensure_request_object_with_redirect_uri() {
    each(&BASIC, request_objects::redirect_uri_inside).await;
}

#[tokio::test]
async fn oidcc_refresh_token() {
    each(&BOTH, refresh::with_two_clients).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    each(&BOTH, parameters::pkce).await;
}
