//! Style sheet, script and icons: embedded at build time, named after their content, cached for ever.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

include!(concat!(env!("OUT_DIR"), "/assets_table.rs"));

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// One embedded file.
pub(crate) struct Asset {
    name: &'static str,
    file: &'static str,
    url: &'static str,
    etag: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

/// The address of an asset by its plain name, e.g. `gantry.css`; an unknown name gives `/assets/`.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("/assets/", |asset| asset.url)
}

/// Serves every asset under `/assets/{file}`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve))
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let common = [
        (header::CACHE_CONTROL, FOR_EVER),
        (header::ETAG, asset.etag),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known == asset.etag)
    {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (
        common,
        [(header::CONTENT_TYPE, asset.content_type)],
        asset.bytes,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn an_asset_is_named_after_its_content() {
        let address = url("gantry.css");

        assert!(address.starts_with("/assets/gantry-"));
        assert_eq!(address.len(), "/assets/gantry-0123456789abcdef.css".len());
    }
}
