//! The doors to what happened and why: overview, trail, everything recorded, one person in one
//! application.

use axum::routing::{get, post};

use super::{Door, audit, audit_export, look, overview, trail, trail_one};

/// Their paths.
pub(super) fn doors() -> [Door; 8] {
    [
        ("/admin", get(overview::show)),
        ("/admin/trail", get(trail::show)),
        ("/admin/trail/{code}", get(trail_one::show)),
        ("/admin/audit", get(audit::show)),
        ("/admin/audit/export", post(audit_export::export)),
        ("/admin/people/{id}/as", get(look::choose)),
        ("/admin/people/{id}/as/{slug}", get(look::show)),
        ("/admin/applications/{slug}/as", get(look::of_application)),
    ]
}
