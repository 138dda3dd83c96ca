//! The Form Post plans: the modules of the Basic, Implicit and Hybrid plans, with posted answers.

use crate::bench::each;
use crate::scenarios::{
    codes, happy, parameters, prompts, redirect_uris, refresh, request_objects, response_types,
    scopes, userinfo,
};
use crate::variant::{
    CODE, CODE_ID_TOKEN, CODE_ID_TOKEN_TOKEN, CODE_TOKEN, ID_TOKEN, ID_TOKEN_TOKEN, Method, Variant,
};

const FORM_POST: [Variant; 6] = [
    CODE.posted(),
    ID_TOKEN.posted(),
    ID_TOKEN_TOKEN.posted(),
    CODE_ID_TOKEN.posted(),
    CODE_TOKEN.posted(),
    CODE_ID_TOKEN_TOKEN.posted(),
];
const WITH_CODE: [Variant; 4] = [
    CODE.posted(),
    CODE_ID_TOKEN.posted(),
    CODE_TOKEN.posted(),
    CODE_ID_TOKEN_TOKEN.posted(),
];
const WITH_ID_TOKEN: [Variant; 4] = [
    ID_TOKEN.posted(),
    ID_TOKEN_TOKEN.posted(),
    CODE_ID_TOKEN.posted(),
    CODE_ID_TOKEN_TOKEN.posted(),
];
const WITH_ACCESS_TOKEN: [Variant; 5] = [
    CODE.posted(),
    ID_TOKEN_TOKEN.posted(),
    CODE_ID_TOKEN.posted(),
    CODE_TOKEN.posted(),
    CODE_ID_TOKEN_TOKEN.posted(),
];

#[tokio::test]
async fn oidcc_server() {
    each(&FORM_POST, happy::server).await;
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    each(&FORM_POST, response_types::missing).await;
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    each(&FORM_POST, happy::idtoken_signature).await;
}

#[tokio::test]
async fn oidcc_idtoken_unsigned() {
    each(&FORM_POST, async |case| happy::idtoken_unsigned(case)).await;
}

#[tokio::test]
async fn oidcc_userinfo_get() {
    each(&WITH_ACCESS_TOKEN, userinfo::get).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_header() {
    each(&WITH_ACCESS_TOKEN, userinfo::post_header).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_body() {
    each(&WITH_ACCESS_TOKEN, userinfo::post_body).await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    each(&[CODE.posted(), CODE_TOKEN.posted()], happy::without_nonce).await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_fails() {
    each(&WITH_ID_TOKEN, response_types::without_nonce).await;
}

#[tokio::test]
async fn oidcc_scope_profile() {
    each(&FORM_POST, async |case| scopes::one(case, "profile").await).await;
}

#[tokio::test]
async fn oidcc_scope_email() {
    each(&FORM_POST, async |case| scopes::one(case, "email").await).await;
}

#[tokio::test]
async fn oidcc_scope_address() {
    each(&FORM_POST, async |case| scopes::one(case, "address").await).await;
}

#[tokio::test]
async fn oidcc_scope_phone() {
    each(&FORM_POST, async |case| scopes::one(case, "phone").await).await;
}

#[tokio::test]
async fn oidcc_scope_all() {
    each(&FORM_POST, scopes::all).await;
}

#[tokio::test]
async fn oidcc_alternate_happy_flow() {
    each(&FORM_POST, scopes::alternate_happy_flow).await;
}

#[tokio::test]
async fn oidcc_display_page() {
    each(&FORM_POST, async |case| {
        parameters::display(case, "page").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_display_popup() {
    each(&FORM_POST, async |case| {
        parameters::display(case, "popup").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_prompt_login() {
    each(&FORM_POST, prompts::login).await;
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    each(&FORM_POST, prompts::none_not_logged_in).await;
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    each(&FORM_POST, prompts::none_logged_in).await;
}

#[tokio::test]
async fn oidcc_max_age_1() {
    each(&FORM_POST, prompts::max_age_1).await;
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    each(&FORM_POST, prompts::max_age_10000).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    each(&FORM_POST, parameters::unknown).await;
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    each(&FORM_POST, prompts::id_token_hint).await;
}

#[tokio::test]
async fn oidcc_login_hint() {
    each(&FORM_POST, parameters::login_hint).await;
}

#[tokio::test]
async fn oidcc_ui_locales() {
    each(&FORM_POST, parameters::ui_locales).await;
}

#[tokio::test]
async fn oidcc_claims_locales() {
    each(&FORM_POST, parameters::claims_locales).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    each(&FORM_POST, parameters::acr_values).await;
}

#[tokio::test]
async fn oidcc_codereuse() {
    each(&WITH_CODE, codes::reuse).await;
}

#[tokio::test]
async fn oidcc_codereuse_30seconds() {
    each(&WITH_CODE, codes::reuse_after_30_seconds).await;
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    each(&FORM_POST, redirect_uris::unregistered).await;
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    each(&FORM_POST, parameters::post_request).await;
}

#[tokio::test]
async fn oidcc_server_client_secret_post() {
    each(
        &[
            CODE.posted().with(Method::Post),
            CODE_ID_TOKEN.posted().with(Method::Post),
            CODE_TOKEN.posted().with(Method::Post),
            CODE_ID_TOKEN_TOKEN.posted().with(Method::Post),
        ],
        happy::server,
    )
    .await;
}

#[tokio::test]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    each(&FORM_POST, request_objects::by_reference).await;
}

#[tokio::test]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    each(&FORM_POST, request_objects::by_value).await;
}

#[tokio::test]
async fn oidcc_claims_essential() {
    each(&FORM_POST, parameters::claims_essential).await;
}

#[tokio::test]
async fn oidcc_ensure_request_object_with_redirect_uri() {
    each(&FORM_POST, request_objects::redirect_uri_inside).await;
}

#[tokio::test]
async fn oidcc_refresh_token() {
    each(&WITH_CODE, refresh::with_two_clients).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    each(&WITH_CODE, parameters::pkce).await;
}
