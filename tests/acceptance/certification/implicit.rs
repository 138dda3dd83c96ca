//! The Implicit plan: `id_token` and `id_token token`.

use crate::bench::each;
use crate::scenarios::{
    happy, parameters, prompts, redirect_uris, request_objects, response_types, scopes, userinfo,
};
use crate::variant::{ID_TOKEN, ID_TOKEN_TOKEN, Variant};

const IMPLICIT: [Variant; 2] = [ID_TOKEN, ID_TOKEN_TOKEN];

#[tokio::test]
async fn oidcc_server() {
    each(&IMPLICIT, happy::server).await;
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    each(&[ID_TOKEN_TOKEN], response_types::missing).await;
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    each(&IMPLICIT, happy::idtoken_signature).await;
}

#[tokio::test]
async fn oidcc_userinfo_get() {
    each(&[ID_TOKEN_TOKEN], userinfo::get).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_header() {
    each(&[ID_TOKEN_TOKEN], userinfo::post_header).await;
}

#[tokio::test]
async fn oidcc_userinfo_post_body() {
    each(&[ID_TOKEN_TOKEN], userinfo::post_body).await;
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_fails() {
    each(&IMPLICIT, response_types::without_nonce).await;
}

#[tokio::test]
async fn oidcc_scope_profile() {
    each(&IMPLICIT, async |case| scopes::one(case, "profile").await).await;
}

#[tokio::test]
async fn oidcc_scope_email() {
    each(&IMPLICIT, async |case| scopes::one(case, "email").await).await;
}

#[tokio::test]
async fn oidcc_scope_address() {
    each(&IMPLICIT, async |case| scopes::one(case, "address").await).await;
}

#[tokio::test]
async fn oidcc_scope_phone() {
    each(&IMPLICIT, async |case| scopes::one(case, "phone").await).await;
}

#[tokio::test]
async fn oidcc_scope_all() {
    each(&IMPLICIT, scopes::all).await;
}

#[tokio::test]
async fn oidcc_alternate_happy_flow() {
    each(&IMPLICIT, scopes::alternate_happy_flow).await;
}

#[tokio::test]
async fn oidcc_display_page() {
    each(&IMPLICIT, async |case| {
        parameters::display(case, "page").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_display_popup() {
    each(&IMPLICIT, async |case| {
        parameters::display(case, "popup").await;
    })
    .await;
}

#[tokio::test]
async fn oidcc_prompt_login() {
    each(&IMPLICIT, prompts::login).await;
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in() {
    each(&IMPLICIT, prompts::none_not_logged_in).await;
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    each(&IMPLICIT, prompts::none_logged_in).await;
}

#[tokio::test]
async fn oidcc_max_age_1() {
    each(&IMPLICIT, prompts::max_age_1).await;
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    each(&IMPLICIT, prompts::max_age_10000).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_unknown_parameter_succeeds() {
    each(&IMPLICIT, parameters::unknown).await;
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    each(&IMPLICIT, prompts::id_token_hint).await;
}

#[tokio::test]
async fn oidcc_login_hint() {
    each(&IMPLICIT, parameters::login_hint).await;
}

#[tokio::test]
async fn oidcc_ui_locales() {
    each(&IMPLICIT, parameters::ui_locales).await;
}

#[tokio::test]
async fn oidcc_claims_locales() {
    each(&IMPLICIT, parameters::claims_locales).await;
}

#[tokio::test]
async fn oidcc_ensure_request_with_acr_values_succeeds() {
    each(&IMPLICIT, parameters::acr_values).await;
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri() {
    each(&IMPLICIT, redirect_uris::unregistered).await;
}

#[tokio::test]
async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() {
    each(&IMPLICIT, request_objects::by_reference).await;
}

#[tokio::test]
async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() {
    each(&IMPLICIT, request_objects::by_value).await;
}

#[tokio::test]
async fn oidcc_claims_essential() {
    each(&IMPLICIT, parameters::claims_essential).await;
}

#[tokio::test]
async fn oidcc_ensure_request_object_with_redirect_uri() {
    each(&IMPLICIT, request_objects::redirect_uri_inside).await;
}
