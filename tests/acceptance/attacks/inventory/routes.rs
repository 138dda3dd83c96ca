//! The paths of a router, read from what it prints of itself: axum lists them nowhere else.

use std::collections::BTreeSet;

use axum::Router;

/// Every path, without the slash at its end.
pub(super) fn registered(router: &Router) -> BTreeSet<String> {
    let printed = format!("{router:?}");
    let (_, paths) = printed.split_once("paths: {").unwrap();
    let (paths, _) = paths
        .split_once('}')
        .map_or((paths, ""), |_| paths.split_once("} }").unwrap());
    paths
        .split('"')
        .skip(1)
        .step_by(2)
        .map(|path| match path.trim_end_matches('/') {
            "" => "/".to_owned(),
            path => path.to_owned(),
        })
        .collect()
}
