//! `/api/v1/openapi.json`: the API as a document, made of the table of routes.

use std::sync::OnceLock;

use axum::Json;
use gantry_core::api_token::ApiScope;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Ref,
    ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::problem::Problem;
use super::{ApiRoute, table};

/// The name of the one way to prove oneself.
const TOKEN: &str = "token";

/// What every operation that needs a token may answer.
const REFUSALS: [(&str, &str); 5] = [
    ("400", "A value does not fit, or is unknown"),
    ("401", "No token, or one that is not good"),
    ("403", "The token does not allow this"),
    ("404", "There is no such thing"),
    ("429", "Too many requests"),
];

/// This document
///
/// Needs no token, and contains no data.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "document",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)),
)]
pub(super) async fn show() -> Json<&'static OpenApi> {
    static DOCUMENT: OnceLock<OpenApi> = OnceLock::new();
    Json(DOCUMENT.get_or_init(document))
}

/// The document.
pub(super) fn document() -> OpenApi {
    let mut components = ComponentsBuilder::new();
    let mut paths = PathsBuilder::new();
    for (schemas, described, _) in table() {
        for (name, schema) in schemas {
            components = components.schema(name, schema);
        }
        for (path, mut item) in described.paths {
            for operation in operations_mut(&mut item) {
                add_refusals(operation);
            }
            paths = paths.path(path, item);
        }
    }
    let text = "A token of the API: `gat_…`. What it may be used for is the lesser of its scopes \
        and of its person's role at the moment.";
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("gat_…")
        .description(Some(text))
        .build();
    let components = components
        .schema(Problem::name(), Problem::schema())
        .security_scheme(TOKEN, SecurityScheme::Http(bearer))
        .build();
    let info = InfoBuilder::new()
        .title("Gantry")
        .version("1")
        .description(Some(
            "The administration for programs. Lists come in pages: `next` of one is the `cursor` of \
             the one behind it. Refusals are `application/problem+json` with a stable `code`.",
        ))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths.build())
        .components(Some(components))
        .build()
}

/// Operations with their scopes, in the order of their paths.
pub(super) fn operations(document: &OpenApi) -> Vec<ApiRoute> {
    let mut routes = Vec::new();
    for (path, item) in &document.paths.paths {
        let methods = [
            ("GET", &item.get),
            ("PUT", &item.put),
            ("POST", &item.post),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                routes.push(ApiRoute {
                    method,
                    path: path.clone(),
                    scope: scope_of(operation),
                });
            }
        }
    }
    routes
}

fn scope_of(operation: &Operation) -> Option<ApiScope> {
    let security = serde_json::to_value(operation.security.as_ref()?).ok()?;
    security.get(0)?.get(TOKEN)?.get(0)?.as_str()?.parse().ok()
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .filter_map(Option::as_mut)
}

fn add_refusals(operation: &mut Operation) {
    if operation.security.is_none() {
        return;
    }
    for (status, description) in REFUSALS {
        let schema = Ref::from_schema_name(Problem::name());
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let refusal = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content)
            .build();
        let responses = &mut operation.responses.responses;
        responses
            .entry(status.to_owned())
            .or_insert_with(|| refusal.into());
    }
}
