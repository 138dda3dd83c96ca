//! The table of routes and the document of `OpenAPI` are the same thing.

use super::{api_routes, document, table};

#[test]
fn every_route_is_described_once() {
    let mut described = 0;
    for (_, paths, _) in table() {
        assert_eq!(paths.paths.len(), 1, "one path a row");
        described += 1;
    }

    let document = document::document();

    assert_eq!(document.paths.paths.len(), described);
}

#[test]
fn every_operation_has_a_scope_an_id_and_words() {
    let document = serde_json::to_value(document::document()).unwrap();

    for route in api_routes() {
        let operation = &document["paths"][&route.path][route.method.to_lowercase()];
        let open = route.path == "/api/v1/openapi.json";
        assert_eq!(route.scope.is_none(), open, "{route:?}");
        assert!(operation["operationId"].is_string(), "{route:?}");
        assert!(operation["summary"].is_string(), "{route:?}");
        assert!(operation["tags"].is_array(), "{route:?}");
    }
}

#[test]
fn the_document_is_openapi_3_1_with_a_bearer_token() {
    let document = serde_json::to_value(document::document()).unwrap();

    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let scheme = &document["components"]["securitySchemes"]["token"];
    assert_eq!(scheme["type"], "http");
    assert_eq!(scheme["scheme"], "bearer");
}

#[test]
fn whatever_the_document_refers_to_is_in_it() {
    let document = serde_json::to_value(document::document()).unwrap();
    let text = document.to_string();

    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}
