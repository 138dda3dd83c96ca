//! The Hybrid plan: a code and more, in the fragment.

use crate::bench::each;
use crate::scenarios::{
    codes, happy, parameters, prompts, redirect_uris, refresh, request_objects, response_types,
    scopes, userinfo,
};
use crate::variant::{CODE_ID_TOKEN, CODE_ID_TOKEN_TOKEN, CODE_TOKEN, Method, Variant};

const HYBRID: [Variant; 3] = [CODE_ID_TOKEN, CODE_TOKEN, CODE_ID_TOKEN_TOKEN];

#[tokio::test]
async fn oidcc_server() {
    each(&HYBRID, happy::server).await;
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    each(&[CODE_ID_TOKEN], response_types::missing).await;
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    each(&HYBRID, happy::idtoken_signature).await;
}

#[tokio::test]
async fn oidcc_userinfo_get() {
    each(&HYBRID, userinfo::get).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_header() {
    each(&HYBRID, userinfo::post_header).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_body() {
    each(&HYBRID, userinfo::post_body).await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    each(&[CODE_TOKEN], happy::without_nonce).await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_fails() {
    each(
        &[CODE_ID_TOKEN, CODE_ID_TOKEN_TOKEN],
        response_types::without_nonce,
    )
    .await;
}

#[tokio::test]
async fn oidcc_scope_profile() {
    each(&HYBRID, async |case| scopes::one(case, "profile").await).await;
}

#[tokio::test]
async fn oidcc_scope_email() {
    each(&HYBRID, async |case| scopes::one(case, "email").await).await;
}

#[tokio::test]
async fn oidcc_scope_address() {
    each(&HYBRID, async |case| scopes::one(case, "address").await).await;
}

#[tokio::test]
async fn oidcc_scope_phone() {
    each(&HYBRID, async |case| scopes::one(case, "phone").await).await;
}

#[tokio::test]
async fn oidcc_scope_all() {
    each(&HYBRID, scopes::all).await;
}

#[tokio::test]
async fn oidcc_alternate_happy_flow() {
    each(&HYBRID, scopes::alternate_happy_flow).await;
}

#[tokio::test]
async fn oidcc_display_page() {
    each(&HYBRID, async |case| {
        parameters::display(case, "page").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_display_popup() {
    each(&HYBRID, async |case| {
        parameters::display(case, "popup").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_prompt_login() {
    each(&HYBRID, prompts::login).await;
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    each(&HYBRID, prompts::none_not_logged_in).await;
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    each(&HYBRID, prompts::none_logged_in).await;
}

#[tokio::test]
async fn oidcc_max_age_1() {
    each(&HYBRID, prompts::max_age_1).await;
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    each(&HYBRID, prompts::max_age_10000).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    each(&HYBRID, parameters::unknown).await;
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    each(&HYBRID, prompts::id_token_hint).await;
}

#[tokio::test]
async fn oidcc_login_hint() {
    each(&HYBRID, parameters::login_hint).await;
}

#[tokio::test]
async fn oidcc_ui_locales() {
    each(&HYBRID, parameters::ui_locales).await;
}

#[tokio::test]
async fn oidcc_claims_locales() {
    each(&HYBRID, parameters::claims_locales).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    each(&HYBRID, parameters::acr_values).await;
}

#[tokio::test]
async fn oidcc_codereuse() {
    each(&HYBRID, codes::reuse).await;
}

#[tokio::test]
async fn oidcc_codereuse_30seconds() {
    each(&HYBRID, codes::reuse_after_30_seconds).await;
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    each(&HYBRID, redirect_uris::unregistered).await;
}

#[tokio::test]
async fn oidcc_server_client_secret_post() {
    each(
        &[
            CODE_ID_TOKEN.with(Method::Post),
            CODE_TOKEN.with(Method::Post),
            CODE_ID_TOKEN_TOKEN.with(Method::Post),
        ],
        happy::server,
    )
    .await;
}

#[tokio::test]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    each(&HYBRID, request_objects::by_reference).await;
}

#[tokio::test]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    each(&HYBRID, request_objects::by_value).await;
}

#[tokio::test]
async fn oidcc_claims_essential() {
    each(&HYBRID, parameters::claims_essential).await;
}

#[tokio::test]
async fn oidcc_ensure_request_object_with_redirect_uri() {
    each(&HYBRID, request_objects::redirect_uri_inside).await;
}

#[tokio::test]
async fn oidcc_refresh_token() {
    each(&HYBRID, refresh::with_two_clients).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    each(&[CODE_ID_TOKEN], parameters::pkce).await;
}
